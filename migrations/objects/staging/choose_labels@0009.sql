-- The labels that count for each staged game: those on the first line of its
-- id in a file, and per kind those of the first file that has any.
create function staging.choose_labels()
returns void
language sql
security definer
set search_path = ''
set work_mem = '64MB'
as $$
insert into staging.labels (game_id, kind, position, spelling, name_key)
with

firsts as (
    select distinct on (file_number, game_id)
        file_number,
        line_number,
        game_id
    from staging.games
    order by file_number asc, game_id asc, line_number asc
),

chosen as (
    select distinct on (firsts.game_id, game_labels.kind)
        firsts.game_id,
        game_labels.kind,
        game_labels.spellings
    from staging.game_labels
    inner join firsts using (file_number, line_number)
    order by
        firsts.game_id asc,
        game_labels.kind asc,
        game_labels.file_number asc
),

spelt as (
    select
        chosen.game_id,
        chosen.kind,
        spellings.position,
        spellings.spelling,
        api.name_key(spellings.spelling) as name_key
    from chosen
    cross join
        unnest(chosen.spellings)
            with ordinality as spellings (spelling, position)
)

select distinct on (game_id, kind, name_key collate "C")
    game_id,
    kind,
    position,
    spelling,
    name_key
from spelt
order by
    game_id asc,
    kind asc,
    name_key collate "C" asc,
    position asc;
$$;

comment on function staging.choose_labels() is
'Fill staging.labels: per game and kind the labels of one line of one file.';
