"""How many queries the pages take, whatever the number of rows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Cast, Clock
from dejiro.apps.commitments import outlooks, services
from dejiro.apps.commitments.explaining import decision_explain
from dejiro.apps.commitments.models import Assembly, BudgetCycle, Commitment, Round
from dejiro.apps.commitments.tests.conftest import PROMISE, TERMS, Promise
from dejiro.apps.needs.models import Need
from dejiro.foundation import clock as platform_clock
from dejiro.foundation.organizations.selectors import municipalities_of

PUBLIC_ROUND = 12
SIGNED_IN_ROUND = 26


def count(client: Client, url: str) -> int:
    """Return the queries of a page that was read before."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


def join_all(cast: Cast, round_: Round) -> None:
    """Let all 62 municipalities commit."""
    user, now = cast.user("okutama"), platform_clock.now()
    done = set(round_.commitments.values_list("organization", flat=True))
    rows = [
        Commitment(
            round=round_,
            organization=body,
            status=Commitment.Status.IN_FORCE,
            prepared_by=user,
            prepared_at=now,
            approved_by=user,
            approved_at=now,
            **PROMISE.row(),
        )
        for body in municipalities_of(round_.area)
        if body.pk not in done
    ]
    Commitment.objects.bulk_create(rows)
    outlooks.refresh(round_)


@pytest.mark.parametrize(
    ("key", "path", "budget"),
    [
        ("", "", PUBLIC_ROUND),
        ("okutama", "", SIGNED_IN_ROUND),
        ("okutama", "?leaves=132012", SIGNED_IN_ROUND),
        ("coordinator", "", SIGNED_IN_ROUND),
        ("okutama", "bodies/", 15),
        ("okutama", "commitment/", 15),
        ("coordinator", "close/", 16),
    ],
)
def test_a_rounds_page_takes_the_same_queries_with_two_bodies_and_with_all(
    cast: Cast, opened: Round, promise: Promise, key: str, path: str, budget: int
) -> None:
    promise("okutama", opened)
    promise("hachioji", opened)
    client, url = Client(), f"/rounds/{opened.pk}/{path}"
    if key:
        cast.login(client, cast.actor(key))
    few = count(client, url)
    join_all(cast, opened)
    assert Round.objects.get().outlook.bodies == len(municipalities_of(opened.area))
    assert count(client, url) == few <= budget


def test_a_decided_rounds_page_takes_the_same_queries_with_two_bodies_and_with_all(
    cast: Cast, need: Need, opened: Round, promise: Promise, clock: Clock
) -> None:
    other = services.round_create(actor=cast.coordinator, need=need, terms=TERMS)
    services.round_open(actor=cast.coordinator, round_=other)
    for round_ in (opened, other):
        promise("okutama", round_)
        promise("ome", round_)
    join_all(cast, other)
    clock.move_to("2026-10-26T09:00+09:00")
    for round_ in (opened, other):
        decision_explain(decision=services.round_close(actor=cast.coordinator, round_=round_, reason="成立"))
    client = Client()
    cast.login(client, cast.okutama)
    few, many = (count(client, f"/rounds/{round_.pk}/") for round_ in (opened, other))
    assert few == many <= SIGNED_IN_ROUND


@pytest.mark.parametrize(
    ("url", "budget"),
    [
        ("/rounds/", 12),
        ("/rounds/results/", 14),
        ("/rounds/export.csv", 10),
        ("/commitments/", 12),
        ("/calendar/", 16),
        ("/calendar/area/", 16),
    ],
)
def test_a_list_takes_the_same_queries_with_one_row_and_with_many(
    cast: Cast, need: Need, promise: Promise, clock: Clock, url: str, budget: int
) -> None:
    client = Client()
    cast.login(client, cast.okutama)
    add(cast, need, promise, 1)
    few = count(client, url)
    for number in range(2, 8):
        add(cast, need, promise, number)
    assert count(client, url) == few <= budget
    assert clock.moment == platform_clock.now()


def add(cast: Cast, need: Need, promise: Promise, number: int) -> None:
    """Add a round with two commitments, a session and a budget."""
    round_ = services.round_create(actor=cast.coordinator, need=need, terms=TERMS)
    services.round_open(actor=cast.coordinator, round_=round_)
    promise("okutama", round_)
    promise("ome", round_)
    body = cast.body("133086")
    Assembly.objects.create(organization=body, name=str(number), opens_on="2027-02-24", votes_on="2027-03-19")
    BudgetCycle.objects.create(
        organization=body, fiscal_year=2026 + number, request_due_on="2026-10-16", settled_on="2027-01-29"
    )
