-- What did earlier games of the same studios and series cost?  Grain: one row
-- per (game, kind of line).
create view api.price_history as
select
    game_id,
    kind,
    last_usd,
    mean_usd,
    games_count
from agg.price_history();

comment on view api.price_history is
'What earlier games of the same studios and series cost; one row per (game, '
'kind of line).';
comment on column api.price_history.game_id is
'The game.';
comment on column api.price_history.kind is
'''developer'', ''publisher'', ''series''; with ''_alike'': of downloadable '
'content alone, or of the rest.';
comment on column api.price_history.last_usd is
'Price of the latest of those that are earlier and priced, in US dollars.';
comment on column api.price_history.mean_usd is
'Average price of them, in US dollars.';
comment on column api.price_history.games_count is
'How many they are.';
