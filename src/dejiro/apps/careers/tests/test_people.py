"""A person's skills: who sees them, who confirms them, what remains when somebody goes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dejiro.apps.careers import selectors, services
from dejiro.apps.careers.models import Certificate, Claim, Enrolment, Holding, Leaving, Look, Profile
from dejiro.apps.careers.tests.conftest import CERTIFICATE, ROLE, Play, SignIn
from dejiro.apps.people.services import erasure_grant, erasure_request
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.files.models import Attachment
from dejiro.foundation.handover.services import handover, person_remove_from_organization
from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.ledger.verification import verify_log
from dejiro.foundation.notices.models import DeskItem

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def level(play: Play, key: str = "okutama") -> tuple[int, int]:
    """Return what somebody states and what is confirmed in the one role of these tests."""
    lines = selectors.map_of(play.cast.user(key), None).roles
    return next(((line.stated, line.confirmed) for line in lines if line.skill == ROLE), (0, 0))


def asked(play: Play) -> Claim:
    claim = services.skill_state(actor=play.cast.okutama, skill=ROLE, level=3)
    return services.skill_ask(actor=play.cast.okutama, claim=claim, superior=play.cast.user("okutama_chief"))


def test_what_one_states_counts_only_once_a_named_superior_confirms_it(play: Play) -> None:
    asked(play)
    assert level(play) == (3, 0)
    item = DeskItem.objects.get(kind="careers.confirm")
    assert item.person == play.cast.user("okutama_chief")
    play.confirmed("okutama", ROLE, 2)
    assert level(play) == (3, 2)
    assert DeskItem.objects.filter(kind="careers.confirm", closed_at=None).count() == 0
    assert Claim.objects.get(source="superior").confirmed_by == play.cast.user("okutama_chief")


def test_a_superior_is_asked_only_while_the_statement_goes_beyond_what_is_confirmed(
    play: Play, sign_in: SignIn
) -> None:
    page = sign_in(play.cast.okutama)
    services.skill_state(actor=play.cast.okutama, skill=ROLE, level=2)
    found = []
    for confirmed in (1, 2):
        play.confirmed("okutama", ROLE, confirmed)
        found.append("確認を頼む" in page.get("/careers/me/").content.decode())
    assert found == [True, False]


def test_a_new_statement_ends_the_former_one_and_leaves_it_in_the_history(play: Play) -> None:
    services.skill_state(actor=play.cast.okutama, skill=ROLE, level=1)
    play.clock.move_to("2027-04-01T09:00:00+09:00")
    services.skill_state(actor=play.cast.okutama, skill=ROLE, level=2)
    periods = [(one.level, str(one.ends_on)) for one in Claim.objects.order_by("starts_on")]
    assert periods == [(1, "2027-03-31"), (2, "None")]


@pytest.mark.parametrize("key", ["okutama", "ome_chief", "coordinator", "okutama_next"])
def test_nobody_confirms_but_a_superior_of_the_same_body(play: Play, key: str) -> None:
    with pytest.raises(NotYours):
        play.confirmed("okutama", ROLE, 4, by=key)


def test_only_oneself_and_the_superiors_of_the_body_see_a_map_and_looks_are_kept(play: Play, sign_in: SignIn) -> None:
    asked(play)
    url = f"/careers/people/{play.cast.user('okutama').pk}/"
    seen = {key: sign_in(play.cast.actor(key)).get(url).status_code for key in ("ome_chief", "coordinator", "company")}
    assert seen == {"ome_chief": 404, "coordinator": 404, "company": 403}
    chief = sign_in(play.cast.actor("okutama_chief"))
    assert "サイバーセキュリティマネージャー" in chief.get(url).content.decode()
    chief.get(url)
    look = Look.objects.get()
    assert (look.user, look.person) == (play.cast.user("okutama_chief"), play.cast.user("okutama"))
    mine = sign_in(play.cast.okutama).get("/careers/me/").content.decode()
    assert "原島 一郎" in mine.partition("だれが見たか")[2]
    assert Entry.objects.filter(action="careers.skill.look").count() == 1


def test_who_leaves_the_body_is_a_superior_no_more(play: Play, sign_in: SignIn) -> None:
    claim = asked(play)
    chief, browser = play.cast.actor("okutama_chief"), sign_in(play.cast.actor("okutama_chief"))
    body = play.cast.body("133086")
    person_remove_from_organization(actor=play.cast.okutama, user=play.cast.user("okutama_chief"), organization=body)
    claim.refresh_from_db()
    assert claim.asked_of is None
    with pytest.raises(Refusal):
        services.skill_ask(actor=play.cast.okutama, claim=claim, superior=play.cast.user("okutama_chief"))
    url = f"/careers/people/{play.cast.user('okutama').pk}/confirm/"
    assert browser.get(url).status_code in {302, 403}
    former = play.cast.actor("okutama_chief")
    assert chief.organization is not None
    assert former.organization is None
    with pytest.raises(NotYours):
        services.skill_confirm(actor=former, person=play.cast.user("okutama"), skill=ROLE, level=2)


def test_a_successor_takes_over_posts_and_what_was_asked(play: Play) -> None:
    claim, post = asked(play), play.post()
    play.held(post, "okutama_chief")
    heir = play.cast.user("okutama_next")
    handover(
        actor=play.cast.okutama,
        predecessor=play.cast.user("okutama_chief"),
        successor=heir,
        organization=play.cast.body("133086"),
    )
    claim.refresh_from_db()
    assert claim.asked_of == heir
    held = [(one.user.name, str(one.starts_on), str(one.ends_on)) for one in Holding.objects.order_by("starts_on")]
    assert held == [("原島 一郎", "2026-04-01", "2026-10-04"), ("大沢 晴", "2026-10-05", "None")]


def test_a_certificate_counts_once_its_proof_was_seen_and_until_it_expires(play: Play) -> None:
    made = services.certificate_add(
        actor=play.cast.okutama, terms=CERTIFICATE, file=SimpleUploadedFile("proof.pdf", PDF)
    )
    assert level(play) == (0, 0)
    with pytest.raises(NotYours):
        services.certificate_check(actor=play.cast.okutama, certificate=made)
    services.certificate_check(actor=play.cast.actor("okutama_chief"), certificate=made)
    assert level(play) == (0, 2)
    play.clock.move_to("2027-01-10T09:00:00+09:00")
    assert level(play) == (0, 0)


def test_a_certificate_comes_to_its_holders_desk_ninety_days_ahead_once(play: Play) -> None:
    services.certificate_add(actor=play.cast.okutama, terms=CERTIFICATE)
    assert services.certificates_remind() == 0
    play.clock.move_to("2026-10-11T09:00:00+09:00")
    assert [services.certificates_remind(), services.certificates_remind()] == [1, 0]
    item = DeskItem.objects.get(kind="careers.certificate.renew")
    assert (item.person, str(item.due_at.date() if item.due_at else "")) == (play.cast.user("okutama"), "2027-01-09")


def test_the_proof_is_for_its_holder_and_superiors_alone(play: Play, sign_in: SignIn) -> None:
    made = services.certificate_add(
        actor=play.cast.okutama, terms=CERTIFICATE, file=SimpleUploadedFile("proof.pdf", PDF)
    )
    url = f"/careers/certificates/{made.pk}/files/{Attachment.objects.get().pk}/"
    answers = [sign_in(play.cast.actor(key)).get(url) for key in ("okutama", "okutama_chief", "ome", "coordinator")]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 404]
    assert [b"".join(answer) for answer in answers[:2]] == [PDF, PDF]
    for answer in answers:
        answer.close()


def test_progress_names_what_lacks_and_the_courses_that_lead_there(play: Play, sign_in: SignIn) -> None:
    services.path_choose(actor=play.cast.okutama, path="business")
    play.confirmed("okutama", "ba-internal", 1)
    course = play.course(role="ba-internal", code="K-9", title="業務の流れを描く")
    page = sign_in(play.cast.okutama).get("/careers/me/").content.decode()
    assert "「担当」に足りないもの" in page
    assert course.title in page
    assert "単位：あと2" in page


def test_a_person_erases_everything_about_their_skills(play: Play, sign_in: SignIn) -> None:
    asked(play)
    services.path_choose(actor=play.cast.okutama, path="data")
    services.certificate_add(actor=play.cast.okutama, terms=CERTIFICATE, file=SimpleUploadedFile("proof.pdf", PDF))
    play.approved("okutama", play.course())
    browser = sign_in(play.cast.okutama)
    assert browser.post("/careers/me/erase/").status_code == 302
    rows = (Claim, Certificate, Profile, Attachment)
    assert [model.objects.count() for model in rows] == [0, 0, 0, 0]
    left = Enrolment.objects.get()
    assert (left.user, left.status) == (None, "withdrawn")
    assert not DeskItem.objects.filter(kind__startswith="careers.", closed_at=None).exists()
    assert verify_log().good


def test_erasing_an_account_erases_its_skills_and_what_was_planned_with_it(play: Play) -> None:
    play.confirmed("okutama_chief", ROLE, 2, by="okutama")
    play.held(play.post(), "okutama_chief")
    chief = play.cast.user("okutama_chief")
    services.leaving_plan(actor=play.cast.okutama, person=chief, kind="term", last_on=play.clock.moment.date())
    item = erasure_request(actor=play.cast.actor("okutama_chief"), reason="")
    erasure_grant(actor=play.cast.okutama, item=item)
    assert [model.objects.count() for model in (Claim, Holding, Leaving)] == [0, 0, 0]


def test_levels_do_not_stand_in_the_log_in_clear(play: Play) -> None:
    asked(play)
    assert not [one for one in Entry.objects.filter(action="careers.skill.state") if ROLE in one.leaf]


def test_ones_own_data_are_one_file(play: Play, sign_in: SignIn) -> None:
    asked(play)
    content = sign_in(play.cast.okutama).get("/careers/me/export.json").json()
    assert content["skills"] == [[ROLE, 3, "stated", "2026-10-05", None, ""]]
