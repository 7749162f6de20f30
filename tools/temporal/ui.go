package main

import (
	"fmt"
	"os"

	"github.com/temporalio/ui-server/v2/server"
	"github.com/temporalio/ui-server/v2/server/config"
	"github.com/temporalio/ui-server/v2/server/server_options"
)

// startUI serves the web UI beside the server. It fetches nothing from the internet.
func startUI(o options) {
	ui := server.NewServer(server_options.WithConfigProvider(&config.Config{
		Host: host, Port: o.uiPort, TemporalGRPCAddress: fmt.Sprintf("%s:%d", host, o.port), EnableUI: true,
		CORS: config.CORS{CookieInsecure: true}, HideLogs: true, DisableNewsFetch: true,
	}))
	go func() {
		if err := ui.Start(); err != nil {
			fmt.Fprintf(os.Stderr, "temporal: the web UI stopped: %v\n", err)
		}
	}()
}
