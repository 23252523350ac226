"""Statements that people add, and what is decided about them in public."""

import pytest

from conftest import Cast
from dejiro.apps.lab import limits, services
from dejiro.apps.lab.models import Conversation, Statement
from dejiro.apps.lab.planning import similar_texts
from dejiro.apps.lab.terms import check_statement
from dejiro.apps.lab.tests.conftest import TERMS, SignIn, page_of, press, recorded
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.notices.models import DeskItem

TEXT = "夏休みの間だけ、夜8時まで開けてほしい"


def test_a_statement_waits_until_the_body_has_looked_at_it(cast: Cast, opened: Conversation, sign_in: SignIn) -> None:
    client = sign_in()
    response = client.post(f"/lab/{opened.pk}/statements/new/", {"text": TEXT, "checked": "True"})
    assert response.status_code == 302
    statement = Statement.objects.get(text=TEXT)
    assert (statement.number, statement.status, statement.is_seed) == (7, "waiting", False)
    assert TEXT not in page_of(sign_in(), f"/lab/{opened.pk}/statements/")
    assert TEXT in page_of(sign_in(cast.okutama), f"/lab/{opened.pk}/moderation/")
    sign_in(cast.okutama).post(f"/lab/statements/{statement.pk}/approve/", {})
    assert TEXT in page_of(sign_in(), f"/lab/{opened.pk}/statements/")


def test_its_author_is_not_asked_about_it(cast: Cast, opened: Conversation, sign_in: SignIn) -> None:
    client = sign_in()
    client.post(f"/lab/{opened.pk}/statements/new/", {"text": TEXT, "checked": "True"})
    services.statement_approve(actor=cast.okutama, statement=Statement.objects.get(text=TEXT))
    assert 7 not in [press(client, opened) for _statement in range(6)]
    assert "すべての意見に答えました" in page_of(client, f"/lab/{opened.pk}/")


def test_what_is_alike_is_shown_before_it_is_added(opened: Conversation, sign_in: SignIn) -> None:
    client, url = sign_in(), f"/lab/{opened.pk}/statements/new/"
    first = client.post(url, {"text": "夜も開いている図書館がいい"})
    assert "似た意見があります" in first.content.decode()
    assert "それでも追加する" in first.content.decode()
    assert not Statement.objects.filter(status="waiting").exists()
    again = client.post(url, {"text": "夜も開いている図書館がいい", "checked": first.context["form"].data["checked"]})
    assert again.status_code == 302
    assert Statement.objects.filter(status="waiting").count() == 1


def test_only_what_is_alike_is_found() -> None:
    others = dict(enumerate(TERMS.seeds, start=1))
    assert similar_texts("電子図書館に力を入れてほしい", others)[0] == 5
    assert similar_texts("公園に日かげがほしい", others) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "意見を書いて"),
        ("あ" * 10_000, "今は10000文字"),
        ("<script>alert(1)</script>", "飾り"),
        ("くわしくは https://example.com", "飾り"),
        ("[ここ](x)を見て", "飾り"),
        ("&lt;b&gt;", "飾り"),
        ("担当は 0428-00-1001 へ", "電話番号"),
        ("taro@example.com に聞いて", "電話番号"),
    ],
)
def test_a_statement_is_one_plain_sentence(text: str, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        check_statement(text)


def test_line_breaks_become_spaces() -> None:
    assert check_statement(" 夜も\n開けて  ほしい ") == "夜も 開けて ほしい"


def test_what_was_typed_stays_when_it_is_refused(opened: Conversation, sign_in: SignIn) -> None:
    page = sign_in().post(f"/lab/{opened.pk}/statements/new/", {"text": "見て https://example.com", "checked": "1"})
    assert page.status_code == 422
    assert "見て https://example.com" in page.content.decode()


def test_the_same_words_are_not_taken_twice(opened: Conversation) -> None:
    with pytest.raises(Refusal, match="すでにあります"):
        services.statement_add(conversation=opened, keys=["a"], text=TERMS.seeds[0])


def test_one_person_adds_only_some_in_an_hour(
    opened: Conversation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "STATEMENTS", limits.Limit("statements", 2, 3600))
    client, url = sign_in(), f"/lab/{opened.pk}/statements/new/"
    press(client, opened)
    codes = [client.post(url, {"text": f"意見その{number}", "checked": "1"}).status_code for number in range(3)]
    assert codes == [302, 302, 422]


def test_what_is_not_shown_has_a_public_reason_and_its_text_stays_hidden(
    cast: Cast, opened: Conversation, sign_in: SignIn
) -> None:
    statement = services.statement_add(conversation=opened, keys=["a"], text="となりの田中さんの犬を何とかして")
    client = sign_in(cast.okutama)
    url = f"/lab/statements/{statement.pk}/reject/"
    assert client.post(url, {"explanation": "人の名前があります"}).status_code == 422
    client.post(url, {"reason": "personal", "explanation": "人の名前があります"})
    page = page_of(sign_in(), f"/lab/{opened.pk}/statements/")
    assert "個人の情報がある" in page
    assert "人の名前があります" in page
    assert "田中さん" not in page
    assert "田中さん" not in str(recorded("lab.statement.reject"))


def test_the_desk_says_that_statements_wait_and_is_cleared(cast: Cast, opened: Conversation) -> None:
    one = services.statement_add(conversation=opened, keys=["a"], text="席を増やして")
    other = services.statement_add(conversation=opened, keys=["b"], text="本を増やして")
    waiting = DeskItem.objects.filter(kind="conversation.moderate", closed_at=None)
    assert waiting.count() == 1
    services.statement_approve(actor=cast.okutama, statement=one)
    assert waiting.count() == 1
    services.statement_reject(actor=cast.okutama, statement=other, reason="repeated")
    assert waiting.count() == 0


def test_a_decision_is_made_once_and_by_the_body_alone(cast: Cast, opened: Conversation) -> None:
    statement = services.statement_add(conversation=opened, keys=["a"], text="席を増やして")
    with pytest.raises(NotYours):
        services.statement_approve(actor=cast.ome, statement=statement)
    services.statement_approve(actor=cast.okutama, statement=statement)
    with pytest.raises(Refusal, match="すでに判断"):
        services.statement_reject(actor=cast.okutama, statement=statement, reason="repeated")


def test_a_conversation_may_take_no_statements(cast: Cast, opened: Conversation, sign_in: SignIn) -> None:
    Conversation.objects.update(takes_statements=False)
    opened.refresh_from_db()
    with pytest.raises(Refusal, match="追加できません"):
        services.statement_add(conversation=opened, keys=["a"], text="席を増やして")
    assert "いま意見を追加できません" in page_of(sign_in(), f"/lab/{opened.pk}/statements/new/")
