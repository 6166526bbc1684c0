"""Made-up requests for recordings of answers."""
# ruff: noqa: S608 - statements of the catalogue's own names and of quoted literals

import base64
import json
import random
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode

import psycopg
from psycopg.sql import Literal

Entry = dict[str, Any]
Pairs = list[tuple[str, str]]

SQL: Final = "SQL"
VOLATILE: Final = ("data_version", "timings", "versions", "settings", "model_id", "load_id")
"""Columns whose values two databases of the same raw files do not share; and every timestamp."""
COLUMNS: Final = """
    select table_name, column_name, data_type from information_schema.columns
    where table_schema = 'api' order by table_name, ordinal_position
"""
FUNCTIONS: Final = """
    select proname, pg_get_function_arguments(oid), pg_get_function_result(oid) from pg_proc
    where pronamespace = 'api'::regnamespace order by proname, oid
"""
COMMENTS: Final = """
    select relname, objsubid, description
    from pg_description
    inner join pg_class on objoid = pg_class.oid and classoid = 'pg_class'::regclass
    where relnamespace = 'api'::regnamespace order by relname, objsubid
"""
READABLE_ROWS: Final = 20_000
SQL_CALLS: Final = 5
NAMES: Final = {
    "title": (
        "q|query|title|p_name",
        "name from api.games where name <> '' order by game_id",
        "user_id from api.users order by user_id",
    ),
    "genre": ("genero|genres?", 'name from api.genres order by name collate "C"'),
    "studio": (
        "desarrolladora?|empresa|developer|publisher|studio|name",
        "studio from api.games_by_studio order by games_count desc, studio",
        "studio from api.games_by_studio order by published_count desc, studio",
    ),
    "tag": ("tags?", "tag from api.games_by_tag order by games_count desc, tag"),
    "spec": ("specs?", "spec from api.games_by_spec order by games_count desc, spec"),
    "user": (
        "user_id|id_usuario",
        "user_id from api.user_details order by items_count desc, user_id",
        "user_id from api.user_details where reviews_count > 2 order by user_id",
        "user_id from api.user_details where not has_library order by user_id",
    ),
    "game": (
        "game_id|id_producto|games",
        "game_id from api.game_details order by owners_count desc nulls last, game_id",
        "game_id from api.game_details where not is_in_catalogue order by game_id",
        "game_id from api.game_details where reviews_count > 5 order by game_id",
        "game_id from api.game_details where metascore is not null order by game_id",
    ),
}
"""Kinds of names: the parameters that take them (those of SQL begin with p_), and queries."""
BAD_VALUES: Final = (
    "", " ", "\0", "a\0b", "abc", "-1", "0", "1.5", "1e3", "+5", " 5", "5 ", "007", "٣",
    "99999999999999999999", "9223372036854775808", "true", "TRUE", "yes", "null", "nan", "inf",
    "-inf", "1e400", "-0", "0.001", "2014-13-01", "2014-02-30", "2014-1-1", "20140101",
    "2014-01-01T00:00:00", "1969-12-31", "1970-01-01", "2100-12-31", "2101-01-01", "a\tb", "\u200b",
    "ação", "Ação\u0301", "İ", "ß", "😀", "<script>alert(1)</script>", "'; drop table games; --",
    '"', "\\", "[]", "{}", "a,b", ",", "10,20", "10,10", "10,,20", "10, 20", "name,price_usd",
    "game_id,game_id", "Acton", "action", "-name", "--name", "Name", "xml", "JSON", "json,csv",
    "%", "_", "*",
)  # fmt: skip
RAW_VALUES: Final = ("%ff", "%C3", "a%00b", "%", "%zz", "+", "a+b", "%2B5", "a;b", "a&b", "%26")
FORMATS: Final = ("json", "csv", "ndjson")
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
NEGOTIATIONS: Final[Sequence[Entry]] = [
    *({"headers": {"Accept": accept}} for accept in ACCEPTS),
    *({"headers": {"Accept-Encoding": coding}} for coding in CODINGS),
]
TAGS: Final = [
    {"If-None-Match": "{tag}"}, {"If-None-Match": '"x", {tag}'}, {"If-None-Match": "*"},
    {"If-None-Match": 'W/"1-0"'}, {"If-None-Match": "{tag}", "Accept-Encoding": "gzip"},
    {"If-None-Match": "{tag}", "Accept": "*/*"}, {"If-None-Match": "nonsense"},
    {"If-Match": '"x"'},
]  # fmt: skip
METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY")
ORIGIN: Final = {"Origin": "https://example.org"}
WAYS: Final[Sequence[Entry]] = [
    *NEGOTIATIONS,
    *({"method": method} for method in METHODS),
    {"headers": ORIGIN},
    {"method": "OPTIONS", "headers": ORIGIN | {"Access-Control-Request-Method": "GET"}},
    {"method": "HEAD", "headers": {"If-None-Match": "*"}},
    {"again": TAGS},
]
"""What HTTP lets vary, whatever is asked."""
PATHS: Final = (
    "/", "//", "/?x=1", "/docs", "/docs/", "/docs#unknown-name", "/docs/swagger", "/docs?x=1",
    "/docs/swagger-ui.css", "/docs/nope", "/redoc", "/schema", "/schema/openapi.json",
    "/schema/swagger", "/openapi.json", "/openapi.yaml", "/openapi.json?x=1", "/favicon.ico",
    "/robots.txt", "/static/x.js", "/v1", "/v1/", "/v2/games", "/v1//games", "/v1/game/10",
    "/v1/games/10/prices", "/PlayTimeGenre/Action", "/predicción?genero=Action", "/health",
    "/health/", "/%00", "/%ff", "/v1/studios/%2F", "/v1/studios/a%2Fb", "/v1/studios/%E9",
    "/v1/users/..%2f..", "/v1/users/%20", "/v1/users/a%20b", "/../etc/passwd", "/v1/games/10?",
    "/v1/games/10?x", "/v1/genres/%0A",
)  # fmt: skip
"""Addresses beside those of the document."""
FILTERS: Final = ("genre", "tag", "spec", "developer", "year_from", "free")
BAD_BODIES: Final = (
    "", " ", "null", "[]", "1", '"x"', "{", "{}", "{]", '{"games"}', "not json", "\ufeff{}", "NaN",
    "[" * 2_000, '{"a": ' * 500, "{} {}", '{"games": [10,]}', '{"games": [10]}\n',
    '{"games": [10], "games": [20]}', '{"genres": ["Action"], "genres": ["Indie"]}',
    '{"games": [10], "Limit": 1}', '{"games": [10], "limit": 5, "newcomers": 6}',
    '{"games": [{"game_id": 10, "game_id": 20}]}', '{"games": [1e3]}', '{"metascore": NaN}',
    '{"recommended_percent": 1e400}', '{"genres": [], "tags": [], "specs": []}',
    '{"title": "\\u0000"}', '{"title": "\\ud800"}', '{"title": "' + "x" * 1_048_600 + '"}',
    *(json.dumps({"games": list(range(1, 1 + count))}) for count in (10_000, 10_001)),
    "b64://57fQ==", "b64:eyJnZW5yZSI6ICLpIn0=",  # bytes that are no UTF-8
    "b64:" + base64.b64encode('{"games": [10]}'.encode("utf-16")).decode(),
)  # fmt: skip
WRONG_PROPERTIES: Final[tuple[Any, ...]] = (
    None, True, -1, 0, 1.5, 1e3, 101, 2**63, 1969, 2101, "", " ", "x", "x" * 201, "5", "2014", "\0",
    "Acton", [], [None], [""], ["x"], ["10"], [1], [1.5], [True], [[10]], [10, 10], [-1, 0, 10**9],
    [10**20], ["Action", "action"], ["Action"] * 21, {}, {"a": 1}, [{}],
    [{"game_id": None}], [{"game_id": 10, "x": 1}], [{"game_id": 10, "playtime_minutes": -1}],
    [{"game_id": 10, "playtime_minutes": 99999999999}],
    [{"game_id": 10, "playtime_minutes": 1.5}],
)  # fmt: skip
JSON: Final = {"Content-Type": "application/json"}
CONTENT_TYPES: Final = (
    "application/json; charset=utf-8", "application/json;charset=latin-1", "text/plain",
    "text/json", "", "application/x-www-form-urlencoded", "application/vnd.api+json",
    "APPLICATION/JSON", "nonsense",
)  # fmt: skip


def make_requests(
    document: Entry, connection: psycopg.Connection, *, count: int, seed: int
) -> list[Entry]:
    """Make up statements, and requests of every operation, right and wrong."""
    values = _Values(connection, random.Random(seed))
    endpoints = [
        _Endpoint(path, operation, document, values)
        for path, operations in document["paths"].items()
        for operation in operations.values()
        if "Feedback" not in operation["tags"]  # which writes
        and not path.endswith("/random")  # another answer each time
    ]
    return [*_sql_requests(connection, values), *_http_requests(endpoints, values.rng, count)]


class _Values:
    """Values for parameters: of what is loaded, and of what their schemas allow."""

    def __init__(self, connection: psycopg.Connection, rng: random.Random) -> None:
        self.rng = rng
        self.schemas: dict[str, Entry] = {}
        """By name, of every parameter and property; for the functions' parameters."""
        self.names: dict[str, list[str]] = {}
        for kind, (_, *queries) in NAMES.items():
            chosen: list[str] = []
            for query in queries:
                found = [str(row[0]) for row in connection.execute(f"select {query}".encode())]
                odd = [name for name in found if not re.fullmatch(r"[\w -]*", name, re.ASCII)]
                chosen += found[:15] + rng.sample(odd, min(15, len(odd)))
                chosen += rng.sample(found, min(60, len(found)))
            if kind != "game":
                chosen += [self.misspelt(name) for name in rng.sample(chosen, len(chosen) // 2)]
            self.names[kind] = list(dict.fromkeys(chosen))

    def misspelt(self, name: str) -> str:
        """Write a name as some people do: in other letters, with a fault, half of it."""
        place = self.rng.randrange(len(name))
        before, after, word = name[:place], name[place + 1 :], name.partition(" ")[0]
        ways = (name.lower(), name.upper(), f" {name}", f"{name} ", f"{name}s", name[::-1])
        faults = (before, before + after, f"{before}x{after}", word, word[:6])
        return self.rng.choice(ways + faults) or "x"

    def value(self, name: str, schema: Entry) -> str:
        """Choose a value that a parameter may have."""
        rng = self.rng
        schema = schema.get("anyOf", [schema])[0]
        schema = schema.get("items", schema)
        kind = next((k for k, v in NAMES.items() if re.fullmatch(f"(p_)?({v[0]})", name)), None)
        of_type = schema.get("type")
        low, high = int(schema.get("minimum", 0)), int(schema.get("maximum", 100))
        if options := schema.get("enum", ("true", "false") if of_type == "boolean" else ()):
            return str(rng.choice(options))
        if kind or name == "ids":
            count = rng.choice((1, 2, 5, 30)) if name == "ids" else 1
            return ",".join(rng.choices(self.names[kind or "game"], k=count))
        if listed := re.match(r"\^\(([a-z0-9_|]+)\)", schema.get("pattern", "")):
            allowed = listed[1].split("|")
            return ",".join(rng.sample(allowed, k=min(len(allowed), rng.choice((1, 2, 4, 9)))))
        if schema.get("format") == "date":
            day = f"201{rng.randint(0, 6)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
            return rng.choice((day, day, day, day, "1970-01-01", "2100-12-31", "2012-02-29"))
        usual = (2003, 2018) if low in {1870, 1970} else (low, max(low, min(high, 100)))
        some = [low, high, *(rng.randint(*usual) for _ in range(6))]
        some += [one for one in (1, 2, 3, 5, 7, 10, 20, 50) if low <= one <= high]
        ending = rng.choice(("", ".5", ".99")) if of_type == "number" else ""
        return f"{rng.choice(some)}{ending}"


def _sql_requests(connection: psycopg.Connection, values: _Values) -> list[Entry]:
    """Make up statements: each view as a sum and as rows, each function called some times."""
    views: dict[str, dict[str, str]] = {}
    for view, column, kind in connection.execute(COLUMNS.encode()):
        columns = views.setdefault(view, {})
        if column not in VOLATILE and "timestamp" not in kind:
            columns[column] = kind
    made = [("catalogue", " ".join(one.split())) for one in (COLUMNS, FUNCTIONS, COMMENTS)]
    for view, columns in views.items():
        rows = f"select {', '.join(columns)} from api.{view}"
        made += [(view, f"select count(*), sum(hashtextextended(t::text, 0)) from ({rows}) as t")]
        found = connection.execute(f"select count(*) from api.{view}".encode()).fetchone()
        if found and found[0] <= READABLE_ROWS:
            keys = [name for name, kind in columns.items() if kind not in {"json", "xml"}]
            made += [(view, f"{rows} order by {', '.join(keys)} limit 40")]
    for function, arguments, _ in connection.execute(FUNCTIONS.encode()).fetchall():
        calls = [_call(function, arguments, values) for _ in range(SQL_CALLS)]
        made += [(function, call) for call in dict.fromkeys(calls)]
    return [{"op": SQL, "name": f"SQL {name}", "statement": statement} for name, statement in made]


def _call(function: str, arguments: str, values: _Values) -> str:
    given: list[str] = []
    for parameter in filter(None, arguments.split(", ")):
        name, kind = parameter.split()[:2]
        if "DEFAULT" in parameter and values.rng.random() < 0.6:
            continue
        schema = values.schemas.get(name.removeprefix("p_"), {"type": kind})
        value = Literal(values.value(name, schema)).as_string()
        if kind.endswith("[]"):
            many = [values.value(name, schema) for _ in range(2)]
            is_text = kind.startswith("text")
            value = Literal(many).as_string() if is_text else f"'{{{','.join(many)}}}'"
        elif kind == "text" and values.rng.random() < 0.08:
            value = Literal(values.rng.choice(("", "nonsense", "x'x\\", " "))).as_string()
        given.append(f"{name} => {value}")
    return f"select * from api.{function}({', '.join(given)})"


def _http_requests(endpoints: Sequence["_Endpoint"], rng: random.Random, count: int) -> list[Entry]:
    """Ask every operation in every systematic way, then by chance until there are enough."""
    paths = [*PATHS]
    for endpoint in endpoints:
        path = endpoint.address()
        paths += [f"{path}/", f"/{path}", path.swapcase(), path[:-1], f"{path}?x=1"]
    made = [_request("addresses", quote(path, safe="/%?=&#+")) for path in paths]
    for endpoint in endpoints:
        faults = endpoint.bad_bodies() if endpoint.properties else endpoint.faults()
        made += [*endpoint.formats(), *endpoint.pages(), *faults]
    share = min(1.0, count / 2 / len(made))
    made = [entry for entry in made if rng.random() < share]
    posts = [endpoint for endpoint in endpoints if endpoint.properties]
    games = [endpoint for endpoint in endpoints if "fields" in endpoint.query]
    lists = [endpoint for endpoint in endpoints if "cursor" in endpoint.query]
    held = sum(map(_answer_count, made))
    while held < count:
        [some] = rng.choices((posts, games, lists, endpoints), (10, 25, 20, 45))
        made.append(rng.choice(some).by_chance())
        held += _answer_count(made[-1])
    return made


def _request(name: str, target: str) -> Entry:
    return {"op": name, "method": "GET", "target": target}


def _answer_count(entry: Entry) -> int:
    return len(entry.get("again", ())) + int(entry.get("pages", 1))


class _Endpoint:
    """An operation of the document, and the ways to ask it."""

    def __init__(self, path: str, operation: Entry, document: Entry, values: _Values) -> None:
        self.path, self.values, self.rng = path, values, values.rng
        self.name = operation["operationId"]
        parameters = operation.get("parameters", ())
        self.query, self.in_path = (
            {one["name"]: one["schema"] for one in parameters if one["in"] == place}
            for place in ("query", "path")
        )
        self.needed = [
            one["name"] for one in parameters if one["in"] == "query" and one["required"]
        ]
        self.properties: dict[str, Entry] = {}
        if body := operation.get("requestBody"):
            schema = body["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
            self.properties = document["components"]["schemas"][schema]["properties"]
        values.schemas |= self.query | self.in_path | self.properties

    def value(self, name: str) -> str:
        return self.values.value(name, (self.in_path | self.query)[name])

    def address(self) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: quote(self.value(found[1]), safe=""), self.path)

    def required(self) -> Pairs:
        """Give each parameter that the operation needs; two of them are an interval."""
        names = self.needed
        if not names and "anio" in self.query:  # one of the three is needed
            names = [self.rng.choice(sorted({"anio", "año", "empresa"} & self.query.keys()))]
        values = [self.value(name) for name in names]
        if self.rng.random() < 0.9:
            values.sort()
        return list(zip(names, values, strict=True))

    def ask(self, pairs: Pairs, kind: str = "", raw: str = "", **more: Any) -> Entry:  # noqa: ANN401 - parts of an entry
        """Ask with some parameters, and with text that is not encoded; post where that is usual."""
        query = "&".join(filter(None, (urlencode(pairs, quote_via=quote), raw)))
        target = f"{self.address()}?{query}" if query else self.address()
        request = _request(f"{self.name} {kind}".rstrip(), target)
        if self.properties:
            more = {"method": "POST", "body": self.body()} | more
            more["headers"] = JSON | more.get("headers", {})
        return request | more

    def formats(self) -> Iterator[Entry]:
        """Ask in every way of HTTP, and for each format."""
        needed = self.required()
        few = [*needed, ("limit", "7")] if "limit" in self.query else needed
        yield from (self.ask(few, "formats", **way) for way in WAYS)
        for form in FORMATS if "format" in self.query else ():
            pairs = [*few, ("format", form)]
            ways = ({"again": TAGS[:1], "pages": 3}, {"method": "HEAD"})
            for way in (*self.rng.sample(NEGOTIATIONS, 2), *ways):
                yield self.ask(pairs, "formats", **way)
            if "total" in self.query:
                yield self.ask([*pairs, ("total", "true")], "formats")
            if form != "json":  # everything; of all games those of a year and on
                fewer = [("year_from", "2016")] if "fields" in self.query else []
                yield self.ask([*needed, *fewer, ("format", form)], "formats")

    def pages(self) -> Iterator[Entry]:
        """Walk some pages of each order."""
        known = [name for name in FILTERS if name in self.query]
        names = self.rng.sample(known, min(3, len(known))) if "fields" in self.query else ()
        filters: list[Pairs] = [[], [("limit", "1")], [("limit", "13"), ("total", "true")]]
        filters += [[("limit", "4"), (name, self.value(name))] for name in names]
        orders = self.query.get("sort", {}).get("enum", [""]) if "cursor" in self.query else ()
        for order in orders:
            for chosen in filters:
                pairs = [*chosen, *([("sort", order)] if order else [])]
                if order.endswith("match") and self.rng.random() < 0.7:
                    pairs.append(("q", self.value("q")))
                yield self.ask(pairs, "walk", pages=4)

    def faults(self) -> Iterator[Entry]:
        """Ask with each parameter missing, repeated, misnamed, unreadable, unknown."""
        yield self.ask([], "faults")
        for raw in ("nope=1", "=1", "&&", "="):
            yield self.ask(self.required(), "faults", raw=raw)
        for name, schema in (self.in_path | self.query).items():
            bad = [quote(value, safe="") for value in self.bad_values(name, schema)]
            bad += self.rng.sample(RAW_VALUES, 4)
            if name in self.in_path:
                paths = [self.path.replace(f"{{{name}}}", value) for value in bad]
                yield from (_request(f"{self.name} faults", path) for path in paths)
                continue
            key, one, two = quote(name), *(quote(self.value(name), safe="") for _ in range(2))
            upper = re.sub("from$", "to", key)
            other = upper if upper in self.query else key
            queries = [f"{key}={value}" for value in bad]
            queries += ["", key, f"{quote(name[:-1])}={one}", f"{quote(name.upper())}={one}"]
            twice = ((one, key, one), (one, other, two), (two, other, one))
            queries += [f"{key}={a}&{b}={c}" for a, b, c in twice]
            if schema.get("type") == "array":
                queries.append("&".join([f"{key}=a"] * (schema["maxItems"] + 1)))
            for raw in queries:
                others = [pair for pair in self.required() if pair[0] != name]
                yield self.ask(others, "faults", raw=raw)

    def bad_values(self, name: str, schema: Entry) -> Iterator[str]:
        """Give values that cannot be read, or that are only just wrong."""
        yield from self.rng.sample(BAD_VALUES, 20)
        if name == "ids":
            yield ",".join(map(str, range(1, 203)))
        for bound, step in (("minimum", -1), ("maximum", 1)):
            if bound in schema:
                yield from (str(schema[bound]), str(schema[bound] + step))
        if "maxLength" in schema:
            yield "x" * (schema["maxLength"] + 1)
        yield from (str(value)[:-1] for value in schema.get("enum", ()))

    def by_chance(self) -> Entry:
        """Make up a request that is mostly right."""
        rng, pairs = self.rng, self.required()
        held = {name for name, _ in pairs} | {"cursor", "format", "anio", "año", "empresa"}
        optional = [name for name in self.query if name not in held]
        for name in rng.sample(optional, min(len(optional), rng.choice((0, 1, 1, 2, 2, 3, 4)))):
            times = rng.choice((1, 1, 1, 2, 3)) if self.query[name].get("type") == "array" else 1
            pairs += [(name, self.value(name)) for _ in range(times)]
        ways: list[Entry] = [{}] * 12 + rng.sample(NEGOTIATIONS, 4)
        ways += [{"again": [rng.choice(TAGS)]}, {"method": "HEAD"}]
        if "format" in self.query and rng.random() < 0.2:
            pairs = [pair for pair in pairs if pair[0] != "limit"]
            pairs += [("format", rng.choice(FORMATS)), ("limit", "20")]
        elif "cursor" in self.query:
            ways += [{"pages": 3}] * 2
        rng.shuffle(pairs)
        return self.ask(pairs, **({} if self.properties else rng.choice(ways)))

    def body(self) -> str:
        """Make up a body that is mostly right."""
        rng, values, made = self.rng, self.values, dict[str, Any]()
        for key, described in self.properties.items():
            schema = described.get("anyOf", [described])[0]
            if key == "games":
                games = map(int, rng.choices(values.names["game"], k=rng.choice((0, 1, 5, 100))))
                made[key] = [
                    rng.choice((game, {"game_id": game, "playtime_minutes": rng.choice((0, 90))}))
                    for game in games
                ]
            elif rng.random() < 0.65:
                continue
            elif schema.get("type") == "array":
                made[key] = [values.value(key, schema) for _ in range(rng.randint(0, 3))]
            else:
                value = values.value(key, schema)
                is_text = schema.get("type") == "string" or "enum" in schema
                made[key] = value if is_text else json.loads(value)
        return json.dumps(made)

    def bad_bodies(self) -> Iterator[Entry]:
        """Post what cannot be read, and what is not allowed."""
        right = json.loads(self.body())
        changes = [{key: value} for key in self.properties for value in WRONG_PROPERTIES]
        changes += [{key[:-1]: 1} for key in self.properties]
        ways: list[Entry] = [{"body": json.dumps(right | change)} for change in changes]
        ways += [{"body": body} for body in BAD_BODIES]
        ways += [{"headers": {"Content-Type": kind}} for kind in CONTENT_TYPES]
        ways += [{"headers": {"Content-Encoding": "gzip"}}, {"raw": "limit=1"}, {"raw": "nope=1"}]
        yield from (self.ask([], "faults", **way) for way in ways)
        yield self.ask([], "faults") | {"headers": {}}
