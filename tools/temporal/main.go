// Command temporal runs a whole Temporal server with its web UI in one process, for `freehub up` and for tests.
// Its data is in one SQLite file, or in two databases of a PostgreSQL server. It listens on 127.0.0.1 only.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// Beyond this the process just exits: every answered request is committed already.
const shutdownTimeout = 1500 * time.Millisecond

func main() {
	options, err := readOptions(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		os.Exit(0)
	}
	if err == nil {
		err = run(options)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "temporal: %v\n", err)
		os.Exit(1)
	}
}

// run serves until a signal comes or the parent is gone.
func run(options options) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if options.parentPid != 0 {
		go stopWithParent(options.parentPid, stop)
	}

	if err := requireFreePorts(options); err != nil {
		return err
	}
	stores, err := openStores(options)
	if err != nil {
		return err
	}
	server, err := newServer(options, stores)
	if err != nil {
		return err
	}
	if err := server.Start(); err != nil {
		return fmt.Errorf("the server did not start: %w", err)
	}
	if options.uiPort != 0 {
		startUI(options)
	}
	fmt.Printf("temporal: grpc %s:%d\n", host, options.port)
	<-ctx.Done()

	stopped := make(chan error, 1)
	go func() { stopped <- server.Stop() }()
	select {
	case err := <-stopped:
		return err
	case <-time.After(shutdownTimeout):
		return nil
	}
}
