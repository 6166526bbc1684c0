-- The staged lists of similar titles into core, instead of those there.
create function staging.store_title_similarities()
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    delete from core.title_similarities;
    insert into core.title_similarities (title_key, similar_title_keys, scores)
    select
        lists.title_key,
        array_agg(lists.similar_title_key order by lists.rank asc),
        array_agg(lists.score order by lists.rank asc)
    from staging.title_similarities as lists
    group by lists.title_key
    order by lists.title_key;
end;
$$;

comment on function staging.store_title_similarities() is
'Replace the lists of similar titles by those that are staged.';
