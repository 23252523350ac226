from conftest import Cast
from dejiro.apps.commitments import services
from dejiro.apps.commitments.models import Round
from dejiro.apps.commitments.tests.conftest import PROMISE
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.accounts.services import membership_grant
from dejiro.foundation.handover.services import handover, person_remove_from_organization


def test_the_successor_goes_on_with_the_draft(cast: Cast, opened: Round) -> None:
    draft = services.commitment_save(actor=cast.okutama, round_=opened, terms=PROMISE)
    result = handover(
        actor=cast.okutama,
        predecessor=cast.user("okutama"),
        successor=cast.user("okutama_next"),
        organization=cast.body("133086"),
    )
    draft.refresh_from_db()
    assert draft.prepared_by == cast.user("okutama_next")
    assert sum(result.moved.values()) >= 1


def test_the_round_s_contact_moves_with_the_coordinator(cast: Cast, opened: Round) -> None:
    handover(
        actor=cast.coordinator,
        predecessor=cast.user("coordinator"),
        successor=cast.user("coordinator_two"),
        organization=cast.body("130001"),
    )
    opened.refresh_from_db()
    assert opened.contact == cast.user("coordinator_two")


def test_without_a_successor_a_draft_stays_with_the_organization(cast: Cast, opened: Round) -> None:
    draft = services.commitment_save(actor=cast.okutama, round_=opened, terms=PROMISE)
    membership_grant(
        actor=cast.okutama,
        user=cast.user("okutama_chief"),
        organization=cast.body("133086"),
        role=Role.ADMINISTRATOR,
    )
    person_remove_from_organization(
        actor=cast.okutama_chief, user=cast.user("okutama"), organization=cast.body("133086")
    )
    draft.refresh_from_db()
    assert draft.organization == cast.body("133086")
