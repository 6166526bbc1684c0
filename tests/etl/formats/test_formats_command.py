"""`ludoteca formats`: a list, a page for each, the same for programs."""

import json

import pytest
from click.testing import CliRunner

from etl.formats import FOREIGN, FORMATS
from etl.formats.commands import formats


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(formats, words)
    return result.exit_code, result.output


def test_the_list_names_every_format_and_what_is_left_out() -> None:
    code, out = run()
    lines = out.splitlines()
    assert code == 0
    names = [line.split()[0] for line in lines if line]
    assert names[:3] == ["official-items", "official-reviews", "official-games"]
    known = {one.name for one in FORMATS} | {one.name for one in FOREIGN}
    assert set(names) == known | {"Known,"}


@pytest.mark.parametrize("name", [one.name for one in FORMATS])
def test_a_page_says_where_it_is_from_and_shows_an_example(name: str) -> None:
    code, out = run(name)
    (one,) = (found for found in FORMATS if found.name == name)
    assert code == 0
    assert f"licence  {one.licence}" in out
    assert one.example.splitlines()[0] in out
    assert all(field in out for field in one.fills)


def test_programs_get_everything() -> None:
    _, out = run("steam-200k", "--json")
    (found,) = json.loads(out)
    assert found["name"] == "steam-200k"
    assert found["kinds"] == ["items"]
    assert found["example"].startswith("151600000,")
    assert len(json.loads(run("--json")[1])) == len(FORMATS)


def test_an_unknown_name_is_an_error_with_a_near_one() -> None:
    code, out = run("fronkon-json")
    assert code == 2
    assert "no format is called 'fronkon-json'; did you mean fronkongames-json?" in out
    assert "`ludoteca formats` lists them" in run("zzz")[1]
