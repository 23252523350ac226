"""What is entered about specialists and requests, before it becomes rows; and which papers a specialist needs."""

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Final

from dejiro.apps.talent.models import Paper, Specialist
from dejiro.foundation.organizations.models import Organization

Employment = Specialist.Employment
NEEDED: Final = {
    Employment.STAFF: (Paper.Kind.NDA,),
    Employment.FIXED: (Paper.Kind.NDA,),
    Employment.LENT: (Paper.Kind.NDA,),
    Employment.SIDE: (Paper.Kind.NDA, Paper.Kind.SIDE_JOB, Paper.Kind.INSURANCE),
}


@dataclass(frozen=True)
class Entry:
    """A specialist as entered: `email` links the person's own login, `lender` and `places` are bodies."""

    key: str
    name: str
    employment: str
    kana: str = ""
    email: str = ""
    lender: Organization | None = None
    onsite: str = Specialist.Onsite.ANYWHERE
    places: tuple[Organization, ...] = field(default=())
    languages: str = ""
    profile: str = ""
    max_parallel: int = 3


TEXTS: Final = ("key", "name", "employment", "kana", "lender", "onsite", "languages", "profile", "max_parallel")

OWN_TEXTS: Final = ("onsite", "languages", "profile", "max_parallel")


@dataclass(frozen=True)
class Terms:
    """A request as entered; weeks are whole ones, from the Monday of `starts_on`.

    `need`, `commitment` and `rest_of`, the request of which this is the rest, are numbers. It may be divided among as
    many people as `parts` says, each with at least a half-day a week.
    """

    title: str
    problem: str
    role: str
    level: int
    half_days: int
    starts_on: date
    weeks: int
    supervisor: str
    onsite: bool = False
    priority: int = 1
    share_percent: int = 100
    travel_percent: int = 100
    situation: str = ""
    need: int | None = None
    commitment: int | None = None
    rest_of: int | None = None
    parts: int = 1


@dataclass(frozen=True)
class Note:
    """A hand-over note as written: what was done, where the papers lie, how to go on, and whom to ask."""

    done: str
    next_steps: str
    contact: str
    documents: str = ""
    shared: bool = True


def papers_missing(specialist: Specialist, starts_on: date, ends_on: date) -> list[str]:
    """Return the papers that a specialist needs and that do not hold for a whole period; needs papers loaded."""
    papers = list(specialist.papers.all())
    return [
        str(kind.label)
        for kind in NEEDED[Employment(specialist.employment)]
        if not any(one.kind == kind and one.starts_on <= starts_on and one.ends_on >= ends_on for one in papers)
    ]


def entry_of(specialist: Specialist) -> Entry:
    """Return a saved entry as it was entered; needs places loaded."""
    values = {one.name: getattr(specialist, one.name) for one in fields(Entry) if one.name in TEXTS}
    email = specialist.user.email if specialist.user else ""
    return Entry(**values, email=email, places=tuple(specialist.places.all()))
