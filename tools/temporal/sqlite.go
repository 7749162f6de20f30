package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	schema "go.temporal.io/server/schema/sqlite"
)

var sqliteMagic = []byte("SQLite format 3\x00")

func openSQLite(file string) (stores, error) {
	if err := checkSQLite(file); errors.Is(err, fs.ErrNotExist) {
		err = createSQLite(file)
		if err != nil {
			return stores{}, err
		}
	} else if err != nil {
		return stores{}, err
	}
	sql := sqliteConfig(file)
	return stores{history: sql, visibility: sql}, nil
}

func sqliteConfig(file string) *config.SQL {
	return &config.SQL{PluginName: sqlite.PluginName, DatabaseName: file,
		ConnectAttributes: map[string]string{"mode": "rwc", "journal_mode": "wal", "synchronous": "1", "busy_timeout": "5000"}}
}

// checkSQLite tells in words what SQLite would tell by a number.
func checkSQLite(file string) error {
	handle, err := os.OpenFile(file, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err != nil {
		return fmt.Errorf("database file %s cannot be read and written: %w", file, err)
	}
	defer handle.Close()
	start := make([]byte, len(sqliteMagic))
	if _, err := io.ReadFull(handle, start); err != nil || !bytes.Equal(start, sqliteMagic) {
		return fmt.Errorf("%s is not a SQLite database; move it away or name another file with -db", file)
	}
	return nil
}

// createSQLite makes the schema beside the file first, so that a killed run leaves no half of one.
func createSQLite(file string) error {
	draft := file + ".new"
	for _, leftover := range []string{draft, draft + "-wal", draft + "-shm"} {
		if err := os.Remove(leftover); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("database file %s cannot be created: %w", file, err)
		}
	}
	handle, err := os.OpenFile(draft, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("database file %s cannot be created: %w", file, err)
	}
	handle.Close()
	draftConfig := sqliteConfig(draft)
	draftConfig.ConnectAttributes["journal_mode"] = "delete"
	if err := schema.SetupSchema(draftConfig); err != nil {
		return fmt.Errorf("database file %s cannot be created: %w", file, err)
	}
	return os.Rename(draft, file)
}
