"""Candidates' data end: on the day that was named, or when the candidate asks for it."""

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.hiring.models import Application, Offer, Opening
from dejiro.apps.hiring.services.common import insist
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import SYSTEM, Actor
from dejiro.foundation.ledger.models import Opening as Seal
from dejiro.foundation.ledger.services import record, subject_of

EMPTY = {"name": "", "contact": "", "years": None, "role": "", "skills": "", "experience": "", "wanted_pay": None}


@transaction.atomic
def application_erase(*, actor: Actor, application: Application) -> None:
    """Empty the actor's own application now, and take it back where nobody has decided on it.

    Raises:
        Refusal: while an offer waits for the actor's answer.
    """
    insist(application.user_id == user_of(actor).pk, _("自分の応募書類だけを消せます。"), code="not_yours")
    waiting = Offer.objects.filter(choice__application=application, status=Offer.Status.WAITING).exists()
    insist(not waiting, _("先に、採用の申し出に返事をしてください。"), code="offer_waits")
    _empty(actor, application)


def applications_erase_due() -> int:
    """Empty every application whose day has come; return how many."""
    due = Application.objects.filter(erased_at=None, retain_until__lt=clock.today()).select_related("user")
    for application in due:
        with transaction.atomic():
            _empty(SYSTEM, application)
    return len(due)


def _empty(actor: Actor, application: Application) -> None:
    subject = subject_of(application)
    undecided = application.choices.filter(offer=None, opening__status__in=(Opening.Status.PUBLISHED,))
    undecided.delete()
    application.looks.all().delete()
    for name, value in EMPTY.items():
        setattr(application, name, value)
    application.user, application.erased_at = None, clock.now()
    application.save()
    seals, _rows = Seal.objects.filter(entry__subject=subject).delete()
    record(actor=actor, action="hiring.application.erase", subject=subject, data={"seals": seals})
