"""A small world of ratings with a model, put into a database, and its predictions by brute force.

world = TasteWorld(ratings={(7, "as1"): 8}, titles=["as1", "ns2"])
world.write(connection)
world.predicted(7, "ns2", None)
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Connection, text

PLATFORMS = {"a": "amazon", "d": "disney", "h": "hulu", "n": "netflix"}
NEWEST = 500
Row = dict[str, object]
_START = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)
_MODEL = """
    insert into core.taste_models (
        status, started_at, finished_at, data_version, seed, parameters, metrics, timings, versions,
        method, ratings_count, mean_stars, viewer_damping, weights_factor, weights_damping,
        clusters_factor, clusters_damping
    )
    values (
        'published', '2020-01-01', '2020-01-02', 1, 1, '{}', '{}', '{}', '{}',
        :method, 1, :mean, 3, :weights_factor, 0.1, :clusters_factor, 10
    )
    returning model_id
"""


@dataclass(frozen=True, kw_only=True)
class TasteModel:
    """What a training published; offsets, weights and clusters by ids."""

    method: str = "hybrid"
    mean: float = 3.4
    weights_factor: float = 0.7
    clusters_factor: float = 0.6
    titles: dict[str, float] = field(default_factory=dict)
    viewers: dict[int, float] = field(default_factory=dict)
    weights: dict[tuple[str, str], float] = field(default_factory=dict)
    """By the title that is asked for and the one that was rated."""
    clusters: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TasteWorld:
    """Titles, and ratings in half stars by viewer and title, each newer than the one before."""

    titles: list[str]
    ratings: dict[tuple[int, str], int]
    model: TasteModel | None = None
    viewers: list[int] = field(default_factory=list)
    """Those without ratings."""

    def stars(self, viewer: int) -> dict[str, float]:
        return {title: half / 2 for (who, title), half in self.ratings.items() if who == viewer}

    @property
    def raters(self) -> list[int]:
        return sorted({viewer for viewer, _ in self.ratings} | {*self.viewers})

    @property
    def mean(self) -> float:
        if self.model:
            return self.model.mean
        return float(np.mean([half / 2 for half in self.ratings.values()]))

    def title_offset(self, title: str) -> float:
        if self.model:
            return self.model.titles.get(title, 0.0)
        given = [half / 2 for (_, one), half in self.ratings.items() if one == title]
        return float(sum(stars - self.mean for stars in given) / (len(given) + 5))

    def viewer_offset(self, viewer: int) -> float:
        rated = self.stars(viewer)
        differences = [stars - self.mean - self.title_offset(one) for one, stars in rated.items()]
        return float(sum(differences) / (len(differences) + 3))

    def residuals(self, viewer: int) -> dict[str, float]:
        own = self.viewer_offset(viewer)
        return {
            title: stars - self.mean - own - self.title_offset(title)
            for title, stars in self.stars(viewer).items()
        }

    def used(self, viewer: int, asked: str | None) -> str:
        """Name the model that answers."""
        if not self.stars(viewer):
            return "baseline"
        if asked in {"user_pearson", "baseline"}:
            return str(asked)
        published = self.model.method if self.model else "baseline"
        return published if published == "baseline" else asked or published

    def witnesses(self, viewer: int, title: str, asked: str | None) -> dict[str | int, list[float]]:
        """Give the weight and the residual of each."""
        used = self.used(viewer, asked)
        if used == "user_pearson":
            return {who: [weight, e] for who, weight, e in self._similar(viewer, title)}
        if used == "baseline" or self.model is None:
            return {}
        weights = self.model.weights
        return {
            other: [float(np.float32(weights[title, other])), e]
            for other, e in self.residuals(viewer).items()
            if (title, other) in weights
        }

    def _similar(self, viewer: int, title: str) -> Iterator[tuple[int, float, float]]:
        rated = self.stars(viewer)
        rated.pop(title, None)
        newest = list(rated)[-NEWEST:]
        learnt = self.model.viewers if self.model else {}
        for other in self.raters:
            theirs = self.stars(other)
            common = [one for one in newest if one in theirs]
            if other == viewer or title not in theirs or len(common) < 3:
                continue
            offsets = np.array([self.title_offset(one) for one in common])
            mine = np.array([rated[one] for one in common]) - offsets
            his = np.array([theirs[one] for one in common]) - offsets
            mine, his = mine - mine.mean(), his - his.mean()
            length = np.sqrt((mine**2).sum() * (his**2).sum())
            if length == 0 or (mine * his).sum() <= 0:
                continue
            count = len(common)
            weight = float((mine * his).sum() / length * (count - 1) / (count - 1 + 50))
            own = learnt.get(other, self.viewer_offset(other))
            yield other, weight, theirs[title] - self.mean - own - self.title_offset(title)

    def predicted(self, viewer: int, title: str, asked: str | None) -> float:
        """Predict stars by the formulas of the contract."""
        used = self.used(viewer, asked)
        stars = self.mean + self.viewer_offset(viewer) + self.title_offset(title)
        found = self.witnesses(viewer, title, asked).values()
        if found:
            damping = 0.3 if used == "user_pearson" else 0.1
            part = sum(w * e for w, e in found) / (sum(w for w, _ in found) + damping)
            stars += part * (self.model.weights_factor if used == "hybrid" and self.model else 1)
        if used == "hybrid" and self.model and (cluster := self.model.clusters.get(title)):
            inside = [
                e
                for other, e in self.residuals(viewer).items()
                if other != title and self.model.clusters.get(other) == cluster
            ]
            stars += self.model.clusters_factor * sum(inside) / (len(inside) + 10)
        return min(5.0, max(0.5, stars))

    def best(self, viewer: int, asked: str | None, count: int) -> list[str]:
        """List the unseen titles with the most stars; those equal to six decimals by id."""
        unseen = [title for title in self.titles if title not in self.stars(viewer)]
        return sorted(
            unseen, key=lambda one: (-round(self.predicted(viewer, one, asked), 6), place(one))
        )[:count]

    def write(self, connection: Connection) -> None:
        """Put all of it into an empty database; the caller commits."""
        rows = [
            {"id": one, "letter": one[0], "name": PLATFORMS[one[0]], "number": int(one[2:])}
            for one in self.titles
        ]
        _run(
            connection,
            "insert into core.platforms (platform_id, name, prefix)"
            " values (ascii(:letter) - 96, :name, :letter) on conflict do nothing",
            rows,
        )
        _run(
            connection,
            "insert into core.titles (title_id, platform_id, show_number, work_id, kind, name,"
            " name_key, is_kind_doubtful) values (:id, ascii(:letter) - 96, :number, 1, 'movie',"
            " 'Title ' || :id, 'title ' || :id, false)",
            rows,
        )
        _run(
            connection,
            "insert into core.viewers (viewer_id) values (:viewer)",
            [{"viewer": one} for one in self.raters],
        )
        _run(
            connection,
            "insert into core.ratings (viewer_id, title_key, half_stars, rated_at)"
            " select :viewer, title_key, :half, :at from core.titles where title_id = :title",
            [
                {"viewer": viewer, "title": title, "half": half, "at": _START + dt.timedelta(at)}
                for at, ((viewer, title), half) in enumerate(self.ratings.items())
            ],
        )
        connection.execute(
            text(
                "insert into agg.scores_by_title (title_key, ratings_count, half_stars_sum)"
                " select title_key, count(*), sum(half_stars) from core.ratings group by title_key"
            )
        )
        if self.model is not None:
            self._write_model(connection, self.model)

    def _write_model(self, connection: Connection, model: TasteModel) -> None:
        factors = {"weights_factor": model.weights_factor, "clusters_factor": model.clusters_factor}
        values = {"method": model.method, "mean": model.mean, **factors}
        key = connection.scalar(text(_MODEL), values)
        title = "(select title_key from core.titles where title_id = :title)"
        offsets = "core.title_offsets (model_id, title_key, offset_stars)"
        viewers = "core.viewer_offsets (model_id, viewer_id, offset_stars)"
        weights = "core.title_weights (model_id, title_key, other_title_key, weight)"
        clusters = "core.clusters (model_id, cluster, titles_count, terms)"
        members = "core.title_clusters (model_id, title_key, cluster)"
        other = "from core.titles as other where other.title_id = :other"
        found: dict[str, list[Row]] = {
            f"{offsets} select :m, {title}, :n": [
                {"title": one, "n": n} for one, n in model.titles.items()
            ],
            f"{viewers} select :m, :viewer, :n": [
                {"viewer": one, "n": n} for one, n in model.viewers.items()
            ],
            f"{weights} select :m, {title}, other.title_key, :n {other}": [
                {"title": one, "other": two, "n": n} for (one, two), n in model.weights.items()
            ],
            f"{clusters} select :m, :cluster, 1, array['Drama']": [
                {"cluster": one} for one in sorted({*model.clusters.values()})
            ],
            f"{members} select :m, {title}, :n": [
                {"title": one, "n": n} for one, n in model.clusters.items()
            ],
        }
        for statement, rows in found.items():
            _run(connection, f"insert into {statement}", [{"m": key, **one} for one in rows])


def _run(connection: Connection, statement: str, rows: list[Row]) -> None:
    if rows:
        connection.execute(text(statement), rows)


def place(title: str) -> tuple[str, int]:
    """Order ids: by platform, then by number."""
    return title[0], int(title[2:])


def random_world(
    chance: random.Random, *, titles: int = 9, viewers: int = 7, method: str | None = "hybrid"
) -> TasteWorld:
    """Draw a world in which most viewers rated most titles, some are new since the training."""
    numbers = chance.sample(range(1, 30), titles)
    ids = [f"{chance.choice('an')}s{number}" for number in numbers]
    people = chance.sample(range(1, 90), viewers)
    share = chance.uniform(0.3, 0.9)
    pairs = [(who, one) for who in people for one in ids if chance.random() < share]
    chance.shuffle(pairs)
    pairs = pairs or [(people[0], ids[0])]
    rated = {who for who, _ in pairs}
    model = None
    if method is not None:
        known = [one for one in ids if chance.random() < 0.9]
        is_hybrid = method == "hybrid"
        model = TasteModel(
            method=method,
            mean=chance.uniform(2, 4.5),
            weights_factor=chance.uniform(0.2, 1) if is_hybrid else 0,
            clusters_factor=chance.uniform(0.2, 1) if is_hybrid else 0,
            titles={one: chance.gauss(0, 0.5) for one in known},
            viewers={who: chance.gauss(0, 0.5) for who in people if chance.random() < 0.7},
            weights={
                (one, other): chance.uniform(0.01, 0.5)
                for one in known
                for other in known
                if one != other and is_hybrid and chance.random() < 0.6
            },
            clusters={one: chance.randint(1, 2) for one in known if is_hybrid},
        )
    return TasteWorld(
        titles=ids,
        ratings={pair: chance.randint(1, 10) for pair in pairs},
        model=model,
        viewers=[who for who in people if who not in rated],
    )
