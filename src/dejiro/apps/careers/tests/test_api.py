"""What programs can do with careers: everything that the pages write, through the same doors."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dejiro.apps.careers import services
from dejiro.apps.careers.models import Certificate, Claim, Course, Enrolment, Holding, Look, Post, Profile
from dejiro.apps.careers.tests.conftest import AFTER, CERTIFICATE, COURSE, POST, ROLE, Play, SignIn
from dejiro.foundation.accounts.services import token_issue
from dejiro.foundation.clock import now

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class Caller:
    """Programs of the cast."""

    def __init__(self, play: Play, sign_in: SignIn) -> None:
        self.play = play
        self.sign_in = sign_in
        self.clients: dict[str, Client] = {}

    def send(self, key: str, method: str, url: str, data: object = None, **headers: str) -> Any:  # noqa: ANN401  # the client's answers have no public type
        """Call as somebody."""
        client = self.clients.setdefault(key, self.sign_in(self.play.cast.actor(key)))
        if method == "get":
            return client.get(f"/api/careers{url}", headers=headers)
        body = json.dumps(data or {}, default=str)
        return client.generic(method.upper(), f"/api/careers{url}", body, "application/json", headers=headers)


@pytest.fixture
def caller(play: Play, sign_in: SignIn) -> Caller:
    """Programs of the cast."""
    return Caller(play, sign_in)


def code_of(response: Any) -> tuple[int, str]:  # noqa: ANN401  # as above
    """Return the status and the problem's code."""
    assert response["Content-Type"].partition(";")[0] == "application/problem+json"
    return response.status_code, json.loads(response.content)["code"]


def test_a_program_keeps_the_catalogue(play: Play, caller: Caller) -> None:
    assert caller.send("okutama", "post", "/courses/", COURSE.row()).status_code == 403
    wrong = caller.send("coordinator", "post", "/courses/", {**COURSE.row(), "apply_by": "2026-12-01"})
    assert code_of(wrong) == (422, "course")
    assert wrong.json()["errors"][0]["field"] == "apply_by"
    made = caller.send("coordinator", "post", "/courses/", COURSE.row())
    assert (made.status_code, made.json()["code"], made.json()["cancelled_at"]) == (201, "K-001", None)
    here = f"/courses/{made.json()['id']}/"
    etag = caller.send("okutama", "get", here)["ETag"]
    assert caller.send("okutama", "put", here, COURSE.row()).status_code == 403
    mended = caller.send("coordinator", "put", here, {**COURSE.row(), "capacity": 2}, If_Match=etag)
    assert mended.json()["capacity"] == 2
    assert caller.send("coordinator", "put", here, COURSE.row(), If_Match=etag).status_code == 412
    assert caller.send("tottori_coordinator", "put", here, COURSE.row()).status_code == 404
    lines = {"courses": [{**COURSE.row(), "fee": 0}, {**COURSE.row(), "code": "K-002"}]}
    assert caller.send("okutama", "post", "/courses/import/", lines).status_code == 403
    assert caller.send("coordinator", "post", "/courses/import/", lines).json() == {"courses": 2}
    twice = {"courses": [{**COURSE.row(), "code": "K-003"}] * 2}
    assert code_of(caller.send("coordinator", "post", "/courses/import/", twice)) == (422, "code")
    assert [(one.code, one.fee) for one in Course.objects.order_by("code")] == [("K-001", 0), ("K-002", 5_500)]


def test_a_program_cancels_a_course_that_it_has_read(play: Play, caller: Caller) -> None:
    here = f"/courses/{play.course().pk}/"
    etag = caller.send("coordinator", "get", here)["ETag"]
    services.course_save(actor=play.cast.coordinator, terms=replace(COURSE, fee=0), course=Course.objects.get())
    why = {"reason": "講師の都合"}
    assert caller.send("okutama", "post", f"{here}cancel/", why).status_code == 403
    assert caller.send("coordinator", "post", f"{here}cancel/", why, If_Match=etag).status_code == 412
    assert caller.send("coordinator", "post", f"{here}cancel/", {"reason": ""}).status_code == 422
    assert caller.send("coordinator", "post", f"{here}cancel/", why).json()["cancelled_reason"] == "講師の都合"
    assert caller.send("okutama", "get", "/courses/?state=cancelled").json()["count"] == 1
    assert code_of(caller.send("okutama", "post", f"{here}apply/")) == (422, "cancelled")


def test_programs_go_the_whole_way_through_a_course(play: Play, caller: Caller) -> None:
    here = f"/courses/{play.course().pk}/"
    assert code_of(caller.send("company", "post", f"{here}apply/"))[0] == 403
    made = caller.send("okutama", "post", f"{here}apply/")
    assert (made.status_code, made.json()["status"], made.json()["organization"]) == (201, "applied", "133086")
    enrolment = f"/enrolments/{made.json()['id']}/"
    assert caller.send("okutama", "post", f"{enrolment}decide/", {"approve": True}).status_code == 404
    assert caller.send("ome_chief", "post", f"{enrolment}decide/", {"approve": True}).status_code == 404
    silent = caller.send("okutama_chief", "post", f"{enrolment}decide/", {"approve": False})
    assert code_of(silent) == (422, "reason")
    assert caller.send("okutama_chief", "post", f"{enrolment}decide/", {"approve": True}).json()["status"] == "enrolled"
    assert caller.send("okutama", "get", f"{here}enrolments/").status_code == 403
    assert [one["person"]["name"] for one in caller.send("coordinator", "get", f"{here}enrolments/").json()] == [
        play.cast.user("okutama").name
    ]
    early = caller.send("coordinator", "post", f"{enrolment}finish/", {"completed": True})
    assert code_of(early) == (422, "early")
    assert caller.send("okutama_chief", "post", f"{enrolment}withdraw/").status_code == 404
    play.clock.move_to(AFTER)
    assert caller.send("coordinator", "post", f"{enrolment}finish/", {"completed": True}).json()["credits"] == 3
    assert caller.send("okutama", "get", "/me/enrolments/").json()[0]["status"] == "completed"
    assert code_of(caller.send("okutama", "post", f"{enrolment}withdraw/")) == (422, "over")


def test_a_person_states_and_asks_and_a_superior_confirms(play: Play, caller: Caller) -> None:
    assert code_of(caller.send("okutama", "put", "/me/path/", {"path": "nowhere"})) == (422, "no_path")
    assert caller.send("okutama", "put", "/me/path/", {"path": "data"}).json() == {"path": "data"}
    stated = caller.send("okutama", "post", "/me/skills/", {"skill": ROLE, "level": 3})
    assert (stated.status_code, stated.json()["source"]) == (201, "stated")
    assert caller.send("okutama", "post", "/me/skills/", {"skill": "magician", "level": 3}).status_code == 422
    ask = f"/me/skills/{stated.json()['id']}/ask/"
    chief, stranger = (play.cast.user(key).pk for key in ("okutama_chief", "ome_chief"))
    assert chief in [one["id"] for one in caller.send("okutama", "get", "/me/superiors/").json()]
    assert caller.send("okutama", "post", ask, {"superior": stranger}).status_code == 404
    assert caller.send("okutama_chief", "post", ask, {"superior": chief}).status_code == 404
    assert caller.send("okutama", "post", ask, {"superior": chief}).status_code == 200
    (line,) = caller.send("okutama", "get", "/me/").json()
    assert (line["stated"], line["confirmed"], line["statement"]) == (3, 0, stated.json()["id"])
    assert line["asked"]["id"] == chief
    person = f"/people/{play.cast.user('okutama').pk}/"
    assert caller.send("ome_chief", "post", f"{person}confirm/", {"skill": ROLE, "level": 2}).status_code == 404
    assert caller.send("expert", "post", f"{person}confirm/", {"skill": ROLE, "level": 2}).status_code == 403
    confirmed = caller.send("okutama_chief", "post", f"{person}confirm/", {"skill": ROLE, "level": 2})
    assert (confirmed.status_code, confirmed.json()["source"]) == (201, "superior")
    seen = caller.send("okutama_chief", "get", person).json()
    assert (seen["skills"][0]["confirmed"], seen["leaving"]) == (2, None)
    assert Look.objects.get().person == play.cast.user("okutama")


def test_a_superior_plans_a_leaving_and_takes_it_back(play: Play, caller: Caller) -> None:
    here = f"/people/{play.cast.user('okutama').pk}/leaving/"
    plan = {"kind": "retirement", "last_on": "2027-03-31"}
    assert caller.send("ome_chief", "put", here, plan).status_code == 404
    assert code_of(caller.send("okutama_chief", "put", here, {**plan, "last_on": "2020-03-31"})) == (422, "past")
    assert caller.send("okutama_chief", "put", here, plan).json() == plan
    rows = {one["id"]: one for one in caller.send("okutama_chief", "get", "/people/").json()}
    assert rows[play.cast.user("okutama").pk]["leaving"] == plan
    assert caller.send("okutama_chief", "delete", here).status_code == 204
    assert caller.send("okutama_chief", "get", f"/people/{play.cast.user('okutama').pk}/").json()["leaving"] is None
    assert caller.send("expert", "get", "/people/").status_code == 403


def test_a_certificate_is_entered_proved_checked_and_removed(play: Play, caller: Caller) -> None:
    late = {**CERTIFICATE.row(), "issued_on": "2099-01-01"}
    assert caller.send("okutama", "post", "/me/certificates/", late).status_code == 422
    made = caller.send("okutama", "post", "/me/certificates/", CERTIFICATE.row())
    assert (made.status_code, made.json()["proofs"]) == (201, [])
    own, here = f"/me/certificates/{made.json()['id']}/", f"/certificates/{made.json()['id']}/"
    etag = caller.send("okutama_chief", "get", here)["ETag"]
    address = f"/api/careers{own}proofs/"
    file = SimpleUploadedFile("proof.pdf", PDF)
    assert caller.clients["okutama_chief"].post(address, {"file": file}).status_code == 404
    file.seek(0)
    proved = caller.clients["okutama"].post(address, {"file": file})
    assert (proved.status_code, proved.json()["proofs"][0]["name"]) == (201, "proof.pdf")
    assert caller.send("okutama_chief", "post", f"{here}check/", If_Match=etag).status_code == 412
    proof = caller.send("okutama_chief", "get", f"{here}proofs/{proved.json()['proofs'][0]['id']}/")
    assert b"".join(proof.streaming_content) == PDF
    assert caller.send("ome_chief", "post", f"{here}check/").status_code == 404
    assert caller.send("okutama_chief", "post", f"{here}check/").json()["checked_by"]["name"]
    file.seek(0)
    assert code_of(caller.clients["okutama"].post(address, {"file": file})) == (422, "checked")
    assert [one["proofs"][0]["name"] for one in caller.send("okutama", "get", "/me/certificates/").json()] == [
        "proof.pdf"
    ]
    assert caller.send("okutama_chief", "delete", own).status_code == 404
    assert caller.send("okutama", "delete", own).status_code == 204
    assert not Certificate.objects.exists()


def test_superiors_write_posts_and_who_holds_them(play: Play, caller: Caller) -> None:
    assert caller.send("expert", "post", "/posts/", POST.row()).status_code == 403
    made = caller.send("okutama_chief", "post", "/posts/", POST.row())
    assert made.status_code == 201
    assert code_of(caller.send("okutama_chief", "post", "/posts/", POST.row())) == (422, "name")
    here = f"/posts/{made.json()['id']}/"
    etag = caller.send("okutama_chief", "get", here)["ETag"]
    assert caller.send("okutama_chief", "put", here, {**POST.row(), "people": 2}, If_Match=etag).json()["people"] == 2
    assert caller.send("okutama_chief", "put", here, POST.row(), If_Match=etag).status_code == 412
    assert caller.send("ome_chief", "put", here, POST.row()).status_code == 404
    holder = {"person": play.cast.user("okutama").pk, "starts_on": "2026-04-01"}
    stranger = {**holder, "person": play.cast.user("ome").pk}
    assert caller.send("okutama_chief", "post", f"{here}holders/", stranger).status_code == 404
    held = caller.send("okutama_chief", "post", f"{here}holders/", holder).json()["holdings"]
    assert [(one["person"]["id"], one["ends_on"]) for one in held] == [(holder["person"], None)]
    holding = f"/holdings/{held[0]['id']}/"
    assert caller.send("ome_chief", "put", holding, holder).status_code == 404
    mended = caller.send("okutama_chief", "put", holding, {**holder, "ends_on": "2027-03-31"})
    assert mended.json()["holdings"][0]["ends_on"] == "2027-03-31"
    assert caller.send("okutama", "get", "/posts/").json()["items"][0]["holdings"][0]["ends_on"] == "2027-03-31"
    assert caller.send("okutama_chief", "delete", holding).status_code == 204
    assert (Post.objects.count(), Holding.objects.count()) == (1, 0)


def test_a_person_erases_everything(play: Play, caller: Caller) -> None:
    play.applied("okutama", play.course())
    caller.send("okutama", "post", "/me/skills/", {"skill": ROLE, "level": 3})
    assert caller.send("okutama", "delete", "/me/").status_code == 204
    assert (Claim.objects.count(), Profile.objects.count()) == (0, 0)
    assert Enrolment.objects.get().user is None


def test_a_key_writes_only_with_the_scope_of_writing(play: Play) -> None:
    tokens = {
        scope: token_issue(
            actor=play.cast.okutama, name=scope, scopes=[scope], expires_at=now().replace(year=now().year + 1)
        ).secret
        for scope in ("careers:read", "careers:write")
    }
    answers = {
        scope: Client().post(
            "/api/careers/me/skills/",
            {"skill": ROLE, "level": 1},
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )
        for scope, secret in tokens.items()
    }
    assert {scope: answer.status_code for scope, answer in answers.items()} == {
        "careers:read": 403,
        "careers:write": 201,
    }


@pytest.mark.parametrize("url", ["/posts/", "/me/certificates/", "/people/"])
def test_lists_ask_as_often_however_many_rows_there_are(play: Play, caller: Caller, url: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert caller.send("okutama_chief", "get", url).status_code == 200
        return len(captured)

    def grow(number: int) -> None:
        post = play.post("okutama_chief", name=f"持ち場{number}")
        play.held(post, "okutama")
        services.certificate_add(actor=play.cast.actor("okutama_chief"), terms=CERTIFICATE)

    queries()
    grow(1)
    before = queries()
    for number in (2, 3, 4):
        grow(number)
    assert queries() == before
