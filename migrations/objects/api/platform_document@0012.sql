-- GET /v1/platforms/{name}: a platform by release year.
create function api.platform_document(p_platform text)
returns json
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    with

    years as (
        select
            titles.release_year,
            count(*) as titles_count,
            count(*) filter (where titles.kind = 'movie') as movies_count,
            count(*) filter (where titles.kind = 'series') as series_count,
            count(scores.score) as scored_count,
            count(scores.score) filter (where titles.kind = 'movie')
                as scored_movies_count
        from core.titles
        inner join agg.title_scores as scores using (title_key)
        where
            -- not joined: the plan would be one for a few titles
            titles.platform_id = (
                select platforms.platform_id
                from core.platforms
                where platforms.name = agg.name_key(p_platform)
            )
        group by titles.release_year
    ),

    longest as (
        select
            titles.release_year,
            titles.duration_unit,
            json_build_object(
                'title_id', titles.title_id,
                'name', titles.name,
                'kind', titles.kind,
                'duration', titles.duration
            ) as title
        from api.longest_titles_by_platform_year_unit as titles
        where titles.platform = agg.name_key(p_platform)
    ),

    actors as (
        select
            best.release_year,
            json_build_object(
                'person_id', best.person_id,
                'actor', best.actor,
                'titles_count', best.titles_count
            ) as actor
        from api.appearances_by_platform_year_actor as best
        where best.platform = agg.name_key(p_platform) and best.place = 1
    ),

    shown as (
        select
            years.release_year,
            years.titles_count,
            years.movies_count,
            years.series_count,
            years.scored_count,
            years.scored_movies_count,
            movies.title as longest_movie,
            seasons.title as most_seasons,
            actors.actor as most_credited_actor
        from years
        -- of a year there may be none
        left join longest as movies
            on
                years.release_year = movies.release_year
                and movies.duration_unit = 'minute'
        left join longest as seasons
            on
                years.release_year = seasons.release_year
                and seasons.duration_unit = 'season'
        left join actors on years.release_year = actors.release_year
    )

    select
        json_build_object(
            'platform', platforms.platform,
            'titles_count', platforms.titles_count,
            'movies_count', platforms.movies_count,
            'series_count', platforms.series_count,
            'scored_count',
            (select coalesce(sum(shown.scored_count), 0) from shown),
            'years',
            (
                select
                    coalesce(
                        json_agg(
                            shown order by shown.release_year desc nulls last
                        ),
                        '[]'
                    )
                from shown
            )
        ) as answer
    from api.platforms
    where platforms.platform = api.name_key(p_platform);
end;

comment on function api.platform_document(text) is
'A platform as /v1/platforms/{name} answers it; null for an unknown platform.';
