"""Requests: written by an officer, approved by an approver of the same body, withdrawn until they are served."""

from collections import Counter
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.commitments.public import Commitment
from dejiro.apps.needs.public import Need
from dejiro.apps.talent import access
from dejiro.apps.talent.entries import Terms
from dejiro.apps.talent.models import Request
from dejiro.apps.talent.services.common import WEEK, insist, monday_of, note, refuse_unless
from dejiro.apps.talent.standards import check_role
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import body_of, user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.accounts.selectors import people_of
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import Recorded, record, subject_of
from dejiro.foundation.notices.services import desk_close, desk_open, tell
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.selectors import with_merged
from dejiro.ui.signs import signs

APPROVE: Final = "talent.request.approve"
REVISE: Final = "talent.request.revise"
PREPARED: Final = (Request.Status.DRAFT, Request.Status.RETURNED, Request.Status.SUBMITTED)
BATCH: Final = 500
LONGEST: Final = 104
MOST_PARTS: Final = 10
TITLE: Final = 85
"""So much of a title stays before the number of its part."""
Content = tuple[int, str, str, int, int, date, date]
FIELDS: Final = (
    "title",
    "problem",
    "situation",
    "role",
    "level",
    "half_days",
    "parts",
    "starts_on",
    "ends_on",
    "onsite",
    "priority",
    "supervisor",
    "share_percent",
    "travel_percent",
)


@transaction.atomic
def request_save(*, actor: Actor, terms: Terms, request: Request | None = None, version: int | None = None) -> Request:
    """Write a body's request, or change one that is being prepared; it is a draft then.

    Raises:
        NotYours: if the actor is no officer of a municipality, or of another one.
        Refusal: if the role is unknown, or the period, need, commitment or the request that it continues does not fit.
        Conflict: if a colleague changed the request meanwhile.
    """
    organization, user = body_of(actor), user_of(actor)
    insist(access.is_municipal(actor), _("人材をお願いできるのは、区市町村の担当者と承認者です。"))
    _check(terms)
    if request is None:
        request = Request(organization=organization, area=organization.area or organization, version=0)
        request.fictional = user.fictional
    else:
        insist(access.officer_of(actor, request.organization_id), _("ほかの団体の依頼は変更できません。"))
        check_version(request, version)
        refuse_unless(request.status in PREPARED, _("承認された依頼は変更できません。"), code="approved")
        desk_close(subject=subject_of(request))
    _put(request, terms, organization)
    request.rest_of = _origin(actor, terms.rest_of)
    request.prepared_by, request.prepared_at = user, clock.now()
    request.status = Request.Status.DRAFT
    return _keep(actor, "save", request)


@transaction.atomic
def request_submit(*, actor: Actor, request: Request, version: int | None = None) -> Request:
    """Ask the body's approvers.

    Raises:
        NotYours: if it is another body's request.
        Refusal: if it is no draft.
    """
    _own(actor, request, *access.OFFICERS)
    check_version(request, version)
    refuse_unless(request.status == Request.Status.DRAFT, _("下書きだけ、承認に回せます。"), code="no_draft")
    request.status = Request.Status.SUBMITTED
    desk_open(
        organization=request.organization,
        kind=APPROVE,
        subject=subject_of(request),
        title=_("人材の依頼を承認する: %(title)s") % {"title": request.title},
        url=request.get_absolute_url(),
        role=Role.APPROVER,
    )
    return _keep(actor, "submit", request)


@transaction.atomic
def request_approve(*, actor: Actor, request: Request, version: int | None = None) -> Request:
    """Send the request in the name of the body; from now on the coordinator sees it.

    One that may be divided becomes so many requests, each for one person; this one is the first of them.

    Raises:
        NotYours: if the actor is no approver of the body, or wrote it.
        Refusal: if it does not wait for approval.
    """
    _own(actor, request, Role.APPROVER)
    user = user_of(actor)
    check_version(request, version)
    waits = request.status == Request.Status.SUBMITTED
    refuse_unless(waits, _("承認待ちの依頼だけ、承認できます。"), code="not_waiting")
    insist(request.prepared_by_id != user.pk, _("自分で書いた依頼は承認できません。別の承認者に頼んでください。"))
    request.status, request.approved_by, request.approved_at = Request.Status.APPROVED, user, clock.now()
    desk_close(subject=subject_of(request))
    _divide(actor, request)
    _keep(actor, "approve", request)
    tell(
        people=people_of(request.area, Role.COORDINATOR),
        title=_("人材の依頼が届きました: %(body)s") % {"body": request.organization.name},
        body=request.title,
        url=request.get_absolute_url(),
    )
    return request


@transaction.atomic
def request_return(*, actor: Actor, request: Request, reason: str, version: int | None = None) -> Request:
    """Give a request back to who wrote it, with a reason.

    Raises:
        NotYours: if the actor is no approver of the body.
        Refusal: if it does not wait for approval.
    """
    _own(actor, request, Role.APPROVER)
    check_version(request, version)
    waits = request.status == Request.Status.SUBMITTED
    refuse_unless(waits, _("承認待ちの依頼だけ、差し戻せます。"), code="not_waiting")
    request.status, request.reason = Request.Status.RETURNED, reason
    desk_close(subject=subject_of(request))
    desk_open(
        organization=request.organization,
        kind=REVISE,
        subject=subject_of(request),
        title=_("差し戻された人材の依頼を直す: %(title)s") % {"title": request.title},
        url=request.get_absolute_url(),
        role=Role.MEMBER,
    )
    return _keep(actor, "return", request)


@transaction.atomic
def request_withdraw(*, actor: Actor, request: Request, reason: str, version: int | None = None) -> Request:
    """Take a request back while nobody serves it.

    Raises:
        NotYours: if it is another body's request.
        Refusal: if somebody is proposed for it, or it is served.
    """
    _own(actor, request, *access.OFFICERS)
    check_version(request, version)
    waiting = request.status in {*PREPARED, Request.Status.APPROVED}
    open_one = any(proposal.is_open for proposal in request.proposals.all())
    message = _("提案の返事がまだか、支援が決まった依頼は取り下げられません。先に返事をしてください。")
    refuse_unless(waiting and not open_one, message, code="served")
    request.status, request.reason = Request.Status.WITHDRAWN, reason
    desk_close(subject=subject_of(request))
    return _keep(actor, "withdraw", request)


@dataclass(frozen=True)
class RequestsImported:
    """How many requests were new, and the lines that stood there before: body and title."""

    made: int
    skipped: tuple[str, ...]


@transaction.atomic
def requests_import(*, actor: Actor, lines: Sequence[tuple[Organization, Terms]]) -> RequestsImported:
    """Enter requests that bodies have sent as a table, as approved by them. One entry in the log.

    A line that says what a request of the body says already, in title, role, level, half-days and weeks, is skipped, so
    that the same table taken in twice adds nothing. Withdrawn requests do not count.

    Raises:
        NotYours: if the actor coordinates no prefecture.
    """
    area, user = actor.area, user_of(actor)
    insist(area and access.coordinates(actor, area.pk), _("依頼を取り込めるのは、調整担当です。"))
    assert area is not None
    now = clock.now()
    rows, skipped, known = [], [], _known(area)
    for organization, terms in lines:
        _check(terms)
        row = Request(organization=organization, area=area, prepared_by=user, prepared_at=now, fictional=user.fictional)
        _put(row, terms, organization)
        row.status, row.approved_by, row.approved_at = Request.Status.APPROVED, user, now
        if known[_content(row)]:
            known[_content(row)] -= 1
            skipped.append(organization.name + signs("「{}」").format(terms.title))
        else:
            rows.append(row)
    Request.objects.bulk_create(rows, batch_size=BATCH)
    record(
        actor=actor,
        action="talent.request.import",
        subject=subject_of(area),
        data={"made": len(rows), "skipped": len(skipped)},
    )
    return RequestsImported(len(rows), tuple(skipped))


def _known(area: Organization) -> Counter[Content]:
    rows = Request.objects.select_for_update().filter(area=area).exclude(status=Request.Status.WITHDRAWN)
    return Counter(map(_content, rows))


def _content(row: Request) -> Content:
    return row.organization_id, row.title, row.role, row.level, row.half_days, row.starts_on, row.ends_on


def facts_of(request: Request) -> dict[str, Recorded]:
    """Return what the log keeps of a request."""
    facts: dict[str, Recorded] = {}
    for name in FIELDS:
        value: Any = getattr(request, name)
        facts[name] = value.isoformat() if isinstance(value, date) else value
    del facts["supervisor"]
    return {
        **facts,
        "need": request.need_id,
        "commitment": request.commitment_id,
        "rest_of": request.rest_of_id,
        "status": request.status,
    }


def _put(request: Request, terms: Terms, organization: Organization) -> None:
    for name in FIELDS:
        if name != "ends_on":
            setattr(request, name, getattr(terms, name))
    request.starts_on = monday_of(terms.starts_on)
    request.ends_on = request.starts_on + terms.weeks * WEEK - timedelta(days=1)
    request.need = _need(terms.need, request.area)
    request.commitment = _commitment(terms.commitment, organization)


def _divide(actor: Actor, request: Request) -> None:
    """Make a request for each person among whom it may be divided; their half-days differ by one at most."""
    parts, half_days, title = request.parts, request.half_days, request.title[:TITLE]
    if parts == 1:
        return
    request.parts = 1
    for at in range(parts):
        part = copy(request) if at else request
        part.title = _("%(title)s（%(parts)d分の%(part)d）") % {"title": title, "parts": parts, "part": at + 1}
        part.half_days = half_days // parts + (at < half_days % parts)
        if at:
            part.pk, part.version, part.divided_from = None, 0, request
            part._state.adding = True  # noqa: SLF001 - as Django's documentation copies a row
            _keep(actor, "divide", part)


def _check(terms: Terms) -> None:
    check_role(terms.role, terms.level)
    many = _("分けてよい人数は、週の半日数までにしてください。")
    refuse_unless(1 <= terms.parts <= min(terms.half_days, MOST_PARTS), many, code="parts", field="parts")
    refuse_unless(1 <= terms.weeks <= LONGEST, _("期間は1週から104週で入力してください。"), code="weeks", field="weeks")


def _need(number: int | None, area: Organization) -> Need | None:
    if number is None:
        return None
    need = Need.objects.filter(pk=number, area=area).first()
    refuse_unless(need, _("この番号の課題はありません。"), code="no_need", field="need")
    return need


def _commitment(number: int | None, organization: Organization) -> Commitment | None:
    if number is None:
        return None
    bodies = with_merged(organization)
    found = Commitment.objects.filter(pk=number, organization__in=bodies).first()
    refuse_unless(found, _("この番号の約束は、あなたの団体にありません。"), code="no_commitment", field="commitment")
    return found


def _origin(actor: Actor, number: int | None) -> Request | None:
    """Return the served request of the actor's body of which another asks for the rest."""
    if number is None:
        return None
    found = access.requests_readable(actor).filter(pk=number, status=Request.Status.SERVED).first()
    own = found is not None and access.officer_of(actor, found.organization_id)
    refuse_unless(own, _("もとの依頼が、支援の決まったあなたの団体の依頼ではありません。"), code="no_origin")
    return found


def _own(actor: Actor, request: Request, *roles: Role) -> None:
    allowed = access.officer_of(actor, request.organization_id, *roles)
    insist(allowed, _("この操作ができるのは、依頼した団体の担当者か承認者です。"))


def _keep(actor: Actor, verb: str, request: Request) -> Request:
    request.version += 1
    request.full_clean(validate_constraints=False)
    request.save()
    note(actor, f"request.{verb}", request, facts_of(request))
    return request
