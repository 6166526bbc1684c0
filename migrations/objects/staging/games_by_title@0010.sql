-- The game of each title, for files that name games by nothing else: titles are
-- equal by their letters and digits.  Of several games of a title it is the one
-- that most users own in the published data, then the one with the lower id.
create function staging.games_by_title(p_titles text[])
returns table (title text, game_id bigint)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
    v_owners jsonb;
begin
    select coalesce(jsonb_object_agg(owned.game_id, owned.owners_count), '{}')
    into v_owners
    from agg.playtime_by_game as owned;
    return query
    with

    titles as (
        select
            given.title,
            staging.title_key(given.title) as title_key
        from unnest(p_titles) as given (title)
    ),

    named as (
        select
            games.game_id,
            games.name
        from core.games
        where games.name is not null
        union
        select
            games.game_id,
            games.name
        from staging.games
        where games.name is not null
    ),

    keyed as (
        select
            named.game_id,
            staging.title_key(named.name) as title_key
        from named
    )

    select distinct on (titles.title)
        titles.title,
        keyed.game_id
    from titles
    inner join keyed using (title_key)
    where titles.title_key <> ''
    order by
        titles.title asc,
        coalesce((v_owners ->> keyed.game_id::text)::bigint, 0) desc,
        keyed.game_id asc;
end;
$$;

comment on function staging.games_by_title(text[]) is
'Of each title that some game has, by letters and digits, that game.';
