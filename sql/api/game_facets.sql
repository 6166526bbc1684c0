-- How many games are there of each genre, tag, year, …, under filters?  Each
-- facet is counted under all filters but its own, and under all of them.
create function api.game_facets(p_filters text default '{}')
returns table (
    place bigint,
    facet text,
    value text,
    price_from numeric,
    price_to numeric,
    games_count bigint,
    narrowed_count bigint
)
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    with

    given as (
        select
            found.q,
            found.year_from,
            found.year_to,
            found.price_from,
            found.price_to,
            found.free,
            found.early_access,
            found.in_catalogue
        from
            json_to_record(p_filters::json) as found (
                q text,
                year_from integer,
                year_to integer,
                price_from numeric,
                price_to numeric,
                free boolean,
                early_access boolean,
                in_catalogue boolean
            )
    ),

    known as materialized (
        select
            count(*)::integer as games_count,
            agg.bitmap('{}', count(*)::integer) as no_games
        from agg.game_places
    ),

    wanted_labels as (
        select
            split_part(filters.filter_name, '_', 1) as facet,
            split_part(filters.filter_name, '_', 2) as how,
            agg.name_key(texts.label_name) as name_key
        from json_each(p_filters::json) as filters (filter_name, name_list)
        cross join
            lateral json_array_elements_text(
                case
                    when json_typeof(filters.name_list) = 'array'
                        then filters.name_list
                    else '[]'
                end
            ) as texts (label_name)
    ),

    -- a name may be unknown, or of a studio
    wanted as (
        select
            wanted_labels.facet,
            wanted_labels.how,
            coalesce(
                had.games,
                agg.bitmap(
                    array(
                        select places.place
                        from core.studios
                        inner join core.game_studios as links
                            using (studio_id)
                        inner join agg.game_places as places using (game_id)
                        where
                            studios.name_key = wanted_labels.name_key
                            and links.role = wanted_labels.facet
                    ),
                    known.games_count
                )
            ) as games
        from wanted_labels
        cross join known
        left join agg.games_by_facet_value as had
            on
                wanted_labels.facet = had.facet
                and wanted_labels.name_key = had.name_key
    ),

    -- what each filter leaves
    filters as materialized (
        select
            wanted.facet,
            case wanted.how
                when '' then bit_and(wanted.games)
                when 'any' then bit_or(wanted.games)
                when 'none' then ~bit_or(wanted.games)
            end as games
        from wanted
        group by wanted.facet, wanted.how
        union all
        select
            asked.facet,
            coalesce(bit_or(had.games), known.no_games) as games
        from given
        cross join known
        cross join
            lateral (
                values
                ('year', given.year_from::numeric, given.year_to::numeric),
                ('price', given.price_from, given.price_to)
            ) as asked (facet, number_from, number_to)
        -- there may be none
        left join agg.games_by_facet_value as had
            on
                asked.facet = had.facet
                and had.number >= coalesce(asked.number_from, 0)
                and had.number <= coalesce(asked.number_to, 'infinity')
        where num_nonnulls(asked.number_from, asked.number_to) > 0
        group by asked.facet, known.no_games
        union all
        select
            asked.facet,
            coalesce(had.games, known.no_games) as games
        from given
        cross join known
        cross join
            lateral (
                values
                ('free', given.free),
                ('early_access', given.early_access),
                ('in_catalogue', given.in_catalogue)
            ) as asked (facet, flag)
        -- there may be none
        left join agg.games_by_facet_value as had
            on asked.facet = had.facet and asked.flag::text = had.value
        where asked.flag is not null
        union all
        select
            'q' as facet,
            agg.bitmap(
                array(
                    select places.place
                    from api.matches('game', given.q) as found
                    inner join agg.game_places as places
                        on found.id::bigint = places.game_id
                ),
                known.games_count
            ) as games
        from given
        cross join known
        where given.q is not null
    ),

    shown as (
        select
            had.facet,
            had.value,
            null::numeric as price_from,
            null::numeric as price_to,
            had.name_key is not null as is_label,
            had.games
        from agg.games_by_facet_value as had
        where had.facet <> 'price'
        union all
        -- a price that is not known lies in no band
        select
            'price' as facet,
            bands.price_from
            || '-'
            || coalesce(bands.price_to::text, '') as value,
            bands.price_from,
            bands.price_to,
            false as is_label,
            bit_or(had.games) as games
        from api.price_bands as bands
        inner join agg.games_by_facet_value as had
            on
                had.facet = 'price'
                and bands.price_from <= had.number
                and coalesce(bands.price_to, 'infinity') >= had.number
        group by bands.price_from, bands.price_to
    ),

    facets as materialized (
        select
            shown.facet,
            coalesce(
                bit_and(filters.games) filter (
                    where filters.facet <> shown.facet
                ),
                ~known.no_games
            ) as other_games,
            coalesce(bit_and(filters.games), ~known.no_games) as all_games
        from (select distinct facet from agg.games_by_facet_value) as shown
        cross join known
        -- there may be no filter
        left join filters on true
        group by shown.facet, known.no_games
    ),

    counted as (
        select
            shown.facet,
            shown.value,
            shown.price_from,
            shown.price_to,
            shown.is_label,
            bit_count(shown.games & facets.other_games) as games_count,
            bit_count(shown.games & facets.all_games) as narrowed_count
        from shown
        inner join facets using (facet)
    ),

    ranked as (
        select
            facet,
            value,
            price_from,
            price_to,
            games_count,
            narrowed_count,
            case
                when is_label
                    then row_number() over (
                        partition by facet
                        order by
                            narrowed_count desc,
                            games_count desc,
                            value collate "C" asc
                    )
                else 0
            end as rank_in_facet
        from counted
        where games_count > 0
    )

    select
        row_number() over (
            order by
                facet asc,
                rank_in_facet asc,
                price_from asc,
                value collate "C" asc
        ) as place,
        facet,
        value,
        price_from,
        price_to,
        games_count,
        narrowed_count
    from ranked
    where rank_in_facet <= 30;
end;

comment on function api.game_facets(text) is
'Games by genre, tag, spec, year, price, free, early access and catalogue '
'under the filters of a JSON object, named as /v1/games names them; up to 30 '
'labels of each kind. games_count leaves out the filters of its own facet, '
'narrowed_count none.';
