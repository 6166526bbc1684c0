-- The rows of agg.details_by_game_definition.
create table agg.details_by_game (
    like agg.details_by_game_definition including comments
);

create unique index uq_details_by_game_game_id
on agg.details_by_game (game_id);
create index ix_details_by_game_genre_ids
on agg.details_by_game using gin (genre_ids);
create index ix_details_by_game_tag_ids
on agg.details_by_game using gin (tag_ids);
create index ix_details_by_game_spec_ids
on agg.details_by_game using gin (spec_ids);
create index ix_details_by_game_developer_ids
on agg.details_by_game using gin (developer_ids);
create index ix_details_by_game_publisher_ids
on agg.details_by_game using gin (publisher_ids);
-- one for each way to sort; read backwards they serve the other direction
create index ix_details_by_game_name
on agg.details_by_game (name, game_id);
create index ix_details_by_game_released_from
on agg.details_by_game (released_from, game_id);
create index ix_details_by_game_price_usd
on agg.details_by_game (price_usd, game_id);
create index ix_details_by_game_owners_count
on agg.details_by_game (owners_count, game_id);
create index ix_details_by_game_playtime_minutes
on agg.details_by_game (playtime_minutes, game_id);
create index ix_details_by_game_recommended_percent
on agg.details_by_game (recommended_percent, game_id);
create index ix_details_by_game_reviews_count
on agg.details_by_game (reviews_count, game_id);

-- shown, never compared: statistics of them would take longer than the rest
alter table agg.details_by_game
alter column url set statistics 0,
alter column reviews_url set statistics 0,
alter column release_text set statistics 0,
alter column price_text set statistics 0,
alter column genres set statistics 0,
alter column tags set statistics 0,
alter column specs set statistics 0,
alter column developers set statistics 0,
alter column publishers set statistics 0;

comment on table agg.details_by_game is
'Everything known of a game; one row per game.';
