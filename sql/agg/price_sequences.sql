-- Which games of a studio, or of a series, came one after the other?  Grain:
-- one row per (kind, line_key, game).
create materialized view agg.price_sequences as
select
    known.kind,
    known.line_key,
    subjects.game_id,
    subjects.place,
    subjects.price_usd,
    case when subjects.price_usd <= 100 then subjects.price_usd end
        as usual_usd,
    subjects.developer_id
from agg.price_history_keys as subjects
cross join
    lateral agg.price_sequence_keys(
        subjects.developer_id,
        subjects.publisher_id,
        subjects.series,
        subjects.is_extra
    ) as known
with no data;

create unique index uq_price_sequences_kind_line_key_game_id
on agg.price_sequences (kind, line_key, game_id);

comment on materialized view agg.price_sequences is
'Games of a studio or series in the order of their release, with prices; one '
'row per (kind, line_key, game).';
comment on column agg.price_sequences.kind is
'''developer'', ''publisher'', ''series''; with ''_alike'': of downloadable '
'content alone, or of the rest.';
comment on column agg.price_sequences.line_key is
'What the games have in common, as agg.price_sequence_keys() writes it.';
comment on column agg.price_sequences.game_id is
'The game.';
comment on column agg.price_sequences.place is
'Place among all games by release; what is earlier has a lower place.';
comment on column agg.price_sequences.price_usd is
'Price in US dollars; 0 is free, null is unknown.';
comment on column agg.price_sequences.usual_usd is
'The price up to 100 USD; the few beyond would rule small means.';
comment on column agg.price_sequences.developer_id is
'The first developer that the store names.';
