-- Who may do what: the ETL stages and merges, readers read api.
grant usage on schema core, staging, agg to ludoteca_etl;
grant select on all tables in schema core to ludoteca_etl;
grant insert on core.items to ludoteca_etl;
grant select, insert on all tables in schema staging to ludoteca_etl;
revoke execute on all functions in schema staging, agg from public;
grant execute on all functions in schema staging, agg to ludoteca_etl;

grant usage on schema api to ludoteca_reader, ludoteca_etl;
grant select on all tables in schema api to ludoteca_reader, ludoteca_etl;
revoke execute on all functions in schema api from public;
grant execute on all functions in schema api
to ludoteca_reader, ludoteca_etl;
