import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from pytest_django import Settings

from conftest import Cast
from dejiro.config import checks
from dejiro.config.settings import DEMO_LEDGER_KEY, DEMO_LEDGER_ORIGIN, DEMO_SECRET_KEY
from dejiro.demo.people import DOMAIN
from dejiro.foundation.ledger.checkpoints import checkpoint_sign

EVERY_SETTING_WRONG = {
    "SECRET_KEY": DEMO_SECRET_KEY,
    "LEDGER_KEY": DEMO_LEDGER_KEY,
    "LEDGER_ORIGIN": DEMO_LEDGER_ORIGIN,
    "ALLOWED_HOSTS": ["*"],
    "BASE_URL": "http://dejiro.pref.example.jp",
    "DEBUG": True,
    "CLOCK": "2026-10-05T10:00:00+09:00",
    "DATA_DIR": Path("/nowhere"),
}


@pytest.fixture
def production(settings: Settings, tmp_path: Path) -> Settings:
    """Settings under which production may start."""
    settings.DEMO = False
    settings.SECRET_KEY = "k" * 64
    settings.LEDGER_KEY = "ab" * 32
    settings.LEDGER_ORIGIN = "dejiro.pref.example.jp/ledger"
    settings.ALLOWED_HOSTS = ["dejiro.pref.example.jp"]
    settings.BASE_URL = "https://dejiro.pref.example.jp"
    settings.DEFAULT_FROM_EMAIL = "dejiro@pref.example.jp"
    settings.CLOCK = ""
    settings.DATA_DIR = tmp_path
    return settings


def test_production_with_everything_set_starts(production: Settings) -> None:
    assert checks.settings_are_safe() == []
    checks.refuse_unsafe()


@pytest.mark.parametrize("name", EVERY_SETTING_WRONG)
def test_production_refuses_to_start(production: Settings, name: str) -> None:
    setattr(production, name, EVERY_SETTING_WRONG[name])
    with pytest.raises(ImproperlyConfigured, match=r"DEJIRO_[A-Z_]+"):
        checks.refuse_unsafe()


@pytest.mark.parametrize("key", ["short", "z" * 64, "ab" * 31])
def test_a_ledger_key_of_another_form_is_refused(production: Settings, key: str) -> None:
    production.LEDGER_KEY = key
    assert [fault.id for fault in checks.settings_are_safe()] == ["platform.E002"]


def test_the_demo_may_have_everything_wrong(production: Settings) -> None:
    for name, value in EVERY_SETTING_WRONG.items():
        setattr(production, name, value)
    production.DEMO = True
    assert checks.settings_are_safe() == []


def test_a_sender_of_mail_that_nobody_can_answer_is_a_warning(production: Settings) -> None:
    production.DEFAULT_FROM_EMAIL = "dejiro@localhost"
    assert [fault.id for fault in checks.settings_are_safe()] == ["platform.W001"]


def test_a_disk_that_is_almost_full_is_a_warning(production: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "DISK_FLOOR", 1 << 80)
    assert [fault.id for fault in checks.settings_are_safe()] == ["platform.W002"]


@pytest.mark.django_db
def test_the_database_is_looked_at_only_when_it_is_asked_for(production: Settings, cast: Cast) -> None:
    assert not checks.database_is_durable()
    assert not checks.database_is_current()
    assert not checks.database_has_no_demo()


@pytest.mark.django_db
def test_the_demo_people_must_not_be_in_production(production: Settings, cast: Cast) -> None:
    (fault,) = checks.database_has_no_demo(databases=["default"])
    assert fault.id == "platform.E012"
    production.DEMO = True
    assert checks.database_has_no_demo(databases=["default"]) == []


@pytest.mark.django_db
def test_the_key_that_signed_the_log_is_the_one_that_is_set(production: Settings, cast: Cast) -> None:
    checkpoint_sign()
    assert checks.ledger_key_is_in_use(databases=["default"]) == checks.ledger_key_is_in_use() == []
    production.LEDGER_KEY = "cd" * 32
    (fault,) = checks.ledger_key_is_in_use(databases=["default"])
    assert fault.id == "platform.E013"
    assert "change-ledger-key" in fault.msg
    production.DEMO = True
    assert checks.ledger_key_is_in_use(databases=["default"]) == []


def test_the_demo_people_are_known_by_their_domain() -> None:
    assert f"@{DOMAIN}" == checks.DEMO_DOMAIN


@pytest.mark.django_db
def test_a_database_of_this_version_is_current(production: Settings) -> None:
    assert checks.database_is_current(databases=["default"]) == []


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the database says of itself, for tests to change."""
    said = {
        "PRAGMA synchronous": "2",
        "SHOW fsync": "on",
        "SHOW full_page_writes": "on",
        "SHOW synchronous_commit": "on",
    }
    monkeypatch.setattr(checks, "_ask", said.__getitem__)
    return said


@pytest.mark.parametrize(
    ("vendor", "question", "value"),
    [
        ("sqlite", "PRAGMA synchronous", "1"),
        ("postgresql", "SHOW fsync", "off"),
        ("postgresql", "SHOW synchronous_commit", "off"),
    ],
)
def test_a_database_that_may_forget_is_refused(
    production: Settings,
    answers: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    vendor: str,
    question: str,
    value: str,
) -> None:
    monkeypatch.setattr(checks, "connection", type("Connection", (), {"vendor": vendor}))
    assert checks.database_is_durable(databases=["default"]) == []
    answers[question] = value
    (fault,) = checks.database_is_durable(databases=["default"])
    assert fault.id == "platform.E010"


@pytest.mark.django_db
def test_the_database_is_asked_itself(production: Settings) -> None:
    question = "PRAGMA foreign_keys" if connection.vendor == "sqlite" else "SHOW server_encoding"
    assert checks._ask(question) in {"1", "UTF8"}


def test_sqlite_is_as_durable_as_the_setting_asks(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "x.sqlite3")) as opened:
        opened.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        assert str(opened.execute("PRAGMA synchronous").fetchone()[0]) in checks.SQLITE_DURABLE
