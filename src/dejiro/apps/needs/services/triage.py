"""The coordinator moves voices: into needs, apart again, or aside with a reason. Every act can be undone."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.needs import access
from dejiro.apps.needs.models import Follow, Need, TriageAct, Voice
from dejiro.apps.needs.services import common
from dejiro.apps.needs.services.lineage import (
    followers_of,
    insist_open,
    insist_uncommitted,
    lock_needs,
    locked_new,
    mark,
    need_facts,
    need_insert,
    place,
    settle,
    take_out,
    tell_followers,
    voices_in,
    voices_of,
)
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import Refusal
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import Recorded, record, subject_of
from dejiro.foundation.notices.services import tell
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.search.services import unindex

Kind = TriageAct.Kind


@transaction.atomic
def voices_merge(
    *,
    actor: Actor,
    voices: Sequence[Voice],
    need: Need | None = None,
    title: str = "",
    summary: str = "",
    category: str = "",
) -> Need:
    """Merge new voices of one area into a need, or into a new one with this title, summary and category.

    Their authors are told and follow the need. It is adopted once voices of enough bodies are in it.

    Raises:
        Refusal: if a voice is not new, nothing is chosen, or the need is closed.
        NotYours: if the actor does not coordinate the area of all of them.
    """
    area = area_of_all(actor, voices, need)
    locked = locked_new(voices)
    made = need is None
    if need is None:
        need = need_insert(actor=actor, area=area, title=title, summary=summary, category=category)
    check_version(need, None)
    insist_open(need)
    act = _act(actor, Kind.MERGE, area, need=need, made_need=made)
    place(need, locked, act)
    settle(need)
    facts: dict[str, Recorded] = {"voices": [voice.pk for voice in locked], "act": act.pk}
    record(
        actor=actor,
        action="needs.need.create" if made else "needs.need.merge_voices",
        subject=subject_of(need),
        data=facts | need_facts(need),
    )
    _tell_authors(locked, need)
    return need


@transaction.atomic
def need_split(
    *,
    actor: Actor,
    need: Need,
    voices: Sequence[Voice],
    title: str,
    summary: str,
    category: str,
    version: int | None = None,
) -> Need:
    """Move some of a need's voices into a new need that names the old one as its origin.

    Raises:
        Refusal: if none or all of the voices are chosen, or one of them is not in the need.
    """
    area = area_of_all(actor, voices, need)
    check_version(need, version)
    insist_open(need)
    moving = voices_in(need, voices)
    if len(moving) == len(voices_of(need)):
        raise Refusal(
            _("すべての声を移すと、元の課題に声が残りません。1件以上残してください。"),
            code="all_voices",
            field="voices",
        )
    part = need_insert(actor=actor, area=area, title=title, summary=summary, category=category, split_from=need)
    act = _act(actor, Kind.SPLIT, area, need=part, source=need, made_need=True)
    take_out(need, moving, act)
    place(part, moving, act)
    settle(need)
    settle(part)
    facts: dict[str, Recorded] = {"voices": [voice.pk for voice in moving], "act": act.pk}
    record(actor=actor, action="needs.need.split", subject=subject_of(need), data={**facts, "into": part.pk})
    record(
        actor=actor,
        action="needs.need.create",
        subject=subject_of(part),
        data={**facts, "split_from": need.pk} | need_facts(part),
    )
    _tell_authors(moving, part)
    return part


@transaction.atomic
def needs_merge(*, actor: Actor, need: Need, into: Need, version: int | None = None) -> Need:
    """Merge a need into another: its voices move, its followers follow the other one, its page leads there.

    Raises:
        Refusal: if the needs are the same, of two areas, one of them is closed, or a joint purchase stands on `need`.
    """
    area = area_of_all(actor, (), need)
    if need.pk == into.pk or into.area_id != need.area_id:
        raise Refusal(_("同じ都道府県の、別の課題を選んでください。"), code="same_need", field="into")
    lock_needs(need, into)
    check_version(need, version)
    check_version(into, None)
    insist_open(need)
    insist_open(into)
    insist_uncommitted(need)
    moving = voices_of(need)
    act = _act(actor, Kind.JOIN, area, need=into, source=need)
    take_out(need, moving, act)
    place(into, moving, act)
    need.status, need.merged_into = Need.Status.CLOSED, into
    need.version += 1
    need.save(update_fields=["status", "merged_into", "version"])
    settle(into)
    unindex("need", need.pk)
    facts: dict[str, Recorded] = {"voices": [voice.pk for voice in moving], "act": act.pk}
    record(actor=actor, action="needs.need.join", subject=subject_of(need), data={**facts, "into": into.pk})
    record(actor=actor, action="needs.need.merge_need", subject=subject_of(into), data={**facts, "from": need.pk})
    _tell_followers_moved(need, into)
    return into


@transaction.atomic
def voices_unlink(*, actor: Actor, need: Need, voices: Sequence[Voice], version: int | None = None) -> Need:
    """Take voices out of a need; they wait for triage again."""
    area = area_of_all(actor, voices, need)
    check_version(need, version)
    insist_open(need)
    leaving = voices_in(need, voices)
    act = _act(actor, Kind.UNLINK, area, source=need)
    take_out(need, leaving, act)
    mark(leaving, Voice.Status.NEW)
    settle(need)
    facts: dict[str, Recorded] = {"voices": [voice.pk for voice in leaving], "act": act.pk}
    record(actor=actor, action="needs.need.unlink_voices", subject=subject_of(need), data=facts)
    return need


@transaction.atomic
def voice_decline(*, actor: Actor, voice: Voice, reason: str, version: int | None = None) -> Voice:
    """Set a new voice aside with a reason that its author is told.

    Raises:
        Refusal: without a reason, or if the voice is not waiting for triage.
    """
    area = area_of_all(actor, [voice], None)
    check_version(voice, version)
    if not reason.strip():
        raise Refusal(_("課題としない理由を書いてください。書いた人に伝わります。"), code="reason", field="reason")
    locked_new([voice])
    voice.status, voice.decline_reason = Voice.Status.DECLINED, reason
    voice.version += 1
    voice.save(update_fields=["status", "decline_reason", "version"])
    act = _act(actor, Kind.DECLINE, area, voice=voice)
    facts: dict[str, Recorded] = {"act": act.pk, "reason": common.sealed_for(reason, area)}
    record(actor=actor, action="needs.voice.decline", subject=subject_of(voice), data=facts)
    tell(
        people=[voice.author],
        title=_("声は課題になりませんでした：%(title)s") % {"title": voice.title},
        body=_("理由：%(reason)s") % {"reason": reason},
        url=voice.get_absolute_url(),
    )
    return voice


@transaction.atomic
def voice_reopen(*, actor: Actor, voice: Voice, version: int | None = None) -> Voice:
    """Put a declined voice back among those that wait for triage."""
    area_of_all(actor, [voice], None)
    check_version(voice, version)
    if voice.status != Voice.Status.DECLINED:
        raise Refusal(_("整理待ちに戻せるのは、「課題としない」とした声だけです。"), code="not_declined")
    TriageAct.objects.filter(voice=voice, kind=Kind.DECLINE, undone_at=None).update(undone_at=clock.now())
    voice_back(actor, voice)
    return voice


def voice_back(actor: Actor, voice: Voice) -> None:
    """Let a voice wait for triage again."""
    voice.status, voice.decline_reason = Voice.Status.NEW, ""
    voice.version += 1
    voice.save(update_fields=["status", "decline_reason", "version"])
    record(actor=actor, action="needs.voice.reopen", subject=subject_of(voice), data={})


def area_of_all(actor: Actor, voices: Iterable[Voice], need: Need | None) -> Organization:
    """Return the one area of these records, which the actor must coordinate.

    Raises:
        NotYours: if the actor does not.
    """
    if actor.area is None:
        raise Refusal(_("整理できるのは、都道府県の調整担当です。"), code="no_area")
    areas = {voice.area_id for voice in voices} | ({need.area_id} if need else {actor.area.pk})
    common.insist(areas == {actor.area.pk}, _("ほかの都道府県の声や課題は整理できません。"))
    common.insist(access.coordinates(actor, actor.area.pk), _("整理できるのは、調整担当です。"))
    return actor.area


def _act(
    actor: Actor,
    kind: str,
    area: Organization,
    *,
    need: Need | None = None,
    source: Need | None = None,
    voice: Voice | None = None,
    made_need: bool = False,
) -> TriageAct:
    return TriageAct.objects.create(
        area=area,
        kind=kind,
        need=need,
        source=source,
        voice=voice,
        made_need=made_need,
        by=user_of(actor),
        at=clock.now(),
    )


def _tell_authors(voices: Sequence[Voice], need: Need) -> None:
    for voice in voices:
        tell(
            people=[voice.author],
            title=_("声が課題に入りました：%(title)s") % {"title": voice.title},
            body=_("「%(need)s」の課題として扱います。進み具合は課題のページで見られます。") % {"need": need.title},
            url=need.get_absolute_url(),
        )


def _tell_followers_moved(need: Need, into: Need) -> None:
    followers = followers_of(need)
    Follow.objects.bulk_create((Follow(need=into, user=user) for user in followers), ignore_conflicts=True)
    body = _("「%(into)s」の課題に統合しました。これからはそちらで扱います。") % {"into": into.title}
    tell_followers(need, title=_("課題が統合されました：%(title)s"), body=body)
