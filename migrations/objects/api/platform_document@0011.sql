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
            details.release_year,
            count(*) as titles_count,
            count(*) filter (where details.kind = 'movie') as movies_count,
            count(*) filter (where details.kind = 'series') as series_count,
            count(scores.score) as scored_count,
            count(scores.score) filter (where details.kind = 'movie')
                as scored_movies_count
        from agg.details_by_title as details
        inner join agg.title_scores as scores using (title_key)
        where details.platform = agg.name_key(p_platform)
        group by details.release_year
    ),

    shown as (
        select
            years.release_year,
            years.titles_count,
            years.movies_count,
            years.series_count,
            years.scored_count,
            years.scored_movies_count,
            (
                select row_to_json(longest)
                from api.longest_title(
                    years.release_year, p_platform, 'minute'
                ) as longest
            ) as longest_movie,
            (
                select row_to_json(longest)
                from api.longest_title(
                    years.release_year, p_platform, 'season'
                ) as longest
            ) as most_seasons,
            (
                select row_to_json(best)
                from api.most_credited_actor(
                    p_platform, years.release_year
                ) as best
            ) as most_credited_actor
        from years
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
