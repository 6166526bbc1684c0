-- Every text that one slip of the finger makes of a text: a letter left out,
-- one too many, another one, or two swapped.  So whoever slipped typed one of
-- them for what was meant.  Letters are those that ids of users have.  A text
-- of two letters or less could be anything, and one of more than 33 no slip of
-- an id, which has 32 at most: they have no slips.
create function agg.search_edits(p_text text)
returns table (
    slip text
)
language sql
immutable
parallel safe
begin atomic
    with

    cuts as (
        select
            left(p_text, place) as head,
            substr(p_text, place + 1) as tail
        from generate_series(0, length(p_text)) as places (place)
        where length(p_text) between 3 and 33
    ),

    letters as (
        select letters.letter
        from
            string_to_table('abcdefghijklmnopqrstuvwxyz0123456789', null)
                as letters (letter)
    )

    select cuts.head || substr(cuts.tail, 2) as slip
    from cuts
    where cuts.tail <> ''
    union all
    select
        cuts.head
        || substr(cuts.tail, 2, 1)
        || left(cuts.tail, 1)
        || substr(cuts.tail, 3) as slip
    from cuts
    where length(cuts.tail) > 1
    union all
    select cuts.head || letters.letter || cuts.tail as slip
    from cuts
    cross join letters
    union all
    select cuts.head || letters.letter || substr(cuts.tail, 2) as slip
    from cuts
    cross join letters
    where cuts.tail <> '';
end;

comment on function agg.search_edits(text) is
'Texts that differ from a text by one letter more, less or other, or by two '
'neighbours swapped.';
