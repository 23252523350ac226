from datetime import date
from typing import Any

import pytest

from conftest import Cast, Clock
from dejiro.apps.people.services import erasure_grant, erasure_request
from dejiro.apps.talent import services
from dejiro.apps.talent.models import CalendarKey, Engagement, Handover, Look, Proposal, Request, Specialist
from dejiro.apps.talent.moving import talent_move
from dejiro.apps.talent.selectors.engagements import statement_of
from dejiro.apps.talent.services import Note
from dejiro.apps.talent.tests.conftest import SignIn, approved, specialist_of, terms, text
from dejiro.foundation import clock as house_clock
from dejiro.foundation.accounts.actors import actor_for
from dejiro.foundation.accounts.models import Role, User
from dejiro.foundation.accounts.selectors import people_of
from dejiro.foundation.calendars import Month
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.handover.services import Succession, handover, person_remove_from_organization
from dejiro.foundation.ledger.models import Opening as Seal
from dejiro.foundation.ledger.verification import verify_log
from dejiro.foundation.notices.models import DeskItem

SECRETS = ("渡辺", "民間で12年", "データ移行を3件", "前の勤め先", "予定が合わない")


def work(cast: Cast, engagement: Engagement, clock: Clock) -> None:
    """Work a week, rate each other, and end with a note that names the person."""
    clock.move_to("2027-04-16T10:00:00+09:00")
    done = "渡辺 樹が棚卸しを行った"
    services.log_save(
        actor=cast.expert, engagement=engagement, week=date(2027, 4, 5), half_days=2, done=done, travel=1_500
    )
    services.engagement_rate(actor=cast.okutama, engagement=engagement, rating=4, comment="渡辺さんは丁寧")
    note = Note("渡辺 樹がまとめた", "続ける", "総務課 0428-00-1000")
    services.engagement_end(
        actor=cast.okutama, engagement=engagement, ends_on=date(2027, 4, 16), reason="済んだ", handover=note
    )


def detailed(cast: Cast, specialist: Specialist) -> Specialist:
    """Give the specialist everything that can be known of somebody."""
    services.specialist_describe(
        actor=cast.expert,
        specialist=specialist,
        onsite="anywhere",
        places=(),
        languages="英語",
        profile="民間で12年",
        max_parallel=2,
    )
    services.conflict_save(
        actor=cast.coordinator, specialist=specialist, organization=cast.body("131016"), reason="前の勤め先"
    )
    services.look_record(actor=cast.coordinator, specialist=specialist)
    services.calendar_key_make(actor=cast.expert, specialist=specialist)
    return specialist


def rows_of(specialist: Specialist) -> list[Any]:
    """Return everything that still hangs on somebody."""
    names = ("skills", "capacities", "absences", "conflicts", "papers", "looks", "places")
    return [row for name in names for row in getattr(specialist, name).all()]


def test_a_year_after_leaving_only_figures_stay_and_the_log_still_verifies(
    cast: Cast, engagement: Engagement, clock: Clock
) -> None:
    specialist = detailed(cast, engagement.specialist)
    work(cast, engagement, clock)
    services.specialist_leave(actor=cast.coordinator, specialist=specialist, left_on=date(2027, 4, 30))
    clock.move_to("2028-04-29T09:00:00+09:00")
    assert services.specialists_erase_due() == 0
    clock.move_to("2028-05-01T09:00:00+09:00")
    assert services.specialists_erase_due() == 1
    assert services.specialists_erase_due() == 0
    specialist.refresh_from_db()
    assert (specialist.user, specialist.kana, specialist.languages, specialist.profile) == (None, "", "", "")
    assert (specialist.name, specialist.key) == ("（消去した人材）", f"erased-{specialist.pk}")
    assert rows_of(specialist) == []
    assert not CalendarKey.objects.exists()
    engagement.refresh_from_db()
    assert (engagement.body_rating, engagement.body_comment) == (4, "")
    assert engagement.logs.get().done == "（消去済み）が棚卸しを行った"
    assert Handover.objects.get().done == "（消去済み）がまとめた"
    statement = statement_of(engagement.request.area, Month.parse("2027-04"))
    assert statement.total == 2 * 20_000 + 1_500
    assert not Seal.objects.filter(entry__subject=f"talent.specialist:{specialist.pk}").exists()
    assert verify_log().good


def test_the_pages_of_the_work_stay_without_a_name(
    cast: Cast, sign_in: SignIn, engagement: Engagement, clock: Clock
) -> None:
    work(cast, engagement, clock)
    services.specialist_leave(actor=cast.coordinator, specialist=engagement.specialist, left_on=date(2027, 4, 16))
    here = f"{engagement.specialist.get_absolute_url()}erase/"
    client = sign_in(cast.coordinator)
    assert "元に戻せません" in text(client.get(here))
    assert client.post(here).url == "/talent/pool/"
    for verb in ("erase", "edit", "leave", "skills/new"):
        assert client.get(f"{engagement.specialist.get_absolute_url()}{verb}/").status_code in {403, 404}
    for address in (engagement.get_absolute_url(), engagement.proposal.get_absolute_url(), "/talent/engagements/"):
        page = text(client.get(address))
        assert "（消去した人材）" in page
        assert not any(word in page for word in SECRETS)


def test_only_who_has_left_is_erased_and_only_by_the_coordinator(cast: Cast, specialist: Specialist) -> None:
    with pytest.raises(Refusal, match="退任した人"):
        services.specialist_erase(actor=cast.coordinator, specialist=specialist)
    services.specialist_leave(actor=cast.coordinator, specialist=specialist, left_on=date(2026, 10, 5))
    with pytest.raises(NotYours):
        services.specialist_erase(actor=cast.okutama, specialist=specialist)
    erased = services.specialist_erase(actor=cast.coordinator, specialist=specialist)
    with pytest.raises(Refusal, match="もう消して"):
        services.specialist_erase(actor=cast.coordinator, specialist=erased)


def test_an_erased_account_takes_its_place_in_the_pool_along(
    cast: Cast, request_: Request, specialist: Specialist
) -> None:
    detailed(cast, specialist)
    proposal = services.proposal_make(actor=cast.coordinator, request=request_, specialist=specialist)
    services.proposal_answer(actor=cast.expert, proposal=proposal, accept=False, reason="予定が合わない")
    expert = cast.expert.user
    assert expert is not None
    item = erasure_request(actor=cast.expert, reason="退職します")
    administrator = people_of(item.organization, Role.ADMINISTRATOR)[0]
    erasure_grant(actor=actor_for(administrator), item=item)
    specialist.refresh_from_db()
    assert specialist.erased_at is not None
    assert Proposal.objects.get().specialist_reason == "（消去済み）"
    assert not Look.objects.exists()
    assert not Seal.objects.filter(person_ref=str(expert.ref)).exists()
    assert verify_log().good


def test_who_leaves_the_platform_body_leaves_the_pool_and_the_coordinator_arranges_what_runs(
    cast: Cast, engagement: Engagement, specialist: Specialist
) -> None:
    services.calendar_key_make(actor=cast.expert, specialist=specialist)
    waiting = approved(cast, "ome")
    proposal = services.proposal_make(actor=cast.coordinator, request=waiting, specialist=specialist)
    platform = cast.expert.organization
    assert platform is not None
    assert cast.expert.user is not None
    person_remove_from_organization(actor=cast.expert, user=cast.expert.user, organization=platform)
    specialist.refresh_from_db()
    proposal.refresh_from_db()
    assert (specialist.left_on, proposal.withdrawn) == (date(2026, 10, 5), True)
    assert not CalendarKey.objects.exists()
    items = DeskItem.objects.filter(kind="talent.engagement.replace", closed_at=None)
    assert [item.url for item in items] == [engagement.get_absolute_url()]


def test_a_successor_inherits_drafts_of_requests_but_no_place_in_the_pool(cast: Cast) -> None:
    draft = services.request_save(actor=cast.okutama, terms=terms())
    sent = approved(cast)
    heir = cast.actor("okutama_next").user
    assert heir is not None
    assert cast.okutama.user is not None
    assert cast.okutama.organization is not None
    lent = specialist_of(cast, key="S-900", employment="lent", lender=cast.okutama.organization, email="")
    Specialist.objects.filter(pk=lent.pk).update(user=cast.okutama.user)
    handover(actor=cast.okutama, predecessor=cast.okutama.user, successor=heir, organization=cast.okutama.organization)
    draft.refresh_from_db()
    sent.refresh_from_db()
    lent.refresh_from_db()
    assert (draft.prepared_by, sent.prepared_by) == (heir, cast.okutama.user)
    assert (lent.user, lent.left_on) == (cast.okutama.user, date(2026, 10, 5))
    assert not User.objects.filter(specialist__isnull=False, pk=heir.pk).exists()


def test_who_leaves_another_body_stays_in_the_pool(cast: Cast, specialist: Specialist) -> None:
    assert cast.expert.user is not None
    moved = talent_move(Succession(cast.expert.user, None, cast.body("132055"), house_clock.now()))
    specialist.refresh_from_db()
    assert (moved, specialist.left_on) == (0, None)
