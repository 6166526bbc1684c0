-- Labels as they are compared, each one once, in the order of their letters.
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
                    select agg.name_key(given.label) collate "C" as label_key
                    from unnest(p_names) as given (label)
                    group by label_key
                    order by label_key
                )
        end as label_keys;
end;

comment on function agg.label_keys(text[]) is
'Labels as they are compared, each one once; null of none given.';
