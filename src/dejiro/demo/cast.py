"""Puts the cast on the stage: the real bodies, the fictional ones beside them, and the people with their roles."""

from datetime import date, datetime
from typing import Final

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from dejiro.demo.people import BODIES, PASSWORD, PEOPLE, Body, Person
from dejiro.foundation.accounts.models import Membership, User
from dejiro.foundation.clock import JST
from dejiro.foundation.organizations.models import Organization, Unit

SINCE: Final = datetime(2025, 4, 1, tzinfo=JST)
FOUNDED: Final = date(2023, 9, 1)


def cast_load() -> dict[str, User]:
    """Add the fictional bodies and the people to the real bodies, which must be loaded; return the people by key."""
    areas = {body.code: body for body in Organization.objects.filter(valid_to=None, area=None)}
    Organization.objects.bulk_create([_organization(body, areas[body.area]) for body in BODIES])
    bodies = {
        body.code: body
        for body in Organization.objects.filter(valid_to=None, code__in={person.body for person in PEOPLE})
    }
    units = _units(bodies)
    users = _users()
    Membership.objects.bulk_create(
        Membership(
            user=users[person.key],
            organization=bodies[person.body],
            unit=units.get((person.body, person.unit)),
            role=role,
            valid_from=SINCE,
        )
        for person in PEOPLE
        for role in person.roles
    )
    return users


def _organization(body: Body, area: Organization) -> Organization:
    return Organization(
        kind=body.kind,
        code=body.code,
        name=body.name,
        kana=body.kana,
        area=area,
        valid_from=FOUNDED,
        fictional=True,
    )


def _units(bodies: dict[str, Organization]) -> dict[tuple[str, str], Unit]:
    names = sorted({(person.body, person.unit) for person in PEOPLE if person.unit})
    units = Unit.objects.bulk_create(
        Unit(organization=bodies[code], name=name, valid_from=SINCE.date()) for code, name in names
    )
    return dict(zip(names, units, strict=True))


def _users() -> dict[str, User]:
    password = make_password(PASSWORD)
    users = User.objects.bulk_create(_user(person, password) for person in PEOPLE)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    return dict(zip((person.key for person in PEOPLE), users, strict=True))


def _user(person: Person, password: str) -> User:
    return User(
        email=person.email,
        name=person.name,
        kana=person.kana,
        phone=person.phone,
        password=password,
        fictional=True,
    )
