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
            -- most user ids: one word, too long for a numeral; a tenth of the
            -- time
            when p_name collate "C" ~ '^[A-Za-z0-9]{5,}$'
                then agg.name_key(p_name)
            else agg.search_words(p_name)
        end as search_text;
end;

comment on function agg.search_text(text) is
'A name as a search compares it: words in lower case, without accents, Roman '
'numerals as digits.';
