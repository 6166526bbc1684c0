"""Files in the containers, mixtures and mishaps that people have, from a folder to the database."""

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL

from db.errors import InputError
from db.settings import CHECKOUT
from etl.load import LoadOptions, load
from etl.load_report import LoadReport
from tests.etl.loading import game, item, library, review, reviews, rows, write

CASES = CHECKOUT.parent / "shared" / "cases"
QUICK = LoadOptions(workers=0)
BUNDLE = {
    "bundle_id": "450",
    "bundle_name": "Invented bundle",
    "bundle_price": "$32.96",
    "bundle_final_price": "$29.66",
    "bundle_discount": "10%",
    "items": [{"genre": "Indie", "item_id": "10", "item_name": "One", "item_url": "http://x"}],
}
PAGE = b"<!DOCTYPE html><html><head><title>Virus scan warning</title></head></html>"


def official(folder: Path) -> Path:
    write(folder / "steam_games.json.gz", [game("10"), game("20")])
    write(folder / "users_items.json.gz", [library("ana", item("10"), item("20"))])
    write(folder / "user_reviews.json.gz", [reviews("ana", review("10"))])
    return folder


def flat_items(folder: Path) -> Path:
    official(folder)
    (folder / "users_items.json.gz").unlink()
    flat = [
        {"user_id": f"u{user}", "items_count": 3, "steam_id": "76561190000000001", **item(game_id)}
        for user in range(4)
        for game_id in ("10", "20", "30")
    ]
    write(folder / "user_items.json", [json.dumps(one).encode() for one in flat])
    return folder


def made(**files: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        folder.mkdir()
        for name, content in files.items():
            (folder / name.replace("_dot_", ".")).write_bytes(content)
        return folder

    return make


def with_bundle(folder: Path) -> Path:
    write(official(folder) / "bundle_data.json.gz", [BUNDLE])
    return folder


GAMES = [game("10"), game("20", price="Free"), game("30")]
LIBRARY = repr(library("ana", item("10"), item("20"), item("30"))).encode()
ARRAY = json.dumps(GAMES).encode()
KEYED = json.dumps(dict(enumerate(GAMES))).encode()
LINES = b"\n".join(json.dumps(one).encode() for one in GAMES)

LOADED = [
    ("01-prncc-products", made(products_all_dot_jl=LINES), "official-games"),
    ("06-pandas-records-array", made(steam_games_dot_json=ARRAY), "official-games"),
    ("06b-pandas-index", made(steam_games_dot_json=KEYED), "official-games"),
    (
        "15-double-gzip",
        made(users_items_dot_json_dot_gz=gzip.compress(gzip.compress(LIBRARY))),
        "official-items",
    ),
]
REFUSED = [
    ("03-bundle-data", made(bundle_data_dot_json=repr(BUNDLE).encode()), "[Bb]undle"),
    (
        "05-drive-html",
        made(users_items_dot_json_dot_gz=PAGE),
        r"users_items\.json\.gz: a web page, not the data; download it again",
    ),
    ("12b-parquet-named-gz", made(df_games_gzip_dot_gz=b"PAR1" + bytes(90) + b"PAR1"), "Parquet"),
]


@pytest.fixture(params=["made", "shared"])
def folder_of(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Path]:
    """The folder of a case: made here, and the one shared with it where that is."""

    def folder(name: str, make: Callable[[Path], Path]) -> Path:
        if request.param == "made":
            return make(tmp_path / name)
        if not (CASES / name).is_dir():
            pytest.skip("the shared cases are not here: the made one was tried")
        return Path(shutil.copytree(CASES / name, tmp_path / name))

    return folder


def loaded(url: URL, folder: Path) -> LoadReport:
    return load(url, [folder], options=QUICK)


@pytest.mark.parametrize(("name", "make", "form"), LOADED, ids=[case[0] for case in LOADED])
def test_a_container_loads(
    name: str,
    make: Callable[[Path], Path],
    form: str,
    folder_of: Callable[..., Path],
    empty_url: URL,
) -> None:
    report = loaded(empty_url, folder_of(name, make))
    (file,) = report.files
    assert (file.source.format.name, file.stats.records_accepted) == (form, 3)
    assert (report.rejected, report.left_out) == ({}, ())
    assert rows(empty_url, "select format from core.load_files") == [(form,)]


@pytest.mark.parametrize(("name", "make", "message"), REFUSED, ids=[case[0] for case in REFUSED])
def test_what_is_no_data_is_named(
    name: str,
    make: Callable[[Path], Path],
    message: str,
    folder_of: Callable[..., Path],
    empty_url: URL,
) -> None:
    folder = folder_of(name, make)
    for paths in ([folder], list(folder.iterdir())):
        with pytest.raises(InputError, match=message) as caught:
            load(empty_url, paths, options=QUICK)
        assert caught.value.exit_code == 5
    assert rows(empty_url, "select count(*) from core.loads") == [(0,)]


def test_a_bundle_beside_the_official_files_is_left_out_and_named(
    folder_of: Callable[..., Path], empty_url: URL
) -> None:
    folder = folder_of("03b-official-folder-with-bundle", with_bundle)
    report = loaded(empty_url, folder)
    (left_out,) = report.left_out
    assert left_out.startswith("bundle_data.json.gz: ")
    assert "undles" in left_out
    assert {file.source.kind for file in report.files} == {"games", "items", "reviews"}
    assert report.rejected.keys() <= {"null_id", "playtime_out_of_range"}
    with pytest.raises(InputError, match=r"bundle_data\.json\.gz: .*undles"):
        load(empty_url, [folder / "bundle_data.json.gz"], options=QUICK)


def test_flat_items_among_official_files_are_libraries(
    folder_of: Callable[..., Path], empty_url: URL
) -> None:
    report = loaded(empty_url, folder_of("13d-flat-items-among-official", flat_items))
    (flat,) = [file for file in report.files if file.source.name == "user_items.json"]
    assert flat.source.format.name == "flat-items"
    users = flat.stats.users_accepted
    assert rows(empty_url, "select count(*) from core.items") == [(flat.stats.records_accepted,)]
    assert rows(empty_url, "select count(*) from core.users where has_library") == [(users,)]
    assert (flat.stats.rejected, users) in [({}, 4), ({}, 10)]  # made here, and the shared one


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"user_id": "a", "games": 1, "count": 2}, "count, games, user_id.*user_id and items"),
        ({"show": 1, "name": "x"}, "name, show, .*a game has id and app_name or title"),
    ],
)
def test_missing_keys_are_told_beside_what_was_found(
    fields: dict[str, Any], message: str, tmp_path: Path, empty_url: URL
) -> None:
    path = write(tmp_path / "x.json", [fields])
    with pytest.raises(InputError, match=message):
        load(empty_url, [path], options=QUICK)
    write(tmp_path / "games.json", [game("10")])
    report = loaded(empty_url, tmp_path)
    assert [one.partition(":")[0] for one in report.left_out] == ["x.json"]
