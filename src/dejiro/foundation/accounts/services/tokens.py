"""Keys to the API: shown once, kept as a hash, dead with the membership that they rest on."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor, membership_in_force, units_of
from dejiro.foundation.accounts.models import ApiToken, Membership, Role
from dejiro.foundation.accounts.services.authority import check_manages
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.ledger.services import record, subject_of
from dejiro.foundation.organizations.models import Organization

SCOPE: Final = re.compile(r"[a-z]+:(?:read|write)")
SECRET: Final = re.compile(r"dejiro_([0-9a-f]{8})_[A-Za-z0-9_-]{43}")
LONGEST: Final = timedelta(days=366)
# What an organization's own key may do: what its ordinary people may.
ORDINARY: Final = {Organization.Kind.COMPANY: Role.COMPANY, Organization.Kind.RESIDENTS: Role.RESIDENT}


@dataclass(frozen=True)
class IssuedToken:
    """A new key and its secret, which is nowhere else and cannot be shown again."""

    token: ApiToken
    secret: str


def token_issue(
    *, actor: Actor, name: str, scopes: Collection[str], expires_at: datetime, for_organization: bool = False
) -> IssuedToken:
    """Issue a key for the actor in the acting organization, or for that organization itself.

    Args:
        actor: a person with a role of their own; for the organization's key, an administrator of it.
        name: what the key is for.
        scopes: "<app>:read" or "<app>:write".
        expires_at: aware, a year ahead at most.
        for_organization: the key does what ordinary people of the body may, and passes to the successor at a hand-over.

    Raises:
        NotYours: if the actor holds no role of their own there, does not administer it, or came with a key themselves.
        Refusal: if a scope, the name or the expiry is wrong.
    """
    _check_wish(name, scopes, expires_at)
    with transaction.atomic():
        membership = _base(actor, for_organization=for_organization)
        prefix = secrets.token_hex(4)
        secret = f"dejiro_{prefix}_{secrets.token_urlsafe(32)}"
        token = ApiToken.objects.create(
            membership=membership,
            for_organization=for_organization,
            name=name,
            prefix=prefix,
            secret_hash=hash_of(secret),
            scopes=sorted(set(scopes)),
            expires_at=expires_at,
            created_at=clock.now(),
        )
        _record(actor, "issue", token)
    return IssuedToken(token, secret)


def token_revoke(*, actor: Actor, token: ApiToken) -> None:
    """Make a key worthless, at once.

    Raises:
        NotYours: if it is somebody else's and the actor does not administer the organization.
        Refusal: if it was revoked before.
    """
    if actor.user is None or actor.user.pk != token.membership.user_id:
        check_manages(actor, token.membership.organization)
    with transaction.atomic():
        if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
            raise Refusal(_("この鍵は、すでに失効しています。"), code="token.revoked")
        token.refresh_from_db()
        _record(actor, "revoke", token)


def actor_for_token(secret: str) -> Actor | None:
    """Return who acts with a key, with its scopes; two queries.

    None when the key is unknown, expired or revoked, or the membership that it rests on counts no more.
    """
    found = SECRET.fullmatch(secret)
    token = ApiToken.objects.filter(prefix=found[1]).first() if found else None
    if token is None or not hmac.compare_digest(token.secret_hash, hash_of(secret)):
        return None
    now = clock.now()
    if token.revoked_at is not None or token.expires_at <= now:
        return None
    return _actor(token, now)


def hash_of(secret: str) -> str:
    """Return what is kept of a secret; it is long and random, so a plain hash cannot be searched."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _actor(token: ApiToken, now: datetime) -> Actor | None:
    ground = Membership.objects.filter(pk=token.membership_id)
    held = Membership.objects.filter(
        membership_in_force(now), user__in=ground.values("user"), organization__in=ground.values("organization")
    )
    memberships = {one.pk: one for one in held.select_related("user", "organization__area")}
    if token.membership_id not in memberships:
        return None
    membership = memberships[token.membership_id]
    roles = {Role(one.role) for one in memberships.values()}
    if token.for_organization:
        roles = {ORDINARY.get(Organization.Kind(membership.organization.kind), Role.MEMBER)}
    return Actor(
        membership.user,
        membership.organization,
        frozenset(roles),
        (membership.organization,),
        frozenset(token.scopes),
        units_of(memberships.values(), membership.organization_id),
        is_body=token.for_organization,
    )


def _check_wish(name: str, scopes: Collection[str], expires_at: datetime) -> None:
    now = clock.now()
    if not name.strip():
        raise Refusal(_("何に使う鍵かを書いてください。"), code="token.name", field="name")
    if not scopes or not all(SCOPE.fullmatch(scope) for scope in scopes):
        message = _("範囲は needs:read のように「アプリ:read」か「アプリ:write」で、1つ以上選んでください。")
        raise Refusal(message, code="token.scopes", field="scopes")
    if not now < expires_at <= now + LONGEST:
        message = _("有効期限は、今より後で1年以内にしてください。")
        raise Refusal(message, code="token.expires", field="expires_at")


def _base(actor: Actor, *, for_organization: bool) -> Membership:
    """Return the membership that a key rests on: the administrator's for an organization's key, else the oldest."""
    if actor.scopes is not None:
        raise NotYours(_("鍵を使って別の鍵を作ることはできません。"), code="token.by_token")
    if actor.user is None or actor.organization is None:
        raise NotYours(_("鍵は、団体に所属する人が自分のために作ります。"), code="token.nobody")
    held = Membership.objects.select_for_update(of=("self",)).filter(
        membership_in_force(clock.now()), user=actor.user, organization=actor.organization
    )
    if for_organization:
        check_manages(actor, actor.organization)
        held = held.filter(role=Role.ADMINISTRATOR)
    membership = held.select_related("user", "organization").order_by("valid_from", "pk").first()
    if membership is None:
        raise NotYours(_("この団体に自分の役割がある人だけが、鍵を作れます。"), code="token.no_role")
    return membership


def _record(actor: Actor, verb: str, token: ApiToken) -> None:
    record(
        actor=actor,
        action=f"accounts.token.{verb}",
        subject=subject_of(token),
        data={
            "person": str(token.membership.user.ref),
            "organization": token.membership.organization.code,
            "for_organization": token.for_organization,
            "prefix": token.prefix,
            "scopes": list(token.scopes),
            "expires_at": token.expires_at.isoformat(),
        },
    )
