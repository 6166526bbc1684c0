"""Prices in USD from numbers and from what shops write instead (contract, section 2, `price`)."""

import re
import unicodedata
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import Final

from etl.clean.errors import OutOfRange, shortened_repr
from etl.clean.text import to_text

_CENT: Final = Decimal("0.01")
_FREE: Final = Decimal("0.00")
_LIMIT: Final = Decimal(100_000_000)  # numeric(10, 2)
_NUMBER: Final = r"((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.[0-9]{1,12})?)"
_AMOUNTS: Final = (
    re.compile(rf"(?<!-)\$\s*{_NUMBER}(?![0-9]|[.,][0-9])"),
    re.compile(rf"(?<![0-9.,-]){_NUMBER}\s*(?:\$|USD)", re.IGNORECASE),
    re.compile(rf"USD\s*{_NUMBER}(?![0-9]|[.,][0-9])", re.IGNORECASE),
    re.compile(r"(?<![0-9.,$-])([0-9]{1,12}\.[0-9]{2})(?![0-9]|[.,][0-9])"),
    re.compile(rf"^\s*{_NUMBER}\s*$"),
)
# "12.99 CHF", "kr 45.00", "R$ 10.00": the amount is of another currency.
_CODE: Final = (
    "(?:AUD|BRL|CAD|CHF|CNY|CZK|DKK|EUR|GBP|HKD|INR|JPY|KRW|MXN|NOK|NZD|PLN|RUB|SEK|kr|zł)"
)
_OTHER_CURRENCY: Final = re.compile(
    rf"[0-9]\s*{_CODE}\b|\b{_CODE}\s*[0-9]|\b(?!US\$)[A-Z]{{1,3}}\$", re.IGNORECASE
)


def parse_price(value: object) -> Decimal | None:
    """Read a price, or a reduced one: the amount in USD, to the cent.

    Contract: "a number as it is; text containing "free" in any case is 0.00; text with an amount
    ("Starting at $499.00") is that amount; anything else and null is null (unknown, not free)".
    "A positive price that rounds to 0.00 is unknown, not free."

    Raises:
        Unreadable: a boolean, a list or an object; a number that is no amount.
        Reject: the text cannot be stored.
    """
    text = to_text(value)
    if text is None or not text.strip():
        return None
    return _parse_price_text(text) if isinstance(value, str) else _round_to_cents(str(value))


def _parse_price_text(text: str) -> Decimal | None:
    if "free" in text.lower():
        return _FREE
    if any(sign != "$" and unicodedata.category(sign) == "Sc" for sign in text):
        return None  # an amount in euros is no amount in dollars
    if _OTHER_CURRENCY.search(text):
        return None
    for pattern in _AMOUNTS:
        if found := pattern.search(text):
            return _round_to_cents(found[1].replace(",", ""))
    return None


@lru_cache(maxsize=8192)  # 64,000 prices are of some hundred amounts
def _round_to_cents(digits: str) -> Decimal:
    amount = Decimal(digits)
    if not amount.is_finite() or not 0 <= amount < _LIMIT:
        raise OutOfRange(f"{shortened_repr(digits)} should be from 0 to {_LIMIT} USD")
    rounded = amount.quantize(_CENT, rounding=ROUND_HALF_EVEN)
    if rounded >= _LIMIT:
        raise OutOfRange(f"{shortened_repr(digits)} should be below {_LIMIT} USD")
    if amount and not rounded:
        raise OutOfRange(f"{shortened_repr(digits)} should be 0, or {_CENT} USD or more")
    return abs(rounded)
