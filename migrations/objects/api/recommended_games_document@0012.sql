-- GET /v1/users/{user_id}/recommendations: games for a user.
create function api.recommended_games_document(
    p_user_id text,
    p_count integer default 10,
    p_goal text default 'own',
    p_method text default 'weights',
    p_year_from integer default null,
    p_genre text default null,
    p_price_to numeric default null,
    p_free_only boolean default false,
    p_early_access boolean default true,
    p_in_catalogue boolean default true,
    p_diversity double precision default 0,
    p_newcomers integer default 0,
    p_genres text[] default null,
    p_genres_any text[] default null,
    p_genres_none text[] default null,
    p_tags text[] default null,
    p_tags_any text[] default null,
    p_tags_none text[] default null,
    p_exclude bigint[] default null,
    p_extras boolean default true,
    p_per_series integer default null,
    p_not_interested bigint[] default null,
    p_balance double precision default null
)
returns json
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select
        json_build_object(
            'user_id', users.user_id,
            'model', agg.model_document(),
            'goal', p_goal,
            'balance', agg.play_thousandths(p_goal, p_balance) / 1000.0,
            'method', agg.used_method(p_method),
            'data',
            (
                select coalesce(json_agg(found order by found.place), '[]')
                from
                    api.recommended_games(
                        users.user_id, p_count, p_goal, p_method, p_year_from,
                        p_genre, p_price_to, p_free_only, p_early_access,
                        p_in_catalogue, p_diversity, p_newcomers,
                        p_genres,
                        p_genres_any,
                        p_genres_none,
                        p_tags,
                        p_tags_any,
                        p_tags_none, p_exclude, p_extras, p_per_series,
                        p_not_interested, p_balance
                    ) as found
            )
        ) as answer
    from api.users
    where users.user_id = p_user_id;
end;

comment on function api.recommended_games_document(
    text, integer, text, text, integer, text, numeric, boolean, boolean,
    boolean, double precision, integer, text[], text[], text[],
    text[], text[], text[], bigint[], boolean, integer, bigint[],
    double precision
) is
'Games for a user as /v1/users/{user_id}/recommendations answers them; null '
'for an unknown user.';
