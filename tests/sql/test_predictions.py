"""Predictions of stars from ratings as they are, against brute force over random small worlds."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL, Connection, create_engine, text

from tests.sql.answering import answer, read
from tests.sql.conftest import opened
from tests.sql.plans import Plans
from tests.sql.tastes import NEWEST, TasteModel, TasteWorld, random_world

MODELS = (None, "hybrid", "title_pearson", "user_pearson", "baseline")
SETTINGS = settings(
    max_examples=30,
    deadline=None,
    phases=[Phase.generate],  # worlds come from seeds, which cannot shrink
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
WORLDS = st.builds(
    random_world,
    st.integers(0, 2**32).map(random.Random),
    titles=st.integers(1, 12),
    viewers=st.integers(1, 9),
    method=st.sampled_from(["hybrid", "hybrid", "baseline", None]),
)


@pytest.fixture(scope="module")
def tastes_url(create_database: Callable[..., URL], empty_template: URL) -> URL:
    """A database without data whose aggregates can be read."""
    url = create_database(empty_template)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("select agg.refresh()"))
    engine.dispose()
    return url


@pytest.fixture
def scratch(tastes_url: URL) -> Iterator[Connection]:
    """Its owner; what is done there is rolled back."""
    yield from opened(tastes_url)


def predicted(connection: Connection, viewer: int, title: str, model: str | None) -> Any:  # noqa: ANN401 - a row
    return connection.execute(
        text("select * from api.predicted_ratings(:viewer, :title, :model)"),
        {"viewer": viewer, "title": title, "model": model},
    ).one()


def recommended(
    connection: Connection, viewer: int, model: str | None, count: int
) -> list[tuple[Any, ...]]:
    return read(
        connection,
        "select title_id, predicted_stars, model, place"
        " from api.recommended_titles(:viewer, :count, :model) order by place",
        viewer=viewer,
        count=count,
        model=model,
    )


@SETTINGS
@given(world=WORLDS)
def test_predictions_are_what_the_formulas_give(scratch: Connection, world: TasteWorld) -> None:
    with scratch.begin() as transaction:
        world.write(scratch)
        for viewer in world.raters[:4]:
            for title in world.titles[:5]:
                for model in MODELS:
                    found = predicted(scratch, viewer, title, model)
                    wanted = world.predicted(viewer, title, model)
                    assert found.predicted_stars == pytest.approx(wanted, abs=1e-9), model
                    assert found.model == world.used(viewer, model)
        transaction.rollback()


@SETTINGS
@given(world=WORLDS, count=st.integers(1, 6))
def test_the_best_unseen_titles_are_listed(
    scratch: Connection, world: TasteWorld, count: int
) -> None:
    with scratch.begin() as transaction:
        world.write(scratch)
        for viewer in world.raters:
            for model in (None, "title_pearson", "baseline"):
                found = recommended(scratch, viewer, model, count)
                best = world.best(viewer, model, count)
                assert [row[0] for row in found] == best
                assert [row[3] for row in found] == list(range(1, len(best) + 1))
                assert [float(row[1]) for row in found] == [
                    pytest.approx(world.predicted(viewer, title, model), abs=1e-6) for title in best
                ]
        transaction.rollback()


@SETTINGS
@given(world=WORLDS)
def test_reasons_are_the_witnesses_with_the_largest_share(
    scratch: Connection, world: TasteWorld
) -> None:
    with scratch.begin() as transaction:
        world.write(scratch)
        for viewer in world.raters[:3]:
            for title in world.titles[:3]:
                for model in (None, "user_pearson"):
                    row = predicted(scratch, viewer, title, model)
                    witnesses = world.witnesses(viewer, title, model)
                    parts = {name: w * e for name, (w, e) in witnesses.items()}
                    whole = sum(map(abs, parts.values()))
                    assert len(row.reasons) == min(3, len(parts))
                    shares = sorted((abs(one) / whole for one in parts.values()), reverse=True)
                    assert [one["share"] for one in row.reasons] == [
                        pytest.approx(share, abs=1e-6) for share in shares[:3]
                    ]
                    for one in row.reasons:
                        name = one.get("title_id", one.get("viewer_id"))
                        assert one["weight"] == pytest.approx(witnesses[name][0], abs=1e-6)
                    said = sum(one["part_stars"] for one in row.reasons)
                    if len(parts) <= 3:
                        assert said == pytest.approx(row.witnesses_stars, abs=1e-5)
        transaction.rollback()


def test_only_the_newest_500_ratings_are_compared(scratch: Connection) -> None:
    # the first 10 titles, which come first and so are the oldest, would make them alike
    chance = random.Random(3)  # noqa: S311
    titles = [f"as{number}" for number in range(1, NEWEST + 12)]
    mine = {(1, one): chance.randint(1, 10) for one in titles[:-1]}
    others = {(2, one): mine[1, one] for one in titles[:10]}
    seen = {(3, one): mine[1, one] for one in titles[8:14]}
    asked = {(who, titles[-1]): 9 for who in (2, 3)}
    world = TasteWorld(titles=titles, ratings={**mine, **others, **seen, **asked})
    world.write(scratch)
    found = predicted(scratch, 1, titles[-1], "user_pearson")
    assert [one["viewer_id"] for one in found.reasons] == [3]
    assert found.reasons[0]["titles_count"] == 4
    assert found.predicted_stars == pytest.approx(
        world.predicted(1, titles[-1], "user_pearson"), abs=1e-9
    )


def test_a_rating_of_the_title_itself_says_nothing_but_of_the_viewer(scratch: Connection) -> None:
    model = TasteModel(
        titles={"as1": 0.25, "as2": -0.5},
        weights={("as1", "as2"): 0.5, ("as2", "as1"): 0.5},
        clusters={"as1": 1, "as2": 1},
    )
    world = TasteWorld(titles=["as1", "as2"], ratings={(5, "as1"): 10, (5, "as2"): 2}, model=model)
    world.write(scratch)
    found = predicted(scratch, 5, "as1", None)
    assert [one["title_id"] for one in found.reasons] == ["as2"]
    assert found.cluster_ratings_count == 1
    assert found.predicted_stars == pytest.approx(world.predicted(5, "as1", None), abs=1e-9)


def test_who_rated_nothing_gets_mean_and_title(scratch: Connection) -> None:
    model = TasteModel(mean=3.5, titles={"as1": 0.25, "as2": -0.5}, clusters={"as1": 1})
    TasteWorld(titles=["as1", "as2", "as10"], ratings={}, model=model, viewers=[8]).write(scratch)
    found = answer(scratch, "api.prediction_document(8, 'as1')")
    assert (found["model"], found["predicted_stars"], found["ratings_count"]) == (
        "baseline",
        3.75,
        0,
    )
    assert (found["reasons"], found["cluster"], found["rated_stars"]) == ([], None, None)
    assert [row[:3] for row in recommended(scratch, 8, None, 3)] == [
        ("as1", pytest.approx(3.75), "baseline"),
        ("as10", pytest.approx(3.5), "baseline"),
        ("as2", pytest.approx(3), "baseline"),
    ]


def test_before_the_first_rating_nothing_is_predicted(scratch: Connection) -> None:
    TasteWorld(titles=["as1"], ratings={}, viewers=[8]).write(scratch)
    assert answer(scratch, "api.prediction_document(8, 'as1')")["predicted_stars"] is None
    assert answer(scratch, "api.classic_recomendacion(8, 'as1')") == {
        "usuario": 8,
        "id": "as1",
        "titulo": "title as1",
        "puntaje": None,
        "recomendada": False,
    }
    assert answer(scratch, "api.classic_recomendacion_espectador(8)") == []


def test_equals_are_listed_by_platform_then_number(scratch: Connection) -> None:
    model = TasteModel(method="baseline", mean=4.9, weights_factor=0, clusters_factor=0)
    titles = ["ns1", "as10", "as2", "hs3", "ds11", "as1"]
    TasteWorld(titles=titles, ratings={(1, "as1"): 10}, model=model).write(scratch)
    found = answer(scratch, "api.classic_recomendacion_espectador(1)")
    assert [one["id"] for one in found] == ["as2", "as10", "ds11", "hs3", "ns1"]


@pytest.mark.parametrize(
    ("threshold", "is_recommended"), [(3.75, False), (3.749999, True), (4, False), (0, True)]
)
def test_recommended_is_what_gets_more_than_the_threshold(
    scratch: Connection, threshold: float, *, is_recommended: bool
) -> None:
    model = TasteModel(method="baseline", mean=3.5, titles={"as1": 0.25})
    TasteWorld(titles=["as1"], ratings={}, viewers=[8], model=model).write(scratch)
    call = "api.classic_recomendacion(8, 'as1', :threshold)"
    found = answer(scratch, call, threshold=threshold)
    assert (found["puntaje"], found["recomendada"]) == (3.75, is_recommended)


def test_a_rating_changes_the_next_answer(scratch: Connection) -> None:
    world = random_world(random.Random(2), titles=10, viewers=6)  # noqa: S311
    world.write(scratch)
    viewer = world.raters[0]
    unseen = world.best(viewer, None, 2)
    before = predicted(scratch, viewer, unseen[0], None).predicted_stars
    scratch.execute(
        text(
            "insert into core.ratings select :viewer, title_key, 1, now() from core.titles"
            " where title_id = :title"
        ),
        {"viewer": viewer, "title": unseen[1]},
    )
    changed = TasteWorld(
        titles=world.titles,
        ratings={**world.ratings, (viewer, unseen[1]): 1},
        model=world.model,
    )
    after = predicted(scratch, viewer, unseen[0], None).predicted_stars
    assert after == pytest.approx(changed.predicted(viewer, unseen[0], None), abs=1e-9)
    assert after != before
    assert unseen[1] not in {row[0] for row in recommended(scratch, viewer, None, 10)}


@pytest.mark.parametrize(
    ("call", "closest"),
    [
        ("'viewer', '50'", ["40", "61", "7"]),
        ("'viewer', '99999999999'", []),
        ("'title', 'ns9'", ["ns8", "ns3"]),
        ("'title', 'xs1'", []),
    ],
)
def test_the_closest_ids_are_offered(scratch: Connection, call: str, closest: list[str]) -> None:
    titles = ["as9", "ns3", "ns8"]
    TasteWorld(titles=titles, ratings={}, viewers=[7, 40, 61, 200]).write(scratch)
    found = scratch.scalars(text(f"select name from api.closest_names({call})")).all()
    assert list(found) == closest


def test_documents_of_unknown_viewers_and_titles_are_null(scratch: Connection) -> None:
    TasteWorld(titles=["as1"], ratings={(1, "as1"): 7}).write(scratch)
    for call in (
        "prediction_document(2, 'as1')",
        "prediction_document(1, 'as2')",
        "classic_recomendacion(2, 'as1')",
        "classic_recomendacion(1, 'as2')",
        "classic_recomendacion_espectador(2)",
        "recommended_titles_document(2)",
        "viewer_document(2)",
    ):
        assert answer(scratch, f"api.{call}") is None, call


def test_a_reader_may_ask(scratch: Connection) -> None:
    world = random_world(random.Random(5))  # noqa: S311
    world.write(scratch)
    viewer, title = world.raters[0], world.titles[0]
    scratch.execute(text("set local role ludoteca_reader"))
    for model in MODELS:
        found = answer(scratch, "api.prediction_document(:v, :t, :m)", v=viewer, t=title, m=model)
        assert found["predicted_stars"] == pytest.approx(
            world.predicted(viewer, title, model), abs=1e-6
        )
    assert json.dumps(answer(scratch, "api.recommended_titles_document(:v)", v=viewer))


@pytest.fixture(scope="module")
def plans(create_database: Callable[..., URL], empty_template: URL) -> Iterator[Plans]:
    """Plans of a world whose model is published; tables are small, so that a scan is for want of
    an index."""
    url = create_database(empty_template)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("select agg.refresh()"))
        world = random_world(random.Random(2), titles=12, viewers=9, method="hybrid")  # noqa: S311 - the same each time
        world.write(connection)
    engine.dispose()
    found = Plans(url, seqscan=False)
    yield found
    found.close()


@pytest.mark.parametrize("model", ["hybrid", "title_pearson", "user_pearson", "baseline"])
@pytest.mark.parametrize(
    "question",
    [
        "select * from api.predicted_ratings(%(viewer)s, %(title)s, %(model)s)",
        "select * from api.recommended_titles(%(viewer)s, 5, %(model)s)",
    ],
)
def test_a_prediction_looks_ratings_up(plans: Plans, question: str, model: str) -> None:
    [(viewer, title)] = plans.rows(
        "select viewer_id, title_id from core.ratings inner join core.titles using (title_key)"
        " order by viewer_id, title_id limit 1"
    )
    values = {"viewer": viewer, "title": title, "model": model}
    scans = [scan for scan in plans.scans(question, values) if scan["Actual Loops"]]
    assert "ratings" in {scan["Relation Name"] for scan in scans}
    assert [scan["Relation Name"] for scan in scans if scan["Node Type"] == "Seq Scan"] == []
