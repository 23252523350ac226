"""Saving, approving, returning, withdrawing, abstaining, waiting, closing in any order: what must hold after each."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from conftest import Cast, Clock, examples
from dejiro.apps.commitments import outlooks, services
from dejiro.apps.commitments.models import Abstention, Commitment, Decision, Outlook, Round
from dejiro.apps.commitments.planning import computed_of, counted, problem_of
from dejiro.apps.commitments.terms import CommitmentTerms
from dejiro.apps.commitments.tests.conftest import PROMISE, TERMS
from dejiro.apps.needs.models import Need
from dejiro.foundation.errors import Refusal
from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.notices.models import DeskItem

KEYS = ("okutama", "ome", "hinohara")
STEPS = 25

bodies = st.sampled_from(KEYS)
reasons = st.sampled_from(["予算", "数量"])
terms = st.builds(
    lambda quantity, cap, members, partner, authority: replace(
        PROMISE,
        quantity=quantity,
        max_unit_price=cap,
        min_members=members,
        only_with=partner,
        authority=authority,
    ),
    st.sampled_from([5, 40, 120]),
    st.sampled_from([None, 100, 3300, 5000]),
    st.sampled_from([1, 2, 3]),
    st.sampled_from([(), (), ("132012",)]),
    st.sampled_from([1, 2, 2, 3]),
)


class Life(RuleBasedStateMachine):
    """Three bodies, one round, one coordinator, and a clock."""

    cast: Cast
    need: Need
    clock: Clock
    takers: frozenset[int]

    @initialize()
    def begin(self) -> None:
        self.clock.move_to("2026-10-05T10:00:00+09:00")
        self.round = services.round_create(actor=self.cast.coordinator, need=self.need, terms=TERMS)
        services.round_open(actor=self.cast.coordinator, round_=self.round)
        self.frozen: list[tuple[Any, ...]] | None = None

    def act(self, work: Callable[[], object], *, writes: int = 1) -> None:
        """Do something that may be refused; it leaves at least so many entries in the log, or nothing at all."""
        before, rows = Entry.objects.count(), self.rows()
        try:
            with transaction.atomic():
                work()
        except Refusal:
            assert Entry.objects.count() == before
            assert self.rows() == rows
        else:
            assert Entry.objects.count() >= before + writes

    def rows(self) -> list[tuple[Any, ...]]:
        return list(self.round.commitments.order_by("pk").values_list("pk", "status", "quantity", "version"))

    def own(self, key: str) -> Commitment | None:
        rows = Commitment.objects.select_related("round", "organization").filter(
            round=self.round, organization__code=self.cast.actor(key).organization_code
        )
        return rows.order_by("-pk").first()

    def on_own(self, key: str, work: Callable[[Commitment], object]) -> None:
        row = self.own(key)
        if row is not None:
            self.act(lambda: work(row))

    @rule(key=bodies, promised=terms)
    def save(self, key: str, promised: CommitmentTerms) -> None:
        self.act(lambda: services.commitment_save(actor=self.cast.actor(key), round_=self.round, terms=promised))

    @rule(key=bodies)
    def submit(self, key: str) -> None:
        self.on_own(key, lambda row: services.commitment_submit(actor=self.cast.actor(key), commitment=row))

    @rule(key=bodies, chief=bodies)
    def approve(self, key: str, chief: str) -> None:
        actor = self.cast.actor(f"{chief}_chief")
        self.on_own(key, lambda row: services.commitment_approve(actor=actor, commitment=row))

    @rule(key=bodies, promised=terms)
    def commit(self, key: str, promised: CommitmentTerms) -> None:
        self.save(key, promised)
        self.submit(key)
        self.approve(key, key)

    @rule(key=bodies, reason=reasons)
    def give_back(self, key: str, reason: str) -> None:
        actor = self.cast.actor(f"{key}_chief")
        self.on_own(key, lambda row: services.commitment_return(actor=actor, commitment=row, reason=reason))

    @rule(key=bodies, reason=reasons, role=st.sampled_from(["", "_chief"]))
    def withdraw(self, key: str, reason: str, role: str) -> None:
        actor = self.cast.actor(f"{key}{role}")
        self.on_own(key, lambda row: services.commitment_withdraw(actor=actor, commitment=row, reason=reason))

    @rule(key=bodies, reason=reasons)
    def abstain(self, key: str, reason: str) -> None:
        actor = self.cast.actor(key)
        self.act(lambda: services.abstention_answer(actor=actor, round_=self.round, reason=reason))

    @rule(days=st.sampled_from([1, 1, 3, 10]))
    def wait(self, days: int) -> None:
        self.clock.moment += timedelta(days=days)

    @rule()
    def extend(self) -> None:
        later = self.round.closes_at + timedelta(days=3)
        self.act(
            lambda: services.round_extend(
                actor=self.cast.coordinator, round_=self.round, closes_at=later, reason="延長"
            )
        )

    @rule()
    def close(self) -> None:
        self.act(lambda: services.round_close(actor=self.cast.coordinator, round_=self.round, reason="決定"))

    @invariant()
    def one_commitment_at_most_is_in_force_and_one_prepared(self) -> None:
        rows = list(Commitment.objects.filter(round=self.round))
        for body in self.takers:
            own = [row for row in rows if row.organization_id == body]
            assert sum(row.status == "in_force" for row in own) <= 1
            assert sum(row.is_prepared for row in own) <= 1

    @invariant()
    def the_outlook_is_what_a_fresh_computation_gives(self) -> None:
        in_force = outlooks.in_force(self.round)
        fresh = computed_of(problem_of(self.round, counted(in_force)))
        kept = Outlook.objects.get(round=self.round)
        assert (kept.answer, kept.digest, kept.summary) == (fresh["answer"], fresh["digest"], fresh["summary"])
        assert (kept.bodies, kept.units) == (len(in_force), sum(row.quantity for row in in_force))

    @invariant()
    def nothing_changes_between_the_closing_date_and_the_decision(self) -> None:
        current = Round.objects.get(pk=self.round.pk)
        closed = current.status != Round.Status.OPEN or self.clock.moment >= current.closes_at
        if closed and self.frozen is not None:
            assert self.rows() == self.frozen
        self.frozen = self.rows() if closed else None

    @invariant()
    def a_decision_is_made_of_what_was_in_force(self) -> None:
        decision = Decision.objects.filter(round=self.round).first()
        if decision is not None:
            assert decision.answer == Outlook.objects.get(round=self.round).answer
            status = Round.objects.get(pk=self.round.pk).status
            assert (status == Round.Status.DECIDED) == bool(decision.answer["members"])

    @invariant()
    def who_is_in_force_has_not_said_no(self) -> None:
        said_no = set(Abstention.objects.filter(round=self.round).values_list("organization", flat=True))
        in_force = {row.organization_id for row in outlooks.in_force(self.round)}
        assert not said_no & in_force

    @invariant()
    def who_has_not_answered_finds_the_question_on_the_desk(self) -> None:
        if Round.objects.get(pk=self.round.pk).status != Round.Status.OPEN:
            return
        asked = set(
            DeskItem.objects.filter(
                kind="round.answer", subject=f"commitments.round:{self.round.pk}", closed_at=None
            ).values_list("organization", flat=True)
        )
        said_no = set(Abstention.objects.filter(round=self.round).values_list("organization", flat=True))
        answered = said_no | {row.organization_id for row in outlooks.in_force(self.round)}
        assert asked == self.takers - answered


def test_a_round_lives_in_any_order(cast: Cast, need: Need, clock: Clock) -> None:
    codes = [cast.actor(key).organization_code for key in KEYS]
    takers = frozenset(cast.body(code).pk for code in codes)

    class Machine(Life):
        def __init__(self) -> None:
            super().__init__()
            self.cast, self.need, self.clock, self.takers = cast, need, clock, takers
            self.round = Round()

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples(12),
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
