"""Examples in the documentation give the answers that are shown for them."""

import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pytest
from litestar.testing import TestClient
from sqlalchemy import URL

from api.app import create_app
from api.errors import MEDIA_TYPE as PROBLEM
from api.schemas.classic import QUESTIONS
from db.local_server import Server
from db.settings import CHECKOUT, read_settings
from db.target import Database, psql_command
from tests.api.helpers import Client, plain
from tests.docs_text import OF_MODELS, Example, agree, alike, dated, examples, pretty

SERVED_AT = "http://127.0.0.1:8000"
PSQL = ("ludoteca", "db", "psql")
OFFICIAL_FUNCTIONS = 31
"""Those of the assignments; a question of our own needs no place on their page."""
Clients: TypeAlias = Callable[[str], Client]


def shown_on(*pages: str) -> list[Example]:
    return [
        example
        for page in pages
        for example in examples(CHECKOUT / page)
        if example.asked.language == "sql" or _runs(example.asked.text)
    ]


def _runs(command: str) -> bool:
    if command.startswith("curl"):
        return True
    return all(word in command for word in ("ludoteca db psql", " -c "))


SAMPLE_EXAMPLES = shown_on("README.md", "docs/getting-started.md", "docs/data.md")
MODEL_EXAMPLES = [
    *(
        one
        for one in shown_on("docs/rest.md")
        if OF_MODELS.search(one.asked.text) and "-X" not in one.asked.text
    ),
    *shown_on("docs/assignment.md"),
]
# what writes stands in the pages without answers; tests/api/v1/test_v1_feedback.py asks the same
REAL_EXAMPLES = [
    one
    for one in shown_on("docs/rest.md", "docs/sql.md")
    if not OF_MODELS.search(one.asked.text) and "-X" not in one.asked.text
]


@pytest.fixture(scope="module")
def client_of() -> Iterator[Clients]:
    """Answer from a database, by the same application each time."""
    with ExitStack() as stack:

        @cache
        def client(address: str) -> Client:
            app = create_app(read_settings({"DATABASE_URL": address}))
            return stack.enter_context(TestClient(app, raise_server_exceptions=False))

        yield client


def ask(url: URL, example: Example, server: Server, client_of: Clients | None = None) -> str:
    """Do what the page says, against a database of the suite."""
    address = plain(url)
    text = example.asked.text.strip()
    if example.asked.language == "sql":
        return _psql(address, ["-c", text], server)
    words = shlex.split(text.replace("\\\n", " "))
    if words[0] == "curl":
        assert words[1] == "-s", f"{example}: curl's progress would stand in the answer"
        assert client_of is not None
        return _curl(client_of(address), *words[2:])
    program = (Path(words[0]).name, *words[1:3])
    assert program == PSQL, f"{example}: no test knows how to run this"
    return _psql(address, words[3:], server)


def _curl(client: Client, url: str, *options: str) -> str:
    assert url.startswith(SERVED_AT)
    given = dict(zip(options[::2], options[1::2], strict=True))
    assert given.keys() <= {"-H", "-d"}
    headers = dict([given["-H"].split(": ")]) if "-H" in given else None
    response = client.request(
        "POST" if "-d" in given else "GET",
        url.removeprefix(SERVED_AT),
        content=given.get("-d"),
        headers=headers,
    )
    assert response.status_code < 500, response.text
    if not response.headers["content-type"].startswith(("application/json", PROBLEM)):
        return response.text
    return pretty(dated(response.json()))


def _psql(address: str, arguments: list[str], server: Server) -> str:
    """Run what `ludoteca db psql` runs."""
    settings = read_settings({"DATABASE_URL": address})
    url = settings.database_url
    assert url is not None
    found = Database(url=url, owner_url=url, reader_url=url, events_url=url, server=server)
    command, environment = psql_command(settings, found, owner=False)
    ended = subprocess.run(
        [*command, "--no-psqlrc", *arguments],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.parametrize("example", SAMPLE_EXAMPLES, ids=str)
def test_answers_of_the_sample(
    example: Example, served_sample_url: URL, server: Server, client_of: Clients
) -> None:
    answer = ask(served_sample_url, example, server, client_of)
    if example.answer is not None:
        agree(example, answer)


@pytest.mark.parametrize("example", MODEL_EXAMPLES, ids=str)
def test_answers_of_the_model_of_the_sample(
    example: Example, modelled_sample_url: URL, server: Server, client_of: Clients
) -> None:
    answer = ask(modelled_sample_url, example, server, client_of)
    if example.answer is None and example.asked.language == "sql":
        assert re.search(r"^\([1-9]\d* rows?\)$", answer, re.MULTILINE), answer
    elif example.answer is None or not alike(example.answer.text.strip(), answer.strip()):
        agree(example, answer)


@pytest.mark.parametrize("example", REAL_EXAMPLES, ids=str)
def test_answers_of_the_official_set(
    example: Example, real_url: URL, server: Server, client_of: Clients
) -> None:
    answer = ask(real_url, example, server, client_of)
    if example.answer is not None:
        agree(example, answer)


def test_there_are_examples_to_test() -> None:
    asked = [example for example in SAMPLE_EXAMPLES if example.answer is not None]
    assert {example.asked.page.name for example in asked} == {
        "README.md",
        "getting-started.md",
        "data.md",
    }
    assert len([one for one in MODEL_EXAMPLES if one.asked.page.name == "rest.md"]) == 2
    assigned = [str(one.asked.text) for one in MODEL_EXAMPLES]
    shown = [one.name for one in QUESTIONS if any(f"8000/{one.name}/" in it for it in assigned)]
    assert len(shown) >= OFFICIAL_FUNCTIONS  # each in a path form
    assert len([example for example in REAL_EXAMPLES if example.answer is not None]) == 4
