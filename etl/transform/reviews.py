"""Reviews as rows of staging.users and staging.reviews."""

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

from etl.clean.dates import ReviewDate, review_date
from etl.clean.errors import NoSuchDate, OutOfRange, Reject, Unreadable, shortened_repr
from etl.clean.numbers import to_boolean
from etl.clean.text import is_absent, to_text
from etl.clean.votes import parse_funny_votes, parse_helpful_votes
from etl.transform.batches import Batch, make_batch
from etl.transform.games import read_game_id
from etl.transform.rejects import Collector, RejectLog, Stats
from etl.transform.users import Users

T = TypeVar("T")

REVIEWS_PER_BATCH: Final = 2_000
"""Enough to share out among the processes that score them, few enough to show progress."""

MAX_CHARACTERS: Final = 100_000
"""The longest review: the store allows 8,000, and TextBlob needs quadratic time for punctuation."""

_FIELDS: Final = frozenset({"user_id", "steam_id", "user_url", "reviews"})
_REVIEW_FIELDS: Final = frozenset(
    {"item_id", "posted", "last_edited", "recommend", "helpful", "funny", "review"}
)
_NO_POLARITY: Final = None  # the column is filled later, by etl.scoring
_UNDATED: Final = (None, None, None)
_UNCOUNTED: Final = (None, None)


class Reviews(Collector):
    """The reviews of one file."""

    def __init__(self, file_number: int, *, stats: Stats, log: RejectLog) -> None:
        super().__init__(file_number, stats=stats, log=log)
        self._users = Users(file_number, stats=stats, has_library=False)

    def add(self, line: int, raw: bytes, record: dict[str, object]) -> None:
        """Keep a user's reviews, without those that are refused."""
        warnings = self._stats.warnings
        warnings.at(line)
        warnings.look_for_unknown(record, _FIELDS)
        try:
            reviews = _review_list(record)
            self._users.add(line, record)
        except Reject as reject:
            self._log.add(reject, line=line, kind="user", raw=raw)
            return
        self._add_each(line, reviews)

    def add_of_known(self, line: int, record: dict[str, object]) -> None:
        """Keep the reviews of a user whom another collector has kept for the same line."""
        self._add_each(line, _review_list(record))

    def _add_each(self, line: int, reviews: list[object]) -> None:
        self._stats.records_read += len(reviews)
        for number, review in enumerate(reviews, start=1):
            self._stats.warnings.record = number
            try:
                row = self._read(review)
            except Reject as reject:
                self._log.add(reject, line=line, record=number, kind="review", raw=review)
                continue
            self._rows.append((self._file_number, line, number, *row, _NO_POLARITY))
            self._stats.records_accepted += 1

    def batches(self, batch_rows: int, *, final: bool) -> Iterator[Batch]:
        """Hand over the rows kept so far, if they are many or the last."""
        most = min(batch_rows, REVIEWS_PER_BATCH)
        if final or max(len(self._users), len(self._rows)) >= most:
            yield from self._users.batches()
        while len(self._rows) >= most or (final and self._rows):
            rows, self._rows = self._rows[:most], self._rows[most:]
            yield make_batch("staging.reviews", rows)

    def _read(self, review: object) -> tuple[object, ...]:
        if not isinstance(review, dict):
            raise Reject(
                "review_not_an_object", f"a review is {shortened_repr(review)}; it should be {{…}}"
            )
        self._stats.warnings.look_for_unknown(review, _REVIEW_FIELDS, of="reviews.")
        game_id = read_game_id(review.get("item_id"), field="item_id")
        posted = _read_posted(review.get("posted"))
        edited = self._stats.optional("last_edited", _read_date, review.get("last_edited"))
        row = (
            game_id,
            *posted,
            *(edited or _UNDATED),
            _read_recommend(review.get("recommend")),
            *(self._counted("helpful", parse_helpful_votes, review) or _UNCOUNTED),
            self._counted("funny", parse_funny_votes, review),
            _check_text_length(self._stats.optional("review", to_text, review.get("review"))),
        )
        self._stats.review_days.posted.add(posted)
        if edited is not None:
            self._stats.review_days.edited.add(edited)
        return row

    def _counted(
        self, field: str, reader: Callable[[object], T], review: dict[Any, object]
    ) -> T | None:
        """Read a count; nothing written is nobody, and no such field is unknown."""
        return self._stats.optional(field, reader, review[field]) if field in review else None


def _review_list(record: dict[str, object]) -> list[object]:
    reviews = record.get("reviews")
    if "reviews" not in record:
        raise Reject("missing_reviews", "the line has no reviews; it should hold a user's reviews")
    if is_absent(reviews):
        return []
    if not isinstance(reviews, list):
        raise Reject(
            "reviews_not_a_list", f"reviews is {shortened_repr(reviews)}; it should be a list"
        )
    return reviews


def _read_date(value: object) -> ReviewDate | None:
    if is_absent(value):
        return None
    if not isinstance(value, str):
        raise Unreadable(f"{shortened_repr(value)} should read like 'Posted November 5, 2011.'")
    return review_date(value)


def _read_posted(value: object) -> ReviewDate:
    try:
        posted = _read_date(value)
    except NoSuchDate as error:
        raise Reject("date_does_not_exist", f"posted: {error}") from error
    except OutOfRange as error:
        raise Reject("date_out_of_range", f"posted: {error}") from error
    except Unreadable as error:
        raise Reject("invalid_posted", f"posted: {error}") from error
    if posted is None:
        raise Reject("missing_posted", "posted is missing; it should read like 'Posted July 3.'")
    return posted


def _check_text_length(text: str | None) -> str | None:
    if text is not None and len(text) > MAX_CHARACTERS:
        raise Reject(
            "review_too_long",
            f"the text has {len(text):,} characters; a review may have {MAX_CHARACTERS:,}",
        )
    return text


def _read_recommend(value: object) -> bool:
    try:
        recommended = to_boolean(value)
    except Unreadable as error:
        raise Reject("invalid_recommend", f"recommend: {error}") from error
    if recommended is None:
        raise Reject("missing_recommend", "recommend is missing; it should be True or False")
    return recommended
