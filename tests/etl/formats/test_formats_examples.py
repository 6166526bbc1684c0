"""Each format recognises its own example, which comes out as exact rows."""

from pathlib import Path
from typing import Final

import pytest

from etl.formats import FOREIGN, FORMATS, LEFT_OUT, Format
from etl.read.sources import Source, discover_sources
from etl.transform import Context
from tests.etl.conftest import Outcome, collect
from tests.etl.formats.expected import EXPECTED

NAMES: Final = [one.name for one in FORMATS]
PLACE: Final = {"file_number", "line_number", "record_number", "position"}
LISTS: Final = {"genres", "tags", "specs", "developers", "publishers"}
TITLES: Final = {"Paper Harbour": 99000010}
LEFT: Final = {
    "store-appdetails": {"app_without_details": 1},
    "nikdavis-app-data": {"app_without_details": 1},
    "mcauley-reviews-v2": {"review_without_recommend": 1, "review_without_user": 1},
}


def example_source(example: Format, folder: Path) -> Source:
    path = folder / example.example_name
    path.write_text(example.example)
    (source,) = discover_sources([path]).sources
    return source


def said(outcome: Outcome) -> dict[str, list[dict[str, object]]]:
    """What is known of each row, without where it stood."""
    found = {
        table.removeprefix("staging."): [
            {
                name: value
                for name, value in row.items()
                if value is not None and name not in PLACE | LISTS
            }
            for row in rows
        ]
        for table, rows in outcome.tables.items()
        if table != "staging.item_names"
    }
    if labels := outcome.labels():
        found["game_labels"] = [{"kind": kind, "spellings": names} for _, kind, names in labels]
    return found


@pytest.mark.parametrize("example", FORMATS, ids=NAMES)
def test_an_example_is_recognised_and_loads(example: Format, tmp_path: Path) -> None:
    source = example_source(example, tmp_path)
    assert source.format is example
    outcome = collect(source, context=Context(titles=TITLES))
    assert said(outcome) == EXPECTED[example.name]
    assert outcome.stats.left_out == LEFT.get(example.name, {})
    assert outcome.stats.left_out.keys() <= LEFT_OUT.keys()
    assert not outcome.stats.rejected
    assert outcome.warnings == {}


def test_names_are_distinct() -> None:
    names = [one.name for one in FORMATS] + [one.name for one in FOREIGN]
    assert len(names) == len(set(names))
    assert all(name == name.lower() and " " not in name for name in names)


@pytest.mark.parametrize("example", FORMATS, ids=NAMES)
def test_what_a_format_fills_is_named(example: Format) -> None:
    assert example.fills
    assert all((example.title, example.origin, example.licence, example.lacks, example.kinds))
