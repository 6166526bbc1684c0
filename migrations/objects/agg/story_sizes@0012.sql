-- How much is loaded?  Grain: one row per kind of thing.
create view agg.story_sizes as
with

counted as (
    select
        (
            select count(*) from core.games
            where is_in_catalogue
        ) as catalogue_games,
        (
            select count(*) from core.games
            where not is_in_catalogue
        ) as other_games,
        (
            select count(*) from core.users
            where has_library
        ) as libraries,
        (
            select count(*) from core.users
            where not has_library
        ) as reviewers,
        -- the items, which nobody wants to count one by one
        (
            select coalesce(sum(played.owners_count), 0)
            from agg.playtime_by_game as played
        ) as items,
        (
            select coalesce(sum(played.players_count), 0)
            from agg.playtime_by_game as played
        ) as played_items,
        (select count(*) from core.reviews) as reviews,
        (select count(*) from core.studios) as studios,
        (select count(*) from core.genres) as genres,
        (select count(*) from core.tags) as tags,
        (select count(*) from core.titles) as titles,
        (select count(*) from core.people) as people,
        (select count(*) from core.viewers) as viewers,
        (select count(*) from core.ratings) as ratings
)

select
    listed.place,
    listed.what,
    listed.rows_count
from counted
cross join
    lateral (
        values
        (1, 'games of the catalogue', counted.catalogue_games),
        (2, 'games that only libraries or reviews name', counted.other_games),
        (3, 'users with a library', counted.libraries),
        (4, 'users with reviews only', counted.reviewers),
        (5, 'games in libraries', counted.items),
        (6, 'of them played', counted.played_items),
        (7, 'reviews', counted.reviews),
        (8, 'studios', counted.studios),
        (9, 'genres', counted.genres),
        (10, 'tags', counted.tags),
        (11, 'streaming titles', counted.titles),
        (12, 'people credited for titles', counted.people),
        (13, 'viewers', counted.viewers),
        (14, 'ratings by viewers', counted.ratings)
    ) as listed (place, what, rows_count)
order by listed.place;

comment on view agg.story_sizes is
'How much is loaded; one row per kind of thing.';
comment on column agg.story_sizes.place is
'Place in the list, from 1.';
comment on column agg.story_sizes.what is
'The kind of thing, in words.';
comment on column agg.story_sizes.rows_count is
'How many there are.';
