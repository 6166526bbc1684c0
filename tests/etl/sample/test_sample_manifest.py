"""A sample's manifest against a plain reading of its files, rule by rule of the contract."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from textblob import TextBlob

from etl.sample import Manifest, generate
from tests.etl.sample.conftest import Read

SIZES = [(1, 1), (1, 30), (30, 1), (61, 90), (400, 1100)]


@pytest.fixture(scope="module", params=SIZES, ids=lambda size: f"{size[0]} games {size[1]} users")
def sample(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    read_raw: Callable[[Path], Read],
) -> tuple[Manifest, Read]:
    folder = tmp_path_factory.mktemp("sample")
    games, users = request.param
    manifest = generate(folder, games=games, users=users, seed=7)
    assert (manifest.games_in_catalogue, manifest.users) == (games, users)
    return manifest, read_raw(folder)


def test_files(sample: tuple[Manifest, Read]) -> None:
    manifest, read = sample
    for name, facts in manifest.files.items():
        assert facts.lines == read.lines[name]
        assert facts.records == read.records[name]
        of_file = {key[2]: count for key, count in read.rejects.items() if key[0] == name}
        assert facts.rejects == of_file
        assert sum(of_file.values()) * 100 < facts.lines - facts.empty
    assert manifest.files["steam_games.json.gz"].empty == read.empty > 0
    totals = Counter(
        (kind, reason) for _, kind, reason in read.rejects.elements() if kind != "game"
    )
    if read.refused_games:
        totals["game", "null_id"] = len(read.refused_games)
    assert totals == {
        (kind, reason): count
        for kind, reasons in manifest.rejects.items()
        for reason, count in reasons.items()
    }


def test_games(sample: tuple[Manifest, Read]) -> None:
    manifest, read = sample
    games = read.games.values()
    mentioned = {game for _, game in read.items} | {game for _, game in read.reviews}
    assert manifest.games_in_catalogue == len(read.games)
    assert manifest.games_total == len(read.games.keys() | mentioned)
    assert manifest.games_repeated == read.records["steam_games_v1.json.gz"] - len(read.games)
    assert manifest.games_without_year == sum(row["year"] is None for row in games)
    assert manifest.games_without_date == sum(row["date"] is None for row in games)
    assert manifest.games_free == sum(row["usd"] == 0 for row in games)
    assert manifest.games_without_price == sum(row["usd"] is None for row in games)
    assert manifest.games_early_access == sum(row["early_access"] for row in games)


def test_genres_and_studios(sample: tuple[Manifest, Read]) -> None:
    manifest, read = sample
    counts = Counter(genre for row in read.games.values() for genre in row["genre_keys"])
    genres, studios = read.shown("genre"), read.shown("studio")
    assert manifest.games_by_genre == {genres[key]: count for key, count in counts.items()}
    assert manifest.facts.genre_spellings == tuple(manifest.games_by_genre)
    assert manifest.studios == len(studios)
    for key, shown in manifest.facts.studio_spellings.items():
        assert studios[key] == shown


def test_users_and_items(sample: tuple[Manifest, Read]) -> None:
    manifest, read = sample
    assert manifest.users == len(read.accounts.keys() | read.reviewers)
    assert manifest.users_only_in_reviews == len(read.reviewers - read.accounts.keys())
    assert manifest.users_with_items == len({user for user, _ in read.items})
    assert manifest.items == len(read.items)
    assert manifest.items_in_catalogue == sum(game in read.games for _, game in read.items)
    assert manifest.items_collapsed == read.records["users_items.json.gz"] - len(read.items)
    assert manifest.playtime_minutes == sum(read.items.values())


def test_reviews(sample: tuple[Manifest, Read]) -> None:
    manifest, read = sample
    reviews = read.reviews.values()
    assert manifest.reviews == len(reviews)
    assert manifest.reviews_collapsed == read.records["user_reviews.json.gz"] - len(reviews)
    assert manifest.reviews_recommended == sum(review["recommend"] for _, _, review in reviews)
    assert manifest.reviews_inferred_year == sum(inferred for _, inferred, _ in reviews)
    assert manifest.crawl_year == 2016
    assert max(posted.year for posted, inferred, _ in reviews if not inferred) == 2015
    polarities = [
        TextBlob(review.get("review") or "").sentiment.polarity for _, _, review in reviews
    ]
    sentiments = Counter(2 if polarity > 0 else 0 if polarity < 0 else 1 for polarity in polarities)
    assert sum(sentiments.values()) == len(reviews)
    assert Counter(manifest.sentiments) == sentiments


def test_named_answers(sample: tuple[Manifest, Read]) -> None:
    manifest, read = sample
    facts = manifest.facts
    years = {row["release_date"]: row["year"] for row in read.games.values() if row["year"]}
    prices = {str(row.get("price")): row["usd"] for row in read.games.values()}
    for game, name in facts.game_names.items():
        assert read.games[game]["name"] == name
    for text, year in facts.release_years.items():
        assert years.get(text) == year
    for text, price in facts.prices.items():
        assert prices[text] == price
    for user, game, minutes in facts.playtimes:
        assert read.items[user, game] == minutes
    for user, game, day in facts.reviews:
        assert read.reviews[user, game][0].isoformat() == day
    for outside, name in facts.outside_names.items():
        assert outside not in read.games
        assert read.item_names.get(outside) == name
    assert len({read.accounts[user] for user in facts.shared_steam_id}) <= 1
    assert set(facts.case_users) <= read.accounts.keys()
    assert not set(facts.reviews_only_users) & read.accounts.keys()
    if facts.leap_day:
        assert read.reviews[facts.leap_day][:2] == (date(2016, 2, 29), True)


def test_a_full_sample_has_every_trap(tmp_path: Path) -> None:
    manifest = generate(tmp_path, games=300, users=1100)
    facts = manifest.facts
    assert all(
        (
            facts.studio_spellings,
            facts.game_names,
            facts.release_years,
            facts.prices,
            facts.playtimes,
            facts.reviews,
            facts.outside_names,
            facts.shared_steam_id,
            facts.case_users,
            facts.reviews_only_users,
            facts.leap_day,
        )
    )
    assert manifest.games_repeated == 1
    assert manifest.rejects == {
        "game": {"null_id": 2},
        "item": {"playtime_out_of_range": 1},
        "line": {"not_a_record": 1},
        "review": {"date_does_not_exist": 1},
    }
    assert manifest.items_collapsed > 0
    assert manifest.reviews_collapsed > 0
    assert facts.case_users == ("Zed", "zed")
