"""What every service of hiring asks first."""

from django.utils.translation import gettext as _

from dejiro.foundation.errors import NotYours, Refusal


def insist_mine(*, allowed: bool) -> None:
    """Go on only when the actor may do this."""
    if not allowed:
        raise NotYours(_("この操作ができるのは、求人を出した団体の担当者と調整担当です。"), code="not_owner")


def insist(right: bool, message: str, *, code: str, field: str | None = None) -> None:  # noqa: FBT001  # what is asked, first
    """Go on only when the rule holds."""
    if not right:
        raise Refusal(message, code=code, field=field)
