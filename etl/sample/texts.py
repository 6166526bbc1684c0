"""Invented review texts of a known sentiment.

Every sentence of a list has the polarity that the list promises, and none changes the sign of its
neighbours (no "not", "never", "no"), so the sentiment of a text is known when it is written.
"""

from typing import Final

from etl.sample.draws import Dice, Spread, split_phrases

POSITIVE: Final = (
    "I love the {thing}.",
    "The {thing} is excellent.",
    "What a wonderful {thing}!",
    "Great {thing}, great {other}.",
    "Best {thing} I have seen in {count} years",
    "It's a perfect weekend with friends.",
    "Awesome {thing}, {count}/10 would play again",
    "so much fun with the {thing}!!!",
    "The {thing} is charming and the {other} is delightful.",
    'My brother said "superb" after {count} minutes, and the {other} is superb.',
    "Amazing. {count} hours in and the {thing} is beautiful.",
    "I am impressed by the {thing}, a brilliant idea.",
    "good game",
    "10/10 good {thing}",
    "The {thing} feels fantastic on a controller.",
    "❤ the {thing}, lovely {other} ☃",
)
NEUTRAL: Final = (
    "I played it for {count} hours.",
    "The {thing} comes after the {other}.",
    "You start with the {thing} and unlock the {other} at level {count}.",
    "There is a {thing}.",
    "My PC has {count} GB of RAM.",
    "Bought it in the sale with a friend's key.",
    'The box says "{thing}".',
    "Chapter {count} takes place in a harbour.",
    "Press F to skip the {thing}.",
    "It runs at {count} fps.",
    "meh",
    "👾 {count} 👾",
    "El {thing} está aquí.",
    "Update: the patch changed the {other}.",
)
NEGATIVE: Final = (
    "The {thing} is terrible.",
    "Boring {thing}, awful {other}.",
    "I hate the {thing}.",
    "It's broken: the {thing} stops after {count} minutes.",
    "What a horrible {thing}!",
    "Worst {thing} in {count} years",
    "The {thing} is a disappointing mess.",
    'They call it a "{thing}", I call it pathetic.',
    "The {other} is ugly and the {thing} is annoying.",
    "Bad {thing}. Bad {other}. Bad.",
    "Useless {thing} since the patch.",
    "Frustrating controls, dull {thing}.",
    "A poor {thing} for {count} dollars.",
    "terrible port, the {thing} is unplayable",
)
THINGS: Final = split_phrases("""
    soundtrack; tutorial; crafting; story; map editor; inventory; co-op mode; boss fight; physics
    engine; dialogue; camera; multiplayer; ending; harbour level; tech tree; combat; interface; car
    handling; voice acting; puzzle design; skill tree; trading; netcode; level editor
""")
BLANK: Final = ("", " ", "  \t ")
_BLANK_SHARE: Final = 3  # of 1,000 neutral texts
_SENTENCES: Final = Spread(
    (0, 1), (4_000, 1), (6_500, 2), (8_500, 5),
    (9_300, 12), (9_900, 40), (9_990, 110), (10_000, 150),
)  # fmt: skip


def sample_review_text(dice: Dice, *, sentiment: int) -> str:
    """Write a text of the sentiment 2 (positive), 1 (neutral) or 0 (negative)."""
    if sentiment == 1 and dice.chance(_BLANK_SHARE):
        return dice.pick(BLANK)
    toned = (NEGATIVE, NEUTRAL, POSITIVE)[sentiment]
    more = [toned if dice.chance(300) else NEUTRAL for _ in range(dice.along(_SENTENCES) - 1)]
    return " ".join(
        dice.pick(patterns).format(
            thing=dice.pick(THINGS), other=dice.pick(THINGS), count=2 + dice.below(98)
        )
        for patterns in (toned, *more)
    )
