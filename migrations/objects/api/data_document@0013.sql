-- What is served, and what is learnt from it?  A kind of model that is not
-- there yet is named, as its questions wait for it.
create function api.data_document()
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'data_version', versions.data_version,
            'published_at', versions.published_at,
            'games_count', versions.games_count,
            'titles_count', versions.titles_count,
            'models',
            (
                select
                    coalesce(
                        json_agg(
                            json_build_object(
                                'kind', kinds.kind,
                                'status',
                                case
                                    when published.kind is null
                                        then 'not yet trained'
                                    else 'published'
                                end,
                                'data_version', published.data_version,
                                'trained_at', published.finished_at
                            )
                            order by kinds.place
                        ),
                        '[]'
                    )
                from (
                    values
                    (1, 'recommendations', versions.games_count),
                    (2, 'prices', versions.games_count),
                    (3, 'tastes', versions.ratings_count)
                ) as kinds (place, kind, sources_count)
                -- none may be trained yet
                left join api.models as published
                    on
                        kinds.kind = published.kind
                        and published.status = 'published'
                -- what there is nothing to learn from is not waited for
                where kinds.sources_count > 0 or published.kind is not null
            )
        ) as answer
    from api.data_versions as versions;
end;

comment on function api.data_document() is
'What is published, and of each kind of model whether it is trained.';
