"""The questions of docs/analysts.md have the answers shown: the sample's, the official set's."""

import pytest
from sqlalchemy import URL

from db.local_server import Server
from db.settings import CHECKOUT
from tests.docs_text import Block, Example, agree, blocks, read
from tests.test_docs_examples import ask

PAGE = CHECKOUT / "docs" / "analysts.md"
OFFICIAL = "The official set:"


def answers(*, of_official_set: bool) -> list[Example]:
    """Pair each query with the answer of one of the two sets."""
    text = read(PAGE)
    found = []
    query: Block | None = None
    for block in blocks(PAGE):
        if block.language == "sql":
            query = block
        elif block.language == "text":
            assert query is not None
            is_official = text[: block.start].rstrip().endswith(OFFICIAL)
            if is_official == of_official_set:
                found.append(Example(asked=query, answer=block))
    return found


@pytest.mark.parametrize("example", answers(of_official_set=False), ids=str)
def test_answers_of_the_sample(example: Example, served_sample_url: URL, server: Server) -> None:
    agree(example, ask(served_sample_url, example, server))


@pytest.mark.parametrize("example", answers(of_official_set=True), ids=str)
def test_answers_of_the_official_set(example: Example, real_url: URL, server: Server) -> None:
    agree(example, ask(real_url, example, server))


def test_there_are_ten_questions() -> None:
    assert len(answers(of_official_set=False)) == 10
    assert answers(of_official_set=True)
