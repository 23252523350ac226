"""Records on which the tests of talent stand: the expert in the pool, and 奥多摩町's approved request."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Final

import pytest
from django.test import Client

from conftest import Cast
from dejiro.apps.talent import services
from dejiro.apps.talent.models import Engagement, Proposal, Request, Specialist
from dejiro.apps.talent.planning import plans as bridge
from dejiro.apps.talent.services import Entry, Terms
from dejiro.apps.talent.tests.callers import Caller
from dejiro.cores.allocation.engagements import solve
from dejiro.cores.allocation.tests.workers import Here
from dejiro.foundation.accounts.actors import Actor

SignIn = Callable[[Actor], Any]
YEAR: Final[dict[str, Any]] = {"starts_on": date(2026, 4, 1), "ends_on": date(2028, 3, 31)}


@pytest.fixture
def sign_in(cast: Cast, client: Client) -> SignIn:
    def enter(actor: Actor) -> Any:  # noqa: ANN401  # the client's answers have no public type
        cast.login(client, actor)
        return client

    return enter


@pytest.fixture
def caller(cast: Cast, client: Client) -> Caller:
    return Caller(cast, client)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have plans solved in this process: starting another takes a hundred times as long as a plan of three requests."""
    monkeypatch.setattr(bridge, "solve", partial(solve, workers=(Here(), Here())))


def text(response: Any) -> str:  # noqa: ANN401  # the client has no type of its own for answers
    return str(response.content.decode())


def entry(**fields: Any) -> Entry:  # noqa: ANN401  # fields of the entry
    """Return an entry for the pool."""
    return Entry(**{"key": "S-001", "name": "渡辺 樹", "employment": "staff", **fields})


def terms(**fields: Any) -> Terms:  # noqa: ANN401  # fields of the request
    """Return a request's terms: a data engineer for two half-days a week, thirteen weeks from April 2027."""
    asked = {
        "title": "標準化のデータ移行",
        "problem": "標準準拠システムへのデータ移行の計画が立てられない。",
        "role": "data-engineer",
        "level": 2,
        "half_days": 2,
        "starts_on": date(2027, 4, 7),
        "weeks": 13,
        "supervisor": "総務課長 原島",
    }
    return Terms(**{**asked, **fields})


def specialist_of(cast: Cast, **fields: Any) -> Specialist:  # noqa: ANN401  # fields of the entry
    """Return somebody in the pool with the skill, six half-days a week, and a paper."""
    made = services.specialist_save(actor=cast.coordinator, entry=entry(**fields))
    services.skill_save(actor=cast.coordinator, specialist=made, role="data-engineer", level=3, evidence="移行3件")
    services.capacity_save(actor=cast.coordinator, specialist=made, half_days=6, **YEAR)
    services.paper_save(actor=cast.coordinator, specialist=made, kind="nda", **YEAR)
    return made


@pytest.fixture
def specialist(cast: Cast) -> Specialist:
    """The expert of the cast, in the pool with their own login."""
    return specialist_of(cast, email="expert@example.lg.jp")


def approved(cast: Cast, key: str = "okutama", **fields: Any) -> Request:  # noqa: ANN401  # fields of the request
    """Return a request that a body's approver has approved."""
    request = services.request_save(actor=cast.actor(key), terms=terms(**fields))
    services.request_submit(actor=cast.actor(key), request=request)
    return services.request_approve(actor=cast.actor(f"{key}_chief"), request=request)


@pytest.fixture
def request_(cast: Cast) -> Request:
    """奥多摩町's approved request."""
    return approved(cast)


@pytest.fixture
def proposal(cast: Cast, request_: Request, specialist: Specialist) -> Proposal:
    """The expert, proposed to 奥多摩町."""
    return services.proposal_make(actor=cast.coordinator, request=request_, specialist=specialist)


@pytest.fixture
def engagement(cast: Cast, proposal: Proposal) -> Engagement:
    """What both sides agreed on."""
    services.proposal_answer(actor=cast.okutama_chief, proposal=proposal, accept=True)
    services.proposal_answer(actor=cast.expert, proposal=proposal, accept=True)
    return Engagement.objects.get()
