from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from conftest import Cast, Clock
from dejiro.apps.pilots.models import Certification, Observation, Pilot
from dejiro.apps.pilots.tests.conftest import DURING, SignIn, fill_many
from dejiro.foundation.accounts.actors import Actor

pytestmark = pytest.mark.django_db
Post = Callable[..., Any]


@pytest.fixture
def post(sign_in: SignIn) -> Post:
    """Send JSON as somebody who is signed in."""

    def send(actor: Actor, url: str, **data: object) -> Any:  # noqa: ANN401  # any answer
        return sign_in(actor).post(f"/api{url}", data, content_type="application/json")

    return send


def test_everybody_reads_registered_pilots_and_the_register(
    sign_in: SignIn, registered: Pilot, certified: Certification
) -> None:
    nobody = sign_in()
    assert [one["id"] for one in nobody.get("/api/pilots/").json()["items"]] == [registered.pk]
    assert nobody.get(f"/api/pilots/{registered.pk}/").json()["organization"] == "133086"
    assert nobody.get(f"/api/pilots/{registered.pk}/plan/").json()["size"] == 100
    assert nobody.get(f"/api/pilots/{registered.pk}/verdict/").status_code == 404
    assert nobody.get("/api/certifications/").json()["items"][0]["state"] == "in_force"
    assert nobody.get(f"/api/certifications/{certified.pk}/").json()["issuer"] == "133086"


def test_a_pilot_goes_its_way_by_the_api(cast: Cast, draft: Pilot, clock: Clock, post: Post) -> None:
    done = post(cast.okutama_chief, f"/pilots/{draft.pk}/register/")
    assert done.json()["status"] == "registered", done.content
    clock.move_to(DURING)
    line = {"unit": "窓口1", "arm": "pilot", "day": "2026-11-20", "value": 1}
    assert post(cast.company, f"/pilots/{draft.pk}/data/", lines=[line]).json() == {"added": 1, "late": 0}
    assert post(cast.company, f"/pilots/{draft.pk}/data/", lines=[line]).status_code == 422
    assert post(cast.ome, f"/pilots/{draft.pk}/data/", lines=[line]).status_code == 403
    assert Observation.objects.count() == 1
    fill_many(cast, Pilot.objects.get(pk=draft.pk), clock, 80, 50)
    done = post(cast.okutama_chief, f"/pilots/{draft.pk}/verdict/", reasons="早く終わった。")
    assert done.json()["outcome"] == "adopt", done.content
    assert Client().get(f"/api/pilots/{draft.pk}/verdict/").json()["outcome"] == "adopt"


def test_a_certification_goes_its_way_by_the_api(cast: Cast, certified: Certification, post: Post) -> None:
    sent = {"basis": "要綱", "decision": "確かめた", "rule": "years", "years": 3}
    done = post(cast.ome_chief, f"/certifications/{certified.pk}/reuse/", **sent)
    assert (done.status_code, done.json()["reused_from"]) == (201, certified.pk)
    done = post(cast.okutama_chief, f"/certifications/{certified.pk}/renew/")
    assert done.json()["expires_on"] == "2031-03-31"
    done = post(cast.okutama_chief, f"/certifications/{certified.pk}/revoke/", reason="基準を外れた。")
    assert done.json()["state"] == "revoked"
