"""A pilot is drafted, handed to the approver, registered, and amended where that is still allowed."""

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.challenges.public import idea_named
from dejiro.apps.pilots import access, planning
from dejiro.apps.pilots.models import Amendment, Pilot
from dejiro.apps.pilots.services import common
from dejiro.apps.pilots.terms import PilotTerms, terms_of
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import body_of, user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.calendars import due_end_of
from dejiro.foundation.errors import Refusal
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import Recorded, record, subject_of
from dejiro.foundation.notices.services import desk_close, desk_open, tell
from dejiro.foundation.organizations.models import Organization

Status = Pilot.Status
# What may still change when data have come in: nothing on which the verdict depends.
WORDS: Final = frozenset(
    {"title", "product", "summary", "idea_id", "origin", "stop_rule", "adopt_rule", "company_enters", "need"}
)


@transaction.atomic
def pilot_create(*, actor: Actor, terms: PilotTerms, partners: Sequence[Organization] = ()) -> Pilot:
    """Write down a pilot for the actor's body; nothing is fixed yet.

    Raises:
        NotYours: unless the actor is an officer of a public body.
        Refusal: at the field that no plan can have.
    """
    body = body_of(actor)
    common.insist(access.may_draft(actor), _("実証を登録できるのは、都道府県・区市町村の担当者と承認者です。"))
    planning.plan_of(terms, clock.today())
    _insist_idea(body, terms)
    pilot = Pilot.objects.create(
        area=body.area or body,
        organization=body,
        created_by=user_of(actor),
        created_at=clock.now(),
        **terms.values(),
    )
    pilot.partners.set(partners)
    record(actor=actor, action="pilots.pilot.create", subject=subject_of(pilot), data={"status": pilot.status})
    return pilot


@transaction.atomic
def pilot_update(
    *,
    actor: Actor,
    pilot: Pilot,
    terms: PilotTerms,
    partners: Sequence[Organization] | None = None,
    version: int | None = None,
) -> Pilot:
    """Write a draft anew; one that waits for registration goes back to the drafts.

    Raises:
        Refusal: once it is registered, or at the field that no plan can have.
    """
    common.insist(access.drafts(actor, pilot), _("下書きを直せるのは、実施する団体の担当者です。"))
    check_version(pilot, version)
    common.insist_status(pilot, Status.DRAFT, Status.SUBMITTED)
    planning.plan_of(terms, clock.today())
    _insist_idea(pilot.organization, terms)
    _fill(pilot, terms)
    pilot.status = Status.DRAFT
    _save(pilot)
    if partners is not None:
        pilot.partners.set(partners)
    desk_close(subject=subject_of(pilot), kind=common.REGISTER)
    record(actor=actor, action="pilots.pilot.update", subject=subject_of(pilot), data={"version": pilot.version})
    return pilot


@transaction.atomic
def pilot_submit(*, actor: Actor, pilot: Pilot, version: int | None = None) -> Pilot:
    """Ask the approver to register a draft.

    Raises:
        Refusal: if the number is too small to tell and no reason says why it is done all the same.
    """
    common.insist(access.drafts(actor, pilot), _("登録を頼めるのは、実施する団体の担当者です。"))
    check_version(pilot, version)
    common.insist_status(pilot, Status.DRAFT)
    insist_strong(pilot)
    pilot.status = Status.SUBMITTED
    _save(pilot)
    desk_open(
        organization=pilot.organization,
        kind=common.REGISTER,
        subject=subject_of(pilot),
        title=_("実証の計画を登録する: %(title)s") % {"title": pilot.title},
        url=pilot.get_absolute_url(),
        due_at=due_end_of(pilot.start),
        role=Role.APPROVER,
    )
    record(actor=actor, action="pilots.pilot.submit", subject=subject_of(pilot), data={"version": pilot.version})
    return pilot


@transaction.atomic
def pilot_register(*, actor: Actor, pilot: Pilot, version: int | None = None) -> Pilot:
    """Fix the plan: from now on it is public, and its digest stands in the log.

    Raises:
        NotYours: unless the actor is the body's approver.
        Refusal: if the start is past, or the number is too small without a reason.
    """
    common.insist(access.approves(actor, pilot), _("計画を登録できるのは、実施する団体の承認者です。"))
    check_version(pilot, version)
    common.insist_status(pilot, Status.DRAFT, Status.SUBMITTED)
    insist_strong(pilot)
    plan = planning.plan_of(pilot, clock.today())
    pilot.plan_document, pilot.plan_digest = planning.document_of(plan)
    pilot.status, pilot.registered_at = Status.REGISTERED, clock.now()
    _save(pilot)
    common.pilot_index(pilot)
    desk_close(subject=subject_of(pilot), kind=common.REGISTER)
    facts: dict[str, Recorded] = {"plan": pilot.plan_digest, "small_reason": pilot.small_reason}
    record(actor=actor, action="pilots.pilot.register", subject=subject_of(pilot), data=facts)
    tell(
        people=common.parties_of(pilot),
        title=_("実証の計画を登録しました：%(title)s") % {"title": pilot.title},
        body=_("測るもの、採用・中止の線、日程は、ここで決まりました。これからの変更は、理由とともに公開されます。"),
        url=pilot.get_absolute_url(),
    )
    return pilot


@transaction.atomic
def pilot_amend(*, actor: Actor, pilot: Pilot, terms: PilotTerms, reason: str, version: int | None = None) -> Amendment:
    """Change a registered pilot in view of everybody.

    As long as there are no data and the start is ahead, the plan itself may change: it is registered anew, today. Once
    data have come in, nothing may change on which the verdict depends.

    Raises:
        NotYours: unless the actor is the body's approver.
        Refusal: without a reason or a change, or if the method would change too late.
    """
    common.insist(access.approves(actor, pilot), _("登録した計画を変えられるのは、実施する団体の承認者です。"))
    check_version(pilot, version)
    common.insist_status(pilot, Status.REGISTERED)
    common.insist_words(reason, "reason", _("変える理由を書いてください。変更とともに公開されます。"))
    changes = changes_of(pilot, terms)
    if not changes:
        raise Refusal(_("変わったところがありません。"), code="nothing")
    _insist_idea(pilot.organization, terms)
    method = changes.keys() - WORDS
    if method:
        _insist_no_data(pilot, min(method))
        plan = planning.plan_of(terms, clock.today())
        pilot.plan_document, pilot.plan_digest = planning.document_of(plan)
    _fill(pilot, terms)
    if method:
        insist_strong(pilot)
    _save(pilot)
    common.pilot_index(pilot)
    made = Amendment.objects.create(
        pilot=pilot,
        reason=reason,
        changes=changes,
        plan_digest=pilot.plan_digest,
        by=user_of(actor),
        at=clock.now(),
    )
    facts: dict[str, Recorded] = {"plan": pilot.plan_digest, "reason": reason, "fields": sorted(changes)}
    record(actor=actor, action="pilots.pilot.amend", subject=subject_of(pilot), data=facts)
    tell(
        people=common.parties_of(pilot),
        title=_("実証の計画が変わりました：%(title)s") % {"title": pilot.title},
        body=_("理由：%(reason)s") % {"reason": reason},
        url=pilot.get_absolute_url(),
    )
    return made


@transaction.atomic
def pilot_delete(*, actor: Actor, pilot: Pilot, version: int | None = None) -> None:
    """Throw a draft away. What is registered stays for good.

    Raises:
        Refusal: once it is registered.
    """
    common.insist(access.drafts(actor, pilot), _("下書きを消せるのは、実施する団体の担当者です。"))
    check_version(pilot, version)
    common.insist_status(pilot, Status.DRAFT, Status.SUBMITTED)
    subject = subject_of(pilot)
    desk_close(subject=subject)
    pilot.delete()
    record(actor=actor, action="pilots.pilot.delete", subject=subject, data={})


def insist_strong(pilot: Pilot) -> None:
    """Go on only when the number can tell, or a reason says why the pilot is made all the same.

    Raises:
        Refusal: at the reason.
    """
    strength = planning.strength_of(planning.plan_of(pilot, clock.today()))
    if not strength.enough and not pilot.small_reason.strip():
        message = _(
            "この数では、見込みどおりの効果があっても、採用と判定できるのは%(percent)d%%です（めやすは80%%）。数を増やすか、「数が足りなくても行う理由」を書いてください。"
        )
        raise Refusal(message % {"percent": int(100 * strength.power)}, code="too_small", field="small_reason")


def changes_of(pilot: Pilot, terms: PilotTerms) -> dict[str, list[str]]:
    """Return what would change, as text: what it was and what it becomes."""
    now, then = terms_of(pilot).values(), terms.values()
    return {name: [_said(now[name]), _said(then[name])] for name in then if now[name] != then[name]}


def _said(value: object) -> str:
    return "" if value is None else str(value)


def _insist_idea(body: Organization, terms: PilotTerms) -> None:
    """Go on only with an idea that the body itself has chosen."""
    if terms.idea_id is None:
        return
    idea = idea_named(terms.idea_id)
    if idea is None or idea.owner != body:
        message = _("もとのアイデアには、自分の団体の募集で採択したものだけを選べます。")
        raise Refusal(message, code="idea", field="idea_id")


def _insist_no_data(pilot: Pilot, field: str) -> None:
    if pilot.observations.exists():
        message = _(
            "データが入ったあとは、測り方・線・日程・数・企業を変えられません。変えられるのは、件名と説明だけです。"
        )
        raise Refusal(message, code="data_in", field=field)


def _fill(pilot: Pilot, terms: PilotTerms) -> None:
    for name, value in terms.values().items():
        setattr(pilot, name, value)


def _save(pilot: Pilot) -> None:
    pilot.version += 1
    pilot.save()
