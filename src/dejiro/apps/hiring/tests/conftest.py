"""An opening and its people, on which the tests of hiring stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from conftest import Cast, Clock
from dejiro.apps.hiring import services
from dejiro.apps.hiring.models import Application, Choice, Joint, Opening, Reviewer
from dejiro.apps.hiring.terms import ApplicationTerms, OpeningTerms
from dejiro.apps.talent import public as talent
from dejiro.foundation.accounts.actors import Actor

DEADLINE = datetime.fromisoformat("2026-11-01T17:00:00+09:00")
ANSWER = datetime.fromisoformat("2026-12-01T17:00:00+09:00")
AFTER = "2026-11-02T09:00:00+09:00"
TERMS = OpeningTerms(
    title="情報システムの担当",
    role=next(iter(talent.roles())),
    duties="庁内の情報システムを見直します。",
    place="奥多摩町役場",
    region="西多摩",
    system="municipal",
    unit="year",
    pay_low=6_000_000,
    pay_high=9_000_000,
    legal_basis="地方公共団体の一般職の任期付職員の採用に関する法律 第3条",
    starts_on=date(2027, 4, 1),
    ends_on=date(2030, 3, 31),
    posts=1,
    deadline=DEADLINE,
    criteria=(("実務経験", 3), ("説明する力", 1)),
)
PAPER = ApplicationTerms(
    name="山田 花子",
    contact="hanako@example.com",
    years=8,
    role=TERMS.role,
    skills="業務の整理",
    experience="窓口の待ち時間を半分にした。",
    wanted_pay=8_000_000,
)


@dataclass(frozen=True)
class Play:
    """Takes openings through their life with the cast."""

    cast: Cast
    clock: Clock

    def published(self, key: str = "okutama", **changes: Any) -> Opening:  # noqa: ANN401  # fields of the terms
        """Return an opening of this body, public, its officer named as the reviewer."""
        made = services.opening_create(actor=self.cast.actor(key), terms=replace(TERMS, **changes))
        services.opening_publish(actor=self.cast.actor(f"{key}_chief"), opening=made)
        return services.reviewers_name(actor=self.cast.actor(key), opening=made, users=[self.cast.user(key)])

    def applied(self, key: str, *openings: Opening, **changes: Any) -> Application:  # noqa: ANN401  # fields of the terms
        """Return somebody's application, sent to these openings, the most wanted first."""
        actor = self.cast.actor(key)
        made = services.application_save(actor=actor, terms=replace(PAPER, **changes))
        ranks = {opening.pk: at for at, opening in enumerate(openings, start=1)}
        return services.choices_send(actor=actor, application=made, ranks=ranks)

    def score(self, key: str, choice: Choice, *points: int) -> Choice:
        """Let a reviewer score an application by every criterion."""
        actor = self.cast.actor(key)
        found = Choice.objects.select_related("opening__organization", "application").get(pk=choice.pk)
        reviewer = Reviewer.objects.get(opening=found.opening, user=actor.user)
        numbers = found.opening.criteria.values_list("pk", flat=True)
        given = dict(zip(numbers, points, strict=True))
        return services.scores_give(actor=actor, choice=found, reviewer=reviewer, points=given)

    def scored(self, opening: Opening, points: Sequence[int], key: str = "okutama") -> Opening:
        """Score all applications in order, let all go on, and close the scores."""
        choices = list(opening.choices.order_by("application"))
        for choice, value in zip(choices, points, strict=True):
            self.score(key, choice, value, value)
        chief = self.cast.actor(f"{key}_chief")
        services.interviews_begin(actor=chief, opening=opening, choices=choices)
        return services.scores_close(actor=chief, opening=opening)

    def joint(self, caps: Sequence[tuple[str, int]] = (("西多摩", 1),)) -> Joint:
        """Return a joint recruiting whose lot is known."""
        coordinator = self.cast.actor("coordinator")
        return services.joint_create(actor=coordinator, title="合同", deadline=DEADLINE, caps=caps, secret="seed")


@pytest.fixture
def play(cast: Cast, clock: Clock) -> Play:
    """The hand that moves openings."""
    return Play(cast, clock)


SignIn = Callable[..., Client]


@pytest.fixture
def sign_in(cast: Cast) -> SignIn:
    """Return a browser in which somebody is signed in, or nobody."""

    def make(actor: Actor | None = None) -> Client:
        client = Client(HTTP_ACCEPT_LANGUAGE="ja")
        if actor is not None:
            cast.login(client, actor)
        return client

    return make
