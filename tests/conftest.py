"""A real Postgres for the suite, and databases cloned from templates that migrations made."""

import gc
import itertools
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import pytest
from psycopg import sql
from sqlalchemy import URL, Connection, create_engine, text
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

import cli
from db import local_server
from db.migrate import upgrade
from db.settings import CHECKOUT
from db.target import url_with_password
from etl import scoring
from etl.load import LoadOptions, load
from etl.models.lifecycle import TrainingReport, train_model
from etl.prices.training import PRICES
from etl.recommender.training import RECOMMENDATIONS
from etl.sample import generate_sample
from etl.sample.streaming import LEAST_RATINGS, RATINGS_FILES, generate_streaming_sample
from etl.tastes.training import TASTES
from tests.children import Ended
from tests.etl.loading import engine_of
from tests.etl.sample.reading import Read, read_folder
from tests.sql.random_model import publish_random_model
from tests.sql.recommending import World

REAL_DATA = Path(os.environ.get("LUDOTECA_REAL_DATA") or CHECKOUT.parent / "shared" / "data")
MEMORY_DISK = Path("/dev/shm")  # noqa: S108 - a folder of this run's own is made in it
MEMORY_NEEDED = 8 << 30
SAMPLE_GAMES, SAMPLE_USERS, SAMPLE_SEED = 600, 800, 1
TITLES = 300
DEAR_FIXTURES = {
    "real_url": "real set",
    "real_folder": "real set",
    "real_client": "real set",
    "real_streaming_url": "real streaming set",
    "modelled_sample_url": "models",
    "served_sample_url": "models",
    "open_page": "browser",
}


LONG = (
    *DEAR_FIXTURES.values(),
    "tests/test_cli_up.py",
    "tests/test_supervision.py",
    "tests/db/test_stairway.py",
    "tests/db/test_exchange.py",
    "tests/db/test_freeze.py",
)
"""What takes long though it has few tests: at the end one worker would wait for the other."""


class ByFixture(LoadScopeScheduling):  # type: ignore[misc] # published without type hints
    """Keeps the tests of a file on one worker, and so those of what takes long to make."""

    def _split_scope(self, nodeid: str) -> str:
        return _scope(*nodeid.split("::", 1))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let workers begin with what takes long."""
    if hasattr(config, "workerinput"):
        places = {scope: place for place, scope in enumerate(LONG)}
        items.sort(key=lambda item: places.get(_scope(*item.nodeid.split("::", 1)), len(LONG)))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Let the garbage collector pass over what is collected: thousands of tests and modules."""
    gc.disable()
    yield
    gc.enable()
    gc.freeze()


@cache
def _scope(file: str, name: str) -> str:
    source = (CHECKOUT / file).read_text(encoding="utf-8")
    own = re.search(rf"def {re.escape(name.partition('[')[0])}\(.*?\)", source, re.DOTALL)
    asked = (name + (own[0] if own else ""), source)
    found = (scope for one in asked for fixture, scope in DEAR_FIXTURES.items() if fixture in one)
    return next(found, file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One worker more than processors: children and servers are waited for."""
    return 1 + (os.cpu_count() or 1)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Share the suite out among the workers."""
    return ByFixture(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Let what tests write lie in memory where there is plenty: a database is 600 files."""
    if "TMPDIR" in os.environ or not MEMORY_DISK.is_dir():
        return
    if shutil.disk_usage(MEMORY_DISK).free >= MEMORY_NEEDED:
        folder = tempfile.mkdtemp(prefix="ludoteca-tests-", dir=MEMORY_DISK)
        Path(folder).chmod(0o755)
        os.environ["TMPDIR"] = tempfile.tempdir = folder  # of the workers of pytest-xdist too
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


@pytest.fixture(autouse=True, scope="session")
def interruptible() -> Iterator[None]:
    """Let children be ended by signals, who inherit it where they are ignored: nohup, `&`, CI."""
    before = {signal.SIGINT: signal.signal(signal.SIGINT, signal.default_int_handler)}
    hangup = getattr(signal, "SIGHUP", signal.SIGINT)
    if signal.getsignal(hangup) == signal.SIG_IGN:  # a handler is not inherited
        before[hangup] = signal.signal(hangup, lambda *_: None)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(autouse=True, scope="session")
def alone() -> Iterator[None]:
    """Let loads score reviews themselves: a process for a few costs more than all the rest."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(scoring, "default_workers", lambda: 0)
        yield


@pytest.fixture(scope="session")
def server() -> Iterator[local_server.Server]:
    """A server of this session's own, without fsync."""
    folder = Path(tempfile.mkdtemp(prefix="ludoteca-tests-"))
    folder.chmod(0o755)
    try:
        found = local_server.start_server(folder / "pg", durable=False)
        _hash_password_once(found)
        yield found
    finally:
        local_server.stop_server(folder / "pg")
        shutil.rmtree(folder, ignore_errors=True)


def _hash_password_once(server: local_server.Server) -> None:
    """Both sides hash a password 4,096 times for each of many thousand connections."""
    with server.connect() as connection:
        connection.execute("set scram_iterations = 1")
        change = sql.SQL("alter role current_user password {}").format(server.secret)
        connection.execute(change)


@pytest.fixture(scope="session")
def create_database(server: local_server.Server) -> Iterator[Callable[..., URL]]:
    """Create a database, empty or from a template; all go when the session ends."""
    admin = create_engine(server.url, isolation_level="AUTOCOMMIT")
    numbers = itertools.count(1)

    def create(template: URL | None = None) -> URL:
        name = f"t_{next(numbers)}"
        source = template.database if template else "template0"
        with admin.connect() as connection:
            # Copied as files it takes half the time of what Postgres does by itself.
            create = f'create database {name} template "{source}" strategy file_copy'
            connection.execute(text(create))
        return server.url.set(database=name)

    yield create
    admin.dispose()


@pytest.fixture(scope="session")
def empty_template(create_database: Callable[..., URL]) -> URL:
    """A database at the newest migration, without data."""
    url = create_database()
    upgrade(url)
    return url


@pytest.fixture(scope="session")
def drop_database(server: local_server.Server) -> Iterator[Callable[[URL], None]]:
    """Remove a database, whoever is still connected to it."""
    admin = create_engine(server.url, isolation_level="AUTOCOMMIT")

    def drop(url: URL) -> None:
        with admin.connect() as connection:
            connection.execute(text(f'drop database if exists "{url.database}" with (force)'))

    yield drop
    admin.dispose()


@pytest.fixture
def clone(
    create_database: Callable[..., URL], drop_database: Callable[[URL], None]
) -> Iterator[Callable[[URL], URL]]:
    """Copy a template, to which nobody is connected, for the test; a tenth of a small load."""
    made: list[URL] = []

    def copy(template: URL) -> URL:
        made.append(create_database(template))
        return made[-1]

    yield copy
    for url in made:
        drop_database(url)


@pytest.fixture
def empty_url(clone: Callable[[URL], URL], empty_template: URL) -> URL:
    """A database of the test's own, migrated and without data."""
    return clone(empty_template)


@pytest.fixture(scope="session")
def sample_folder() -> Iterator[Path]:
    """A folder with the generated sample."""
    folder = Path(tempfile.mkdtemp(prefix="ludoteca-sample-"))
    generate_sample(folder, games=SAMPLE_GAMES, users=SAMPLE_USERS, seed=SAMPLE_SEED)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def sample(sample_folder: Path) -> Read:
    """What the contract makes of the sample's files, read without the ETL's code."""
    return read_folder(sample_folder)


@pytest.fixture(scope="session")
def sample_template(
    create_database: Callable[..., URL], empty_template: URL, sample_folder: Path
) -> URL:
    """A database with the sample, for copying only: nobody may be connected to it then."""
    url = create_database(empty_template)
    load(url, [sample_folder])
    return url


@pytest.fixture(scope="session")
def sample_url(create_database: Callable[..., URL], sample_template: URL) -> URL:
    """A database with the sample, for reading only."""
    return create_database(sample_template)


@pytest.fixture(scope="session")
def titles_folder() -> Iterator[Path]:
    """A folder with made-up titles of all platforms and their published scores."""
    with tempfile.TemporaryDirectory(prefix="ludoteca-titles-") as name:
        folder = Path(name)
        generate_streaming_sample(folder, titles=TITLES, ratings=LEAST_RATINGS)
        for ratings in RATINGS_FILES:
            (folder / ratings).unlink(missing_ok=True)
        yield folder


@pytest.fixture(scope="session")
def titles_template(
    create_database: Callable[..., URL], empty_template: URL, titles_folder: Path
) -> URL:
    """A database with these titles alone, for copying only."""
    url = create_database(empty_template)
    load(url, [titles_folder], options=LoadOptions(max_reject_share=0.05))
    return url


@pytest.fixture(scope="session")
def titles_url(create_database: Callable[..., URL], titles_template: URL) -> URL:
    """The same for reading only."""
    return create_database(titles_template)


@pytest.fixture(scope="session")
def loaded_url(sample_url: URL) -> URL:
    """The same; for tests of the API also with models."""
    return sample_url


@pytest.fixture
def loaded_clone(clone: Callable[[URL], URL], sample_template: URL) -> URL:
    """A database of the test's own with the sample."""
    return clone(sample_template)


@pytest.fixture(scope="session")
def priced_template(
    create_database: Callable[..., URL], sample_template: URL
) -> tuple[URL, TrainingReport]:
    """The sample with a price model, for copying only; and what its training said."""
    url = create_database(sample_template)
    return url, train_model(PRICES, url)


@pytest.fixture(scope="session")
def priced(
    create_database: Callable[..., URL], priced_template: tuple[URL, TrainingReport]
) -> tuple[URL, TrainingReport]:
    """The same for reading only."""
    url, report = priced_template
    return create_database(url), report


@pytest.fixture(scope="session")
def modelled_url(create_database: Callable[..., URL], priced_template: tuple[URL, object]) -> URL:
    """The same; `world` publishes a model of recommendations there, made by chance."""
    return create_database(priced_template[0])


@pytest.fixture(scope="session")
def world(modelled_url: URL) -> World:
    """Everything that recommendations are made of in `modelled_url`."""
    return publish_random_model(modelled_url)[0]


@pytest.fixture(scope="session")
def explored_template(
    create_database: Callable[..., URL], modelled_url: URL, world: World, titles_folder: Path
) -> URL:
    """A database with the sample, both models and titles, for copying only."""
    del world  # its model is published
    url = create_database(modelled_url)
    load(url, [titles_folder], options=LoadOptions(max_reject_share=0.05))
    return url


@pytest.fixture(scope="session")
def explored_url(create_database: Callable[..., URL], explored_template: URL) -> URL:
    """The same for reading only."""
    return create_database(explored_template)


@pytest.fixture(scope="session")
def served_sample_template(create_database: Callable[..., URL], empty_template: URL) -> URL:
    """The sample that `make run` serves, the generator's own sizes and seed; for copying only."""
    with tempfile.TemporaryDirectory(prefix="ludoteca-docs-") as folder:
        generate_sample(Path(folder))
        generate_streaming_sample(Path(folder))
        url = create_database(empty_template)
        load(url, [Path(folder)])
    return url


@pytest.fixture(scope="session")
def served_sample_url(create_database: Callable[..., URL], served_sample_template: URL) -> URL:
    """The same for reading only."""
    return create_database(served_sample_template)


@pytest.fixture(scope="session")
def modelled_sample_url(create_database: Callable[..., URL], served_sample_template: URL) -> URL:
    """The same with models, which the documentation's recommendations and prices come from."""
    url = create_database(served_sample_template)
    train_model(RECOMMENDATIONS, url)
    train_model(PRICES, url)
    train_model(TASTES, url)
    return url


@pytest.fixture(scope="session")
def real_folder() -> Path:
    """The folder of the real files."""
    if not (REAL_DATA / "users_items.json.gz").exists():
        pytest.skip("the real Steam files are not here: their facts were not checked")
    return REAL_DATA


@pytest.fixture(scope="session")
def real_url(create_database: Callable[..., URL], empty_template: URL, real_folder: Path) -> URL:
    """A database with the whole real set, loaded once, for reading only."""
    url = create_database(empty_template)
    load(url, [real_folder], options=LoadOptions(workers=1))
    return url


@pytest.fixture(scope="session")
def real_streaming_folder() -> Path:
    """The folder of the real files of streaming titles."""
    folder = REAL_DATA / "streaming"
    if not (folder / "netflix_titles.csv.gz").exists():
        pytest.skip("the real streaming titles are not here: their facts were not checked")
    return folder


@pytest.fixture(scope="session")
def real_streaming_url(
    create_database: Callable[..., URL], empty_template: URL, real_streaming_folder: Path
) -> URL:
    """A database with the real streaming titles and their published scores, for reading only."""
    url = create_database(empty_template)
    load(url, [real_streaming_folder, real_streaming_folder / "scores"])
    return url


@contextmanager
def _home(like: Path | None = None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="ludoteca-home-") as folder:
        home = Path(folder, "home")
        if like:
            shutil.copytree(like, home)
        else:
            home.mkdir()
        for path in (home.parent, home):
            path.chmod(0o755)
        yield home
        local_server.stop_server(home / "pg")


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty folder for a local server and a sample."""
    with _home() as found:
        yield found


@pytest.fixture(scope="session")
def loaded_home_template(sample_folder: Path) -> Iterator[Path]:
    """A home with a stopped server that holds the sample, for copying only."""
    with _home() as found:
        server = local_server.start_server(found / "pg", durable=False)
        upgrade(server.login("owner"))
        load(server.login("loader"), [sample_folder])
        local_server.stop_server(found / "pg")
        yield found


@pytest.fixture
def loaded_home(loaded_home_template: Path) -> Iterator[Path]:
    """A home of the test's own, where everything is set up and loaded."""
    with _home(loaded_home_template) as found:
        yield found


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Ended]]:
    """Run a command line in this process, against the database of `url`: a new one costs more."""
    signals = (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM))
    before = [signal.getsignal(number) for number in signals]

    def run(*words: str, url: URL | None = None) -> Ended:
        if url is not None:
            monkeypatch.setenv("DATABASE_URL", url_with_password(url))
        with pytest.raises(SystemExit) as end:
            cli.main(words)
        out, err = capsys.readouterr()
        return Ended(end.value.code or 0, out, err)

    yield run
    for number, handler in zip(signals, before, strict=True):
        signal.signal(number, handler)


@pytest.fixture
def connect() -> Iterator[Callable[[URL], Connection]]:
    """Open connections that are closed when the test ends."""
    with ExitStack() as stack:

        def make(url: URL) -> Connection:
            return stack.enter_context(engine_of(url).connect())

        yield make
