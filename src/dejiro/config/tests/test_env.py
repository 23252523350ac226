from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from dejiro.config import env


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("鍵の中身\n", encoding="utf-8")
    assert env.text("KEY", environ={"KEY_FILE": str(secret), "KEY": "ignored"}) == "鍵の中身"


def test_a_secret_file_that_is_missing_is_named() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"KEY_FILE=/nowhere/key"):
        env.text("KEY", environ={"KEY_FILE": "/nowhere/key"})


@pytest.mark.parametrize(("word", "truth"), [("1", True), ("True", True), ("on", True), ("0", False), ("", False)])
def test_a_truth_value_is_read(word: str, truth: bool) -> None:  # noqa: FBT001  # the value under test
    assert env.boolean("FLAG", default=not truth, environ={"FLAG": word}) is truth


def test_an_absent_truth_value_is_the_default() -> None:
    assert env.boolean("FLAG", default=True, environ={}) is True


def test_a_truth_value_that_is_none_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="FLAG=perhaps"):
        env.boolean("FLAG", default=True, environ={"FLAG": "perhaps"})


def test_a_number_is_read_and_anything_else_refused() -> None:
    assert env.integer("PORT", 25, environ={}) == 25
    assert env.integer("PORT", 25, environ={"PORT": "587"}) == 587
    with pytest.raises(ImproperlyConfigured, match="PORT=smtp"):
        env.integer("PORT", 25, environ={"PORT": "smtp"})


def test_a_list_is_split_at_commas_and_empty_words_do_not_count() -> None:
    assert env.words("HOSTS", environ={"HOSTS": " a.lg.jp, b.lg.jp ,,"}) == ["a.lg.jp", "b.lg.jp"]


def test_a_mode_that_does_not_exist_is_refused() -> None:
    assert env.one_of("MODE", "demo", "production", environ={}) == "demo"
    assert env.one_of("MODE", "demo", "production", environ={"MODE": "production"}) == "production"
    with pytest.raises(ImproperlyConfigured, match="demo or production"):
        env.one_of("MODE", "demo", "production", environ={"MODE": "staging"})


def test_sqlite_writes_are_on_the_disk_before_they_are_acknowledged() -> None:
    chosen = env.database("sqlite:////srv/de%20jiro/main.sqlite3")
    assert chosen["NAME"] == "/srv/de jiro/main.sqlite3"
    assert "synchronous=FULL" in str(chosen["OPTIONS"])


def test_sqlite_without_a_path_lives_in_memory() -> None:
    assert env.database("sqlite://")["NAME"] == ":memory:"


def test_the_address_of_postgresql_is_taken_apart() -> None:
    chosen = env.database("postgres://dejiro:p%40ss@db.lg.jp:5433/main?sslmode=verify-full")
    assert [chosen[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "main",
        "dejiro",
        "p@ss",
        "db.lg.jp",
        "5433",
    ]
    assert chosen["OPTIONS"] == {"sslmode": "verify-full"}


def test_another_database_is_refused_without_showing_its_password() -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        env.database("mysql://root:secret@db/main")
    assert "secret" not in str(refused.value)
