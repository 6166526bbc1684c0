-- What Postgres says of Ludoteca's schemas and roles: one row per side of an object.  Names are
-- written in full where the search path is empty.
with

schemas as (
    select oid, nspname from pg_namespace where nspname in ('core', 'staging', 'agg', 'api')
),

relations as (
    select
        c.*,
        c.oid::regclass::text as name,
        case c.relkind
            when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence'
            else 'table'
        end as kind
    from pg_class as c
    inner join schemas on c.relnamespace = schemas.oid
    where c.relkind in ('r', 'p', 'f', 'v', 'm', 'S')
),

objects as (
    select
        kind, name, '' as parent, 'pg_class' as catalogue, oid, 0 as place,
        relowner as owner,
        coalesce(
            relacl, acldefault(case kind when 'sequence' then 's' else 'r' end::"char", relowner)
        ) as acl,
        reloptions as options,
        concat_ws(
            ' ', 'is there', nullif(relpersistence, 'p'),
            case when relrowsecurity or relforcerowsecurity then 'row security' end,
            case when kind like '%view' then pg_get_viewdef(oid) end,
            (
                select concat_ws(
                    ' ', format_type(s.seqtypid, null), s.seqstart, s.seqincrement, s.seqmin,
                    s.seqmax, s.seqcache, s.seqcycle
                )
                from pg_sequence as s where s.seqrelid = relations.oid
            )
        ) as definition
    from relations
    union all
    select
        'column', r.name || '.' || quote_ident(a.attname), r.name, 'pg_class', r.oid, a.attnum,
        null, a.attacl, a.attoptions, 'is there'
    from pg_attribute as a
    inner join relations as r on r.oid = a.attrelid
    where r.kind <> 'sequence' and a.attnum > 0 and not a.attisdropped
    union all
    select
        case p.prokind when 'a' then 'aggregate' else 'function' end,
        p.oid::regprocedure::text, '', 'pg_proc', p.oid, 0,
        p.proowner, coalesce(p.proacl, acldefault('f', p.proowner)), null,
        case p.prokind
            when 'a' then (
                select concat_ws(
                    ' ', a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggsortop::regoperator,
                    format_type(a.aggtranstype, null), a.agginitval
                )
                from pg_aggregate as a where a.aggfnoid = p.oid
            )
            else pg_get_functiondef(p.oid)
        end
    from pg_proc as p
    inner join schemas on p.pronamespace = schemas.oid
    union all
    select
        'type', t.oid::regtype::text, '', 'pg_type', t.oid, 0,
        t.typowner, coalesce(t.typacl, acldefault('T', t.typowner)), null,
        concat_ws(
            ' ', 'is there', nullif(format_type(t.typbasetype, t.typtypmod), '-'),
            (
                select string_agg(e.enumlabel, ', ' order by e.enumsortorder)
                from pg_enum as e where e.enumtypid = t.oid
            ),
            (
                select string_agg(
                    a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', '
                    order by a.attnum
                )
                from pg_attribute as a where a.attrelid = t.typrelid and not a.attisdropped
            )
        )
    from pg_type as t
    inner join schemas on t.typnamespace = schemas.oid
    left join pg_class as c on c.oid = t.typrelid
    where t.typtype in ('e', 'd') or c.relkind = 'c'
    union all
    select
        'index', i.indexrelid::regclass::text, r.name, 'pg_class', i.indexrelid, 0,
        null, null, null,
        pg_get_indexdef(i.indexrelid) || case when i.indisvalid then '' else ' INVALID' end
    from pg_index as i
    inner join relations as r on r.oid = i.indrelid
    where not exists (
        select from pg_constraint as c
        where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x')
    )
    union all
    select
        'constraint', quote_ident(c.conname), r.name, 'pg_constraint', c.oid, 0, null, null,
        null,
        -- Postgres 18 says itself that a constraint is not valid
        replace(pg_get_constraintdef(c.oid), ' NOT VALID', '')
        || case when c.convalidated then '' else ' NOT VALID' end
    from pg_constraint as c
    inner join relations as r on r.oid = c.conrelid
    where c.contype in ('c', 'f', 'p', 'u', 'x')
    union all
    select
        'trigger', quote_ident(t.tgname), r.name, 'pg_trigger', t.oid, 0, null, null, null,
        pg_get_triggerdef(t.oid)
    from pg_trigger as t
    inner join relations as r on r.oid = t.tgrelid
    where not t.tgisinternal
    union all
    select
        'rule', quote_ident(w.rulename), r.name, 'pg_rewrite', w.oid, 0, null, null, null,
        pg_get_ruledef(w.oid)
    from pg_rewrite as w
    inner join relations as r on r.oid = w.ev_class
    where w.rulename <> '_RETURN'
    union all
    select
        'schema', n.nspname, '', 'pg_namespace', n.oid, 0,
        n.nspowner, coalesce(n.nspacl, acldefault('n', n.nspowner)), null, 'is there'
    from pg_namespace as n
    where n.nspname in ('core', 'staging', 'agg', 'api', 'extensions')
    union all
    select
        'extension', e.extname, '', 'pg_extension', e.oid, 0, null, null, null,
        'with schema ' || n.nspname
    from pg_extension as e
    inner join pg_namespace as n on n.oid = e.extnamespace
),

column_types as (
    select
        r.name || '.' || quote_ident(a.attname) as name,
        r.name as parent,
        concat_ws(
            ' ', format_type(a.atttypid, a.atttypmod),
            (
                select 'collate ' || quote_ident(l.collname)
                from pg_collation as l
                inner join pg_type as t on t.oid = a.atttypid
                where l.oid = a.attcollation and a.attcollation <> t.typcollation
            )
        ) as type,
        case when a.attnotnull then 'not null' end as nullability,
        concat_ws(
            ' ', nullif(a.attidentity, ''), nullif(a.attgenerated, ''),
            pg_get_expr(d.adbin, d.adrelid)
        ) as value,
        nullif(a.attstattarget, -1)::text as statistics
    from pg_attribute as a
    inner join relations as r on r.oid = a.attrelid
    left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where r.kind <> 'sequence' and a.attnum > 0 and not a.attisdropped
),

rights as (
    select
        o.kind, o.name, o.parent,
        'grant ' || lower(e.privilege_type) || ' to ' || case e.grantee
            when 0 then 'public' else quote_ident(pg_get_userbyid(e.grantee))
        end as aspect,
        bool_or(e.is_grantable) as is_grantable
    from objects as o, aclexplode(o.acl) as e
    where e.grantee is distinct from o.owner
    group by o.kind, o.name, o.parent, e.grantee, e.privilege_type
),

roles as (
    select * from pg_roles where rolname like 'ludoteca\_%'
)

select kind, name, parent, 'definition' as aspect, definition as value from objects
union all
select kind, name, parent, 'owner', pg_get_userbyid(owner) from objects where owner is not null
union all
select
    kind, name, parent, 'comment',
    case place
        when 0 then obj_description(oid, catalogue::name) else col_description(oid, place)
    end
from objects
where kind <> 'extension'
union all
select
    o.kind, o.name, o.parent, 'option ' || split_part(option, '=', 1),
    substr(option, strpos(option, '=') + 1)
from objects as o, unnest(o.options) as option
union all
select
    kind, name, parent, aspect, case when is_grantable then 'given with grant option' else 'given' end
from rights
union all
select 'column', c.name, c.parent, a.aspect, a.value
from column_types as c,
    lateral (
        values ('type', c.type), ('nullability', c.nullability), ('default', nullif(c.value, '')),
            ('statistics', c.statistics)
    ) as a (aspect, value)
union all
select
    'constraint', quote_ident(c.conname), r.name, 'triggers', 'disabled'
from pg_trigger as t
inner join pg_constraint as c on c.oid = t.tgconstraint
inner join relations as r on r.oid = c.conrelid
where t.tgenabled <> 'O'
group by c.conname, r.name
union all
select
    'role', r.rolname, '', 'definition',
    concat_ws(
        ' ', case when r.rolsuper then 'superuser' else 'nosuperuser' end,
        case when r.rolcreatedb then 'createdb' else 'nocreatedb' end,
        case when r.rolcreaterole then 'createrole' else 'nocreaterole' end,
        case when r.rolcanlogin then 'login' else 'nologin' end,
        case when r.rolreplication then 'replication' else 'noreplication' end,
        case when r.rolbypassrls then 'bypassrls' else 'nobypassrls' end,
        'connection limit ' || r.rolconnlimit
    )
from roles as r
union all
select
    'role', r.rolname, '',
    'setting ' || split_part(setting, '=', 1)
    || case s.setdatabase when 0 then '' else ' in database ' || quote_ident(current_database()) end,
    substr(setting, strpos(setting, '=') + 1)
from pg_db_role_setting as s
inner join roles as r on r.oid = s.setrole, unnest(s.setconfig) as setting
where s.setdatabase = 0
    or s.setdatabase = (select oid from pg_database where datname = current_database())
union all
select 'role', r.rolname, '', 'member of ' || quote_ident(pg_get_userbyid(m.roleid)), 'yes'
from pg_auth_members as m
inner join roles as r on r.oid = m.member
