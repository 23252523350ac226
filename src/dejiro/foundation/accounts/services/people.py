"""Writes: people and their invitation."""

from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role, User
from dejiro.foundation.accounts.services.authority import check_manages
from dejiro.foundation.accounts.services.memberships import membership_grant
from dejiro.foundation.accounts.tasks import send_invitation
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.ledger.services import Personal, record, subject_of
from dejiro.foundation.organizations.models import Organization, Unit
from dejiro.foundation.tasks import enqueue_after_commit


def person_invite(
    *,
    actor: Actor,
    organization: Organization,
    email: str,
    name: str,
    roles: Collection[Role] = (),
    kana: str = "",
    phone: str = "",
    unit: Unit | None = None,
) -> User:
    """Let a person in: with an account if they have none, with roles in an organization, and with a mail that says so.

    Whoever has an account keeps its name and password. A new account has no password until its owner opens the link in
    the mail, which shows that the address is theirs.

    Args:
        actor: an administrator of the organization.
        organization: where the roles hold.
        email: the login; upper and lower case are the same.
        name: as shown.
        roles: none at all lets a successor in before a hand-over.
        kana: the reading by which lists are sorted.
        phone: as shown to colleagues.
        unit: where they sit.

    Raises:
        NotYours: if the actor does not administer the organization.
        Refusal: if the address is no address, or a role cannot be given.
    """
    check_manages(actor, organization)
    with transaction.atomic():
        user = User.objects.filter(email__iexact=email.strip()).first()
        if user is None:
            user = _person(email=email.strip().lower(), name=name, kana=kana, phone=phone)
            record(actor=actor, action="accounts.person.invite", subject=subject_of(user), data=_facts(user))
        for role in sorted(set(roles)):
            membership_grant(actor=actor, user=user, organization=organization, role=role, unit=unit)
        enqueue_after_commit(send_invitation, user=user.pk, organization=organization.pk)
    return user


def person_update(*, actor: Actor, user: User, name: str, kana: str, phone: str) -> User:
    """Change one's own name and telephone number.

    Raises:
        NotYours: if the person is somebody else.
        Refusal: if the name is empty or something is too long.
    """
    if actor.user is None or actor.user.pk != user.pk:
        raise NotYours(_("氏名や電話番号を変えられるのは、本人だけです。"), code="not_self")
    with transaction.atomic():
        user.name, user.kana, user.phone = name, kana, phone
        _check(user)
        user.save(update_fields=["name", "kana", "phone"])
        record(actor=actor, action="accounts.person.update", subject=subject_of(user), data=_facts(user))
    return user


def _person(*, email: str, name: str, kana: str, phone: str) -> User:
    user = User(email=email, name=name, kana=kana, phone=phone)
    user.set_unusable_password()
    _check(user)
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _check(user: User) -> None:
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refusal(messages[0], code="person.invalid", field=field) from error


def _facts(user: User) -> dict[str, str | Personal]:
    ref = str(user.ref)
    return {
        "person": ref,
        "name": Personal(user.name, ref),
        "kana": Personal(user.kana, ref),
        "email": Personal(user.email, ref),
        "phone": Personal(user.phone, ref),
    }
