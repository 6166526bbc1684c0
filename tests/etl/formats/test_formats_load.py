"""Public formats from files to core: users of sets, titles, what is left out and told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL

from db.errors import InputError, LoadFailed
from etl.load import LoadOptions, load
from etl.load_report import report_remarks
from tests.etl.loading import game, item, library, rows, write

ANY_REJECTS = LoadOptions(max_reject_share=1, workers=0)
NO_WORKERS = LoadOptions(workers=0)
ITEMS = """
    select users.user_id, items.game_id, items.playtime_minutes
    from core.items inner join core.users using (user_key)
    order by 1, 2
"""
REVIEWS = """
    select
        users.user_id, reviews.game_id, reviews.posted_on::text, reviews.is_recommended,
        reviews.helpful_count, reviews.helpful_votes_count, reviews.review
    from core.reviews inner join core.users using (user_key)
    order by 1, 2
"""
Load = Callable[..., Any]


@pytest.fixture
def write_text(tmp_path: Path) -> Callable[[str, str], Path]:
    def write_file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text)
        return path

    return write_file


def test_titles_belong_to_games_of_the_data_and_of_the_load(empty_url: URL, tmp_path: Path) -> None:
    write(
        tmp_path / "before" / "games.json",
        [game(10, "Half-Life"), game(20, "Dup"), game(30, "DUP!")],
    )
    owners = [library("ana", item(30)), library("bo", item(30)), library("cy", item(20))]
    write(tmp_path / "before" / "items.json", owners)
    load(empty_url, [tmp_path / "before"], options=NO_WORKERS)
    table = (
        "7,half life,purchase,1.0,0\n7,half life,play,2.5,0\n"
        "7,The Elder Scrolls V Skyrim,play,1.0,0\n8,Dup,purchase,1.0,0\n8,Unheard Of,play,9,0\n"
        "8,???,play,9,0\n"
    )
    (tmp_path / "after").mkdir()
    (tmp_path / "after" / "a-200k.csv").write_text(table)
    write(tmp_path / "after" / "games.json", [game(40, "The Elder Scrolls® V: Skyrim™")])
    report = load(empty_url, [tmp_path / "after"], options=ANY_REJECTS)
    found = [row for row in rows(empty_url, ITEMS) if row[0].startswith("steam-200k:")]
    assert found == [
        ("steam-200k:7", 10, 150),  # of purchase and play the longer
        ("steam-200k:7", 40, 60),
        ("steam-200k:8", 30, 0),  # of two games of a title the one most owned
    ]
    assert report.rejected == {"unknown_title": 2}
    assert rows(empty_url, "select name from core.games where game_id = 10") == [("Half-Life",)]


def test_a_table_of_titles_alone_says_what_it_needs(
    empty_url: URL, write_text: Callable[[str, str], Path]
) -> None:
    path = write_text("steam-200k.csv", "151,Invented Game,purchase,1.0,0\n")
    with pytest.raises(LoadFailed, match="no game is called 'Invented Game'; load the catalogue"):
        load(empty_url, [path], options=NO_WORKERS)


def test_recommendations_are_reviews_and_items_of_users_of_their_set(
    empty_url: URL, tmp_path: Path, write_text: Callable[[str, str], Path]
) -> None:
    write_text(
        "games.csv",
        "app_id,title,date_release,win,mac,linux,rating,positive_ratio,user_reviews,price_final,"
        "price_original,discount,steam_deck\n"
        "10,Harbour,2016-03-09,true,false,false,Very Positive,84,9,2.49,4.99,50.0,true\n",
    )
    write_text("games_metadata.json", '{"app_id":10,"description":"","tags":["Indie"]}\n')
    write_text("users.csv", "user_id,products,reviews\n51,359,2\n52,156,1\n53,1,0\n")
    write_text(
        "recommendations.csv",
        "app_id,helpful,funny,date,is_recommended,hours,user_id,review_id\n"
        "10,0,0,2022-12-12,true,36.3,51,0\n20,4,1,2017-02-17,false,11.5,51,1\n"
        "10,2,1,2019-11-17,true,336.5,52,2\n10,2,1,soon,true,336.5,54,3\n",
    )
    report = load(empty_url, [tmp_path], options=ANY_REJECTS)
    of_set = "game-recommendations-on-steam"
    assert rows(empty_url, ITEMS) == [
        (f"{of_set}:51", 10, 2178),
        (f"{of_set}:51", 20, 690),
        (f"{of_set}:52", 10, 20190),
        (f"{of_set}:54", 10, 20190),
    ]
    assert rows(empty_url, REVIEWS) == [
        (f"{of_set}:51", 10, "2022-12-12", True, 0, None, None),
        (f"{of_set}:51", 20, "2017-02-17", False, 4, None, None),
        (f"{of_set}:52", 10, "2019-11-17", True, 2, None, None),
    ]
    assert report.rejected == {"invalid_posted": 1}
    users = "select user_id, has_library from core.users order by 1"
    assert rows(empty_url, users) == [
        (f"{of_set}:51", True),
        (f"{of_set}:52", True),
        (f"{of_set}:53", False),
        (f"{of_set}:54", True),
    ]
    catalogue = """
        select game_id, name, price_usd::text, discount_price_usd::text, store_sentiment, tags.name
        from core.games
        inner join core.game_tags using (game_id)
        inner join core.tags as tags (tag_id, tag) using (tag_id)
    """.replace("tags.name", "tags.tag")
    assert rows(empty_url, catalogue) == [(10, "Harbour", "4.99", "2.49", "Very Positive", "Indie")]


OWNED = (
    '{"response": {"game_count": 2, "games": ['
    '{"appid": 4000, "name": "Garry", "playtime_2weeks": 39, "playtime_forever": 24973}, '
    '{"appid": 12360, "playtime_forever": 0}]}}'
)


def test_the_user_of_a_library_is_named_by_the_caller_or_the_file(
    empty_url: URL, write_text: Callable[[str, str], Path]
) -> None:
    path = write_text("owned.json", OWNED)
    with pytest.raises(InputError, match="--user ID, or give the file a name with the 17 digits"):
        load(empty_url, [path], options=NO_WORKERS)
    load(empty_url, [path], options=LoadOptions(workers=0, user="js41637"))
    named = write_text("owned-76561190000000001.json", OWNED)
    load(empty_url, [named], options=NO_WORKERS)
    assert load(empty_url, [named], options=NO_WORKERS).status == "unchanged"
    again = load(empty_url, [path], options=LoadOptions(workers=0, user="js41637"))
    assert again.status == "unchanged"
    assert rows(empty_url, ITEMS) == [
        ("76561190000000001", 4000, 24973),
        ("76561190000000001", 12360, 0),
        ("js41637", 4000, 24973),
        ("js41637", 12360, 0),
    ]
    assert rows(empty_url, "select user_id, steam_id from core.users order by 1") == [
        ("76561190000000001", 76561190000000001),
        ("js41637", None),
    ]


def test_a_private_library_is_said_to_be_private(
    empty_url: URL, write_text: Callable[[str, str], Path]
) -> None:
    path = write_text("76561190000000001.json", '{"response": {}}')
    with pytest.raises(LoadFailed, match="1 libraries that are private"):
        load(empty_url, [path], options=NO_WORKERS)


def test_reviews_without_a_flag_are_ownership_and_the_load_says_so(
    empty_url: URL, tmp_path: Path
) -> None:
    first: dict[str, object] = {"username": "one", "product_id": "10", "page_order": 0, "page": 1}
    known = first | {"user_id": "76561190000000001", "hours": 0.3, "date": "2017-07-27"}
    silent = first | {"user_id": "76561190000000002"}
    path = write(tmp_path / "steam_reviews.json.gz", [first | {"hours": 15.9}, known, silent])
    report = load(empty_url, [path], options=NO_WORKERS)
    assert rows(empty_url, ITEMS) == [("76561190000000001", 10, 18)]
    assert rows(empty_url, REVIEWS) == []
    said = [line for line in report_remarks(report) if line.startswith("steam_reviews.json.gz: ")]
    assert said == [
        "steam_reviews.json.gz: 1 reviews whose users have no id, left out.",
        "steam_reviews.json.gz: 2 reviews without a recommendation, loaded as ownership only.",
        "steam_reviews.json.gz: 1 games of users without a playtime, left out.",
    ]
    kept = "select counts -> 'left_out' ->> 'review_without_recommend' from core.load_files"
    assert rows(empty_url, kept) == [("2",)]


REVIEW = (
    '{{"author": {{"steamid": "{user}", "playtime_forever": 1909}}, "review": "{user}", '
    '"timestamp_created": 1727677994, "timestamp_updated": 1727677994, "voted_up": true, '
    '"votes_up": 3, "votes_funny": 0}}'
)


def test_one_answer_holds_reviews_of_many_users(
    empty_url: URL, write_text: Callable[[str, str], Path]
) -> None:
    users = ["76561190000000001", "76561190000000002"]
    reviews = ", ".join(REVIEW.format(user=user) for user in users)
    path = write_text("page.json", f'{{"success": 1, "reviews": [{reviews}], "cursor": "x"}}')
    with pytest.raises(InputError, match="--game ID, or give the file a name with the game's id"):
        load(empty_url, [path], options=NO_WORKERS)
    load(empty_url, [path], options=LoadOptions(workers=0, game=570))
    assert rows(empty_url, ITEMS) == [(user, 570, 1909) for user in users]
    assert rows(empty_url, REVIEWS) == [
        (user, 570, "2024-09-30", True, 3, None, user) for user in users
    ]


def test_votes_that_a_table_has_no_column_for_are_unknown(
    empty_url: URL, write_text: Callable[[str, str], Path]
) -> None:
    without = write_text(
        "reviews.csv", "user_id,item_id,recommend,posted\nana,10,True,2015-03-20\n"
    )
    with_votes = write_text(
        "voted.csv", "user_id,item_id,recommend,posted,helpful,funny\nbo,10,True,2015-03-20,,\n"
    )
    load(empty_url, [without, with_votes], options=NO_WORKERS)
    votes = """
        select user_id, helpful_count, helpful_votes_count, funny_count
        from api.review_details
        order by 1
    """
    assert rows(empty_url, votes) == [("ana", None, None, None), ("bo", 0, 0, 0)]
