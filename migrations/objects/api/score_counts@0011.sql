-- S2: how many movies of a platform have a score above one?  Of a release
-- year by all their ratings, or of any by those given in that year.
create function api.score_counts(
    p_platform text,
    p_scored double precision,
    p_year integer,
    p_year_of text default 'release'
)
returns table (
    movies_count bigint,
    scored_count bigint,
    above_count bigint
)
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    with

    released as (
        select scores.score
        from agg.details_by_title as details
        inner join agg.title_scores as scores using (title_key)
        where
            p_year_of = 'release'
            and details.platform = api.name_key(p_platform)
            and details.release_year = p_year
            and details.kind = 'movie'
    ),

    rated as (
        select
            scores.half_stars_sum / 2.0::double precision
            / scores.ratings_count as score
        from agg.details_by_title as details
        -- a movie may have no rating of that year
        left join agg.scores_by_title_year as scores
            on
                details.title_key = scores.title_key
                and scores.rated_year = p_year
        where
            p_year_of = 'rated'
            and details.platform = api.name_key(p_platform)
            and details.kind = 'movie'
    ),

    movies as (
        select released.score
        from released
        union all
        select rated.score
        from rated
    )

    select
        count(*) as movies_count,
        count(movies.score) as scored_count,
        count(*) filter (where movies.score > p_scored) as above_count
    from movies;
end;

comment on function api.score_counts(
    text, double precision, integer, text
) is
'Movies of a platform, those with a score, and those with one above p_scored: '
'of a release year by all their ratings (''release''), or of any release year '
'by the ratings given that year (''rated'').';
