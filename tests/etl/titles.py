"""Small files of streaming titles, as platforms' tables write them."""

import csv
import gzip
import io
from collections.abc import Sequence
from pathlib import Path

COLUMNS = (
    *("show_id", "type", "title", "director", "cast", "country", "date_added"),
    *("release_year", "rating", "duration", "listed_in", "description"),
)


def title(show_id: object, name: object = "A title", **fields: object) -> dict[str, object]:
    usual = {"type": "Movie", "release_year": 2016, "duration": "90 min", "listed_in": "Drama"}
    return {"show_id": show_id, "title": name} | usual | fields


def table(
    rows: Sequence[dict[str, object]],
    *,
    columns: Sequence[str] = COLUMNS,
    delimiter: str = ",",
    line_end: str = "\n",
) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(
        text,
        columns,
        restval="",
        delimiter=delimiter,
        lineterminator=line_end,
        quoting=csv.QUOTE_NONNUMERIC,
    )
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_table(path: Path, text: str, *, has_mark: bool = False) -> Path:
    content = text.encode("utf-8-sig" if has_mark else "utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def write_titles(path: Path, *rows: dict[str, object], score: bool = False) -> Path:
    return write_table(path, table(rows, columns=(*COLUMNS, "score") if score else COLUMNS))


def write_scores(path: Path, **scores: object) -> Path:
    rows: list[dict[str, object]]
    rows = [{"movieId": movie, "rating": score} for movie, score in scores.items()]
    return write_table(path, table(rows, columns=("movieId", "rating")))
