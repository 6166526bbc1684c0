-- The first two words of a name, which games of a series share.
create function agg.series_key(p_search_text text)
returns text
language sql
immutable
parallel safe
begin atomic
    select
        nullif(
            array_to_string(
                (string_to_array(p_search_text, ' '))[1:2], ' '
            ),
            ''
        ) as series;
end;

comment on function agg.series_key(text) is
'The first two words of a name as agg.search_text() gives it; null without '
'words.';
