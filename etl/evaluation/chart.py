"""Bar chart of each recommender's recall, as an SVG picture."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 900, 240, 70, 70, 40
BAR, GAP, BETWEEN = 13, 2, 12
FONT: Final = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif"
STEPS: Final = (0.02, 0.05, 0.1, 0.2)
MOST_LINES: Final = 8

# Colours that stay apart for the colour-blind (Okabe and Ito).
SERIES: Final = {
    "S": ("#0072b2", "S: a fifth hidden at random"),
    "T": ("#e69f00", "T: the newest fifth"),
    "DS": ("#009e73", "DS: discoveries"),
}


def evaluation_chart(document: Mapping[str, Any]) -> str:
    """Draw R@10 by model and protocol, each bar with its standard error; an SVG document."""
    models = [model for model in document["models"].values() if "protocols" in model]
    series = [name for name in SERIES if any(name in model["protocols"] for model in models)]
    group = len(series) * (BAR + GAP) + BETWEEN
    height = TOP + len(models) * group + BOTTOM
    recalls = [found["recall"] for model in models for found in model["protocols"].values()]
    most = max((mean["value"] + mean["standard_error"] for mean in recalls), default=0.0)
    step = next((step for step in STEPS if most / step < MOST_LINES), STEPS[-1])
    top = step * (int(most / step) + 1)
    scale = (WIDTH - LEFT - RIGHT) / top
    parts = [*_svg_head(height, series), *_svg_grid_lines(height, step=step, top=top, scale=scale)]
    for number, model in enumerate(models):
        y = TOP + number * group
        middle = y + (group - BETWEEN) / 2 + 4
        parts.append(_svg_text(LEFT - 10, middle, model["title"], anchor="end"))
        for place, name in enumerate(series):
            if mean := model["protocols"].get(name, {}).get("recall"):
                top_edge = y + place * (BAR + GAP)
                parts += _svg_bar(top_edge, mean, colour=SERIES[name][0], scale=scale)
    return "\n".join([*parts, "</svg>", ""])


def _svg_head(height: float, series: list[str]) -> Iterator[str]:
    title = "Hidden games found among the first 10 (R@10)"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" font-family="{FONT}" font-size="12">'
    )
    yield f"<title>{title}</title>"
    yield f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>'
    yield _svg_text(LEFT, 24, title, size=16)
    for place, name in enumerate(series):
        colour, words = SERIES[name]
        x = LEFT + place * 205
        yield f'<rect x="{x}" y="38" width="12" height="12" fill="{colour}"/>'
        yield _svg_text(x + 17, 48, words)


def _svg_grid_lines(height: float, *, step: float, top: float, scale: float) -> Iterator[str]:
    bottom = height - BOTTOM
    for number in range(round(top / step) + 1):
        x = LEFT + number * step * scale
        yield (
            f'<line x1="{x:.1f}" y1="{TOP - 6}" x2="{x:.1f}" y2="{bottom:.1f}" stroke="#dddddd"/>'
        )
        yield _svg_text(x, bottom + 16, f"{number * step:.2f}", anchor="middle")


def _svg_bar(y: float, mean: Mapping[str, float], *, colour: str, scale: float) -> Iterator[str]:
    value, error = mean["value"], mean["standard_error"]
    low, high = (LEFT + max(0.0, value + sign * error) * scale for sign in (-1, 1))
    middle = y + BAR / 2
    yield (
        f'<rect x="{LEFT}" y="{y:.1f}" width="{value * scale:.1f}" height="{BAR}" fill="{colour}"/>'
    )
    yield (
        f'<line x1="{low:.1f}" y1="{middle:.1f}" x2="{high:.1f}" y2="{middle:.1f}" '
        'stroke="#222222" stroke-width="1.5"/>'
    )
    yield _svg_text(high + 5, middle + 4, f"{value:.3f}", size=11)


def _svg_text(x: float, y: float, words: str, *, anchor: str = "start", size: int = 12) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
        f'fill="#222222">{escape(words)}</text>'
    )
