-- Statement-level triggers that note which users, games and labels a statement
-- wrote, in core.touched_keys, for agg.refresh() to follow.  Before the first
-- publication there is nothing to follow.
create function agg.note_touched()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_column text;
begin
    if not exists (select from core.loads where status = 'published') then
        return null;
    end if;
    foreach v_column in array tg_argv
    loop
        execute format(
            'insert into core.touched_keys (source, kind, key) '
            'select distinct %L, %L, written.%I from (%s) as written',
            tg_table_name,
            split_part(v_column, '_', 1),
            v_column,
            case tg_op
                when 'INSERT' then 'table new_rows'
                when 'DELETE' then 'table old_rows'
                else 'table old_rows union all table new_rows'
            end
        );
    end loop;
    return null;
end;
$$;

comment on function agg.note_touched() is
'Note the keys in the columns named that a statement wrote.';

do $$
declare
    v_table text;
    v_columns text;
begin
    for v_table, v_columns in
        values
        ('items', '''user_key'', ''game_id'''),
        ('reviews', '''user_key'', ''game_id'''),
        ('users', '''user_key'''),
        ('games', '''game_id'''),
        ('game_genres', '''game_id'', ''genre_id'''),
        ('game_tags', '''game_id'''),
        ('game_specs', '''game_id'''),
        ('game_studios', '''game_id'', ''studio_id'''),
        ('genres', '''genre_id'''),
        ('tags', '''tag_id'''),
        ('specs', '''spec_id'''),
        ('studios', '''studio_id''')
    loop
        execute format(
            'create or replace trigger note_inserted after insert on core.%1$I '
            'referencing new table as new_rows for each statement '
            'execute function agg.note_touched(%2$s);'
            'create or replace trigger note_updated after update on core.%1$I '
            'referencing old table as old_rows new table as new_rows '
            'for each statement execute function agg.note_touched(%2$s);'
            'create or replace trigger note_deleted after delete on core.%1$I '
            'referencing old table as old_rows for each statement '
            'execute function agg.note_touched(%2$s)',
            v_table,
            v_columns
        );
    end loop;
end;
$$;
