package main

import (
	"fmt"
	"net"
)

const host = "127.0.0.1"

// requireFreePorts tells a taken port apart from every other trouble before the server starts.
func requireFreePorts(o options) error {
	for _, wanted := range []struct {
		flag string
		port int
	}{{"-port", o.port}, {"-ui-port", o.uiPort}} {
		listener, err := net.Listen("tcp", fmt.Sprintf("%s:%d", host, wanted.port))
		if err != nil {
			return fmt.Errorf("port %d is taken; choose another with %s", wanted.port, wanted.flag)
		}
		listener.Close()
	}
	return nil
}

// freePort asks the machine for a port that nobody uses.
func freePort() (int, error) {
	listener, err := net.Listen("tcp", host+":0")
	if err != nil {
		return 0, fmt.Errorf("no free port: %w", err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
