-- Q22: which games does a user want?  One whose library is not known is known
-- by the games reviewed.
create function api.recommended_games(
    p_user_id text,
    p_count integer default 10,
    p_goal text default 'own',
    p_method text default 'weights',
    p_year_from integer default null,
    p_genre text default null,
    p_price_to numeric default null,
    p_free_only boolean default false,
    p_early_access boolean default true,
    p_in_catalogue boolean default true,
    p_diversity double precision default 0,
    p_newcomers integer default 0,
    p_genres text[] default null,
    p_genres_any text[] default null,
    p_genres_none text[] default null,
    p_tags text[] default null,
    p_tags_any text[] default null,
    p_tags_none text[] default null,
    p_exclude bigint[] default null,
    p_extras boolean default true,
    p_per_series integer default null,
    p_not_interested bigint[] default null,
    p_balance double precision default null
)
returns table (
    place bigint,
    game_id bigint,
    game text,
    score numeric,
    source text,
    reasons json
)
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    with

    unwanted as materialized (
        select
            array_cat(
                p_not_interested, agg.unwanted_games(p_user_id)
            ) as games
    ),

    library as materialized (
        select
            coalesce(
                array_agg(held.game_id) filter (where held.game_id is not null),
                '{}'
            ) as games,
            array_agg(held.playtime_minutes) as minutes
        from core.users
        cross join unwanted
        -- a user may have nothing at all
        left join
            lateral (
                select
                    items.game_id,
                    items.playtime_minutes
                from core.items
                where
                    items.user_key = users.user_key
                    and items.game_id <> all(unwanted.games)
                union all
                select
                    reviews.game_id,
                    null as playtime_minutes
                from core.reviews
                where
                    reviews.user_key = users.user_key
                    and reviews.game_id <> all(unwanted.games)
                    and not exists (
                        select from core.items
                        where items.user_key = users.user_key
                    )
            ) as held
            on true
        where users.user_id = p_user_id
        group by users.user_key
    )

    select
        found.place,
        found.game_id,
        found.game,
        found.score,
        found.origin,
        found.reasons
    from library
    cross join unwanted
    cross join
        lateral agg.recommended_games(
            library.games,
            library.minutes,
            agg.play_thousandths(p_goal, p_balance),
            agg.used_method(p_method),
            agg.game_filters(
                p_year_from,
                p_price_to,
                p_free_only,
                p_early_access,
                p_in_catalogue,
                p_extras,
                array_remove(array_append(p_genres, p_genre), null),
                p_genres_any,
                p_genres_none,
                p_tags,
                p_tags_any,
                p_tags_none,
                array_cat(p_exclude, agg.game_editions(unwanted.games)),
                p_per_series
            ),
            p_count,
            p_diversity,
            p_newcomers
        ) as found
    order by found.place asc;
end;

comment on function api.recommended_games(
    text, integer, text, text, integer, text, numeric, boolean, boolean,
    boolean, double precision, integer, text[], text[], text[],
    text[], text[], text[], bigint[], boolean, integer, bigint[],
    double precision
) is
'Games for a user, none of which the user has, best first, with the reasons; '
'no row for an unknown user; one without a library is known by the games '
'reviewed. p_goal is ''own'' or ''play'': what will be owned, or played; '
'p_method ''weights'' (the model), ''users'' (who are similar) or ''content'' '
'(what the games are: always that where no libraries taught the model); '
'p_diversity goes from 0 (the best) to 1 (the least alike); the last '
'p_newcomers places go to games that few own. A game has p_genre, all of '
'p_genres and p_tags, one of p_genres_any and p_tags_any, none of '
'p_genres_none and p_tags_none; p_exclude are ids to leave out, '
'p_not_interested too, as what the user told not to be interested in, with '
'their editions, and what is in the library of them says nothing; p_extras '
'false leaves out what is no game; a series has at most p_per_series games; '
'p_balance goes between the goals, 0 is ''own'' and 1 ''play''.';
