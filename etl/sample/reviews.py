"""Reviews of a sample: what users with a library post about their own games."""

from itertools import pairwise
from typing import Final

from etl.clean.dates import MONTHS
from etl.sample.draws import Dice, Draws, Spread, repeat_numbers_by_weight
from etl.sample.libraries import SampleLibraries
from etl.sample.names import sample_user_id, sample_user_url
from etl.sample.texts import sample_review_text

_CRAWL_YEAR: Final = 2016
_REVIEWERS: Final = 340  # of 1,000 users with a library
_SILENT: Final = 2  # of 1,000 users have a line without a review
_REPEATED: Final = 12  # of 1,000 lines stand in the file twice
_COUNT: Final = Spread(
    (0, 1), (5_300, 1), (7_100, 2), (8_100, 3), (9_300, 6), (9_990, 10), (10_000, 25)
)
_UNDATED: Final = 170  # of 1,000 reviews were posted in the year of the crawl, which is left out
_YEARS: Final = repeat_numbers_by_weight("2010=1; 2011=11; 2012=25; 2013=138; 2014=449; 2015=376")
_RECOMMENDED: Final = 880  # of 1,000
_SENTIMENTS: Final = {
    True: repeat_numbers_by_weight("2=62; 1=22; 0=16"),
    False: repeat_numbers_by_weight("2=20; 1=20; 0=60"),
}
_VOTES: Final = Spread((0, 1), (5_000, 2), (8_500, 7), (9_700, 40), (9_980, 400), (10_000, 4_000))
_EDITED: Final = 100  # of 1,000


def sample_review_record(  # noqa: PLR0913 - one argument for each key of the official file
    game: int,
    text: str | None,
    *,
    posted: str,
    recommend: bool,
    funny: str = "",
    helpful: str = "No ratings yet",
    last_edited: str = "",
) -> dict[str, object]:
    """Give one review with the keys of the official file, in its order."""
    return {
        "funny": funny,
        "posted": f"Posted {posted}.",
        "last_edited": last_edited and f"Last edited {last_edited}.",
        "item_id": str(game),
        "helpful": helpful,
        "recommend": recommend,
        "review": text,
    }


def sample_user_record(user: str, reviews: list[dict[str, object]]) -> dict[str, object]:
    """Give one line of the reviews file."""
    return {"user_id": user, "user_url": sample_user_url(user), "reviews": reviews}


def sample_review_lines(libraries: SampleLibraries, *, ids: list[int], seed: int) -> list[str]:
    """Write the reviews that some users post about their own games, whose store ids are `ids`."""
    bounds = list(pairwise(libraries.bounds.tolist()))
    states = Draws(seed, 4, libraries.first_user).random_bits(len(bounds)).tolist()
    lines: list[str] = []
    repeats: list[str] = []
    for number, ((start, stop), state) in enumerate(
        zip(bounds, states, strict=True), libraries.first_user
    ):
        dice = Dice(state)
        if not (number == 0 or (start < stop and dice.chance(_REVIEWERS))):
            if dice.chance(_SILENT):
                lines.append(str(sample_user_record(sample_user_id(number), [])))
            continue
        count = min(dice.along(_COUNT), stop - start)
        games = libraries.games[start : start + count].tolist()
        # The very first review is dated in the last full year, from which the crawl's year follows.
        reviews = [
            _draw_review(dice, ids[game], is_first=number == place == 0)
            for place, game in enumerate(games)
        ]
        # One line in ten is written in ASCII, as some copies of the set are.
        write = ascii if dice.chance(100) else repr
        lines.append(write(sample_user_record(sample_user_id(number), reviews)))
        if dice.chance(_REPEATED):
            repeats.append(lines[-1])
    return lines + repeats


def _draw_review(dice: Dice, game: int, *, is_first: bool) -> dict[str, object]:
    """Draw one review."""
    recommend = dice.chance(_RECOMMENDED)
    sentiment = dice.pick(_SENTIMENTS[recommend])
    if is_first:
        year = _CRAWL_YEAR - 1
    else:
        year = _CRAWL_YEAR if dice.chance(_UNDATED) else dice.pick(_YEARS)
    edited = ""
    if dice.chance(_EDITED):
        edited = _draw_posted_text(dice, year=min(_CRAWL_YEAR, year + dice.below(2)))
    return sample_review_record(
        game,
        sample_review_text(dice, sentiment=sentiment),
        posted=_draw_posted_text(dice, year=year),
        recommend=recommend,
        funny=_draw_funny_text(dice),
        helpful=_draw_helpful_text(dice),
        last_edited=edited,
    )


def _draw_posted_text(dice: Dice, *, year: int) -> str:
    """Write a day as the community does: without its year when that is the year of the crawl."""
    months = MONTHS
    if year == _CRAWL_YEAR:
        months = MONTHS[:7]  # the crawl was in summer
    elif year == 2010:  # noqa: PLR2004 - the community's reviews began that autumn
        months = MONTHS[9:]
    day = f"{dice.pick(months)} {1 + dice.below(28)}"
    return day if year == _CRAWL_YEAR else f"{day}, {year}"


def _draw_helpful_text(dice: Dice) -> str:
    """Write how many of how many found a review helpful."""
    if dice.chance(510):
        return "No ratings yet"
    votes = dice.along(_VOTES)
    agreed = dice.below(votes + 1)
    share = (200 * agreed + votes) // (2 * votes)
    return f"{agreed:,} of {votes:,} people ({share}%) found this review helpful"


def _draw_funny_text(dice: Dice) -> str:
    """Write how many found a review funny."""
    if dice.chance(860):
        return ""
    people = dice.along(_VOTES)
    noun = "person" if people == 1 else "people"
    return f"{people:,} {noun} found this review funny"
