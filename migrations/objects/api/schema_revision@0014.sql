-- Which revision is this schema at, and since which one has it served the same
-- code?  `make freeze` writes both.
create function api.schema_revision()
returns table (revision text, compatible_since text)
language sql
stable
parallel safe
begin atomic
    select
        '0014' as revision,
        '0010' as compatible_since;
end;

comment on function api.schema_revision() is
'The revision of the schema, and the oldest whose code it serves; one row.';
