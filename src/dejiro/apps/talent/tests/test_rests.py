"""What nobody supports of a request, and the request made for the rest."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Cast, Clock
from dejiro.apps.talent import services
from dejiro.apps.talent.models import Engagement, Request, Specialist
from dejiro.apps.talent.planning.rests import WEEK, Rest, rests_of
from dejiro.apps.talent.tests.conftest import SignIn, terms, text
from dejiro.apps.talent.tests.test_engagements import NOTE
from dejiro.foundation.errors import Refusal
from dejiro.foundation.ledger.models import Entry as LedgerEntry

MONDAY = date(2027, 4, 5)
spans = st.builds(
    lambda start, weeks, half_days: Rest(
        MONDAY + start * WEEK, MONDAY + (start + weeks) * WEEK - timedelta(days=1), half_days
    ),
    st.integers(-3, 10),
    st.integers(1, 8),
    st.integers(1, 3),
)


def by_week(rows: list[Rest], number: int) -> int:
    monday = MONDAY + number * WEEK
    return sum(one.half_days for one in rows if one.starts_on <= monday <= one.ends_on)


@given(st.lists(spans, max_size=4), st.integers(1, 10), st.integers(1, 5))
def test_rest_and_support_add_up_to_what_was_asked_in_every_week(
    served: list[Rest], weeks: int, half_days: int
) -> None:
    asked = Rest(MONDAY, MONDAY + weeks * WEEK - timedelta(days=1), half_days)
    found = rests_of(asked, served)
    assert [by_week(found, number) for number in range(-3, 20)] == [
        max(half_days - by_week(served, number), 0) if 0 <= number < weeks else 0 for number in range(-3, 20)
    ]
    assert [one.starts_on for one in found] == sorted(one.starts_on for one in found)
    assert all(
        one.ends_on < other.starts_on - timedelta(days=1) or one.half_days != other.half_days
        for one, other in pairwise(found)
    )


def ended(cast: Cast, engagement: Engagement, ends_on: date) -> Request:
    services.engagement_end(
        actor=cast.expert, engagement=engagement, ends_on=ends_on, reason="異動", handover=services.Note(**NOTE)
    )
    return engagement.request


def test_a_request_that_is_served_in_full_leaves_no_rest(cast: Cast, sign_in: SignIn, engagement: Engagement) -> None:
    client = sign_in(cast.okutama)
    here = engagement.request.get_absolute_url()
    assert "まだ支援されていない分" not in text(client.get(here))
    assert "残りの週はありません" in text(client.get(f"{here}rest/", follow=True))


def test_the_rest_of_a_support_that_ended_early_becomes_a_request_that_leads_back(
    cast: Cast, sign_in: SignIn, engagement: Engagement, clock: Clock
) -> None:
    request = ended(cast, engagement, date(2027, 4, 28))
    here = request.get_absolute_url()
    clock.move_to("2027-05-12T10:00:00+09:00")
    client = sign_in(cast.okutama)
    page = text(client.get(here))
    assert "2027年5月3日（月）〜2027年7月4日（日）" in page
    assert "週2半日・9週間" in page
    form = client.get(f"{here}rest/?from=2027-05-10")
    values = {name: field.value() for name, field in ((one.name, one) for one in form.context["form"])}
    assert (values["title"], values["weeks"], values["half_days"]) == (request.title, 8, 2)
    assert values["starts_on"] == date(2027, 5, 10)
    sent = {name: value for name, value in values.items() if value not in {None, False}}
    there = client.post("/talent/requests/new/form/", sent).url
    made = Request.objects.get(rest_of=request)
    assert (made.status, made.starts_on, made.ends_on) == ("draft", date(2027, 5, 10), request.ends_on)
    assert here in text(client.get(there))
    assert there in text(client.get(here))
    assert "2027年5月3日（月）〜2027年5月9日（日）" in text(client.get(here))
    assert "残りを新しい依頼にする" not in text(client.get(here))
    assert '"rest_of"' in LedgerEntry.objects.filter(action="talent.request.save").latest("pk").leaf


def test_changing_the_draft_keeps_whence_it_came_and_withdrawing_it_frees_the_weeks(
    cast: Cast, sign_in: SignIn, engagement: Engagement
) -> None:
    request = ended(cast, engagement, date(2027, 4, 28))
    asked = terms(starts_on=date(2027, 5, 3), weeks=9, rest_of=request.pk)
    made = services.request_save(actor=cast.okutama, terms=asked)
    client = sign_in(cast.okutama)
    form = client.get(f"{made.get_absolute_url()}edit/").context["form"]
    assert form["rest_of"].value() == request.pk
    assert "残りの週は、すべて新しい依頼になっています" in text(client.get(request.get_absolute_url()))
    services.request_withdraw(actor=cast.okutama, request=made, reason="来年度にします")
    assert "残りを新しい依頼にする" in text(client.get(request.get_absolute_url()))


def test_the_coordinator_learns_of_a_request_for_the_rest_when_it_is_approved(
    cast: Cast, sign_in: SignIn, engagement: Engagement
) -> None:
    request = ended(cast, engagement, date(2027, 4, 28))
    made = services.request_save(
        actor=cast.okutama, terms=terms(starts_on=date(2027, 5, 3), weeks=9, rest_of=request.pk)
    )
    page = text(sign_in(cast.coordinator).get(request.get_absolute_url()))
    assert "週2半日・9週間" in page
    assert made.get_absolute_url() not in page
    services.request_submit(actor=cast.okutama, request=made)
    services.request_approve(actor=cast.okutama_chief, request=made)
    page = text(sign_in(cast.coordinator).get(request.get_absolute_url()))
    assert made.get_absolute_url() in page
    assert "残りの週は、すべて新しい依頼になっています" in page
    assert "まだ支援されていない分" not in text(sign_in(cast.expert).get(request.get_absolute_url()))


def test_a_support_of_fewer_weeks_leaves_a_rest_on_both_sides(
    cast: Cast, sign_in: SignIn, request_: Request, specialist: Specialist
) -> None:
    short = Request.objects.get(pk=request_.pk)
    short.starts_on, short.ends_on = date(2027, 4, 19), date(2027, 6, 20)
    proposal = services.proposal_make(actor=cast.coordinator, request=short, specialist=specialist)
    services.proposal_answer(actor=cast.okutama_chief, proposal=proposal, accept=True)
    services.proposal_answer(actor=cast.expert, proposal=proposal, accept=True)
    page = text(sign_in(cast.okutama).get(request_.get_absolute_url()))
    assert page.count("週2半日・2週間") == 2
    assert page.count("残りを新しい依頼にする") == 2
    watched = text(sign_in(cast.coordinator).get(request_.get_absolute_url()))
    assert "週2半日・2週間" in watched
    assert "残りを新しい依頼にする" not in watched


def test_only_ones_own_served_request_has_a_rest(
    cast: Cast, sign_in: SignIn, request_: Request, engagement: Engagement
) -> None:
    ended(cast, engagement, date(2027, 4, 28))
    asked: Any = terms(rest_of=engagement.request.pk)
    with pytest.raises(Refusal, match="もとの依頼"):
        services.request_save(actor=cast.ome, terms=asked)
    draft = services.request_save(actor=cast.okutama, terms=terms())
    with pytest.raises(Refusal, match="もとの依頼"):
        services.request_save(actor=cast.okutama, terms=replace(asked, rest_of=draft.pk))
    here = f"{engagement.request.get_absolute_url()}rest/"
    assert sign_in(cast.ome).get(here).status_code == 404
    assert sign_in(cast.coordinator).get(here).status_code == 403
