"""Pictures of pages: light and dark, wide and narrow; one of them is the documentation's."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click
import httpx

from bench.harness import HELP, load_folder, new_database, served
from db.settings import CHECKOUT
from etl.models.lifecycle import train_model
from etl.prices.training import PRICES
from etl.recommender.training import RECOMMENDATIONS
from etl.sample import generate_sample
from etl.sample.streaming import generate_streaming_sample
from etl.tastes.training import TASTES
from tests.browser.chromium import find_chromium, launched
from tests.browser.kinds import find_kinds

WIDTHS: Final = {"wide": 1280, "narrow": 360}
HEIGHT: Final = 860
DOCUMENTED: Final = "/games/*"
PICTURE: Final = CHECKOUT / "docs" / "explorer.png"
FOLDER: Final = CHECKOUT / ".data" / "screenshots"
_OURS: Final = "api.serve:create_worker"


@contextmanager
def _serving(data: Path | None) -> Iterator[str]:
    """Serve a folder of files, or the generated sample of both domains, with models."""
    with new_database(durable=False) as (_, server), tempfile.TemporaryDirectory() as made:
        folder = data or Path(made)
        if data is None:
            generate_sample(folder)
            generate_streaming_sample(folder)
        load_folder(server.url, folder)
        for kind in (RECOMMENDATIONS, PRICES, TASTES):
            train_model(kind, server.url)
        environ = {"DATABASE_URL": server.url.render_as_string(hide_password=False)}
        with served(_OURS, environ) as one:
            yield f"http://{one.host}:{one.port}"


def take(site: str, program: str, folder: Path, documented: Path | None) -> int:
    """Take pictures of a page of each kind; gives their number.

    Args:
        site: a server's address.
        program: Chromium.
        folder: where they go, under names such as `games-one-wide-dark.png`.
        documented: where the upper part of a game's page goes, too.
    """
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with httpx.Client(base_url=site) as client:
        kinds = find_kinds(client)
    with launched(program) as browser, browser.new_context(base_url=site) as context:
        page = context.new_page()
        for kind, path in kinds.items():
            name = kind.strip("/?").replace("/*", "-one").replace("/", "-") or "start"
            page.goto(path)
            for width, pixels in WIDTHS.items():
                page.set_viewport_size({"width": pixels, "height": HEIGHT})
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme=scheme)
                    page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
                    count += 1
        if documented:
            page.set_viewport_size({"width": WIDTHS["wide"], "height": HEIGHT})
            page.emulate_media(color_scheme="light")
            page.goto(_described_game(site) or kinds[DOCUMENTED])
            page.screenshot(path=documented)
    return count


def _described_game(site: str) -> str | None:
    """Find a game of which much is known: owned, reviewed, with a price."""
    games = httpx.get(f"{site}/v1/games?sort=-owners&free=false&limit=100").json()["data"]
    known = [one for one in games if one["price_usd"] and one["reviews_count"] and one["genres"]]
    best = max(known, key=lambda one: one["reviews_count"], default=None)
    return best and f"/games/{best['game_id']}"


@click.command(context_settings=HELP)
@click.option("--data", type=click.Path(path_type=Path, exists=True), help="Files to show.")
@click.option("--address", help="A running server to take pictures of instead.")
def main(data: Path | None, address: str | None) -> None:
    """Take pictures of a page of each kind, into a folder that git ignores.

    Without files or a server they are of the generated sample; then docs/explorer.png is, too.
    """
    program = find_chromium()
    if program is None:
        click.echo(
            "Error: no Chromium is here; on Debian or Ubuntu: apt install chromium", err=True
        )
        sys.exit(1)
    if address:
        count = take(address, program, FOLDER, None)
    else:
        with _serving(data) as site:
            count = take(site, program, FOLDER, None if data else PICTURE)
    click.echo(f"{count} pictures are in {FOLDER}")


if __name__ == "__main__":
    main()
