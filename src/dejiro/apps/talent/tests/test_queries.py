"""How many queries the pages take, whatever the number of rows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Cast
from dejiro.apps.talent import services
from dejiro.apps.talent.models import Engagement
from dejiro.apps.talent.tests.conftest import approved, specialist_of

BUDGETS = (
    ("/talent/", "okutama", 16),
    ("/talent/", "expert", 17),
    ("/talent/pool/", "coordinator", 14),
    ("/talent/pool/export.csv", "coordinator", 14),
    ("/talent/pool/{specialist}/", "coordinator", 20),
    ("/talent/requests/", "coordinator", 8),
    ("/talent/requests/export.csv", "coordinator", 8),
    ("/talent/requests/{waiting}/", "coordinator", 30),
    ("/talent/requests/{waiting}/", "ome", 22),
    ("/talent/engagements/", "coordinator", 8),
    ("/talent/engagements/{engagement}/", "okutama", 8),
    ("/talent/statement/", "coordinator", 8),
)


def count(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def fill(cast: Cast) -> None:
    """Add four more people, requests and engagements."""
    for number in range(4):
        made = specialist_of(cast, key=f"S-1{number}", onsite="some", places=(cast.body("132055"),))
        services.conflict_save(actor=cast.coordinator, specialist=made, organization=cast.body("131016"), reason="前職")
        request = approved(cast, "okutama", title=f"移行{number}")
        made_proposal = services.proposal_make(actor=cast.coordinator, request=request, specialist=made)
        services.proposal_answer(actor=cast.okutama_chief, proposal=made_proposal, accept=True)
        approved(cast, "ome", title=f"待つ移行{number}")


@pytest.mark.parametrize(("url", "who", "budget"), BUDGETS)
def test_a_page_takes_as_many_queries_for_many_rows_as_for_few(
    cast: Cast, client: Client, engagement: Engagement, url: str, who: str, budget: int
) -> None:
    chiyoda = cast.body("131016")
    services.conflict_save(
        actor=cast.coordinator, specialist=engagement.specialist, organization=chiyoda, reason="前職"
    )
    waiting = approved(cast, "ome", title="待つ移行")
    numbers = {"specialist": engagement.specialist_id, "waiting": waiting.pk, "engagement": engagement.pk}
    address = url.format(**numbers)
    cast.login(client, cast.actor(who))
    client.get(address)
    few = count(client, address)
    fill(cast)
    assert count(client, address) == few <= budget
