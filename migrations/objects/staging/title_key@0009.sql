-- A title as files write it that left punctuation out of titles.
create function staging.title_key(p_title text)
returns text
language sql
immutable
strict
parallel safe
begin atomic
    -- "C" would know no letters beyond ASCII
    select
        regexp_replace(
            agg.folded_name(p_title) collate "default", '[^[:alnum:]]', '', 'g'
        ) as title_key;
end;

comment on function staging.title_key(text) is
'The letters and digits of a title, folded: equal for titles that differ in '
'punctuation or case only.';
