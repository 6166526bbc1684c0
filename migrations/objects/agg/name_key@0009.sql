-- The form in which names are equal, see agg.folded_name().
create function agg.name_key(p_name text)
returns text
language sql
immutable
parallel safe
begin atomic
    select
        case
            -- most names: ASCII, which lower() folds alike in every collation
            when octet_length(p_name) = length(p_name)
                then
                    lower(
                        btrim(
                            p_name,
                            e' \t\n\u000b\f\r\u001c\u001d\u001e\u001f'
                        ) collate "C"
                    )
            else agg.folded_name(p_name)
        end collate "C" as name_key;
end;

comment on function agg.name_key(text) is
'The form in which names are equal; readers have it in their schema.';
