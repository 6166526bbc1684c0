"""A taste model in the database: learnt, judged, published, and told of."""

from collections.abc import Callable

import numpy as np
import pytest
from click.testing import CliRunner
from sqlalchemy import URL

from cli import cli
from db.engines import etl_connection
from db.errors import NotLoaded
from db.status import status, status_lines
from db.target import url_with_password
from etl.models.commands import train_if_outdated, train_outdated_models
from etl.models.lifecycle import (
    PublishedModel,
    Trained,
    TrainingOptions,
    TrainingReport,
    has_training_data,
    is_model_outdated,
    train_model,
)
from etl.recommender.splits import Purpose
from etl.tastes.gate import HiddenPredictions, compare_tastes
from etl.tastes.held_out import hide_random_ratings, permute_titles
from etl.tastes.offsets import fit_offsets
from etl.tastes.ratings import Ratings
from etl.tastes.training import TASTES, TasteParameters, read_taste_data
from tests.etl.loading import rows
from tests.etl.running import run_sql
from tests.etl.tastes.making import GENRES, taste_ratings

TITLES = 60
THREE = TrainingOptions(parameters=TasteParameters(clusters=3))


def store_titles(url: URL) -> None:
    """Sixty movies of three genres; key t + 1 is title t of `making`."""
    run_sql(url, "insert into core.platforms values (1, 'amazon', 'a')")
    run_sql(
        url,
        "insert into core.titles (title_id, platform_id, show_number, work_id, kind, name, "
        "name_key, is_kind_doubtful) select 'as' || n, 1, n, n, 'movie', 'Title ' || n, "
        f"'title ' || n, false from generate_series(1, {TITLES}) as n",
    )
    for number, genre in enumerate(GENRES, start=1):
        run_sql(
            url,
            "insert into core.categories (name, name_key, genre) "
            f"values ('{genre} things', '{genre} things', '{genre}')",
        )
        run_sql(
            url,
            "insert into core.title_categories select title_key, category_id, 1, name from "
            f"(select title_key from core.titles where (title_key - 1) % 3 = {number - 1}) as o "
            f"cross join core.categories where genre = '{genre}'",
        )


def store_ratings(url: URL, ratings: Ratings, *, version: int) -> None:
    """Exchange all ratings, as a load does that publishes `version`."""
    values = ", ".join(
        f"({viewer}, {title + 1}, {int(stars * 2)}, to_timestamp({moment}))"
        for viewer, title, stars, moment in zip(
            ratings.viewer_ids[ratings.viewers].tolist(),
            ratings.titles.tolist(),
            ratings.stars.tolist(),
            ratings.moments.tolist(),
            strict=True,
        )
    )
    run_sql(url, "truncate core.ratings")
    run_sql(url, f"insert into core.ratings values {values}")
    run_sql(
        url,
        "insert into core.loads (kind, status, started_at, finished_at, data_version, counts, "
        f"timings, settings, versions) values ('load', 'published', now(), now(), {version}, "
        """'{"merge": {"ratings": {"inserted": 9}}}', '{}', '{}', '{}')""",
    )


@pytest.fixture(scope="module")
def rated_url(create_database: Callable[..., URL], empty_template: URL) -> URL:
    """Titles and ratings with tastes in them, for copying only."""
    url = create_database(empty_template)
    store_titles(url)
    store_ratings(url, taste_ratings(), version=1)
    return url


@pytest.fixture(scope="module")
def learnt(create_database: Callable[..., URL], rated_url: URL) -> tuple[URL, TrainingReport]:
    """The same with a model, for reading only."""
    url = create_database(rated_url)
    return url, train_model(TASTES, url, options=THREE)


def test_what_is_read_is_what_is_loaded(rated_url: URL) -> None:
    ratings, catalogue, version = read_taste_data(rated_url)
    expected = taste_ratings()
    assert version == 1
    assert ratings.titles.tolist() == expected.titles.tolist()
    assert ratings.stars.tolist() == expected.stars.tolist()
    assert ratings.moments.tolist() == expected.moments.tolist()
    assert catalogue.term_names == ("crime", "drama", "movie", "romance")
    assert catalogue.numbers.tolist() == [(1 << 32) + number for number in range(1, TITLES + 1)]


def test_a_hybrid_is_published_with_all_that_it_needs(learnt: tuple[URL, TrainingReport]) -> None:
    url, report = learnt
    ways = report.metrics["ways"]
    assert report.status == "published"
    assert report.metrics["gain"] > 0.2
    assert ways["hybrid"]["rmse"] < ways["title_pearson"]["rmse"] < ways["baseline"]["rmse"]
    [row] = rows(
        url,
        "select method, ratings_count, mean_stars, viewer_damping, weights_damping, "
        "clusters_damping, weights_factor > 0, clusters_factor > 0 from agg.published_taste_model "
        "inner join core.taste_models using (model_id, method, mean_stars, viewer_damping, "
        "weights_damping, clusters_damping, weights_factor, clusters_factor)",
    )
    ratings = taste_ratings()
    offsets = fit_offsets(ratings)
    assert row[:3] == ("hybrid", len(ratings), pytest.approx(offsets.mean))
    assert row[3:6] == (3, 0.1, 10)
    assert row[6] or row[7]
    stored = dict(rows(url, "select title_key, offset_stars from core.title_offsets"))
    assert stored == pytest.approx(dict(enumerate(offsets.titles.tolist(), start=1)))
    stored = dict(rows(url, "select viewer_id, offset_stars from core.viewer_offsets"))
    assert stored == pytest.approx(dict(enumerate(offsets.viewers.tolist(), start=1)))
    clusters = rows(url, "select cluster, titles_count, terms[1] from core.clusters order by 1")
    assert [row[:2] for row in clusters] == [(1, 20), (2, 20), (3, 20)]
    assert {row[2] for row in clusters} == set(GENRES)
    assert rows(url, "select count(*), max(weight) <= 1 from core.title_weights") == [
        (report.counts["weights"], True)
    ]


def test_a_viewers_offset_is_that_of_his_ratings(learnt: tuple[URL, TrainingReport]) -> None:
    """Given mean and titles, SQL computes from live rows what the training stored."""
    [(most,)] = rows(
        learnt[0],
        """
        select max(abs(stored.offset_stars - live.offset_stars))
        from core.viewer_offsets as stored
        inner join (
            select
                ratings.viewer_id,
                sum(ratings.half_stars / 2.0 - models.mean_stars - titles.offset_stars)
                / (count(*) + models.viewer_damping) as offset_stars
            from core.ratings
            cross join agg.published_taste_model as models
            inner join core.title_offsets as titles using (model_id, title_key)
            group by ratings.viewer_id, models.viewer_damping
        ) as live using (viewer_id)
        """,
    )
    assert most == pytest.approx(0, abs=1e-9)


def test_where_nothing_can_be_learnt_the_baseline_answers(
    create_database: Callable[..., URL], learnt: tuple[URL, TrainingReport]
) -> None:
    url = create_database(learnt[0])
    assert not is_model_outdated(url, "taste_models")
    store_ratings(url, permute_titles(taste_ratings(), seed=1), version=10)
    assert is_model_outdated(url, "taste_models")
    report = train_model(TASTES, url, options=THREE)
    assert report.status == "published"
    assert report.metrics["gain"] < 0.01
    found = rows(
        url, "select status, method, metrics #>> '{gain}' from api.taste_models order by 1"
    )
    assert found == [
        ("published", "baseline", str(report.metrics["gain"])),
        ("superseded", "hybrid", str(learnt[1].metrics["gain"])),
    ]
    sizes = "select count(*), count(distinct model_id) from core."
    assert rows(url, f"{sizes}title_offsets") == [(TITLES, 1)]
    for table in ("title_weights", "clusters", "title_clusters"):
        assert rows(url, f"{sizes}{table}") == [(0, 0)]
    [line] = [line for line in status_lines(status(url)) if line.startswith("Models")]
    assert "baseline: nothing better than offsets was learnt, published: " in line
    [run] = rows(url, "select kind, status from core.loads order by load_id desc limit 1")
    assert run == ("similarities", "published")
    train_if_outdated("tastes", url)
    forced = train_model(
        TASTES, url, options=TrainingOptions(parameters=THREE.parameters, force=True)
    )
    assert rows(url, "select model_id, method from agg.published_taste_model") == [
        (forced.model_id, "hybrid")
    ]
    assert forced.model_id == report.model_id + 1


@pytest.mark.parametrize(
    ("errors", "fine"), [(3, False), (0, True), (-3, True)], ids=["worse", "same", "better"]
)
def test_hidden_ratings_decide_over_a_model(
    learnt: tuple[URL, TrainingReport], errors: float, *, fine: bool
) -> None:
    with etl_connection(learnt[0]) as connection:
        before: dict[int, float] = dict(
            connection.execute(
                "select rating_hash, predicted_stars from core.hidden_ratings"
            ).fetchall()
        )
        ratings = taste_ratings()
        _, catalogue, _ = read_taste_data(learnt[0])
        hidden = hide_random_ratings(
            ratings, catalogue.numbers, seed=0, purpose=Purpose.TUNED
        ).hidden
        new = HiddenPredictions(hidden, catalogue.numbers, hidden.stars, seed=0)
        assert set(new.hashes.tolist()) == set(before)
        old = np.array([before[one] for one in new.hashes.tolist()])
        squares = (old - new.stars) ** 2
        if errors:
            factors = 1 + np.random.default_rng(2).uniform(-0.2, 0.2, len(old))
            more = squares * (factors - 1)
            target = squares.mean() + errors * more.std(ddof=1) / len(more) ** 0.5
            squares *= factors * target / (squares * factors).mean()
        new.predicted = new.stars + np.sqrt(squares)
        learnt_now = Trained(
            data_version=1,
            parameters=None,
            metrics={},
            counts={},
            stage=lambda _: None,
            held_out=new,
        )
        found = compare_tastes(connection, PublishedModel(model_id=1, seed=0), learnt_now)
        other = compare_tastes(connection, PublishedModel(model_id=1, seed=9), learnt_now)
    is_fine, comparison = TASTES.gate.judge(found, model_id=1)
    assert is_fine is fine
    row = comparison["metrics"]["rmse"]
    assert row["change"] == pytest.approx(errors * row["standard_error"], rel=0.15, abs=1e-4)
    assert isinstance(other, str)
    assert "hidden from model 1" in other


def test_the_command_learns_from_ratings(
    create_database: Callable[..., URL], rated_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = create_database(rated_url)
    monkeypatch.setenv("DATABASE_URL", url_with_password(url))
    command = ["similarities", "--domain", "streaming", "--clusters", "2"]
    listed = CliRunner().invoke(cli, [*command, "--list"], catch_exceptions=False)
    assert listed.output.splitlines() == [
        "weights.most=50",
        "weights.shrinkage=100.0",
        "clusters=2",
    ]
    result = CliRunner().invoke(cli, command, catch_exceptions=False)
    assert "Taste model 1 learnt from data version 1: 3,750 ratings" in result.output
    assert ", 2 clusters." in result.output
    assert "It is published." in result.output
    result = CliRunner().invoke(cli, ["similarities", "--clusters", "2"])
    assert "--clusters is for --domain streaming" in result.output


def test_a_domain_without_data_is_left_out(
    create_database: Callable[..., URL],
    rated_url: URL,
    empty_url: URL,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(NotLoaded, match="no ratings to learn from"):
        train_model(TASTES, empty_url)
    assert not has_training_data(empty_url, "taste_models")
    url = create_database(rated_url)
    assert has_training_data(url, "taste_models")
    train_outdated_models(url, ["similarities", "prices", "tastes"])
    told = capsys.readouterr()
    assert "Taste model 1 learnt" in told.out
    assert "Nothing can be recommended" not in told.err


def test_a_model_of_unknown_titles_is_refused(
    create_database: Callable[..., URL], rated_url: URL
) -> None:
    url = create_database(rated_url)
    run_sql(url, "insert into staging.title_offsets values (1, 0.5), (777, 0.5)")
    with pytest.raises(Exception, match="the model names unknown titles: 777"):
        run_sql(url, "select staging.publish_taste_model('{}', '{}')")
    run_sql(url, "truncate staging.title_offsets")
    with pytest.raises(Exception, match="a new model cannot be NULL"):
        run_sql(url, "select staging.publish_taste_model('{}', '{}')")


def test_titles_that_nobody_rated_are_clustered_too(learnt: tuple[URL, TrainingReport]) -> None:
    found = rows(learnt[0], "select title_key, cluster from core.title_clusters order by 1")
    clusters = np.array([cluster for _, cluster in found])
    assert [key for key, _ in found] == list(range(1, TITLES + 1))
    assert (clusters == np.tile(clusters[:3], 20)).all()
