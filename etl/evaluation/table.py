"""Tables of an evaluation's document, for a person."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from rich.console import Console
from rich.table import Table

from etl.console import print_table, text_table

NOTHING: Final = "-"
THOUSAND: Final = 1000
_Column: TypeAlias = tuple[str, str, str, str]
"""Heading, protocol, measure and form."""


def print_evaluation_tables(console: Console, document: Mapping[str, Any]) -> None:
    """Write every table of the document that is there, and what is to be known of it."""
    for table in evaluation_tables(document):
        print_table(console, table)
    for line in evaluation_remarks(document):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def evaluation_tables(document: Mapping[str, Any]) -> Iterator[Table]:
    """Lay out recommendations, cold games and similar games."""
    if models := document.get("models"):
        there = {name for model in models.values() for name in model.get("protocols", {})}
        if there & {"S", "T", "DS"} or not there:
            yield _recommendation_table("Recommendations", models, _COLUMNS)
        if there - {"S", "T", "DS"}:
            yield _recommendation_table("Libraries of a few games", models, _FEW_COLUMNS)
    if cold := document.get("cold"):
        titles = dict.fromkeys(title for scores in cold.values() for title in scores)
        rows = [
            (title, *(_format_figure(_MEAN, scores.get(title)) for scores in cold.values()))
            for title in titles
        ]
        header = ("model", *(f"{name} R@10" for name in cold))
        yield text_table(
            "Cold games, ranked among themselves with their owners hidden", header, rows
        )
    for kind, lists in document.get("similar", {}).items():
        rows = [
            (title, *(_format_figure(form, measures.get(key)) for _, key, form in _SIMILAR))
            for title, measures in lists.items()
        ]
        header = ("list", *(heading for heading, _, _ in _SIMILAR))
        yield text_table(f"Similar games, lists of 10 among {kind}", header, rows)


def evaluation_remarks(document: Mapping[str, Any]) -> Iterator[str]:
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


def _recommendation_table(title: str, models: Mapping[str, Any], known: Sequence[_Column]) -> Table:
    there = {name for model in models.values() for name in model.get("protocols", {})}
    columns = [column for column in known if column[1] in there]
    rows = []
    for model in models.values():
        found = model.get("protocols", {})
        figures = [_format_figure(form, found.get(of, {}).get(key)) for _, of, key, form in columns]
        seconds = _format_figure(_SECONDS, model.get("learn_seconds"))
        rows.append((model["title"], _format_count(model.get("weights")), *figures, seconds))
    header = ("model", "weights", *(heading for heading, *_ in columns), "learnt in")
    return text_table(title, header, rows)


def _format_figure(form: str, found: object) -> str:
    return NOTHING if found is None else form.format(found)


def _format_count(found: int | None) -> str:
    if found is None:
        return NOTHING
    return f"{found:,}" if found < THOUSAND else f"{found // THOUSAND:,} k"


_MEAN, _SHARE, _RANK, _SECONDS = "{[value]:.3f}", "{:.3f}", "{:,.0f}", "{:.1f} s"
_COLUMNS: Final[tuple[_Column, ...]] = (
    ("S R@10", "S", "recall", _MEAN),
    ("S N@10", "S", "ndcg", _MEAN),
    ("played N@10", "S", "played_ndcg", _MEAN),
    ("coverage", "S", "coverage", _SHARE),
    ("median rank", "S", "median_popularity_rank", _RANK),
    ("T R@10", "T", "recall", _MEAN),
    ("DS R@10", "DS", "recall", _MEAN),
)
_FEW_COLUMNS: Final[tuple[_Column, ...]] = tuple(
    (f"{count}{title} {heading}", f"few-{count}{of}", key, _MEAN)
    for count in (1, 2, 3)
    for of, title, heading, key in (
        ("", "", "R@10", "recall"),
        ("", "", "played N@10", "played_ndcg"),
        ("-rare", ", rare", "R@10", "recall"),
    )
)
_SIMILAR: Final = (
    ("file order", "file_order", _SHARE),
    ("sequels", "sequels", _SHARE),
    ("by the studio", "sequels_of_studio", _SHARE),
    ("shared tags", "shared_tags", _SHARE),
    ("largest hub", "largest_hub", _RANK),
    ("coverage", "coverage", _SHARE),
    ("stable", "stability", _SHARE),
    ("rare games", "stability_rare", _SHARE),
)
