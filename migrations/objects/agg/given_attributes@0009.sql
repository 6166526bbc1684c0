-- What somebody tells of a game, with names as they are looked up.
create function agg.given_attributes(
    p_genres text[],
    p_tags text[],
    p_specs text[],
    p_developer text,
    p_publisher text,
    p_title text,
    p_release_year integer,
    p_early_access boolean,
    p_metascore integer,
    p_store_sentiment text,
    p_reviews_count integer,
    p_recommended_percent numeric
)
returns agg.game_attributes
language sql
stable
parallel safe
begin atomic
    select
        row(
            agg.label_keys(p_genres),
            agg.label_keys(p_tags),
            agg.label_keys(p_specs),
            (
                select studios.studio_id
                from core.studios
                where studios.name_key = agg.name_key(p_developer)
            ),
            (
                select studios.studio_id
                from core.studios
                where studios.name_key = agg.name_key(p_publisher)
            ),
            p_title,
            -- the middle of the year
            p_release_year + 0.5,
            p_early_access,
            p_metascore,
            p_store_sentiment,
            p_reviews_count,
            p_recommended_percent,
            null,
            null,
            null
        )::agg.game_attributes as clues;
end;

comment on function agg.given_attributes(
    text[], text[], text[], text, text, text, integer, boolean, integer,
    text, integer, numeric
) is
'What somebody tells of a game as the price model takes it; names in any '
'case, an unknown studio is none.';
