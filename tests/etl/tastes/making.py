"""Ratings made up for tests: with tastes in them, or by chance."""

import numpy as np

from etl.tastes.ratings import Ratings, arrange_ratings
from etl.tastes.title_features import TitleCatalogue, describe_titles

GENRES = ("crime", "drama", "romance")


def chance_ratings(*, viewers: int, titles: int, count: int, seed: int) -> Ratings:
    """Any stars, of any viewer for any title."""
    random = np.random.default_rng(seed)
    return arrange_ratings(
        random.integers(10, 10 + viewers, count),
        random.integers(0, titles, count),
        random.integers(1, 11, count) / 2,
        random.integers(0, 50, count),
        titles_count=titles,
    )


def taste_ratings(
    *, viewers: int = 150, titles: int = 60, each: int = 25, seed: int = 1
) -> Ratings:
    """Viewers who love one genre and dislike another; title t is of genre t modulo 3."""
    random = np.random.default_rng(seed)
    chosen = np.concatenate([random.permutation(titles)[:each] for _ in range(viewers)])
    who = np.repeat(np.arange(viewers), each)
    likes = random.permuted(np.tile([-1.2, 0.0, 1.2], (viewers, 1)), axis=1)
    stars = 3 + likes[who, chosen % 3] + random.normal(0, 0.4, len(who))
    halves = np.clip(np.round(stars * 2), 1, 10)
    return arrange_ratings(
        who + 1, chosen, halves / 2, random.integers(0, 10**6, len(who)), titles_count=titles
    )


def genre_catalogue(titles: int = 60) -> TitleCatalogue:
    keys = np.arange(1, titles + 1)
    return describe_titles(keys, keys, [[GENRES[title % 3], "movie"] for title in range(titles)])
