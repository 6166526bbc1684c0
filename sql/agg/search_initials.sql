-- The first letters of a name's words; a number is kept as it is.
create function agg.search_initials(p_search_text text)
returns text
language sql
immutable
parallel safe
begin atomic
    select
        left(
            regexp_replace(
                p_search_text, '([0-9]+|[^ ])[^ ]*( |$)', '\1', 'g'
            ),
            50
        ) as initials;
end;

comment on function agg.search_initials(text) is
'The first letters and the numbers of a name as agg.search_text() gives it.';
