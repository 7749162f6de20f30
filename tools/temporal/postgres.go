package main

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"
	"go.temporal.io/server/common/config"
	_ "go.temporal.io/server/common/persistence/sql/sqlplugin/postgresql"
	sqltool "go.temporal.io/server/tools/sql"
)

const postgresPlugin = "postgres12"

func openPostgres(address string) (stores, error) {
	server, err := url.Parse(address)
	if err != nil || server.Hostname() == "" || server.User.Username() == "" {
		return stores{}, fmt.Errorf("-db must be postgres://user:password@host:port")
	}
	if server.Port() == "" {
		server.Host += ":5432"
	}
	if err := requirePostgres(server); err != nil {
		return stores{}, err
	}
	history, err := openPostgresDatabase(server, "temporal", "postgresql/v12/temporal")
	if err != nil {
		return stores{}, err
	}
	visibility, err := openPostgresDatabase(server, "temporal_visibility", "postgresql/v12/visibility")
	return stores{history: history, visibility: visibility}, err
}

// openPostgresDatabase makes the database if it is missing and brings its schema up to date.
func openPostgresDatabase(server *url.URL, name, schemaName string) (*config.SQL, error) {
	password, _ := server.User.Password()
	base := []string{"temporal-sql-tool", "--plugin", postgresPlugin, "--ep", server.Hostname(), "-p", server.Port(),
		"-u", server.User.Username(), "--pw", password, "--db", name}
	for _, step := range [][]string{{"create-database"}, {"setup-schema", "-v", "0.0"}, {"update-schema", "--schema-name", schemaName}} {
		if err := sqltool.RunTool(append(append([]string{}, base...), step...)); err != nil {
			return nil, fmt.Errorf("PostgreSQL at %s, database %s, %s: %w", server.Host, name, step[0], err)
		}
	}
	return &config.SQL{PluginName: postgresPlugin, ConnectAddr: server.Host, DatabaseName: name,
		User: server.User.Username(), Password: password, MaxConns: 20, MaxIdleConns: 20}, nil
}

// requirePostgres connects once: the schema tool below would end the process with a page of log instead of an error.
func requirePostgres(server *url.URL) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	connection, err := pgx.Connect(ctx, server.JoinPath("postgres").String())
	if err != nil {
		return fmt.Errorf("PostgreSQL at %s cannot be used: %w", server.Host, err)
	}
	return connection.Close(ctx)
}
