-- Merge the chosen labels of some kinds into one dimension and its links: of
-- games, which staging.labels names, or of titles, which staging.title_labels
-- does.  The statements are the same for each dimension but for the names,
-- which are identifiers of this schema's own and never come from data.
create function staging.merge_dimension(
    p_dimension text,
    p_key text,
    p_link text,
    p_kinds text[],
    p_labels text default 'labels',
    p_labelled text default 'game_id'
)
returns bigint
language plpgsql
security definer
set search_path = ''
set work_mem = '64MB'
as $$
declare
    -- only studios and people are linked in more than one role
    v_role text := case when cardinality(p_kinds) > 1 then 'role' end;
    v_same_role text := case
        when v_role is null then 'true'
        else 'link.role = labels.kind'
    end;
    v_changes bigint := 0;
    v_rows bigint;
    v_names bigint;
    v_sql text;
begin
    foreach v_sql in array array[
        -- names not known yet
        $sql$
        insert into core.%1$I (name, name_key)
        select min(labels.spelling collate "C"), labels.name_key
        from staging.%7$I as labels
        where labels.kind = any($1) and not exists (
            select from core.%1$I as known
            where known.name_key = labels.name_key
        )
        group by labels.name_key
        $sql$,
        -- links of this load's games or titles that it no longer states
        $sql$
        delete from core.%3$I as link
        where exists (
            select from staging.%7$I as labels
            where labels.%8$I = link.%8$I
                and labels.kind = any($1) and %4$s
        ) and not exists (
            select from staging.%7$I as labels
            inner join core.%1$I as known using (name_key)
            where labels.%8$I = link.%8$I
                and labels.kind = any($1) and %4$s
                and known.%2$I = link.%2$I
        )
        $sql$,
        $sql$
        update core.%3$I as link
        set position = labels.position, spelling = labels.spelling
        from staging.%7$I as labels
        inner join core.%1$I as known using (name_key)
        where link.%8$I = labels.%8$I and link.%2$I = known.%2$I
            and labels.kind = any($1) and %4$s
            and (link.position, link.spelling)
            <> (labels.position, labels.spelling)
        $sql$,
        $sql$
        insert into core.%3$I (%8$I, %2$I, position, spelling %5$s)
        select labels.%8$I, known.%2$I, labels.position,
            labels.spelling %6$s
        from staging.%7$I as labels
        inner join core.%1$I as known using (name_key)
        where labels.kind = any($1) and not exists (
            select from core.%3$I as link
            where link.%8$I = labels.%8$I
                and link.%2$I = known.%2$I and %4$s
        )
        $sql$,
        -- the spelling shown is the most frequent one, over all credits
        $sql$
        update core.%1$I as known
        set name = spellings.spelling
        from (
            select distinct on (link.%2$I) link.%2$I, link.spelling
            from core.%3$I as link
            group by link.%2$I, link.spelling
            order by link.%2$I, count(*) desc, link.spelling
        ) as spellings
        where known.%2$I = spellings.%2$I and known.name <> spellings.spelling
        $sql$,
        -- names that no game or title carries any more
        $sql$
        delete from core.%1$I as known
        where not exists (
            select from core.%3$I as link where link.%2$I = known.%2$I
        ) and cardinality($1) > 0
        $sql$
    ]
    loop
        execute format(
            v_sql, p_dimension, p_key, p_link, v_same_role,
            case when v_role is null then '' else ', role' end,
            case when v_role is null then '' else ', labels.kind' end,
            p_labels, p_labelled
        ) using p_kinds;
        get diagnostics v_rows = row_count;
        v_names := coalesce(v_names, v_rows);
        -- the statements after the first are planned for the new names
        if v_changes = 0 and v_rows > 0 then
            execute format('analyze core.%I', p_dimension);
        end if;
        v_changes := v_changes + v_rows;
    end loop;
    perform staging.analyze_changed(p_dimension, v_names);
    perform staging.analyze_changed(p_link, v_changes);
    return v_changes;
end;
$$;

comment on function staging.merge_dimension(
    text, text, text, text[], text, text
) is
'Merge chosen labels into a dimension and its links; returns rows changed.';
