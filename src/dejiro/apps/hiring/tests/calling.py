"""Programs of the cast, and the addresses at which they call."""

import json
from typing import Any

from django.test import Client
from django.urls import include, path

from conftest import Cast
from dejiro.apps.hiring.api import router
from dejiro.apps.hiring.tests.conftest import PAPER, TERMS
from dejiro.foundation.api.house import HouseAPI

api = HouseAPI(reference_template="api_reference.txt", title="採用", version="1", description="")
api.add_router("", router)
urlpatterns = [path("api/", api.urls), path("", include("dejiro.apps.hiring.urls"))]

WORDS = ("title", "role", "duties", "place", "region", "system", "unit", "legal_basis")
NUMBERS = ("pay_low", "pay_high", "posts")
OPENING: dict[str, Any] = {
    **{name: getattr(TERMS, name) for name in (*WORDS, *NUMBERS)},
    **{name: getattr(TERMS, name).isoformat() for name in ("starts_on", "ends_on", "deadline")},
    "criteria": [{"name": name, "weight": weight} for name, weight in TERMS.criteria],
}
WRITTEN: dict[str, Any] = PAPER.row()


class Caller:
    """Programs of the cast."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.clients: dict[str, Client] = {}

    def client(self, key: str) -> Client:
        """Return somebody's program; "" is nobody's."""
        if key not in self.clients:
            self.clients[key] = Client(HTTP_ACCEPT_LANGUAGE="ja")
            if key:
                self.cast.login(self.clients[key], self.cast.actor(key))
        return self.clients[key]

    def send(self, key: str, method: str, url: str, data: object = None, **headers: str) -> Any:  # noqa: ANN401  # the client's answers have no public type
        """Call as somebody."""
        if method == "get":
            return self.client(key).get(f"/api{url}", headers=headers)
        body = json.dumps(data or {})
        return self.client(key).generic(method.upper(), f"/api{url}", body, "application/json", headers=headers)

    def read(self, key: str, url: str) -> Any:  # noqa: ANN401  # any JSON
        """Return what somebody reads."""
        answer = self.send(key, "get", url)
        assert answer.status_code == 200, answer.content
        return answer.json()


def refusal(response: Any) -> tuple[int, str, list[str]]:  # noqa: ANN401  # as above
    """Return the status, the problem's code and the fields at fault."""
    assert response["Content-Type"].partition(";")[0] == "application/problem+json"
    found = json.loads(response.content)
    return response.status_code, found["code"], [error["field"] for error in found["errors"]]
