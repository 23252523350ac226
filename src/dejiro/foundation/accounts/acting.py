"""Who acts, for services that write their name: the person, and the body that the person acts for."""

from django.utils.translation import gettext as _

from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import User
from dejiro.foundation.errors import NotYours
from dejiro.foundation.organizations.models import Organization


def user_of(actor: Actor) -> User:
    """Return the person who acts.

    Raises:
        NotYours: if nobody is signed in.
    """
    if actor.user is None:
        raise NotYours(_("この操作には、ログインが必要です。"), code="not_signed_in")
    return actor.user


def body_of(actor: Actor) -> Organization:
    """Return the body for which the person acts.

    Raises:
        NotYours: if the person belongs to none.
    """
    if actor.organization is None:
        raise NotYours(_("この操作は、団体に所属する人だけができます。"), code="no_organization")
    return actor.organization
