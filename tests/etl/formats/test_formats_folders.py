"""Invented files of every catalogued set are recognised as what they are, or named and left out."""

from pathlib import Path
from typing import Final

import pytest

from db.errors import InputError
from etl.read.sources import discover_sources
from tests.conftest import REAL_DATA

FOLDERS: Final = REAL_DATA.parent / "formats"
LOADED: Final = {
    "01-mcauley-v1-games": {"steam_games.json.gz": "official-games"},
    "01-mcauley-v1-games-json": {"output_steam_games.json": "official-games"},
    "02-mcauley-v1-items": {"australian_users_items.json.gz": "official-items"},
    "02-mcauley-v1-items-json": {"users_items.json": "official-items"},
    "03-mcauley-v1-reviews": {"australian_user_reviews.json.gz": "official-reviews"},
    "03-mcauley-v1-reviews-json": {"user_reviews.json": "official-reviews"},
    "04-mcauley-v2-reviews": {"steam_reviews.json.gz": "mcauley-reviews-v2"},
    "06-prncc-products": {"products_all.jl": "official-games"},
    "06-prncc-reviews": {"reviews.jl": "prncc-reviews"},
    "07-fronkon-json": {"games.json": "fronkongames-json"},
    "07-fronkon-json-2023": {"games.json": "fronkongames-json"},
    "08-fronkon-csv-39": {"games.csv": "fronkongames-csv"},
    "08-fronkon-csv-40": {"games.csv": "fronkongames-csv"},
    "08-fronkon-csv-shifted": {"games.csv": "fronkongames-csv"},
    "10-nikdavis-steam": {"steam.csv": "nikdavis-steam"},
    "11-nikdavis-steamspy": {"steamspy_data.csv": "nikdavis-steamspy"},
    "12-nikdavis-app-data": {"steam_app_data.csv": "nikdavis-app-data"},
    "13-steam-200k": {"steam-200k.csv": "steam-200k"},
    "13-steam-200k-with-header": {"steam-200k.csv": "steam-200k"},
    "14-game-recommendations": {
        "games.csv": "game-recommendations-games",
        "games_metadata.json": "game-recommendations-metadata",
        "recommendations.csv": "game-recommendations-recommendations",
        "users.csv": "game-recommendations-users",
    },
    "15-reviews-2021": {"steam_reviews.csv": "store-appreviews-table"},
    "17-reviews-100m": {"all_reviews.csv": "store-appreviews-table"},
    "18-webapi-owned": {"GetOwnedGames_76561190000000001.json": "steam-owned-games"},
    "18-webapi-owned-private": {"GetOwnedGames_76561190000000002.json": "steam-owned-games"},
    "22-store-appdetails": {"appdetails.jsonl": "store-appdetails"},
    "22-store-appdetails-one": {"99000010.json": "store-appdetails"},
    "23-store-appreviews": {"appreviews_99000010.json": "store-appreviews"},
    "24-appreviews-flat": {"99000010_reviews.csv": "store-appreviews-table"},
    "24-woctezuma-reviews": {"review_99000010.json": "store-appreviews"},
    "25-steamspy-all": {"steamspy.json": "steamspy"},
    "25-steamspy-appdetails": {"steamspy_appdetails.jsonl": "steamspy"},
    "29-student-games": {"df_games.parquet": "flat-games"},
    "30-student-items": {"df_items.parquet": "flat-items"},
}


@pytest.fixture(scope="module", autouse=True)
def folders() -> None:
    if not FOLDERS.is_dir():
        pytest.skip("the invented files of public formats are not here: none was recognised")


def format_of(path: Path) -> str:
    """The format that a file would be loaded by."""
    (source,) = discover_sources([path]).sources
    return source.format.name


@pytest.mark.parametrize("folder", LOADED)
def test_a_set_in_scope_is_recognised(folder: str) -> None:
    if folder.startswith(("29", "30")):
        pytest.importorskip("pyarrow.parquet", reason="Parquet needs pyarrow")
    files = {file.name: format_of(file) for file in (FOLDERS / folder).iterdir()}
    assert files == LOADED[folder]


def test_every_other_set_is_left_out() -> None:
    others = [folder for folder in FOLDERS.iterdir() if folder.name not in LOADED]
    assert len(others) > 15
    for file in (file for folder in others for file in folder.iterdir()):
        with pytest.raises(InputError, match=file.name):
            format_of(file)
