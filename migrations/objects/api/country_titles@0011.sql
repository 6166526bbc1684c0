-- S5: of how many titles of a kind and year is a country one of the countries?
create function api.country_titles(p_kind text, p_country text, p_year integer)
returns table (
    country text,
    titles_count bigint
)
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select
        countries.name as country,
        coalesce(counts.titles_count, 0) as titles_count
    from core.countries
    inner join agg.title_kinds as kinds
        on kinds.word = agg.name_key(p_kind)
    -- a country may have made none
    left join agg.titles_by_country_kind_year as counts
        on
            countries.country_id = counts.country_id
            and kinds.kind = counts.kind
            and counts.release_year = p_year
    where countries.name_key = agg.name_key(p_country);
end;

comment on function api.country_titles(text, text, integer) is
'Titles of a kind (movie, pelicula, película; series, serie, tv show) released '
'in a year of which the country is one of the countries; no row where kind or '
'country is not known.';
