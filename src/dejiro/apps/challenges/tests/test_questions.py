"""Questions and answers: the same for everybody, at the same moment, and nobody learns who asked."""

import pytest

from conftest import Cast, Clock
from dejiro.apps.challenges import services
from dejiro.apps.challenges.models import Answer, Challenge
from dejiro.apps.challenges.tests.conftest import LATE_QUESTION, SignIn, page_of
from dejiro.apps.challenges.tests.test_running import kinds
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.ledger.selectors import entries
from dejiro.foundation.notices.models import Notice

ASKED = "車は町から借りられますか。"


def test_everybody_sees_a_question_at_once_and_nobody_who_asked(cast: Cast, opened: Challenge, sign_in: SignIn) -> None:
    services.follow(actor=cast.company_kodama, challenge=opened)
    sign_in(cast.company).post(f"{opened.get_absolute_url()}questions/new/", {"text": ASKED})
    for client in (sign_in(), sign_in(cast.company_kodama), sign_in(cast.okutama)):
        for path in ("", "log/"):
            shown = page_of(client, f"{opened.get_absolute_url()}{path}")
            assert ASKED in shown
            assert cast.company.organization_name not in shown
    told = Notice.objects.filter(url__startswith=opened.get_absolute_url(), body=ASKED)
    assert {notice.user_id for notice in told} == {cast.user("company").pk, cast.user("company_kodama").pk}
    assert kinds(cast, "okutama") == {"challenge.decide", "question.answer"}


def test_the_ledger_does_not_tell_who_asked(cast: Cast, opened: Challenge) -> None:
    services.question_ask(actor=cast.company, challenge=opened, text=ASKED)
    [entry] = entries(action="challenges.question.ask")
    assert (entry.actor_ref, entry.organization_code) == ("asker", "")
    assert cast.company.person_ref not in entry.leaf


def test_an_answer_reaches_every_desk_and_is_only_supplemented(cast: Cast, opened: Challenge, sign_in: SignIn) -> None:
    services.follow(actor=cast.company_kodama, challenge=opened)
    question = services.question_ask(actor=cast.company, challenge=opened, text=ASKED)
    url = f"/lab/questions/{question.pk}/answer/"
    assert sign_in(cast.company).get(url).status_code == 403
    sign_in(cast.okutama).post(url, {"text": "平日の昼は借りられます。"})
    sign_in(cast.okutama).post(url, {"text": "燃料は町が払います。"})
    assert list(Answer.objects.values_list("number", "text")) == [
        (1, "平日の昼は借りられます。"),
        (2, "燃料は町が払います。"),
    ]
    assert kinds(cast, "company") == kinds(cast, "company_kodama") == {"answer.read"}
    assert kinds(cast, "okutama") == {"challenge.decide"}
    assert "平日の昼は借りられます。" in page_of(sign_in(), opened.get_absolute_url())


def test_a_question_after_its_deadline_is_refused_and_its_text_kept(
    cast: Cast, opened: Challenge, sign_in: SignIn, clock: Clock
) -> None:
    clock.move_to(LATE_QUESTION)
    answer = sign_in(cast.company).post(f"{opened.get_absolute_url()}questions/new/", {"text": ASKED})
    assert answer.status_code == 422
    assert "質問の締切（2026年10月15日（木））を過ぎた" in answer.content.decode()
    assert ASKED in answer.content.decode()


def test_the_same_question_is_asked_once(cast: Cast, opened: Challenge) -> None:
    services.question_ask(actor=cast.company, challenge=opened, text=ASKED)
    with pytest.raises(Refusal, match="同じ質問"):
        services.question_ask(actor=cast.company_kodama, challenge=opened, text=ASKED)


def test_the_owner_neither_asks_nor_lets_others_answer(cast: Cast, opened: Challenge) -> None:
    with pytest.raises(NotYours):
        services.question_ask(actor=cast.okutama, challenge=opened, text=ASKED)
    question = services.question_ask(actor=cast.resident, challenge=opened, text=ASKED)
    with pytest.raises(NotYours):
        services.question_answer(actor=cast.ome, question=question, text="答えます。")


def test_the_log_is_a_table_of_everything_in_order(cast: Cast, opened: Challenge, sign_in: SignIn) -> None:
    question = services.question_ask(actor=cast.company, challenge=opened, text=ASKED)
    services.question_answer(actor=cast.okutama, question=question, text="借りられます。")
    services.question_answer(actor=cast.okutama, question=question, text="冬は難しいです。")
    table = sign_in().get(f"{opened.get_absolute_url()}log.csv").content.decode("utf-8-sig")
    assert [line.split(",")[1] for line in table.split("\r\n")[1:-1]] == ["公開", "質問", "回答", "補足"]
    assert cast.company.organization_name not in table


def test_following_is_a_button(cast: Cast, opened: Challenge, sign_in: SignIn) -> None:
    client = sign_in(cast.resident)
    client.post(f"{opened.get_absolute_url()}follow/")
    assert "フォローをやめる" in page_of(client, opened.get_absolute_url())
    client.post(f"{opened.get_absolute_url()}unfollow/")
    assert "フォローをやめる" not in page_of(client, opened.get_absolute_url())
