"""Viewers over REST: documents, ratings, predictions, recommendations, both classic forms."""

import random
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from litestar.testing import TestClient
from sqlalchemy import URL, create_engine, text

from api.app import create_app
from api.pages.text import number
from tests.api.helpers import Client, assert_problem, make_settings
from tests.api.pages.browsing import browse
from tests.sql.tastes import TasteWorld, place, random_world

SILENT = 2_000_000_000
"""A viewer who rated nothing."""


@pytest.fixture(scope="module")
def world() -> TasteWorld:
    found = random_world(random.Random(11), titles=24, viewers=8)  # noqa: S311
    return TasteWorld(
        titles=found.titles, ratings=found.ratings, model=found.model, viewers=[SILENT]
    )


@pytest.fixture(scope="module")
def client(
    create_database: Callable[..., URL], sample_template: URL, world: TasteWorld
) -> Iterator[Client]:
    url = create_database(sample_template)
    engine = create_engine(url)
    with engine.begin() as connection:
        world.write(connection)
        connection.execute(
            text(
                "insert into core.categories (name, name_key, genre) values"
                " ('Dramas', 'dramas', 'Drama'), ('TV Dramas', 'tv dramas', 'Drama'),"
                " ('Horror', 'horror', 'Horror')"
            )
        )
        # a title of two categories of one genre counts once
        connection.execute(
            text(
                "insert into core.title_categories (title_key, category_id, position, spelling)"
                " select title_key, category_id, category_id, name from core.titles,"
                " (select category_id, name as spelling, genre from core.categories) as listed"
                " where genre = 'Drama' or show_number < 15"
            )
        )
        connection.execute(text("select agg.refresh()"))
    engine.dispose()
    with TestClient(create_app(make_settings(url)), raise_server_exceptions=False) as one:
        yield one


@pytest.fixture
def viewer(world: TasteWorld) -> int:
    return world.raters[0]


def test_a_viewer_is_who_rated(client: Client, world: TasteWorld, viewer: int) -> None:
    found = client.get(f"/v1/viewers/{viewer}").json()
    stars = world.stars(viewer)
    assert (found["viewer_id"], found["ratings_count"]) == (viewer, len(stars))
    assert found["mean_stars"] == pytest.approx(sum(stars.values()) / len(stars), abs=1e-6)
    assert found["offset_stars"] == pytest.approx(world.viewer_offset(viewer), abs=1e-6)
    assert found["model"] == "hybrid"
    assert [one["title_id"] for one in found["latest"]] == list(stars)[::-1][:10]
    genres = {one["genre"]: one for one in found["genres"]}
    horror = [title for title in stars if place(title)[1] < 15]
    assert genres["Drama"]["ratings_count"] == len(stars)
    assert genres["Horror"]["ratings_count"] == len(horror)
    assert genres["Horror"]["mean_stars"] == pytest.approx(
        sum(stars[title] for title in horror) / len(horror), abs=1e-6
    )


def test_a_viewer_without_ratings_is_told_so(client: Client) -> None:
    found = client.get(f"/v1/viewers/{SILENT}").json()
    assert (found["ratings_count"], found["mean_stars"], found["offset_stars"]) == (0, None, 0)
    assert found["latest"] == found["genres"] == []
    assert client.get(f"/v1/viewers/{SILENT}/ratings").json()["data"] == []
    assert client.get(f"/v1/viewers/{SILENT}/recommendations").json()["model"] == "baseline"


def test_ratings_are_listed_newest_first_and_by_pages(
    client: Client, world: TasteWorld, viewer: int
) -> None:
    stars = world.stars(viewer)
    first = client.get(f"/v1/viewers/{viewer}/ratings?limit=3&total=true").json()
    assert [one["title_id"] for one in first["data"]] == list(stars)[::-1][:3]
    assert first["total"] == len(stars)
    after = client.get(f"/v1/viewers/{viewer}/ratings?cursor={first['next']}&limit=100").json()
    assert [one["title_id"] for one in after["data"]] == list(stars)[::-1][3:]
    by_id = client.get(f"/v1/viewers/{viewer}/ratings?sort=id").json()["data"]
    assert [one["title_id"] for one in by_id] == sorted(stars, key=place)
    assert "title_place" not in by_id[0]
    assert {one["title_id"]: one["stars"] for one in by_id} == stars


@pytest.mark.parametrize("model", [None, "hybrid", "title_pearson", "user_pearson", "baseline"])
def test_predictions_tell_their_model_and_parts(
    client: Client, world: TasteWorld, viewer: int, model: str | None
) -> None:
    query = f"?model={model}" if model else ""
    for title in world.titles[:6]:
        found = client.get(f"/v1/viewers/{viewer}/predictions/{title}{query}").json()
        wanted = world.predicted(viewer, title, model)
        assert found["model"] == (model or "hybrid")
        assert found["predicted_stars"] == pytest.approx(wanted, abs=1e-6)
        assert min(5, max(0.5, sum(found["parts"].values()))) == pytest.approx(wanted, abs=1e-5)
        assert found["is_recommended"] is (found["predicted_stars"] > 4)
        assert found["rated_stars"] == world.stars(viewer).get(title)
        assert found["trained"]["method"] == "hybrid"
        assert len(found["reasons"]) <= 3
        assert (found["cluster"] is not None) == (
            model in {None, "hybrid"}
            and found["title_id"] in (world.model.clusters if world.model else {})
        )


def test_recommendations_are_the_best_unseen(
    client: Client, world: TasteWorld, viewer: int
) -> None:
    found = client.get(f"/v1/viewers/{viewer}/recommendations?limit=7").json()
    assert [one["title_id"] for one in found["data"]] == world.best(viewer, None, 7)
    assert [one["place"] for one in found["data"]] == list(range(1, len(found["data"]) + 1))
    text_ = client.get(f"/v1/viewers/{viewer}/recommendations?format=csv").text
    assert text_.splitlines()[0].startswith("place,title_id,title,kind,release_year,predicted")


@pytest.mark.parametrize(
    "form",
    [
        "/recomendacion?userId={viewer}&movieId={title}",
        "/recomendacion?usuario={viewer}&id={title}&umbral=4",
        "/recomendacion/{viewer}/{title}",
    ],
)
def test_s8_in_both_forms(client: Client, world: TasteWorld, viewer: int, form: str) -> None:
    title = world.titles[0]
    stars = world.predicted(viewer, title, None)
    assert client.get(form.format(viewer=viewer, title=title)).json() == {
        "usuario": viewer,
        "id": title,
        "titulo": f"title {title}",
        "puntaje": pytest.approx(stars, abs=0.005001),
        "recomendada": stars > 4,
    }


def test_s8_has_a_threshold_in_the_path_form_too(
    client: Client, world: TasteWorld, viewer: int
) -> None:
    title = world.titles[0]
    for threshold in (0.5, 2, 3.5, 5):
        found = client.get(f"/recomendacion/{viewer}/{title}?umbral={threshold}").json()
        assert found["recomendada"] is (world.predicted(viewer, title, None) > threshold)


@pytest.mark.parametrize(
    "form",
    [
        "/recomendacion_espectador?userId={viewer}",
        "/recomendacion_espectador?id_usuario={viewer}",
        "/recomendacion_espectador/{viewer}",
    ],
)
def test_s9_in_both_forms(client: Client, world: TasteWorld, viewer: int, form: str) -> None:
    found = client.get(form.format(viewer=viewer)).json()
    assert [one["id"] for one in found] == world.best(viewer, None, 5)
    assert [one["nombre"] for one in found] == [f"title {one['id']}" for one in found]


def test_unknown_viewers_and_titles_are_problems_with_the_closest_ids(
    client: Client, world: TasteWorld, viewer: int
) -> None:
    unknown = viewer + 1 if viewer + 1 not in world.raters else viewer + 2
    for path in ("", "/ratings", "/recommendations", f"/predictions/{world.titles[0]}"):
        found = client.get(f"/v1/viewers/{unknown}{path}")
        problem = assert_problem(found, "unknown-name")
        assert problem["closest"][0] == str(viewer)
    for path in (f"/recomendacion/{unknown}/as1", f"/recomendacion_espectador?userId={unknown}"):
        assert_problem(client.get(path), "unknown-name", parameter="userId")
    missing = "as9999"
    nearest = max((one for one in world.titles if one[0] == "a"), key=place)
    for path, parameter in (
        (f"/v1/viewers/{viewer}/predictions/{missing}", None),
        (f"/recomendacion/{viewer}/{missing}", "movieId"),
    ):
        problem = assert_problem(client.get(path), "unknown-name", parameter=parameter)
        assert problem["closest"][0] == nearest


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/v1/viewers/0", "viewer_id"),
        ("/v1/viewers/x", "viewer_id"),
        ("/v1/viewers/1/predictions/as1?model=svd", "model"),
        ("/v1/viewers/1/predictions/as1?threshold=6", "threshold"),
        ("/v1/viewers/1/recommendations?model=user_pearson", "model"),
        ("/v1/viewers/1/recommendations?limit=101", "limit"),
        ("/recomendacion/1/as1?umbral=x", "umbral"),
        ("/recomendacion/a/as1", "userId"),
    ],
)
def test_what_cannot_be_is_refused(client: Client, path: str, parameter: str) -> None:
    assert_problem(client.get(path), "invalid-parameter", parameter=parameter)


def test_the_page_predicts_the_title_of_an_id_or_else_of_a_name(client: Client) -> None:
    viewer = client.get("/v1/viewers?limit=1").json()["data"][0]["viewer_id"]
    title = client.get("/v1/titles?limit=1").json()["data"][0]
    asked = f"/v1/viewers/{viewer}/predictions/{title['title_id']}"
    stars = number(client.get(asked).json()["predicted_stars"])
    for given in (title["title_id"], title["name"]):
        page = browse(client, f"/viewers/{viewer}?title={quote(given)}").text
        assert f"{title['name']}</a> would get {stars} stars" in page
    nothing = browse(client, f"/viewers/{viewer}?title=zzzzqqqq")
    assert nothing.status_code == 200
    assert "No title is called like" in nothing.text
