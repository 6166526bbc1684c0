"""The made-up community: its shapes, repeatability and skew, and folders it cannot write."""

import ast
import gzip
import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from db.errors import InputError
from etl.sample import FILES, generate_sample
from etl.sample.draws import Dice, Draws, Spread

GAME_KEYS = [
    "publisher",
    "genres",
    "app_name",
    "title",
    "url",
    "release_date",
    "tags",
    "reviews_url",
    "specs",
    "price",
    "early_access",
    "id",
    "developer",
]


def unpacked(folder: Path) -> dict[str, bytes]:
    return {name: gzip.decompress((folder / name).read_bytes()) for name in FILES}


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("default")
    generate_sample(folder)
    return folder


def test_a_seed_gives_the_same_bytes_and_another_gives_others(tmp_path: Path) -> None:
    generate_sample(tmp_path / "first", games=60, users=90, seed=3)
    generate_sample(tmp_path / "second", games=60, users=90, seed=3)
    generate_sample(tmp_path / "other", games=60, users=90, seed=4)
    for name in FILES:
        one, two, other = (tmp_path / folder / name for folder in ("first", "second", "other"))
        assert one.read_bytes() == two.read_bytes()
        assert gzip.decompress(one.read_bytes()) != gzip.decompress(other.read_bytes())


def test_lines_are_the_same_on_every_machine(tmp_path: Path) -> None:
    """A change of these sums changes every sample there is; say so in the change log."""
    generate_sample(tmp_path, games=60, users=300, seed=1)
    sums = {
        name: hashlib.sha256(data).hexdigest()[:16] for name, data in unpacked(tmp_path).items()
    }
    assert sums == {
        "steam_games.json.gz": "89f65600aee3ae27",
        "steam_games_v1.json.gz": "b55292c4c5f5c15f",
        "user_reviews.json.gz": "9cc1689c2afaf32d",
        "users_items.json.gz": "33874ec936fa51b7",
    }


def test_folder_holds_the_raw_files_and_nothing_else(default: Path) -> None:
    assert {path.name for path in default.iterdir()} == set(FILES)


def test_first_games_file_is_json_with_an_empty_start(default: Path) -> None:
    lines = unpacked(default)["steam_games.json.gz"].decode("ascii").split("\r\n")
    empty = lines.count(lines[0])
    assert lines.pop() == ""
    assert lines[0] == lines[empty - 1] != lines[empty]
    assert '"publisher": NaN, "genres": NaN' in lines[0]
    assert all(list(json.loads(line)) == GAME_KEYS for line in lines)


def test_second_games_file_is_python_2_without_unknown_keys(default: Path) -> None:
    lines = unpacked(default)["steam_games_v1.json.gz"].decode("ascii").splitlines()
    rows = [ast.literal_eval(line) for line in lines]
    keys = Counter(key for row in rows for key in row)
    assert all(line.startswith("{u'") for line in lines)
    assert keys.keys() == {*GAME_KEYS, "discount_price", "sentiment", "metascore"}
    assert all(value is not None for row in rows for value in row.values())
    assert 0 < keys["discount_price"] < keys["metascore"] < keys["sentiment"] < len(rows)
    assert any("\\U0001f349" in line for line in lines)


def test_community_files_are_literals_with_the_official_keys(default: Path) -> None:
    data = unpacked(default)
    cut = 0
    for line in data["users_items.json.gz"].decode().splitlines()[:300]:
        try:
            row = ast.literal_eval(line)
        except SyntaxError:
            cut += 1
            continue
        assert list(row) == ["user_id", "items_count", "steam_id", "user_url", "items"]
    assert cut == 1
    review_keys = ["funny", "posted", "last_edited", "item_id", "helpful", "recommend", "review"]
    for line in data["user_reviews.json.gz"].decode().splitlines():
        row = ast.literal_eval(line)
        assert list(row) == ["user_id", "user_url", "reviews"]
        assert all(review_keys[: len(review)] == list(review) for review in row["reviews"])


def test_skew_is_that_of_a_store(default: Path) -> None:
    owners: Counter[str] = Counter()
    names: dict[str, str] = {}
    libraries: list[set[str]] = []
    minutes: list[int] = []
    for line in unpacked(default)["users_items.json.gz"].decode().splitlines()[::2]:
        if not line.endswith("]}"):
            continue
        items = ast.literal_eval(line)["items"]
        libraries.append({str(item["item_id"]) for item in items})
        owners.update(libraries[-1])
        minutes += [int(item["playtime_forever"]) for item in items]
        names.update((item.get("item_name", ""), str(item["item_id"])) for item in items)
    counts = sorted(owners.values(), reverse=True)
    assert sum(counts[:20]) > 0.10 * sum(counts)
    assert sum(counts[:200]) > 0.40 * sum(counts)
    sizes = sorted(map(len, libraries))
    assert 0.15 < sum(size == 0 for size in sizes) / len(sizes) < 0.25
    assert 40 < sum(sizes) / len(sizes) < 70
    assert sizes[-1] > 10 * sizes[len(sizes) // 2]
    assert 0.25 < sum(played == 0 for played in minutes) / len(minutes) < 0.5
    minutes.sort()
    assert minutes[len(minutes) // 2] * 100 < minutes[-len(minutes) // 100]
    # Who owns a title owns its sequel more often than others do.
    pairs = [(names[name], names[f"{name} 2"]) for name in names if f"{name} 2" in names]
    both = sum(first in owned and second in owned for first, second in pairs for owned in libraries)
    expected = sum(owners[first] * owners[second] / len(libraries) for first, second in pairs)
    assert both > 2 * expected


@pytest.mark.parametrize("asked", [{"games": 0}, {"games": 100_001}, {"users": 0}, {"seed": -1}])
def test_sizes_out_of_range_are_refused(tmp_path: Path, asked: dict[str, int]) -> None:
    sizes = {"games": 1, "users": 1, "seed": 1} | asked
    with pytest.raises(InputError, match=f"sample's {next(iter(asked))} must be"):
        generate_sample(
            tmp_path / "sample", games=sizes["games"], users=sizes["users"], seed=sizes["seed"]
        )
    assert not (tmp_path / "sample").exists()


def test_progress_reaches_its_totals(tmp_path: Path) -> None:
    heard: list[tuple[str, int, int]] = []
    generate_sample(tmp_path, games=30, users=40, progress=lambda *step: heard.append(step))
    assert ("games", 30, 30) in heard
    assert heard[-1] == ("users", 40, 40)


def test_interrupt_leaves_the_old_files(tmp_path: Path) -> None:
    generate_sample(tmp_path, games=30, users=40)
    before = unpacked(tmp_path)

    def interrupt(stage: str, _done: int, _total: int) -> None:
        if stage == "users":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate_sample(tmp_path, games=40, users=60, progress=interrupt)
    assert {path.name for path in tmp_path.iterdir()} == set(FILES)
    assert unpacked(tmp_path) == before


def test_unwritable_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(InputError, match=r"Cannot make the folder .*file.in"):
        generate_sample(tmp_path / "file" / "in", games=1, users=1)
    (tmp_path / "steam_games.json.gz.part").mkdir()
    with pytest.raises(InputError, match=r"Cannot write .*steam_games\.json\.gz\.part"):
        generate_sample(tmp_path, games=1, users=1)


def test_spread_hits_its_knots() -> None:
    spread = Spread((0, 0), (5_000, 0), (7_500, 100), (10_000, 1_100))
    draws = Draws(1, 9)
    drawn = spread.of(draws.random_bits(20_000))
    assert 0.48 < (drawn == 0).mean() < 0.52
    assert 0.73 < (drawn <= 100).mean() < 0.77
    assert 1_050 < drawn.max() < 1_100
    dice = Dice(5)
    single = [dice.along(spread) for _ in range(2_000)]
    assert 0.45 < single.count(0) / len(single) < 0.55


def test_parts_of_a_sample_draw_different_bits() -> None:
    assert Draws(1, 1).random_bits(3).tolist() == Draws(1, 1).random_bits(3).tolist()
    assert Draws(1, 1).random_bits(3).tolist() != Draws(1, 2).random_bits(3).tolist()
    assert Draws(1, 1).random_bits(3).tolist() != Draws(2, 1).random_bits(3).tolist()
