import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from pytest_django.fixtures import Settings


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("home")


@pytest.fixture
def login_pages(settings: Settings) -> None:
    """Only the login pages and a home to come to: what accounts do without any app."""
    settings.ROOT_URLCONF = (path("accounts/", include("allauth.urls")), path("", home))
