"""Polarities of texts that are reviews already: under the same rules each scores the same."""

import hashlib
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import psycopg
from psycopg import sql

from etl.pgcopy import decode_rows

_COLUMNS: Final = (("digest", "int8"), ("polarity", "float8"))
# None is known where a load was made under other rules: nobody knows which reviews are of it.
_KNOWN: Final = """
    copy (
        select
            ('x' || encode(substr(sha256(convert_to(review, 'UTF8')), 1, 8), 'hex'))
            ::bit(64)::bigint as digest,
            polarity
        from core.reviews
        where
            polarity is not null
            and not exists (
                select from core.loads
                where kind = 'load' and status = 'published' and versions ->> 'rules' <> {}
            )
        order by digest
    )
    to stdout (format binary)
"""


class KnownPolarities:
    """Polarities by the digest of the text, in sixteen bytes each; fetched when first asked for."""

    def __init__(self, connection: psycopg.Connection[Any], *, rules: str) -> None:
        self._connection = connection
        self._rules = rules
        self._known: tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]] | None = None

    def of(self, texts: Sequence[str | None]) -> npt.NDArray[np.float64]:
        """Look texts up; NaN where none is known."""
        if self._known is None:
            self._known = self._fetch()
        digests, polarities = self._known
        if not len(digests):
            return np.full(len(texts), np.nan)
        asked = np.fromiter((_digest(text or "") for text in texts), np.int64, len(texts))
        places = np.minimum(np.searchsorted(digests, asked), len(digests) - 1)
        return np.where(digests[places] == asked, polarities[places], np.nan)

    def _fetch(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        statement = sql.SQL(_KNOWN).format(sql.Literal(self._rules))
        with self._connection.cursor().copy(statement) as copy:
            rows = decode_rows(b"".join(copy), _COLUMNS)
        return rows["digest"].astype(np.int64), rows["polarity"].astype(np.float64)


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)
