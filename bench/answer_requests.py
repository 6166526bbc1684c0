"""Made-up requests for recordings of answers."""
# ruff: noqa: S608 - statements of the catalogue's own names and of quoted literals

import base64
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

import psycopg
from psycopg.sql import Literal

Entry = dict[str, Any]
Pairs = list[tuple[str, str]]

SQL: Final = "SQL"
VOLATILE: Final = ("data_version", "timings", "versions", "settings", "model_id", "load_id")
"""Columns whose values two databases of the same raw files do not share; and every timestamp."""
CATALOGUE: Final = (
    """
    select table_name, column_name, data_type from information_schema.columns
    where table_schema = 'api' order by table_name, ordinal_position
    """,
    """
    select proname, pg_get_function_arguments(oid), pg_get_function_result(oid) from pg_proc
    where pronamespace = 'api'::regnamespace order by proname, oid
    """,
    """
    select relname, objsubid, description
    from pg_description
    inner join pg_class on objoid = pg_class.oid and classoid = 'pg_class'::regclass
    where relnamespace = 'api'::regnamespace order by relname, objsubid
    """,
)
READABLE_ROWS: Final = 20_000
SQL_CALLS: Final = 5
POOLS: Final = {
    "genre": ("genero", "genre", "p_genre", "genres", "p_genres"),
    "studio": (
        "desarrolladora", "empresa", "desarrollador", "name", "developer", "publisher",
        "p_studio", "p_developer", "p_publisher",
    ),
    "tag": ("tag", "tags", "p_tags"),
    "spec": ("spec", "specs", "p_specs"),
    "user": ("user_id", "id_usuario", "p_user_id"),
    "game": ("game_id", "id_producto", "p_game_id", "p_games"),
    "query": ("q", "p_query", "p_name", "title", "p_title"),
    "ids": ("ids",),
    "fields": ("fields",),
    "year": (
        "anio", "año", "year", "year_from", "year_to", "p_year", "p_year_from", "release_year",
        "p_release_year",
    ),
    "kind": ("p_kind",),
    "goal": ("p_goal",),
    "method": ("p_method",),
    "year_of": ("p_year_of",),
    "sentiment": ("p_store_sentiment",),
    "price": ("price_from", "price_to", "p_price_to"),
    "date": ("desde", "hasta", "from", "to", "date_from", "date_to", "p_from", "p_to"),
    "small": ("limit", "newcomers", "p_count", "p_newcomers", "p_skip", "pagina", "p_page"),
}  # fmt: skip
"""Which pool of values a parameter takes from, by its name in REST and in SQL."""
POOL_OF: Final = {name: pool for pool, names in POOLS.items() for name in names}
BAD_VALUES: Final = (
    "", " ", "\0", "a\0b", "x" * 201, "x" * 2001, "abc", "-1", "0", "1.5", "1e3", "+5", " 5",
    "5 ", "007", "٣", "99999999999999999999", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "-9223372036854775809", "true", "TRUE", "False", "yes", "1", "null",
    "nan", "inf", "-inf", "1e400", "-0", "0.001", "100", "101", "201", "1000001", "2014-13-01",
    "2014-02-30", "2014-1-1", "20140101", "2014-01-01T00:00:00", "1969-12-31", "1970-01-01",
    "2100-12-31", "2101-01-01", "1969", "1970", "2100", "2101", "2014", "a\tb", "\u200b",
    "ação", "Ação\u0301", "İ", "ß", "😀", "<script>alert(1)</script>", "'; drop table games; --",
    '"', "\\", "[]", "{}", "a,b", ",", "10,20", "10,10", "10,,20", "10, 20", "name,price_usd",
    "game_id,game_id", "Acton", "action", "-name", "--name", "Name", "xml", "JSON", "json,csv",
    "%", "_", "*",
)  # fmt: skip
RAW_VALUES: Final = ("%ff", "%C3", "a%00b", "%", "%zz", "+", "a+b", "%2B5", "a;b", "a&b", "%26")
ACCEPTS: Final = (
    "application/json", "text/csv", "application/x-ndjson", "*/*", "text/*", "application/*",
    "text/html", "image/png", "application/problem+json", "application/xml",
    "text/csv;q=0.5, application/json;q=0.4", "application/json;q=0.1, application/x-ndjson",
    "application/json;q=0, */*", "text/csv, application/json", "application/json, text/csv",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "TEXT/CSV", "nonsense",
    "", "application/json; charset=utf-8", "text/csv;header=present", "*/*;q=0", ";",
    "text/csv;q=abc",
)  # fmt: skip
CODINGS: Final = (
    "gzip", "zstd", "br", "identity", "gzip, zstd", "zstd;q=0.5, gzip", "gzip;q=0", "x-gzip",
    "*", "identity;q=0, gzip", "identity;q=0", "*;q=0", "gzip;q=0.1, identity;q=0.9", "GZIP",
    "nonsense", "", "gzip, deflate, br, zstd", "gzip;q=abc",
)  # fmt: skip
METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY")
PATHS: Final = (
    "/", "//", "/docs", "/docs/", "/docs#unknown-name", "/docs/swagger", "/docs?x=1", "/redoc",
    "/schema", "/schema/openapi.json", "/schema/swagger", "/openapi.json", "/openapi.yaml",
    "/openapi.json?x=1", "/favicon.ico", "/robots.txt", "/v1", "/v1/", "/v2/games",
    "/v1/gamess", "/V1/games", "/v1/Games", "/v1/games/", "/v1//games", "/v1/games/10/",
    "/v1/games/10/prices", "/v1/game/10", "/playtimegenre?genero=Action",
    "/PlayTimeGenre/?genero=Action", "/PlayTimeGenre/Action", "/predicción?genero=Action",
    "/health", "/health/", "/health/lives", "/health/live?x=1", "/%00", "/%ff",
    "/v1/studios/%2F", "/v1/studios/a%2Fb", "/v1/studios/%E9", "/v1/users/..%2f..",
    "/v1/users/%20", "/v1/users/a%20b", "/../etc/passwd", "/v1/games/10?", "/v1/games/10?x",
    "/?x=1", "/v1/genres/", "/v1/genres/%0A", "/v1/years/2014/", "/static/x.js",
    "/docs/swagger-ui.css", "/docs/nope",
)  # fmt: skip
TAGS: Final = (
    {"If-None-Match": "{tag}"}, {"If-None-Match": '"x", {tag}'}, {"If-None-Match": "*"},
    {"If-None-Match": 'W/"1-0"'}, {"If-None-Match": "{tag}", "Accept-Encoding": "gzip"},
    {"If-None-Match": "{tag}", "Accept": "*/*"}, {"If-None-Match": "nonsense"},
    {"If-Match": '"x"'},
)  # fmt: skip
BAD_BODIES: Final = (
    "", " ", "null", "[]", "1", '"x"', "{", "{}", "{]", '{"games"}', "not json", "\ufeff{}",
    "[" * 2_000, '{"games": []}', '{"games": {}}', '{"games": "10"}', '{"games": [null]}',
    '{"games": [[10]]}', '{"games": ["10"]}', '{"games": [1.5]}', '{"games": [1e3]}',
    '{"games": [true]}', '{"games": [10, 10]}', '{"games": [10], "games": [20]}',
    '{"games": [10], "nope": 1}', '{"games": [10], "Limit": 1}', '{"games": [{}]}',
    '{"games": [{"game_id": 10, "game_id": 20}]}', '{"games": [{"game_id": null}]}',
    '{"games": [{"game_id": 10, "playtime_minutes": -1}]}',
    '{"games": [{"game_id": 10, "x": 1}]}',
    '{"games": [{"game_id": 10, "playtime_minutes": 99999999999}]}',
    '{"games": [99999999999999999999]}',
    '{"games": [{"game_id": 10, "playtime_minutes": 1.5}]}',
    '{"games": [10], "limit": 5, "newcomers": 6}', '{"games": [-1, 0, 999999999]}',
    '{"games": [10], "genre": "Acton"}', '{"games": [10,]}', '{"genres": "Action"}',
    '{"genres": ["Acton"]}', '{"genres": [1]}', '{"genres": [""]}', '{"tags": [null]}',
    '{"genres": ["Action", "action"]}', '{"tags": ["nonsense"]}',
    '{"developer": "nobody at all"}', '{"genres": [], "tags": [], "specs": []}',
    '{"title": "\\u0000"}', '{"title": "\\ud800"}', "NaN", '{"metascore": NaN}',
    '{"recommended_percent": 1e400}', '{"genres": null}', '{"release_year": "2014"}',
    '{"genres": ["Action"], "genres": ["Indie"]}', "{} {}", '{"a": ' * 500, '{"games": [10]}\n',
)  # fmt: skip
CONTENT_TYPES: Final = (
    "application/json; charset=utf-8", "application/json;charset=latin-1", "text/plain",
    "text/json", "", "application/x-www-form-urlencoded", "application/vnd.api+json",
    "APPLICATION/JSON", "nonsense",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """What is loaded, to ask about."""

    pools: dict[str, list[str]]
    rng: random.Random

    def value(self, name: str, schema: Entry) -> str:
        """Choose a value that a parameter may have."""
        rng, pool = self.rng, POOL_OF.get(name)
        if schema.get("type") == "array":
            schema = schema.get("items", {})
        low, high = schema.get("minimum", 0), schema.get("maximum", 100)
        if "enum" in schema:
            value = rng.choice(schema["enum"])
        elif schema.get("type") == "boolean":
            value = rng.choice(("true", "false"))
        elif pool == "small":
            value = rng.choice((1, 2, 3, 5, 7, 10, 20, 50, schema.get("maximum", 50)))
        elif pool == "ids":
            value = ",".join(rng.choices(self.pools["game"], k=rng.choice((1, 2, 5, 30))))
        elif pool == "fields":
            value = ",".join(rng.sample(self.pools["fields"], k=rng.choice((1, 2, 4, 9))))
        elif pool in self.pools:
            value = self.spelt(rng.choice(self.pools[pool]), pool)
        elif schema.get("type") == "number":
            value = round(rng.uniform(float(low), min(float(high), 60.0)), rng.choice((0, 1, 2)))
        else:
            value = rng.randint(int(low), int(high))
        return str(value)

    def spelt(self, name: str, pool: str) -> str:
        """Write a name as people do: mostly as it is."""
        if pool not in {"genre", "studio", "tag", "spec", "query"} or self.rng.random() < 0.7:  # noqa: PLR2004
            return name
        ways = (name.lower(), name.upper(), f" {name}", f"{name} ", name.swapcase())
        return self.rng.choice(ways)

    def misspelt(self, pool: str) -> str:
        """Write a name with a fault."""
        name = self.rng.choice(self.pools[pool])
        place = self.rng.randrange(len(name))
        return self.rng.choice((
            name[:place] + name[place + 1 :], name[: place + 1] + name[place:],
            name[:place] + "x" + name[place + 1 :], name + "s", name[::-1], name[: place + 1],
        )) or "x"  # fmt: skip


def read_names(connection: psycopg.Connection, rng: random.Random) -> Names:
    """Read what is loaded: names of each kind, the common ones and some by chance."""

    def read(query: str, count: int) -> list[str]:
        found = [str(row[0]) for row in connection.execute(f"select {query}".encode())]
        odd = [name for name in found if not re.fullmatch(r"[\w -]*", name, re.ASCII)]
        chosen = found[:15] + rng.sample(odd, min(15, len(odd)))
        return list(dict.fromkeys(chosen + rng.sample(found, min(count, len(found)))))

    studios = "studio from api.games_by_studio order by"
    games, users = "game_id from api.game_details", "user_id from api.user_details"
    known = "column_name from information_schema.columns where table_schema = 'api'"
    days = [
        f"201{rng.randint(0, 6)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}" for _ in range(40)
    ]
    pools = {
        "genre": read('name from api.genres order by name collate "C"', 100),
        "studio": read(f"{studios} games_count desc, studio", 80)
        + read(f"{studios} published_count desc, studio", 5),
        "tag": read("tag from api.games_by_tag order by games_count desc, tag", 60),
        "spec": read("spec from api.games_by_spec order by games_count desc, spec", 60),
        "user": read(f"{users} order by items_count desc, user_id", 60)
        + read(f"{users} where reviews_count > 2 order by user_id", 40)
        + read(f"{users} where not has_library order by user_id", 10),
        "game": read(f"{games} order by owners_count desc, game_id", 100)
        + read(f"{games} where not is_in_catalogue order by game_id", 10)
        + read(f"{games} where reviews_count > 5 order by game_id", 40)
        + read(f"{games} where metascore is not null order by game_id", 20),
        "fields": read(
            f"{known} and table_name = 'game_details' order by ordinal_position limit 27", 27
        ),
        "kind": ["game", "studio", "genre", "user"],
        "goal": ["own", "play"],
        "method": ["weights", "users"],
        "year_of": ["posted", "release"],
        "sentiment": ["Mixed", "Positive", "Very Positive"],
        "price": ["0", "4.99", "5", "9.99", "10", "19.99", "20", "60", "0.5", "1000000"],
        "year": [*map(str, range(2003, 2019)), "1970", "1983", "1997", "2100"],
        "date": [*days, "1970-01-01", "2100-12-31", "2012-02-29"],
    }
    titles = read("name from api.games order by game_id", 60)
    pieces = [word for title in titles for word in title.split()[:2]]
    pools["query"] = [
        *titles, *pieces, *(title[: len(title) // 2] or "x" for title in titles),
        *(studio[:6] for studio in pools["studio"]), *(user[:5] for user in pools["user"]),
    ]  # fmt: skip
    names = Names(pools=pools, rng=rng)
    pools["query"] += [names.misspelt("query") for _ in range(60)]
    return names


def http_requests(document: Entry, names: Names, rng: random.Random, *, count: int) -> list[Entry]:
    """Make up requests of every operation, right and wrong.

    Args:
        document: the OpenAPI document.
        names: what to ask about.
        rng: chooses.
        count: how many answers they give, about; each kind of fault is asked in any case, so that
            there may be more.
    """
    gets = [
        (path, operations["get"])
        for path, operations in document["paths"].items()
        if "get" in operations
    ]
    posts = [
        (path, operations["post"])
        for path, operations in document["paths"].items()
        if "post" in operations
    ]
    fixed: list[Entry] = [_get("addresses", quote(path, safe="/%?=&#+")) for path in PATHS]
    for path, operation in gets:
        fixed += _methods(path, operation, names)
        fixed += _formats(path, operation, names)
        fixed += _walks(path, operation, names)
        fixed += _faults(path, operation, names)
    for path, operation in posts:
        fixed += _methods(path, operation, names)
        fixed += _bad_posts(path, operation, names, document)
    share = min(1.0, count / 2 / len(fixed))
    fixed = [entry for entry in fixed if rng.random() < share]
    held = sum(_weight(entry) for entry in fixed)
    lists = [(path, get) for path, get in gets if "cursor" in _named(get)]
    games = [(path, get) for path, get in gets if path == "/v1/games"]
    while held < count:
        kind = rng.random()
        if kind < 0.1:  # noqa: PLR2004
            path, operation = rng.choice(posts)
            entry = _post(path, operation, _body(operation, names, document))
        else:
            some = games if kind < 0.35 else lists if kind < 0.55 else gets  # noqa: PLR2004
            path, operation = rng.choice(some)
            entry = _by_chance(path, operation, names)
        held += _weight(entry)
        fixed.append(entry)
    return fixed


def sql_requests(connection: psycopg.Connection, rng: random.Random) -> list[Entry]:
    """Make up statements: each view as a sum and as rows, each function called some times."""
    names = read_names(connection, rng)
    views: dict[str, list[tuple[str, str]]] = {}
    for view, column, kind in connection.execute(CATALOGUE[0].encode()):
        views.setdefault(view, []).append((column, kind))
    made = [_sql("catalogue", " ".join(statement.split())) for statement in CATALOGUE]
    for view, columns in views.items():
        stable = [
            name for name, kind in columns if name not in VOLATILE and "timestamp" not in kind
        ]
        rows = f"select {', '.join(stable)} from api.{view}"
        total = f"select count(*), sum(hashtextextended(t::text, 0)) from ({rows}) as t"
        made.append(_sql(view, total))
        found = connection.execute(f"select count(*) from api.{view}".encode()).fetchone()
        if found is None or found[0] > READABLE_ROWS:
            continue
        keys = [name for name, kind in columns if name in stable and kind not in {"json", "xml"}]
        made.append(_sql(view, f"{rows} order by {', '.join(keys)} limit 40"))
    for function, arguments, _ in connection.execute(CATALOGUE[1].encode()).fetchall():
        parameters = [
            (one.split()[0], "DEFAULT" in one, one.split()[1]) for one in arguments.split(", ")
        ]
        calls = [_call(function, parameters, names) for _ in range(SQL_CALLS)]
        made += [_sql(function, call) for call in dict.fromkeys(calls)]
    return made


def _call(function: str, parameters: Sequence[tuple[str, bool, str]], names: Names) -> str:
    given: list[str] = []
    for name, is_optional, kind in parameters:
        if is_optional and names.rng.random() < 0.6:  # noqa: PLR2004
            continue
        schema: Entry = {"type": {"numeric": "number"}.get(kind, kind)}
        if name in {"p_diversity", "p_minutes", "p_metascore", "p_recommended_percent"}:
            schema = {"maximum": 1 if name == "p_diversity" else 90}
        value = names.value(name, schema)
        if names.rng.random() < 0.08 and "text" in kind:  # noqa: PLR2004
            value = names.rng.choice(("", "nonsense", "x'x\\", " "))
        if name == "p_minutes" and kind.endswith("[]"):
            continue
        many = [value, names.value(name, schema)] if kind.endswith("[]") else value
        if isinstance(many, list) and "int" in kind:
            given.append(f"{name} => '{{{','.join(many)}}}'")
        else:
            given.append(f"{name} => {Literal(many).as_string()}")
    return f"select * from api.{function}({', '.join(given)})"


def _sql(name: str, statement: str) -> Entry:
    return {"op": SQL, "name": f"SQL {name}", "statement": statement}


def _weight(entry: Entry) -> int:
    return len(entry.get("again", ())) + int(entry.get("pages", 1))


def _get(name: str, target: str, *, method: str = "GET", **more: Any) -> Entry:  # noqa: ANN401 - parts of an entry
    return {"op": name, "method": method, "target": target, **more}


def _named(operation: Entry) -> dict[str, Entry]:
    return {
        one["name"]: one["schema"]
        for one in operation.get("parameters", ())
        if one["in"] == "query"
    }


def _address(path: str, operation: Entry, names: Names) -> str:
    """Fill the path's parameters."""
    for one in operation.get("parameters", ()):
        if one["in"] == "path":
            value = names.value(one["name"], one["schema"])
            path = path.replace(f"{{{one['name']}}}", quote(value, safe=""))
    return path


def _required(operation: Entry, names: Names) -> Pairs:
    """Give each parameter that the operation needs."""
    found = [
        (one["name"], names.value(one["name"], one["schema"]))
        for one in operation.get("parameters", ())
        if one["in"] == "query" and one.get("required")
    ]
    known = _named(operation)
    if "anio" in known and not found and ("empresa" not in known or names.rng.random() < 0.5):  # noqa: PLR2004
        name = names.rng.choice(("anio", "anio", "año"))
        return [(name, names.value("anio", known["anio"]))]
    if "empresa" in known and not found:
        return [("empresa", names.value("empresa", known["empresa"]))]
    return sorted(found) if found and found[0][0] in {"desde", "from"} else found


def _target(path: str, pairs: Pairs) -> str:
    return f"{path}?{urlencode(pairs, quote_via=quote)}" if pairs else path


def _by_chance(path: str, operation: Entry, names: Names) -> Entry:
    """Make up a request that is mostly right."""
    rng = names.rng
    pairs = _required(operation, names)
    if pairs and pairs[0][0] in {"desde", "from"} and rng.random() < 0.9:  # noqa: PLR2004
        days = sorted(value for _, value in pairs)
        pairs = [(name, day) for (name, _), day in zip(pairs, days, strict=True)]
    held = {name for name, _ in pairs} | {"cursor", "format", "anio", "año", "empresa"}
    optional = [name for name in _named(operation) if name not in held]
    for name in rng.sample(optional, min(len(optional), rng.choice((0, 1, 1, 2, 2, 3, 4)))):
        schema = _named(operation)[name]
        times = rng.choice((1, 1, 1, 2, 3)) if schema.get("type") == "array" else 1
        pairs += [(name, names.value(name, schema)) for _ in range(times)]
    if "format" in _named(operation) and rng.random() < 0.2:  # noqa: PLR2004
        pairs = [pair for pair in pairs if pair[0] != "limit"]
        pairs += [("format", rng.choice(("json", "csv", "ndjson"))), ("limit", "20")]
    rng.shuffle(pairs)
    entry = _get(operation["operationId"], _target(_address(path, operation, names), pairs))
    way = rng.random()
    if way < 0.15:  # noqa: PLR2004
        entry["headers"] = {"Accept-Encoding": rng.choice(CODINGS)}
    elif way < 0.2 and "limit" in entry["target"]:  # noqa: PLR2004
        entry["headers"] = {"Accept": rng.choice(ACCEPTS)}
    elif way < 0.25:  # noqa: PLR2004
        entry["again"] = [rng.choice(TAGS)]
    elif way < 0.29:  # noqa: PLR2004
        entry["method"] = "HEAD"
    elif way < 0.4 and "cursor" in _named(operation) and "format" not in entry["target"]:  # noqa: PLR2004
        entry["pages"] = 3
    return entry


def _methods(path: str, operation: Entry, names: Names) -> Iterator[Entry]:
    target = _target(_address(path, operation, names), _required(operation, names))
    for method in METHODS:
        yield _get(f"{operation['operationId']} by method", target, method=method)
    for headers in (
        {"Origin": "https://example.org"},
        {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"},
    ):
        preflight = len(headers) > 1
        yield _get("CORS", target, method="OPTIONS" if preflight else "GET", headers=headers)


def _formats(path: str, operation: Entry, names: Names) -> Iterator[Entry]:
    """Ask for each format, each coding, and again with the tag."""
    name = f"{operation['operationId']} formats"

    def target(*more: tuple[str, str]) -> str:
        pairs = _required(operation, names)
        if "limit" in _named(operation):
            pairs.append(("limit", "7"))
        return _target(_address(path, operation, names), pairs + list(more))

    for accept in ACCEPTS:
        yield _get(name, target(), headers={"Accept": accept})
    for coding in CODINGS:
        yield _get(name, target(), headers={"Accept-Encoding": coding})
    yield _get(name, target(), again=list(TAGS))
    yield _get(name, target(), method="HEAD", headers={"If-None-Match": "*"})
    if "format" not in _named(operation):
        return
    for form in ("json", "csv", "ndjson"):
        yield _get(name, target(("format", form)), headers={"Accept": names.rng.choice(ACCEPTS)})
        yield _get(name, target(("format", form)), again=[TAGS[0]], pages=3)
        yield _get(name, target(("format", form)), method="HEAD")
        coded = {"Accept-Encoding": names.rng.choice(CODINGS)}
        yield _get(name, target(("format", form)), headers=coded)
        if "total" in _named(operation):
            yield _get(name, target(("format", form), ("total", "true")))
    address = _address(path, operation, names)
    every = _required(operation, names)
    if path != "/v1/games":
        yield _get(name, _target(address, [*every, ("format", "csv")]))
        yield _get(name, _target(address, [*every, ("format", "ndjson")]))
    else:
        yield _get(name, f"{address}?format=csv&genre=Racing", headers={"Accept-Encoding": "gzip"})
        yield _get(name, f"{address}?format=ndjson&year_from=2016&fields=game_id,name,tags")


def _walks(path: str, operation: Entry, names: Names) -> Iterator[Entry]:
    """Walk some pages of each order."""
    known = _named(operation)
    if "cursor" not in known:
        return
    orders = known.get("sort", {}).get("enum", [""])
    filters: list[Pairs] = [[], [("limit", "1")], [("limit", "13"), ("total", "true")]]
    if path == "/v1/games":
        for _ in range(3):
            chosen = names.rng.choice(("genre", "tag", "spec", "developer", "year_from", "free"))
            filters.append([("limit", "4"), (chosen, names.value(chosen, known[chosen]))])
    for order in orders:
        for more in filters:
            pairs = [*more, *([("sort", order)] if order else [])]
            if order.endswith("match") and names.rng.random() < 0.7:  # noqa: PLR2004
                pairs.append(("q", names.value("q", {})))
            target = _target(_address(path, operation, names), pairs)
            yield _get(f"{operation['operationId']} walk", target, pages=4)


def _faults(path: str, operation: Entry, names: Names) -> Iterator[Entry]:
    """Ask with each parameter missing, repeated, misnamed, unreadable, unknown."""
    name = f"{operation['operationId']} faults"
    known = _named(operation)
    yield from _bad_values(name, path, operation, names)
    address = _address(path, operation, names)
    needed = _required(operation, names)
    yield _get(name, address)
    for missing, _ in needed:
        yield _get(name, _target(address, [pair for pair in needed if pair[0] != missing]))
    for key, schema in known.items():
        value = names.value(key, schema)
        base = [pair for pair in needed if pair[0] != key]
        yield _get(name, _target(address, [*base, (key, value), (key, value)]))
        yield _get(name, _target(address, [*base, (key, value), (key, names.value(key, schema))]))
        yield _get(name, _target(address, [*base, (key, value), (key[:-1] or "x", value)]))
        yield _get(name, _target(address, [*base, (key.upper(), value)]))
        yield _get(name, f"{_target(address, base)}{'&' if base else '?'}{quote(key)}")
    yield _get(name, _target(address, [*needed, ("nope", "1")]))
    yield _get(name, _target(address, [*needed, ("", "1")]))
    yield _get(name, f"{_target(address, needed)}{'&' if needed else '?'}&&")
    yield _get(name, f"{_target(address, needed)}{'&' if needed else '?'}=")
    for thing in ("year", "price", "date"):
        low, high = f"{thing}_from", f"{thing}_to"
        if {low, high} <= known.keys():
            pairs = [(low, names.value(low, known[low])), (high, names.value(high, known[high]))]
            yield _get(name, _target(address, pairs))
            yield _get(name, _target(address, [(low, pairs[1][1]), (high, pairs[0][1])]))
    if "genre" in known and known["genre"].get("type") == "array":
        yield _get(name, _target(address, [("tag", "a")] * 30))
        yield _get(name, _target(address, [("ids", ",".join(map(str, range(1, 203))))]))


def _bad_values(name: str, path: str, operation: Entry, names: Names) -> Iterator[Entry]:
    """Ask with values of each parameter that cannot be read, or that nothing is called."""
    rng = names.rng
    for one in operation.get("parameters", ()):
        key, where = one["name"], one["in"]
        pool = POOL_OF.get(key, "")
        bad = [quote(value, safe="") for value in rng.sample(BAD_VALUES, 20)]
        bad += rng.sample(RAW_VALUES, 4)
        if pool in {"genre", "studio", "tag", "spec", "user"}:
            bad += [quote(names.misspelt(pool), safe="") for _ in range(8)]
        if "enum" in one["schema"]:
            bad += [str(value)[:-1] for value in one["schema"]["enum"]]
        for value in bad:
            if where == "path":
                yield _get(name, path.replace(f"{{{key}}}", value))
                continue
            address = _address(path, operation, names)
            others = urlencode([pair for pair in _required(operation, names) if pair[0] != key])
            yield _get(name, f"{address}?{others}{'&' if others else ''}{quote(key)}={value}")


def _post(path: str, operation: Entry, body: str, **headers: str) -> Entry:
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {"Content-Type": "application/json", **more}
    return _get(operation["operationId"], path, method="POST", headers=sent, body=body)


def _properties(operation: Entry, document: Entry) -> Entry:
    schema: Entry = operation["requestBody"]["content"]["application/json"]["schema"]
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    found: Entry = schema["properties"]
    return found


def _body(operation: Entry, names: Names, document: Entry) -> str:
    """Make up a body that is mostly right."""
    rng = names.rng
    made: Entry = {}
    for key, schema in _properties(operation, document).items():
        if key == "games":
            owned = rng.choices(names.pools["game"], k=rng.choice((0, 1, 2, 5, 20, 100)))
            made[key] = [
                int(game) if rng.random() < 0.5  # noqa: PLR2004
                else {"game_id": int(game), "playtime_minutes": rng.choice((0, 5, 90, 6_000))}
                for game in owned
            ]  # fmt: skip
        elif rng.random() < 0.35:  # noqa: PLR2004
            made[key] = _value(key, schema, names)
    return json.dumps(made)


def _value(key: str, schema: Entry, names: Names) -> Any:  # noqa: ANN401 - JSON
    schema = schema.get("anyOf", [schema])[0]
    if schema.get("type") == "array":
        return [names.value(key, {}) for _ in range(names.rng.choice((0, 1, 2, 3)))]
    value = names.value(key, schema)
    kind = schema.get("type")
    return value if kind == "string" or "enum" in schema else json.loads(value)


def _bad_posts(path: str, operation: Entry, names: Names, document: Entry) -> Iterator[Entry]:
    rng = names.rng
    for body in BAD_BODIES:
        yield _post(path, operation, body)
    right = _body(operation, names, document)
    for raw in (b"\xff\xfe{}", b'{"games": [10], "genre": "\xe9"}', right.encode("utf-16")):
        yield _post(path, operation, "b64:" + base64.b64encode(raw).decode())
    many = json.dumps({"games": list(range(10_001))})
    yield _post(path, operation, many)
    yield _post(path, operation, json.dumps({"games": list(range(1, 10_001))}))
    yield _post(path, operation, '{"title": "' + "x" * 1_048_600 + '"}')
    for kind in CONTENT_TYPES:
        yield _post(path, operation, right, Content_Type=kind)
    for accept in ACCEPTS:
        yield _post(path, operation, right, Accept=accept)
    for coding in CODINGS:
        yield _post(path, operation, right, Accept_Encoding=coding)
    yield _post(path, operation, right, Content_Encoding="gzip")
    yield {**_post(path, operation, right), "headers": {}}
    yield {**_post(path, operation, right), "target": f"{path}?limit=1"}
    yield {**_post(path, operation, right), "target": f"{path}?nope=1"}
    wrong: tuple[Any, ...] = (
        None, True, -1, 0, 1.5, 1e3, 101, 2**63, "", " ", "x", "x" * 201, "5", [], [None], ["x"],
        {}, {"a": 1}, ["Action"] * 21, "2014", 1969, 2101, "\0",
    )  # fmt: skip
    for key in _properties(operation, document):
        for value in rng.sample(wrong, 16):
            yield _post(path, operation, json.dumps(json.loads(right) | {key: value}))
        yield _post(path, operation, json.dumps(json.loads(right) | {key[:-1]: 1}))
