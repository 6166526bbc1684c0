-- GET /prod_per_county, in the words of its first users.
create function api.classic_prod_per_county(
    p_kind text, p_country text, p_year integer
)
returns json
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select
        json_build_object(
            'pais', agg.lower_text(counts.country),
            'anio', p_year,
            'peliculas', counts.titles_count
        ) as answer
    from api.country_titles(p_kind, p_country, p_year) as counts;
end;

comment on function api.classic_prod_per_county(text, text, integer) is
'S5 as /prod_per_county answers it; null for an unknown kind or country.';
