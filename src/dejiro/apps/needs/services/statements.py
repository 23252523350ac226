"""What people think and what bodies hold about a need."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.needs import access
from dejiro.apps.needs.models import Need, Statement
from dejiro.apps.needs.services import common
from dejiro.apps.needs.services.lineage import insist_open, tell_followers
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import body_of, user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.errors import Refusal
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import Personal, Recorded, record, subject_of
from dejiro.foundation.notices.services import desk_close, desk_open

APPROVE: Final = "statement.approve"
REVISE: Final = "statement.revise"
Kind = Statement.Kind


@transaction.atomic
def statement_write(*, actor: Actor, need: Need, body: str, kind: str = Kind.OPINION) -> Statement:
    """Say something about a need of one's area: as a person at once, for one's body once an approver has approved.

    Raises:
        NotYours: if the actor is of another area, or an official statement is no officer's.
        Refusal: if the need is closed or nothing is said.
    """
    organization = body_of(actor)
    common.insist(
        access.in_area(actor, need.area_id) and actor.has(*access.SPEAKERS, Role.EXPERT),
        _("意見を書けるのは、この課題の都道府県に参加している人です。"),
    )
    official = kind == Kind.OFFICIAL
    if official:
        common.insist(
            access.of_public_body(actor, need.area_id) and actor.has(*access.OFFICERS),
            _("団体の見解を書けるのは、都道府県・区市町村の担当者と承認者です。"),
        )
    insist_open(need)
    _said(body)
    statement = Statement.objects.create(
        need=need,
        kind=Kind(kind),
        organization=organization,
        author=user_of(actor),
        body=body,
        created_at=clock.now(),
    )
    if official:
        _ask_approver(statement)
    _record(actor, "write", statement, {"kind": statement.kind, "body": _text(statement)})
    return statement


@transaction.atomic
def statement_approve(*, actor: Actor, statement: Statement, version: int | None = None) -> Statement:
    """Approve a waiting official statement of one's body: it is published, and followers of the need are told."""
    _waiting(actor, statement, version)
    statement.approved_by, statement.approved_at = user_of(actor), clock.now()
    statement.version += 1
    statement.save(update_fields=["approved_by", "approved_at", "version"])
    desk_close(subject=subject_of(statement))
    _record(actor, "approve", statement, {"body": statement.body})
    title = _("団体の見解が出ました：%(title)s")
    body = f"{statement.organization.name}\n{statement.body[:300]}"
    tell_followers(statement.need, title=title, body=body, but=actor.user)
    return statement


@transaction.atomic
def statement_return(*, actor: Actor, statement: Statement, reason: str, version: int | None = None) -> Statement:
    """Return a waiting official statement to its author with a reason."""
    _waiting(actor, statement, version)
    if not reason.strip():
        raise Refusal(_("差し戻す理由を書いてください。"), code="reason", field="reason")
    statement.return_reason = reason
    statement.version += 1
    statement.save(update_fields=["return_reason", "version"])
    desk_close(subject=subject_of(statement), kind=APPROVE)
    desk_open(
        organization=statement.organization,
        kind=REVISE,
        subject=subject_of(statement),
        title=_("団体の見解を直す：%(title)s") % {"title": statement.need.title},
        url=statement.get_absolute_url(),
        person=statement.author,
    )
    _record(actor, "return", statement, {"reason": common.sealed_for(reason, statement.organization)})
    return statement


@transaction.atomic
def statement_revise(*, actor: Actor, statement: Statement, body: str, version: int | None = None) -> Statement:
    """Rewrite one's opinion, or one's body's statement before it is approved; that goes to the approver again."""
    _author(actor, statement)
    check_version(statement, version)
    insist_open(statement.need)
    if statement.approved_at is not None:
        raise Refusal(
            _("承認された見解は変えられません。取り下げて、新しく書いてください。"), code="approved", field="body"
        )
    _said(body)
    statement.body, statement.return_reason = body, ""
    statement.version += 1
    statement.save(update_fields=["body", "return_reason", "version"])
    desk_close(subject=subject_of(statement), kind=REVISE)
    if statement.is_official:
        _ask_approver(statement)
    _record(actor, "revise", statement, {"body": _text(statement)})
    return statement


@transaction.atomic
def statement_withdraw(*, actor: Actor, statement: Statement, version: int | None = None) -> Statement:
    """Take a statement back: it is shown no more, and the log keeps that it was.

    Raises:
        NotYours: if it is a published official one and the actor is no approver.
    """
    _author(actor, statement)
    check_version(statement, version)
    if statement.is_official and statement.approved_at is not None:
        common.insist(actor.has(Role.APPROVER), _("公開された団体の見解を取り下げられるのは、承認者です。"))
    if statement.withdrawn_at is not None:
        raise Refusal(_("この発言は、すでに取り下げられています。"), code="withdrawn")
    statement.withdrawn_at = clock.now()
    statement.version += 1
    statement.save(update_fields=["withdrawn_at", "version"])
    desk_close(subject=subject_of(statement))
    _record(actor, "withdraw", statement, {})
    return statement


def _author(actor: Actor, statement: Statement) -> None:
    if statement.is_official:
        mine = access.speaks_for(actor, statement.organization_id, *access.OFFICERS)
    else:
        mine = actor.user is not None and actor.user.pk == statement.author_id
    common.insist(mine, _("書き直しや取下げができるのは、個人の意見では本人、団体の見解ではその団体の人です。"))


def _waiting(actor: Actor, statement: Statement, version: int | None) -> None:
    """Insist on an approver of the body before a statement that waits for approval."""
    common.insist(
        access.speaks_for(actor, statement.organization_id, Role.APPROVER), _("承認できるのは、その団体の承認者です。")
    )
    check_version(statement, version)
    if not statement.waits_for_approval:
        raise Refusal(_("この見解は、承認待ちではありません。"), code="not_waiting")


def _ask_approver(statement: Statement) -> None:
    desk_open(
        organization=statement.organization,
        kind=APPROVE,
        subject=subject_of(statement),
        title=_("団体の見解を承認する：%(title)s") % {"title": statement.need.title},
        url=statement.get_absolute_url(),
        role=Role.APPROVER,
    )


def _said(body: str) -> None:
    if not body.strip():
        raise Refusal(_("内容を書いてください。"), code="empty", field="body")


def _text(statement: Statement) -> Personal:
    """Return its words for the log, sealed: an opinion is its author's, a statement is not public before approval."""
    if statement.is_official:
        return common.sealed_for(statement.body, statement.organization)
    return common.sealed(statement.body, statement.author)


def _record(actor: Actor, verb: str, statement: Statement, data: dict[str, Recorded]) -> None:
    facts: dict[str, Recorded] = {"statement": statement.pk, **data}
    record(actor=actor, action=f"needs.statement.{verb}", subject=subject_of(statement.need), data=facts)
