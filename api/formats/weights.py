"""Headers such as Accept in; their elements with their weights out, as RFC 9110 reads them."""

from typing import Final

_MOST_DECIMALS: Final = 3


def weights(header: str) -> list[tuple[str, float]]:
    """Split a header into its elements, in lower case and bare, each with its q from 0 to 1.

    An element whose weight cannot be read is passed over, as if it were not there.
    """
    found: list[tuple[str, float]] = []
    for element in header.lower().split(","):
        name, *parameters = (part.strip() for part in element.split(";"))
        texts = [one[2:] for one in (_tight(two) for two in parameters) if one.startswith("q=")]
        weight = _weight(texts[0]) if texts else 1.0
        if name and weight is not None:
            found.append((name, weight))
    return found


def _tight(parameter: str) -> str:
    """Take the blanks from round the sign, where some clients write them."""
    name, sign, value = parameter.partition("=")
    return f"{name.strip()}{sign}{value.strip()}"


def _weight(text: str) -> float | None:
    whole, _, decimals = text.partition(".")
    digits = whole + decimals
    if not digits.isascii() or not digits.isdigit() or len(decimals) > _MOST_DECIMALS:
        return None
    weight = float(text)
    return weight if weight <= 1 else None
