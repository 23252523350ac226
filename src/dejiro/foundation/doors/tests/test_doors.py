from datetime import timedelta
from functools import partial, wraps
from http import HTTPStatus

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from pytest_django.fixtures import Settings

from conftest import Cast, Clock
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import (
    Door,
    declared_door,
    one_or_404,
    open_to,
    open_to_everyone,
    open_to_signed_in,
    or_403,
    or_404,
)
from dejiro.foundation.doors.resume import CHARACTERS_MAXIMUM, SESSION_KEY
from dejiro.foundation.doors.views import resume
from dejiro.foundation.organizations.models import Organization

pytestmark = pytest.mark.django_db


def answer(request: Request) -> HttpResponse:
    return HttpResponse(",".join(f"{name}={value}" for name, value in request.POST.items()) or "seen")


@pytest.fixture(autouse=True)
def pages(settings: Settings) -> None:
    people = ([path("resume/<str:key>/", resume, name="resume")], "people")
    settings.ROOT_URLCONF = (
        path("public/", open_to_everyone(answer)),
        path("inside/", open_to_signed_in(answer)),
        path("approvers/", open_to(Role.APPROVER, Role.COORDINATOR)(answer)),
        path("", include(people)),
        path("", answer),
        path("accounts/", include("allauth.urls")),
    )
    settings.LOGIN_URL = "/accounts/login/"
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    ("django.template.loaders.locmem.Loader", {"ui/base.html": "{% block content %}{% endblock %}"}),
                    "django.template.loaders.app_directories.Loader",
                ]
            },
        }
    ]


def test_everyone_passes_a_public_door(client: Client) -> None:
    assert client.get("/public/").content == b"seen"


def test_the_login_leads_back_to_the_page(client: Client) -> None:
    assert client.get("/inside/?page=2")["Location"] == "/accounts/login/?next=/inside/%3Fpage%3D2"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("okutama_chief", HTTPStatus.OK),
        ("coordinator", HTTPStatus.OK),
        ("okutama", HTTPStatus.FORBIDDEN),
        ("okutama_next", HTTPStatus.FORBIDDEN),
        ("resident", HTTPStatus.FORBIDDEN),
    ],
)
def test_a_door_for_roles_admits_them_only(client: Client, cast: Cast, who: str, status: HTTPStatus) -> None:
    cast.login(client, cast.actor(who))
    assert client.get("/approvers/").status_code == status


def test_a_view_says_which_door_it_has_through_wrappers() -> None:
    @wraps(open_to(Role.EXPERT)(answer))
    def wrapped(request: HttpRequest) -> None:
        return None

    assert declared_door(wrapped) == Door(roles=frozenset({Role.EXPERT}))
    assert declared_door(open_to_everyone(answer)) == Door(public=True)
    assert declared_door(answer) is None
    assert declared_door(partial(answer)) is None


def test_an_object_that_may_not_be_seen_is_not_there(cast: Cast) -> None:
    body = cast.body("133086")
    assert or_404(body) == one_or_404(Organization.objects.all(), code="133086") == body
    with pytest.raises(Http404):
        or_404(body, visible=False)
    with pytest.raises(Http404):
        one_or_404(Organization.objects.none(), code="133086")


def test_an_object_that_is_seen_but_not_ones_own_is_refused() -> None:
    or_403(allowed=True)
    with pytest.raises(PermissionDenied):
        or_403(allowed=False)


def interrupted(client: Client, fields: dict[str, object]) -> str:
    """Post a form without a login; return the place that the login will lead to."""
    location = client.post("/inside/?from=desk", fields)["Location"]
    assert location.startswith("/accounts/login/?next=/resume/")
    return location.removeprefix("/accounts/login/?next=")


def test_what_was_typed_is_sent_again_after_the_login(client: Client, cast: Cast) -> None:
    place = interrupted(client, {"title": "端末の<更新>", "tags": ["a", "b"], "submission": "x", "empty": ""})
    cast.login(client, cast.okutama)
    page = client.get(place).content.decode()
    assert 'action="/inside/?from=desk"' in page
    assert 'name="title" value="端末の&lt;更新&gt;"' in page
    assert page.count('name="tags"') == 2
    assert 'name="submission" value="x"' in page
    assert page.count("<li>") == 3


def test_the_kept_form_waits_behind_the_login(client: Client) -> None:
    place = interrupted(client, {"title": "端末の更新"})
    assert client.get(place)["Location"] == f"/accounts/login/?next={place}"


def test_files_are_not_kept_and_the_page_says_so(client: Client, cast: Cast, settings: Settings) -> None:
    with (settings.FILES_DIR.parent / "見積.csv").open("w+b") as file:
        place = interrupted(client, {"title": "端末の更新", "file": file})
    cast.login(client, cast.okutama)
    assert "選び直してください" in client.get(place).content.decode()


def test_a_kept_form_can_be_let_go(client: Client, cast: Cast) -> None:
    place = interrupted(client, {"title": "端末の更新"})
    cast.login(client, cast.okutama)
    assert client.post(place)["Location"] == "/"
    assert client.get(place)["Location"] == "/"


def test_a_kept_form_is_forgotten_after_twelve_hours(client: Client, cast: Cast, clock: Clock) -> None:
    place = interrupted(client, {"title": "端末の更新"})
    cast.login(client, cast.okutama)
    clock.moment += timedelta(hours=12, minutes=1)
    assert client.get(place)["Location"] == "/"


def test_the_last_three_forms_are_kept(client: Client, cast: Cast) -> None:
    places = [interrupted(client, {"title": str(number)}) for number in range(4)]
    assert len(client.session[SESSION_KEY]) == 3
    cast.login(client, cast.okutama)
    assert [client.get(place).status_code for place in places] == [302, 200, 200, 200]


def test_what_nobody_can_have_typed_is_not_kept(client: Client) -> None:
    location = client.post("/inside/", {"title": "a" * (CHARACTERS_MAXIMUM + 1)})["Location"]
    assert location == "/accounts/login/?next=/inside/"
    assert SESSION_KEY not in client.session


def test_the_token_against_forgery_is_not_kept(client: Client) -> None:
    interrupted(client, {"title": "端末の更新", "csrfmiddlewaretoken": "secret"})
    assert "secret" not in str(client.session[SESSION_KEY])


@pytest.mark.parametrize(
    ("current", "there"),
    [
        ("http://testserver/voices/12/?tab=2", "/voices/12/%3Ftab%3D2"),
        ("http://testserver/voices/12/", "/voices/12/"),
        ("https://elsewhere.example/voices/", "/inside/"),
    ],
)
def test_a_fragment_sends_the_whole_page_to_the_login(client: Client, current: str, there: str) -> None:
    response = client.get("/inside/", headers={"HX-Request": "true", "HX-Current-URL": current})
    assert response.status_code == HTTPStatus.UNAUTHORIZED
    assert response["HX-Redirect"] == f"/accounts/login/?next={there}"


def test_an_anonymous_person_is_nobody(client: Client) -> None:
    request = client.get("/public/").wsgi_request
    assert isinstance(request.user, AnonymousUser)
    assert not Door().admits(request.actor)  # type: ignore[attr-defined]  # set by the middleware
