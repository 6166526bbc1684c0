-- Labels as they are compared: trimmed, in lower case, each one once.
create function agg.label_keys(p_names text[])
returns text[]
language sql
immutable
parallel safe
begin atomic
    select
        case
            when p_names is not null
                then array(
                    select distinct lower(btrim(given.label) collate "default")
                    from unnest(p_names) as given (label)
                )
        end as label_keys;
end;

comment on function agg.label_keys(text[]) is
'Labels as they are compared: trimmed, in lower case, each one once; null of '
'none given.';
