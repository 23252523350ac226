from pathlib import Path

import pytest
from django.core import mail

from conftest import Cast
from dejiro.cli import main
from dejiro.foundation.accounts.models import Membership, Role
from dejiro.foundation.organizations.models import Organization


@pytest.fixture(autouse=True)
def prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dejiro.cli.bring_up.prepare", lambda _name: "")


def roles_of(email: str) -> set[str]:
    return set(Membership.objects.filter(user__email=email).values_list("role", flat=True))


def test_a_platform_body_is_added_and_gets_its_first_administrator(
    cast: Cast, django_capture_on_commit_callbacks: object, capsys: pytest.CaptureFixture[str]
) -> None:
    added = ["add-body", "--kind", "platform", "--code", "7000012050002", "--name", "共同化機構", "--area", "130001"]
    assert main(added) == 0
    assert Organization.objects.get(code="7000012050002").area == cast.body("130001")
    named = ["name-administrator", "--body", "7000012050002", "--email", "first@example.jp", "--name", "一番 目"]
    assert main(named) == 0
    assert roles_of("first@example.jp") == {Role.ADMINISTRATOR}
    assert "管理者にしました" in capsys.readouterr().out
    assert mail.outbox == []


def test_a_prefecture_s_first_administrator_coordinates_too(cast: Cast) -> None:
    assert main(["name-administrator", "--body", "310000", "--email", "one@example.jp", "--name", "鳥取 一"]) == 0
    assert roles_of("one@example.jp") == {Role.ADMINISTRATOR, Role.COORDINATOR}


def test_a_merger_is_told_for_a_later_day(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["merge-bodies", "133078", "133086", "--into", "132055", "--on", "2027-04-01"]) == 0
    assert "檜原村、奥多摩町が2027-04-01に青梅市に合併する" in capsys.readouterr().out
    assert cast.body("132055").predecessors.count() == 2


def test_the_ledgers_key_is_changed_once(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = tmp_path / "new-key"
    new.write_text("ab" * 32 + "\n", encoding="utf-8")
    assert main(["change-ledger-key", "--new", str(new)]) == 0
    assert "DEJIRO_LEDGER_KEY を新しい鍵に替えて" in capsys.readouterr().out
    assert main(["change-ledger-key", "--new", str(new)]) == 1
    assert "もう替えたのなら、新しい鍵を設定して" in capsys.readouterr().err
    new.write_text("短い", encoding="utf-8")
    assert main(["change-ledger-key", "--new", str(new)]) == 1
    assert main(["change-ledger-key", "--new", str(tmp_path / "none")]) == 1
    assert "読めません" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add-body", "--kind", "company", "--code", "1", "--name", "社", "--area", "130001"], "法人番号は13桁"),
        (["add-body", "--kind", "company", "--code", "7000012050002", "--name", "社", "--area", "999999"], "999999"),
        (["merge-bodies", "999999", "--into", "132055", "--on", "2027-04-01"], "999999"),
        (["merge-bodies", "132055", "--into", "132055", "--on", "2027-04-01"], "それ自身"),
        (["name-administrator", "--body", "999999", "--email", "a@example.jp", "--name", "誰か"], "999999"),
        (["name-administrator", "--body", "130001", "--email", "no address", "--name", "誰か"], "メール"),
    ],
)
def test_what_cannot_be_done_is_said(
    cast: Cast, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    assert words in capsys.readouterr().err
