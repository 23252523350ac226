from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import Cast
from dejiro.apps.needs.public import Need, Voice
from dejiro.apps.talent import services
from dejiro.apps.talent.models import Adoption, Engagement, Handover, Proposal
from dejiro.apps.talent.services import Note
from dejiro.apps.talent.tests.conftest import SignIn, text
from dejiro.foundation.errors import Conflict, NotYours, Refusal
from dejiro.foundation.ledger.models import Entry as LedgerEntry
from dejiro.foundation.notices.models import Notice
from dejiro.foundation.search.selectors import search

NOTE = Note(
    done="移行の棚卸しと手順書を作った",
    documents="共有フォルダの「標準化」",
    next_steps="外字の洗い出しから続ける",
    contact="総務課 情報係 0428-00-1000",
)


def finish(cast: Cast, engagement: Engagement, **fields: Any) -> Handover:  # noqa: ANN401  # fields of the note
    """End the engagement on a day of its period with a note."""
    services.engagement_end(
        actor=cast.okutama,
        engagement=engagement,
        ends_on=date(2027, 5, 2),
        reason="移行が済んだ",
        handover=Note(**{**NOTE.__dict__, **fields}),
    )
    return Handover.objects.select_related("engagement__request__organization", "engagement__request__area").get()


@pytest.fixture
def handover(cast: Cast, engagement: Engagement) -> Handover:
    return finish(cast, engagement)


def test_another_body_finds_the_note_by_search_and_takes_it_over_once(
    cast: Cast, sign_in: SignIn, handover: Handover
) -> None:
    assert [hit.url for hit in search(cast.ome, "外字の洗い出し")] == [handover.get_absolute_url()]
    assert "引き継ぎのメモ" in text(sign_in(cast.ome).get("/search/?q=外字の洗い出し"))
    made = services.adoption_take(actor=cast.ome, handover=handover, wish="来年度に同じ移行をします")
    assert made.voice.kind == Voice.Kind.ADOPTION
    assert made.voice.organization == cast.body("132055")
    assert made.voice.title == "横展開の希望：データエンジニアの支援"
    for private in ("外字", "棚卸し", "0428", handover.engagement.request.title):  # a voice can become public
        assert private not in f"{made.voice.title}{made.voice.body}"
    assert handover.get_absolute_url() in made.voice.body
    assert Notice.objects.filter(user=cast.okutama.user, body="来年度に同じ移行をします").exists()
    with pytest.raises(Refusal, match="もう横展開"):
        services.adoption_take(actor=cast.ome_chief, handover=handover, wish="もう一度")


def test_who_adopts_reads_the_note_but_neither_the_person_nor_the_figures(
    cast: Cast, sign_in: SignIn, handover: Handover
) -> None:
    client = sign_in(cast.ome)
    here = handover.get_absolute_url()
    page = text(client.get(here))
    assert "外字の洗い出し" in page
    assert handover.engagement.specialist.name not in page
    assert handover.engagement.get_absolute_url() not in page
    assert client.get(handover.engagement.get_absolute_url()).status_code == 404
    assert client.get(f"{here}edit/").status_code == 403
    assert client.get(f"{here}adopt/").status_code == 200
    assert client.post(f"{here}adopt/", {"note": ""}).status_code == 422
    assert client.post(f"{here}adopt/", {"note": "手順書を使いたい"}).url == here
    assert Adoption.objects.get().voice.get_absolute_url() in text(client.get(here))
    assert "青梅市" in text(sign_in(cast.okutama).get(here))


@pytest.mark.parametrize("who", ["okutama", "coordinator", "expert"])
def test_only_another_municipality_takes_it_over(cast: Cast, handover: Handover, who: str) -> None:
    with pytest.raises((NotYours, Refusal)):
        services.adoption_take(actor=cast.actor(who), handover=handover, wish="使いたい")


def test_companies_residents_and_other_prefectures_do_not_see_it(
    cast: Cast, sign_in: SignIn, handover: Handover
) -> None:
    for who in ("company", "resident", "tottori_coordinator"):
        actor = cast.actor(who)
        assert sign_in(actor).get(handover.get_absolute_url()).status_code == 404
        assert not search(actor, "外字の洗い出し")


def test_a_note_that_is_not_shared_stays_with_its_two_sides(
    cast: Cast, sign_in: SignIn, engagement: Engagement
) -> None:
    handover = finish(cast, engagement, shared=False)
    assert sign_in(cast.ome).get(handover.get_absolute_url()).status_code == 404
    assert not search(cast.ome, "外字の洗い出し")
    here = f"{handover.get_absolute_url()}edit/"
    client = sign_in(cast.expert)
    assert client.get(here).status_code == 200
    assert client.post(here, {**NOTE.__dict__, "shared": "on", "version": "1"}).url == handover.get_absolute_url()
    assert [hit.url for hit in search(cast.ome, "外字の洗い出し")] == [handover.get_absolute_url()]
    with pytest.raises(Conflict):
        services.handover_save(actor=cast.okutama, handover=Handover.objects.get(), text=NOTE, version=1)
    services.handover_save(actor=cast.okutama, handover=Handover.objects.get(), text=Note("a", "b", "c", shared=False))
    assert not search(cast.ome, "外字の洗い出し")
    with pytest.raises(Refusal, match="見せない"):
        services.adoption_take(actor=cast.ome, handover=Handover.objects.get(), wish="使いたい")


def test_need_request_and_note_lead_to_each_other(cast: Cast, sign_in: SignIn, handover: Handover) -> None:
    request = handover.engagement.request
    need = Need.objects.create(
        area=request.area,
        title="標準化の人手が足りない",
        summary="移行できない",
        category="systems",
        bodies_required=2,
        created_by=request.prepared_by,
        created_at=request.prepared_at,
    )
    request.need = need
    request.save()
    here = handover.get_absolute_url()
    client = sign_in(cast.okutama)
    assert need.get_absolute_url() in text(client.get(here))
    assert here in text(client.get(request.get_absolute_url()))
    assert here in text(client.get(handover.engagement.get_absolute_url()))
    assert f"/talent/handovers/?need={need.pk}" in text(client.get(need.get_absolute_url()))
    assert here in text(client.get(f"/talent/handovers/?need={need.pk}"))
    assert here not in text(client.get(f"/talent/handovers/?need={need.pk + 1}"))
    client.logout()
    nobody = client.get(f"/talent/handovers/?need={need.pk}")
    assert nobody.status_code == 200
    assert here not in text(nobody)
    assert services.adoption_take(actor=cast.ome, handover=handover, wish="使う").voice.category == "systems"


def test_the_log_keeps_no_word_of_the_note_in_clear(cast: Cast, handover: Handover) -> None:
    leaf = LedgerEntry.objects.get(action="talent.handover.save").leaf
    assert "外字" not in leaf
    assert "0428" not in leaf


def test_the_list_takes_as_many_queries_for_many_notes_as_for_few(
    cast: Cast, sign_in: SignIn, handover: Handover
) -> None:
    client = sign_in(cast.ome)
    client.get("/talent/handovers/")
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/talent/handovers/").status_code == 200
        counts.append(len(captured))
        for _more in range(3):
            again(handover)
    assert Handover.objects.count() == 7
    assert counts[0] == counts[1] <= 10


def again(handover: Handover) -> None:
    """Copy a note with its engagement and proposal."""
    engagement = handover.engagement
    proposal = Proposal.objects.get(pk=engagement.proposal_id)
    proposal.pk, proposal.withdrawn = None, True
    proposal.save()
    copy = Engagement.objects.get(pk=engagement.pk)
    copy.pk, copy.proposal = None, proposal
    copy.save()
    Handover.objects.create(
        engagement=copy,
        done="移行",
        next_steps="続ける",
        contact="総務課",
        written_by=handover.written_by,
        written_at=handover.written_at,
    )
