"""Products are certified, renewed, revoked; and a body relies on what another one has certified."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.pilots import access
from dejiro.apps.pilots.models import Certification, Pilot, Renewal
from dejiro.apps.pilots.services import common
from dejiro.apps.pilots.services.verdicts import adopted
from dejiro.apps.pilots.terms import Validity, validity_of
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import body_of, user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.errors import Refusal
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import Recorded, record, subject_of
from dejiro.foundation.notices.services import desk_close, tell
from dejiro.foundation.organizations.models import Organization

LOCAL_AUTONOMY: Final = date(1947, 5, 3)
"""The day from which 地方自治法 is in force; no body of today has decided anything before."""


@dataclass(frozen=True)
class Product:
    """What is certified, of whom, for what."""

    product: str
    company_name: str
    purpose: str
    company: Organization | None = None


@transaction.atomic
def certification_create(
    *,
    actor: Actor,
    product: Product,
    basis: str,
    decision: str,
    certified_on: date,
    validity: Validity,
    pilot: Pilot | None = None,
) -> Certification:
    """Enter a certification of the actor's body in the register; the day it ends follows from the body's rule.

    Raises:
        NotYours: unless the actor is the body's approver.
        Refusal: if the day is ahead, the pilot is not the body's or was not adopted, or it ran out before today.
    """
    common.insist(access.may_certify(actor), _("認定を登録できるのは、都道府県・区市町村の承認者です。"))
    body = body_of(actor)
    if pilot is not None:
        common.insist(access.approves(actor, pilot), _("ほかの団体の実証からは認定できません。"))
        if not adopted(pilot):
            raise Refusal(_("採用となった実証だけが、認定の根拠になります。"), code="not_adopted")
    return _enter(actor, body, product, basis, decision, certified_on, validity, pilot=pilot)


@transaction.atomic
def certification_reuse(
    *, actor: Actor, source: Certification, basis: str, decision: str, validity: Validity
) -> Certification:
    """Certify for the actor's body what another one has certified, by the own body's decision and rule, today.

    Raises:
        NotYours: unless the actor is the approver of another body.
        Refusal: if the source does not count any more, or is relied on already.
    """
    common.insist(access.may_certify(actor), _("認定を登録できるのは、都道府県・区市町村の承認者です。"))
    body = body_of(actor)
    check_version(source, None)
    if body.pk == source.issuer_id:
        raise Refusal(_("自分の団体の認定です。続けるときは「更新」を使ってください。"), code="own")
    if not source.in_force():
        raise Refusal(_("有効でない認定は、活用できません。"), code="not_in_force")
    if Certification.objects.filter(issuer=body, reused_from=source, revoked_on=None).exists():
        raise Refusal(_("この認定は、すでに活用しています。"), code="reused")
    product = Product(**{one.name: getattr(source, one.name) for one in fields(Product)})
    made = _enter(actor, body, product, basis, decision, clock.today(), validity, source=source)
    tell(
        people=common.people_of([source.issuer], Role.APPROVER),
        title=_("認定が活用されました：%(product)s") % {"product": source.product},
        body=_("%(body)sが、この認定をもとに認定しました。") % {"body": body.name},
        url=made.get_absolute_url(),
    )
    return made


@transaction.atomic
def certification_renew(*, actor: Actor, certification: Certification, version: int | None = None) -> Renewal:
    """Prolong a certification by its rule.

    Raises:
        Refusal: if it does not count any more, or was renewed as often as the rule allows.
    """
    _insist_issuer(actor, certification)
    check_version(certification, version)
    if not certification.in_force():
        raise Refusal(_("有効でない認定は、更新できません。新しく認定してください。"), code="not_in_force")
    done = certification.renewals.count()
    if done >= certification.most_renewals:
        message = _("更新できるのは%(most)d回までです。新しく認定してください。")
        raise Refusal(message % {"most": certification.most_renewals}, code="most_renewals")
    before = certification.expires_on
    certification.expires_on = validity_of(certification).renewed(before)
    certification.version += 1
    certification.save(update_fields=["expires_on", "version"])
    made = Renewal.objects.create(
        certification=certification,
        number=done + 1,
        on=clock.today(),
        before=before,
        after=certification.expires_on,
        by=user_of(actor),
    )
    desk_close(subject=subject_of(certification), kind=common.RENEW)
    facts: dict[str, Recorded] = {"number": made.number, "before": before.isoformat(), "after": made.after.isoformat()}
    record(actor=actor, action="pilots.certification.renew", subject=subject_of(certification), data=facts)
    return made


@transaction.atomic
def certification_revoke(
    *, actor: Actor, certification: Certification, reason: str, version: int | None = None
) -> Certification:
    """Take a certification back, with a public reason; those who rely on it are told.

    Raises:
        Refusal: without a reason, or if it is revoked.
    """
    _insist_issuer(actor, certification)
    check_version(certification, version)
    common.insist_words(reason, "reason", _("取り消す理由を書いてください。公開されます。"))
    if certification.revoked_on is not None:
        raise Refusal(_("この認定は、すでに取り消されています。"), code="revoked")
    certification.revoked_on, certification.revoked_reason = clock.today(), reason
    certification.version += 1
    certification.save(update_fields=["revoked_on", "revoked_reason", "version"])
    common.certification_index(certification)
    desk_close(subject=subject_of(certification))
    record(
        actor=actor,
        action="pilots.certification.revoke",
        subject=subject_of(certification),
        data={"reason": reason},
    )
    users = [row.issuer for row in certification.reuses.filter(revoked_on=None).select_related("issuer")]
    tell(
        people=common.people_of(users, Role.MEMBER, Role.APPROVER),
        title=_("活用した認定が取り消されました：%(product)s") % {"product": certification.product},
        body=_("理由：%(reason)s") % {"reason": reason},
        url=certification.get_absolute_url(),
    )
    return certification


def _insist_issuer(actor: Actor, certification: Certification) -> None:
    allowed = access.may_certify(actor) and actor.acts_for(certification.issuer)
    common.insist(allowed, _("この認定を変えられるのは、認定した団体の承認者です。"))


def _enter(  # noqa: PLR0917  # a register's line has so many columns
    actor: Actor,
    body: Organization,
    product: Product,
    basis: str,
    decision: str,
    certified_on: date,
    validity: Validity,
    *,
    pilot: Pilot | None = None,
    source: Certification | None = None,
) -> Certification:
    common.insist_words(decision, "decision", _("認定の理由を書いてください。公開されます。"))
    if not LOCAL_AUTONOMY <= certified_on <= clock.today():
        raise Refusal(
            _("認定日は、1947年5月3日から今日までの日にしてください。"), code="certified_on", field="certified_on"
        )
    made = Certification.objects.create(
        area=body.area or body,
        issuer=body,
        product=product.product,
        company=product.company,
        company_name=product.company_name,
        purpose=product.purpose,
        basis=basis,
        decision=decision,
        certified_on=certified_on,
        rule=validity.rule,
        years=validity.years,
        most_renewals=validity.most_renewals,
        expires_on=validity.expiry(certified_on),
        pilot=pilot,
        reused_from=source,
        by=user_of(actor),
    )
    common.certification_index(made)
    facts: dict[str, Recorded] = {
        "product": made.product,
        "company": made.company_name,
        "basis": basis,
        "decision": decision,
        "certified_on": certified_on.isoformat(),
        "expires_on": made.expires_on.isoformat(),
        **validity.facts(),
        "reused_from": source.pk if source else None,
        "pilot": pilot.pk if pilot else None,
    }
    action = "pilots.certification.reuse" if source else "pilots.certification.create"
    record(actor=actor, action=action, subject=subject_of(made), data=facts)
    return made
