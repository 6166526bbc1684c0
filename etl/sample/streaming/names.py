"""Invented names of people and texts about titles."""

from typing import Final

from etl.sample.draws import Dice, split_phrases, split_words
from etl.sample.names import ADJECTIVES, NOUNS

PEOPLE: Final = 72_000
_FIRST: Final = split_words("""
    Adrun Belka Cassiv Doren Elvika Fenno Gisra Halvet Imra Jostan Kelda Lumir Marnok Nessika Orvin
    Pelda Quira Rasko Selmy Tavrin Ulda Vesker Wenda Xaro Yolvi Zerran Amvik Brisel Corvan Delmy
    Ervok Farla Gorvin Hessa Ilvar Jenko Karsel Lovika Mirven Norsk
""")
_LAST_START: Final = split_words("""
    Vost Quen Harl Brem Tolv Ister Mand Korv Pell Rund Sarv Thal Ulm Wex Yarb Zind Ask Blen Crov
    Dran Elst Fosk Grem Hund Jarv Kest Lorn Morv Nask Oster Prav Rost Stelm Trov Urb Veld Wisk Yond
    Zarn Arb
""")
_LAST_END: Final = split_words("""
    rel aby isk ander ova unen etti ario olm wick enko alli imir oud essen aro ikh undi ette ahl
    ovic ane urro enti osh ible ardo eska orun elli arne ost udin avel erro illo ansk ugu ewe ashi
    onde umi arsson ell oy
""")
_OPENINGS: Final = split_phrases("""
    A {job} returns to the {place}; Two rival {job}s share one {place}; After the {event}, a {job}
    hides in the {place}; Nobody at the {place} believes the {job}; A young {job} inherits the
    {place}; In this film a {job} explains the {place}; Every summer the {place} hires a {job};
    A {job} and her brother search the {place}
""")
_ENDINGS: Final = split_phrases("""
    and finds a secret; while the {event} draws near; but the {event} changes everything; and loses
    the map; to save the town; before the last ferry leaves; and learns to forgive; with nothing
    but a radio; as old friends turn away; and falls in love
""")
_JOBS: Final = split_words("""
    beekeeper surveyor baker pilot translator carpenter detective teacher nurse sailor violinist
    gardener cook boxer lawyer fisher clockmaker
""")
_EVENTS: Final = split_words("storm election wedding flood eclipse strike trial festival fire war")


def sample_person(number: int) -> str:
    """Name a person; 72,000 names are different."""
    mixed = (number * 30_011 + 17) % PEOPLE
    first, last = mixed % len(_FIRST), mixed // len(_FIRST)
    start, end = last % len(_LAST_START), last // len(_LAST_START)
    return f"{_FIRST[first]} {_LAST_START[start]}{_LAST_END[end]}"


def sample_description(dice: Dice, *, sentences: int) -> str:
    """Describe a title."""
    return " ".join(
        _fill(dice, f"{dice.pick(_OPENINGS)} {dice.pick(_ENDINGS)}.") for _ in range(sentences)
    )


def _fill(dice: Dice, pattern: str) -> str:
    return pattern.format(
        job=dice.pick(_JOBS),
        place=f"{dice.pick(ADJECTIVES)} {dice.pick(NOUNS)}".lower(),
        event=dice.pick(_EVENTS),
    )
