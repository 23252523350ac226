"""Keys to the API: one's own, and for an administrator those of the organization."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.people.access import own_organization, own_person, token_for_own
from dejiro.apps.people.forms import TokenForm
from dejiro.apps.people.views.common import form_page
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.accounts.selectors import organization_tokens, tokens_of
from dejiro.foundation.accounts.services import IssuedToken, token_issue, token_revoke
from dejiro.foundation.doors import open_to, open_to_signed_in
from dejiro.foundation.forms import ConfirmForm, show, submit

TOKENS = "/people/tokens/"


@open_to_signed_in
def tokens(request: Request) -> HttpResponse:
    """The keys, without their secrets."""
    organization = own_organization(request.actor)
    is_administrator = request.actor.has(Role.ADMINISTRATOR)
    own = [token for token in tokens_of(own_person(request.actor), organization) if not token.for_organization]
    context = {
        "own": own,
        "shared": organization_tokens(organization) if is_administrator else [],
        "is_administrator": is_administrator,
        "trail": [(_("APIの鍵"), "")],
    }
    return show(request, "people/tokens.html", context)


@open_to_signed_in
def token_new(request: Request) -> HttpResponse:
    """Make a key for oneself."""
    return _issue(request, heading=_("自分の鍵を作る"), for_organization=False)


@open_to(Role.ADMINISTRATOR)
def token_new_shared(request: Request) -> HttpResponse:
    """Make a key for the organization."""
    return _issue(request, heading=_("団体の鍵を作る"), for_organization=True)


def _issue(request: Request, *, heading: str, for_organization: bool) -> HttpResponse:
    form = TokenForm(request.POST or None)
    issued: list[IssuedToken] = []

    def act() -> IssuedToken:
        issued.append(token_issue(actor=request.actor, for_organization=for_organization, **form.values()))
        return issued[0]

    done = _("鍵を作りました。")
    if response := submit(request, form, act, to=lambda _issued: TOKENS, done=done):
        # The secret is kept nowhere, so the answer to the form itself is the only page that can show it.
        return _secret(request, issued[0]) if issued else response
    return form_page(request, form, heading=heading, button=_("鍵を作る"), back=TOKENS, trail=((_("APIの鍵"), TOKENS),))


def _secret(request: Request, issued: IssuedToken) -> HttpResponse:
    context = {"issued": issued, "trail": [(_("APIの鍵"), TOKENS), (_("新しい鍵"), "")]}
    response = show(request, "people/token_issued.html", context)
    response["Cache-Control"] = "no-store"
    return response


@open_to_signed_in
def token_end(request: Request, pk: int) -> HttpResponse:
    """Make a key worthless."""
    token = token_for_own(request.actor, pk)
    form = ConfirmForm(request.POST or None)
    if response := submit(
        request,
        form,
        lambda: token_revoke(actor=request.actor, token=token),
        to=lambda _none: TOKENS,
        done=_("鍵を失効させました。"),
    ):
        return response
    heading = _("鍵「%(name)s」を失効させる") % {"name": token.name}
    notes = (_("この鍵を使っているプログラムは、すぐに使えなくなります。元には戻せません。"),)
    return form_page(
        request,
        form,
        heading=heading,
        notes=notes,
        button=_("失効させる"),
        back=TOKENS,
        danger=True,
        trail=((_("APIの鍵"), TOKENS),),
    )
