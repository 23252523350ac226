"""The first page of the room."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from dejiro.apps.talent.selectors.home import home_of
from dejiro.apps.talent.views.pages import HOME
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.doors import open_to_signed_in
from dejiro.foundation.forms import show


@open_to_signed_in
def home(request: Request) -> HttpResponse:
    """Figures of the area, and what concerns the reader."""
    area = request.actor.area
    if area is None:
        raise PermissionDenied
    context = {"view": home_of(request.actor, area), "trail": [(HOME[0], "")]}
    return show(request, "talent/home.html", context)
