"""A plain reading of raw files, rule by rule of the contract and free of the ETL's own code."""

import ast
import gzip
import html
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from textblob import TextBlob

Row = dict[str, Any]


@dataclass
class Read:
    """What the contract makes of a folder."""

    games: dict[int, Row] = field(default_factory=dict)
    spellings: dict[str, Counter[str]] = field(default_factory=dict)
    items: dict[tuple[str, int], int] = field(default_factory=dict)
    item_names: dict[int, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    reviews: dict[tuple[str, int], tuple[date, bool, Row]] = field(default_factory=dict)
    reviewers: set[str] = field(default_factory=set)
    records: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    refused_games: set[str] = field(default_factory=set)
    empty: Counter[str] = field(default_factory=Counter)
    rejects: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    @property
    def users(self) -> set[str]:
        return self.accounts.keys() | self.reviewers

    @property
    def mentioned(self) -> set[int]:
        """The games of libraries and reviews."""
        return {game for _, game in self.items} | {game for _, game in self.reviews}

    def sentiments(self) -> Counter[int]:
        texts = (review.get("review") or "" for _, _, review in self.reviews.values())
        polarities = [TextBlob(text).sentiment.polarity for text in texts]
        return Counter((polarity > 0) - (polarity < 0) + 1 for polarity in polarities)

    def rejects_by_kind(self) -> dict[str, dict[str, int]]:
        """Count by kind and reason; a game that both games files hold counts once."""
        found: dict[str, dict[str, int]] = {}
        if self.refused_games:
            found["game"] = {"null_id": len(self.refused_games)}
        for (_, kind, reason), count in self.rejects.items():
            if kind != "game":
                found.setdefault(kind, {})[reason] = count
        return found

    def shown(self, kind: str) -> dict[str, str]:
        best: dict[str, str] = {}
        for name, _ in sorted(self.spellings[kind].items(), key=lambda pair: (-pair[1], pair[0])):
            best.setdefault(name.lower(), name)
        return best


def lines_of(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        yield from stream


def clean(text: str) -> str:
    while (plain := html.unescape(text)) != text:
        text = plain
    return text.strip()


def year_of(text: str | None) -> int | None:
    found = re.search(r"19\d\d|20\d\d", text or "")
    return int(found.group()) if found else None


def iso_date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text and re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


def price_of(value: object) -> float | None:
    if isinstance(value, int | float):
        return float(value)
    text = str(value or "")
    if "free" in text.lower():
        return 0.0
    amount = re.search(r"\d+\.\d\d", text)
    return float(amount.group()) if amount else None


def read_games(path: Path, read: Read, parse: Callable[[str], Row]) -> None:
    seen = set()
    for line in lines_of(path):
        read.lines[path.name] += 1
        row = {key: value for key, value in parse(line).items() if value == value}  # noqa: PLR0124 - NaN
        if not row:
            read.empty[path.name] += 1
            continue
        if "id" not in row:
            read.rejects[path.name, "game", "null_id"] += 1
            read.refused_games.add(row["url"])
            continue
        read.records[path.name] += 1
        game = int(row["id"])
        if game not in seen:
            read.games[game] = row | read.games.get(game, {})
        seen.add(game)


def settle_games(read: Read) -> None:
    read.spellings = {"genre": Counter(), "studio": Counter()}
    for row in read.games.values():
        name = row.get("app_name", row.get("title"))
        row["name"] = clean(name) if name else None
        row["year"] = year_of(row.get("release_date"))
        row["date"] = iso_date(row.get("release_date"))
        row["usd"] = price_of(row.get("price"))
        genres = [clean(genre) for genre in row.get("genres", [])]
        row["genre_keys"] = {genre.lower() for genre in genres}
        read.spellings["genre"].update(genres)
        for role in ("developer", "publisher"):
            credits_ = re.split(r",(?! )", clean(row[role])) if role in row else []
            read.spellings["studio"].update(credits_)


def read_items(path: Path, read: Read) -> None:
    for line in lines_of(path):
        read.lines[path.name] += 1
        try:
            row = ast.literal_eval(line)
        except SyntaxError:
            read.rejects[path.name, "line", "not_a_record"] += 1
            continue
        read.accounts[row["user_id"]] = row["steam_id"]
        assert row["items_count"] == len(row["items"])
        for item in row["items"]:
            minutes = int(item["playtime_forever"])
            if minutes < 0:
                read.rejects[path.name, "item", "playtime_out_of_range"] += 1
                continue
            assert 0 <= int(item["playtime_2weeks"]) <= max(minutes, 60)
            read.records[path.name] += 1
            key = row["user_id"], int(item["item_id"])
            read.items[key] = max(minutes, read.items.get(key, 0))
            if "item_name" in item:
                read.item_names[key[1]] = item["item_name"]


def read_reviews(path: Path, read: Read) -> None:
    for line in lines_of(path):
        read.lines[path.name] += 1
        row = ast.literal_eval(line)
        read.reviewers.add(row["user_id"])
        for review in row["reviews"]:
            text = review["posted"].removeprefix("Posted ").removesuffix(".")
            inferred = "," not in text
            try:
                posted = datetime.strptime(  # noqa: DTZ007 - a day, not a moment
                    f"{text}, 2016" if inferred else text, "%B %d, %Y"
                ).date()
            except ValueError:
                read.rejects[path.name, "review", "date_does_not_exist"] += 1
                continue
            assert inferred or posted.year <= 2015
            read.records[path.name] += 1
            key = row["user_id"], int(review["item_id"])
            if key not in read.reviews or posted > read.reviews[key][0]:
                read.reviews[key] = posted, inferred, review


def read_folder(folder: Path) -> Read:
    read = Read()
    read_games(folder / "steam_games.json.gz", read, json.loads)
    read_games(folder / "steam_games_v1.json.gz", read, ast.literal_eval)
    settle_games(read)
    read_items(folder / "users_items.json.gz", read)
    read_reviews(folder / "user_reviews.json.gz", read)
    return read
