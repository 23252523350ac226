"""Undo an act of triage: voices go back to where they were, as long as nobody has moved them on."""

from collections.abc import Callable, Mapping
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.needs.models import Need, NeedVoice, TriageAct, Voice
from dejiro.apps.needs.services.lineage import (
    close_quietly,
    insist_open,
    insist_uncommitted,
    lock_needs,
    mark,
    place,
    settle,
    take_out,
)
from dejiro.apps.needs.services.triage import area_of_all, voice_back
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import Conflict
from dejiro.foundation.ledger.services import record, subject_of

Kind = TriageAct.Kind


@transaction.atomic
def triage_undo(*, actor: Actor, act: TriageAct) -> TriageAct:
    """Undo one act. A need that it made and that is empty then is closed; everything stays in the log.

    Raises:
        Conflict: if the act was undone before, or a voice has been moved on since.
        Refusal: if a joint purchase stands on the need that the act made.
    """
    area_of_all(actor, [act.voice] if act.voice else [], act.need or act.source)
    act = TriageAct.objects.select_for_update(of=("self",)).select_related("need", "source", "voice").get(pk=act.pk)
    if act.undone_at is not None:
        raise Conflict(_("この整理は、すでに取り消されています。"), code="undone")
    lock_needs(*(need for need in (act.need, act.source) if need is not None))
    UNDO[Kind(act.kind)](actor, act)
    act.undone_at = clock.now()
    act.save(update_fields=["undone_at"])
    subject = act.need or act.source or act.voice
    assert subject is not None
    record(actor=actor, action="needs.triage.undo", subject=subject_of(subject), data={"act": act.pk, "kind": act.kind})
    return act


def _merge(actor: Actor, act: TriageAct) -> None:
    del actor
    assert act.need is not None
    voices = _still_there(act)
    _may_empty(act.need, act)
    take_out(act.need, voices, None)
    mark(voices, Voice.Status.NEW)
    _settle_or_close(act.need, act)


def _split(actor: Actor, act: TriageAct) -> None:
    del actor
    assert act.need is not None
    assert act.source is not None
    voices = _still_there(act)
    _may_empty(act.need, act)
    insist_open(act.source)
    take_out(act.need, voices, None)
    place(act.source, voices, None)
    settle(act.source)
    _settle_or_close(act.need, act)


def _join(actor: Actor, act: TriageAct) -> None:
    del actor
    assert act.need is not None
    assert act.source is not None
    voices = _still_there(act)
    if act.source.merged_into_id != act.need.pk:
        raise _moved()
    take_out(act.need, voices, None)
    act.source.status, act.source.merged_into = Need.Status.CANDIDATE, None
    act.source.save(update_fields=["status", "merged_into"])
    place(act.source, voices, None)
    settle(act.source)
    settle(act.need)


def _unlink(actor: Actor, act: TriageAct) -> None:
    del actor
    assert act.source is not None
    rows = NeedVoice.objects.filter(left_by=act).select_related("voice__author")
    voices = [row.voice for row in rows]
    if any(voice.status != Voice.Status.NEW for voice in voices):
        raise _moved()
    insist_open(act.source)
    place(act.source, voices, None)
    settle(act.source)


def _decline(actor: Actor, act: TriageAct) -> None:
    assert act.voice is not None
    if act.voice.status != Voice.Status.DECLINED:
        raise _moved()
    voice_back(actor, act.voice)


UNDO: Final[Mapping[Kind, Callable[[Actor, TriageAct], None]]] = {
    Kind.MERGE: _merge,
    Kind.SPLIT: _split,
    Kind.JOIN: _join,
    Kind.UNLINK: _unlink,
    Kind.DECLINE: _decline,
}


def _still_there(act: TriageAct) -> list[Voice]:
    """Return the voices that the act placed, if all of them still are there."""
    rows = list(NeedVoice.objects.filter(joined_by=act).select_related("voice__author"))
    if any(row.left_at is not None for row in rows):
        raise _moved()
    return [row.voice for row in rows]


def _may_empty(need: Need, act: TriageAct) -> None:
    insist_open(need)
    if act.made_need:
        insist_uncommitted(need)


def _settle_or_close(need: Need, act: TriageAct) -> None:
    empty = not NeedVoice.objects.filter(need=need, left_at=None).exists()
    if act.made_need and empty:
        close_quietly(need, _("整理を取り消したため"))
    else:
        settle(need)


def _moved() -> Conflict:
    return Conflict(
        _("この整理のあとに声が動かされたため、取り消せません。新しい整理から順に取り消してください。"), code="moved"
    )
