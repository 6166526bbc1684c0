-- Who may do what: the ETL stages and merges, readers read api.
grant usage on schema core, staging, agg to ludoteca_etl;
grant select on all tables in schema core to ludoteca_etl;
grant insert on core.items to ludoteca_etl;
grant select, insert on all tables in schema staging to ludoteca_etl;
-- what stands there is executed as it is, with the owner's rights
revoke insert on staging.dropped_constraints from ludoteca_etl;
revoke execute on all functions in schema staging, agg from public;
grant execute on all functions in schema staging, agg to ludoteca_etl;

grant usage on schema api to ludoteca_reader, ludoteca_etl;
grant select on all tables in schema api to ludoteca_reader, ludoteca_etl;
revoke execute on all functions in schema api from public;
grant execute on all functions in schema api
to ludoteca_reader, ludoteca_etl;

-- events and ratings come by these functions, whose caller can do nothing else
revoke execute on function
api.record_event(
    text, text, bigint, integer, boolean, text, timestamptz, text
),
api.rate_title(integer, text, integer, timestamptz),
api.unrate_title(integer, text, timestamptz)
from ludoteca_reader, ludoteca_etl;
grant usage on schema api to ludoteca_events;
grant execute on function
api.record_event(
    text, text, bigint, integer, boolean, text, timestamptz, text
),
api.rate_title(integer, text, integer, timestamptz),
api.unrate_title(integer, text, timestamptz)
to ludoteca_events;

-- What trainings emptied is vacuumed before they fill it again.
do $$
begin
    if current_setting('server_version_num')::integer >= 170000 then
        execute (
            select
                format(
                    'grant maintain on %s to ludoteca_etl',
                    string_agg(format('core.%I', model_table), ', ')
                )
            from staging.model_tables() as model_table
        );
    end if;
end;
$$;

-- A view's tables are read with its owner's rights, but a function in it, or in
-- another function, is called with the reader's.  Without usage of agg no
-- reader can name these.
grant execute on function
agg.attribute_names(integer),
agg.game_name(bigint, text),
agg.price_history(bigint[], boolean),
agg.numeric_price_features(agg.game_attributes),
agg.label_keys(text[]),
agg.combination_genre_keys(agg.game_attributes),
agg.interval_periods(date, date),
agg.folded_name(text),
agg.name_key(text),
agg.title_place(integer, integer)
to ludoteca_reader;
