"""Limits of what of a file may be rejected or unreadable before a load stops."""

from collections.abc import Sequence
from typing import Final

import psycopg

from db.errors import LoadFailed
from etl.load_report import FileRead, place_and_detail, unread_sentence
from etl.read.diagnosis import name_file_in_errors
from etl.session import UNTOUCHED

EXAMPLES: Final = 3
LEAST_PRESENT: Final = 1_000
"""Records with a field from which on its share of unreadable values can stop a load."""

_UNDATABLE: Final = """
    select file_number, count(*)
    from staging.reviews
    inner join staging.crawls using (file_number)
    where
        posted_year is null
        and staging.day_of(crawl_year, posted_month, posted_day) is null
    group by file_number
"""
_REJECT_UNDATABLE: Final = "select staging.reject_undatable_reviews()"


def check_rejects(connection: psycopg.Connection, file: FileRead, *, max_share: float) -> None:
    """Refuse a file of whose lines or records more than `max_share` (0 to 1) was rejected.

    Empty lines count as neither; a line that is rejected takes its records with it, so the two
    shares are looked at one by one.

    Raises:
        LoadFailed: the message names the file, both numbers, the first rejects and the way out.
    """
    stats = file.stats
    records_rejected = sum(stats.rejected_by_kind[kind] for kind in ("item", "review"))
    lines_rejected = stats.rejected.total() - records_rejected
    for what, rejected, read in (
        ("lines", lines_rejected, stats.lines_read - stats.empty_lines),
        ("records", records_rejected, stats.records_read),
    ):
        if rejected > max_share * read:
            raise LoadFailed(
                f"{file.source.name}: {rejected:,} of {read:,} {what} were rejected "
                f"({rejected / read:.2%}), more than the limit of {max_share:.2%}. {UNTOUCHED}\n"
                f"{_reject_examples(connection, file)}"
                "Repair the file, or raise the limit with --max-rejects PERCENT."
            )


def check_unreadable(file: FileRead, *, max_share: float) -> None:
    """Refuse a file with a field of which more than `max_share` (0 to 1) could not be read.

    Only where `LEAST_PRESENT` records have the field; below that the load's report names them.

    Raises:
        LoadFailed: the message names the file, the field, both numbers, some values and the way
            out.
    """
    for unread in file.doubtful_fields(max_share=max_share):
        if unread.present >= LEAST_PRESENT:
            examples = "".join(f"  {place_and_detail(one)}\n" for one in unread.examples[:EXAMPLES])
            raise LoadFailed(
                f"{unread_sentence(file, unread)}, more than the limit of {max_share:.2%}. "
                f"{UNTOUCHED}\n{examples}"
                "Repair the file, or raise the limit with --max-unreadable PERCENT; the values "
                "are unknown then."
            )


def check_impossible_dates(
    connection: psycopg.Connection, files: Sequence[FileRead], *, max_share: float
) -> None:
    """Refuse a file if the year of its crawl has no such day for more than `max_share` of it.

    Those within the limit become rejects when the reviews are merged.

    Raises:
        LoadFailed: the message names the file, both numbers and the way out.
    """
    undatable: dict[int, int] = dict(connection.execute(_UNDATABLE).fetchall())
    for file in files:
        found, read = undatable.get(file.source.number, 0), file.stats.records_read
        if found + file.stats.rejected_by_kind["review"] > max_share * read and found:
            connection.execute(_REJECT_UNDATABLE)
            with name_file_in_errors(file.source.path):
                raise LoadFailed(
                    f"{file.source.name}: {found:,} of {read:,} reviews have a date without a year "
                    "that the year of the crawl does not have, more than the limit of "
                    f"{max_share:.2%}. {UNTOUCHED}\n"
                    f"{_reject_examples(connection, file)}"
                    "Name the year in which the files were collected with --crawl-year YEAR."
                )


def _reject_examples(connection: psycopg.Connection, file: FileRead) -> str:
    rows = connection.execute(
        """
        select line_number, record_number, reason, detail
        from staging.rejects
        where file_number = %s
        order by line_number, record_number
        limit %s
        """,
        [file.source.number, EXAMPLES],
    )
    return "".join(
        f"  line {line:,}{f', record {record:,}' if record else ''}: {detail} ({reason})\n"
        for line, record, reason, detail in rows
    )
