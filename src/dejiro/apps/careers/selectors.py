"""Reads: the catalogue, and a person's own skills."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from dejiro.apps.careers import access
from dejiro.apps.careers.items import items
from dejiro.apps.careers.models import Certificate, Claim, Course, CourseItem, Enrolment, Leaving, Look, Post, Profile
from dejiro.apps.careers.paths import Path, Station, paths
from dejiro.apps.careers.planning import levels_on, missing, reached
from dejiro.apps.careers.services.courses import SEATED
from dejiro.apps.talent import public as talent
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import User
from dejiro.foundation.files.models import Attachment
from dejiro.foundation.files.selectors import attachments_of
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.selectors import with_merged

STATED = Claim.Source.STATED


@dataclass(frozen=True)
class SkillLine:
    """A role or item on a person's map: what they state, what is confirmed today and by what, the open statement.

    `group` is the role's type, or the item's sub-category.
    """

    skill: str
    label: str
    group: str
    stated: int
    confirmed: int
    grounds: Sequence[Claim]
    open: Claim | None

    @property
    def may_be_asked(self) -> bool:
        """True while the statement goes beyond what is confirmed, or a superior was asked and has not answered."""
        return self.open is not None and (self.stated > self.confirmed or self.open.asked_of_id is not None)


@dataclass(frozen=True)
class Lack:
    """What is missing for the next station: a role, the level there is, the level it takes, courses that lead there."""

    label: str
    role: str
    has: int
    level: int
    courses: Sequence[Course]


@dataclass(frozen=True)
class Progress:
    """Where a person stands on their path; `next` is None at its end."""

    path: Path
    reached: int
    next: Station | None
    lacks: Sequence[Lack]
    credits: int

    @property
    def steps(self) -> list[tuple[Station, str]]:
        """The stations, each "done", "next" or "later"."""
        marks = ["done" if at < self.reached else "next" if at == self.reached else "later" for at in range(99)]
        return list(zip(self.path.stations, marks, strict=False))

    @property
    def credits_short(self) -> int:
        """How many credits lack for the next station."""
        return max(self.next.credits - self.credits, 0) if self.next else 0


@dataclass(frozen=True)
class MapOfPerson:
    """Everything on the skill map of one person; skill items stand by category."""

    person: User
    roles: Sequence[SkillLine]
    items: Sequence[tuple[str, Sequence[SkillLine]]]
    history: Sequence[Claim]
    progress: Progress | None
    certificates: Sequence[Certificate]
    enrolments: Sequence[Enrolment]
    looks: Sequence[Look]
    credits: int

    @property
    def skills(self) -> list[SkillLine]:
        """Roles and items one after another."""
        return [*self.roles, *(line for _category, lines in self.items for line in lines)]


def map_of(person: User, area: Organization | None) -> MapOfPerson:
    """Return a person's skill map; at most eight queries."""
    claims = list(
        Claim.objects.filter(user=person).select_related("confirmed_by", "certificate", "enrolment__course", "asked_of")
    )
    profile = Profile.objects.filter(user=person).first()
    enrolments = list(Enrolment.objects.filter(user=person).select_related("course").order_by("-applied_at"))
    earned = sum(one.credits for one in enrolments)
    confirmed = confirmed_levels(claims)
    return MapOfPerson(
        person=person,
        roles=_lines(claims, {code: (role.label, role.type_label) for code, role in talent.roles().items()}),
        items=_items(claims),
        history=claims,
        progress=_progress(profile, confirmed, earned, area),
        certificates=list(Certificate.objects.filter(user=person).select_related("checked_by")),
        enrolments=enrolments,
        looks=list(Look.objects.filter(person=person).select_related("user", "organization")[:100]),
        credits=earned,
    )


def confirmed_levels(claims: Iterable[Claim]) -> dict[str, int]:
    """Return what is confirmed today by skill; no query."""
    return levels_on((one for one in claims if one.source != STATED), clock.today())


def course_list(actor: Actor, *, role: str = "", item: str = "", state: str = "") -> QuerySet[Course]:
    """Return the catalogue with `seated`, the people with a seat, and the items that each course teaches.

    `state` "open" keeps what may be applied for, "held" what is not cancelled, "cancelled" what is.
    """
    rows = access.courses_readable(actor).annotate(seated=Count("enrolments", filter=Q(enrolments__status__in=SEATED)))
    rows = rows.filter(role=role) if role else rows
    rows = rows.filter(pk__in=CourseItem.objects.filter(item=item).values("course")) if item else rows
    rows = rows.filter(apply_by__gte=clock.today()) if state == "open" else rows
    rows = rows.filter(cancelled_at=None) if state in {"open", "held"} else rows
    rows = rows.exclude(cancelled_at=None) if state == "cancelled" else rows
    return rows.prefetch_related("teaches").order_by("starts_on", "code")


def courses_to(area: Organization | None, wanted: Mapping[str, int]) -> dict[str, list[Course]]:
    """Return the open courses by role that lead above the level that there is; one query."""
    if area is None:
        return {}
    found: dict[str, list[Course]] = {role: [] for role in wanted}
    rows = Course.objects.filter(area=area, cancelled_at=None, apply_by__gte=clock.today(), role__in=list(wanted))
    for course in rows.order_by("level", "starts_on"):
        if course.level > wanted[course.role]:
            found[course.role].append(course)
    return found


def enrolments_of(course: Course) -> list[Enrolment]:
    """Return who takes a course or waits, for its keeper; in the order of approval."""
    return list(course.enrolments.select_related("user", "organization"))


def enrolments_by(person: User) -> list[Enrolment]:
    """Return the courses that a person takes or took, newest first."""
    return list(Enrolment.objects.filter(user=person).select_related("user", "organization").order_by("-applied_at"))


def own_enrolment(actor: Actor, course: Course) -> Enrolment | None:
    """Return the actor's newest enrolment in a course."""
    return course.enrolments.filter(user=actor.user).order_by("-applied_at").first() if actor.user else None


def proofs_of(certificate: Certificate) -> list[Attachment]:
    """Return the proof files of a certificate."""
    return attachments_of(subject_of(certificate))


def certificates_of(person: User) -> list[Certificate]:
    """Return a person's certificates, each with its `proofs`; two queries."""
    rows = list(Certificate.objects.filter(user=person).select_related("user", "checked_by"))
    subjects = [subject_of(one) for one in rows]
    files = Attachment.objects.filter(subject__in=subjects).order_by("uploaded_at", "pk")
    proofs: dict[str, list[Attachment]] = {subject: [] for subject in subjects}
    for file in files:
        proofs[file.subject].append(file)
    for one in rows:
        one.proofs = proofs[subject_of(one)]  # type: ignore[attr-defined]  # as an annotation
    return rows


def leaving_of(actor: Actor, person: User) -> Leaving | None:
    """Return when a person leaves the acting body, as it is planned."""
    if actor.organization is None:
        return None
    return leaving_by_person(actor.organization, actor.bodies).get(person.pk)


def post_list(body: Organization) -> QuerySet[Post]:
    """Return the posts of a body, and of those that were merged into it, with who holds them."""
    return Post.objects.filter(organization__in=with_merged(body)).prefetch_related("holdings__user")


def leaving_by_person(body: Organization, bodies: Collection[int]) -> dict[int, Leaving]:
    """Return who leaves a body, as it was planned there or in one that was merged into it, by person; one query."""
    rows = sorted(Leaving.objects.filter(organization__in=bodies), key=lambda one: one.organization_id == body.pk)
    return {one.user_id: one for one in rows}


@dataclass(frozen=True)
class PersonRow:
    """A person in the list of their body: what waits for a superior, the path, credits, the planned last day."""

    person: User
    asked: int
    path: str
    credits: int
    leaving: Leaving | None


def people_rows(actor: Actor, organization: Organization) -> list[PersonRow]:
    """Return the people of the acting body, for its superiors; five queries. Levels stand only on each one's page."""
    people = list(access.people_led(actor))
    asked = dict(
        Claim.objects.filter(user__in=people, asked_in__in=actor.bodies)
        .order_by()
        .values_list("user")
        .annotate(total=Count("pk"))
    )
    chosen = {one.user_id: paths()[one.path].label for one in Profile.objects.filter(user__in=people)}
    earned = dict(
        Enrolment.objects.filter(user__in=people).order_by().values_list("user").annotate(total=Sum("credits"))
    )
    leaving = leaving_by_person(organization, actor.bodies)
    return [
        PersonRow(one, asked.get(one.pk, 0), chosen.get(one.pk, ""), earned.get(one.pk, 0), leaving.get(one.pk))
        for one in people
    ]


def _lines(claims: Sequence[Claim], known: Mapping[str, tuple[str, str]]) -> list[SkillLine]:
    """Return the lines of the skills of which a claim holds today; `known` are labels and groups by code, in order."""
    today = clock.today()
    now = [one for one in claims if one.starts_on <= today and (one.ends_on is None or one.ends_on >= today)]
    confirmed, stated = confirmed_levels(now), levels_on((one for one in now if one.source == STATED), today)
    lines = []
    for code, (label, group) in known.items():
        held = [one for one in now if one.skill == code]
        if held:
            grounds = [one for one in held if one.source != STATED]
            opened = next((one for one in held if one.source == STATED), None)
            lines.append(SkillLine(code, label, group, stated.get(code, 0), confirmed.get(code, 0), grounds, opened))
    return lines


def _items(claims: Sequence[Claim]) -> list[tuple[str, list[SkillLine]]]:
    """Return the lines of skill items by category, in the standard's order."""
    found: dict[str, list[SkillLine]] = {}
    for line in _lines(claims, {code: (one.label, one.subcategory_label) for code, one in items().items()}):
        found.setdefault(items()[line.skill].category_label, []).append(line)
    return list(found.items())


def _progress(
    profile: Profile | None, confirmed: Mapping[str, int], earned: int, area: Organization | None
) -> Progress | None:
    if profile is None:
        return None
    path = paths()[profile.path]
    done = reached(confirmed, earned, path.stations)
    following = path.stations[done] if done < len(path.stations) else None
    lacking = missing(confirmed, following.needs) if following else []
    courses = courses_to(area, {role: has for role, has, _level in lacking})
    lacks = [Lack(talent.role_label(role), role, has, level, courses.get(role, [])) for role, has, level in lacking]
    return Progress(path, done, following, lacks, earned)
