"""Facts of the real games and reviews, by the transform alone; the full load has its own test."""

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from etl.read.sources import discover
from etl.transform import RejectedGames, Stats, transform

Facts = tuple[Stats, dict[str, pd.DataFrame]]


def read(folder: Path, name: str, memory: RejectedGames | None = None) -> Facts:
    (source,) = discover([folder / name]).sources
    if memory is not None:
        number = 1 if name == "steam_games.json.gz" else 2
        source = type(source)(
            **{s: getattr(source, s) for s in source.__slots__} | {"number": number}
        )
    stats = Stats()
    parts: dict[str, list[pd.DataFrame]] = {}
    for batch in transform(source, stats=stats, rejected_games=memory):
        assert isinstance(batch.rows, pd.DataFrame)
        parts.setdefault(batch.table.removeprefix("staging."), []).append(batch.rows)
    return stats, {table: pd.concat(frames) for table, frames in parts.items()}


@pytest.fixture(scope="module")
def games(real_folder: Path) -> tuple[Facts, Facts]:
    memory = RejectedGames()
    names = ("steam_games.json.gz", "steam_games_v1.json.gz")
    first, second = (read(real_folder, name, memory) for name in names)
    return first, second


def test_games_of_both_files(games: tuple[Facts, Facts]) -> None:
    (first, _), (second, _) = games
    assert (first.lines_read, first.empty_lines, first.records_accepted) == (
        120_445,
        88_310,
        32_133,
    )
    assert (second.lines_read, second.empty_lines, second.records_accepted) == (32_135, 0, 32_133)
    assert (first.rejected, first.repeated_rejects) == ({"null_id": 2}, 0)
    assert (second.rejected, second.repeated_rejects) == ({}, 2)
    assert (first.unreadable_values, second.unreadable_values) == ({}, {"metascore": 70})


def test_both_files_say_the_same(games: tuple[Facts, Facts]) -> None:
    (_, first), (_, second) = games
    more = ["discount_price_usd", "metascore", "store_sentiment", "file_number", "line_number"]
    pd.testing.assert_frame_equal(
        first["games"].drop(columns=more).reset_index(drop=True),
        second["games"].drop(columns=more).reset_index(drop=True),
    )
    labels = ["kind", "spellings"]
    pd.testing.assert_frame_equal(
        first["game_labels"][labels].reset_index(drop=True),
        second["game_labels"][labels].reset_index(drop=True),
    )
    assert second["games"][more[:3]].notna().sum().tolist() == [
        224,
        2_606,
        24_952,
    ]  # and each one in a game without an id


def test_facts_of_the_catalogue(games: tuple[Facts, Facts]) -> None:
    (_, first), _ = games
    repeated = first["games"]["game_id"].duplicated()
    assert first["games"]["game_id"][repeated].tolist() == [612880]
    catalogue = first["games"][~repeated]
    assert len(catalogue) == 32_132
    assert catalogue["release_year"].isna().sum() == 2_168
    genres = first["game_labels"].query("kind == 'genre'")["spellings"].explode()
    assert genres.nunique() == 22
    studios = first["game_labels"].query("kind == 'developer'")["spellings"].explode()
    assert {"Aspyr (Mac & Linux)", "CAPCOM CO., LTD."} <= set(studios)


def test_facts_of_the_reviews(real_folder: Path) -> None:
    stats, tables = read(real_folder, "user_reviews.json.gz")
    reviews = tables["reviews"]
    assert (stats.users_accepted, stats.records_accepted) == (25_799, 59_305)
    assert stats.rejected == {}
    assert stats.unreadable_values == {}
    assert reviews["posted_year"].isna().sum() == 10_119
    assert Counter(reviews["posted_year"].dropna()).keys() == set(range(2010, 2016))
    assert (reviews["review"].str.strip() == "").sum() == 38
