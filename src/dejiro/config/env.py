"""Read settings from the environment, and fail with a sentence that says what to set."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})


def text(name: str, default: str = "", *, environ: Mapping[str, str] = os.environ) -> str:
    """Return the variable `name`, or the content of the file that `name_FILE` points to, or the default.

    Raises:
        ImproperlyConfigured: if the file cannot be read.
    """
    path = environ.get(f"{name}_FILE")
    if not path:
        return environ.get(name, default)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE={path}: the file cannot be read ({error.strerror}).") from error


def boolean(name: str, *, default: bool, environ: Mapping[str, str] = os.environ) -> bool:
    """Return a truth value written as 1/0, true/false, yes/no or on/off.

    Raises:
        ImproperlyConfigured: if the variable holds anything else.
    """
    word = environ.get(name)
    if word is None:
        return default
    if word.lower() in TRUE_WORDS:
        return True
    if word.lower() in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name}={word}: set it to true or false.")


def integer(name: str, default: int, *, environ: Mapping[str, str] = os.environ) -> int:
    """Return a whole number.

    Raises:
        ImproperlyConfigured: if the variable is not a whole number.
    """
    word = environ.get(name, str(default))
    try:
        return int(word)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={word}: set it to a whole number.") from error


def one_of(name: str, *choices: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return one of the choices; the first where the variable is not set.

    Raises:
        ImproperlyConfigured: if the variable holds anything else.
    """
    word = environ.get(name) or choices[0]
    if word in choices:
        return word
    raise ImproperlyConfigured(f"{name}={word}: set it to {' or '.join(choices)}.")


def words(name: str, default: str = "", *, environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return a list written with commas; spaces around a word do not count."""
    return [word.strip() for word in text(name, default, environ=environ).split(",") if word.strip()]


def database(url: str) -> dict[str, object]:
    """Turn `sqlite:///path` or `postgres://user:password@host:port/name` into Django's setting.

    SQLite runs in WAL with IMMEDIATE transactions, foreign keys and full synchronisation, so that an acknowledged write
    outlives a crash. Query parameters of a PostgreSQL address become connection options.

    Raises:
        ImproperlyConfigured: if the scheme is neither.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path[1:]) or ":memory:")
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise ImproperlyConfigured(f"DATABASE_URL={parts.scheme}:…: set it to sqlite:///path or postgres://…")


def _sqlite(path: str) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000;",
        },
    }
