"""Environment variables in, one frozen Settings out; nothing else reads the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from db.errors import ConfigurationError

CHECKOUT = Path(__file__).resolve().parent.parent
DRIVER = "postgresql+psycopg"
_KEY = re.compile(r"[!-~]+")
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/?#@*,]+")
MAX_SETTING = 2**31 - 1  # of a setting of Postgres


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What an operator may set; see docs/configuration.md for each variable."""

    database_url: URL | None
    """DATABASE_URL: the server to use; None means the local server in `home`."""
    reader_url: URL | None
    """DATABASE_READER_URL: a login that is a ludoteca_reader; None means `set role` after login."""
    events_url: URL | None = None
    """DATABASE_EVENTS_URL: a login that is a ludoteca_events; None means `set role` after login."""
    home: Path
    """LUDOTECA_HOME: where the local server and the generated sample live."""
    statement_timeout_ms: int
    """LUDOTECA_STATEMENT_TIMEOUT_MS: the longest a reader's statement may run."""
    prepare_statements: bool = True
    """LUDOTECA_PREPARE: `off` behind a pooler that keeps no prepared statements (pgbouncer)."""

    cors_origins: tuple[str, ...] = ()
    """LUDOTECA_CORS_ORIGINS: whose web pages may read the answers; `*` is everyone's."""
    max_age_seconds: int = 0
    """LUDOTECA_MAX_AGE: how long an answer may be used again unasked; 0 asks each time."""
    cache_mb: int = 32
    """LUDOTECA_CACHE_MB: the most MiB of answers that each server process keeps; 0 keeps none."""
    write_key: str | None = field(default=None, repr=False)
    """LUDOTECA_WRITE_KEY: what writers over HTTP have; None lets this machine alone write."""
    write_limit: int = 600
    """LUDOTECA_WRITE_LIMIT: writes a minute that each server process takes; 0 takes any number."""

    @property
    def postgres_home(self) -> Path:
        """Folder of the local server."""
        return self.home / "pg"


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read every setting at once.

    Raises:
        ConfigurationError: a variable holds what it may not; the message names it.
    """
    env = os.environ if environ is None else environ
    return Settings(
        database_url=_read_url(env, "DATABASE_URL"),
        reader_url=_read_url(env, "DATABASE_READER_URL"),
        events_url=_read_url(env, "DATABASE_EVENTS_URL"),
        home=Path(env.get("LUDOTECA_HOME") or CHECKOUT / ".data").absolute(),
        statement_timeout_ms=_read_positive(env, "LUDOTECA_STATEMENT_TIMEOUT_MS", default=5000),
        prepare_statements=_read_switch(env, "LUDOTECA_PREPARE", default=True),
        cors_origins=_read_origins(env, "LUDOTECA_CORS_ORIGINS"),
        max_age_seconds=_read_zero_or_positive(env, "LUDOTECA_MAX_AGE", default=0),
        cache_mb=_read_zero_or_positive(env, "LUDOTECA_CACHE_MB", default=32),
        write_key=_read_key(env, "LUDOTECA_WRITE_KEY"),
        write_limit=_read_zero_or_positive(env, "LUDOTECA_WRITE_LIMIT", default=600),
    )


def normalise_url(text: str, *, name: str = "DATABASE_URL") -> URL:
    """Turn any Postgres URL into one for SQLAlchemy over psycopg 3.

    Raises:
        ConfigurationError: the text is not a Postgres URL; the password is not shown.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise ConfigurationError(
            f"{name} is not a URL; it should look like postgresql://user:password@host:5432/ludoteca"
        ) from error
    if url.drivername.partition("+")[0] not in {"postgresql", "postgres"}:
        raise ConfigurationError(
            f"{name} names the database system {url.drivername!r}; "
            "Ludoteca needs Postgres: postgresql://user:password@host:5432/ludoteca"
        )
    return url.set(drivername=DRIVER)


def _read_url(env: Mapping[str, str], name: str) -> URL | None:
    text = env.get(name, "").strip()
    return normalise_url(text, name=name) if text else None


def _read_positive(env: Mapping[str, str], name: str, *, default: int) -> int:
    text = env.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:11]) <= MAX_SETTING:
        raise ConfigurationError(
            f"{name} is {text!r}; it should be a whole number from 1 to {MAX_SETTING}"
        )
    return int(text)


def _read_zero_or_positive(env: Mapping[str, str], name: str, *, default: int) -> int:
    text = env.get(name, "").strip()
    return 0 if text == "0" else _read_positive(env, name, default=default)


def _read_origins(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Read a list of origins as browsers write them: no path, no slash at the end."""
    found = tuple(one.strip().lower() for one in env.get(name, "").split(",") if one.strip())
    for origin in found:
        if origin != "*" and not _ORIGIN.fullmatch(origin):
            raise ConfigurationError(
                f"{name} holds {origin!r}; each should be like https://example.org "
                "or http://localhost:3000, without a path, or be *"
            )
    return found


def _read_key(env: Mapping[str, str], name: str) -> str | None:
    """Read a key as a header can carry it; a wrong one is not shown."""
    key = env.get(name, "").strip()
    if key and not _KEY.fullmatch(key):
        raise ConfigurationError(f"{name} should be visible ASCII characters without blanks")
    return key or None


def _read_switch(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = env.get(name, "").strip().lower()
    if text not in {"", "on", "off"}:
        raise ConfigurationError(f"{name} is {text!r}; it should be on or off")
    return default if not text else text == "on"
