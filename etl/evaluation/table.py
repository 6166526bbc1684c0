"""Tables of an evaluation's document, for a person."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from etl.report import print_table, text_table

NOTHING: Final = "-"
THOUSAND: Final = 1000


def print_evaluation(console: Console, document: Mapping[str, Any]) -> None:
    """Write every table of the document that is there, and what is to be known of it."""
    for table in tables(document):
        print_table(console, table)
    for line in remarks(document):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def tables(document: Mapping[str, Any]) -> Iterator[Table]:
    """Lay out recommendations, cold games and similar games."""
    if models := document.get("models"):
        yield _recommendations(models)
    if cold := document.get("cold"):
        yield text_table(
            title="Cold games, ranked among themselves with their owners hidden",
            header=("model", *(f"{name} R@10" for name in cold)),
            rows=tuple(
                (title, *(_mean(scores.get(title)) for scores in cold.values()))
                for title in dict.fromkeys(title for scores in cold.values() for title in scores)
            ),
        )
    for kind, lists in document.get("similar", {}).items():
        yield text_table(
            title=f"Similar games, lists of 10 among {kind}",
            header=("list", *(heading for heading, _, _ in _SIMILAR)),
            rows=tuple(
                (title, *(write(measures.get(key)) for _, key, write in _SIMILAR))
                for title, measures in lists.items()
            ),
        )


def remarks(document: Mapping[str, Any]) -> Iterator[str]:
    """Say who was asked, how sure the figures are, and who stayed away."""
    models = document.get("models", {})
    if models:
        yield (
            f"{document['asked_users']:,} {document['part']} users asked, "
            f"{document['training_users']:,} others learnt from, "
            f"{document['games']:,} games, seed {document['seed']}."
        )
    errors = [
        protocol["recall"]["standard_error"]
        for model in models.values()
        for protocol in model.get("protocols", {}).values()
    ]
    if errors:
        yield f"Standard error of R@10: at most {max(errors):.3f}; smaller differences are ties."
    for model in models.values():
        if why := model.get("skipped"):
            yield f"{model['title']} was left out: it {why}."


def _recommendations(models: Mapping[str, Any]) -> Table:
    there = {name for model in models.values() for name in model.get("protocols", {})}
    columns = [column for column in _COLUMNS if column[1] in there]
    return text_table(
        title="Recommendations",
        header=("model", "weights", *(heading for heading, *_ in columns), "learnt in"),
        rows=tuple(
            (
                model["title"],
                _count(model.get("weights")),
                *(
                    write(model.get("protocols", {}).get(protocol, {}).get(key))
                    for _, protocol, key, write in columns
                ),
                _seconds(model.get("learn_seconds")),
            )
            for model in models.values()
        ),
    )


def _mean(found: Mapping[str, Any] | None) -> str:
    return NOTHING if found is None else f"{found['value']:.3f}"


def _number(found: float | None) -> str:
    return NOTHING if found is None else f"{found:.3f}"


def _rank(found: float | None) -> str:
    return NOTHING if found is None else f"{found:,.0f}"


def _count(found: int | None) -> str:
    if found is None:
        return NOTHING
    return f"{found:,}" if found < THOUSAND else f"{found // THOUSAND:,} k"


def _seconds(found: float | None) -> str:
    return NOTHING if found is None else f"{found:.1f} s"


_COLUMNS: Final[tuple[tuple[str, str, str, Callable[[Any], str]], ...]] = (
    ("S R@10", "S", "recall", _mean),
    ("S N@10", "S", "ndcg", _mean),
    ("played N@10", "S", "played_ndcg", _mean),
    ("coverage", "S", "coverage", _number),
    ("median rank", "S", "median_popularity_rank", _rank),
    ("T R@10", "T", "recall", _mean),
    ("DS R@10", "DS", "recall", _mean),
)
_SIMILAR: Final[tuple[tuple[str, str, Callable[[Any], str]], ...]] = (
    ("file order", "file_order", _number),
    ("sequels", "sequels", _number),
    ("by the studio", "sequels_of_studio", _number),
    ("shared tags", "shared_tags", _number),
    ("largest hub", "largest_hub", _rank),
    ("coverage", "coverage", _number),
    ("stable", "stability", _number),
    ("rare games", "stability_rare", _number),
)
