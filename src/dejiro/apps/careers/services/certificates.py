"""Certificates: entered with a proof, seen by a superior, on the desk ninety days before they expire."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.careers import access
from dejiro.apps.careers.models import Certificate, Claim
from dejiro.apps.careers.services.common import about, insist, note, refuse_unless
from dejiro.apps.careers.services.people import ME
from dejiro.apps.careers.terms import REMIND_DAYS, CertificateTerms, check_certificate
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import body_of, user_of
from dejiro.foundation.accounts.actors import Actor, membership_in_force
from dejiro.foundation.accounts.models import Membership, Role
from dejiro.foundation.calendars import due_end_of
from dejiro.foundation.files.models import Attachment
from dejiro.foundation.files.services import Upload, attach
from dejiro.foundation.forms import check_read
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.notices.models import DeskItem
from dejiro.foundation.notices.services import desk_close, desk_open, tell
from dejiro.foundation.organizations.models import Organization

CHECK = "careers.certificate.check"
RENEW = "careers.certificate.renew"


@transaction.atomic
def certificate_add(*, actor: Actor, terms: CertificateTerms, file: Upload | None = None) -> Certificate:
    """Enter a certificate with its proof; a superior is asked to look at it.

    Raises:
        Refusal: if the dates cannot be, or the file is not accepted.
        NotYours: if the actor belongs to no public body.
    """
    user, body = user_of(actor), body_of(actor)
    insist(access.of_public_body(actor), _("資格を登録できるのは、都道府県・区市町村・推進団体の職員です。"))
    check_certificate(terms, clock.today())
    made = Certificate.objects.create(user=user, organization=body, **terms.row())
    if file is not None:
        attach(actor=actor, subject=subject_of(made), upload=file)
    desk_open(
        organization=body,
        kind=CHECK,
        subject=subject_of(made),
        title=_("資格の証明を確認する：%(name)sさん　%(certificate)s") % {"name": user.name, "certificate": made.name},
        url=f"/careers/certificates/{made.pk}/",
        role=superior_role(actor),
    )
    note(actor, "certificate.add", made, {"certificate": about(user, **terms.row())})
    return made


@transaction.atomic
def certificate_prove(*, actor: Actor, certificate: Certificate, file: Upload) -> Certificate:
    """Add a proof to one's own certificate, until a superior has looked.

    Raises:
        NotYours: if it is somebody else's.
        Refusal: if it was checked already, or the file is not accepted.
    """
    insist(certificate.user_id == user_of(actor).pk, _("自分の資格だけに証明を付けられます。"))
    held = _lock(certificate)
    attach(actor=actor, subject=subject_of(held), upload=file)
    held.version += 1
    held.save(update_fields=["version"])
    note(actor, "certificate.prove", held, {})
    return held


@transaction.atomic
def certificate_check(*, actor: Actor, certificate: Certificate, version: int | None = None) -> Certificate:
    """Say as a superior that the proof was seen: the person's level is confirmed from the day of issue to the expiry.

    Raises:
        NotYours: if the actor is not a superior of the person now.
        Refusal: if it was checked already.
        Conflict: if a proof was added after the superior had looked.
    """
    person = certificate.user
    insist(access.leads(actor, person))
    held = _lock(certificate)
    check_read(held, version)
    held.checked_by, held.checked_at = user_of(actor), clock.now()
    held.version += 1
    held.save()
    Claim.objects.create(
        user=person,
        skill=held.role,
        level=held.level,
        source=Claim.Source.CERTIFICATE,
        starts_on=held.issued_on,
        ends_on=held.expires_on,
        confirmed_by=held.checked_by,
        certificate=held,
    )
    desk_close(subject=subject_of(held), kind=CHECK)
    tell(people=[person], title=_("資格が確認されました：%(name)s") % {"name": held.name}, body="", url=ME)
    note(actor, "certificate.check", held, {"skill": about(person, skill=held.role, level=held.level)})
    return held


@transaction.atomic
def certificate_remove(*, actor: Actor, certificate: Certificate) -> None:
    """Take away one's own certificate, its proof, and the level that stood on it."""
    user = user_of(actor)
    insist(certificate.user_id == user.pk, _("自分の資格だけを消せます。"))
    note(actor, "certificate.remove", certificate, {})
    certificate_forget(certificate)


def certificate_forget(certificate: Certificate) -> None:
    """Delete a certificate with everything that hangs on it; the bytes of the proof go with the daily sweep."""
    subject = subject_of(certificate)
    desk_close(subject=subject)
    Attachment.objects.filter(subject=subject).delete()
    certificate.delete()


@transaction.atomic
def certificates_remind() -> int:
    """Put each certificate that expires within ninety days on its holder's desk, once; return how many were new.

    What was renewed by a newer certificate of the same name, or has expired, leaves the desk.
    """
    today = clock.today()
    limit = today + timedelta(days=REMIND_DAYS)
    soon = Certificate.objects.filter(expires_on__range=(today, limit)).select_related("user", "organization")
    ending = {subject_of(one): one for one in soon if not _renewed(one)}
    opened = set(DeskItem.objects.filter(kind=RENEW, closed_at=None).values_list("subject", flat=True))
    for subject in opened - ending.keys():
        desk_close(subject=subject, kind=RENEW)
    new = [
        one for subject, one in ending.items() if subject not in opened and access.belongs(one.user, one.organization)
    ]
    for certificate in new:
        _ask(certificate)
    return len(new)


def superior_role(actor: Actor) -> Role:
    """Return who is asked: the body's approver, or its administrator when the actor is its only approver themselves."""
    others = Membership.objects.filter(
        membership_in_force(clock.now()), organization=body_of(actor), role=Role.APPROVER
    ).exclude(user=actor.user)
    return Role.APPROVER if others.exists() else Role.ADMINISTRATOR


def _lock(certificate: Certificate) -> Certificate:
    held = Certificate.objects.select_for_update().get(pk=certificate.pk)
    refuse_unless(held.checked_by_id is None, _("この資格は、もう確認されています。"), code="checked")
    return held


def _renewed(certificate: Certificate) -> bool:
    rows = Certificate.objects.filter(user=certificate.user, name=certificate.name)
    return rows.exclude(expires_on__lte=certificate.expires_on).exclude(pk=certificate.pk).exists()


def _ask(certificate: Certificate) -> None:
    assert certificate.expires_on is not None
    body: Organization = certificate.organization
    desk_open(
        organization=body,
        kind=RENEW,
        subject=subject_of(certificate),
        title=_("資格を更新する：%(name)s") % {"name": certificate.name},
        url=ME,
        due_at=due_end_of(certificate.expires_on),
        ends_at=due_end_of(certificate.expires_on),
        person=certificate.user,
    )
