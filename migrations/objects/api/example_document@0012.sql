-- What can be asked about?  Of each kind of name the most prominent one that
-- is loaded: examples of requests are made of them.
create function api.example_document()
returns json
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    with

    top_games as materialized (
        select
            game_id,
            name,
            row_number() over (
                order by
                    owners_count desc nulls last,
                    reviews_count desc,
                    game_id asc
            ) as place
        from agg.details_by_game
        where is_in_catalogue
        order by place
        limit 2
    ),

    top_title as materialized (
        select
            titles.title_key,
            titles.title_id,
            titles.name
        from core.titles
        -- a title may have no ratings
        left join agg.scores_by_title as scores using (title_key)
        order by
            coalesce(scores.ratings_count, 0) desc,
            titles.platform_id asc,
            titles.show_number asc
        limit 1
    )

    select
        json_build_object(
            'genre',
            (
                select genres.name
                from agg.playtime_by_genre as played
                inner join core.genres using (genre_id)
                order by played.place
                limit 1
            ),
            'year',
            coalesce(
                (
                    select extract(year from counts.posted_on)::integer
                    from agg.review_counts_by_day as counts
                    group by extract(year from counts.posted_on)
                    order by
                        sum(counts.reviews_count) desc,
                        extract(year from counts.posted_on) desc
                    limit 1
                ),
                (
                    select years.release_year
                    from agg.games_by_year as years
                    order by years.games_count desc, years.release_year desc
                    limit 1
                )
            ),
            'studio',
            (
                select made.studio
                from agg.games_by_studio as made
                inner join core.studios on made.studio_key = studios.name_key
                -- a studio without a reviewed game
                left join agg.sentiment_counts_by_studio as felt
                    using (studio_id)
                where made.games_count > 0
                order by
                    coalesce(
                        felt.negative_count
                        + felt.neutral_count
                        + felt.positive_count,
                        0
                    ) desc,
                    made.games_count desc,
                    made.studio asc
                limit 1
            ),
            'user',
            (
                select users.user_id
                from (
                    select spending.user_key
                    from agg.spending_by_user as spending
                    order by
                        spending.reviews_count desc,
                        spending.items_count desc
                    fetch first 1 row with ties
                ) as top_users
                inner join core.users using (user_key)
                order by users.user_id collate "C" asc
                limit 1
            ),
            'tag',
            (
                select tags.name
                from agg.games_by_tag as counts
                inner join core.tags using (tag_id)
                order by counts.games_count desc, tags.name asc
                limit 1
            ),
            'spec',
            (
                select specs.name
                from agg.games_by_spec as counts
                inner join core.specs using (spec_id)
                order by counts.games_count desc, specs.name asc
                limit 1
            ),
            'game',
            (
                select game_id
                from top_games
                where place = 1
            ),
            'games',
            (
                select string_agg(game_id::text, ',' order by place)
                from top_games
            ),
            'search',
            coalesce(
                (
                    select name
                    from top_games
                    where place = 1
                ),
                (select name from top_title)
            ),
            'title', (select title_id from top_title),
            'title_year',
            (
                select years.release_year
                from agg.titles_by_platform_kind_year as years
                where years.release_year is not null
                group by years.release_year
                order by sum(years.titles_count) desc, years.release_year desc
                limit 1
            ),
            'platform',
            (
                select platforms.name
                from agg.titles_by_platform_kind_year as counts
                inner join core.platforms using (platform_id)
                group by platforms.name
                order by sum(counts.titles_count) desc, platforms.name asc
                limit 1
            ),
            'country',
            (
                select countries.name
                from agg.titles_by_country_kind_year as counts
                inner join core.countries using (country_id)
                group by countries.name
                order by sum(counts.titles_count) desc, countries.name asc
                limit 1
            ),
            'title_genre',
            (
                select categories.genre
                from core.title_categories
                inner join core.categories using (category_id)
                where categories.genre is not null
                group by categories.genre
                order by count(*) desc, categories.genre asc
                limit 1
            ),
            'audience_rating',
            (
                select counts.audience_rating
                from agg.titles_by_audience_rating as counts
                where counts.audience_rating is not null
                order by counts.titles_count desc, counts.audience_rating asc
                limit 1
            ),
            'person',
            (
                select people.person_id
                from agg.titles_by_person as people
                order by people.titles_count desc, people.person_id desc
                limit 1
            ),
            'viewer',
            (
                select ratings.viewer_id
                from core.ratings
                inner join top_title using (title_key)
                order by ratings.viewer_id asc
                limit 1
            ),
            'recommender', (select model_id from agg.published_model),
            'price_model', (select model_id from agg.published_price_model)
        ) as answer;
end;

comment on function api.example_document() is
'Of each kind of name the most prominent one that is loaded, null where none '
'is; and the published models.';
