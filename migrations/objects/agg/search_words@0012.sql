-- The words of any name, see agg.search_text().
create function agg.search_words(p_name text)
returns text
language sql
immutable
parallel safe
begin atomic
    select
        string_agg(
            case words.word
                when 'ii' then '2'
                when 'iii' then '3'
                when 'iv' then '4'
                when 'v' then '5'
                when 'vi' then '6'
                when 'vii' then '7'
                when 'viii' then '8'
                when 'ix' then '9'
                when 'x' then '10'
                when 'xi' then '11'
                when 'xii' then '12'
                when 'xiii' then '13'
                when 'xiv' then '14'
                when 'xv' then '15'
                else words.word
            end,
            ' '
            order by words.place
        ) as search_text
    from
        regexp_split_to_table(
            -- letters that have no accent apart from them
            translate(
                normalize(
                    regexp_replace(
                        normalize(
                            regexp_replace(
                                agg.name_key(p_name), '[''’™®©]', '', 'g'
                            ),
                            nfkd
                        ),
                        '[\u0300-\u036f]',
                        '',
                        'g'
                    ),
                    nfc
                ),
                'øłđı',
                'oldi'
            ),
            '[^[:alnum:]]+'
        ) with ordinality as words (word, place)
    where words.word <> '';
end;

comment on function agg.search_words(text) is
'The words of a name as a search compares them.';
