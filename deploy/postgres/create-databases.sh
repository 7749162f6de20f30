#!/bin/bash
# Runs once, when the data volume is empty: one role for each of the two tenants of this server.
set -euo pipefail

psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 \
  --set freehub_password="$FREEHUB_DB_PASSWORD" --set temporal_password="$TEMPORAL_DB_PASSWORD" <<'SQL'
CREATE ROLE freehub LOGIN PASSWORD :'freehub_password';
CREATE DATABASE freehub OWNER freehub;
-- Its schema job makes the databases temporal and temporal_visibility.
CREATE ROLE temporal LOGIN CREATEDB PASSWORD :'temporal_password';
REVOKE CONNECT ON DATABASE freehub FROM PUBLIC;
SQL
