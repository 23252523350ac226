"""Candidates' data end: on the day that was named, or when the candidate asks for it."""

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.hiring.models import Application, Offer, Opening
from dejiro.apps.hiring.services.common import insist
from dejiro.apps.hiring.services.offering import offer_take_back
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import SYSTEM, Actor
from dejiro.foundation.files.models import Attachment
from dejiro.foundation.ledger.models import Opening as Seal
from dejiro.foundation.ledger.services import record, subject_of

EMPTY = {"name": "", "contact": "", "years": None, "role": "", "skills": "", "experience": "", "wanted_pay": None}


@transaction.atomic
def application_erase(*, actor: Actor, application: Application) -> None:
    """Empty the actor's own application now, and take it back where nobody has decided on it.

    Offers that were not answered in time are taken back.

    Raises:
        Refusal: while an offer waits that the actor can still answer.
    """
    insist(application.user_id == user_of(actor).pk, _("自分の応募書類だけを消せます。"), code="not_yours")
    waiting = list(Offer.objects.filter(choice__application=application, status=Offer.Status.WAITING))
    in_time = any(offer.answer_by >= clock.now() for offer in waiting)
    insist(not in_time, _("先に、採用の申し出に返事をしてください。"), code="offer_waits")
    for offer in waiting:
        offer_take_back(actor, offer)
    application_empty(actor, application)


def applications_erase_due() -> int:
    """Empty every application whose day has come; return how many."""
    due = Application.objects.filter(erased_at=None, retain_until__lt=clock.today()).select_related("user")
    for application in due:
        with transaction.atomic():
            application_empty(SYSTEM, application)
    return len(due)


def application_empty(actor: Actor, application: Application) -> None:
    """Empty an application with its papers; the caller has asked whether it may be done, and holds the transaction."""
    subject = subject_of(application)
    undecided = application.choices.filter(offer=None, opening__status__in=(Opening.Status.PUBLISHED,))
    undecided.delete()
    application.looks.all().delete()
    Attachment.objects.filter(subject=subject).delete()
    for name, value in EMPTY.items():
        setattr(application, name, value)
    application.user, application.erased_at = None, clock.now()
    application.save()
    seals, _rows = Seal.objects.filter(entry__subject=subject).delete()
    record(actor=actor, action="hiring.application.erase", subject=subject, data={"seals": seals})
