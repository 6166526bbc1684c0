"""History, percentiles and predicted prices in SQL, against the same made by brute force."""

from collections.abc import Iterator

import numpy as np
import pytest
from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import DBAPIError

from tests.sql.answering import read
from tests.sql.conftest import opened

LINES = """
    select kind, line_key, game_id, place, price_usd, developer_id
    from agg.price_sequences
    order by kind, line_key, place
"""


@pytest.fixture(scope="module")
def connection(priced: tuple[URL, object]) -> Iterator[Connection]:
    yield from opened(priced[0])


@pytest.mark.parametrize("as_newcomer", [False, True])
def test_history_sees_earlier_and_unhidden_prices_alone(
    connection: Connection, *, as_newcomer: bool
) -> None:
    lines = read(connection, LINES)
    ids = sorted({row[2] for row in lines})
    hidden = set(ids[::3])
    found = {
        (game_id, kind): values
        for game_id, kind, *values in read(
            connection,
            "select * from agg.price_history(cast(:hidden as bigint[]), :newcomer)",
            hidden=sorted(hidden),
            newcomer=as_newcomer,
        )
    }
    assert len(found) == len(lines)
    longest = 0
    for kind, key, game_id, place, _, developer in lines:
        earlier = [
            (float(price), other)
            for kind_, key_, id_, place_, price, other in lines
            if (kind_, key_) == (kind, key) and place_ < place
            if price is not None and id_ not in hidden
        ]
        seen = [
            price
            for price, other in earlier
            if not as_newcomer or developer is None or other != developer
        ]
        longest = max(longest, len(seen))
        last, mean, count = found[game_id, kind]
        assert count == len(seen)
        if not seen:
            assert last is None
            assert mean is None
            continue
        assert float(mean) == pytest.approx(np.mean(seen))
        own_is_last = as_newcomer and developer is not None and earlier[-1][1] == developer
        assert float(last) == pytest.approx(np.mean(seen) if own_is_last else seen[-1])
    assert longest > 1


def test_of_the_others_all_are_seen_but_those_hidden(connection: Connection) -> None:
    lines = read(connection, LINES)
    hidden = set(sorted({row[2] for row in lines})[::3])
    found = {
        (game_id, kind): values
        for game_id, kind, *values in read(
            connection,
            "select * from agg.price_history_of_others(cast(:hidden as bigint[]))",
            hidden=sorted(hidden),
        )
    }
    assert len(found) == len(lines)
    seen: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for kind, key, game_id, _, price, _ in lines:
        if price is not None and price <= 100 and game_id not in hidden:
            seen.setdefault((kind, key), []).append((game_id, float(price)))
    for kind, key, game_id, *_ in lines:
        others = [price for other, price in seen.get((kind, key), []) if other != game_id]
        last, mean, count = found[game_id, kind]
        assert count == len(others)
        assert (last is None) == (mean is None) == (not others)
        if others:
            assert float(last) == others[-1]
            assert float(mean) == pytest.approx(np.mean(others))


def test_a_game_to_come_sees_what_all_see_together(connection: Connection) -> None:
    [(developer, publisher, series, is_extra)] = read(
        connection,
        "select developer_id, publisher_id, series, is_extra from agg.price_history_keys "
        "where developer_id is not null and publisher_id is not null order by place desc limit 1",
    )
    found = read(
        connection,
        "select * from agg.price_history_for(:developer, :publisher, :series, :is_extra)",
        developer=developer,
        publisher=publisher,
        series=series,
        is_extra=is_extra,
    )
    assert {kind for kind, *_ in found} == {
        "developer",
        "developer_alike",
        "publisher",
        "publisher_alike",
        "series",
    }
    for kind, _, mean, count in found:
        [(wanted, priced)] = read(
            connection,
            "select avg(price_usd), count(price_usd) from agg.price_sequences "
            "where (kind, line_key) in (select kind, line_key from agg.price_sequence_keys("
            ":developer, :publisher, :series, :is_extra)) and kind = :kind and price_usd <= 100",
            developer=developer,
            publisher=publisher,
            series=series,
            is_extra=is_extra,
            kind=kind,
        )
        assert (mean, count) == (wanted, priced)


def test_percentiles_count_cheaper_games_and_half_of_the_equal(connection: Connection) -> None:
    games = read(
        connection,
        "select genres.genre_id, games.game_id, games.price_usd from core.games "
        "inner join core.game_genres using (game_id) inner join core.genres using (genre_id) "
        "where games.price_usd is not null",
    )
    by_genre: dict[int, list[float]] = {}
    for genre, _, price in games:
        by_genre.setdefault(genre, []).append(float(price))
    found = {
        (genre, game_id): float(percentile)
        for genre, game_id, percentile in read(
            connection, "select genre_id, game_id, percentile from agg.price_ranks_by_genre"
        )
    }
    assert len(found) == len(games)
    for genre, game_id, price in games:
        others = np.array(by_genre[genre])
        below = (others < float(price)).sum() + (others == float(price)).sum() / 2
        assert found[genre, game_id] == pytest.approx(100 * below / len(others), abs=0.006)


def test_average_prices_are_those_of_the_games(connection: Connection) -> None:
    for genre, games, priced, free, average in read(
        connection,
        "select genre, games_count, priced_count, free_count, average_price_usd "
        "from api.prices_by_genre",
    ):
        [wanted] = read(
            connection,
            "select count(*), count(price_usd), count(*) filter (where price_usd = 0), "
            "round(avg(price_usd), 2) from api.game_details where :genre = any(genres)",
            genre=genre,
        )
        assert (games, priced, free, average) == wanted


def test_reasons_are_of_what_is_told(connection: Connection) -> None:
    [(found,)] = read(
        connection,
        "select api.price_document(p_genres => array['INDIE'], p_early_access => false)",
    )
    assert found["clues"] == ["genres", "early_access"]
    assert found["accuracy"]["protocol"].endswith("told only: genres, early_access")
    assert 0 <= found["low_usd"] <= found["price_usd"] <= found["high_usd"]
    [reason] = found["reasons"]
    assert (reason["clue"], reason["feature"]) == ("genres", "combination_usd")
    assert reason["value"] == found["price_usd"]
    assert found["base_usd"] + reason["effect_usd"] == pytest.approx(found["price_usd"], abs=0.011)
    [(same,)] = read(connection, "select api.classic_prediccion(' indie ', false)")
    assert same == {"precio": found["price_usd"], "RMSE": found["accuracy"]["rmse_usd"]}


def test_few_clues_are_answered_by_the_mean_of_the_combination(connection: Connection) -> None:
    for keys, mean, free in read(
        connection,
        "select genre_keys, mean_usd, free_percent from core.price_combinations "
        "where clues_mask = 9 and is_early_access = ('early access' = any(genre_keys)) "
        "order by games_count desc limit 5",
    ):
        early = "early access" in keys
        [(found, low, percent)] = read(
            connection,
            "select predicted_usd, low_usd, free_percent from agg.predicted_price("
            "agg.given_attributes(cast(:genres as text[]), null, null, null, null, null, null, "
            "cast(:early as boolean), null, null, null, null))",
            genres=[key.upper() for key in keys if key != "early access"],
            early=early,
        )
        assert float(found) == pytest.approx(mean, abs=0.006)
        assert float(percent) == pytest.approx(free, abs=0.06)
        assert low == 0 or free < 10


def test_more_reviews_and_better_ones_never_make_a_game_cheaper(connection: Connection) -> None:
    for argument, values in {
        "p_reviews_count": (0, 1, 10, 100, 1000, 100_000),
        "p_metascore": (0, 40, 70, 95),
        "p_recommended_percent": (0, 50, 80, 100),
    }.items():
        found = [
            read(connection, f"select api.price_document({argument} => :value)", value=value)[0][0]
            for value in values
        ]
        prices = [one["price_usd"] for one in found]
        assert prices == sorted(prices)


def test_effects_sum_to_the_price(connection: Connection) -> None:
    [(price, base, unknown, effects)] = read(
        connection,
        "select predicted_usd, base_usd, unknown_usd, effects_usd from agg.predicted_price("
        "agg.given_attributes(array['Action'], null, null, null, null, 'Blue Tower 2', 2014, true, "
        "80, 'Mixed', 5, 60))",
    )
    total = base + unknown + sum(effects)
    assert float(price) == pytest.approx(max(total, 0), abs=0.006)


def test_clues_have_numbers_and_names(connection: Connection) -> None:
    clues = (
        "agg.given_attributes("
        "null, array['x'], null, null, null, 't', null, null, 1, null, null, null)"
    )
    [(mask, names)] = read(
        connection,
        f"select agg.attribute_mask({clues}), agg.attribute_names(agg.attribute_mask({clues}))",
    )
    assert mask == 2 + 64 + 128
    assert names == ["tags", "title", "reception"]


def test_a_model_of_unknown_games_is_refused(connection: Connection) -> None:
    connection.rollback()
    connection.execute(
        text(
            "insert into staging.price_predictions "
            "(game_id, predicted_usd, low_usd, high_usd, is_held_out) values (-5, 1, 1, 1, true)"
        )
    )
    with pytest.raises(DBAPIError, match="the model names unknown games: -5"):
        connection.execute(
            text("""select staging.publish_price_model('{"status": "published"}', '{}')""")
        )
    connection.rollback()
    with pytest.raises(DBAPIError, match="a new model cannot be 'superseded'"):
        connection.execute(
            text("""select staging.publish_price_model('{"status": "superseded"}', '{}')""")
        )
    connection.rollback()
