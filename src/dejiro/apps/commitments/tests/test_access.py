import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from conftest import Cast
from dejiro.apps.commitments import access
from dejiro.apps.commitments.models import Assembly, Round
from dejiro.apps.commitments.tests.conftest import Promise
from dejiro.foundation.accounts.actors import NOBODY


def test_a_draft_is_there_for_those_who_coordinate_it_alone(cast: Cast, draft: Round) -> None:
    assert access.round_for_reader(cast.coordinator, draft.pk) == draft
    for actor in (NOBODY, cast.okutama, cast.company, cast.tottori_coordinator, cast.expert):
        with pytest.raises(Http404):
            access.round_for_reader(actor, draft.pk)


def test_an_open_round_is_there_for_everybody(cast: Cast, opened: Round) -> None:
    for actor in (NOBODY, cast.okutama, cast.resident, cast.tottori_coordinator):
        assert access.round_for_reader(actor, opened.pk) == opened
    with pytest.raises(Http404):
        access.round_for_reader(NOBODY, opened.pk + 1)


def test_only_the_prefectures_coordinator_runs_a_round(cast: Cast, opened: Round) -> None:
    assert access.round_for_coordinator(cast.coordinator, opened.pk) == opened
    for actor in (cast.okutama, cast.tottori_coordinator, cast.expert, cast.auditor):
        with pytest.raises(PermissionDenied):
            access.round_for_coordinator(actor, opened.pk)


def test_only_the_prefectures_municipalities_take_part(cast: Cast, opened: Round) -> None:
    assert access.round_for_participant(cast.hachioji_chief, opened.pk) == opened
    for actor in (cast.coordinator, cast.tottori_city, cast.company, cast.okutama_next, NOBODY):
        with pytest.raises(PermissionDenied):
            access.round_for_participant(actor, opened.pk)


def test_who_is_in_is_known_before_the_decision_to_participants_and_coordinator(cast: Cast, opened: Round) -> None:
    for actor in (cast.okutama, cast.hachioji_chief, cast.coordinator):
        assert access.round_with_bodies(actor, opened.pk) == opened
    for actor in (NOBODY, cast.company, cast.resident, cast.auditor, cast.expert, cast.tottori_coordinator):
        with pytest.raises(PermissionDenied, match="決定した後"):
            access.round_with_bodies(actor, opened.pk)


def test_who_was_in_is_public_after_the_decision(decided: Round) -> None:
    assert access.round_with_bodies(NOBODY, decided.pk) == decided


def test_a_decision_is_there_once_it_is_made(cast: Cast, opened: Round, decided: Round) -> None:
    assert access.decision_for_reader(NOBODY, decided.pk).round == opened


def test_there_is_no_decision_before(opened: Round) -> None:
    with pytest.raises(Http404, match="まだ決定していません"):
        access.decision_for_reader(NOBODY, opened.pk)


def test_a_commitment_exists_for_its_own_body_alone(cast: Cast, opened: Round, promise: Promise) -> None:
    mine = promise("okutama", opened)
    assert access.commitment_for_own(cast.okutama_chief, mine.pk) == mine
    for actor in (cast.ome, cast.coordinator, cast.company, cast.okutama_next, NOBODY):
        with pytest.raises(Http404):
            access.commitment_for_own(actor, mine.pk)


def test_approving_needs_the_role_in_the_same_body(cast: Cast, opened: Round, promise: Promise) -> None:
    mine = promise("okutama", opened)
    assert access.commitment_for_approver(cast.okutama_chief, mine.pk) == mine
    with pytest.raises(PermissionDenied):
        access.commitment_for_approver(cast.okutama, mine.pk)
    with pytest.raises(Http404):
        access.commitment_for_approver(cast.ome_chief, mine.pk)


def test_a_session_of_the_assembly_exists_for_its_own_body_alone(cast: Cast) -> None:
    assembly = Assembly.objects.create(
        organization=cast.body("133086"), name="定例会", opens_on="2027-02-24", votes_on="2027-03-19"
    )
    assert access.assembly_for_own(cast.okutama, assembly.pk) == assembly
    for actor in (cast.ome, cast.coordinator, NOBODY):
        with pytest.raises(Http404):
            access.assembly_for_own(actor, assembly.pk)
