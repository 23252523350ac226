"""Programs that call the API of this room, and the addresses at which they find it."""

import json
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import include, path

from conftest import Cast
from dejiro.apps.talent.api import router
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.api.house import HouseAPI

URLS: Final = __name__
api = HouseAPI(reference_template="api_reference.txt", title="人材", version="1", description="")
api.add_router("", router)
urlpatterns = [
    path("api/", api.urls),
    path("", include("dejiro.apps.talent.urls")),
    path("", include("dejiro.apps.needs.urls")),
]


class Caller:
    """A signed-in program."""

    def __init__(self, cast: Cast, client: Client) -> None:
        self.cast = cast
        self.client = client

    def send(self, actor: Actor | None, method: str, url: str, data: object = None, **headers: str) -> Any:  # noqa: ANN401  # the client's answers have no public type
        self.enter(actor)
        if method == "get":
            return self.client.get(f"/api/talent{url}", headers=headers)
        call = getattr(self.client, method)
        return call(f"/api/talent{url}", json.dumps(data or {}), content_type="application/json", headers=headers)

    def upload(self, actor: Actor | None, url: str, name: str, content: bytes) -> Any:  # noqa: ANN401  # as above
        """Send a file."""
        self.enter(actor)
        return self.client.post(f"/api/talent{url}", {"file": SimpleUploadedFile(name, content)})

    def enter(self, actor: Actor | None) -> None:
        """Sign in, or out."""
        self.client.logout()
        if actor is not None:
            self.cast.login(self.client, actor)


def fields(answer: Any) -> list[str]:  # noqa: ANN401  # as above
    """Return which fields an answer says are wrong."""
    assert answer.status_code == 422, answer.content
    return [error["field"] for error in answer.json()["errors"]]
