"""How long a password must be: 15 characters, or 8 beside a second factor (NIST SP 800-63B-4)."""

from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dejiro.foundation.accounts.models import User

ALONE = 15
WITH_SECOND_FACTOR = 8


class LongEnough:
    """Django password validator; no rules of composition, only length."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse a short password.

        Raises:
            ValidationError: if the password is shorter than what the person's factors allow.
        """
        needed = WITH_SECOND_FACTOR if user is not None and user.pk and is_mfa_enabled(user) else ALONE
        if len(password) < needed:
            raise ValidationError(
                _("パスワードは%(needed)d文字以上にしてください。") % {"needed": needed}, code="password_too_short"
            )

    def get_help_text(self) -> str:
        """Return the sentence beside the field."""
        return _("%(alone)d文字以上。二要素認証を使うときは%(second)d文字以上。") % {
            "alone": ALONE,
            "second": WITH_SECOND_FACTOR,
        }
