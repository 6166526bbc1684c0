"""Parts of the data story against the same computed with pandas from the tables."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pandas as pd
import psycopg
import pytest

from api.schemas import story as shapes
from api.schemas.story import StoryParts
from db.target import url_with_password
from etl.continuous.story import write_story
from tests.etl.loading import rows
from tests.etl.running import run_sql

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import URL

PARTS = StoryParts.__struct_fields__
OF_PRICES = [0, 0.01, 5, 10, 20, 40]
CORE = (
    *("games", "users", "reviews", "game_genres", "genres", "game_studios", "load_files"),
    *("rejects", "load_warnings"),
)

Rows = list[dict[str, Any]]
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def url(create_database: Callable[..., URL], sample_template: URL) -> URL:
    found = create_database(sample_template)
    # of a file that tells no day, or of an event
    run_sql(found, "update core.items set crawled_on = default where user_key % 3 = 0")
    assert write_story(found) == 1
    return found


@pytest.fixture(scope="module")
def story(url: URL) -> dict[str, Rows]:
    [(document,)] = rows(url, "select api.story_document()")
    assert document["is_current"]
    parts: dict[str, Rows] = document["parts"]
    return parts


@pytest.fixture(scope="module")
def tables(url: URL) -> Tables:
    with psycopg.connect(url_with_password(url)) as connection:
        frames = {name: _frame(connection, f"select * from core.{name}") for name in CORE}
        frames["items"] = _frame(
            connection,
            "select user_key, game_id, playtime_minutes, playtime_2weeks_minutes, "
            "nullif(crawled_on, '-infinity') as crawled_on from core.items",
        )
        frames["details"] = _frame(connection, "select * from api.game_details")
    return frames


def _frame(connection: psycopg.Connection, query: str) -> pd.DataFrame:
    cursor = connection.execute(query.encode())
    assert cursor.description is not None
    return pd.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description])


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole + 1e-9, 2)


def test_every_part_is_a_view_and_has_the_columns_of_its_shape(url: URL) -> None:
    found = rows(
        url,
        "select relname, array_agg(attname::text order by attnum) from pg_class "
        "inner join pg_attribute on pg_class.oid = attrelid and attnum > 0 "
        "where relnamespace = 'agg'::regnamespace and starts_with(relname, 'story_') group by 1",
    )
    hints = StoryParts.__annotations__
    assert {name.removeprefix("story_") for name, _ in found} == set(PARTS) == set(hints)
    for name, columns in found:
        listed = get_args(get_args(StoryParts.__annotations__[name.removeprefix("story_")])[0])[0]
        [row] = get_args(listed)
        assert list(row.__struct_fields__) == columns, row
    assert shapes.StoryDocument.__struct_fields__[-1] == "parts"


def test_sizes_and_missing_values(story: dict[str, Rows], tables: Tables) -> None:
    sizes = {row["what"]: row["rows_count"] for row in story["sizes"]}
    games, users, reviews = tables["games"], tables["users"], tables["reviews"]
    assert sizes["games of the catalogue"] == games.is_in_catalogue.sum()
    assert sizes["users with a library"] == users.has_library.sum()
    assert sizes["games in libraries"] == len(tables["items"])
    assert sizes["of them played"] == (tables["items"].playtime_minutes > 0).sum()
    assert sizes["reviews"] == len(reviews)
    missing = {(row["subject"], row["field"]): row for row in story["missing"]}
    listed = games[games.is_in_catalogue]
    for field in ("name", "released_on", "release_year", "price_usd", "metascore"):
        row = missing["games", field]
        unknown = int(listed[field].isna().sum())
        assert (row["rows_count"], row["missing_count"]) == (len(listed), unknown), field
        assert row["missing_percent"] == _percent(unknown, len(listed))
    with_genres = listed.game_id.isin(tables["game_genres"].game_id)
    assert missing["games", "genres"]["missing_count"] == (~with_genres).sum()
    assert missing["reviews", "edited_on"]["missing_count"] == reviews.edited_on.isna().sum()
    assert missing["users", "steam_id"]["missing_count"] == users.steam_id.isna().sum()
    assert not any(row["subject"] == "titles" for row in story["missing"])


def test_duplicates_and_losses(story: dict[str, Rows], tables: Tables) -> None:
    found = {row["rule"]: (row["rows_count"], row["of_count"]) for row in story["duplicates"]}
    listed = tables["games"][tables["games"].is_in_catalogue]
    named, written = listed.name.dropna(), tables["reviews"].review.dropna()
    accounts = tables["users"].steam_id.dropna()
    assert found["games with the name of another"] == (
        named.duplicated(keep=False).sum(),
        len(named),
    )
    assert found["reviews with the very text of another"] == (
        written.duplicated(keep=False).sum(),
        len(written),
    )
    assert found["users with the account number of another"] == (
        accounts.duplicated(keep=False).sum(),
        len(accounts),
    )
    counts = tables["load_files"].counts
    assert sum(row["records_count"] for row in story["loads"]) == sum(
        one["records"] for one in counts
    )
    assert sum(row["refused_count"] for row in story["loads"]) == sum(
        sum(one["rejected"].values()) for one in counts
    )
    told = {"refused": 0, "warned": 0}
    for row in story["troubles"]:
        told[row["trouble"]] += row["records_count"]
    assert told["refused"] == len(tables["rejects"]) > 0
    assert told["warned"] == tables["load_warnings"].occurrences_count.sum()


def _measures(tables: Tables) -> dict[str, pd.Series[float]]:
    items, reviews, details = tables["items"], tables["reviews"], tables["details"]
    found = {
        "playtime_minutes": items.playtime_minutes,
        "user_minutes": items.groupby("user_key").playtime_minutes.sum(),
        "library_games": items.groupby("user_key").size(),
        "owners": details.owners_count,
        "price_usd": details.price_usd.astype(float),
        "user_reviews": reviews.groupby("user_key").size(),
        "game_reviews": details.reviews_count,
        "review_characters": reviews.review.dropna().str.len(),
        "metascore": details.metascore,
    }
    return {name: values[values > 0].astype(float) for name, values in found.items()}


def test_distributions(story: dict[str, Rows], tables: Tables) -> None:
    found = {row["measure"]: row for row in story["distributions"]}
    expected = _measures(tables)
    assert found.keys() == expected.keys()
    for measure, values in expected.items():
        row = found[measure]
        low, middle, high, most = np.quantile(
            values, [0.25, 0.5, 0.75, 0.99], method="inverted_cdf"
        )
        told = [row[name] for name in ("p25", "median", "p75", "p99")]
        assert told == pytest.approx([low, middle, high, most]), measure
        assert row["values_count"] == len(values)
        assert (row["lowest"], row["highest"]) == (values.min(), values.max())
        assert row["mean"] == pytest.approx(values.mean(), abs=0.01)
        if row["is_log"]:
            below, above = low / (high / low) ** 1.5, high * (high / low) ** 1.5
        else:
            below, above = low - 1.5 * (high - low), high + 1.5 * (high - low)
        assert (row["low_fence"], row["high_fence"]) == pytest.approx((below, above), abs=0.01)
        assert row["low_count"] == (values < below - 1e-9).sum()
        assert row["high_count"] == (values > above + 1e-9).sum()
        ends = [one["from"] for one in row["bins"]] + [row["bins"][-1]["to"]]
        counted, _ = np.histogram(values, ends)
        assert [one["things_count"] for one in row["bins"]] == list(counted), measure
        largest = [one for one in story["outliers"] if one["measure"] == measure]
        assert [one["value"] for one in largest] == sorted(values, reverse=True)[:5]


def test_years_and_prices(story: dict[str, Rows], tables: Tables) -> None:
    details = tables["details"].assign(price=tables["details"].price_usd.astype(float))
    known = details[details.release_year.notna()]
    of_year = known.groupby("release_year")
    found: dict[Any, dict[str, Any]] = {row["year"]: row for row in story["years"]}
    assert found.keys() == set(of_year.groups)
    for year, games in of_year:
        row = found[year]
        priced = games.price[games.price > 0]
        assert row["games_count"] == len(games)
        assert row["games_percent"] == _percent(len(games), len(known))
        assert row["games_place"] == 1 + (of_year.size() > len(games)).sum()
        assert row["priced_count"] == len(priced)
        assert row["median_price_usd"] == (
            np.quantile(priced, 0.5, method="inverted_cdf") if len(priced) else None
        )
        assert row["playtime_minutes"] == games.playtime_minutes.sum()
        assert row["positive_count"] == games.positive_count.sum()
        written = games.reviews_count.sum()
        assert row["recommended_percent"] == (
            _percent(games.recommended_count.sum(), written) if written else None
        )
    owned = details[(details.owners_count > 0) & details.price.notna()]
    bands = np.digitize(owned.price, OF_PRICES) - 1
    for row in story["unplayed"]:
        games = owned[bands == row["band"]]
        assert (row["games_count"], row["copies_count"]) == (len(games), games.owners_count.sum())
        assert row["unplayed_count"] == (games.owners_count - games.players_count).sum()
    assert {row["band"] for row in story["unplayed"]} == set(bands)


def test_genres(story: dict[str, Rows], tables: Tables) -> None:
    labelled = tables["game_genres"].merge(tables["genres"], on="genre_id")
    played = labelled.merge(tables["items"], on="game_id")
    found = {row["genre"]: row for row in story["genres"]}
    assert found.keys() == set(tables["genres"].name)
    for genre, items in played.groupby("name"):
        row = found[genre]
        assert row["playtime_minutes"] == items.playtime_minutes.sum()
        assert row["players_count"] == items[items.playtime_minutes > 0].user_key.nunique()
        assert row["playtime_percent"] == _percent(
            items.playtime_minutes.sum(), tables["items"].playtime_minutes.sum()
        )


def test_reviews_of_years_and_verdicts(story: dict[str, Rows], tables: Tables) -> None:
    reviews = tables["reviews"]
    years = pd.to_datetime(reviews.posted_on).dt.year
    for row in story["review_years"]:
        mine = reviews[years == row["posted_year"]]
        assert row["reviews_count"] == len(mine)
        assert row["reviewers_count"] == mine.user_key.nunique()
        assert row["recommended_percent"] == _percent(mine.is_recommended.sum(), len(mine))
        assert row["negative_count"] == (mine.polarity < 0).sum()
    assert len(story["review_years"]) == years.nunique()
    for place, row in enumerate(story["sentiments"]):
        mine = reviews[reviews.sentiment == place]
        assert row["recommended_count"] == mine.is_recommended.sum()
        assert row["not_recommended_count"] == (~mine.is_recommended).sum()
    clear = reviews[
        (reviews.review.str.len() >= 40)
        & np.where(reviews.is_recommended, reviews.polarity <= -0.3, reviews.polarity >= 0.3)
    ]
    for is_recommended, mine in clear.groupby("is_recommended"):
        best = mine.sort_values("helpful_count", ascending=False).helpful_count.head(4)
        told = [
            row["helpful_count"]
            for row in story["contradictions"]
            if row["is_recommended"] == is_recommended
        ]
        assert told == [None if pd.isna(one) else one for one in best]


def test_words(story: dict[str, Rows], tables: Tables) -> None:
    counts: dict[str, list[int]] = {}
    written = tables["reviews"].dropna(subset=["review"])
    for text, verdict in zip(written.review, written.is_recommended, strict=True):
        found = {one.strip("'") for one in re.split(r"(?:(?!')[\W\d_])+", text.lower())}
        for word in found:
            if 2 <= len(word) <= 30:
                counts.setdefault(word, [0, 0])[not verdict] += 1
    yes, nay = (sum(pair[side] for pair in counts.values()) for side in (0, 1))
    scores = {}
    for word, (of_yes, of_nay) in counts.items():
        if of_yes + of_nay >= 5:
            prior = 1000 * (of_yes + of_nay) / (yes + nay)
            odds = math.log((of_yes + prior) / (yes + 1000 - of_yes - prior)) - math.log(
                (of_nay + prior) / (nay + 1000 - of_nay - prior)
            )
            scores[word] = odds / math.sqrt(1 / (of_yes + prior) + 1 / (of_nay + prior))
    assert len(story["words"]) > 20
    for row in story["words"]:
        assert [row["recommended_count"], row["not_recommended_count"]] == counts[row["word"]]
        assert row["z"] == pytest.approx(scores[row["word"]], abs=0.006)
    for side, sign in (("recommended", 1), ("not recommended", -1)):
        told = [row["z"] for row in story["words"] if row["side"] == side]
        best = sorted((sign * z for z in scores.values() if sign * z > 0), reverse=True)[:30]
        assert told == pytest.approx([sign * z for z in best], abs=0.006)


def test_correlations(story: dict[str, Rows], tables: Tables) -> None:
    details, items, reviews = tables["details"], tables["items"], tables["reviews"]
    many = details.reviews_count >= 10
    games = pd.DataFrame(
        {
            "price": details.price_usd,
            "release year": details.release_year,
            "owners": details.owners_count,
            "median playtime": details.playtime_median_minutes,
            "share of owners who played": details.players_count
            / details.owners_count.where(details.owners_count > 0),
            "reviews": details.reviews_count.where(details.reviews_count > 0),
            "metascore": details.metascore,
            "share of reviews that recommend": (
                details.recommended_count / details.reviews_count
            ).where(many),
            "share of reviews that read as positive": (
                details.positive_count / details.reviews_count
            ).where(many),
        }
    ).astype(float)
    by_user, written = items.groupby("user_key"), reviews.groupby("user_key")
    minutes = by_user.playtime_minutes.sum()
    users = pd.DataFrame(
        {
            "games in the library": by_user.size(),
            "playtime": minutes[minutes > 0],
            "reviews written": written.size(),
            "share of reviews that recommend": written.is_recommended.mean(),
        }
    ).astype(float)
    assert {row["subject"] for row in story["correlations"]} == {"games", "users"}
    for row in story["correlations"]:
        frame = {"games": games, "users": users}[row["subject"]]
        pair = frame[[row["measure"], row["other_measure"]]].dropna()
        assert row["things_count"] == len(pair) >= 10, row
        expected = pair.rank().corr().iloc[0, 1]
        assert row["coefficient"] == pytest.approx(expected, abs=0.00051), row


def test_anomalies(url: URL, story: dict[str, Rows], tables: Tables) -> None:
    del url
    items, games, reviews = tables["items"], tables["games"], tables["reviews"]
    owned = items.merge(games[["game_id", "released_on", "is_early_access"]], on="game_id")
    told_on = pd.to_datetime(owned.crawled_on.fillna(reviews.posted_on.max()))
    minutes = (told_on - pd.to_datetime(owned.released_on)).dt.days * 1440
    minutes = minutes.where(owned.is_early_access.ne(True))  # noqa: FBT003 - pandas' own
    over_all = owned.playtime_minutes > minutes
    by_user = items.groupby("user_key").playtime_minutes.agg(["size", "sum"])
    long = reviews[reviews.review.str.len() >= 40]
    reviewed = reviews.merge(items, on=["user_key", "game_id"])
    dated = reviews.merge(games, on="game_id")
    expected = {
        "longer_than_released": (over_all & (minutes > 0)).sum(),
        "quarter_of_all_days": (
            (minutes >= 1440 * 365) & (4 * owned.playtime_minutes > minutes) & ~over_all
        ).sum(),
        "two_weeks_too_long": (items.playtime_2weeks_minutes > 20160).sum(),
        "two_weeks_over_total": (items.playtime_2weeks_minutes > items.playtime_minutes).sum(),
        "nothing_played": ((by_user["size"] >= 100) & (by_user["sum"] == 0)).sum(),
        "same_text": (long.groupby(["user_key", "review"]).size() >= 2).sum(),
        "reviewed_unplayed": (
            (reviewed.playtime_minutes == 0) & (reviewed.review.fillna("") != "")
        ).sum(),
        "reviewed_before_release": (
            (pd.to_datetime(dated.posted_on) < pd.to_datetime(dated.released_on))
            & dated.is_early_access.ne(True)  # noqa: FBT003 - pandas' own
        ).sum(),
        "discount_above_price": (games.discount_price_usd > games.price_usd).sum(),
        "one_studio": _loyal_reviewers(tables),
    }
    found = {row["rule"]: row for row in story["anomalies"]}
    assert {rule: row["found_count"] for rule, row in found.items()} == expected
    for row in found.values():
        assert len(row["examples"]) == min(3, row["found_count"])


def _loyal_reviewers(tables: Tables) -> int:
    made = tables["game_studios"][tables["game_studios"].role == "developer"]
    studios = made.groupby("game_id").studio_id.agg(set)
    return sum(
        len(mine) >= 4
        and bool(mine.is_recommended.all())
        and bool(set.intersection(*(studios.get(game, set()) for game in mine.game_id)))
        for _, mine in tables["reviews"].groupby("user_key")
    )


def test_titles(create_database: Callable[..., URL], titles_template: URL) -> None:
    url = create_database(titles_template)
    write_story(url)
    [(document,)] = rows(url, "select api.story_document()")
    story: dict[str, Rows] = document["parts"]
    with psycopg.connect(url_with_password(url)) as connection:
        titles = _frame(connection, "select * from api.title_details")
    assert len(titles) > 100
    for row in story["title_platforms"]:
        mine = titles[titles.platform == row["platform"]]
        movies = mine[(mine.kind == "movie") & (mine.duration_unit == "minute")].duration.dropna()
        assert row["titles_count"] == len(mine)
        assert row["movies_count"] == (mine.kind == "movie").sum()
        assert row["movie_median_minutes"] == (
            np.quantile(movies, 0.5, method="inverted_cdf") if len(movies) else None
        )
    assert {row["year"]: row["titles_count"] for row in story["title_years"]} == dict(
        titles.release_year.dropna().astype(int).value_counts()
    )
    assert sum(row["titles_count"] for row in story["title_ratings"]) == len(titles)
    assert {row["subject"] for row in story["missing"]} == {"titles"}
    for part in ("words", "years", "review_years", "genres", "unplayed", "correlations"):
        assert story[part] == [], part


def test_nothing_loaded_has_no_story(empty_url: URL) -> None:
    assert write_story(empty_url) is None
    [(document,)] = rows(empty_url, "select api.story_document()")
    assert document["parts"] is None
    assert not document["is_current"]
