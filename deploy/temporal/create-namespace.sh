#!/bin/sh
# Makes the namespace and the search attributes that Freehub sets, and waits until they can be used. Repeating it changes nothing.
# The CLI reads TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE.
set -eu

# try COMMAND…: repeats it for two minutes; the last try shows its error.
try() {
  for _ in $(seq 24); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 5
  done
  "$@"
}

try temporal operator cluster health
temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$NAMESPACE_RETENTION"
try temporal operator search-attribute list

for name in FreehubEnvironment FreehubProvider FreehubStatus; do
  if ! temporal operator search-attribute list | grep -qw "$name"; then
    temporal operator search-attribute create --name "$name" --type Keyword
  fi
done

# The server caches attributes for a minute; a workflow that starts before that is refused.
try temporal workflow count --query "FreehubEnvironment = '' AND FreehubProvider = '' AND FreehubStatus = ''"
