"""What careers keeps about a person ends: when they ask for it here, or when their account is erased."""

from django.db import transaction

from dejiro.apps.careers.models import Certificate, Claim, Course, Enrolment, Holding, Leaving, Look, Profile
from dejiro.apps.careers.services.certificates import certificate_forget
from dejiro.apps.careers.services.common import note
from dejiro.apps.careers.services.courses import OPEN, enrolment_leave
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import User
from dejiro.foundation.ledger.models import Opening
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.notices.services import desk_close


@transaction.atomic
def career_erase(*, actor: Actor) -> User:
    """Erase the actor's own skills, certificates and path. Posts and leavings are the body's record and stay."""
    user = user_of(actor)
    _forget(actor, user)
    return user


@transaction.atomic
def person_forget(*, actor: Actor, person: User) -> None:
    """Erase everything about a person whose account is being erased, what bodies planned with them included."""
    _forget(actor, person)
    Holding.objects.filter(user=person).delete()
    Leaving.objects.filter(user=person).delete()


def _forget(actor: Actor, person: User) -> None:
    for enrolment in Enrolment.objects.filter(user=person, status__in=OPEN):
        course = Course.objects.select_for_update().get(pk=enrolment.course_id)
        enrolment_leave(actor, course, enrolment)
    claims, certificates = Claim.objects.filter(user=person), Certificate.objects.filter(user=person)
    enrolments, profiles = Enrolment.objects.filter(user=person), Profile.objects.filter(user=person)
    subjects = [subject_of(row) for rows in (claims, certificates, enrolments, profiles) for row in rows]
    for subject in subjects:
        desk_close(subject=subject)
    Opening.objects.filter(entry__subject__in=subjects, person_ref=str(person.ref)).delete()
    claims.delete()
    for certificate in certificates:
        certificate_forget(certificate)
    profiles.delete()
    Look.objects.filter(person=person).delete()
    enrolments.update(user=None)
    note(actor, "person.erase", person, {"rows": len(subjects)})
