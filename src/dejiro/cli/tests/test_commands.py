from collections.abc import Callable

import pytest
from django.core import checks
from django.core.checks import Error
from pytest_django import Settings

from conftest import Cast
from dejiro.cli import daily, demo, main, management, migrate, server, worker
from dejiro.demo.people import PASSWORD, logins
from dejiro.foundation.notices.tasks import MailLeft

Calls = list[tuple[object, ...]]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """The management commands that were started."""
    made: Calls = []

    def note(name: str, **options: object) -> None:
        made.append((name, *sorted(options.items())))

    for module in (migrate, worker, management, demo):
        monkeypatch.setattr(module, "call_command", note)
    return made


def test_migrate_makes_the_cache_table_where_the_cache_lies_in_the_database(calls: Calls, settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": migrate.DATABASE_CACHE, "LOCATION": "dejiro_cache"}}
    assert main(["migrate"]) == 0
    assert [name for name, *_ in calls] == ["migrate", "createcachetable"]


def test_a_plan_changes_nothing(calls: Calls) -> None:
    assert main(["migrate", "--plan"]) == 0
    assert calls == [("migrate", ("interactive", False), ("plan", True))]


def test_the_demo_needs_no_worker(calls: Calls, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["worker"]) == 0
    assert calls == []
    assert "デモ" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_worker_may_stop_when_nothing_waits(calls: Calls, settings: Settings) -> None:
    settings.TASKS = {"default": {"BACKEND": worker.DATABASE_QUEUE}}
    assert main(["worker", "--once"]) == 0
    assert calls == [("db_worker", ("batch", True))]


def test_the_list_of_bodies_is_loaded_as_asked(calls: Calls) -> None:
    assert main(["load-bodies", "--area", "130001", "--dry-run"]) == 0
    assert calls == [("load_bodies", ("area", ["130001"]), ("dry_run", True), ("file", None))]


@pytest.mark.django_db
def test_the_day_s_work_is_done_and_said(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["daily"]) == 0
    said = capsys.readouterr().out
    assert "机に載せました：0件" in said
    assert "署名しました" in said


@pytest.mark.django_db
def test_mail_that_was_not_all_sent_is_a_failure(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(daily, "digest_send", failing(MailLeft("3")))
    assert main(["daily"]) == 1
    assert "3通" in capsys.readouterr().err


def failing(error: Exception) -> Callable[..., None]:
    def fail(*_arguments: object, **_options: object) -> None:
        raise error

    return fail


@pytest.mark.django_db
def test_check_says_that_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert "誤り 0 件" in capsys.readouterr().out


def test_check_shows_what_to_set(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    fault = Error("秘密鍵が短すぎます。", hint="DEJIRO_SECRET_KEY を設定してください。", id="platform.E001")
    monkeypatch.setattr(checks, "run_checks", lambda **_options: [fault])
    assert main(["check"]) == 1
    assert "誤り [platform.E001] 秘密鍵が短すぎます。\n      DEJIRO_SECRET_KEY" in capsys.readouterr().err


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """How the demo's data was asked for."""
    asked: list[bool] = []
    monkeypatch.setattr(demo, "load_demo", lambda *, reset: asked.append(reset))
    return asked


def test_the_demo_prints_every_login_and_its_address(
    calls: Calls, loaded: list[bool], settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.BASE_URL = settings.BASE_URL
    assert main(["demo", "--no-serve", "--reset", "--port", "8123"]) == 0
    printed = capsys.readouterr().out
    assert loaded == [True]
    assert all(login.email in printed for login in logins())
    assert PASSWORD in printed
    assert "http://127.0.0.1:8123/" in printed
    assert "架空" in printed


def test_the_demo_serves_with_one_process(
    calls: Calls, loaded: list[bool], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BASE_URL = settings.BASE_URL
    served: list[object] = []

    def serve(address: str, **options: int) -> int:
        served.append((address, options))
        return 0

    monkeypatch.setattr(server, "port_fault", lambda _host, _port: "")
    monkeypatch.setattr(server, "run", serve)
    assert main(["demo"]) == 0
    assert served == [("127.0.0.1:8000", {"workers": 1, "threads": 8})]


def test_the_demo_does_not_touch_its_data_when_the_port_is_taken(
    calls: Calls, loaded: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "port_fault", lambda _host, _port: "使われています")
    assert main(["demo", "--reset"]) == 2
    assert not loaded
    assert not calls


def test_the_demo_is_never_loaded_into_production(
    calls: Calls, loaded: list[bool], settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEMO = False
    assert main(["demo", "--reset"]) == 2
    assert not loaded
    assert not calls
    assert "DEJIRO_MODE" in capsys.readouterr().err


def test_japanese_columns_line_up() -> None:
    assert demo.padded("奥多摩町", 10) == "奥多摩町  "
    assert demo.padded("ab", 4) == "ab  "
