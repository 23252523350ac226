from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from dejiro.foundation import clock as house_clock
from dejiro.foundation.accounts.actors import NOBODY, Actor, actor_for
from dejiro.foundation.accounts.models import Delegation, Membership, Role, User
from dejiro.foundation.errors import NotYours
from dejiro.foundation.notices.models import DeskItem, Notice, Preference
from dejiro.foundation.notices.selectors import desk_for, notices_of, preference_of, unread_count
from dejiro.foundation.notices.services import desk_close, desk_open, notice_read, notices_read, preference_set, tell
from dejiro.foundation.notices.tasks import MailLeft, digest_send, send_notices
from dejiro.foundation.organizations.models import Unit

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 10, 7, 12, tzinfo=house_clock.JST)


def open_item(
    actor: Actor,
    subject: str = "needs.voice:1",
    *,
    kind: str = "answer",
    title: str = "回答してください",
    due_at: datetime | None = None,
    role: str = "",
    unit: Unit | None = None,
    person: User | None = None,
) -> DeskItem:
    assert actor.organization
    return desk_open(
        organization=actor.organization,
        subject=subject,
        kind=kind,
        title=title,
        url="/voices/1/",
        due_at=due_at,
        role=role,
        unit=unit,
        person=person,
    )


def titles(actor: Actor) -> list[str]:
    return [item.title for item in desk_for(actor)]


def tell_one(actor: Actor, title: str = "新しい課題") -> list[Notice]:
    assert actor.user
    return tell(people=[actor.user], title=title, body="本文です。", url="/needs/1/")


def test_the_desk_shows_what_is_due_first_and_what_has_no_date_last(cast: SimpleNamespace) -> None:
    open_item(cast.okutama, "a:1", title="いつでも")
    open_item(cast.okutama, "a:2", title="あとで", due_at=NOON + timedelta(days=1))
    open_item(cast.okutama, "a:3", title="先に", due_at=NOON)
    assert titles(cast.okutama) == ["先に", "あとで", "いつでも"]


def test_the_desk_takes_two_queries(cast: SimpleNamespace, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    okutama = cast.okutama
    for number in range(5):
        open_item(okutama, f"a:{number}", person=okutama.user)
    with django_assert_num_queries(2):
        assert len(desk_for(okutama)) == 5
    with django_assert_num_queries(1):
        assert len(desk_for(okutama)) == 5


def test_another_organization_and_nobody_see_nothing(cast: SimpleNamespace) -> None:
    open_item(cast.okutama)
    assert titles(cast.ome) == titles(NOBODY) == []


def test_an_item_for_a_role_is_seen_by_that_role_only(cast: SimpleNamespace) -> None:
    open_item(cast.okutama, role=Role.APPROVER)
    assert titles(cast.okutama_chief) == ["回答してください"]
    assert titles(cast.okutama) == []


def test_an_item_for_a_person_is_seen_by_that_person_only(cast: SimpleNamespace) -> None:
    open_item(cast.okutama, person=cast.okutama.user)
    assert titles(cast.okutama) == ["回答してください"]
    assert titles(cast.okutama_chief) == []


def test_an_item_for_a_unit_is_seen_by_its_people_and_who_stands_in_for_them(cast: SimpleNamespace) -> None:
    unit = Unit.objects.create(organization=cast.okutama.organization, name="観光係", valid_from=NOON.date())
    now = house_clock.now()
    seat = Membership.objects.create(
        user=cast.okutama.user, organization=unit.organization, unit=unit, role=Role.EXPERT, valid_from=now
    )
    open_item(cast.okutama, unit=unit)
    assert titles(actor_for(cast.okutama.user)) == ["回答してください"]
    assert titles(actor_for(cast.okutama_chief.user)) == []
    Delegation.objects.create(
        membership=seat, user=cast.okutama_chief.user, valid_from=now, valid_to=now + timedelta(days=1)
    )
    assert titles(actor_for(cast.okutama_chief.user)) == ["回答してください"]


def test_the_act_closes_its_items_on_every_desk(cast: SimpleNamespace) -> None:
    open_item(cast.okutama)
    open_item(cast.ome)
    open_item(cast.ome, "needs.voice:2")
    assert desk_close(subject="needs.voice:1") == 2
    assert (titles(cast.okutama), titles(cast.ome)) == ([], ["回答してください"])


def test_closing_one_kind_for_one_organization_leaves_the_others(cast: SimpleNamespace) -> None:
    open_item(cast.okutama, kind="rate", title="評価")
    open_item(cast.okutama)
    open_item(cast.ome)
    assert desk_close(subject="needs.voice:1", kind="answer", organization=cast.okutama.organization) == 1
    assert (titles(cast.okutama), titles(cast.ome)) == (["評価"], ["回答してください"])


def test_asking_twice_for_the_same_act_keeps_one_item_with_the_new_date(cast: SimpleNamespace) -> None:
    open_item(cast.okutama)
    again = open_item(cast.okutama, title="期限が変わりました", due_at=NOON)
    assert DeskItem.objects.get() == again
    assert (again.title, again.due_at) == ("期限が変わりました", NOON)


def test_a_closed_act_may_be_asked_for_anew(cast: SimpleNamespace) -> None:
    open_item(cast.okutama)
    desk_close(subject="needs.voice:1")
    open_item(cast.okutama)
    assert DeskItem.objects.count() == 2


def test_a_notice_is_mailed_in_japanese_once_the_act_is_committed(
    cast: SimpleNamespace,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        [notice] = tell_one(cast.okutama, title="新しい\n課題")
        assert mailoutbox == []
    [mail] = mailoutbox
    assert mail.to == [cast.okutama.user.email]
    assert mail.subject == "【架空】［出城］新しい 課題"
    assert f"{cast.okutama.user.name} 様" in mail.body
    assert "http://127.0.0.1:8000/needs/1/" in mail.body
    notice.refresh_from_db()
    assert notice.sent_at is not None


def test_a_notice_is_mailed_once_even_if_the_task_runs_twice(
    cast: SimpleNamespace, mailoutbox: list[EmailMessage]
) -> None:
    [notice] = tell_one(cast.okutama)
    send_notices.call(ids=[notice.pk])
    send_notices.call(ids=[notice.pk])
    assert len(mailoutbox) == 1


def test_a_person_named_twice_is_told_once_and_a_closed_account_never(cast: SimpleNamespace) -> None:
    okutama, closed = cast.user("okutama"), cast.user("ome")
    closed.is_active = False
    notices = tell(people=[okutama, okutama, closed], title="一", body="", url="/")
    assert [notice.user for notice in notices] == [okutama]


def test_telling_everybody_takes_four_queries(
    cast: SimpleNamespace, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    everybody = list(User.objects.all())
    with django_assert_max_num_queries(4):
        assert len(tell(people=everybody, title="一", body="", url="/")) == len(everybody)


def test_who_wants_no_mail_gets_the_notice_alone(
    cast: SimpleNamespace,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    preference_set(actor=cast.okutama, delivery=Preference.Delivery.NEVER)
    with django_capture_on_commit_callbacks(execute=True):
        tell_one(cast.okutama)
    assert mailoutbox == []
    assert unread_count(cast.okutama) == 1
    assert digest_send() == 0


def test_the_digest_is_one_mail_a_day_with_notices_and_dates(
    cast: SimpleNamespace, clock: SimpleNamespace, mailoutbox: list[EmailMessage]
) -> None:
    preference_set(actor=cast.okutama, delivery=Preference.Delivery.DIGEST)
    open_item(cast.okutama, title="約束の承認", due_at=NOON)
    open_item(cast.okutama, "a:1", title="来年のこと", due_at=NOON + timedelta(days=300))
    tell_one(cast.okutama, "一つ目")
    tell_one(cast.okutama, "二つ目")
    assert (digest_send(), digest_send()) == (1, 0)
    [mail] = mailoutbox
    assert mail.subject == "【架空】［出城］2026年10月5日（月）のお知らせ"
    positions = [mail.body.index(word) for word in ("約束の承認", "2026年10月7日（水）12時00分", "一つ目", "二つ目")]
    assert positions == sorted(positions)
    assert "来年のこと" not in mail.body


def test_the_next_digest_leaves_out_what_was_told_and_what_was_read(
    cast: SimpleNamespace, clock: SimpleNamespace, mailoutbox: list[EmailMessage]
) -> None:
    preference_set(actor=cast.okutama, delivery=Preference.Delivery.DIGEST)
    tell_one(cast.okutama, "きのう")
    digest_send()
    clock.move_to("2026-10-06T08:00+09:00")
    assert digest_send() == 0
    tell_one(cast.okutama, "けさ")
    [read] = tell_one(cast.okutama, "既読")
    notice_read(actor=cast.okutama, notice=read)
    assert digest_send() == 1
    assert "けさ" in mailoutbox[1].body
    assert "きのう" not in mailoutbox[1].body
    assert "既読" not in mailoutbox[1].body


@pytest.fixture
def broken_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: EmailBackend, messages: list[EmailMessage]) -> int:
        raise ConnectionRefusedError(f"no route for {messages[0].to}")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)


def test_a_mail_server_that_is_down_loses_no_notice_and_names_nobody_in_the_log(
    cast: SimpleNamespace, broken_mail: None, caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    [notice] = tell_one(cast.okutama)
    send_notices.call(ids=[notice.pk])
    notice.refresh_from_db()
    assert notice.sent_at is None
    attempts = [row.args_kwargs["kwargs"].get("attempt", 1) for row in DBTaskResult.objects.all()]
    assert sorted(attempts) == [1, 2]
    assert "ConnectionRefusedError" in caplog.text
    assert cast.okutama.user.email not in caplog.text


def test_a_digest_that_could_not_be_sent_is_sent_by_the_next_run(
    cast: SimpleNamespace, broken_mail: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    preference_set(actor=cast.okutama, delivery=Preference.Delivery.DIGEST)
    tell_one(cast.okutama)
    with pytest.raises(MailLeft):
        digest_send()
    monkeypatch.undo()
    assert digest_send() == 1


def test_reading_all_leaves_nothing_unread(cast: SimpleNamespace) -> None:
    tell_one(cast.okutama)
    tell_one(cast.okutama)
    assert notices_read(actor=cast.okutama) == 2
    assert unread_count(cast.okutama) == 0
    assert notices_of(cast.okutama).count() == 2


def test_nobody_reads_anothers_notice(cast: SimpleNamespace) -> None:
    [notice] = tell_one(cast.okutama)
    with pytest.raises(NotYours):
        notice_read(actor=cast.ome, notice=notice)
    with pytest.raises(NotYours):
        notice_read(actor=NOBODY, notice=notice)
    assert Notice.objects.get().read_at is None
    assert not notices_of(NOBODY).exists()


def test_a_choice_is_kept_and_needs_a_person(cast: SimpleNamespace) -> None:
    assert preference_of(cast.okutama).delivery == Preference.Delivery.AT_ONCE
    preference_set(actor=cast.okutama, delivery=Preference.Delivery.DIGEST)
    assert preference_of(actor_for(cast.okutama.user)).delivery == Preference.Delivery.DIGEST
    with pytest.raises(NotYours):
        preference_set(actor=NOBODY, delivery=Preference.Delivery.NEVER)
