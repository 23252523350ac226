"""The pool: who is in it, with what skills, when, where, and with which papers."""

from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.talent import access
from dejiro.apps.talent.entries import TEXTS, Entry, entry_of
from dejiro.apps.talent.models import Absence, Capacity, Conflict, Look, Paper, Skill, Specialist
from dejiro.apps.talent.services.common import check_period, insist, note, refuse_unless, sealed
from dejiro.apps.talent.services.leaving import engagements_tell, leave
from dejiro.apps.talent.standards import check_role
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import User
from dejiro.foundation.errors import Refusal
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import Recorded
from dejiro.foundation.organizations.models import Organization
from dejiro.ui.formats import jdate

Employment = Specialist.Employment
# What of an entry stands in the log in clear; the rest is about a person and is sealed.
OPEN_FIELDS: Final = ("key", "employment", "onsite", "max_parallel")


@transaction.atomic
def specialist_save(
    *, actor: Actor, entry: Entry, specialist: Specialist | None = None, version: int | None = None
) -> Specialist:
    """Take somebody into the pool, or change their entry.

    Raises:
        NotYours: if the actor coordinates no prefecture, or another one.
        Refusal: if the number is taken, the lender does not fit the employment, or nobody has the login.
        Conflict: if a colleague changed the entry meanwhile.
    """
    area = actor.area
    insist(area and access.coordinates(actor, area.pk), _("人材プールを管理できるのは、調整担当です。"))
    assert area is not None
    _check_entry(entry, area, specialist)
    if specialist is None:
        specialist = Specialist(area=area, version=0, fictional=bool(actor.user and actor.user.fictional))
    else:
        insist(specialist.area_id == area.pk, _("ほかの都道府県の人材は変更できません。"))
        refuse_unless(specialist.erased_at is None, _("この登録は、もう消してあります。"), code="erased")
        check_version(specialist, version)
    for name in TEXTS:
        setattr(specialist, name, getattr(entry, name))
    specialist.user = _login(entry.email, specialist)
    return _keep(actor, specialist, entry.places)


@transaction.atomic
def specialist_describe(
    *,
    actor: Actor,
    specialist: Specialist,
    onsite: str,
    places: tuple[Organization, ...],
    languages: str,
    profile: str,
    max_parallel: int,
    version: int | None = None,
) -> Specialist:
    """Change what a specialist says of themselves.

    Raises:
        NotYours: if it is somebody else's entry.
        Conflict: if the entry was changed meanwhile.
    """
    insist(access.may_edit(actor, specialist), _("自分の登録だけを変更できます。"))
    check_version(specialist, version)
    _check_places(onsite, places)
    specialist.onsite, specialist.languages, specialist.profile = onsite, languages, profile
    specialist.max_parallel = max_parallel
    return _keep(actor, specialist, places)


@transaction.atomic
def specialist_leave(*, actor: Actor, specialist: Specialist, left_on: date, version: int | None = None) -> Specialist:
    """Record from which day a specialist works for nobody any more, and take back the proposals that reach beyond.

    Engagements that run beyond it come to the coordinator's desk.

    Raises:
        NotYours: if the actor does not keep the entry.
    """
    insist(access.may_edit(actor, specialist), _("自分の登録だけを変更できます。"))
    check_version(specialist, version)
    leave(actor, specialist, left_on)
    engagements_tell(specialist, left_on)
    return specialist


@transaction.atomic
def skill_save(*, actor: Actor, specialist: Specialist, role: str, level: int, evidence: str = "") -> Skill:
    """Say at which level a specialist fills a role, and what shows it; said again it replaces what was said.

    Raises:
        NotYours: if the actor does not keep the entry.
        Refusal: if the standard does not know the role or level.
    """
    _editor(actor, specialist)
    check_role(role, level)
    skill, _new = Skill.objects.update_or_create(
        specialist=specialist, role=role, defaults={"level": level, "evidence": evidence}
    )
    note(actor, "skill.save", specialist, {"role": role, "level": level})
    return skill


@transaction.atomic
def capacity_save(*, actor: Actor, specialist: Specialist, starts_on: date, ends_on: date, half_days: int) -> Capacity:
    """Say how many half-days a week a specialist can work in a period.

    Raises:
        NotYours: if the actor does not keep the entry.
        Refusal: if the period overlaps another one of theirs.
    """
    _editor(actor, specialist)
    check_period(starts_on, ends_on)
    _alone(specialist, Capacity, starts_on, ends_on, _("%(from)s〜%(to)sの稼働量と重なっています。"))
    capacity = Capacity.objects.create(specialist=specialist, starts_on=starts_on, ends_on=ends_on, half_days=half_days)
    note(actor, "capacity.save", specialist, {**_days(starts_on, ends_on), "half_days": half_days})
    return capacity


@transaction.atomic
def absence_save(*, actor: Actor, specialist: Specialist, starts_on: date, ends_on: date) -> Absence:
    """Say when a specialist is away.

    Raises:
        NotYours: if the actor does not keep the entry.
        Refusal: if the period overlaps another absence of theirs.
    """
    _editor(actor, specialist)
    check_period(starts_on, ends_on)
    _alone(specialist, Absence, starts_on, ends_on, _("%(from)s〜%(to)sの不在と重なっています。"))
    absence = Absence.objects.create(specialist=specialist, starts_on=starts_on, ends_on=ends_on)
    note(actor, "absence.save", specialist, _days(starts_on, ends_on))
    return absence


@transaction.atomic
def conflict_save(*, actor: Actor, specialist: Specialist, organization: Organization, reason: str) -> Conflict:
    """Say for which body a specialist must not work, and why.

    Raises:
        NotYours: if the actor does not coordinate the area.
    """
    insist(access.coordinates(actor, specialist.area_id), _("利益相反を記録できるのは、調整担当です。"))
    conflict, _new = Conflict.objects.update_or_create(
        specialist=specialist, organization=organization, defaults={"reason": reason}
    )
    facts: dict[str, Recorded] = {"organization": organization.code, "reason": sealed(reason, _reference(specialist))}
    note(actor, "conflict.save", specialist, facts)
    return conflict


@transaction.atomic
def paper_save(*, actor: Actor, specialist: Specialist, kind: str, starts_on: date, ends_on: date) -> Paper:
    """Record a paper and until when it holds; a renewed one is recorded beside the old one.

    Raises:
        NotYours: if the actor does not coordinate the area.
        Refusal: if a paper of this kind from this day is recorded already.
    """
    insist(access.coordinates(actor, specialist.area_id), _("書類を記録できるのは、調整担当です。"))
    check_period(starts_on, ends_on)
    known = specialist.papers.filter(kind=kind, starts_on=starts_on).exists()
    refuse_unless(not known, _("同じ日から有効な同じ書類が、すでにあります。"), code="known", field="starts_on")
    paper = Paper.objects.create(specialist=specialist, kind=kind, starts_on=starts_on, ends_on=ends_on)
    note(actor, "paper.save", specialist, {"kind": kind, **_days(starts_on, ends_on)})
    return paper


@transaction.atomic
def part_remove(*, actor: Actor, part: access.Part) -> Specialist:
    """Take a skill, capacity, absence, conflict or paper off an entry.

    Raises:
        NotYours: if the actor does not keep it.
    """
    specialist = part.specialist
    kept = access.may_edit(actor, specialist)
    if isinstance(part, Conflict | Paper):
        kept = access.coordinates(actor, specialist.area_id)
    insist(kept, _("この登録を変更できるのは、本人と調整担当です。"))
    facts: dict[str, Recorded] = {"number": part.pk}
    part.delete()
    note(actor, f"{type(part).__name__.lower()}.remove", specialist, facts)
    return specialist


@transaction.atomic
def look_record(*, actor: Actor, specialist: Specialist) -> None:
    """Record that somebody looks at a profile, once a day each; the specialist's own looks are nobody's business."""
    user = user_of(actor)
    if access.is_self(actor, specialist) or actor.organization is None:
        return
    _look, new = Look.objects.get_or_create(
        specialist=specialist,
        user=user,
        organization=actor.organization,
        looked_on=clock.today(),
        defaults={"looked_at": clock.now()},
    )
    if new:
        note(actor, "profile.look", specialist, {})


def facts_of(entry: Entry, reference: str) -> dict[str, Recorded]:
    """Return an entry for the log: what is about the person is sealed."""
    facts: dict[str, Recorded] = {name: getattr(entry, name) for name in OPEN_FIELDS}
    facts["lender"] = entry.lender.code if entry.lender else None
    facts["places"] = sorted(body.code for body in entry.places)
    for name in ("name", "kana", "email", "languages", "profile"):
        facts[name] = sealed(str(getattr(entry, name)), reference)
    return facts


def _keep(actor: Actor, specialist: Specialist, places: tuple[Organization, ...]) -> Specialist:
    new = specialist.version == 0
    specialist.version += 1
    specialist.save()
    specialist.places.set(places)
    verb = "specialist.create" if new else "specialist.update"
    note(actor, verb, specialist, facts_of(entry_of(specialist), _reference(specialist)))
    return specialist


def _editor(actor: Actor, specialist: Specialist) -> None:
    """Let only who keeps the entry go on, and let two of them wait for each other."""
    insist(access.may_edit(actor, specialist), _("自分の登録だけを変更できます。"))
    Specialist.objects.select_for_update().get(pk=specialist.pk)


def _alone(
    specialist: Specialist, model: type[Capacity] | type[Absence], starts_on: date, ends_on: date, message: str
) -> None:
    other = model.objects.filter(specialist=specialist, starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if other is not None:
        words = message % {"from": jdate(other.starts_on), "to": jdate(other.ends_on)}
        raise Refusal(words, code="overlap", field="starts_on")


def _check_entry(entry: Entry, area: Organization, specialist: Specialist | None) -> None:
    lent = entry.employment == Employment.LENT
    refuse_unless(
        lent == (entry.lender is not None),
        _("派遣元の団体は、自治体から派遣される職員のときだけ、必ず選んでください。"),
        code="lender",
        field="lender",
    )
    _check_places(entry.onsite, entry.places)
    taken = Specialist.objects.filter(area=area, key=entry.key)
    taken = taken.exclude(pk=specialist.pk) if specialist else taken
    refuse_unless(not taken.exists(), _("この人材番号は、ほかの人が使っています。"), code="key", field="key")


def _check_places(onsite: str, places: tuple[Organization, ...]) -> None:
    refuse_unless(
        (onsite == Specialist.Onsite.SOME) == bool(places),
        _("「行ける団体が決まっている」ときだけ、行ける団体を選んでください。"),
        code="places",
        field="places",
    )


def _login(email: str, specialist: Specialist) -> User | None:
    if not email:
        return None
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    message = _("このメールアドレスの利用者はいません。先に「人と組織」で招待してください。")
    refuse_unless(user, message, code="no_user", field="email")
    taken = Specialist.objects.filter(user=user).exclude(pk=specialist.pk).exists()
    refuse_unless(not taken, _("この利用者は、ほかの人材番号で登録されています。"), code="user", field="email")
    return user


def _reference(specialist: Specialist) -> str:
    return str(specialist.user.ref) if specialist.user else f"specialist:{specialist.pk}"


def _days(starts_on: date, ends_on: date) -> dict[str, Recorded]:
    return {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
