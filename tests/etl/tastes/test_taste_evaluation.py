"""The comparison of ways to predict ratings, and the command."""

import gzip
import json
import os
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from cli import cli
from db.errors import InputError
from etl.tastes.evaluation import LEAK, PROTOCOLS, TITLES, evaluate_tastes, leaking_models
from etl.tastes.rating_files import read_rating_files
from tests.etl.tastes.making import GENRES, genre_catalogue, taste_ratings


def write_pair(folder: Path) -> tuple[Path, Path]:
    ratings = taste_ratings(viewers=40)
    columns = zip(
        ratings.viewer_ids[ratings.viewers],
        ratings.stars,
        ratings.moments,
        ratings.titles + 1,
        strict=True,
    )
    lines = ["userId,rating,timestamp,movieId", *(",".join(map(str, row)) for row in columns)]
    path = folder / "ratings.csv.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    titles = folder / "movies.csv"
    rows = [f'{n + 1},"Title, the {n} (19{6 + n % 3}0)",{GENRES[n % 3]}|Film' for n in range(60)]
    titles.write_text("\n".join(["movieId,title,genres", *rows]))
    return path, titles


def evaluate(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["evaluate", *map(str, arguments)])


def test_files_are_read_by_their_columns(tmp_path: Path) -> None:
    ratings, catalogue = read_rating_files(*write_pair(tmp_path))
    expected = taste_ratings(viewers=40)
    assert ratings.titles.tolist() == expected.titles.tolist()
    assert ratings.stars.tolist() == expected.stars.tolist()
    assert ratings.moments.tolist() == expected.moments.tolist()
    assert ratings.titles_count == 60
    assert set(catalogue.term_names) == {"Film", *GENRES, "1960s", "1970s", "1980s"}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("ratings", "userId,rating,movieId\n1,2,3\n", "timestamp"),
        ("ratings", "userId,rating,timestamp,movieId\n1,2.2,3,1\n", "stars are halves"),
        ("ratings", "userId,rating,timestamp,movieId\n1,2,3,99\n", "title 99 is not in"),
        ("titles", "movieId,title\n1,One\n", "genres"),
    ],
)
def test_wrong_files_are_told(tmp_path: Path, name: str, content: str, message: str) -> None:
    ratings, titles = write_pair(tmp_path)
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(content)
    with pytest.raises(InputError, match=message):
        read_rating_files(*((wrong, titles) if name == "ratings" else (ratings, wrong)))
    with pytest.raises(InputError, match="does not exist"):
        read_rating_files(tmp_path / "none.csv", titles)


def test_the_command_compares_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    ratings, titles = write_pair(tmp_path)
    given = ["--domain", "streaming", "--ratings", ratings, "--titles", titles]
    result = evaluate(*given, "--json", tmp_path / "found.json")
    assert result.exit_code == 0, result.output
    assert "1,000 ratings of 60 titles by 40 viewers; seeds 0 to 4." in result.output
    assert "titles permuted nothing beats" in result.output
    document = json.loads((tmp_path / "found.json").read_text())
    assert list(document["protocols"]) == list(PROTOCOLS)
    for measures in document["protocols"].values():
        assert list(measures) == list(TITLES)
    found = {way: row["rmse"] for way, row in document["protocols"]["S"].items()}
    assert found["hybrid"] < 0.7 * found["baseline"]
    assert found["user_pearson"] < found["baseline"]
    wrong = evaluate("--ratings", ratings, "--titles", titles)
    assert "--ratings and --titles are for --domain streaming" in wrong.output
    assert "go together" in evaluate(*given[:4]).output


def test_a_leak_is_named() -> None:
    row = {"rmse": 1.0}
    measures = {"viewer_mean": row, "baseline": {"rmse": 1 - LEAK / 2}, "hybrid": {"rmse": 0.99}}
    assert leaking_models({"protocols": {"permuted": measures}}) == ["hybrid"]


@pytest.mark.skipif(
    "LUDOTECA_REAL_DATA" not in os.environ, reason="LUDOTECA_REAL_DATA names no folder"
)
def test_on_real_ratings_the_hybrid_beats_offsets() -> None:
    folder = Path(os.environ["LUDOTECA_REAL_DATA"]) / "streaming" / "standin"
    if not folder.is_dir():
        pytest.skip(f"{folder} does not exist")
    ratings, catalogue = read_rating_files(folder / "ratings.csv.gz", folder / "movies.csv.gz")
    protocols = evaluate_tastes(ratings, catalogue)["protocols"]
    found = {way: row["rmse"] for way, row in protocols["S"].items()}
    least = {"hybrid": 0.02, "title_pearson": 0.013, "user_pearson": 0.01}
    for way, share in least.items():
        assert found[way] < (1 - share) * found["baseline"]
    assert found["original"] > found["baseline"]
    assert not leaking_models({"protocols": protocols})


def test_few_viewers_are_asked_where_there_are_many() -> None:
    document = evaluate_tastes(taste_ratings(viewers=30), genre_catalogue(), viewers=3)
    assert document["viewers"] == 30
    assert np.isfinite(document["protocols"]["S"]["hybrid"]["rmse"])
