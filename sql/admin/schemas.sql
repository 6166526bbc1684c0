-- Schemas and the extension, made by a login that may create them.
-- Runs any number of times.
create schema if not exists core authorization ludoteca_owner;
create schema if not exists staging authorization ludoteca_owner;
create schema if not exists agg authorization ludoteca_owner;
create schema if not exists api authorization ludoteca_owner;
create schema if not exists extensions authorization ludoteca_owner;
create extension if not exists pg_trgm with schema extensions;

comment on schema core is
'Tables: the cleaned data and the ledger of loads. Private.';
comment on schema staging is
'Raw rows of the load under way and the functions that merge them. Private.';
comment on schema agg is
'Materialized aggregates, refreshed by each load. Private.';
comment on schema api is
'Views and functions: the public contract, for REST and for analysts.';
comment on schema extensions is
'Extensions of Postgres: pg_trgm, for the closest known names.';
