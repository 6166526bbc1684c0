-- A first load may copy items straight into core.items, in one transaction
-- with everything else: the table's keys come off until end_first_load().
create function staging.begin_items_copy()
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
    if
        exists (select from core.loads where status = 'published')
        or exists (select from core.users)
        or exists (select from core.items)
    then
        return false;
    end if;
    perform staging.drop_keys('items');
    return true;
end;
$$;

comment on function staging.begin_items_copy() is
'Before the first publication, open core.items for the loader; true if it is.';
