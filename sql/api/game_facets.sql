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

    matched as materialized (
        select found.id::bigint as game_id
        from given
        cross join lateral api.matches('game', given.q) as found
        where given.q is not null
    ),

    labels as (
        select
            'genre' as kind,
            genre_id as label_id,
            name,
            name_key
        from api.genres
        union all
        select
            'tag' as kind,
            tag_id as label_id,
            name,
            name_key
        from api.tags
        union all
        select
            'spec' as kind,
            spec_id as label_id,
            name,
            name_key
        from api.specs
        union all
        select
            credited.studio_role as kind,
            studios.studio_id as label_id,
            studios.name,
            studios.name_key
        from api.studios
        cross join
            (values ('developer'), ('publisher')) as credited (studio_role)
    ),

    wanted as (
        select
            split_part(filters.filter_name, '_', 1) as facet,
            split_part(filters.filter_name, '_', 2) as how,
            texts.label_name
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

    -- no game has the label -1, which stands for a name that is not known
    wanted_labels as materialized (
        select
            wanted.facet,
            array_agg(coalesce(labels.label_id, -1)) filter (
                where wanted.how = ''
            ) as all_ids,
            array_agg(coalesce(labels.label_id, -1)) filter (
                where wanted.how = 'any'
            ) as any_ids,
            array_agg(coalesce(labels.label_id, -1)) filter (
                where wanted.how = 'none'
            ) as none_ids
        from wanted
        -- a name may be unknown
        left join labels
            on
                wanted.facet = labels.kind
                and labels.name_key = api.name_key(wanted.label_name)
        group by wanted.facet
    ),

    -- each game with the facets by whose filters it is left out
    judged as (
        select
            games.genre_ids,
            games.tag_ids,
            games.spec_ids,
            games.release_year,
            games.price_usd,
            games.is_early_access,
            games.is_in_catalogue,
            array_remove(
                array[
                    case
                        when
                            num_nonnulls(given.year_from, given.year_to) > 0
                            and (
                                games.release_year
                                between coalesce(given.year_from, 0)
                                and coalesce(given.year_to, 9999)
                            ) is not true
                            then 'year'
                    end,
                    case
                        when
                            num_nonnulls(given.price_from, given.price_to) > 0
                            and (
                                games.price_usd
                                between coalesce(given.price_from, 0)
                                and coalesce(given.price_to, 'infinity')
                            ) is not true
                            then 'price'
                    end,
                    case
                        when
                            given.free is not null
                            and (games.price_usd = 0)
                            is distinct from given.free
                            then 'free'
                    end,
                    case
                        when
                            given.early_access is not null
                            and games.is_early_access
                            is distinct from given.early_access
                            then 'early_access'
                    end,
                    case
                        when games.is_in_catalogue <> given.in_catalogue
                            then 'in_catalogue'
                    end,
                    case
                        when
                            genres.facet is not null
                            and (
                                not games.genre_ids @> genres.all_ids
                                or not games.genre_ids && genres.any_ids
                                or games.genre_ids && genres.none_ids
                            )
                            then 'genre'
                    end,
                    case
                        when
                            tags.facet is not null
                            and (
                                not games.tag_ids @> tags.all_ids
                                or not games.tag_ids && tags.any_ids
                                or games.tag_ids && tags.none_ids
                            )
                            then 'tag'
                    end,
                    case
                        when
                            specs.facet is not null
                            and (
                                not games.spec_ids @> specs.all_ids
                                or not games.spec_ids && specs.any_ids
                                or games.spec_ids && specs.none_ids
                            )
                            then 'spec'
                    end,
                    case
                        when
                            developers.facet is not null
                            and (
                                not games.developer_ids @> developers.all_ids
                                or not games.developer_ids && developers.any_ids
                                or games.developer_ids && developers.none_ids
                            )
                            then 'developer'
                    end,
                    case
                        when
                            publishers.facet is not null
                            and (
                                not games.publisher_ids @> publishers.all_ids
                                or not games.publisher_ids && publishers.any_ids
                                or games.publisher_ids && publishers.none_ids
                            )
                            then 'publisher'
                    end
                ],
                null
            ) as failed
        from api.game_details as games
        cross join given
        -- labels of a kind may not be asked for
        left join wanted_labels as genres on genres.facet = 'genre'
        left join wanted_labels as tags on tags.facet = 'tag'
        left join wanted_labels as specs on specs.facet = 'spec'
        left join wanted_labels as developers on developers.facet = 'developer'
        left join wanted_labels as publishers on publishers.facet = 'publisher'
        where
            given.q is null
            or games.game_id in (select matched.game_id from matched)
    ),

    counted_labels as (
        select
            lists.facet,
            had.label_id,
            count(*) as games_count,
            count(*) filter (where judged.failed = '{}') as narrowed_count
        from judged
        cross join
            lateral (
                values
                ('genre', judged.genre_ids),
                ('tag', judged.tag_ids),
                ('spec', judged.spec_ids)
            ) as lists (facet, label_ids)
        cross join lateral unnest(lists.label_ids) as had (label_id)
        where judged.failed <@ array[lists.facet]
        group by lists.facet, had.label_id
    ),

    counted as (
        select
            counted_labels.facet,
            labels.name as shown,
            null::numeric as price_from,
            null::numeric as price_to,
            counted_labels.games_count,
            counted_labels.narrowed_count,
            row_number() over (
                partition by counted_labels.facet
                order by
                    counted_labels.narrowed_count desc,
                    counted_labels.games_count desc,
                    labels.name collate "C" asc
            ) as rank_in_facet
        from counted_labels
        inner join labels
            on
                counted_labels.facet = labels.kind
                and counted_labels.label_id = labels.label_id
        union all
        select
            had.facet,
            had.shown,
            had.price_from,
            had.price_to,
            count(*) as games_count,
            count(*) filter (where judged.failed = '{}') as narrowed_count,
            0 as rank_in_facet
        from judged
        -- a price that is not known lies in no band
        left join
            (
                values
                (0, 0),
                (0.01, 4.99),
                (5, 9.99),
                (10, 19.99),
                (20, 49.99),
                (50, null)
            ) as bands (price_from, price_to)
            on
                judged.price_usd >= bands.price_from
                and judged.price_usd <= coalesce(bands.price_to, 'infinity')
        cross join
            lateral (
                values
                ('year', judged.release_year::text, null::numeric, null),
                (
                    'price',
                    bands.price_from
                    || '-'
                    || coalesce(bands.price_to::text, ''),
                    bands.price_from,
                    bands.price_to
                ),
                ('free', (judged.price_usd = 0)::text, null, null),
                ('early_access', judged.is_early_access::text, null, null),
                ('in_catalogue', judged.is_in_catalogue::text, null, null)
            ) as had (facet, shown, price_from, price_to)
        where judged.failed <@ array[had.facet] and had.shown is not null
        group by had.facet, had.shown, had.price_from, had.price_to
    )

    select
        row_number() over (
            order by
                facet asc,
                rank_in_facet asc,
                price_from asc,
                shown collate "C" asc
        ) as place,
        facet,
        shown,
        price_from,
        price_to,
        games_count,
        narrowed_count
    from counted
    where rank_in_facet <= 30;
end;

comment on function api.game_facets(text) is
'Games by genre, tag, spec, year, price, free, early access and catalogue '
'under the filters of a JSON object, named as /v1/games names them; up to 30 '
'labels of each kind. games_count leaves out the filters of its own facet, '
'narrowed_count none.';
