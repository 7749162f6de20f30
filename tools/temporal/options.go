package main

import (
	"flag"
	"fmt"
	"strconv"
	"strings"

	"go.temporal.io/api/enums/v1"
)

type options struct {
	port, uiPort     int
	database         string
	namespace        string
	retentionHours   int
	shards           int
	logLevel         string
	parentPid        int
	searchAttributes map[string]enums.IndexedValueType
	dynamicConfig    map[string]any
}

// pairs collects a repeatable key=value flag.
type pairs map[string]string

func (p pairs) String() string { return "" }

func (p pairs) Set(text string) error {
	key, value, found := strings.Cut(text, "=")
	if !found || key == "" {
		return fmt.Errorf("want key=value, got %q", text)
	}
	p[key] = value
	return nil
}

func readOptions(arguments []string) (options, error) {
	o := options{searchAttributes: map[string]enums.IndexedValueType{}, dynamicConfig: map[string]any{}}
	attributes, dynamic := pairs{}, pairs{}
	flags := flag.NewFlagSet("temporal", flag.ContinueOnError)
	flags.IntVar(&o.port, "port", 7233, "gRPC port")
	flags.IntVar(&o.uiPort, "ui-port", 8233, "port of the web UI, 0 for none")
	flags.StringVar(&o.database, "db", "temporal.db", "SQLite file, or postgres://user:password@host:port (databases temporal and temporal_visibility are made there)")
	flags.StringVar(&o.namespace, "namespace", "default", "namespace to create")
	flags.IntVar(&o.retentionHours, "retention-hours", 24*7, "how long closed workflows are kept; counts when the namespace is created")
	flags.IntVar(&o.shards, "shards", 4, "history shards; counts when the database is created")
	flags.StringVar(&o.logLevel, "log-level", "error", "debug, info, warn or error")
	flags.IntVar(&o.parentPid, "parent-pid", 0, "exit when this is no longer the parent process")
	flags.Var(attributes, "search-attribute", "Name=Type, repeatable; counts when the namespace is created")
	flags.Var(dynamic, "dynamic-config", "key=value, repeatable, as matching.enableFairness=true")
	if err := flags.Parse(arguments); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("%q is not a flag; see -help", flags.Arg(0))
	}
	for name, word := range attributes {
		kind, err := enums.IndexedValueTypeFromString(word)
		if err != nil {
			return o, fmt.Errorf("-search-attribute %s: %q is not a type; use Keyword, Text, Int, Double, Bool, Datetime or KeywordList", name, word)
		}
		o.searchAttributes[name] = kind
	}
	for key, text := range dynamic {
		o.dynamicConfig[key] = dynamicValue(text)
	}
	return o, nil
}

// dynamicValue reads numbers and booleans as such, for the server refuses them as text.
func dynamicValue(text string) any {
	if number, err := strconv.Atoi(text); err == nil {
		return number
	}
	if boolean, err := strconv.ParseBool(text); err == nil {
		return boolean
	}
	return text
}
