#!/bin/sh
# Run by the postgres image when its volume is new: the owner of the schema, and the service, which owns nothing.
set -eu
psql -v ON_ERROR_STOP=1 -v owner="$OWNER_PASSWORD" -v app="$APP_PASSWORD" --username postgres <<'SQL'
create role yangguang_owner login password :'owner';
create role yangguang_app login password :'app';
create database yangguang owner yangguang_owner;
revoke all on database yangguang from public;
grant connect on database yangguang to yangguang_app;
SQL
