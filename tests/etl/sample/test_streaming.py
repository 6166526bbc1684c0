"""The made-up viewers and platforms: shapes, repeatability, and numbers known by construction."""

import csv
import gzip
import hashlib
import io
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from db.errors import InputError
from etl.sample.streaming import FILES, RATINGS_FILES, SCORES_FILE, generate_streaming_sample
from etl.sample.streaming.platforms import PLATFORMS
from etl.sample.streaming.ratings import LAST_VIEWER, TRAP_VIEWER
from etl.sample.streaming.titles import COLUMNS, plan_titles, split_titles, title_files

TITLES_FILES = title_files(editorial_scores=False)
STARS = {f"{half / 2}" for half in range(1, 11)}


@dataclass
class Read:
    """What a folder holds, by a plain reading of CSV."""

    titles: dict[str, list[dict[str, str]]]
    ratings: list[list[list[str]]]
    """The rows of each file below its header."""
    scores: dict[str, float]

    @property
    def accepted(self) -> list[tuple[int, int, str, str, str]]:
        """The ratings that are right, with the number of their file."""
        ids = {f"{file[0]}{row['show_id']}" for file in self.titles for row in self.titles[file]}
        rows = ((number, row) for number, rows in enumerate(self.ratings) for row in rows)
        return [
            (number, int(row[2]), row[0], row[3], row[1])
            for number, row in rows
            if len(row) == 4 and row[1] in STARS and row[3] in ids
        ]


def text_of(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()


def read_folder(folder: Path, titles: tuple[str, ...] = TITLES_FILES) -> Read:
    found = {}
    for name in titles:
        text = text_of(folder / name).removeprefix("\ufeff")
        mark = ";" if name.startswith("netflix") else ","
        found[name] = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=mark))
    ratings = [list(csv.reader(text_of(folder / name).splitlines())) for name in RATINGS_FILES]
    assert {tuple(rows[0]) for rows in ratings} == {("userId", "rating", "timestamp", "movieId")}
    scores = csv.DictReader(text_of(folder / SCORES_FILE).splitlines())
    return Read(
        found,
        [rows[1:] for rows in ratings],
        {row["movieId"]: float(row["rating"]) for row in scores},
    )


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("streaming")
    generate_streaming_sample(folder)
    return folder


@pytest.fixture(scope="module")
def read(default: Path) -> Read:
    return read_folder(default)


def test_lines_are_the_same_on_every_machine(tmp_path: Path) -> None:
    """A change of these sums changes every sample there is; say so in the change log."""
    generate_streaming_sample(tmp_path, titles=300, ratings=3_000, seed=1)
    sums = {
        name: hashlib.sha256(text_of(tmp_path / name).encode()).hexdigest()[:8]
        for name in (*TITLES_FILES, "1.csv", "8.csv", SCORES_FILE)
    }
    assert sums == {
        "amazon_prime_titles.csv": "e6fbee84",
        "disney_plus_titles.csv": "77844b5c",
        "hulu_titles.csv.gz": "5d231978",
        "netflix_titles.csv": "a8878836",
        "1.csv": "c939a34f",
        "8.csv": "3071724e",
        "title_scores.csv": "b48abaa5",
    }


def test_another_seed_is_another_catalogue_and_other_viewers(tmp_path: Path) -> None:
    for name, seed in (("first", 3), ("second", 3), ("other", 4)):
        generate_streaming_sample(tmp_path / name, titles=200, ratings=2_000, seed=seed)
    for file in FILES:
        one, two, other = (tmp_path / name / file for name in ("first", "second", "other"))
        assert one.read_bytes() == two.read_bytes()
        assert text_of(one) != text_of(other)


def test_folder_holds_the_raw_files_in_their_forms(default: Path) -> None:
    assert {path.name for path in default.iterdir()} == set(FILES)
    amazon, disney, hulu, netflix = (text_of(default / name) for name in TITLES_FILES)
    assert amazon.startswith("show_id,type,title,director,cast,country,")
    assert disney.startswith("\ufeffshow_id,")
    assert disney.endswith("\r\n")
    assert "\r" not in hulu
    assert netflix.startswith("description;listed_in;duration;")
    assert '""quoted"" word, a comma\r\nand a line\n\n' in amazon


@pytest.mark.parametrize(("titles", "ratings"), [(200, 2_000), (1_000, 10_000), (450, 7_777)])
def test_a_sample_of_any_size_has_what_was_asked_for(
    tmp_path: Path, titles: int, ratings: int
) -> None:
    generate_streaming_sample(tmp_path, titles=titles, ratings=ratings, seed=5)
    read = read_folder(tmp_path)
    wanted = split_titles(titles)
    assert sum(wanted.values()) == titles
    for platform, (name, rows) in zip(PLATFORMS, read.titles.items(), strict=True):
        refused = len(rows) - wanted[platform.name]
        assert 0 <= refused * 100 < len(rows)
        ids = [row["show_id"] for row in rows[: wanted[platform.name]]]
        assert ids == [f"s{number}" for number in range(1, len(ids) + 1)], name
    sizes = [len(rows) for rows in read.ratings]
    assert sizes == [ratings * 1_500_000 // 11_024_289] * 7 + [ratings - 7 * sizes[0]]
    accepted = read.accepted
    assert len(accepted) == ratings - 5
    drawn = ratings - 14
    pairs = {(viewer, title) for _, _, viewer, title, _ in accepted}
    assert len(pairs) == drawn - drawn * 13 // 1000 + 4
    viewers = {int(viewer) for viewer, _ in pairs}
    assert len(viewers) == drawn // 40
    assert {1, TRAP_VIEWER, LAST_VIEWER} <= viewers
    assert max(viewers) == LAST_VIEWER


def test_all_official_titles_and_categories() -> None:
    assert split_titles(22_998) == {p.name: p.titles for p in PLATFORMS}
    categories = {c for p in PLATFORMS for of_kind in p.categories.values() for c in of_kind}
    assert len(categories) == 118
    titles = plan_titles(2, count=6_000)
    listed = Counter(
        category
        for title in titles
        for category in categories
        if f", {category}," in f", {title.row['listed_in']},"
    )
    assert listed.keys() == categories
    works = Counter(
        tuple(title.row[column] for column in ("type", "title", "release_year")) for title in titles
    )
    assert sum(count > 1 for count in works.values()) > 50
    names = Counter(title.row["title"] for title in titles)
    assert sum(count > 1 for count in names.values()) > 130


def test_scores_are_the_means_of_the_ratings(read: Read) -> None:
    stars: dict[str, list[float]] = {}
    for _, _, viewer, title, value in read.accepted:
        if int(viewer) != TRAP_VIEWER:
            stars.setdefault(title, []).append(float(value))
    assert read.scores == {title: sum(of) / len(of) for title, of in stars.items()}
    assert len(read.scores) > 950


def test_viewers_are_cut_between_files_and_repeat_titles(read: Read) -> None:
    of_files = [{row[0] for row in rows} - {str(TRAP_VIEWER)} for rows in read.ratings]
    assert any(first & second for first, second in pairwise(of_files))
    rows = [row for row in read.accepted if row[2] != str(TRAP_VIEWER)]
    repeats = Counter((viewer, title) for _, _, viewer, title, _ in rows)
    repeated = [row for row in rows if repeats[row[2], row[3]] > 1]
    values = {(viewer, title, value) for _, _, viewer, title, value in repeated}
    moments = {(viewer, title, moment) for _, moment, viewer, title, _ in repeated}
    assert len(values) > 1.9 * sum(count > 1 for count in repeats.values())
    assert len(moments) < len(repeated)  # some at one second


def test_stars_are_spread_as_people_give_them(read: Read) -> None:
    stars = Counter(value for *_, value in read.accepted)
    assert stars.keys() == STARS
    assert stars["4.0"] + stars["3.0"] > 0.4 * stars.total()
    assert stars["4.0"] > stars["3.5"]
    assert stars["0.5"] + stars["1.0"] < 0.06 * stars.total()


def test_permuted_ratings_are_the_same_of_titles_at_random(tmp_path: Path, read: Read) -> None:
    generate_streaming_sample(tmp_path, permuted=True)
    other = read_folder(tmp_path)
    assert [row[:3] for rows in other.ratings for row in rows if len(row) == 4] == [
        row[:3] for rows in read.ratings for row in rows if len(row) == 4
    ]
    with_signal, without = (
        Counter(title for _, _, _, title, _ in folder.accepted) for folder in (read, other)
    )
    assert max(with_signal.values()) > 60
    assert 2 <= min(without.values()) < max(without.values()) < 24


def test_the_older_form_has_a_score_more(tmp_path: Path, read: Read) -> None:
    generate_streaming_sample(tmp_path, editorial_scores=True)
    files = title_files(editorial_scores=True)
    assert files[0] == "amazon_prime_titles-score.csv"
    older = read_folder(tmp_path, files)
    for (name, rows), shorter in zip(older.titles.items(), read.titles.values(), strict=True):
        assert {*rows[0]} == {*COLUMNS, "score"}
        assert all(1 <= int(row["score"]) <= 100 for row in rows if None not in row), name
        assert [row["title"] for row in rows] == [row["title"] for row in shorter]
    assert older.ratings == read.ratings


@pytest.mark.parametrize("asked", [{"titles": 199}, {"ratings": 11_024_290}, {"seed": -1}])
def test_sizes_out_of_range_are_refused(tmp_path: Path, asked: dict[str, int]) -> None:
    with pytest.raises(InputError, match=f"sample's {next(iter(asked))} must be"):
        generate_streaming_sample(tmp_path / "sample", **asked)  # type: ignore[arg-type]
    assert not (tmp_path / "sample").exists()


def test_interrupt_leaves_the_old_files(tmp_path: Path) -> None:
    generate_streaming_sample(tmp_path, titles=200, ratings=2_000)
    before = {name: (tmp_path / name).read_bytes() for name in FILES}

    def interrupt(_stage: str, _done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate_streaming_sample(tmp_path, titles=300, ratings=2_500, progress=interrupt)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
