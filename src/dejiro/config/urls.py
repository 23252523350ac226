"""Every address of the platform. Each app's own file says what it answers; who may knock stands beside the view."""

from django.urls import include, path

from dejiro.config.api import api
from dejiro.foundation.doors import open_to_everyone
from dejiro.ui.views import styleguide

urlpatterns = [
    path("", include("dejiro.apps.desk.urls")),
    path("", include("dejiro.apps.needs.urls")),
    path("", include("dejiro.apps.commitments.urls")),
    path("", include("dejiro.apps.lab.urls")),
    path("", include("dejiro.apps.pilots.urls")),
    path("", include("dejiro.apps.challenges.urls")),
    path("", include("dejiro.apps.talent.urls")),
    path("", include("dejiro.apps.hiring.urls")),
    path("", include("dejiro.apps.careers.urls")),
    path("", include("dejiro.apps.audit.urls")),
    path("", include("dejiro.apps.people.urls")),
    path("api/", api.urls),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("style/", open_to_everyone(styleguide), name="styleguide"),
]
handler400 = "dejiro.ui.views.bad_request"
handler500 = "dejiro.ui.views.server_error"
