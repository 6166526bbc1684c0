"""The questions of docs/analysts.md have the answers shown: the sample's, the official set's."""

import pytest
from sqlalchemy import URL

from db.local_server import Server
from db.settings import CHECKOUT
from tests.docs_text import UPDATE, Block, Example, blocks, read
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


def agree(example: Example, actual: str) -> None:
    """Assert that the answer shown is the true one; or write it anew."""
    answer = example.answer
    assert answer is not None
    found = "".join(f"{line.rstrip()}\n" for line in actual.strip("\n").splitlines())
    if UPDATE and answer.text != found:
        before = f"```text\n{answer.text}```"
        page = read(PAGE)
        assert page.count(before) == 1, f"{example}: its answer is not there only once"
        page = page.replace(before, f"```text\n{found}```")
        PAGE.write_text(page, encoding="utf-8", newline="\n")
        return
    assert answer.text == found, f"{example} is not answered so"


@pytest.mark.parametrize("example", answers(of_official_set=False), ids=str)
def test_answers_of_the_sample(example: Example, served_sample_url: URL, server: Server) -> None:
    agree(example, ask(served_sample_url, example, server))


@pytest.mark.parametrize("example", answers(of_official_set=True), ids=str)
def test_answers_of_the_official_set(example: Example, real_url: URL, server: Server) -> None:
    agree(example, ask(real_url, example, server))


def test_there_are_ten_questions() -> None:
    assert len(answers(of_official_set=False)) == 10
    assert answers(of_official_set=True)
