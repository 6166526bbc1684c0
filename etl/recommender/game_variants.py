"""Game variants: which ids are one and the same game, and which are no game at all."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import pandas as pd
from scipy import sparse

from etl.recommender.catalogue import Catalogue
from etl.recommender.game_names import (
    EXTRAS,
    NO_VARIANT,
    SERVERS,
    SURE_TRIALS,
    TRIALS,
    VARIANT_ENDINGS,
    number_name_stems,
    sequel_number,
    strip_title_ending,
)
from etl.recommender.libraries import Flags, Floats, Integers, Libraries

Words: TypeAlias = tuple[str, ...]
Studios: TypeAlias = frozenset[int]

_ENOUGH: Final = 5  # owners of whom it is no chance that they are all the same
_PAIR: Final = 2
_NO_EXTRA: Final = -1
_OF_NOTHING: Final = -2


@dataclass(frozen=True)
class GameVariants:
    """Ids folded into the games that they stand for; one place per game of the catalogue."""

    main: Integers
    """The place of the id that stands for the game: its own, or that of another edition, or of the
    id that the store sells of what libraries hold under a second one."""
    players: Integers
    """The place of that of the game's ids whose owners speak for it: the one with most; a trial
    version, where nobody owns the game."""
    owners: Integers
    """Owners of `players`."""
    is_extra: Flags
    """Downloadable content, soundtracks, demos, betas, test servers, tools: no game by itself."""

    @property
    def is_main(self) -> Flags:
        """What may stand in a list: the ids that stand for a game or an extra."""
        main: Flags = self.main == np.arange(len(self.main))
        return main


def find_variants(catalogue: Catalogue, libraries: Libraries) -> GameVariants:
    """Find second ids, editions and parts of the same game, and what is no game.

    Two ids are the same game

    - if their names are equal, or differ only by words of editions and parts at the end
      ("Director's Cut", "- Multiplayer"), and if the store credits both to a common studio or knows
      no studio of one of them: what only libraries mention has none;
    - if exactly the same libraries hold both, the store does not sell one of them, and their titles
      have stem and number in common: episodes, expansions that come with a game.

    The id that the store sells stands for both, else the one with most owners.

    An id is an extra if the store calls it downloadable content or a demo and nobody owns it (what
    can be started by itself, such as an expansion, is in libraries), or if its name says so: by a
    last word such as "Soundtrack", or by words such as "Beta" or "Test" after a game's name.
    Extras are the same only if their names are equal.
    """
    owners, holders = _count_owners_and_sums(catalogue, libraries)
    words = catalogue.words
    studios = _studio_sets(catalogue.developers, catalogue.publishers)
    extra_of = _find_extras_by_name(words, catalogue.is_in_catalogue, studios)
    is_extra = (catalogue.is_addition & (owners == 0)) | (extra_of != _NO_EXTRA)
    folded = _Folded(np.lexsort((catalogue.game_ids, -owners, ~catalogue.is_in_catalogue)))
    variants: dict[tuple[bool, Words], list[int]] = defaultdict(list)
    held: dict[float, list[int]] = defaultdict(list)
    for place in folded.best_first:
        if words[place]:
            extra = bool(is_extra[place])
            name = words[place] if extra else _strip_variant_ending(words[place])
            variants[extra, name].append(place)
            if owners[place] >= _ENOUGH and not extra:
                held[holders[place]].append(place)
    for places in variants.values():
        folded.fold_variants(places, studios)
    for places in held.values():
        folded.fold_bundles(places, catalogue)
    return folded.variants(owners, is_extra, extra_of)


def game_variant_rows(catalogue: Catalogue, libraries: Libraries) -> pd.DataFrame:
    """List what each game is another id, an extra or a part of, as `core.game_variants` has it.

    Programs and films are extras here: they are no games, though they may be in lists of these.
    Games of which there is nothing to say are left out.
    """
    variants = find_variants(catalogue, libraries)
    ids, itself = catalogue.game_ids, np.arange(len(catalogue.game_ids))
    series = number_name_stems(catalogue.stems)
    alone = np.bincount(series + 1, minlength=1)[series + 1] < _PAIR
    rows = pd.DataFrame(
        {
            "game_id": ids,
            "main_game_id": ids[variants.main],
            "speaking_game_id": pd.Series(ids[variants.players]).where(variants.owners > 0),
            "is_extra": variants.is_extra | catalogue.is_program_or_film,
            "series_id": pd.Series(series).where((series >= 0) & ~alone),
        }
    ).astype({"speaking_game_id": "Int64", "series_id": "Int64"})
    told = (variants.main != itself) | (variants.players != itself)
    told_rows: pd.DataFrame = rows.loc[told | rows["is_extra"] | rows["series_id"].notna()]
    return told_rows


class _Folded:
    """Which id stands for which, while it is being found out."""

    def __init__(self, best_first: Integers) -> None:
        self.best_first: list[int] = best_first.tolist()
        self._ranks = np.argsort(best_first)
        self._stands_for = list(range(len(best_first)))

    def fold(self, place: int, other: int) -> None:
        """Make two ids, and all that were folded into them, one game; the best stands for it."""
        best, worse = sorted(
            (self._find_main(place), self._find_main(other)), key=self._ranks.__getitem__
        )
        self._stands_for[worse] = best

    def fold_variants(self, places: Sequence[int], studios: Sequence[Studios]) -> None:
        """Fold ids of the same name, best first, each with the first whose studio it shares."""
        leaders: list[int] = []
        for place in places:
            for leader in leaders:
                known, other = studios[leader], studios[place]
                if not known or not other or known & other:
                    self.fold(place, leader)
                    break
            else:
                leaders.append(place)

    def fold_bundles(self, places: Sequence[int], catalogue: Catalogue) -> None:
        """Fold ids with the same owners, best first, that the store does not sell, by title."""
        leaders: dict[tuple[str, int | None], int] = {}
        for place in places if len(places) > 1 else ():
            title = catalogue.stems[place], sequel_number(catalogue.names[place])
            leader = leaders.setdefault(title, place)
            if not catalogue.is_in_catalogue[place]:
                self.fold(place, leader)

    def variants(self, owners: Integers, is_extra: Flags, extra_of: Integers) -> GameVariants:
        """Tell what was found out."""
        main = np.array([self._find_main(place) for place in self.best_first], dtype=np.int64)
        main = main[self._ranks]
        speaks = np.arange(len(main))
        for place in np.lexsort((-speaks, owners)).tolist():
            speaks[main[place]] = place  # the last one stays: most owners, then the lower id
        trials = np.flatnonzero((extra_of >= 0) & (owners > 0))
        for trial in trials[np.lexsort((-trials, owners[trials]))].tolist():
            game = main[extra_of[trial]]
            if not owners[speaks[game]] or is_extra[speaks[game]]:
                speaks[game] = trial
        players = speaks[main]
        return GameVariants(main=main, players=players, owners=owners[players], is_extra=is_extra)

    def _find_main(self, place: int) -> int:
        while self._stands_for[place] != place:
            place = self._stands_for[place]
        return place


def _count_owners_and_sums(catalogue: Catalogue, libraries: Libraries) -> tuple[Integers, Floats]:
    """Count each game's owners, and sum up a number of each: equal for the same owners only."""
    places = catalogue.places_of(libraries.game_ids)
    numbers = libraries.user_keys.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    numbers = (numbers ^ (numbers >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    drawn = (numbers >> np.uint64(28)).astype(np.float64)  # 36 bits: sums stay whole numbers
    owners = np.zeros(len(catalogue.game_ids), dtype=np.int64)
    holders = np.zeros(len(catalogue.game_ids), dtype=np.float64)
    owners[places] = libraries.owners
    holders[places] = np.bincount(
        libraries.owned.indices,
        weights=drawn[libraries.item_users],
        minlength=libraries.games_count,
    )
    return owners, holders


def _strip_variant_ending(words: Words) -> Words:
    base = strip_title_ending(words, VARIANT_ENDINGS)
    return words if words[len(base) :] in NO_VARIANT else base


def _studio_sets(*roles: sparse.csr_array) -> list[Studios]:
    credited: list[set[int]] = [set() for _ in range(roles[0].shape[0])]
    for role in roles:
        games = np.repeat(np.arange(role.shape[0]), np.diff(role.indptr))
        for place, studio in zip(games.tolist(), role.indices.tolist(), strict=True):
            credited[place].add(studio)
    return [frozenset(found) for found in credited]


def _find_extras_by_name(
    words: Sequence[Words], is_sold: Flags, studios: Sequence[Studios]
) -> Integers:
    """Give the place of the game that an extra belongs to, by its name, or one of two marks."""
    games: dict[Words, list[int]] = defaultdict(list)
    for place, name in enumerate(words):
        games[name].append(place)

    def base_game_of(place: int) -> int:
        name, sold = words[place], bool(is_sold[place])
        if len(name) < 2:  # noqa: PLR2004 - one word is a name, whatever it says
            return _NO_EXTRA
        for end in range(len(name) - 1, len(strip_title_ending(name, TRIALS)) - 1, -1):
            for game in games.get(name[:end], ()):
                if not sold or studios[place] & studios[game]:
                    return game
        says_so = name[-1] in EXTRAS or name[-2:] in SERVERS
        says_so = says_so or (not sold and not SURE_TRIALS.isdisjoint(name))
        return _OF_NOTHING if says_so else _NO_EXTRA

    return np.array([base_game_of(place) for place in range(len(words))], dtype=np.int64)
