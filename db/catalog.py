"""Catalogue of a database: what Postgres says of Ludoteca's schemas and roles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from sqlalchemy import Connection, text

SCHEMAS = ("core", "staging", "agg", "api")
REPAIR = "ludoteca db repair"
"""The command that makes the objects of sql/ anew."""

_REPAIRED = {"view", "materialized view", "function", "aggregate", "type"}

# Names are printed in full because the search path is empty while this runs.  An owner is null
# where it is that of the table; so are the rights.
_FACTS = text(r"""
with

schemas as (
    select oid, nspname from pg_namespace where nspname = any(:schemas)
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
    where n.nspname = any(:schemas) or n.nspname = 'extensions'
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
        'grant to ' || case e.grantee
            when 0 then 'public' else quote_ident(pg_get_userbyid(e.grantee))
        end as aspect,
        string_agg(
            lower(e.privilege_type) || case when e.is_grantable then '*' else '' end, ', '
            order by e.privilege_type
        ) as value
    from objects as o, aclexplode(o.acl) as e
    where e.grantee is distinct from o.owner
    group by o.kind, o.name, o.parent, e.grantee
),

roles as (
    select * from pg_roles where rolname = any(:roles)
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
select kind, name, parent, aspect, value from rights
union all
select 'column', c.name, c.parent, a.aspect, a.value
from column_types as c,
    lateral (
        values ('type', c.type), ('nullability', c.nullability), ('default', nullif(c.value, '')),
            ('statistics', c.statistics)
    ) as a (aspect, value)
union all
select
    'constraint', quote_ident(c.conname), r.name, 'triggers',
    string_agg(distinct t.tgenabled::text, ', ')
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
select 'role', r.rolname, '', 'member of ' || quote_ident(pg_get_userbyid(m.roleid)), 'member'
from pg_auth_members as m
inner join roles as r on r.oid = m.member
""")


class Key(NamedTuple):
    """What a fact is about: an object, and which side of it."""

    kind: str
    name: str
    parent: str
    """The relation of a column, an index, a constraint, a trigger or a rule; else empty."""
    aspect: str


Catalogue: TypeAlias = dict[Key, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """Something of a database that is not as it should be."""

    key: Key
    wanted: str | None
    found: str | None

    def __str__(self) -> str:
        """Name it in a line, and say in the next how to mend it."""
        kind, name, parent, aspect = self.key
        what = f"{kind} {name}" + (f" of {parent}" if parent and kind != "column" else "")
        if aspect == "definition":
            how = "is missing" if self.found is None else "should not be there"
            how = how if None in {self.wanted, self.found} else "is defined otherwise"
        else:
            how = f"{aspect} is {self.found or 'missing'}" + (
                f" instead of {self.wanted}" if self.wanted and self.found else ""
            )
            how += ", should not be there" if self.wanted is None else ""
        return f"{what}: {how}\n    {mend(self)}"


def snapshot(connection: Connection, roles: tuple[str, ...] = ()) -> Catalogue:
    """Read every definition, comment, owner, right and option of Ludoteca's schemas and roles.

    Args:
        connection: any login that may read the system catalog.
        roles: the names of the roles to read.

    Returns:
        what is said of each side of each object; equal for two databases exactly when they are
        built alike.
    """
    with connection.begin_nested() if connection.in_transaction() else connection.begin():
        connection.execute(text("set local search_path = ''"))
        rows = connection.execute(_FACTS, {"schemas": list(SCHEMAS), "roles": list(roles)})
        return {Key(*key): value for *key, value in rows if value is not None}


def differences(wanted: Catalogue, found: Catalogue) -> Iterator[Difference]:
    """Compare two catalogues; of an object that must go or be made anew no more is said."""
    differing = {key for key in wanted.keys() | found.keys() if wanted.get(key) != found.get(key)}
    whole = {
        key[:3]
        for key in differing
        if key.aspect == "definition"
        and (key.kind in _REPAIRED or key not in wanted or key not in found)
    }
    relations = {name for _, name, parent in whole if not parent}
    for key in sorted(differing):
        if key.parent not in relations and (key[:3] not in whole or key.aspect == "definition"):
            yield Difference(key=key, wanted=wanted.get(key), found=found.get(key))


def mend(difference: Difference) -> str:
    """Write the statement, or the command, that takes a difference away."""
    (kind, name, parent, aspect), wanted = difference.key, difference.wanted
    word, _, rest = aspect.partition(" ")
    if kind == "role":
        return _mend_role(name, word, rest, wanted)
    column = name.removeprefix(f"{parent}.")
    target = f"{kind} {name}"
    where = f"alter table {parent} alter column {column}" if kind == "column" else f"alter {target}"
    match word:
        case "definition":
            return _mend_object(difference)
        case "comment":
            text_of = "null" if wanted is None else _literal(wanted)
            return f"comment on {target} is {text_of};"
        case "owner":
            return f"alter {target} owner to {wanted};"
        case "option":
            return f"{where} " + (f"reset ({rest});" if wanted is None else f"set ({rest}={wanted});")
        case "grant":
            return _mend_rights(difference, rest.removeprefix("to "))
        case "type":
            return f"{where} type {wanted};"
        case "nullability":
            return f"{where} {'set' if wanted else 'drop'} not null;"
        case "default":
            return f"{where} " + (f"set default {wanted};" if wanted else "drop default;")
        case "statistics":
            return f"{where} set statistics {wanted or -1};"
        case _:
            return f"alter table {parent} enable trigger all;"


def _mend_object(difference: Difference) -> str:
    (kind, name, parent, _), wanted = difference.key, difference.wanted
    add, drop = f"create {kind} {name} {wanted};", f"drop {kind} {name};"
    if kind in _REPAIRED and wanted is not None:
        return REPAIR
    if kind in {"index", "trigger", "rule"}:
        add = f"{wanted};"
        drop = drop if kind == "index" else f"drop {kind} {name} on {parent};"
    elif kind == "constraint":
        add = f"alter table {parent} add constraint {name} {wanted};"
        drop = f"alter table {parent} drop constraint {name};"
    elif kind == "column":
        add = f"restore {parent} from a backup"
        drop = f"alter table {parent} drop column {name.removeprefix(f'{parent}.')};"
    elif kind in {"table", "sequence", "schema"}:
        add, drop = f"restore {name} from a backup", f"drop {kind} {name};"
    return " ".join(([drop] if difference.found else []) + ([add] if wanted else []))


def _mend_rights(difference: Difference, role: str) -> str:
    kind, name, parent, _ = difference.key
    wanted, found = (
        set(filter(None, (rights or "").split(", ")))
        for rights in (difference.wanted, difference.found)
    )
    column, target = "", f"{kind} {name}"
    if kind == "column":
        column, target = f" ({name.removeprefix(f'{parent}.')})", parent
    elif kind.endswith("view"):
        target = name
    changes = []
    for verb, joint, rights in (("revoke", "from", found - wanted), ("grant", "to", wanted - found)):
        if rights:
            listed = ", ".join(f"{right.rstrip('*')}{column}" for right in sorted(rights))
            changes.append(f"{verb} {listed} on {target} {joint} {role};")
    return " ".join(changes)


def _mend_role(name: str, word: str, rest: str, wanted: str | None) -> str:
    if word == "setting":
        setting, _, database = rest.partition(" ")
        value = f"reset {setting}" if wanted is None else f"set {setting} = {_literal(wanted)}"
        return f"alter role {name} {database and database + ' '}{value};"
    if word == "member":
        group = rest.removeprefix("of ")
        return f"grant {group} to {name};" if wanted else f"revoke {group} from {name};"
    return f"alter role {name} {wanted};"


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def damaged_objects(found: Mapping[Key, str], wanted: Mapping[Key, str]) -> set[str]:
    """Name the objects of sql/ whose definition is another one, or which are missing."""
    return {
        key.name.partition("(")[0]
        for key, value in wanted.items()
        if key.kind in _REPAIRED and key.aspect == "definition" and found.get(key) != value
    }
