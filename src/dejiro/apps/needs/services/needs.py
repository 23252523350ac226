"""A need is described, linked to others, followed, moved on, closed and opened again."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.needs import access
from dejiro.apps.needs.models import Follow, Need, NeedLink
from dejiro.apps.needs.services import common
from dejiro.apps.needs.services.lineage import (
    BY_COUNT,
    insist_open,
    insist_uncommitted,
    need_facts,
    need_index,
    settle,
    tell_followers,
)
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import Refusal
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import record, subject_of

SET_BY_ROUNDS: Final = (Need.Status.COMMITTED, Need.Status.SOLVED)


@transaction.atomic
def need_update(
    *, actor: Actor, need: Need, title: str, summary: str, category: str, version: int | None = None
) -> Need:
    """Describe a need anew. Followers are told.

    Raises:
        Conflict: if somebody changed it since `version`.
    """
    _coordinator(actor, need)
    check_version(need, version)
    insist_open(need)
    need.title, need.summary, need.category = title, summary, category
    need.version += 1
    need.save(update_fields=["title", "summary", "category", "version"])
    need_index(need)
    record(actor=actor, action="needs.need.update", subject=subject_of(need), data=need_facts(need))
    tell_followers(need, title=_("課題の説明が変わりました：%(title)s"), body=summary[:300], but=actor.user)
    return need


@transaction.atomic
def need_close(*, actor: Actor, need: Need, reason: str, version: int | None = None) -> Need:
    """Close a need with a public reason. Its voices stay in it.

    Raises:
        Refusal: without a reason, if it is closed, or if a joint purchase is running.
    """
    _coordinator(actor, need)
    check_version(need, version)
    insist_open(need)
    if need.status == Need.Status.COMMITTED:
        insist_uncommitted(need)
    if not reason.strip():
        raise Refusal(_("終了の理由を書いてください。公開のページに出ます。"), code="reason", field="reason")
    need.status, need.closing_reason = Need.Status.CLOSED, reason
    need.version += 1
    need.save(update_fields=["status", "closing_reason", "version"])
    need_index(need)
    record(actor=actor, action="needs.need.close", subject=subject_of(need), data={"reason": reason})
    tell_followers(need, title=_("課題を終了しました：%(title)s"), body=reason, but=actor.user)
    return need


@transaction.atomic
def need_reopen(*, actor: Actor, need: Need, version: int | None = None) -> Need:
    """Open a closed need again; its status follows from its voices.

    Raises:
        Refusal: if it is open, or merged into another one (that is undone in triage).
    """
    _coordinator(actor, need)
    check_version(need, version)
    if need.is_open:
        raise Refusal(_("この課題は終了していません。"), code="open")
    if need.merged_into is not None:
        raise Refusal(_("統合した課題は、「声の整理」で統合を取り消すと元に戻ります。"), code="merged")
    need.status, need.closing_reason = Need.Status.CANDIDATE, ""
    need.save(update_fields=["status", "closing_reason"])
    settle(need)
    record(actor=actor, action="needs.need.reopen", subject=subject_of(need), data={"status": need.status})
    tell_followers(need, title=_("課題を再開しました：%(title)s"), body=need.summary[:300], but=actor.user)
    return need


@transaction.atomic
def need_set_status(*, actor: Actor, need: Need, status: str) -> Need:
    """Move a need on with its joint purchases: committed, solved, or back to what its voices earn.

    Args:
        actor: who acts on the round; the round's own service has asked whether they may.
        need: any need that is not closed.
        status: `committed` or `solved`; `candidate` or `adopted` both let the voices decide.

    Raises:
        Refusal: if the need is closed or the status is another one.
    """
    need.refresh_from_db(from_queryset=Need.objects.select_for_update(of=("self",)).select_related("area"))
    insist_open(need)
    if status not in (*SET_BY_ROUNDS, *BY_COUNT):
        raise Refusal(_("課題の状態「%(status)s」はありません。") % {"status": status}, code="status")
    before = need.status
    need.status = Need.Status(status)
    settle(need)
    if need.status != before:
        facts = {"from": before, "to": need.status}
        record(actor=actor, action="needs.need.status", subject=subject_of(need), data=facts)
        body = _("いまの状態：%(status)s") % {"status": need.get_status_display()}
        tell_followers(need, title=_("課題が進みました：%(title)s"), body=body, but=actor.user)
    return need


@transaction.atomic
def need_follow(*, actor: Actor, need: Need) -> None:
    """Hear of a need from now on. Following twice changes nothing."""
    user = user_of(actor)
    _follow, new = Follow.objects.get_or_create(need=need, user=user)
    if new:
        record(actor=actor, action="needs.need.follow", subject=subject_of(need), data={})


@transaction.atomic
def need_unfollow(*, actor: Actor, need: Need) -> None:
    """Hear of a need no more."""
    gone, _rows = Follow.objects.filter(need=need, user=user_of(actor)).delete()
    if gone:
        record(actor=actor, action="needs.need.unfollow", subject=subject_of(need), data={})


@transaction.atomic
def needs_link(*, actor: Actor, need: Need, other: Need) -> NeedLink:
    """Say that two needs belong together; each page shows the other.

    Raises:
        Refusal: if they are the same or of two areas.
    """
    _coordinator(actor, need)
    if need.pk == other.pk or need.area_id != other.area_id:
        raise Refusal(_("同じ都道府県の、別の課題を選んでください。"), code="same_need", field="other")
    first, second = sorted((need, other), key=lambda row: row.pk)
    link, new = NeedLink.objects.get_or_create(need=first, other=second)
    if new:
        record(actor=actor, action="needs.need.link", subject=subject_of(need), data={"other": other.pk})
    return link


@transaction.atomic
def needs_unlink(*, actor: Actor, need: Need, other: Need) -> None:
    """Say that two needs do not belong together after all."""
    _coordinator(actor, need)
    first, second = sorted((need, other), key=lambda row: row.pk)
    gone, _rows = NeedLink.objects.filter(need=first, other=second).delete()
    if gone:
        record(actor=actor, action="needs.need.unlink", subject=subject_of(need), data={"other": other.pk})


def _coordinator(actor: Actor, need: Need) -> None:
    common.insist(access.coordinates(actor, need.area_id), _("課題を変更できるのは、その都道府県の調整担当です。"))
