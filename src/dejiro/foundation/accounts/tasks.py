"""Mail about accounts."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.tasks import task


@task
def send_invitation(*, user: int, organization: int) -> None:
    """Tell a person that an organization let them in; without a password yet, with a link to choose one."""
    person = User.objects.get(pk=user)
    body = Organization.objects.get(pk=organization)
    with translation.override(settings.LANGUAGE_CODE):
        link = settings.BASE_URL + (reverse("account_login") if person.has_usable_password() else _link(person))
        context = {
            "person": person,
            "organization": body,
            "link": link,
            "is_new": not person.has_usable_password(),
            "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        }
        text = render_to_string("accounts/invitation.txt", context)
        send_mail(_("%(name)sの利用者に登録されました") % {"name": body.name}, text, None, [person.email])


def _link(person: User) -> str:
    keys = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    return reverse("account_reset_password_from_key", kwargs=keys)
