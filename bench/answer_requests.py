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
Pairs = Sequence[tuple[str, str]]

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
KINDS: Final = {
    "title": "q|query|title|p_name",
    "genre": "genero|genres?",
    "studio": "desarrolladora?|empresa|developer|publisher|studio|name",
    "tag": "tags?",
    "spec": "specs?",
    "user": "user_id|id_usuario",
    "game": "game_id|id_producto|games",
}
"""Kinds of names, and the parameters that take them; those of SQL begin with p_."""
NAMES: Final = (
    ("title", "name from api.games where name is not null order by game_id"),
    ("genre", 'name from api.genres order by name collate "C"'),
    ("studio", "studio from api.games_by_studio order by games_count desc, studio"),
    ("studio", "studio from api.games_by_studio order by published_count desc, studio"),
    ("tag", "tag from api.games_by_tag order by games_count desc, tag"),
    ("spec", "spec from api.games_by_spec order by games_count desc, spec"),
    ("user", "user_id from api.user_details order by items_count desc, user_id"),
    ("user", "user_id from api.user_details where reviews_count > 2 order by user_id"),
    ("user", "user_id from api.user_details where not has_library order by user_id"),
    ("game", "game_id from api.game_details order by owners_count desc nulls last, game_id"),
    ("game", "game_id from api.game_details where not is_in_catalogue order by game_id"),
    ("game", "game_id from api.game_details where reviews_count > 5 order by game_id"),
    ("game", "game_id from api.game_details where metascore is not null order by game_id"),
)
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
NEGOTIATIONS: Final = (
    *({"Accept": accept} for accept in ACCEPTS),
    *({"Accept-Encoding": coding} for coding in CODINGS),
)
METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY")
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
TAGS: Final = (
    {"If-None-Match": "{tag}"}, {"If-None-Match": '"x", {tag}'}, {"If-None-Match": "*"},
    {"If-None-Match": 'W/"1-0"'}, {"If-None-Match": "{tag}", "Accept-Encoding": "gzip"},
    {"If-None-Match": "{tag}", "Accept": "*/*"}, {"If-None-Match": "nonsense"},
    {"If-Match": '"x"'},
)  # fmt: skip
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
)  # fmt: skip
WRONG_PROPERTIES: Final[tuple[Any, ...]] = (
    None, True, -1, 0, 1.5, 1e3, 101, 2**63, 1969, 2101, "", " ", "x", "x" * 201, "5", "2014", "\0",
    "Acton", [], [None], [""], ["x"], ["10"], [1], [1.5], [True], [[10]], [10, 10], [-1, 0, 10**9],
    [10**20], ["Action", "action"], ["Action"] * 21, {}, {"a": 1}, [{}],
    [{"game_id": None}], [{"game_id": 10, "x": 1}], [{"game_id": 10, "playtime_minutes": -1}],
    [{"game_id": 10, "playtime_minutes": 99999999999}],
    [{"game_id": 10, "playtime_minutes": 1.5}],
)  # fmt: skip
CONTENT_TYPES: Final = (
    "application/json; charset=utf-8", "application/json;charset=latin-1", "text/plain",
    "text/json", "", "application/x-www-form-urlencoded", "application/vnd.api+json",
    "APPLICATION/JSON", "nonsense",
)  # fmt: skip


def make_requests(
    document: Entry, connection: psycopg.Connection, *, count: int, seed: int
) -> list[Entry]:
    """Make up statements, and requests of every operation, right and wrong.

    Args:
        document: the OpenAPI document.
        connection: to the database that is asked.
        count: how many answers over HTTP they give, about; each kind of fault is asked in any
            case, so that there may be more.
        seed: of the choice.
    """
    values = Values(connection, random.Random(seed))
    endpoints = [
        Endpoint(path, operation, document, values)
        for path, operations in document["paths"].items()
        for operation in operations.values()
    ]
    for endpoint in endpoints:
        values.schemas |= endpoint.query | endpoint.in_path | endpoint.properties
    return [*sql_requests(connection, values), *http_requests(endpoints, values.rng, count)]


class Values:
    """Values for parameters: of what is loaded, and of what their schemas allow."""

    def __init__(self, connection: psycopg.Connection, rng: random.Random) -> None:
        """Read names of each kind: the common ones, odd ones and some by chance."""
        self.rng = rng
        self.schemas: dict[str, Entry] = {}
        """By name, of every parameter and property; for the functions' parameters."""
        self.names: dict[str, list[str]] = {}
        for kind, query in NAMES:
            found = [str(row[0]) for row in connection.execute(f"select {query}".encode())]
            odd = [name for name in found if not re.fullmatch(r"[\w -]*", name, re.ASCII)]
            chosen = found[:15] + rng.sample(odd, min(15, len(odd)))
            chosen += rng.sample(found, min(60, len(found)))
            self.names.setdefault(kind, []).extend(dict.fromkeys(chosen))
        titles = self.names["title"]
        titles += [word for title in titles for word in title.split()[:2]]
        titles += [name[: len(name) // 2] or "x" for name in titles + self.names["user"]]
        titles += [studio[:6] for studio in self.names["studio"]]
        titles += [self.misspelt("title") for _ in range(60)]

    def value(self, name: str, schema: Entry) -> str:  # noqa: PLR0911 - one for each type
        """Choose a value that the parameter may have."""
        rng = self.rng
        schema = schema.get("anyOf", [schema])[0]
        schema = schema.get("items", schema)
        kind = kind_of(name)
        if "enum" in schema:
            return str(rng.choice(schema["enum"]))
        if kind:
            return self.spelt(kind)
        if name == "ids":
            return ",".join(rng.choices(self.names["game"], k=rng.choice((1, 2, 5, 30))))
        if listed := re.match(r"\^\(([a-z0-9_|]+)\)", schema.get("pattern", "")):
            return ",".join(rng.sample(listed[1].split("|"), k=rng.choice((1, 2, 4, 9))))
        if schema.get("format") == "date":
            day = f"201{rng.randint(0, 6)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
            return rng.choice((day, day, day, day, "1970-01-01", "2100-12-31", "2012-02-29"))
        if schema.get("type") == "boolean":
            return rng.choice(("true", "false"))
        low, high = schema.get("minimum", 0), schema.get("maximum", 100)
        if schema.get("type") == "number":
            price = round(rng.uniform(low, min(high, 60)), rng.choice((0, 1, 2)))
            return str(rng.choice((price, price, price, low, high)))
        usual = (2003, 2018) if low == 1970 else (low, min(high, 100))
        few = [one for one in (1, 2, 3, 5, 7, 10, 20, 50) if low <= one <= high]
        return str(rng.choice((low, high, *[rng.randint(*usual) for _ in range(6)], *few)))

    def spelt(self, kind: str) -> str:
        """Choose a name, and write it as people do: mostly as it is."""
        name = self.rng.choice(self.names[kind])
        if kind in {"user", "game"} or self.rng.random() < 0.7:
            return name
        ways = (name.lower(), name.upper(), f" {name}", f"{name} ", name.swapcase())
        return self.rng.choice(ways)

    def misspelt(self, kind: str) -> str:
        """Write a name with a fault."""
        name = self.rng.choice(self.names[kind])
        place = self.rng.randrange(len(name))
        return self.rng.choice((
            name[:place] + name[place + 1 :], name[: place + 1] + name[place:],
            name[:place] + "x" + name[place + 1 :], name + "s", name[::-1], name[: place + 1],
        )) or "x"  # fmt: skip


def kind_of(parameter: str) -> str | None:
    """Find the kind of names that a parameter takes."""
    kinds = (kind for kind, names in KINDS.items() if re.fullmatch(f"(p_)?({names})", parameter))
    return next(kinds, None)


def sql_requests(connection: psycopg.Connection, values: Values) -> list[Entry]:
    """Make up statements: each view as a sum and as rows, each function called some times."""
    views: dict[str, list[tuple[str, str]]] = {}
    for view, column, kind in connection.execute(COLUMNS.encode()):
        views.setdefault(view, []).append((column, kind))
    made = [("catalogue", " ".join(one.split())) for one in (COLUMNS, FUNCTIONS, COMMENTS)]
    for view, columns in views.items():
        stable = {
            name: kind for name, kind in columns if name not in VOLATILE and "timestamp" not in kind
        }
        rows = f"select {', '.join(stable)} from api.{view}"
        made += [(view, f"select count(*), sum(hashtextextended(t::text, 0)) from ({rows}) as t")]
        found = connection.execute(f"select count(*) from api.{view}".encode()).fetchone()
        if found and found[0] <= READABLE_ROWS:
            keys = [name for name, kind in stable.items() if kind not in {"json", "xml"}]
            made += [(view, f"{rows} order by {', '.join(keys)} limit 40")]
    for function, arguments, _ in connection.execute(FUNCTIONS.encode()).fetchall():
        calls = [_call(function, arguments, values) for _ in range(SQL_CALLS)]
        made += [(function, call) for call in dict.fromkeys(calls)]
    return [{"op": SQL, "name": f"SQL {name}", "statement": statement} for name, statement in made]


def _call(function: str, arguments: str, values: Values) -> str:
    rng = values.rng
    given: list[str] = []
    for parameter in filter(None, arguments.split(", ")):
        name, kind = parameter.split()[:2]
        if "DEFAULT" in parameter and rng.random() < 0.6:
            continue
        schema = values.schemas.get(name.removeprefix("p_"), {"type": kind})
        if kind.endswith("[]"):
            many = [values.value(name, schema) for _ in range(2)]
            is_text = kind.startswith("text")
            value = Literal(many).as_string() if is_text else f"'{{{','.join(many)}}}'"
        elif kind == "text" and rng.random() < 0.08:
            value = Literal(rng.choice(("", "nonsense", "x'x\\", " "))).as_string()
        else:
            value = Literal(values.value(name, schema)).as_string()
        given.append(f"{name} => {value}")
    return f"select * from api.{function}({', '.join(given)})"


def http_requests(endpoints: Sequence["Endpoint"], rng: random.Random, count: int) -> list[Entry]:
    """Ask every operation in every systematic way, then by chance until there are enough."""
    paths = [*PATHS]
    for endpoint in endpoints:
        path = endpoint.address()
        paths += [f"{path}/", f"/{path}", path.swapcase(), path[:-1], f"{path}?x=1"]
    made = [_request("addresses", quote(path, safe="/%?=&#+")) for path in paths]
    gets = [endpoint for endpoint in endpoints if not endpoint.properties]
    posts = [endpoint for endpoint in endpoints if endpoint.properties]
    for endpoint in gets:
        made += [*endpoint.methods(), *endpoint.formats(), *endpoint.pages(), *endpoint.faults()]
    for endpoint in posts:
        made += [*endpoint.methods(), *endpoint.bad_posts()]
    share = min(1.0, count / 2 / len(made))
    made = [entry for entry in made if rng.random() < share]
    lists = [endpoint for endpoint in gets if "cursor" in endpoint.query]
    games = [endpoint for endpoint in gets if "fields" in endpoint.query]
    held = sum(map(_answer_count, made))
    while held < count:
        kind = rng.random()
        some = posts if kind < 0.1 else games if kind < 0.35 else lists if kind < 0.55 else gets
        endpoint = rng.choice(some)
        made.append(endpoint.post(endpoint.body()) if some is posts else endpoint.by_chance())
        held += _answer_count(made[-1])
    return made


def _request(name: str, target: str, *, method: str = "GET", **more: Any) -> Entry:  # noqa: ANN401 - parts of an entry
    return {"op": name, "method": method, "target": target, **more}


def _answer_count(entry: Entry) -> int:
    return len(entry.get("again", ())) + int(entry.get("pages", 1))


class Endpoint:
    """An operation of the document, and the ways to ask it."""

    def __init__(self, path: str, operation: Entry, document: Entry, values: Values) -> None:
        """Take its parameters and the properties of its body."""
        self.path, self.values, self.rng = path, values, values.rng
        self.name = operation["operationId"]
        parameters = operation.get("parameters", ())
        self.query = {one["name"]: one["schema"] for one in parameters if one["in"] == "query"}
        self.in_path = {one["name"]: one["schema"] for one in parameters if one["in"] == "path"}
        self.needed = [
            one["name"] for one in parameters if one["in"] == "query" and one["required"]
        ]
        self.properties: dict[str, Entry] = {}
        if body := operation.get("requestBody"):
            schema = body["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
            self.properties = document["components"]["schemas"][schema]["properties"]

    def address(self) -> str:
        """Fill the path's parameters."""
        path = self.path
        for name, schema in self.in_path.items():
            path = path.replace(f"{{{name}}}", quote(self.values.value(name, schema), safe=""))
        return path

    def required(self) -> Pairs:
        """Give each parameter that the operation needs; two of them are an interval."""
        names = self.needed
        if not names and "anio" in self.query:  # one of the three is needed
            names = [self.rng.choice(sorted({"anio", "año", "empresa"} & self.query.keys()))]
        values = [self.values.value(name, self.query[name]) for name in names]
        if self.rng.random() < 0.9:
            values.sort()
        return list(zip(names, values, strict=True))

    def ask(self, pairs: Pairs, kind: str = "", raw: str = "", **more: Any) -> Entry:  # noqa: ANN401 - parts of an entry
        """Ask with some parameters, and with text that is not encoded."""
        query = "&".join(filter(None, (urlencode(pairs, quote_via=quote), raw)))
        target = f"{self.address()}?{query}" if query else self.address()
        return _request(f"{self.name} {kind}".rstrip(), target, **more)

    def methods(self) -> Iterator[Entry]:
        """Ask by every method, and as a page of elsewhere does."""
        pairs = self.required()
        for method in METHODS:
            yield self.ask(pairs, "by method", method=method)
        origin = {"Origin": "https://example.org"}
        preflight = origin | {"Access-Control-Request-Method": "GET"}
        yield self.ask(pairs, headers=origin) | {"op": "CORS"}
        yield self.ask(pairs, headers=preflight, method="OPTIONS") | {"op": "CORS"}

    def formats(self) -> Iterator[Entry]:
        """Ask for each format, each coding, and again with the tag."""
        kind, needed = "formats", [*self.required()]
        few = [*needed, ("limit", "7")] if "limit" in self.query else needed
        for headers in NEGOTIATIONS:
            yield self.ask(few, kind, headers=headers)
        yield self.ask(few, kind, again=list(TAGS))
        yield self.ask(few, kind, method="HEAD", headers={"If-None-Match": "*"})
        for form in FORMATS if "format" in self.query else ():
            pairs = [*few, ("format", form)]
            for headers in self.rng.sample(NEGOTIATIONS, 2):
                yield self.ask(pairs, kind, headers=headers)
            yield self.ask(pairs, kind, again=[TAGS[0]], pages=3)
            yield self.ask(pairs, kind, method="HEAD")
            if "total" in self.query:
                yield self.ask([*pairs, ("total", "true")], kind)
            if form != "json":  # everything; of all games those of a year and on
                fewer = [("year_from", "2016")] if "fields" in self.query else []
                yield self.ask([*needed, *fewer, ("format", form)], kind)

    def pages(self) -> Iterator[Entry]:
        """Walk some pages of each order."""
        if "cursor" not in self.query:
            return
        filters: list[Pairs] = [[], [("limit", "1")], [("limit", "13"), ("total", "true")]]
        names = ("genre", "tag", "spec", "developer", "year_from", "free")
        filters += [
            [("limit", "4"), (name, self.values.value(name, self.query[name]))]
            for name in self.rng.sample(names, 3 if "fields" in self.query else 0)
        ]
        for order in self.query.get("sort", {}).get("enum", [""]):
            for chosen in filters:
                pairs = [*chosen, *([("sort", order)] if order else [])]
                if order.endswith("match") and self.rng.random() < 0.7:
                    pairs.append(("q", self.values.value("q", {})))
                yield self.ask(pairs, "walk", pages=4)

    def faults(self) -> Iterator[Entry]:
        """Ask with each parameter missing, repeated, misnamed, unreadable, unknown."""
        kind, needed = "faults", self.required()
        yield from self.bad_values()
        yield self.ask([], kind)
        for missing, _ in needed:
            yield self.ask([pair for pair in needed if pair[0] != missing], kind)
        for key, schema in self.query.items():
            value = self.values.value(key, schema)
            others = [pair for pair in needed if pair[0] != key]
            given = [*others, (key, value)]
            yield self.ask([*given, (key, value)], kind)
            yield self.ask([*given, (key, self.values.value(key, schema))], kind)
            yield self.ask([*given, (key[:-1] or "x", value)], kind)
            yield self.ask([*others, (key.upper(), value)], kind)
            yield self.ask(others, kind, raw=quote(key))
            if schema.get("type") == "array":
                yield self.ask([(key, "a")] * (schema["maxItems"] + 1), kind)
            upper = re.sub("from$", "to", key)
            if upper != key and upper in self.query:
                other = self.values.value(upper, self.query[upper])
                yield self.ask([(key, value), (upper, other)], kind)
                yield self.ask([(key, other), (upper, value)], kind)
        for raw in ("nope=1", "=1", "&&", "="):
            yield self.ask(needed, kind, raw=raw)

    def bad_values(self) -> Iterator[Entry]:
        """Ask with values of each parameter that cannot be read, or that nothing is called."""
        for key, schema in (self.in_path | self.query).items():
            bad = [*self.rng.sample(BAD_VALUES, 20), *_beyond(schema)]
            if kind_of(key) not in {None, "game", "title"}:
                bad += [self.values.misspelt(str(kind_of(key))) for _ in range(8)]
            if key == "ids":
                bad.append(",".join(map(str, range(1, 203))))
            bad = [quote(value, safe="") for value in bad] + self.rng.sample(RAW_VALUES, 4)
            others = [pair for pair in self.required() if pair[0] != key]
            for value in bad:
                if key in self.in_path:
                    yield _request(f"{self.name} faults", self.path.replace(f"{{{key}}}", value))
                else:
                    yield self.ask(others, "faults", raw=f"{quote(key)}={value}")

    def by_chance(self) -> Entry:
        """Make up a request that is mostly right."""
        rng, pairs = self.rng, [*self.required()]
        held = {name for name, _ in pairs} | {"cursor", "format", "anio", "año", "empresa"}
        optional = [name for name in self.query if name not in held]
        for name in rng.sample(optional, min(len(optional), rng.choice((0, 1, 1, 2, 2, 3, 4)))):
            schema = self.query[name]
            times = rng.choice((1, 1, 1, 2, 3)) if schema.get("type") == "array" else 1
            pairs += [(name, self.values.value(name, schema)) for _ in range(times)]
        headers = [{"headers": one} for one in rng.sample(NEGOTIATIONS, 4)]
        variants: list[Entry] = [*[{}] * 12, *headers, {"again": [rng.choice(TAGS)]}]
        variants.append({"method": "HEAD"})
        if "format" in self.query and rng.random() < 0.2:
            pairs = [pair for pair in pairs if pair[0] != "limit"]
            pairs += [("format", rng.choice(FORMATS)), ("limit", "20")]
        elif "cursor" in self.query:
            variants += [{"pages": 3}] * 2
        rng.shuffle(pairs)
        return self.ask(pairs) | rng.choice(variants)

    def post(self, body: str, raw: str = "", **headers: str) -> Entry:
        """Post a body."""
        sent = {"Content-Type": "application/json", **headers}
        return self.ask([], raw=raw, method="POST", headers=sent, body=body)

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

    def bad_posts(self) -> Iterator[Entry]:
        """Post what cannot be read, what is not allowed, and with every header."""
        right = self.body()
        encoded = "b64:" + base64.b64encode(right.encode("utf-16")).decode()
        for body in (*BAD_BODIES, encoded):
            yield self.post(body)
        headers = [{"Content-Type": kind} for kind in CONTENT_TYPES]
        for sent in (*headers, *NEGOTIATIONS, {"Content-Encoding": "gzip"}):
            yield self.post(right, **sent)
        yield self.post(right) | {"headers": {}}
        for raw in ("limit=1", "nope=1"):
            yield self.post(right, raw=raw)
        for key in self.properties:
            for value in WRONG_PROPERTIES:
                yield self.post(json.dumps(json.loads(right) | {key: value}))
            yield self.post(json.dumps(json.loads(right) | {key[:-1]: 1}))


def _beyond(schema: Entry) -> list[str]:
    """Give what a schema only just forbids."""
    return [
        *([str(schema["minimum"]), str(schema["minimum"] - 1)] if "minimum" in schema else []),
        *([str(schema["maximum"]), str(schema["maximum"] + 1)] if "maximum" in schema else []),
        *(["x" * (schema["maxLength"] + 1)] if "maxLength" in schema else []),
        *(str(value)[:-1] for value in schema.get("enum", ())),
    ]
