-- Are cheap games opened less?  Grain: one row per band of prices.
create view agg.story_unplayed as
with

banded as (
    select
        case when price_usd > 0 then width_bucket(
            price_usd, array[0.01, 5, 10, 20, 40]::numeric[]
        ) else 0 end as band,
        owners_count,
        owners_count - players_count as unplayed_count
    from agg.details_by_game
    where price_usd is not null and owners_count > 0
)

select
    bands.band,
    bands.from_usd,
    bands.below_usd,
    count(*) as games_count,
    sum(banded.owners_count) as copies_count,
    sum(banded.unplayed_count) as unplayed_count,
    round(100.0 * sum(banded.unplayed_count) / sum(banded.owners_count), 2)
        as unplayed_percent,
    rank() over (
        order by sum(banded.unplayed_count) / sum(banded.owners_count) desc
    ) as unplayed_place
from banded
inner join (
    values (0, 0, 0.01), (1, 0.01, 5), (2, 5, 10), (3, 10, 20), (4, 20, 40),
    (5, 40, null)
) as bands (band, from_usd, below_usd) using (band)
group by bands.band, bands.from_usd, bands.below_usd
order by bands.band;

comment on view agg.story_unplayed is
'Copies in libraries that nobody started, by price; one row per band of '
'prices with any copies.';
comment on column agg.story_unplayed.band is
'The band, by price from 0: free.';
comment on column agg.story_unplayed.from_usd is
'The lowest price in it, in US dollars.';
comment on column agg.story_unplayed.below_usd is
'The lowest price above it; null is none.';
comment on column agg.story_unplayed.games_count is
'Games of such a price in at least one library.';
comment on column agg.story_unplayed.copies_count is
'Their copies in libraries.';
comment on column agg.story_unplayed.unplayed_count is
'Copies with no minute of playtime.';
comment on column agg.story_unplayed.unplayed_percent is
'Their share in percent, 2 decimals.';
comment on column agg.story_unplayed.unplayed_place is
'Place by that share, from 1; equal bands share one.';
