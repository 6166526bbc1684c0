"""Review texts of a sample have the sentiment that they were written with."""

import pytest
from textblob import TextBlob

from etl.sample import texts
from etl.sample.draws import Dice


def sign(text: str) -> int:
    polarity: float = TextBlob(text).sentiment.polarity
    return (polarity > 0) - (polarity < 0)


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [(texts.POSITIVE, 1), (texts.NEUTRAL, 0), (texts.NEGATIVE, -1)],
    ids=["positive", "neutral", "negative"],
)
def test_every_sentence_keeps_the_promise_of_its_list(
    patterns: tuple[str, ...], expected: int
) -> None:
    for pattern in patterns:
        for place, thing in enumerate(texts.THINGS):
            text = pattern.format(thing=thing, other=texts.THINGS[place - 1], count=2 + 4 * place)
            assert sign(text) == expected, text


@pytest.mark.parametrize("sentiment", [0, 1, 2])
def test_whole_texts_have_their_sentiment(sentiment: int) -> None:
    written = [
        texts.sample_review_text(Dice(state), sentiment=sentiment) for state in range(1, 600)
    ]
    assert len(set(written)) > 400
    assert {sign(text) for text in written} == {sentiment - 1}


def test_some_neutral_texts_are_blank() -> None:
    written = [texts.sample_review_text(Dice(state), sentiment=1) for state in range(3_000)]
    assert {text for text in written if not text.strip()} == set(texts.BLANK)
