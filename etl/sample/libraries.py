"""Libraries of a sample, drawn by popularity and taste, and their lines in the items file."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from etl.sample.catalogue import SampleCatalogue
from etl.sample.categories import TASTES
from etl.sample.draws import Draws, Numbers, Spread
from etl.sample.names import sample_steam_id, sample_user_id, sample_user_url

# Games in a library: a fifth of the users show none, and a few own thousands.
_SIZES: Final = Spread(
    (0, 0), (1_900, 0), (2_000, 1), (3_000, 6), (4_000, 15), (5_000, 27), (6_000, 43),
    (7_500, 77), (9_000, 150), (9_500, 225), (9_900, 480), (9_990, 1_500), (10_000, 8_000),
)  # fmt: skip
_MEAN_SIZE: Final = 58
# Minutes played: a third never started, and a few play for years.
_MINUTES: Final = Spread(
    (0, 0), (4_700, 0), (5_500, 20), (6_500, 80), (7_800, 300), (9_100, 1_300),
    (9_600, 3_300), (9_930, 14_000), (9_993, 55_000), (9_999, 130_000), (10_000, 500_000),
)  # fmt: skip
_RECENT: Final = 20  # of 1,000 played games were played in the last two weeks
_TWO_WEEKS: Final = 14 * 24 * 60
_TASTE_FACTOR: Final = 12  # how much likelier a game of the favourite genre is
_FOLLOW: Final = 250  # of 1,000 games are a sequel of the game drawn before


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleLibraries:
    """The libraries of consecutive users."""

    first_user: int
    bounds: Numbers
    """User `i` of these owns the games from `bounds[i]` to before `bounds[i + 1]`."""
    games: Numbers
    """Position in the catalogue of each owned game."""
    minutes: Numbers
    recent: Numbers
    """Playtime of the last two weeks."""

    def lines(self, fragments: list[str]) -> list[str]:
        """Write each library as a line of the items file."""
        owned = zip(self.games.tolist(), self.minutes.tolist(), self.recent.tolist(), strict=True)
        items = [
            f"{fragments[game]}{minutes}, 'playtime_2weeks': {recent}}}"
            for game, minutes, recent in owned
        ]
        return [
            format_library_line(sample_user_id(number), sample_steam_id(number), items[start:stop])
            for number, (start, stop) in enumerate(pairwise(self.bounds.tolist()), self.first_user)
        ]


def format_library_line(user: str, account: int, items: list[str]) -> str:
    """Write a line of the items file."""
    return (
        f"{{'user_id': '{user}', 'items_count': {len(items)}, 'steam_id': '{account}', "
        f"'user_url': '{sample_user_url(user)}', 'items': [{', '.join(items)}]}}"
    )


class LibraryMaker:
    """Draws libraries from one catalogue."""

    def __init__(self, catalogue: SampleCatalogue, *, seed: int) -> None:
        self._catalogue = catalogue
        self._seed = seed
        total = len(catalogue.ids)
        self._totals = [
            np.cumsum(catalogue.weights * np.where(catalogue.tastes >> taste & 1, _TASTE_FACTOR, 1))
            for taste in range(TASTES)
        ]
        # A small catalogue means small libraries, or every user would own everything.
        self._scale = min(_MEAN_SIZE, 4 + total // 37)
        self._largest = max(1, total * 7 // 10)

    def draw(self, first_user: int, *, users: int) -> SampleLibraries:
        """Draw the libraries of `users` users from number `first_user` on."""
        draws = Draws(self._seed, 3, first_user)
        sizes = _SIZES.of(draws.random_bits(users))
        sizes = np.minimum((sizes * self._scale + _MEAN_SIZE - 1) // _MEAN_SIZE, self._largest)
        if first_user == 0:
            sizes[0] = max(1, sizes[0])  # even a sample of one user has something to show
        tastes = draws.below(TASTES, count=users)
        tries = 2 * sizes  # some games are drawn twice
        owners = np.repeat(np.arange(users), tries)
        games = self._popular(draws, tastes[owners])
        games = self._followed(draws, owners, games)
        owners, games = _drop_repeats(owners, games, total=len(self._catalogue.ids))
        place = np.arange(owners.size) - np.searchsorted(owners, owners)
        kept = place < sizes[owners]
        owners, games = owners[kept], games[kept]
        minutes = self._minutes(draws, liked=self._catalogue.tastes[games] >> tastes[owners] & 1)
        recent = np.where(
            draws.below(1000, count=minutes.size) < _RECENT,
            np.minimum(minutes, draws.below(_TWO_WEEKS, count=minutes.size)),
            0,
        )
        return SampleLibraries(
            first_user=first_user,
            bounds=np.searchsorted(owners, np.arange(users + 1)),
            games=games,
            minutes=minutes,
            recent=recent,
        )

    def _popular(self, draws: Draws, tastes: Numbers) -> Numbers:
        """Draw a game for each entry, by the weights of its taste."""
        games = np.empty(tastes.size, dtype=np.int64)
        for taste, totals in enumerate(self._totals):
            mine = np.flatnonzero(tastes == taste)
            games[mine] = draws.pick(totals, count=mine.size)
        return games

    def _followed(self, draws: Draws, owners: Numbers, games: Numbers) -> Numbers:
        """Replace some games by a sequel of the one before it in the same library."""
        if games.size == 0:
            return games
        sequels = self._catalogue.sequels[np.roll(games, 1)]
        follows = draws.below(1000, count=games.size) < _FOLLOW
        follows &= (sequels >= 0) & (np.roll(owners, 1) == owners)
        follows[0] = False
        return np.where(follows, sequels, games)

    @staticmethod
    def _minutes(draws: Draws, *, liked: Numbers) -> Numbers:
        """Draw playtimes; a game to the user's taste gets the better of two draws."""
        once = _MINUTES.of(draws.random_bits(liked.size))
        twice = np.maximum(once, _MINUTES.of(draws.random_bits(liked.size)))
        return np.where(liked > 0, twice, once)


def _drop_repeats(owners: Numbers, games: Numbers, *, total: int) -> tuple[Numbers, Numbers]:
    """Keep the first of each (owner, game), in the order drawn."""
    _, first = np.unique(owners * total + games, return_index=True)
    first.sort()
    return owners[first], games[first]
