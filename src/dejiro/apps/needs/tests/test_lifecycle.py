"""Whatever is done and undone in triage, every voice is in at most one need, and counts follow from the voices."""

from typing import Any, TypeVar

import pytest
from django.db import transaction
from django.db.models import Model, QuerySet
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

from conftest import Cast, examples
from dejiro.apps.needs import services
from dejiro.apps.needs.models import Need, NeedVoice, TriageAct, Voice
from dejiro.apps.needs.selectors.needs import need_rows
from dejiro.apps.needs.services import lineage, triage, voices
from dejiro.foundation.errors import Refusal

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
        self.companies = {cast.body("9700150000031").pk}
        self.places: dict[int, int | None] = {}
        self.point = transaction.savepoint()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.point)

    @initialize()
    def begin(self) -> None:
        for number in range(4):
            self.raise_voice(number)
        self.merge(3, 0, "new")

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

    @rule()
    def undo_newest(self) -> None:
        self.undo(0)

    @rule(number=PICK)
    def undo(self, number: int) -> None:
        acts = TriageAct.objects.filter(undone_at=None).order_by("-pk")[:3]
        act = acts[number % len(acts)] if acts else None
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
    def the_laws_hold(self) -> None:
        rows = list(NeedVoice.objects.order_by("pk").values_list("voice", "need", "left_at"))
        now = [(voice, need) for voice, need, left_at in rows if left_at is None]
        assert len(now) == len({voice for voice, _need in now})
        assert dict(now) == {voice: need for voice, need in self.places.items() if need is not None}
        last = {voice: left_at for voice, _need, left_at in rows}
        assert all((last[voice] is None) == (voice in dict(now)) for voice in last)
        self._states_follow_from_places(dict(now))

    def _states_follow_from_places(self, now: dict[int, int]) -> None:
        voices = Voice.objects.in_bulk()
        assert {pk for pk, voice in voices.items() if voice.status == Voice.Status.LINKED} == now.keys()
        for row in need_rows(Need.objects.all()):
            inside = [voice for voice, need in now.items() if need == row.need.pk]
            bodies = {voices[pk].organization_id for pk in inside} - self.companies
            assert (row.bodies, row.voices) == (len(bodies), len(inside))
            adopted = len(bodies) >= row.need.bodies_required
            assert row.need.status in {"closed", "adopted" if adopted else "candidate"}


@pytest.fixture
def without_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the search index out: it has laws of its own."""
    for module in (voices, lineage):
        monkeypatch.setattr(module, "index", lambda **_fields: None)
    monkeypatch.setattr(triage, "unindex", lambda *_names: None)


@pytest.mark.django_db
def test_merge_split_join_and_undo_keep_the_lineage(cast: Cast, without_search: None) -> None:
    run_state_machine_as_test(
        lambda: Triage(cast),  # type: ignore[arg-type]  # any maker of a machine will do
        settings=settings(
            max_examples=examples(25),
            stateful_step_count=25,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
