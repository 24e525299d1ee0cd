#!/bin/sh
# Makes the logins and Prefect's database in an empty PostgreSQL: run once by compose.yaml, or by hand with the same
# variables set. The tables and their rights come from `kinerja database migrate` afterwards.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set app="$KINERJA_APP_PASSWORD" --set auditor="$KINERJA_AUDITOR_PASSWORD" --set prefect="$PREFECT_PASSWORD" <<'SQL'
CREATE ROLE kinerja_app LOGIN PASSWORD :'app';
CREATE ROLE kinerja_auditor LOGIN PASSWORD :'auditor';
CREATE ROLE kinerja_prefect LOGIN PASSWORD :'prefect';
CREATE DATABASE prefect OWNER kinerja_prefect;
SQL
