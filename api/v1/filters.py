"""The filters of /v1/games: query parameters in, one GameFilters out."""

from decimal import Decimal

from api.v1 import parameters as given
from db.lists.games import GameFilters


async def provide_filters(  # noqa: PLR0913 - one for each filter
    *,
    genre: given.Genres = None,
    tag: given.Tags = None,
    spec: given.Specs = None,
    developer: given.Developers = None,
    publisher: given.Publishers = None,
    year_from: given.YearFrom = None,
    year_to: given.YearTo = None,
    price_from: given.PriceFrom = None,
    price_to: given.PriceTo = None,
    free: given.Free = None,
    early_access: given.EarlyAccess = None,
    in_catalogue: given.InCatalogue = None,
) -> GameFilters:
    """Gather what was asked for; an empty interval of years or prices simply holds no game."""
    return GameFilters(
        genre=_trimmed(genre),
        tag=_trimmed(tag),
        spec=_trimmed(spec),
        developer=_trimmed(developer),
        publisher=_trimmed(publisher),
        year_from=year_from,
        year_to=year_to,
        price_from=_exact(price_from),
        price_to=_exact(price_to),
        free=free,
        early_access=early_access,
        in_catalogue=in_catalogue,
    )


def _trimmed(names: list[str] | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in names or ())


def _exact(dollars: float | None) -> Decimal | None:
    """Compare with what was written: 19.99, not the nearest binary fraction."""
    return None if dollars is None else Decimal(repr(dollars))
