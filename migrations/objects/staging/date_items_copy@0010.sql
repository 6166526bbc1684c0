-- The items that a first load copies next are of this crawl: it is the default
-- of their column, so that no row has to carry it.  The table is the loader's
-- alone until its transaction ends.
create function staging.date_items_copy(p_crawled_on date)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    execute format(
        'alter table core.items alter column crawled_on set default %L::date',
        coalesce(p_crawled_on, '-infinity')
    );
end;
$$;

comment on function staging.date_items_copy(date) is
'Name the crawl of the items that a first load copies next; null is undated.';
