"""Invented names of series, studios and users, never one twice."""

import re
from typing import Final

from etl.sample.draws import split_words

ADJECTIVES: Final = split_words("""
    Iron Copper Velvet Saffron Mossy Tin Amber Cobalt Woollen Crooked Lilac Paper Salted Rusty
    Pewter Marble Hollow Scarlet Wicker Frosted Linen Ochre Drowsy Gilded Thorny Ashen
    Peppered Tidal Smoky Walnut Nimble Brazen Clay Indigo Mellow Barley Vagrant Silken Chalky
    Tawny Pebbled Hazel Murky Cedar Ivory Braided Molten Dusty Faded Juniper Lunar Quilted
    Rugged Sable Spiral Tattered Umber Winding Zinc Argent Bramble Cinder Dappled Elder
""")
NOUNS: Final = split_words("""
    Harbor Orchard Lantern Ferry Abbey Kettle Sparrow Citadel Compass Meadow Foundry Beacon
    Anvil Caravan Parlour Glacier Monolith Tavern Falcon Quarry Bastion Carousel Lagoon
    Pilgrim Turbine Archive Badger Cathedral Delta Engine Furrow Garrison Hamlet Isthmus
    Jackdaw Keel Ledger Minaret Nomad Outpost Pagoda Quiver Rampart Sextant Thicket Usher
    Viaduct Windmill Yard Zeppelin Almanac Bellows Causeway Dynamo Estuary Forge Gondola Heron
    Inlet Jetty Knoll Locket Mortar Nursery
""")
SUBTITLES: Final = split_words("""
    Tides Embers Reckoning Homecoming Crossroads Undertow Daybreak Exodus Harvest Overture
    Requiem Aftermath Frontier Nocturne Equinox Heirloom Solstice Wayfarers Threshold
    Cartographers Interlude Monsoon
""")
_STUDIO_FIRST: Final = split_words("""
    Owl Otter Pine Acorn Basil Comet Dune Echo Fig Gull Heath Inkwell Jasper Kestrel Lark
    Maple Nettle Onyx Plum Quartz Raven Sorrel Thistle Umbra Vetch Willow Yarrow Zephyr Anchor
    Birch Clover Dahlia Ember Fjord Grove Hornet Iris Jetsam Kelp Lichen Magpie Noon Oat
    Puffin Quill Reef Sage Tarn Urchin Vole Wren Yolk Zest Aspen Bison Cairn Dell Elm Fern
    Gorse
""")
_STUDIO_SECOND: Final = split_words("""
    Street Bridge Hill Lane Gate Mill Brook Point Square Bay Field Court Wharf Loft Attic
    Cellar Tower Garden Pier Bench Corner Shelf Drawer Window Ladder Cabin Barn Shed Dock Vale
    Ridge Crest Hollowway Ford Marsh Moor Fen Glen Cove Strand Spit Reach Bank Shore Cliff
    Crag Peak Pass Trail Track Road Avenue Row Mews Yardway Close Rise Drive Walk Terrace
""")
_STUDIO_LAST: Final = (
    *("Games", "Studio", "Interactive", "Software", "Entertainment", "Works", "Studios, Inc."),
    *("Productions", "CO., LTD.", "Digital", "GmbH", "Labs, LLC"),
)


def _permute_number(number: int, *, size: int, start: int) -> int:
    """Visit 0 to size-1 in a mixed order; the step shares no divisor with `size`."""
    return (number * 1717 + start) % size


def sample_series_name(number: int, *, start: int) -> str:
    """Name a game series.

    Args:
        number: which series, from 0; up to about 90,000 names are different.
        start: where in the mixed order the sample begins.
    """
    size = len(ADJECTIVES) * len(NOUNS)
    turn, place = divmod(number, size)
    place = _permute_number(place, size=size, start=start)
    adjective, noun = ADJECTIVES[place // len(NOUNS)], NOUNS[place % len(NOUNS)]
    stem = (f"{adjective} {noun}", f"The {adjective} {noun}")[place % 7 == 0]
    return f"{stem}: {SUBTITLES[turn - 1]}" if turn else stem


def sample_game_name(series: str, *, part: int, parts: int) -> str:
    """Name the `part`-th title (from 0) of a series that has `parts` titles."""
    if part == 0:
        return series
    if part == parts - 1 and parts > 3:  # noqa: PLR2004 - long series end in an add-on
        return f"{series} - Season Pack"
    return f"{series} {part + 1}"


def sample_studio_name(number: int, *, start: int) -> str:
    """Name a studio; up to 43,200 names are different even ignoring case."""
    size = len(_STUDIO_FIRST) * len(_STUDIO_SECOND)
    turn, place = divmod(number, size)
    place = _permute_number(place, size=size, start=start)
    last = _STUDIO_LAST[(place + turn) % len(_STUDIO_LAST)]
    first, second = divmod(place, len(_STUDIO_SECOND))
    return f"{_STUDIO_FIRST[first]} {_STUDIO_SECOND[second]} {last}"


def sample_steam_id(number: int) -> int:
    """Number a user's account; different for every number below 2^28, and never in rising order."""
    return 76_561_197_960_265_728 + 2 + (number * 190_000_003 + 81_517) % (1 << 28)


def sample_user_id(number: int) -> str:
    """Name a user: two in three go by their account number, the others chose a name."""
    account = sample_steam_id(number)
    if account % 8 < 5:  # noqa: PLR2004 - five in eight, as in the community's own files
        return str(account)
    first = _STUDIO_FIRST[account // 8 % len(_STUDIO_FIRST)]
    second = NOUNS[account // 512 % len(NOUNS)]
    match account // 65_536 % 4:
        case 0:
            return f"{first}{second}{number}"
        case 1:
            return f"{first.lower()}_{second.lower()}_{number}"
        case 2:
            return f"xX{second}Xx{number}"
        case _:
            return f"{second.lower()}-{number}"


def sample_user_url(user: str) -> str:
    """Give the address of a user's page, in the two forms the community uses."""
    kind = "profiles" if user.startswith("7656119") else "id"
    return f"http://steamcommunity.com/{kind}/{user}"


def sample_name_slug(name: str) -> str:
    """Write a game's name as the store's addresses do."""
    return re.sub(r"[^A-Za-z0-9_]", "", name.replace(" ", "_")) or "_"
