-- What every file says of the games of this load: of each staged file the
-- first line of an id, and what core keeps of other files.  A file that is
-- known already belongs to the newest crawl that it was ever found in.
create function staging.gather_statements()
returns void
language sql
security definer
set search_path = ''
set work_mem = '64MB'
as $$
insert into staging.game_statements
with

firsts as (
    select distinct on (games.game_id, games.file_number) games.*
    from staging.games
    order by
        games.game_id asc, games.file_number asc, games.line_number asc
),

staged as (
    select
        firsts.game_id,
        crawls.sha256,
        greatest(crawls.crawled_on, known.crawled_on) as crawled_on,
        case
            when known.crawled_on > crawls.crawled_on then known.file_name
            when known.crawled_on = crawls.crawled_on
                then least(known.file_name, crawls.file_name)
            else crawls.file_name
        end as file_name,
        firsts.name,
        firsts.url,
        firsts.reviews_url,
        firsts.released_on,
        firsts.release_year,
        firsts.release_text,
        firsts.price_usd,
        firsts.price_text,
        firsts.discount_price_usd,
        firsts.is_early_access,
        firsts.metascore,
        firsts.store_sentiment,
        firsts.genres,
        firsts.tags,
        firsts.specs,
        firsts.developers,
        firsts.publishers
    from firsts
    inner join staging.crawls using (file_number)
    left join core.game_statements as known
        on
            firsts.game_id = known.game_id
            and crawls.sha256 = known.sha256
)

select staged.* from staged
union all
select known.*
from core.game_statements as known
where
    exists (
        select from staging.games where games.game_id = known.game_id
    )
    and not exists (
        select from staged
        where
            staged.game_id = known.game_id
            and staged.sha256 = known.sha256
    );
$$;

comment on function staging.gather_statements() is
'Fill staging.game_statements: what all files say of the games of this load.';
