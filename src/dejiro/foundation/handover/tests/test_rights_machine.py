"""Joining, lending, sitting, moving, taking over, merging and leaving in any order, with plain sets as the oracle."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import cycle, product

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from conftest import Cast, Clock, examples
from dejiro.foundation.accounts.actors import SYSTEM, actor_for, memberships_of
from dejiro.foundation.accounts.models import ApiToken, Delegation, Membership, Role, User
from dejiro.foundation.accounts.selectors import people_of, team_people
from dejiro.foundation.accounts.services import (
    actor_for_token,
    delegation_grant,
    delegation_revoke,
    membership_end,
    membership_grant,
    team_create,
    team_join,
    team_leave,
    token_issue,
    token_revoke,
)
from dejiro.foundation.clock import JST
from dejiro.foundation.errors import Refusal
from dejiro.foundation.handover.mergers import people_take_over
from dejiro.foundation.handover.services import handover, person_remove_from_organization
from dejiro.foundation.handover.tests.rights_model import FOREVER, HOUR, Loan, Seat, Token
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.services import organization_merge

STEPS = 20

people = st.integers(0, 2)
bodies = st.sampled_from([0, 0, 0, 1])
roles = st.sampled_from([Role.MEMBER, Role.APPROVER, Role.ADMINISTRATOR])
delays = st.sampled_from([0, 0, 1, 5, 30])
durations = st.sampled_from([1, 6, 48])
picks = st.integers(0, 59)


class Rights(RuleBasedStateMachine):
    """The platform beside the sets."""

    clock: Clock

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.start = self.clock.moment
        self.users = [User.objects.create(email=f"{number}@example.jp", name=str(number)) for number in range(3)]
        self.codes = ["990001", "990002"]
        for code in self.codes:
            Organization.objects.create(kind="municipality", code=code, name=code, valid_from=date(2000, 1, 1))
        self.team = team_create(actor=SYSTEM, organization=self.organization(0), name="部会")
        self.seats: list[Seat] = []
        self.loans: list[Loan] = []
        self.tokens: list[Token] = []
        self.in_team: set[int] = set()
        self.closed: dict[int, date] = {}
        self.heirs: dict[int, int] = {}
        self.heir_of: dict[int, Seat] = {}
        self.lists = cycle(product(range(2), (Role.MEMBER, Role.APPROVER)))

    def teardown(self) -> None:
        self.clock.moment = self.start
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # The platform

    @property
    def now(self) -> datetime:
        return self.clock.moment

    def organization(self, body: int) -> Organization:
        return Organization.objects.get(code=self.codes[body])

    def expect(self, act: Callable[[], object], *, possible: bool) -> bool:
        """Do it; it must be refused exactly when the sets say so."""
        if possible:
            act()
        else:
            with pytest.raises(Refusal):
                act()
        return possible

    # The oracle

    def open_body(self, body: int, at: datetime) -> bool:
        return body not in self.closed or at.astimezone(JST).date() < self.closed[body]

    def counts(self, seat: Seat, at: datetime) -> bool:
        return seat.holds(at) and self.open_body(seat.body, at)

    def own(self, person: int, body: int, at: datetime) -> set[Role]:
        return {
            seat.role for seat in self.seats if (seat.person, seat.body) == (person, body) and self.counts(seat, at)
        }

    def lent(self, person: int, body: int) -> set[Role]:
        if not self.own(person, body, self.now):
            return set()
        return {
            loan.seat.role
            for loan in self.loans
            if (loan.person, loan.seat.body) == (person, body)
            and loan.holds(self.now)
            and self.counts(loan.seat, self.now)
        }

    def held(self, person: int, body: int) -> list[Seat]:
        seats = [seat for seat in self.seats if (seat.person, seat.body) == (person, body) and seat.not_over(self.now)]
        return sorted(seats, key=lambda seat: (seat.role, seat.key))

    def drop(self, seats: list[Seat], person: int, body: int) -> None:
        for loan in self.loans:
            received = (loan.person, loan.seat.body) == (person, body)
            if (loan.seat in seats or received) and loan.ends > self.now:
                loan.end(self.now)
        self.drop_rests(seats)

    def drop_rests(self, seats: list[Seat]) -> None:
        self.in_team -= {seat.key for seat in seats}
        for token in self.tokens:
            if token.seat in seats:
                token.end(self.now)
        for seat in seats:
            seat.end(self.now)

    # What happens

    @initialize()
    def an_office_at_work(self) -> None:
        """Most orders of events tell something only where people work together already."""
        for person, role, lasts in (
            (0, Role.MEMBER, None),
            (0, Role.ADMINISTRATOR, None),
            (1, Role.APPROVER, None),
            (2, Role.MEMBER, 6),
        ):
            self.join(person, 0, role, 0, lasts)
        self.lend(2, 2, 0, 48)

    @rule(hours=st.sampled_from([1, 5, 14]))
    def time_passes(self, hours: int) -> None:
        self.clock.moment += hours * HOUR

    @rule(person=people, body=bodies, role=roles, delay=delays, lasts=st.none() | durations)
    def join(self, person: int, body: int, role: Role, delay: int, lasts: int | None) -> None:
        begins = self.now + delay * HOUR
        ends = FOREVER if lasts is None else begins + lasts * HOUR
        twice = any(
            (seat.person, seat.body, seat.role) == (person, body, role) and seat.not_over(begins) and seat.begins < ends
            for seat in self.seats
        )
        if self.expect(
            lambda: membership_grant(
                actor=SYSTEM,
                user=self.users[person],
                organization=self.organization(body),
                role=role,
                valid_from=begins,
                valid_to=None if lasts is None else ends,
            ),
            possible=self.open_body(body, begins) and not twice,
        ):
            self.seats.append(Seat(begins, ends, Membership.objects.latest("pk").pk, person, body, role))

    @precondition(lambda self: self.seats)
    @rule(pick=picks, delay=delays)
    def end(self, pick: int, delay: int) -> None:
        seat = self.seats[pick % len(self.seats)]
        ends = self.now + delay * HOUR
        begun = delay == 0 or ends > seat.begins
        if self.expect(
            lambda: membership_end(actor=SYSTEM, membership=Membership.objects.get(pk=seat.key), at=ends),
            possible=seat.not_over(self.now) and ends <= seat.ends and begun,
        ):
            if delay == 0:
                last = self.held(seat.person, seat.body) == [seat]
                for loan in self.loans:
                    received = last and (loan.person, loan.seat.body) == (seat.person, seat.body)
                    if (loan.seat is seat or received) and loan.ends > self.now:
                        loan.end(self.now)
                self.drop_rests([seat])
            else:
                seat.ends = ends
                for loan in self.loans:
                    if loan.seat is seat:
                        loan.ends = loan.begins if loan.begins >= ends else min(loan.ends, ends)

    @rule(person=people, body=bodies)
    def leave(self, person: int, body: int) -> None:
        held = self.held(person, body)
        if self.expect(
            lambda: person_remove_from_organization(
                actor=SYSTEM, user=self.users[person], organization=self.organization(body), movers=()
            ),
            possible=bool(held),
        ):
            self.drop(held, person, body)

    @rule(person=people, leaving=bodies, joining=bodies)
    def transfer(self, person: int, leaving: int, joining: int) -> None:
        self.leave(person, leaving)
        self.join(person, joining, Role.MEMBER, 0, None)

    @precondition(lambda self: self.seats)
    @rule(pick=picks, person=people, delay=delays, lasts=durations)
    def lend(self, pick: int, person: int, delay: int, lasts: int) -> None:
        seat = self.seats[pick % len(self.seats)]
        begins = self.now + delay * HOUR
        ends = begins + lasts * HOUR
        twice = any(
            loan.seat is seat and loan.person == person and loan.not_over(begins) and loan.begins < ends
            for loan in self.loans
        )
        if self.expect(
            lambda: delegation_grant(
                actor=SYSTEM,
                membership=Membership.objects.get(pk=seat.key),
                user=self.users[person],
                valid_from=begins,
                valid_to=ends,
            ),
            possible=seat.role != Role.ADMINISTRATOR
            and self.counts(seat, begins)
            and ends <= seat.ends
            and person != seat.person
            and bool(self.own(person, seat.body, begins))
            and not twice,
        ):
            self.loans.append(Loan(begins, ends, Delegation.objects.latest("pk").pk, seat, person))

    @precondition(lambda self: self.loans)
    @rule(pick=picks)
    def revoke_loan(self, pick: int) -> None:
        loan = self.loans[pick % len(self.loans)]
        if self.expect(
            lambda: delegation_revoke(actor=SYSTEM, delegation=Delegation.objects.get(pk=loan.key)),
            possible=loan.not_over(self.now),
        ):
            loan.end(self.now)

    @precondition(lambda self: self.seats)
    @rule(pick=picks)
    def sit(self, pick: int) -> None:
        seat = self.seats[pick % len(self.seats)]
        if self.expect(
            lambda: team_join(actor=SYSTEM, team=self.team, membership=Membership.objects.get(pk=seat.key)),
            possible=self.counts(seat, self.now),
        ):
            self.in_team.add(seat.key)

    @precondition(lambda self: self.seats)
    @rule(pick=picks)
    def stand_up(self, pick: int) -> None:
        seat = self.seats[pick % len(self.seats)]
        self.expect(
            lambda: team_leave(actor=SYSTEM, team=self.team, membership=Membership.objects.get(pk=seat.key)),
            possible=seat.key in self.in_team,
        )
        self.in_team.discard(seat.key)

    @precondition(lambda self: self.seats)
    @rule(pick=picks, lasts=durations, bodys=st.booleans())
    def issue(self, pick: int, lasts: int, *, bodys: bool) -> None:
        person, body = self.seats[pick % len(self.seats)].person, self.seats[pick % len(self.seats)].body
        own = [seat for seat in self.held(person, body) if self.counts(seat, self.now)]
        grounds = [seat for seat in own if not bodys or seat.role == Role.ADMINISTRATOR]
        if not own:
            return
        actor = actor_for(self.users[person], organization_id=self.organization(body).pk)
        secrets: list[str] = []
        if self.expect(
            lambda: secrets.append(
                token_issue(
                    actor=actor,
                    name="鍵",
                    scopes=["needs:read"],
                    expires_at=self.now + lasts * HOUR,
                    for_organization=bodys,
                ).secret
            ),
            possible=bool(grounds),
        ):
            ground = min(grounds, key=lambda seat: (seat.begins, seat.key))
            key = ApiToken.objects.latest("pk").pk
            self.tokens.append(Token(self.now, self.now + lasts * HOUR, key, ground, secrets[0], bodys))

    @precondition(lambda self: self.tokens)
    @rule(pick=picks)
    def revoke_token(self, pick: int) -> None:
        token = self.tokens[pick % len(self.tokens)]
        row = ApiToken.objects.get(pk=token.key)
        if self.expect(lambda: token_revoke(actor=SYSTEM, token=row), possible=row.revoked_at is None):
            token.end(self.now)

    @precondition(lambda self: self.seats)
    @rule(pick=picks, successor=people)
    def take_over(self, pick: int, successor: int) -> None:
        predecessor, body = self.seats[pick % len(self.seats)].person, self.seats[pick % len(self.seats)].body
        held = self.held(predecessor, body)
        if self.expect(
            lambda: handover(
                actor=SYSTEM,
                predecessor=self.users[predecessor],
                successor=self.users[successor],
                organization=self.organization(body),
                movers=(),
            ),
            possible=bool(held) and predecessor != successor,
        ):
            for seat in held:
                self.inherit(seat, successor, seat.body)
                self.inherit_keys(seat)
            self.drop(held, predecessor, body)

    def inherit(self, seat: Seat, successor: int, body: int) -> None:
        begins = max(seat.begins, self.now)
        own = [
            one
            for one in self.held(successor, body)
            if one.role == seat.role and one.begins <= seat.ends and begins <= one.ends
        ]
        if own:
            heir = min(own, key=lambda one: one.ends != FOREVER)
            heir.begins, heir.ends = min(heir.begins, begins), max(heir.ends, seat.ends)
        else:
            new = Membership.objects.filter(user=self.users[successor]).exclude(pk__in=[one.key for one in self.seats])
            row = new.get(organization=self.organization(body), role=seat.role, valid_from=begins)
            heir = Seat(begins, seat.ends, row.pk, successor, body, seat.role)
            self.seats.append(heir)
        self.heir_of[seat.key] = heir
        if seat.key in self.in_team:
            self.in_team.add(heir.key)

    def inherit_keys(self, seat: Seat) -> None:
        for token in self.tokens:
            if token.seat is seat and token.bodys and ApiToken.objects.get(pk=token.key).revoked_at is None:
                token.seat = self.heir_of[seat.key]

    @precondition(lambda self: self.now - self.start > 24 * HOUR)
    @rule(body=bodies, successor=bodies, days=st.integers(0, 2))
    def merge(self, body: int, successor: int, days: int) -> None:
        on = self.now.astimezone(JST).date() + timedelta(days=days)
        if self.expect(
            lambda: organization_merge(
                actor=SYSTEM,
                predecessors=[self.organization(body)],
                successor=self.organization(successor),
                on=on,
            ),
            possible=body != successor and not self.closed.keys() & {body, successor},
        ):
            self.closed[body], self.heirs[body] = on, successor

    @precondition(lambda self: self.now - self.start > 12 * HOUR)
    @rule(body=bodies, left_out=st.sets(st.integers(0, 5), max_size=2))
    def unite(self, body: int, left_out: set[int]) -> None:
        """Merge a body today, unless one is, and let its people go over at once."""
        successor = 1 - body
        if not self.closed:
            self.merge(body, successor, 0)
        held = sorted(
            (one for one in self.seats if one.body == body and one.not_over(self.now)), key=lambda one: one.key
        )
        chosen = [seat for place, seat in enumerate(held) if place not in left_out]
        if self.expect(
            lambda: people_take_over(
                actor=SYSTEM,
                predecessor=self.organization(body),
                successor=self.organization(successor),
                memberships=[seat.key for seat in chosen],
            ),
            possible=bool(held) and not self.open_body(body, self.now),
        ):
            for seat in chosen:
                self.inherit(seat, seat.person, successor)
            for loan in self.loans:
                if loan.seat.body == body and loan.ends > self.now:
                    loan.end(self.now)
            self.drop_rests(held)

    # What must hold

    @invariant()
    def everybody_may_what_the_sets_say(self) -> None:
        for person, user in enumerate(self.users):
            found = {(one.organization.code, Role(one.role)) for one in memberships_of(user)}
            assert found == {
                (code, role)
                for body, code in enumerate(self.codes)
                for role in self.own(person, body, self.now) | self.lent(person, body)
            }

    @invariant()
    def the_lists_say_the_same(self) -> None:
        """One list after each step, in turn: a wrong one stays wrong for longer than a turn."""
        asked, role = next(self.lists)
        body = asked if self.open_body(asked, self.now) else self.heirs[asked]
        assert {user.pk for user in people_of(self.organization(asked), role)} == {
            user.pk
            for person, user in enumerate(self.users)
            if role in self.own(person, body, self.now) | self.lent(person, body)
        }
        sitting = {seat.key for seat in self.seats if seat.key in self.in_team and self.counts(seat, self.now)}
        assert {membership.pk for membership in team_people(self.team)} == sitting

    @invariant()
    def keys_open_what_their_ground_still_carries(self) -> None:
        for token in self.tokens:
            actor = actor_for_token(token.secret)
            alive = token.holds(self.now) and self.counts(token.seat, self.now)
            assert (actor is not None) == alive
            if actor is not None:
                own = self.own(token.seat.person, token.seat.body, self.now)
                assert actor.roles == ({Role.MEMBER} if token.bodys else own)
                assert actor.user == self.users[token.seat.person]


@pytest.fixture
def machine(cast: Cast, clock: Clock) -> Iterator[type[Rights]]:
    Rights.clock = clock
    yield Rights
    del Rights.clock


def test_nothing_outlives_what_it_rests_on(machine: type[Rights]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples(30), stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
