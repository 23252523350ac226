"""Who may see and do what: by role, by body, by prefecture."""

from collections.abc import Callable
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client

from conftest import Cast
from dejiro.apps.needs import access, services
from dejiro.apps.needs.models import Consultation, Contract, Need, Voice
from dejiro.apps.needs.selectors.needs import need_page
from dejiro.apps.needs.selectors.voices import consultation_view
from dejiro.foundation.accounts.actors import NOBODY

VoiceOf = Callable[..., Voice]
SEEN, GONE, NO = "seen", "404", "403"


def knock(door: Callable[[], object]) -> str:
    try:
        door()
    except Http404:
        return GONE
    except PermissionDenied:
        return NO
    return SEEN


PEOPLE = (
    "okutama",
    "okutama_chief",
    "ome",
    "coordinator",
    "expert",
    "auditor",
    "company",
    "resident",
    "tottori_coordinator",
    "tottori_expert",
    "tottori_city",
)


def table(cast: Cast, door: Callable[..., object], pk: int) -> dict[str, str]:
    actors = {key: cast.actor(key) for key in PEOPLE} | {"nobody": NOBODY}
    return {key: knock(partial(door, actor, pk)) for key, actor in actors.items()}


def only(*keys: str, other: str = GONE, **more: str) -> dict[str, str]:
    everyone = dict.fromkeys((*PEOPLE, "nobody"), other)
    return everyone | dict.fromkeys(keys, SEEN) | more


def test_a_voice_is_seen_by_its_body_and_by_those_who_help_the_area(cast: Cast, voice_of: VoiceOf) -> None:
    voice = voice_of(cast.okutama)
    seen = table(cast, access.voice_for_reader, voice.pk)
    assert seen == only("okutama", "okutama_chief", "coordinator", "expert")


def test_a_residents_voice_is_seen_by_themselves_not_by_their_group(cast: Cast, voice_of: VoiceOf) -> None:
    voice = voice_of(cast.resident)
    stranger = cast.user("ome")
    resident = cast.resident
    assert knock(lambda: access.voice_for_reader(resident, voice.pk)) == SEEN
    other = type(resident)(stranger, resident.organization, resident.roles)
    assert knock(lambda: access.voice_for_reader(other, voice.pk)) == GONE


def test_a_question_that_waits_is_seen_by_its_body_and_its_helpers(cast: Cast, asked: Consultation) -> None:
    seen = table(cast, access.consultation_for_reader, asked.pk)
    assert seen == only("okutama", "okutama_chief", "coordinator", "expert")


def test_an_answered_open_question_is_seen_by_the_public_bodies_of_the_area(cast: Cast, answered: Consultation) -> None:
    seen = table(cast, access.consultation_for_reader, answered.pk)
    assert seen == only("okutama", "okutama_chief", "ome", "coordinator", "expert", "auditor")


def test_an_answered_question_kept_back_stays_with_its_body(cast: Cast, answered: Consultation) -> None:
    Consultation.objects.update(public=False)
    seen = table(cast, access.consultation_for_reader, answered.pk)
    assert seen == only("okutama", "okutama_chief", "coordinator", "expert")


def test_who_may_do_what_with_an_answered_question(cast: Cast, answered: Consultation) -> None:
    readers = {"okutama": NO, "okutama_chief": NO, "ome": NO, "auditor": NO, "coordinator": NO, "expert": NO}
    asker = table(cast, access.consultation_for_asker, answered.pk)
    expert = table(cast, access.consultation_for_expert, answered.pk)
    coordinator = table(cast, access.consultation_for_coordinator, answered.pk)
    assert asker == only(**readers) | {"okutama": SEEN, "okutama_chief": SEEN}
    assert expert == only(**readers) | {"expert": SEEN}
    assert coordinator == only(**readers) | {"coordinator": SEEN}


@pytest.mark.parametrize(("shown", "name"), [(0, "市区町村（名称非公開）"), (1, "奥多摩町")])
def test_other_bodies_see_the_askers_body_only_as_it_chose_and_never_the_person(
    cast: Cast, answered: Consultation, shown: int, name: str
) -> None:
    Voice.objects.update(name_shown=bool(shown))
    consultation = access.consultation_for_reader(cast.ome, answered.pk)
    assert consultation_view(cast.ome, consultation).asker == name
    assert consultation_view(cast.expert, consultation).asker == "奥多摩町　杉本 葵"


def test_a_need_is_seen_by_all_and_changed_by_its_coordinator(cast: Cast, need: Need) -> None:
    assert table(cast, access.need_for_reader, need.pk) == only(other=SEEN)
    assert table(cast, access.need_for_coordinator, need.pk) == only("coordinator", other=NO)
    assert table(cast, access.need_for_follower, need.pk) == only(other=SEEN, nobody=NO)


def test_who_may_speak_about_a_need(cast: Cast, need: Need) -> None:
    people = ("okutama", "okutama_chief", "ome", "coordinator", "expert", "company", "resident")
    assert table(cast, access.need_for_speaker, need.pk) == only(*people, other=NO)
    assert table(cast, access.need_for_officer, need.pk) == only("okutama", "okutama_chief", "ome", other=NO)


def test_an_official_statement_is_its_bodys_until_it_is_approved(cast: Cast, need: Need) -> None:
    statement = services.statement_write(actor=cast.okutama, need=need, body="参加します。", kind="official")
    mine = only("okutama", "okutama_chief")
    assert table(cast, access.statement_for_reader, statement.pk) == mine
    assert table(cast, access.statement_for_approver, statement.pk) == mine | {"okutama": NO}
    services.statement_approve(actor=cast.okutama_chief, statement=statement)
    assert table(cast, access.statement_for_reader, statement.pk) == only(other=SEEN)


def test_an_opinion_is_read_by_all_and_rewritten_by_its_author(cast: Cast, need: Need) -> None:
    opinion = services.statement_write(actor=cast.okutama, need=need, body="早く替えたい。")
    assert table(cast, access.statement_for_reader, opinion.pk) == only(other=SEEN)
    assert table(cast, access.statement_for_author, opinion.pk) == only("okutama", other=NO)


def test_contracts_are_their_bodys_officers_only(cast: Cast, contract: Contract) -> None:
    assert table(cast, access.contract_for_owner, contract.pk) == only("okutama", "okutama_chief")


def test_triage_is_its_coordinators(cast: Cast, need: Need, voice_of: VoiceOf) -> None:
    voice = voice_of(cast.okutama)
    assert table(cast, access.any_voice_for_coordinator, voice.pk) == only("coordinator")
    assert table(cast, access.act_for_coordinator, need.acts.all()[0].pk) == only("coordinator")
    with pytest.raises(PermissionDenied):
        access.voices_for_coordinator(cast.okutama, [voice.pk])
    with pytest.raises(Http404):
        access.voices_for_coordinator(cast.tottori_coordinator, [voice.pk])


def test_a_solution_is_changed_by_its_own_body(cast: Cast, need: Need) -> None:
    solution = services.solution_add(
        actor=cast.hachioji, need=need, title="統一", body="替えた", contact="推進室", solved_on=need.created_at.date()
    )
    assert table(cast, access.solution_for_owner, solution.pk) == only(other=NO)
    assert access.solution_for_owner(cast.hachioji_chief, solution.pk) == solution


def test_a_consultation_on_a_needs_page_is_told_only_to_those_who_may_read_it(
    cast: Cast, answered: Consultation
) -> None:
    need = services.voices_merge(
        actor=cast.coordinator, voices=[answered.voice], title="通信", summary="切れる", category="devices"
    )
    shown = {key: need_page(cast.actor(key), need).voices[0].title for key in ("okutama", "ome", "company")}
    assert shown == {"okutama": "タブレットの通信が切れる", "ome": "タブレットの通信が切れる", "company": ""}
    assert need_page(NOBODY, need).voices[0].body == ""
    assert need_page(NOBODY, need).named == []


PAGES = {
    "/voices/": ("nobody",),
    "/consultations/new/": ("company", "resident", "expert", "coordinator", "auditor"),
    "/contracts/": ("company", "resident", "expert", "coordinator", "auditor"),
    "/contracts/calendar/": ("company", "coordinator"),
    "/needs/triage/": ("okutama", "expert", "company", "resident"),
}


@pytest.mark.parametrize("url", PAGES)
def test_pages_refuse_who_has_no_business_there(cast: Cast, client: Client, url: str) -> None:
    for key in PAGES[url]:
        client.logout()
        if key != "nobody":
            cast.login(client, cast.actor(key))
        assert client.get(url).status_code == (302 if key == "nobody" else 403), key


def test_another_prefectures_coordinator_finds_nothing_to_triage_here(
    cast: Cast, client: Client, voice_of: VoiceOf
) -> None:
    voice = voice_of(cast.okutama)
    cast.login(client, cast.tottori_coordinator)
    assert voice.title not in client.get("/needs/triage/").content.decode()
    assert client.get("/needs/triage/merge/", {"voices": voice.pk}).status_code == 404
    assert client.post(f"/needs/triage/voices/{voice.pk}/decline/", {"reason": "x"}).status_code == 404
