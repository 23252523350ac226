"""A challenge from its draft to its publication."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.challenges import access
from dejiro.apps.challenges.models import Challenge, Sponsor
from dejiro.apps.challenges.services.attempts import challenge_known
from dejiro.apps.challenges.services.common import (
    DECIDE,
    PUBLISH,
    SPONSOR,
    body_of,
    insist_owner,
    insist_signer,
    insist_status,
    note,
)
from dejiro.apps.challenges.terms import ChallengeTerms, check_terms
from dejiro.apps.needs import public as needs
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.forms import check_read, check_version
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.notices.services import desk_close, desk_open, tell
from dejiro.foundation.organizations.models import Organization

Status = Challenge.Status


@transaction.atomic
def challenge_create(*, actor: Actor, terms: ChallengeTerms, need: needs.Need | None = None) -> Challenge:
    """Prepare a challenge as a draft; a company's is a reverse call.

    Raises:
        NotYours: if the actor may prepare none.
        Refusal: if the terms cannot stand.
    """
    if not access.may_draft(actor):
        raise NotYours(_("募集を作れるのは、都道府県・区市町村の担当者か、企業です。"), code="not_drafter")
    body = body_of(actor)
    reverse_call = not access.for_public_body(actor)
    check_terms(terms, now=clock.now(), reverse_call=reverse_call)
    challenge = Challenge(
        area=body.area or body,
        organization=body,
        reverse_call=reverse_call,
        need=need,
        created_by=user_of(actor),
        created_at=clock.now(),
        **terms.row(),
    )
    challenge.full_clean()
    challenge.save()
    _sponsors(challenge, terms.sponsors)
    note(actor, "challenge.create", challenge, title=terms.title, reverse=reverse_call)
    return challenge


@transaction.atomic
def challenge_update(
    *, actor: Actor, challenge: Challenge, terms: ChallengeTerms, version: int | None = None
) -> Challenge:
    """Change a draft; what was published does not move under those who answer it.

    Nobody agrees to a text that they did not read: a change takes back the request for publication, and bodies that
    agreed to stand behind the former text are asked again.

    Raises:
        Refusal: if it is public, or the terms cannot stand.
        Conflict: if somebody else changed it meanwhile.
    """
    insist_owner(actor, challenge)
    check_version(challenge, version)
    insist_status(
        challenge, Status.DRAFT, _("公開した後は、内容を変えられません。変わったことは、回答として知らせます。")
    )
    check_terms(terms, now=clock.now(), reverse_call=challenge.reverse_call)
    for field, value in terms.row().items():
        setattr(challenge, field, value)
    challenge.asked_at = None
    challenge.version += 1
    challenge.full_clean()
    challenge.save()
    _unask(challenge)
    challenge.sponsors.exclude(organization__name__in=terms.sponsors).delete()
    _sponsors(challenge, terms.sponsors)
    note(actor, "challenge.update", challenge, title=terms.title)
    return challenge


@transaction.atomic
def challenge_ask(*, actor: Actor, challenge: Challenge, version: int | None = None) -> Challenge:
    """Ask the body's approver to publish, and the bodies named as co-sponsors to join.

    Raises:
        Refusal: if it is no draft.
        Conflict: if it has changed since the actor read it.
    """
    insist_owner(actor, challenge)
    check_read(challenge, version)
    insist_status(challenge, Status.DRAFT, _("この募集は、もう公開されています。"))
    challenge.asked_at, challenge.return_note = clock.now(), ""
    _save(challenge)
    desk_open(
        organization=challenge.organization,
        kind=PUBLISH,
        subject=subject_of(challenge),
        title=_("募集を公開するか決める：%(title)s") % {"title": challenge.title},
        url=challenge.get_absolute_url(),
        role=Role.APPROVER,
    )
    _ask_sponsors(challenge)
    note(actor, "challenge.ask", challenge)
    return challenge


@transaction.atomic
def challenge_return(*, actor: Actor, challenge: Challenge, reason: str, version: int | None = None) -> Challenge:
    """Give a draft back to be mended.

    Raises:
        Refusal: if nobody asked for its publication.
        Conflict: if it has changed since the actor read it.
    """
    insist_signer(actor, challenge)
    check_read(challenge, version)
    if challenge.status != Status.DRAFT or challenge.asked_at is None:
        raise Refusal(_("公開を求められている募集だけを差し戻せます。"), code="status")
    challenge.asked_at, challenge.return_note = None, reason
    _save(challenge)
    _unask(challenge)
    tell(
        people=[challenge.created_by],
        title=_("募集が差し戻されました：%(title)s") % {"title": challenge.title},
        body=reason,
        url=challenge.get_absolute_url(),
    )
    note(actor, "challenge.return", challenge, reason=reason)
    return challenge


@transaction.atomic
def challenge_publish(*, actor: Actor, challenge: Challenge, version: int | None = None) -> Challenge:
    """Show the challenge to everybody and take questions and ideas from now on.

    Raises:
        NotYours: if the actor may not decide for the body.
        Refusal: if it is public already, or its deadline has passed.
        Conflict: if it has changed since the actor read it; then nothing is published.
    """
    insist_signer(actor, challenge)
    check_read(challenge, version)
    insist_status(challenge, Status.DRAFT, _("この募集は、もう公開されています。"))
    if challenge.ideas_until <= clock.now():
        raise Refusal(_("締切が過ぎています。締切を直してから公開してください。"), code="late")
    challenge.status, challenge.published_at = Status.PUBLISHED, clock.now()
    _save(challenge)
    desk_close(subject=subject_of(challenge), kind=PUBLISH)
    _ask_sponsors(challenge)
    desk_open(
        organization=challenge.organization,
        kind=DECIDE,
        subject=subject_of(challenge),
        title=_("集まったアイデアを選ぶ：%(title)s") % {"title": challenge.title},
        url=challenge.get_absolute_url(),
        due_at=challenge.ideas_until,
    )
    challenge_known(challenge)
    note(actor, "challenge.publish", challenge, title=challenge.title, ideas_until=challenge.ideas_until.isoformat())
    return challenge


@transaction.atomic
def sponsor_answer(*, actor: Actor, sponsor: Sponsor, joins: bool, version: int | None = None) -> Sponsor:
    """Stand behind another body's challenge, or not.

    Raises:
        NotYours: if the actor may not decide for the body.
        Refusal: if the body has answered already, or is not asked now.
        Conflict: if the challenge has changed since the actor read it.
    """
    held = Sponsor.objects.select_for_update().select_related("challenge").get(pk=sponsor.pk)
    if not actor.acts_for(sponsor.organization) or not actor.has(*access.SIGNERS):
        raise NotYours(_("これを決められるのは、声をかけられた団体の承認者か調整担当です。"), code="not_signer")
    check_read(held.challenge, version)
    if held.status != Sponsor.Status.ASKED:
        raise Refusal(_("もう返事をしています。"), code="decided")
    if held.challenge.status == Status.DRAFT and held.challenge.asked_at is None:
        raise Refusal(_("募集を直しているところです。もう一度声がかかってから、返事をしてください。"), code="not_asked")
    sponsor.status = Sponsor.Status.JOINED if joins else Sponsor.Status.DECLINED
    sponsor.decided_at = clock.now()
    sponsor.save()
    desk_close(subject=subject_of(sponsor))
    note(actor, f"sponsor.{sponsor.status}", sponsor.challenge, body=sponsor.organization.code)
    return sponsor


def _save(challenge: Challenge) -> None:
    challenge.version += 1
    challenge.full_clean()
    challenge.save()


def _sponsors(challenge: Challenge, names: Iterable[str]) -> None:
    """Write down whom to ask, by name within the prefecture; the body itself is none."""
    wanted = set(names) - {challenge.organization.name}
    bodies = Organization.objects.filter(name__in=wanted, kind__in=access.PUBLIC_BODIES, valid_to=None)
    found = {body.name: body for body in bodies if challenge.area_id in {body.pk, body.area_id}}
    if missing := sorted(wanted - found.keys()):
        message = _("共同で募集する団体「%(names)s」が、この都道府県に見つかりません。") % {
            "names": _("、").join(missing)
        }
        raise Refusal(message, code="no_body", field="sponsors")
    for body in found.values():
        Sponsor.objects.get_or_create(challenge=challenge, organization=body)


def _unask(challenge: Challenge) -> None:
    """Take back what was asked about a draft: of its approver, and of the bodies that did not decline."""
    desk_close(subject=subject_of(challenge), kind=PUBLISH)
    sponsors = challenge.sponsors.exclude(status=Sponsor.Status.DECLINED)
    for sponsor in sponsors:
        desk_close(subject=subject_of(sponsor))
    sponsors.update(status=Sponsor.Status.ASKED, decided_at=None)


def _ask_sponsors(challenge: Challenge) -> None:
    waiting = challenge.sponsors.filter(status=Sponsor.Status.ASKED).select_related("organization")
    for sponsor in waiting:
        desk_open(
            organization=sponsor.organization,
            kind=SPONSOR,
            subject=subject_of(sponsor),
            title=_("共同で募集するか決める：%(title)s") % {"title": challenge.title},
            url=challenge.get_absolute_url(),
            due_at=challenge.ideas_until,
            ends_at=challenge.ideas_until,
        )
