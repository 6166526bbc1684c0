"""Readers during upgrades that change one view: how many answers fail."""

import io
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from pathlib import Path
from typing import Final

from alembic import command

from bench.clients import ask
from bench.harness import new_database, served
from db.migrate import bundle, deploy, downgrade, head, upgrade
from db.settings import CHECKOUT
from etl.load import load
from etl.sample import generate

READERS: Final = 16
SECONDS: Final = 12
ROUNDS: Final = 3
PATHS: Final = (
    "/v1/games?genre=Action&sort=-owners",
    "/v1/games/10",
    "/PlayTimeGenre?genero=Action",
)
VIEW: Final = "api/game_details.sql"
"""What /v1/games is read from."""


def main() -> None:
    """Load a sample, ask for it, and migrate up and down meanwhile."""
    with new_database(durable=False) as (folder, server):
        database = server.url
        generate(folder / "sample")
        load(database, [folder / "sample"])
        _add_revision(folder)
        address = database.render_as_string(hide_password=False)
        environ = {"DATABASE_URL": address, "LUDOTECA_CACHE_MB": "0"}
        with served("api.app:create_app", environ) as api, ThreadPoolExecutor(1) as readers:
            reading = readers.submit(ask, api, PATHS, connections=READERS, seconds=SECONDS)
            took = []
            for _ in range(ROUNDS):
                for step in (upgrade, lambda url: downgrade(url, "-1")):
                    time.sleep(1)
                    began = time.perf_counter()
                    step(database)
                    took.append(time.perf_counter() - began)
            found = reading.result()
    print(f"{READERS} readers, {len(took)} migrations of {max(took):.2f} s at most")
    print(f"{found['requests']:,} answers, {found['errors']} failed, {found['max']:.2f} s at most")


def _add_revision(folder: Path) -> None:
    """Add a revision to a copy of the migrations, and let Alembic read that."""
    shutil.copy(CHECKOUT / "alembic.ini", folder)
    shutil.copytree(CHECKOUT / "migrations", folder / "migrations")
    follows = head()
    revision = f"{int(follows) + 1:04}"
    deploy.CONFIG_FILE = folder / "alembic.ini"
    bundle.OBJECTS_FOLDER = folder / "migrations" / "objects"
    files = bundle.read_frozen_bundle(follows)
    changed = files[VIEW].text.replace(" as\n", " with (security_barrier = false) as\n", 1)
    bundle.freeze_bundle(files | {VIEW: bundle.SqlFile(VIEW, changed)}, revision, follows)
    with redirect_stdout(io.StringIO()):
        command.revision(deploy.alembic_config(None), "another view", rev_id=revision)


if __name__ == "__main__":
    main()
