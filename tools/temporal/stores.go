package main

import (
	"fmt"
	"strings"

	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/primitives/timestamp"
	schema "go.temporal.io/server/schema/sqlite"
)

const clusterName = "active"

// stores are the two databases of a Temporal server; with SQLite both are one file.
type stores struct {
	history, visibility *config.SQL
}

// openStores brings the schema up to date and makes the namespace.
func openStores(o options) (stores, error) {
	var s stores
	var err error
	if strings.HasPrefix(o.database, "postgres://") || strings.HasPrefix(o.database, "postgresql://") {
		s, err = openPostgres(o.database)
	} else {
		s, err = openSQLite(o.database)
	}
	if err != nil {
		return s, err
	}
	namespace, err := schema.NewNamespaceConfig(clusterName, o.namespace, false, o.searchAttributes)
	if err != nil {
		return s, fmt.Errorf("namespace %s: %w", o.namespace, err)
	}
	namespace.Detail.Config.Retention = timestamp.DurationFromHours(int64(o.retentionHours))
	if err := schema.CreateNamespaces(s.history, namespace); err != nil {
		return s, fmt.Errorf("the database cannot be used: %w", err)
	}
	return s, nil
}
