"""A person states what they can do, a superior confirms it; looks and leavings are kept."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.careers import access
from dejiro.apps.careers.items import check_skill
from dejiro.apps.careers.models import Claim, Leaving, Look, Profile
from dejiro.apps.careers.paths import paths
from dejiro.apps.careers.planning import DAY
from dejiro.apps.careers.services.common import about, insist, note, refuse_unless
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import body_of, user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import User
from dejiro.foundation.accounts.selectors import people_of
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.notices.services import desk_close, desk_open, tell

CONFIRM = "careers.confirm"
ME = "/careers/me/"


@transaction.atomic
def path_choose(*, actor: Actor, path: str) -> Profile:
    """Choose the path on which the actor's progress is shown."""
    refuse_unless(path in paths(), _("一覧からキャリアパスを選んでください。"), code="no_path", field="path")
    user = user_of(actor)
    found, _new = Profile.objects.update_or_create(user=user, defaults={"path": path})
    note(actor, "path.choose", found, {"path": about(user, path=path)})
    return found


@transaction.atomic
def skill_state(*, actor: Actor, skill: str, level: int, evidence: str = "") -> Claim:
    """State what the actor can do from today on, in a role or an item; the former statement of the same ends.

    Raises:
        Refusal: for a skill or level that the standard does not know.
    """
    check_skill(skill, level)
    user = user_of(actor)
    made = _succeed(user, skill, level, Claim.Source.STATED, evidence=evidence)
    note(actor, "skill.state", made, {"skill": about(user, skill=skill, level=level, evidence=evidence)})
    return made


def superiors_of(actor: Actor) -> list[User]:
    """Return whom the actor may ask to confirm: approvers and administrators of their body but themselves."""
    if not access.of_public_body(actor) or actor.organization is None or actor.user is None:
        return []
    return [one for one in people_of(actor.organization, *access.SUPERIORS) if one.pk != actor.user.pk]


@transaction.atomic
def skill_ask(*, actor: Actor, claim: Claim, superior: User) -> Claim:
    """Ask a named superior to confirm a statement; it comes to their desk.

    Raises:
        Refusal: if that person is no superior in the actor's body now.
    """
    user, body = user_of(actor), body_of(actor)
    insist(claim.user_id == user.pk, _("自分のスキルだけを頼めます。"))
    known = superior.pk in {one.pk for one in superiors_of(actor)}
    refuse_unless(known, _("確認できるのは、同じ団体の承認者か管理者です。"), code="no_superior", field="superior")
    desk_close(subject=subject_of(claim), kind=CONFIRM)
    claim.asked_of, claim.asked_in = superior, body
    claim.save(update_fields=["asked_of", "asked_in"])
    facts = {"name": user.name, "skill": claim.skill_label, "level": claim.level}
    desk_open(
        organization=body,
        kind=CONFIRM,
        subject=subject_of(claim),
        title=_("スキルを確認する：%(name)sさん　%(skill)s レベル%(level)s") % facts,
        url=f"/careers/people/{user.pk}/confirm/?skill={claim.skill}",
        person=superior,
    )
    note(actor, "skill.ask", claim, {"superior": str(superior.ref)})
    return claim


@transaction.atomic
def skill_confirm(*, actor: Actor, person: User, skill: str, level: int) -> Claim:
    """Confirm, as a named superior, what a person can do from today on; a former confirmation by a superior ends.

    A superior may confirm less than was stated, or less than before. Certificates and courses stay as they are.

    Raises:
        NotYours: if the actor is not a superior of the person now.
        Refusal: for a skill or level that the standard does not know.
    """
    insist(access.leads(actor, person))
    check_skill(skill, level)
    made = _succeed(person, skill, level, Claim.Source.SUPERIOR, by=user_of(actor))
    for asked in Claim.objects.filter(user=person, skill=skill, source=Claim.Source.STATED, ends_on=None):
        desk_close(subject=subject_of(asked), kind=CONFIRM)
        Claim.objects.filter(pk=asked.pk).update(asked_of=None, asked_in=None)
    title = _("スキルが確認されました：%(skill)s レベル%(level)s") % {"skill": made.skill_label, "level": level}
    tell(people=[person], title=title, body=_("確認した人：%(name)s") % {"name": actor.person_name}, url=ME)
    note(actor, "skill.confirm", made, {"skill": about(person, skill=skill, level=level)})
    return made


def look_record(*, actor: Actor, person: User) -> None:
    """Record that a superior looks at a person's skills, once a day each."""
    look, new = Look.objects.get_or_create(
        person=person,
        user=user_of(actor),
        organization=body_of(actor),
        looked_on=clock.today(),
        defaults={"looked_at": clock.now()},
    )
    if new:
        with transaction.atomic():
            note(actor, "skill.look", look, {})


@transaction.atomic
def leaving_plan(*, actor: Actor, person: User, kind: str, last_on: date) -> Leaving:
    """Plan the last day of a person in the actor's body.

    Raises:
        NotYours: if the actor does not lead the body, or the person does not belong to it.
        Refusal: for a day in the past.
    """
    body = body_of(actor)
    insist(access.leads_body(actor) and access.belongs(person, body))
    refuse_unless(last_on >= clock.today(), _("今日か、それより後の日にしてください。"), code="past", field="last_on")
    found, _new = Leaving.objects.update_or_create(
        organization=body, user=person, defaults={"kind": kind, "last_on": last_on}
    )
    note(actor, "leaving.plan", found, {"plan": about(person, kind=kind, last_on=last_on)})
    return found


@transaction.atomic
def leaving_cancel(*, actor: Actor, person: User) -> User:
    """Take back that a person leaves the actor's body; nothing happens when nothing was planned."""
    insist(access.leads_body(actor))
    for found in Leaving.objects.filter(organization__in=actor.bodies, user=person):
        note(actor, "leaving.cancel", found, {})
        found.delete()
    return person


def _succeed(person: User, skill: str, level: int, source: str, *, by: User | None = None, evidence: str = "") -> Claim:
    """End what held so far from the same source, and write what holds from today on."""
    User.objects.select_for_update().get(pk=person.pk)
    today = clock.today()
    for old in Claim.objects.filter(user=person, skill=skill, source=source, ends_on=None):
        desk_close(subject=subject_of(old), kind=CONFIRM)
        if old.starts_on >= today:
            old.delete()
        else:
            old.ends_on, old.asked_of, old.asked_in = today - DAY, None, None
            old.save()
    return Claim.objects.create(
        user=person, skill=skill, level=level, source=source, evidence=evidence, starts_on=today, confirmed_by=by
    )
