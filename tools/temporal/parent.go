package main

import (
	"os"
	"time"
)

// stopWithParent calls stop when the parent has died: a killed parent cannot send a signal.
func stopWithParent(pid int, stop func()) {
	for os.Getppid() == pid {
		time.Sleep(250 * time.Millisecond)
	}
	stop()
}
