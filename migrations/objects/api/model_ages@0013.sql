-- How far is each kind of model behind the data?  Grain: one row per kind.
create view api.model_ages as
with

-- one that was kept aside counts: the same data would come to the same end
models as (
    select distinct on (kinds.kind)
        kinds.kind,
        trained.model_id,
        coalesce(trained.data_version, 0) as data_version,
        trained.started_at,
        trained.finished_at as trained_at
    from (values ('similarities'), ('prices'), ('tastes')) as kinds (kind)
    left join api.models as trained on kinds.kind = trained.training
    order by kinds.kind asc, trained.model_id desc
),

written as (
    select
        models.kind,
        sum(
            coalesce((merged.value ->> 'inserted')::numeric, 0)
            + coalesce((merged.value ->> 'updated')::numeric, 0)
        ) as rows_count
    from models
    inner join core.loads
        on
            loads.kind = 'load'
            and models.data_version < loads.data_version
    cross join lateral jsonb_each(loads.counts -> 'merge') as merged
    where
        merged.key = any(
            case models.kind
                when 'prices' then array['games', 'other_games']
                when 'tastes' then array['ratings']
                else array['items']
            end
        )
    group by models.kind
),

happened as (
    select
        models.kind,
        count(*) as rows_count
    from models
    inner join core.events
        on
            models.kind = 'similarities'
            and events.kind in ('bought', 'played')
            and models.trained_at < events.recorded_at
    group by models.kind
),

-- of those that came one by one: files are of before
rated as (
    select
        models.kind,
        (
            select count(*) from core.ratings
            where ratings.rated_at > models.started_at
        ) + (
            select count(*) from core.deleted_ratings as deleted
            where deleted.deleted_at > models.started_at
        ) as rows_count
    from models
    where models.kind = 'tastes'
)

select
    models.kind,
    models.model_id,
    nullif(models.data_version, 0) as data_version,
    models.trained_at,
    (
        coalesce(written.rows_count, 0)
        + coalesce(happened.rows_count, 0)
        + coalesce(rated.rows_count, 0)
    )::bigint as changed_count,
    case models.kind
        when 'prices' then versions.games_count
        when 'tastes'
            then (
                select coalesce(sum(scores.ratings_count), 0)::bigint
                from agg.scores_by_title as scores
            )
        else versions.items_count
    end as rows_count
from models
cross join api.data_versions as versions
-- there may be none of either
left join written using (kind)
left join happened using (kind)
left join rated using (kind);

comment on view api.model_ages is
'How far the latest model is behind the data; one row per kind of model, none '
'before the first load.';
comment on column api.model_ages.kind is
'''similarities'', learnt from libraries, ''prices'', from games, or '
'''tastes'', from ratings.';
comment on column api.model_ages.model_id is
'The latest model, published or kept aside; null before the first.';
comment on column api.model_ages.data_version is
'Version of the data that it learnt from.';
comment on column api.model_ages.trained_at is
'When it was stored.';
comment on column api.model_ages.changed_count is
'Items of libraries, games, or ratings that were written since, by loads and '
'one by one; of all before the first model.';
comment on column api.model_ages.rows_count is
'How many there are now.';
