"""Whatever is done and undone in triage, every voice is in at most one need, and counts follow from the voices."""

from typing import Any, TypeVar

import pytest
from django.db import transaction
from django.db.models import Model, QuerySet
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from conftest import Cast
from dejiro.apps.needs import services
from dejiro.apps.needs.models import Need, NeedVoice, TriageAct, Voice
from dejiro.apps.needs.public import bodies_of
from dejiro.apps.needs.selectors.needs import need_rows
from dejiro.foundation.errors import Refusal
from dejiro.foundation.organizations.models import Organization

M = TypeVar("M", bound=Model)
WORDS: dict[str, Any] = {"title": "端末", "summary": "更新したい", "category": "devices"}
AUTHORS = ("okutama", "ome", "hinohara", "hachioji", "company")
PICK = st.integers(0, 1000)


class Triage(RuleBasedStateMachine):
    """The acts of triage in any order; a model beside them knows where each voice must be."""

    def __init__(self, cast: Cast) -> None:
        super().__init__()
        self.cast = cast
        self.actors = [cast.actor(key) for key in AUTHORS]
        self.coordinator = cast.coordinator
        self.places: dict[int, int | None] = {}
        self.point = transaction.savepoint()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.point)

    def pick(self, rows: QuerySet[M], number: int) -> M | None:
        found = list(rows.order_by("pk"))
        return found[number % len(found)] if found else None

    def waiting(self, number: int) -> list[Voice]:
        voices = list(Voice.objects.filter(status="new").order_by("pk"))
        return [voice for place, voice in enumerate(voices) if place == number % len(voices) or number >> place & 1]

    @rule(number=PICK)
    def raise_voice(self, number: int) -> None:
        actor = self.actors[number % len(self.actors)]
        voice = services.voice_create(actor=actor, title="端末", body="古い", category="devices")
        self.places[voice.pk] = None

    @precondition(lambda self: None in self.places.values())
    @rule(number=PICK, into=PICK, fresh=st.sampled_from(["new", "old"]))
    def merge(self, number: int, into: int, fresh: str) -> None:
        voices = self.waiting(number) if Voice.objects.filter(status="new").exists() else []
        need = None if fresh == "new" else self.pick(Need.objects.exclude(status="closed"), into)
        if voices:
            made = services.voices_merge(actor=self.coordinator, voices=voices, need=need, **WORDS)
            self.places.update({voice.pk: made.pk for voice in voices})

    @rule(number=PICK, count=PICK)
    def split(self, number: int, count: int) -> None:
        need = self.pick(Need.objects.exclude(status="closed"), number)
        if need is None:
            return
        inside = [pk for pk, place in self.places.items() if place == need.pk]
        chosen = inside[: count % (len(inside) + 1)]
        voices = list(Voice.objects.filter(pk__in=chosen))
        if not chosen or chosen == inside:
            with pytest.raises(Refusal), transaction.atomic():
                services.need_split(actor=self.coordinator, need=need, voices=voices, **WORDS)
            return
        part = services.need_split(actor=self.coordinator, need=need, voices=voices, **WORDS)
        self.places.update(dict.fromkeys(chosen, part.pk))

    @rule(number=PICK, other=PICK)
    def join(self, number: int, other: int) -> None:
        need = self.pick(Need.objects.exclude(status="closed"), number)
        into = self.pick(Need.objects.exclude(status="closed"), other)
        if need is None or into is None or need.pk == into.pk:
            return
        services.needs_merge(actor=self.coordinator, need=need, into=into)
        self.places.update({pk: into.pk for pk, place in self.places.items() if place == need.pk})

    @rule(number=PICK, count=PICK)
    def unlink(self, number: int, count: int) -> None:
        need = self.pick(Need.objects.exclude(status="closed"), number)
        inside = [pk for pk, place in self.places.items() if need is not None and place == need.pk]
        chosen = inside[: count % (len(inside) + 1)]
        if need is not None and chosen:
            services.voices_unlink(actor=self.coordinator, need=need, voices=list(Voice.objects.filter(pk__in=chosen)))
            self.places.update(dict.fromkeys(chosen))

    @rule(number=PICK)
    def decline(self, number: int) -> None:
        voice = self.pick(Voice.objects.filter(status="new"), number)
        if voice is not None:
            services.voice_decline(actor=self.coordinator, voice=voice, reason="対象外")

    @rule(number=PICK)
    def undo(self, number: int) -> None:
        act = self.pick(TriageAct.objects.filter(undone_at=None), number)
        if act is None:
            return
        before = dict(self.places)
        moved = list(NeedVoice.objects.filter(joined_by=act).values_list("voice", flat=True))
        left = list(NeedVoice.objects.filter(left_by=act).values_list("voice", "need"))
        try:
            with transaction.atomic():
                services.triage_undo(actor=self.coordinator, act=act)
        except Refusal:
            self.places = before
            return
        self.places.update(dict.fromkeys(moved))
        self.places.update(dict(left))

    @invariant()
    def every_voice_is_in_at_most_one_need(self) -> None:
        rows = NeedVoice.objects.filter(left_at=None).values_list("voice", "need")
        assert len(rows) == len({voice for voice, _need in rows})
        assert dict(rows) == {voice: need for voice, need in self.places.items() if need is not None}

    @invariant()
    def a_voice_is_linked_when_it_is_in_a_need(self) -> None:
        for voice in Voice.objects.all():
            assert (voice.status == Voice.Status.LINKED) == (self.places[voice.pk] is not None)

    @invariant()
    def counts_and_states_follow_from_the_voices(self) -> None:
        for row in need_rows(Need.objects.all()):
            voices = Voice.objects.filter(places__need=row.need, places__left_at=None).select_related("organization")
            bodies = {
                voice.organization.code for voice in voices if voice.organization.kind == Organization.Kind.MUNICIPALITY
            }
            assert row.bodies == len(bodies) == len(bodies_of(row.need))
            assert row.voices == len(voices)
            if row.need.status != Need.Status.CLOSED:
                adopted = len(bodies) >= row.need.bodies_required
                assert (row.need.status == Need.Status.ADOPTED) == adopted

    @invariant()
    def the_way_of_every_voice_has_no_gap(self) -> None:
        for voice in Voice.objects.all():
            rows = list(NeedVoice.objects.filter(voice=voice).order_by("pk"))
            assert all(row.left_at is not None for row in rows[:-1])


@pytest.mark.django_db
def test_merge_split_join_and_undo_keep_the_lineage(cast: Cast) -> None:
    run_state_machine_as_test(
        lambda: Triage(cast),  # type: ignore[arg-type]  # any maker of a machine will do
        settings=settings(
            max_examples=15,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
