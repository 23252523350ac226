"""Reads of a body: its skill map, its posts, and the next three years. Queries do not grow with rows."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from dejiro.apps.careers import planning
from dejiro.apps.careers.items import Item, items
from dejiro.apps.careers.models import Claim, Course, Leaving, Post
from dejiro.apps.careers.planning import Duty, Holder, Outlook, Span, meet
from dejiro.apps.careers.selectors import courses_to, leaving_by_person
from dejiro.apps.talent import public as talent
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import membership_in_force
from dejiro.foundation.accounts.models import Membership, User
from dejiro.foundation.calendars.periods import FiscalYear
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.selectors import merged_in, municipalities_of, with_merged
from dejiro.ui.formats import jdate

SMALLEST: Final = 5
Levels = dict[tuple[str, int], int]


@dataclass(frozen=True)
class MapRow:
    """A role at a level in a body or area: people there are, people posts take, people asked of the pool, what lacks.

    `present` is None from 1 to 4 where the reader is not the body itself, and then `gap`, which would tell, is too.
    """

    role: str
    label: str
    level: int
    present: int | None
    posts: int
    asked: int
    gap: int | None

    @property
    def needed(self) -> int:
        """How many people it takes."""
        return self.posts + self.asked

    @property
    def bar(self) -> int:
        """How much of the need is there, in whole percent; 100 where nothing lacks."""
        return 100 if not self.needed else (self.needed - (self.gap or 0)) * 100 // self.needed


def body_map(body: Organization) -> list[MapRow]:
    """Return the skill map of one body with what it inherited, for its own officers; four queries and two of the pool.

    Posts and supports of a body that was merged into it count as its own.
    """
    bodies = sorted(with_merged(body))
    return _rows(_present([body.pk]), _needed(bodies), _asked(bodies))


def area_map(area: Organization) -> list[MapRow]:
    """Return the sums over the municipalities of a prefecture; 1 to 4 people are hidden, with what would tell."""
    bodies = [one.pk for one in municipalities_of(area)]
    inherited = [*bodies, *sorted(merged_in(area))]
    rows = _rows(_present(bodies), _needed(inherited), _asked(inherited))
    closed = {row.role for row in rows if _small(row)}
    return [
        replace(row, present=None if _small(row) else row.present, gap=None if row.role in closed else row.gap)
        for row in rows
    ]


@dataclass(frozen=True)
class ItemRow:
    """A skill item with the people who are confirmed at levels 1 to 4, each at their highest; None hides 1 to 4 people.

    What an item takes is not known: the standard says how much it matters for a role, and these grades are not here.
    """

    item: Item
    people: Sequence[int | None]


def item_map(body: Organization) -> list[ItemRow]:
    """Return every skill item with the people of one body, for its own officers; two queries."""
    return _item_rows(_present([body.pk]))


def area_item_map(area: Organization) -> list[ItemRow]:
    """Return the sums over the municipalities of a prefecture; 1 to 4 people are hidden."""
    rows = _item_rows(_present([one.pk for one in municipalities_of(area)]))
    return [replace(row, people=[None if _few(people) else people for people in row.people]) for row in rows]


def _item_rows(present: Levels) -> list[ItemRow]:
    return [ItemRow(item, [present.get((code, level), 0) for level in talent.LEVELS]) for code, item in items().items()]


def _few(people: int | None) -> bool:
    return people is not None and 0 < people < SMALLEST


def _small(row: MapRow) -> bool:
    return _few(row.present)


def _present(bodies: Sequence[int]) -> Levels:
    """Count each person once a skill and body, at the highest level that is confirmed today."""
    now = membership_in_force(clock.now())
    seats = set(Membership.objects.filter(now, organization__in=bodies).values_list("user", "organization"))
    claims = defaultdict(list)
    rows = Claim.objects.filter(user__in={user for user, _body in seats}).exclude(source=Claim.Source.STATED)
    for claim in rows:
        claims[claim.user_id].append(claim)
    today = clock.today()
    return Counter(pair for user, _body in seats for pair in planning.levels_on(claims[user], today).items())


def _needed(bodies: Sequence[int]) -> Levels:
    found: Levels = Counter()
    today = clock.today()
    for post in Post.objects.filter(organization__in=bodies):
        if post.ended_on is None or post.ended_on >= today:
            found[post.role, post.level] += post.people
    return found


def _asked(bodies: Sequence[int]) -> Levels:
    return Counter((one.role, one.level) for one in talent.supports_of(bodies))


def _rows(present: Levels, posts: Levels, asked: Levels) -> list[MapRow]:
    rows = []
    for role, label in talent.role_names().items():

        def at(counts: Levels, role: str = role) -> dict[int, int]:
            return {level: counts[role, level] for level in talent.LEVELS if counts.get((role, level))}

        needed = Counter(at(posts)) + Counter(at(asked))
        gaps = planning.gaps(at(present), needed)
        rows += [
            MapRow(
                role,
                label,
                level,
                present.get((role, level), 0),
                posts.get((role, level), 0),
                asked.get((role, level), 0),
                gaps[level],
            )
            for level in talent.LEVELS
            if (role, level) in present or needed[level]
        ]
    return rows


# Three years ahead


@dataclass(frozen=True)
class Way:
    """Something that would mend a risk: in words, and where to begin."""

    text: str
    url: str
    label: str


@dataclass(frozen=True)
class YearCell:
    """A post in a fiscal year, with who will be missing, as the reader may know it."""

    outlook: Outlook
    causes: Sequence[str] = ()


@dataclass(frozen=True)
class PostOutlook:
    """A post over the next three years: who is able today, the years, and what would mend a risk."""

    post: Post
    able: int
    cells: Sequence[YearCell | None]
    ways: Sequence[Way] = ()

    @property
    def at_risk(self) -> bool:
        """True when in some year people lack."""
        return any(cell is not None and cell.outlook.lacking for cell in self.cells)

    @property
    def first_risk(self) -> YearCell | None:
        """The first year in which people lack."""
        return next((cell for cell in self.cells if cell is not None and cell.outlook.lacking), None)


@dataclass(frozen=True)
class Ahead:
    """The page "three years ahead" of a body."""

    years: Sequence[FiscalYear]
    posts: Sequence[PostOutlook]

    @property
    def risks(self) -> list[PostOutlook]:
        """The posts at risk."""
        return [one for one in self.posts if one.at_risk]


@dataclass
class _Facts:
    """What was read of a body, by person."""

    users: dict[int, User] = field(default_factory=dict)
    seats: dict[int, Span] = field(default_factory=dict)
    leaving: dict[int, Leaving] = field(default_factory=dict)
    claims: dict[int, list[Claim]] = field(default_factory=lambda: defaultdict(list))

    def able(self, person: int, role: str, level: int, within: Span) -> tuple[Span, ...]:
        """Return when a person belongs to the body and is able at a level, within a span."""
        seat = meet(self.seats[person], within) if person in self.seats else None
        plan = self.leaving.get(person)
        if seat is not None and plan is not None:
            seat = meet(seat, (date.min, plan.last_on))
        if seat is None:
            return ()
        held = [one for one in self.claims[person] if one.skill == role and one.level >= level]
        met = [meet(seat, (one.starts_on, one.ends_on)) for one in held]
        return tuple(span for span in met if span is not None)

    def ever(self, person: int, role: str, level: int) -> bool:
        """Return whether a level was confirmed at any time."""
        return any(one.skill == role and one.level >= level for one in self.claims[person])


def ahead_of(body: Organization, *, names: bool) -> Ahead:
    """Return how a body will be able to run its posts, those that it inherited among them; at most twelve queries.

    Args:
        body: whose posts.
        names: whether the reader may know who leaves; without, causes only count.
    """
    today = clock.today()
    bodies = with_merged(body)
    posts = list(Post.objects.filter(organization__in=bodies).prefetch_related("holdings__user"))
    facts = _facts(body, bodies)
    duties = {post.pk: _duty(post, facts) for post in posts}
    granted = [one for one in talent.supports_of(bodies) if one.granted]
    found = {(one.duty, one.year.year): one for one in planning.outlooks(list(duties.values()), granted, today)}
    years = [FiscalYear.of(today).plus(ahead) for ahead in range(1, planning.YEARS + 1)]
    ways = _ways_maker(body, facts, today)
    rows = []
    for post in posts:
        duty = duties[post.pk]
        outlooks = [found.get((post.pk, year.year)) for year in years]
        cells = [_cell(post, duty, one, facts, names=names) if one else None for one in outlooks]
        risky = [one for one in outlooks if one and one.lacking]
        lasting = bool(risky) and risky[-1].year == years[-1]
        rows.append(
            PostOutlook(post, len(planning.able_on(duty, today)), cells, ways(duty, post, lasting) if risky else ())
        )
    return Ahead(years, rows)


def _facts(body: Organization, bodies: frozenset[int]) -> _Facts:
    facts, now = _Facts(), membership_in_force(clock.now())
    for seat in Membership.objects.filter(now, organization=body).select_related("user"):
        facts.users[seat.user_id] = seat.user
        last = seat.valid_to.astimezone(clock.JST).date() if seat.valid_to else None
        known = facts.seats.get(seat.user_id)
        if known is not None:
            last = None if last is None or known[1] is None else max(last, known[1])
        facts.seats[seat.user_id] = (date.min, last)
    facts.leaving = leaving_by_person(body, bodies)
    confirmed = Claim.objects.filter(user__in=facts.users).exclude(source=Claim.Source.STATED)
    for claim in confirmed.select_related("certificate"):
        facts.claims[claim.user_id].append(claim)
    return facts


def _duty(post: Post, facts: _Facts) -> Duty:
    spans: dict[int, tuple[Span, ...]] = {}
    for held in post.holdings.all():
        able = facts.able(held.user_id, post.role, post.level, (held.starts_on, held.ends_on))
        spans[held.user_id] = (*spans.get(held.user_id, ()), *able)
    holders = tuple(Holder(person, found) for person, found in sorted(spans.items()))
    return Duty(post.pk, post.role, post.level, post.people, holders, post.ended_on)


def _cell(post: Post, duty: Duty, outlook: Outlook, facts: _Facts, *, names: bool) -> YearCell:
    if outlook.status == "enough":
        return YearCell(outlook)
    today = clock.today()
    able = {
        holder.person for holder in duty.holders if any(end is None or end >= today for _start, end in holder.spans)
    }
    gone = sorted(able - planning.able_on(duty, outlook.worst))
    held = {one.user_id for one in post.holdings.all() if one.ends_on is None or one.ends_on >= today}
    unable = [person for person in held & facts.seats.keys() if not facts.ever(person, post.role, post.level)]
    causes = [_cause(post, person, facts, outlook.worst) for person in gone] if names else []
    if gone and not names:
        causes = [_("担当できる人が%(people)s人減ります。") % {"people": len(gone)}]
    if unable:
        words = _("担当している人のうち%(people)s人は、レベル%(level)sが確認されていません。")
        causes.append(words % {"people": len(unable), "level": post.level})
    if not held:
        causes.append(_("担当する人が決まっていません。"))
    return YearCell(outlook, causes)


def _cause(post: Post, person: int, facts: _Facts, worst: date) -> str:
    """Say why somebody who can run the post at some time cannot on the worst day."""
    name = facts.users[person].name
    plan = facts.leaving.get(person)
    if plan is not None and plan.last_on < worst:
        words = _("%(name)sさん：%(day)sまで（%(kind)s）")
        return words % {"name": name, "day": jdate(plan.last_on), "kind": plan.get_kind_display()}
    seat = facts.seats[person][1]
    if seat is not None and seat < worst:
        return _("%(name)sさん：%(day)sまで（所属の終わり）") % {"name": name, "day": jdate(seat)}
    held = [one for one in post.holdings.all() if one.user_id == person]
    if not any(planning.holds((one.starts_on, one.ends_on), worst) for one in held):
        ends = [one.ends_on for one in held if one.ends_on is not None and one.ends_on < worst]
        if ends:
            return _("%(name)sさん：%(day)sまで（担当替え）") % {"name": name, "day": jdate(max(ends))}
        return _("%(name)sさん：%(day)sから") % {"name": name, "day": jdate(min(one.starts_on for one in held))}
    return _("%(name)sさん：資格の期限が切れます") % {"name": name}


def _ways_maker(body: Organization, facts: _Facts, today: date) -> Callable[[Duty, Post, bool], list[Way]]:
    area = body.area or body
    pool = talent.pool_levels(area.pk)
    courses = courses_to(area, dict.fromkeys(talent.roles(), 0))

    def ways(duty: Duty, post: Post, lasting: bool) -> list[Way]:  # noqa: FBT001  # a key fact of the post
        levels = {person: planning.levels_on(facts.claims[person], today).get(post.role, 0) for person in facts.users}
        holders = {holder.person for holder in duty.holders}
        short = sum(level == post.level - 1 for level in levels.values())
        others = sum(level >= post.level and person not in holders for person, level in levels.items())
        ready = sum(people for (role, level), people in pool.items() if role == post.role and level >= post.level)
        keys = planning.mends(one_short=short, others_able=others, in_pool=ready, lasting=lasting)
        counts = {"rotation": others, "course": short, "pool": ready, "hiring": 0}
        return [_way(key, post, counts[key], courses.get(post.role, [])) for key in keys]

    return ways


def _way(key: str, post: Post, people: int, courses: Iterable[Course]) -> Way:
    facts: Mapping[str, object] = {"people": people, "role": post.role_label, "level": post.level}
    if key == "rotation":
        words = _("この団体には、ほかに担当できる人が%(people)s人います。担当に加えるか、異動を計画してください。")
        return Way(words % facts, post.get_absolute_url(), _("担当を決める"))
    if key == "course":
        words = _("あと1段でレベル%(level)sになる人が%(people)s人います。研修で育てられます。")
        fit = next((one for one in courses if one.level == post.level), None)
        if fit is not None:
            return Way(words % facts, fit.get_absolute_url(), fit.title)
        return Way(words % facts, f"/careers/courses/?role={post.role}", _("研修の一覧"))
    if key == "pool":
        words = _("人材プールに、%(role)sのレベル%(level)s以上の人が%(people)s人います。支援を頼めます。")
        return Way(words % facts, "/talent/requests/new/", _("人材をお願いする"))
    words = _("%(role)sを、近くの団体と合同で採用できます。")
    return Way(words % facts, "/hiring/joint/", _("共同採用"))
