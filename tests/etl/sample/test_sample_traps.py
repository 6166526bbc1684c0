"""What a sample holds, by a plain reading of its files, rule by rule of the contract."""

from datetime import date
from pathlib import Path

import pytest

from etl.sample import generate_sample
from tests.etl.sample.reading import Read, read_folder

SIZES = [(1, 1), (1, 30), (4, 20), (30, 1), (30, 30), (61, 90), (300, 500), (400, 1100)]


@pytest.mark.parametrize(("games", "users"), SIZES)
def test_a_sample_of_any_size_has_what_was_asked_for(
    tmp_path: Path, games: int, users: int
) -> None:
    generate_sample(tmp_path, games=games, users=users, seed=7)
    read = read_folder(tmp_path)
    assert len(read.games) == games
    assert len(read.users) == users
    assert read.empty["steam_games.json.gz"] == read.empty.total() > 0
    for name, lines in read.lines.items():
        rejected = sum(count for key, count in read.rejects.items() if key[0] == name)
        assert rejected * 100 < lines - read.empty[name]
    assert read.reviews
    years = {posted.year for posted, is_inferred, _ in read.reviews.values() if not is_inferred}
    assert max(years) == 2015


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Read:
    folder = tmp_path_factory.mktemp("full")
    generate_sample(folder, games=300, users=1100)
    return read_folder(folder)


def test_a_full_sample_has_every_broken_piece_once(full: Read) -> None:
    assert full.rejects_by_kind() == {
        "game": {"null_id": 2},
        "item": {"playtime_out_of_range": 1},
        "line": {"not_a_record": 1},
        "review": {"date_does_not_exist": 1},
    }
    assert full.records["steam_games.json.gz"] == len(full.games) + 1
    assert full.records["users_items.json.gz"] > len(full.items)
    assert full.records["user_reviews.json.gz"] > len(full.reviews)


def test_a_full_sample_has_every_trap_of_games(full: Read) -> None:
    games = full.games.values()
    years = {row["release_date"]: row["year"] for row in games if "release_date" in row}
    assert years["Oct 2010"] == 2010
    assert years["2018年1月"] == years["Январь 2018"] == years["15.01.2018"] == 2018
    assert years["2017-02-30"] == 2017
    assert {years["Coming Soon"], years["14 July"], years['"""Soon"""']} == {None}
    prices = {str(row.get("price")): row["usd"] for row in games}
    assert prices["Starting at $499.00"] == 499
    assert {prices["Free To Play"], prices["Play for Free!"], prices["FREE"]} == {0}
    assert {prices["Third-party"], prices["Install Now"], prices["None"]} == {None}
    names = [row["name"] for row in games]
    assert None in names
    for end in (" & Sons", ": 弹炸人", " 🍉 Édition", ' "Odd" Baker\'s Dozen', ' "One\'s" \\ Path'):
        assert any(name.endswith(end) for name in names if name)
    studios, genres = full.shown("studio"), full.shown("genre")
    for studio in ("Marble Heron Workshop", "QUIET LATHE COLLECTIVE", "HOLLOW BELL CO., LTD."):
        assert studios[studio.lower()] == studio
    assert {"fenwick ports (mac & linux)", "nine kettles"} <= studios.keys()
    assert genres["action"] == "Action"
    assert genres["design & illustration"] == "Design & Illustration"
    assert not {"chess puzzle only as a tag", "never counted"} & genres.keys()


def test_a_full_sample_has_every_trap_of_users(full: Read) -> None:
    first, second, *_ = full.games
    assert {"Zed", "zed"} <= full.accounts.keys()
    assert full.accounts["first_sharer"] == full.accounts["second_sharer"]
    assert "only_in_reviews" not in full.accounts
    assert full.reviews["only_in_reviews", first][:2] == (date(2016, 2, 29), True)
    played = [minutes for (user, _), minutes in full.items.items() if user == "twice_listed"]
    assert sorted(played) == [0, 5, 7, 40, 250]
    assert full.reviews["changed_my_mind", first][0] == date(2015, 6, 1)
    assert full.reviews["changed_my_mind", second][0] == date(2016, 3, 4)
    outside = {game for user, game in full.items if user == "collector"}
    assert not outside & full.games.keys()
    names = {full.item_names.get(game) for game in outside}
    assert names == {'Vanished "Voyage" of the Baker\'s Wife', None}
    assert full.items["text_and_numbers", first] == 30
