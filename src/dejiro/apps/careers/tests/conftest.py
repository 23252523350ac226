"""People with skills and posts, on which the tests of careers stand."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import pytest
from django.test import Client

from conftest import Cast, Clock
from dejiro.apps.careers import services
from dejiro.apps.careers.models import Course, Enrolment, Post
from dejiro.apps.careers.terms import CertificateTerms, CourseTerms, PostTerms
from dejiro.foundation.accounts.actors import Actor

ROLE: Final = "security-manager"
COURSE: Final = CourseTerms(
    code="K-001",
    title="自治体の情報セキュリティ",
    provider="東京共同デジタル機構（架空）",
    summary="監査の計画を自分で作ります。",
    role=ROLE,
    level=2,
    hours=12,
    credits=3,
    starts_on=date(2026, 11, 10),
    ends_on=date(2026, 11, 11),
    apply_by=date(2026, 11, 1),
    capacity=1,
    fee=5_500,
    mode="online",
)
CERTIFICATE: Final = CertificateTerms(
    name="情報セキュリティ管理者（架空）",
    issuer="架空資格協会",
    issued_on=date(2025, 1, 10),
    expires_on=date(2027, 1, 9),
    role=ROLE,
    level=2,
    number="A-0001",
)
POST: Final = PostTerms(kind="system", name="庁内ネットワーク", role=ROLE, level=2, people=1)
AFTER: Final = "2026-11-12T09:00:00+09:00"
SignIn = Callable[..., Client]


@dataclass(frozen=True)
class Play:
    """Takes people through courses and posts with the cast."""

    cast: Cast
    clock: Clock

    def course(self, **changes: Any) -> Course:  # noqa: ANN401  # fields of the terms
        """Return a course of Tokyo's catalogue."""
        return services.course_save(actor=self.cast.coordinator, terms=replace(COURSE, **changes))

    def applied(self, key: str, course: Course) -> Enrolment:
        """Return somebody's application."""
        return services.enrolment_apply(actor=self.cast.actor(key), course=course)

    def approved(self, key: str, course: Course, by: str = "") -> Enrolment:
        """Return an application that a superior has said yes to."""
        made = self.applied(key, course)
        return services.enrolment_decide(actor=self.cast.actor(by or f"{key}_chief"), enrolment=made, approve=True)

    def completed(self, key: str, course: Course) -> Enrolment:
        """Return an enrolment that came to its end."""
        made = self.approved(key, course)
        self.clock.move_to(AFTER)
        return services.enrolment_finish(actor=self.cast.coordinator, enrolment=made, completed=True)

    def confirmed(self, key: str, skill: str, level: int, by: str = "") -> None:
        """Let a superior confirm a level."""
        boss = self.cast.actor(by or f"{key}_chief")
        services.skill_confirm(actor=boss, person=self.cast.user(key), skill=skill, level=level)

    def post(self, key: str = "okutama", **changes: Any) -> Post:  # noqa: ANN401  # fields of the terms
        """Return a post of somebody's body."""
        return services.post_save(actor=self.cast.actor(key), terms=replace(POST, **changes))

    def held(self, post: Post, key: str, starts_on: date = date(2026, 4, 1), ends_on: date | None = None) -> Post:
        """Let somebody hold a post of 奥多摩町."""
        person = self.cast.user(key)
        return services.holding_save(
            actor=self.cast.okutama, post=post, person=person, starts_on=starts_on, ends_on=ends_on
        )


@pytest.fixture
def play(cast: Cast, clock: Clock) -> Play:
    """The hand that moves careers."""
    return Play(cast, clock)


@pytest.fixture
def sign_in(cast: Cast) -> SignIn:
    """Return a browser in which somebody is signed in."""

    def make(actor: Actor) -> Client:
        client = Client(HTTP_ACCEPT_LANGUAGE="ja")
        cast.login(client, actor)
        return client

    return make
