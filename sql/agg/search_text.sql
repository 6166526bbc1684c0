-- A name as a search compares it: agg.name_key(), no marks or accents, Roman
-- numerals as digits, one space between words.  So "civ 5" is a beginning of
-- the words of "Sid Meier's Civilization® V".
create function agg.search_text(p_name text)
returns text
language sql
immutable
parallel safe
begin atomic
    select
        case
            -- most names, in a tenth of the time: ids of one word, and words
            -- without accents and Roman numerals
            when p_name collate "C" ~ '^[A-Za-z0-9]{5,}$'
                then agg.name_key(p_name)
            when
                p_name collate "C"
                !~* '[^ -~]|(^|[^a-z0-9])[ivx]+($|[^a-z0-9])'
                then
                    nullif(
                        btrim(
                            regexp_replace(
                                replace(agg.name_key(p_name), '''', ''),
                                '[^a-z0-9]+',
                                ' ',
                                'g'
                            )
                        ),
                        ''
                    )
            else agg.search_words(p_name)
        end as search_text;
end;

comment on function agg.search_text(text) is
'A name as a search compares it: words in lower case, without accents, Roman '
'numerals as digits.';
