"""The prefecture names the first administrator of a body; from then on the body lets its people in itself."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from dejiro.apps.people.access import area_for_first_administrators, body_for_first_administrator
from dejiro.apps.people.forms import FirstAdministratorForm
from dejiro.apps.people.selectors import bodies_without_administrator
from dejiro.apps.people.views.common import form_page
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.accounts.services import person_invite
from dejiro.foundation.doors import open_to
from dejiro.foundation.forms import show, submit


@open_to(Role.ADMINISTRATOR, Role.COORDINATOR)
def bodies(request: Request) -> HttpResponse:
    """The prefecture's bodies in which nobody can let people in yet."""
    area = area_for_first_administrators(request.actor)
    trail = [(_("管理者のいない団体"), "")]
    return show(request, "people/bodies.html", {"bodies": bodies_without_administrator(area), "trail": trail})


@open_to(Role.ADMINISTRATOR, Role.COORDINATOR)
def first_administrator(request: Request, code: str) -> HttpResponse:
    """Invite a body's first administrator."""
    body = body_for_first_administrator(request.actor, code)
    form = FirstAdministratorForm(request.POST or None)
    there = reverse("people:bodies")
    if response := submit(
        request,
        form,
        lambda: person_invite(actor=request.actor, organization=body, roles=[Role.ADMINISTRATOR], **form.values()),
        to=lambda _user: there,
        done=_("%(body)sの管理者を招待しました。案内のメールを送ります。") % {"body": body.name},
    ):
        return response
    return form_page(
        request,
        form,
        heading=_("%(body)sの最初の管理者を招待する") % {"body": body.name},
        button=_("招待する"),
        back=there,
        lead=_("管理者の役割を持ちます。この人が、団体のほかの人を招待し、役割を加えられるようになります。"),
        notes=(_("メールアドレスが、その団体の本人のものか確かめてください。"),),
        trail=((_("管理者のいない団体"), there),),
    )
