"""Proposals: the coordinator proposes a specialist; body and specialist answer; two yeses make an engagement."""

from datetime import date
from typing import Final

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from dejiro.apps.talent import access
from dejiro.apps.talent.models import Engagement, Proposal, Request, Specialist
from dejiro.apps.talent.planning import obstacles_between
from dejiro.apps.talent.services.common import insist, note, refuse_unless, sealed
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.accounts.selectors import people_of
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import Recorded, subject_of
from dejiro.foundation.notices.services import desk_close, desk_open, tell
from dejiro.foundation.organizations.rules import TALENT_RATE, rule_in_force

ANSWER: Final = "talent.proposal.answer"
DECLINED: Final = "talent.proposal.declined"
Answer = Proposal.Answer


@transaction.atomic
def proposal_make(*, actor: Actor, request: Request, specialist: Specialist) -> Proposal:
    """Propose a specialist for an approved request; the body sees the profile from now on.

    When the request in hand has fewer weeks than the one that is kept, the proposal is for these.

    Raises:
        NotYours: if the actor does not coordinate the area.
        Refusal: if the request waits for nobody, somebody is proposed already, or the specialist cannot serve it.
    """
    insist(access.coordinates(actor, request.area_id), _("人材を提案できるのは、調整担当です。"))
    locked = Request.objects.select_for_update().get(pk=request.pk)
    waits = locked.status == Request.Status.APPROVED
    refuse_unless(waits, _("人材を待っている依頼にだけ、提案できます。"), code="not_waiting")
    taken = any(proposal.is_open for proposal in request.proposals.all())
    refuse_unless(not taken, _("この依頼には、返事を待っている提案があります。"), code="proposed")
    obstacles = obstacles_between(request, specialist)
    refuse_unless(not obstacles, " ".join(obstacles), code="cannot_serve", field="specialist")
    period = (request.starts_on, request.ends_on)
    starts_on, ends_on = period if period != (locked.starts_on, locked.ends_on) else (None, None)
    proposal = Proposal.objects.create(
        request=request, specialist=specialist, starts_on=starts_on, ends_on=ends_on, made_at=clock.now()
    )
    _ask(proposal)
    note(actor, "proposal.make", proposal, {"request": request.pk, "specialist": specialist.pk})
    return proposal


@transaction.atomic
def proposal_answer(
    *, actor: Actor, proposal: Proposal, accept: bool, reason: str = "", version: int | None = None
) -> Proposal:
    """Say yes, or no with a reason, for the body (its approver) or for oneself (the specialist).

    Raises:
        NotYours: if the actor is neither.
        Refusal: if this side has answered, the proposal is settled, or a no has no reason.
    """
    own = access.is_self(actor, proposal.specialist)
    body = access.officer_of(actor, proposal.request.organization_id, Role.APPROVER)
    insist(own or body, _("返事ができるのは、団体の承認者と、提案された本人です。"))
    check_version(proposal, version)
    refuse_unless(proposal.is_open, _("この提案は、もう決着しています。"), code="settled")
    refuse_unless(accept or reason.strip(), _("断る理由を書いてください。"), code="reason", field="reason")
    side = "specialist" if own else "body"
    message = _("この提案には、もう返事をしています。")
    refuse_unless(getattr(proposal, f"{side}_answer") == Answer.WAITING, message, code="answered")
    setattr(proposal, f"{side}_answer", Answer.ACCEPTED if accept else Answer.DECLINED)
    setattr(proposal, f"{side}_reason", "" if accept else reason)
    proposal.version += 1
    proposal.save()
    _after(actor, proposal, side, reason)
    return proposal


@transaction.atomic
def proposal_withdraw(*, actor: Actor, proposal: Proposal, version: int | None = None) -> Proposal:
    """Take a proposal back while an answer is awaited; the body sees the profile no more.

    Raises:
        NotYours: if the actor does not coordinate the area.
        Refusal: if it is settled.
    """
    insist(access.coordinates(actor, proposal.request.area_id), _("提案を取り消せるのは、調整担当です。"))
    check_version(proposal, version)
    refuse_unless(proposal.is_open, _("この提案は、もう決着しています。"), code="settled")
    proposal.withdrawn = True
    proposal.version += 1
    proposal.save()
    desk_close(subject=subject_of(proposal))
    note(actor, "proposal.withdraw", proposal, {})
    return proposal


def proposals_end(*, actor: Actor, specialist: Specialist, left_on: date) -> None:
    """Take back what a leaving specialist cannot serve to its end, and tell both sides and the coordinator's desk.

    Called inside the transaction that records the leaving, which has asked whether the actor may.
    """
    last = Coalesce("ends_on", "request__ends_on")
    rows = Proposal.objects.select_for_update(of=("self",)).annotate(last=last)
    rows = rows.filter(specialist=specialist, withdrawn=False, last__gte=left_on)
    for proposal in rows.select_related("request__organization", "request__area", "specialist__user").order_by("pk"):
        if proposal.is_open:
            _end(actor, proposal)


def _end(actor: Actor, proposal: Proposal) -> None:
    request = proposal.request
    proposal.withdrawn = True
    proposal.version += 1
    proposal.save()
    desk_close(subject=subject_of(proposal))
    note(actor, "proposal.withdraw", proposal, {"cause": "specialist.leave"})
    title = _("人材の提案を取り消しました: %(title)s") % {"title": request.title}
    tell(
        people=people_of(request.organization, Role.MEMBER, Role.APPROVER),
        title=title,
        body=_("提案した人が退任するためです。返事は要りません。依頼はそのまま残り、調整担当が別の人材を考えます。"),
        url=request.get_absolute_url(),
    )
    if proposal.specialist.user is not None:
        body = _("退任日より後まで続く依頼のためです。返事は要りません。")
        tell(people=[proposal.specialist.user], title=title, body=body, url=proposal.specialist.get_absolute_url())
    desk_open(
        organization=request.area,
        kind=DECLINED,
        subject=subject_of(request),
        title=_("退任で提案が消えた依頼に、別の人材を考える: %(title)s") % {"title": request.title},
        url=request.get_absolute_url(),
        role=Role.COORDINATOR,
    )


def _ask(proposal: Proposal) -> None:
    request = proposal.request
    title = _("提案された人材に返事をする: %(title)s") % {"title": request.title}
    url = proposal.get_absolute_url()
    desk_open(
        organization=request.organization,
        kind=ANSWER,
        subject=subject_of(proposal),
        title=title,
        url=url,
        role=Role.APPROVER,
    )
    if proposal.specialist.user is not None:
        body = _("%(body)sの支援に、あなたを提案しました。返事をお願いします。") % {"body": request.organization.name}
        tell(people=[proposal.specialist.user], title=title, body=body, url=url)


def _after(actor: Actor, proposal: Proposal, side: str, reason: str) -> None:
    specialist, request = proposal.specialist, proposal.request
    reference = str(specialist.user.ref) if specialist.user else f"specialist:{specialist.pk}"
    answer = getattr(proposal, f"{side}_answer")
    facts: dict[str, Recorded] = {"side": side, "answer": answer, "reason": sealed(reason, reference)}
    if side == "body" or not proposal.is_open:
        desk_close(subject=subject_of(proposal), kind=ANSWER)
    if proposal.is_declined:
        desk_open(
            organization=request.area,
            kind=DECLINED,
            subject=subject_of(request),
            title=_("断られた依頼に、別の人材を考える: %(title)s") % {"title": request.title},
            url=request.get_absolute_url(),
            role=Role.COORDINATOR,
        )
    if proposal.is_agreed:
        engagement = _start(proposal)
        facts["engagement"] = engagement.pk
    note(actor, "proposal.answer", proposal, facts)


def _start(proposal: Proposal) -> Engagement:
    request = Request.objects.select_for_update().get(pk=proposal.request_id)
    rate = rule_in_force(proposal.request.area, TALENT_RATE, on=clock.today()).value
    engagement = Engagement.objects.create(
        proposal=proposal,
        request=request,
        specialist=proposal.specialist,
        half_days=request.half_days,
        starts_on=proposal.starts_on or request.starts_on,
        ends_on=proposal.ends_on or request.ends_on,
        rate=rate,
        share_percent=request.share_percent,
        travel_percent=request.travel_percent,
    )
    request.status = Request.Status.SERVED
    request.version += 1
    request.save()
    desk_close(subject=subject_of(request))
    people = people_of(request.organization, Role.MEMBER, Role.APPROVER)
    own = [proposal.specialist.user] if proposal.specialist.user else []
    title = _("支援が決まりました: %(title)s") % {"title": request.title}
    tell(people=[*people, *own], title=title, body=request.problem[:200], url=engagement.get_absolute_url())
    return engagement
