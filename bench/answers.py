"""Recordings of a checkout's answers, and their comparison.

    python -m bench.answers record sample.gz --database URL
    python -m bench.answers record now.gz --requests sample.gz --checkout ../other
    python -m bench.answers compare sample.gz now.gz --allow expected.txt

A recording speaks HTTP with a server that the checkout's own command starts, and SQL as a reader.
It holds its requests: another checkout is asked exactly the same, whatever its modules are called.
"""

import argparse
import base64
import gzip
import hashlib
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

import psycopg

from bench.answer_requests import SQL, Entry, make_requests
from db.settings import CHECKOUT

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

HEADERS: Final = (
    "content-type", "content-encoding", "content-disposition", "link", "x-total-count",
    "retry-after", "allow", "vary", "cache-control", "location", "accept-ranges",
    "access-control-allow-origin", "access-control-allow-methods", "x-content-type-options",
)  # fmt: skip
"""Headers that are compared; of `etag` and `x-request-id` only that they are there."""
MASKS: Final = (
    (r"", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", "<time>"),
    (r"", r'"data_version"( ?): ?\d+', '"data_version":<n>'),
    (r"", r'"model_id"( ?): ?\d+', '"model_id":<n>'),
    (r"^/health/cache", r"\d+", "<n>"),
    (r"\bids=", r'"\w+ is given with ids|"parameter":"\w+"', "<one of them>"),  # one by chance
)
"""What differs from run to run: address, text, and what stands for it in the recording.

Of SQL the columns of `answer_requests.VOLATILE` are left out instead.
"""
KEPT_BYTES: Final = 6_000
CONNECTIONS: Final = 3
TRIES: Final = 3
OVERLOADED: Final = ("database-unavailable", "statement-timeout")
HOST: Final = "ludoteca.test"


def record(  # noqa: PLR0913 - one for each option
    file: Path,
    *,
    database: str | None,
    checkout: Path = CHECKOUT,
    requests: Path | None = None,
    count: int = 20_000,
    seed: int = 1,
) -> Counter[str]:
    """Ask a checkout's server and its database, and write down what they say; counts answers."""
    told: Counter[str] = Counter()
    with _serving(checkout, database) as (port, url), _connected(url) as connection:
        if requests is None:
            document = json.loads(_ask(port, {"method": "GET", "target": "/openapi.json"})[1])
            asked = make_requests(document, connection, count=count, seed=seed)
        else:
            asked = [{**entry, "answers": []} for entry in read(requests)]
        began = time.monotonic()
        with gzip.open(file, "wt", encoding="utf-8", compresslevel=6) as out:
            for done, entry in enumerate(_answered(asked, port, connection), start=1):
                out.write(json.dumps(entry, ensure_ascii=False) + "\n")
                told.update(str(answer.get("status", SQL)) for answer in entry["answers"])
                if done % 2_000 == 0:
                    print(f"{done:,} of {len(asked):,}, {time.monotonic() - began:.0f} s")
    return told


def _answered(asked: Sequence[Entry], port: int, connection: psycopg.Connection) -> Iterator[Entry]:
    """Give each request with its answers: SQL first, then HTTP over several connections."""
    for entry in asked:
        if entry["op"] == SQL:
            yield entry | {"answers": [_run(connection, entry["statement"])]}
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        yield from pool.map(
            lambda entry: entry | {"answers": list(_answers(port, entry))},
            (entry for entry in asked if entry["op"] != SQL),
        )


def _answers(port: int, entry: Entry) -> Iterator[Entry]:
    """Ask once; then the next pages, or again with the answer's own tag, as the request says."""
    answer, text, tag = _ask(port, entry)
    yield answer
    for headers in entry.get("again", ()):
        sent = {name: value.replace("{tag}", tag) for name, value in headers.items()}
        yield _ask(port, entry | {"headers": entry.get("headers", {}) | sent})[0]
    separator = "&" if "?" in entry["target"] else "?"
    for _ in range(entry.get("pages", 1) - 1):
        found = re.search(r'"next": ?"([^"]+)"', text)
        if found is None:
            return
        target = f"{entry['target']}{separator}cursor={found[1]}"
        answer, text, _ = _ask(port, entry | {"target": target})
        yield answer


def _ask(port: int, request: Entry) -> tuple[Entry, str, str]:
    """Ask until the server answers and is not overloaded; gives the answer, its text, its ETag."""
    found: tuple[Entry, str, str] = {}, "", ""
    for _ in range(TRIES):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
            try:
                found = _exchange(connection, request)
            except (OSError, http.client.HTTPException) as error:
                failure = {"status": type(error).__name__, "headers": {}, "body": "", "digest": ""}
                found = failure, "", ""
        if found[0]["headers"] and not any(kind in found[1][:80] for kind in OVERLOADED):
            break
        time.sleep(0.5)
    return found


def _exchange(connection: http.client.HTTPConnection, request: Entry) -> tuple[Entry, str, str]:
    """Send the request as it is: no header is added, no address is corrected."""
    headers, content = {"Host": HOST, **request.get("headers", {})}, None
    if (body := request.get("body")) is not None:
        content = base64.b64decode(body[4:]) if body.startswith("b64:") else body.encode()
        headers["Content-Length"] = str(len(content))
    method, target = request["method"], request["target"]
    connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    with suppress(BrokenPipeError):  # a body that is too large is answered before it is read
        connection.endheaders(content)
    response = connection.getresponse()
    raw, coding = response.read(), response.getheader("content-encoding")
    if raw and coding:
        raw = zstd.decompress(raw) if coding == "zstd" else gzip.decompress(raw)
    text = raw.decode(errors="backslashreplace")
    known = {name: value for name in HEADERS if (value := response.getheader(name)) is not None}
    known |= {name: "there" for name in ("etag", "x-request-id") if response.getheader(name)}
    answer = {"status": response.status, "headers": known, **_recorded(text, target)}
    return answer, text, response.getheader("etag") or ""


def _run(connection: psycopg.Connection, statement: str) -> Entry:
    """Read what a statement gives a reader, as CSV with the columns' names; or its error."""
    command = f"copy ({statement}) to stdout with (format csv, header)".encode()
    try:
        with connection.cursor() as cursor, cursor.copy(command) as rows:
            return _recorded(b"".join(bytes(row) for row in rows).decode())
    except psycopg.Error as error:
        connection.rollback()
        return _recorded(f"{error.sqlstate}: {error.diag.message_primary}")


def _recorded(text: str, target: str = "") -> Entry:
    """Keep the beginning of a body, and a sum of it, without what no two runs share."""
    for address, volatile, instead in MASKS:
        if re.search(address, target):
            text = re.sub(volatile, instead, text)
    found = hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=12).hexdigest()
    return {"digest": found, "size": len(text), "body": text[:KEPT_BYTES]}


@contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection]:
    """Connect as a reader does, whoever the login is."""
    with psycopg.connect(url, autocommit=True) as connection:
        try:
            connection.execute("set role ludoteca_reader")
        except psycopg.errors.InsufficientPrivilege:
            print("The login may not become ludoteca_reader: SQL is asked as it stands.")
        connection.execute("set statement_timeout = '120s'")
        connection.execute("set timezone = 'UTC'")
        connection.execute("set default_transaction_read_only = on")
        yield connection


@contextmanager
def _serving(checkout: Path, database: str | None) -> Iterator[tuple[int, str]]:
    """Run a checkout's `ludoteca serve` on a free port, with time to spare for each statement."""
    program = checkout / ".venv" / "bin" / "ludoteca"
    command = [str(program)] if program.exists() else [sys.executable, "-m", "cli"]
    environment = {**os.environ, "LUDOTECA_STATEMENT_TIMEOUT_MS": "60000"}
    if database is not None:
        environment["DATABASE_URL"] = database
    asked = [*command, "db", "url"]
    url = database or subprocess.check_output(asked, cwd=checkout, text=True).strip()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command += ["serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=checkout, env=environment, stdout=subprocess.DEVNULL)
    try:
        ready = {"method": "GET", "target": "/health/ready"}
        while _ask(port, ready)[0]["status"] != http.HTTPStatus.OK:
            if server.poll() is not None:
                raise SystemExit(f"The server of {checkout} ended with {server.returncode}.")
            time.sleep(0.1)
        yield port, url
    finally:
        server.terminate()
        server.wait()


def read(file: Path) -> Iterator[Entry]:
    """Give the requests and answers of a recording."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _differences(one: Entry, other: Entry) -> Iterator[tuple[str, str]]:
    """Give what differs between two sets of answers to a request: its kind, and the two values."""
    for number, (a, b) in enumerate(zip(one["answers"], other["answers"], strict=False)):
        step = f" (answer {number + 1})" if number else ""
        if a.get("status") != b.get("status"):
            values = f"{a['body'][:300]!r}\n      {b['body'][:300]!r}{step}"
            yield f"status {a['status']} -> {b['status']}", values
            continue
        first, second = a.get("headers", {}), b.get("headers", {})
        for name in sorted({*first, *second}):
            if first.get(name) != second.get(name):
                yield f"header {name}", f"{first.get(name)!r}\n      {second.get(name)!r}{step}"
        if a["digest"] != b["digest"]:
            yield "body", f"{_excerpts(a, b)}{step}"
    if len(one["answers"]) != len(other["answers"]):
        yield "pages", f"{len(one['answers'])} against {len(other['answers'])}"


def _excerpts(a: Entry, b: Entry) -> str:
    """Show two bodies where they begin to differ."""
    one, other = a["body"], b["body"]
    unlike = (i for i, (x, y) in enumerate(zip(one, other, strict=False)) if x != y)
    place = next(unlike, min(len(one), len(other)))
    if place == KEPT_BYTES:
        return f"{a['size']:,} characters\n      {b['size']:,}, the first {KEPT_BYTES:,} alike"
    shown = slice(max(0, place - 60), place + 120)
    return f"…{one[shown]!r}\n      …{other[shown]!r}"


def compare(one: Path, other: Path, *, allow: Path | None = None) -> int:
    """Print what is equal and what differs; returns how many differences are not expected."""
    lines = allow.read_text().splitlines() if allow else []
    split = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    expected = [(re.compile(words[0], re.DOTALL), words[-1]) for words in split]
    equal, allowed = 0, Counter[str]()
    found: dict[tuple[str, str], list[str]] = {}
    for a, b in zip(read(one), read(other), strict=True):
        if a | {"answers": 0} != b | {"answers": 0}:
            raise SystemExit(f"The recordings are of different requests: {a['op']}, {b['op']}")
        name = str(a.get("name", a["op"]))
        request = f"{a['method']} {a['target']}" if "target" in a else a["statement"]
        request += f" {a['headers']}" if a.get("headers") else ""
        request += f" {a['body'][:200]}" if a.get("body") else ""
        differences = list(_differences(a, b))
        equal += max(0, len(a["answers"]) - len(differences))
        for what, values in differences:
            line = f"{name} | {what} | {request} | {values}"
            if why := next((why for wanted, why in expected if wanted.search(line)), None):
                allowed[why] += 1
            else:
                found.setdefault((name, what), []).append(f"{request}\n      {values}")
    for (name, what), examples in sorted(found.items(), key=lambda item: -len(item[1])):
        print(f"{len(examples):6,}  {name}: {what}\n    {min(examples, key=len)}")
    for why, times in allowed.most_common():
        print(f"{times:6,}  expected: {why}")
    unexpected = sum(map(len, found.values()))
    print(
        f"{equal:,} answers are equal; {allowed.total():,} expected differences, "
        f"{unexpected:,} others of {len(found):,} kinds."
    )
    return unexpected


def main() -> int:
    """Read the command line."""
    form = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    commands = parser.add_subparsers(dest="command", required=True)
    recording = commands.add_parser("record")
    recording.add_argument("file", type=Path)
    recording.add_argument("--database", help="address; without it, the checkout's local server")
    recording.add_argument("--checkout", type=Path, default=CHECKOUT)
    recording.add_argument("--requests", type=Path, help="ask what this recording asked")
    recording.add_argument("--count", type=int, default=20_000)
    recording.add_argument("--seed", type=int, default=1)
    comparing = commands.add_parser("compare")
    comparing.add_argument("one", type=Path)
    comparing.add_argument("other", type=Path)
    comparing.add_argument("--allow", type=Path)
    words = vars(parser.parse_args())
    if words.pop("command") == "record":
        told = record(**words)
        print(", ".join(f"{name}: {times:,}" for name, times in sorted(told.items())))
        return 0
    return 1 if compare(**words) else 0


if __name__ == "__main__":
    sys.exit(main())
