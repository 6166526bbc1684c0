"""The whole evaluation on small libraries, its tables and chart, and the command."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from click.testing import CliRunner
from rich.console import Console
from sqlalchemy import URL

from cli import cli
from db.target import url_with_password
from etl.evaluation import protocols
from etl.evaluation.baselines import popularity_baseline
from etl.evaluation.chart import evaluation_chart
from etl.evaluation.commands import MODELS
from etl.evaluation.protocols import EvaluationOptions, evaluate_protocols
from etl.evaluation.recommenders import BASELINES, Recommender
from etl.evaluation.table import print_evaluation_tables
from etl.load import LoadOptions, load
from etl.recommender.catalogue import Catalogue
from etl.recommender.libraries import Libraries
from etl.sample import generate_sample
from tests.etl.recommender.making import checkerboard, crowd, named


def games_of(libraries: Libraries) -> Catalogue:
    return named({game: f"Chess {game}" for game in libraries.game_ids.tolist()})


def written(document: dict[str, Any], *, terminal: bool = False) -> str:
    console = Console(file=io.StringIO(), force_terminal=terminal, width=200)
    print_evaluation_tables(console, document)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_document_says_who_was_asked_and_how_it_went() -> None:
    every = checkerboard(users=100)
    families = {name: BASELINES[name] for name in ("popularity", "ease")}
    document = evaluate_protocols(every, games_of(every), families)
    assert {key: document[key] for key in ("seed", "part", "cut", "games")} == {
        "seed": 0,
        "part": "test",
        "cut": 10,
        "games": 12,
    }
    assert (document["training_users"], document["asked_users"]) == (70, 20)
    assert list(document["models"]) == ["popularity", "ease"]
    ease = document["models"]["ease"]
    assert list(ease["protocols"]) == ["S", "T", "DS"]
    for name in ("S", "T"):
        assert ease["protocols"][name]["recall"]["value"] == 1
        assert ease["protocols"][name]["ndcg"] == pytest.approx(
            {"value": 1, "standard_error": 0, "users_count": 20}
        )
    # Every game is called "Chess": nothing hidden is a discovery.
    assert ease["protocols"]["DS"]["recall"] == {
        "value": 0,
        "standard_error": 0,
        "users_count": 0,
    }
    assert json.loads(json.dumps(document)) == document


def test_the_same_questions_have_the_same_answers() -> None:
    every = crowd(users=200)

    def asked(questions: EvaluationOptions) -> list[Any]:
        families = {name: BASELINES[name] for name in ("popularity", "cosine", "ials")}
        document = evaluate_protocols(every, games_of(every), families, questions)
        return [model["protocols"] for model in document["models"].values()]

    assert (
        asked(EvaluationOptions(seed=5))
        == asked(EvaluationOptions(seed=5))
        != asked(EvaluationOptions(seed=6))
    )
    assert asked(EvaluationOptions(seed=5)) != asked(EvaluationOptions(seed=5, part="validation"))


def test_only_what_is_asked_for_is_measured() -> None:
    every = crowd(users=200)
    families = {"popularity": BASELINES["popularity"]}
    for names in (("S",), ("T",), ("DS",), ("T", "DS")):
        questions = EvaluationOptions(protocols=names, users=7)
        document = evaluate_protocols(every, games_of(every), families, questions)
        found = document["models"]["popularity"]["protocols"]
        assert set(found) == set(names)
        assert document["asked_users"] == 7
        assert all(marks["recall"]["users_count"] <= 7 for marks in found.values())


def test_a_family_without_the_memory_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    every = crowd()
    monkeypatch.setattr(protocols, "available_memory", lambda: 10**9)
    huge = Recommender(
        title="huge", fit=popularity_baseline, needed_bytes=lambda games: 10**6 * games**2
    )
    document = evaluate_protocols(every, games_of(every), {"huge": huge})
    assert document["models"]["huge"] == {
        "title": "huge",
        "skipped": "needs 3.6 GB of memory, 1.0 GB are free",
    }
    assert "huge was left out: it needs 3.6 GB of memory, 1.0 GB are free." in written(document)


def test_tables_and_sentences() -> None:
    every = crowd(users=200)
    families = {name: BASELINES[name] for name in ("popularity", "cosine-20")}
    document = evaluate_protocols(every, games_of(every), families)
    document["cold"] = {"5 to 100 owners": {"random": {"value": 0.0123}}}
    document["similar"] = {"every game": {"raw cosine": {"file_order": 0.25, "largest_hub": 253}}}
    text = written(document)
    assert re.search(r"^  model +weights +S R@10 .* DS R@10 +learnt in$", text, re.MULTILINE)
    assert re.search(r"^  item cosine, top 20 +[\d,]+ k? +0\.\d{3}", text, re.MULTILINE)
    assert re.search(r"^  random +0\.012$", text, re.MULTILINE)
    assert re.search(r"^  raw cosine +0\.250 +- +- +- +253 ", text, re.MULTILINE)
    asked, taught = document["asked_users"], document["training_users"]
    assert f"{asked} test users asked, {taught} others learnt from, 60 games, seed 0." in text
    assert "Standard error of R@10: at most 0." in text
    assert "Recommendations" in written(document, terminal=True)


def test_a_chart_has_a_bar_for_each_model_and_protocol() -> None:
    every = crowd(users=200)
    families = {name: BASELINES[name] for name in ("popularity", "ease")}
    families["ours"] = Recommender(title="<ours> & more", fit=popularity_baseline)
    document = evaluate_protocols(every, games_of(every), families)
    document["models"]["gone"] = {"title": "gone", "skipped": "needs more"}
    svg = ET.fromstring(evaluation_chart(document))  # noqa: S314 - our own
    space = "{http://www.w3.org/2000/svg}"
    bars = [float(bar.attrib["width"]) for bar in svg.iter(f"{space}rect")][1:]
    assert len(bars) == 3 + 3 * 3  # a legend, and three models by three protocols
    texts = [text.text for text in svg.iter(f"{space}text")]
    assert "<ours> & more" in texts
    assert "gone" not in texts
    marks = document["models"]["ease"]["protocols"]
    assert {f"{marks[name]['recall']['value']:.3f}" for name in marks} <= set(texts)


@pytest.fixture(scope="module")
def evaluated_url(
    create_database: Callable[..., URL],
    empty_template: URL,
    tmp_path_factory: pytest.TempPathFactory,
) -> URL:
    """A sample just large enough for every model."""
    folder, url = tmp_path_factory.mktemp("evaluated"), create_database(empty_template)
    generate_sample(folder, games=200, users=200, seed=1)
    load(url, [folder], options=LoadOptions(workers=0))
    return url


@pytest.fixture
def evaluated(evaluated_url: URL, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Run the command against it."""
    monkeypatch.setenv("DATABASE_URL", url_with_password(evaluated_url))

    def run_it(*words: str) -> Any:  # noqa: ANN401 - click's Result
        return CliRunner().invoke(cli, ["evaluate", *words], env={"COLUMNS": "200"})

    return run_it


def test_the_command_measures_every_model(evaluated: Callable[..., Any], tmp_path: Path) -> None:
    json_path, chart_path = tmp_path / "all.json", tmp_path / "all.svg"
    words = ("--protocol", "all", "--json", str(json_path), "--chart", str(chart_path))
    result = evaluated(*words)
    assert result.exit_code == 0, result.output
    document = json.loads(json_path.read_text(encoding="utf-8"))
    assert tuple(document["models"]) == MODELS
    assert set(document["cold"]) == {"5 to 100 owners", "any owners"}
    for lists in document["similar"].values():
        assert lists["raw cosine"]["coverage"] > 0
    for model in document["models"].values():
        for marks in model["protocols"].values():
            for measure in ("recall", "ndcg", "played_recall", "played_ndcg"):
                assert 0 <= marks[measure]["value"] <= 1 + 1e-9
            assert np.isfinite(marks["median_popularity_rank"])
    assert chart_path.read_text(encoding="utf-8").startswith("<svg ")
    assert "test users asked" in result.output


def test_the_command_takes_some_models(evaluated: Callable[..., Any]) -> None:
    result = evaluated("--models", "ease, popularity", "--protocol", "T", "--users", "9")
    assert result.exit_code == 0, result.output
    assert re.search(r"^  EASE .*\n  popularity ", result.output, re.MULTILINE)
    assert "9 test users asked" in result.output
    assert "DS R@10" not in result.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--models", "ease,magic"), "no model magic; there are popularity, cosine"),
        (("--json", "nowhere/at/all.json"), "nowhere/at does not exist"),
        (("--users", "0"), "0 is not in the range"),
        (("--protocol", "X"), "'X' is not one of 'S', 'T', 'DS'"),
    ],
)
def test_wrong_options_are_refused_at_once(
    evaluated: Callable[..., Any], words: tuple[str, ...], said: str
) -> None:
    result = evaluated(*words)
    assert result.exit_code == 2
    assert said in " ".join(result.output.replace("│", " ").split())


def test_without_libraries_there_is_nothing_to_compare(
    empty_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", url_with_password(empty_url))
    result = CliRunner().invoke(cli, ["evaluate"])
    assert "There are no libraries to learn from" in str(result.exception)
