-- Statement-level triggers that note which users, games and labels a statement
-- wrote, in core.touched_keys, for agg.refresh() to follow.  An update that
-- leaves the columns that aggregates read as they are touches nothing.  Before
-- the first publication there is nothing to follow.
create function agg.note_touched()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_read text := tg_argv[0];
begin
    if not exists (select from core.loads where status = 'published') then
        return null;
    end if;
    execute format(
        'with written as materialized (%s) '
        'insert into core.touched_keys (source, kind, key) %s',
        case tg_op
            when 'INSERT' then 'table new_rows'
            when 'DELETE' then 'table old_rows'
            else format(
                '(select %1$s from old_rows except all '
                'select %1$s from new_rows) union all '
                '(select %1$s from new_rows except all '
                'select %1$s from old_rows)',
                v_read
            )
        end,
        (
            select
                string_agg(
                    format(
                        'select distinct %1$L, %2$L, written.%3$I '
                        'from written where written.%3$I is not null',
                        tg_table_name,
                        split_part(columns.name, '_', 1),
                        columns.name
                    ),
                    ' union all '
                )
            from unnest(tg_argv[1:]) as columns (name)
        )
    );
    return null;
end;
$$;

comment on function agg.note_touched() is
'Note the keys that a statement wrote: arguments are the columns that count, '
'and those of the keys.';

do $$
declare
    v_table text;
    v_columns text;
begin
    for v_table, v_columns in
        values
        (
            'items',
            '''user_key, game_id, playtime_minutes'', ''user_key'', ''game_id'''
        ),
        ('reviews', '''*'', ''user_key'', ''game_id'''),
        ('users', '''*'', ''user_key'''),
        ('games', '''*'', ''game_id'''),
        ('game_genres', '''*'', ''game_id'', ''genre_id'''),
        ('game_tags', '''*'', ''game_id'''),
        ('game_specs', '''*'', ''game_id'''),
        ('game_studios', '''*'', ''game_id'', ''studio_id'''),
        ('genres', '''*'', ''genre_id'''),
        ('tags', '''*'', ''tag_id'''),
        ('specs', '''*'', ''spec_id'''),
        ('studios', '''*'', ''studio_id'''),
        ('titles', '''*'', ''title_key'''),
        ('title_credits', '''*'', ''title_key'', ''person_id'''),
        ('title_countries', '''*'', ''title_key'', ''country_id'''),
        ('title_categories', '''*'', ''title_key'', ''category_id'''),
        ('people', '''*'', ''person_id'''),
        ('countries', '''*'', ''country_id'''),
        ('categories', '''*'', ''category_id'''),
        ('published_scores', '''*'', ''title_key'''),
        ('ratings', '''*'', ''title_key''')
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
