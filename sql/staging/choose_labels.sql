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

ranked as (
    select
        firsts.game_id,
        game_labels.kind,
        game_labels.position,
        game_labels.spelling,
        lower(game_labels.spelling collate "default") as name_key,
        rank() over (
            partition by firsts.game_id, game_labels.kind
            order by game_labels.file_number
        ) as file_rank
    from staging.game_labels
    inner join firsts using (file_number, line_number)
)

select distinct on (game_id, kind, name_key collate "C")
    game_id,
    kind,
    position,
    spelling,
    name_key
from ranked
where file_rank = 1
order by
    game_id asc,
    kind asc,
    name_key collate "C" asc,
    position asc;
$$;

comment on function staging.choose_labels() is
'Fill staging.labels: per game and kind the labels of one line of one file.';
