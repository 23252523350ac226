"""Openings, applications and offers in any order: what must hold after each step."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from conftest import Cast, Clock, examples
from dejiro.apps.hiring import scoring, services
from dejiro.apps.hiring.models import Application, Choice, Offer, Opening, Reviewer, Score
from dejiro.apps.hiring.tests.conftest import PAPER, TERMS
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.notices.models import DeskItem

BODIES = ("okutama", "ome")
PEOPLE = ("resident", "company")
STEPS = 18
START = "2026-10-05T10:00:00+09:00"

bodies = st.sampled_from(BODIES)
people = st.sampled_from(PEOPLE)


class Life(RuleBasedStateMachine):
    """Two bodies with an opening each, two candidates, and a clock."""

    cast: Cast
    clock: Clock

    @initialize()
    def begin(self) -> None:
        self.clock.move_to(START)
        self.openings = {
            key: services.opening_create(actor=self.cast.actor(key), terms=replace(TERMS, title=key)).pk
            for key in BODIES
        }
        self.answers: dict[int, str] = {}
        self.ranks: dict[int, int] = {}

    def act(self, work: Callable[[], object]) -> None:
        """Do something that may be refused; then nothing was written, and otherwise the log grew."""
        before = Entry.objects.count()
        try:
            with transaction.atomic():
                work()
        except (Refusal, NotYours):
            assert Entry.objects.count() == before
        else:
            assert Entry.objects.count() > before

    def opening(self, key: str) -> Opening:
        return Opening.objects.select_related("organization", "area").get(pk=self.openings[key])

    def choice(self, key: str, person: str) -> Choice | None:
        rows = Choice.objects.select_related("application__user", "opening__organization", "opening__area")
        return rows.filter(opening=self.openings[key], application__user=self.cast.user(person)).first()

    @rule(key=bodies)
    def publish(self, key: str) -> None:
        chief = self.cast.actor(f"{key}_chief")
        self.act(lambda: services.opening_publish(actor=chief, opening=self.opening(key)))

    @rule(key=bodies)
    def name_reviewers(self, key: str) -> None:
        users = [self.cast.user(key)]
        self.act(lambda: services.reviewers_name(actor=self.cast.actor(key), opening=self.opening(key), users=users))

    @rule(person=people, first=bodies, both=st.booleans())
    def apply(self, person: str, first: str, both: bool) -> None:  # noqa: FBT001  # drawn
        actor = self.cast.actor(person)
        order = [first, *(key for key in BODIES if both and key != first)]
        ranks = {self.openings[key]: at for at, key in enumerate(order, start=1)}

        def work() -> object:
            made = Application.objects.filter(user=actor.user).first()
            made = made or services.application_save(actor=actor, terms=replace(PAPER, name=person))
            return services.choices_send(actor=actor, application=made, ranks=ranks)

        self.act(work)

    @rule(key=bodies, person=people)
    def withdraw(self, key: str, person: str) -> None:
        choice = self.choice(key, person)
        if choice is not None:
            self.act(lambda: services.choice_withdraw(actor=self.cast.actor(person), choice=choice))

    @rule(key=bodies, person=people, points=st.integers(1, 5))
    def score(self, key: str, person: str, points: int) -> None:
        choice = self.choice(key, person)
        reviewer = Reviewer.objects.filter(opening=self.openings[key]).first()
        if choice is not None and reviewer is not None:
            given = dict.fromkeys(choice.opening.criteria.values_list("pk", flat=True), points)
            actor = self.cast.actor(key)
            self.act(lambda: services.scores_give(actor=actor, choice=choice, reviewer=reviewer, points=given))

    @rule(key=bodies, most=st.integers(0, 2))
    def interview(self, key: str, most: int) -> None:
        opening = self.opening(key)
        chosen = list(opening.choices.order_by("pk")[:most])
        chief = self.cast.actor(f"{key}_chief")
        self.act(lambda: services.interviews_begin(actor=chief, opening=opening, choices=chosen))

    @rule(key=bodies)
    def close(self, key: str) -> None:
        chief = self.cast.actor(f"{key}_chief")
        self.act(lambda: services.scores_close(actor=chief, opening=self.opening(key)))

    @rule(key=bodies, person=people, pay=st.sampled_from([7_000_000, 1]))
    def offer(self, key: str, person: str, pay: int) -> None:
        choice, by = self.choice(key, person), self.clock.moment + timedelta(days=7)
        chief = self.cast.actor(f"{key}_chief")
        if choice is not None:
            self.act(lambda: services.offer_make(actor=chief, choice=choice, pay=pay, answer_by=by))

    @rule(key=bodies, person=people, accept=st.booleans())
    def answer(self, key: str, person: str, accept: bool) -> None:  # noqa: FBT001  # drawn
        offer = self.offer_of(key, person)
        if offer is not None:
            reason = "" if accept else "pay"
            actor = self.cast.actor(person)
            self.act(lambda: services.offer_answer(actor=actor, offer=offer, accept=accept, reason=reason))

    @rule(key=bodies, person=people)
    def take_back(self, key: str, person: str) -> None:
        offer = self.offer_of(key, person)
        chief = self.cast.actor(f"{key}_chief")
        if offer is not None:
            self.act(lambda: services.offer_withdraw(actor=chief, offer=offer))

    @rule(person=people)
    def erase(self, person: str) -> None:
        actor = self.cast.actor(person)
        application = Application.objects.filter(user=actor.user).first()
        if application is not None:
            self.act(lambda: services.application_erase(actor=actor, application=application))

    @rule(days=st.sampled_from([3, 30]))
    def wait(self, days: int) -> None:
        self.clock.moment += timedelta(days=days)

    def offer_of(self, key: str, person: str) -> Offer | None:
        rows = Offer.objects.select_related("choice__application__user", "choice__opening__organization")
        user = self.cast.user(person)
        return rows.filter(choice__opening=self.openings[key], choice__application__user=user).first()

    @invariant()
    def places_are_not_promised_twice(self) -> None:
        over = (Offer.Status.DECLINED, Offer.Status.WITHDRAWN)
        for opening in Opening.objects.all():
            assert Offer.objects.filter(choice__opening=opening).exclude(status__in=over).count() <= opening.posts

    @invariant()
    def an_answer_stands(self) -> None:
        now = dict(Offer.objects.exclude(status=Offer.Status.WAITING).values_list("pk", "status"))
        assert all(now.get(pk) == status for pk, status in self.answers.items())
        self.answers = now

    @invariant()
    def an_offer_is_for_somebody_who_went_on(self) -> None:
        rows = Offer.objects.values_list("choice__passed", "choice__opening__status")
        assert all(row == (True, Opening.Status.SCORED) for row in rows)

    @invariant()
    def what_was_sent_stands_after_the_deadline(self) -> None:
        """Ranks move no more, and nothing comes in; only an erased application is taken back."""
        past = Choice.objects.filter(opening__deadline__lte=self.clock.moment)
        now = dict(past.values_list("pk", "rank"))
        kept = {pk: rank for pk, rank in self.ranks.items() if pk in now}
        assert all(now[pk] == rank for pk, rank in kept.items())
        self.ranks = now

    @invariant()
    def nobody_is_scored_before_the_deadline(self) -> None:
        if Score.objects.exists():
            assert self.clock.moment >= TERMS.deadline

    @invariant()
    def names_are_gone_with_the_person(self) -> None:
        gone = Application.objects.filter(user=None)
        assert all((row.name, row.contact, row.looks.count()) == ("", "", 0) for row in gone)

    @invariant()
    def a_mean_is_between_one_and_five_or_there_is_none(self) -> None:
        for opening in Opening.objects.filter(status=Opening.Status.SCORED):
            assert all(line.mean is None or 1 <= line.mean <= 5 for line in scoring.lines(opening))

    @invariant()
    def the_desk_waits_only_for_what_is_open(self) -> None:
        waiting = DeskItem.objects.filter(kind="hiring.offer", closed_at=None).count()
        assert waiting == Offer.objects.filter(status=Offer.Status.WAITING).count()


def test_openings_applications_and_offers_stay_sound_in_any_order(cast: Cast, clock: Clock) -> None:
    class Bound(Life):
        """A life that leaves the database as it found it."""

        def __init__(self) -> None:
            super().__init__()
            self.cast, self.clock = cast, clock
            self.savepoint = transaction.savepoint()

        def teardown(self) -> None:
            transaction.savepoint_rollback(self.savepoint)

    clock.moment = datetime.fromisoformat(START)
    run_state_machine_as_test(
        Bound,
        settings=settings(
            max_examples=examples(12),
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
