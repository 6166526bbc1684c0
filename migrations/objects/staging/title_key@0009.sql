-- A title as files write it that left punctuation out of titles.  Most titles
-- are ASCII once ™ and the like are gone, and are folded at once.
create function staging.title_key(p_title text)
returns text
language sql
immutable
strict
parallel safe
as $$
with

bare as (
    select
        regexp_replace(
            -- "C" would know no letters beyond ASCII
            normalize(p_title, nfc) collate "default", '[^[:alnum:]]', '', 'g'
        ) as title
)

select
    regexp_replace(
        case
            when octet_length(title) = length(title)
                then lower(title collate "C")
            else agg.folded_name(title)
        end collate "default", '[^[:alnum:]]', '', 'g'
    ) as title_key
from bare;
$$;

comment on function staging.title_key(text) is
'The letters and digits of a title, folded: equal for titles that differ in '
'punctuation or case only.';
