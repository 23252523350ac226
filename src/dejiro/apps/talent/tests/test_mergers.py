"""奥多摩町 is merged into 青梅市 on 1 May 2027: 青梅市's officers open, and go on with, what 奥多摩町 had."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import Cast, Clock
from dejiro.apps.talent import access, services
from dejiro.apps.talent.models import Engagement, Handover, Plan, Proposal, Request, Specialist
from dejiro.apps.talent.tests.conftest import SignIn, approved, terms, text
from dejiro.apps.talent.tests.test_engagements import NOTE, WORK
from dejiro.foundation.accounts.actors import SYSTEM, Actor
from dejiro.foundation.clock import now
from dejiro.foundation.errors import NotYours
from dejiro.foundation.ledger.models import Entry as LedgerEntry
from dejiro.foundation.notices.selectors import desk_for
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.selectors import in_place_of, merged_into
from dejiro.foundation.organizations.services import organization_merge

DAY = date(2027, 5, 1)
BEFORE, AFTER = "2027-04-30T10:00:00+09:00", "2027-05-01T10:00:00+09:00"


ROW = {
    "id": "133086",
    "entitlement": 0.1,
    "demand": 4,
    "fair_share": 4,
    "delivered": 0,
    "reason": {"kind": "demand-met"},
}


def merge(gone: Organization, heir: Organization, on: date = DAY) -> None:
    organization_merge(actor=SYSTEM, predecessors=[gone], successor=heir, on=on)


@pytest.fixture
def town(cast: Cast) -> Organization:
    """奥多摩町, which is found by its code only until the merger."""
    return cast.body("133086")


@pytest.fixture
def merged(cast: Cast, clock: Clock, proposal: Proposal, town: Organization) -> Proposal:
    """The clock stands behind the merger; a proposal waits for an answer."""
    merge(town, cast.body("132055"))
    clock.move_to(AFTER)
    return Proposal.objects.get(pk=proposal.pk)


@pytest.fixture
def taken_over(cast: Cast, clock: Clock, engagement: Engagement, town: Organization) -> Engagement:
    """The clock stands behind the merger; an engagement runs."""
    merge(town, cast.body("132055"))
    clock.move_to(AFTER)
    return Engagement.objects.get(pk=engagement.pk)


def answers(client: object, *addresses: str) -> list[int]:
    return [client.get(address).status_code for address in addresses]  # type: ignore[attr-defined]  # a test client


def test_a_body_takes_the_place_of_those_merged_into_it_and_of_those_merged_into_them(cast: Cast) -> None:
    village, town, city = cast.body("133078"), cast.body("133086"), cast.body("132055")
    merge(village, town, date(2027, 4, 1))
    merge(town, city)
    village.refresh_from_db()
    days = [date(2027, 3, 31), date(2027, 4, 30), DAY]
    assert [merged_into(city, on=day) for day in days] == [set(), set(), {town.pk, village.pk}]
    assert [merged_into(town, on=day) for day in days] == [set(), {village.pk}, {village.pk}]
    assert [in_place_of(village, on=day) for day in days] == [village, town, city]


def test_the_officers_of_the_successor_open_engagement_request_and_statement_from_the_day_on(
    cast: Cast, sign_in: SignIn, engagement: Engagement, clock: Clock, town: Organization
) -> None:
    merge(town, cast.body("132055"))
    clock.move_to("2027-04-16T10:00:00+09:00")
    services.log_save(actor=cast.expert, engagement=engagement, week=date(2027, 4, 8), **WORK)
    clock.move_to(BEFORE)
    here = (engagement.get_absolute_url(), engagement.request.get_absolute_url())
    assert answers(sign_in(cast.ome), *here) == [404, 404]
    assert answers(sign_in(cast.okutama), *here) == [200, 200]
    assert "標準化のデータ移行" not in text(sign_in(cast.ome).get("/talent/statement/?month=2027-04"))
    clock.move_to(AFTER)
    for actor in (cast.ome, cast.actor("ome_chief")):
        client = sign_in(actor)
        assert answers(client, *here, *(f"/api{one}" for one in here)) == [200, 200, 200, 200]
        assert here[0] in text(client.get("/talent/engagements/"))
        assert here[1] in text(client.get("/talent/requests/"))
        statement = text(client.get("/talent/statement/?month=2027-04"))
        assert "奥多摩町" in statement
        assert "標準化のデータ移行" in statement
    assert Request.objects.get(pk=engagement.request_id).organization == town


def test_nobody_else_opens_them_and_the_ended_body_has_no_officers(
    cast: Cast, sign_in: SignIn, taken_over: Engagement, town: Organization
) -> None:
    engagement = taken_over
    here = (
        engagement.get_absolute_url(),
        engagement.request.get_absolute_url(),
        f"/api{engagement.get_absolute_url()}",
    )
    for key in ("hinohara", "hinohara_chief", "chiyoda", "tottori_city", "company", "auditor"):
        assert set(answers(sign_in(cast.actor(key)), *here)) <= {403, 404}
    assert "奥多摩町" not in text(sign_in(cast.actor("hinohara")).get("/talent/statement/?month=2027-04"))
    assert not access.officer_of(cast.actor("hinohara"), town.pk)
    assert access.officer_of(cast.ome, town.pk)
    assert not access.officer_of(cast.ome, cast.body("133078").pk)
    only_resident = Actor(user=cast.user("ome"), organization=cast.body("132055"), roles=frozenset())
    assert not access.officer_of(only_resident, town.pk)


def test_the_successor_rates_and_ends_what_it_took_over_and_asks_for_the_rest_in_its_own_name(
    cast: Cast, sign_in: SignIn, taken_over: Engagement, clock: Clock
) -> None:
    engagement = taken_over
    clock.move_to("2027-05-12T10:00:00+09:00")
    with pytest.raises(NotYours):
        services.engagement_rate(actor=cast.actor("hinohara"), engagement=engagement, rating=1)
    services.engagement_rate(actor=cast.ome, engagement=engagement, rating=5)
    engagement = services.engagement_end(
        actor=cast.ome, engagement=engagement, ends_on=date(2027, 5, 12), reason="合併", handover=services.Note(**NOTE)
    )
    entry = LedgerEntry.objects.filter(action="talent.engagement.end").latest("pk")
    assert '"132055"' in entry.leaf
    form = sign_in(cast.ome).get(f"{engagement.request.get_absolute_url()}rest/").context["form"]
    asked = terms(starts_on=form["starts_on"].value(), weeks=form["weeks"].value(), rest_of=form["rest_of"].value())
    made = services.request_save(actor=cast.ome, terms=asked)
    assert (made.organization, made.rest_of) == (cast.body("132055"), engagement.request)
    note = Handover.objects.get()
    assert not access.may_adopt(cast.ome, note)
    assert access.may_adopt(cast.actor("hinohara"), note)


def test_the_successors_approver_answers_a_proposal_to_the_merged_body_and_sees_whom(
    cast: Cast, sign_in: SignIn, merged: Proposal, town: Organization
) -> None:
    specialist, proposal = merged.specialist, merged
    assert answers(sign_in(cast.ome), specialist.get_absolute_url(), proposal.get_absolute_url()) == [200, 200]
    assert answers(sign_in(cast.actor("hinohara")), specialist.get_absolute_url()) == [404]
    services.proposal_answer(actor=cast.expert, proposal=proposal, accept=True)
    services.proposal_answer(actor=cast.actor("ome_chief"), proposal=proposal, accept=True)
    assert Engagement.objects.get().request.organization == town


def test_what_must_be_done_about_a_merged_bodys_request_comes_to_the_successors_desk(
    cast: Cast, clock: Clock, specialist: Specialist, town: Organization
) -> None:
    draft, waiting = services.request_save(actor=cast.okutama, terms=terms()), approved(cast, title="次の依頼")
    merge(town, cast.body("132055"))
    clock.move_to(AFTER)
    draft, waiting = (Request.objects.get(pk=one.pk) for one in (draft, waiting))
    services.request_submit(actor=cast.ome, request=draft)
    services.proposal_make(actor=cast.coordinator, request=waiting, specialist=specialist)
    asked = {"talent.request.approve", "talent.proposal.answer"}
    assert asked <= {one.kind for one in desk_for(cast.actor("ome_chief"))}
    assert services.request_approve(actor=cast.actor("ome_chief"), request=draft).status == "approved"


@pytest.mark.usefixtures("taken_over")
def test_lists_ask_as_often_after_a_merger_however_many_rows_there_are(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ome)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/talent/requests/").status_code == 200
        return len(captured)

    queries()
    before = queries()
    for number in range(3):
        approved(cast, "ome", title=f"依頼{number}")
    assert queries() == before


def test_the_successor_reads_why_a_plan_does_not_serve_the_merged_bodys_request(
    cast: Cast, sign_in: SignIn, clock: Clock, town: Organization
) -> None:
    asked = approved(cast)
    unserved = [{"request": str(asked.pk), "reason": "shortage"}]
    answer = {"assignments": [], "unserved": unserved, "bodies": [ROW], "gap": 0, "status": "optimal"}
    plan = Plan.objects.create(
        area=asked.area,
        name="令和9年度",
        starts_on=date(2027, 4, 5),
        weeks=53,
        status=Plan.Status.PUBLISHED,
        problem={"specialists": []},
        answer=answer,
        made_by=cast.user("coordinator"),
        made_at=now(),
    )
    merge(town, cast.body("132055"))
    for moment, seen in ((BEFORE, False), (AFTER, True)):
        clock.move_to(moment)
        response = sign_in(cast.ome).get(plan.get_absolute_url())
        page = text(response)
        assert [row.own for row in response.context["view"].bodies] == [seen]
        assert (asked.get_absolute_url() in page) is seen
    assert asked.get_absolute_url() not in text(sign_in(cast.actor("hinohara")).get(plan.get_absolute_url()))
