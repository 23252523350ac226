import io
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from conftest import Cast, Clock
from dejiro.apps.talent import access, services
from dejiro.apps.talent.models import Absence, Capacity, Conflict, Look, Paper, Proposal, Skill, Specialist
from dejiro.apps.talent.tests.conftest import SignIn, entry, specialist_of, text
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.ledger.models import Entry as LedgerEntry
from dejiro.foundation.notices.models import DeskItem, Notice


def test_a_coordinator_takes_somebody_into_the_pool_and_the_log_seals_their_name(cast: Cast) -> None:
    made = services.specialist_save(actor=cast.coordinator, entry=entry(profile="医療情報の経験"))
    assert made.fictional
    leaf = LedgerEntry.objects.get(action="talent.specialist.create").leaf
    assert "S-001" in leaf
    assert "渡辺" not in leaf
    assert "医療" not in leaf


@pytest.mark.parametrize("who", ["okutama", "expert", "company", "tottori_coordinator"])
def test_nobody_else_changes_the_pool(cast: Cast, specialist: Specialist, who: str) -> None:
    with pytest.raises(NotYours):
        services.specialist_save(actor=cast.actor(who), entry=entry(), specialist=specialist)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"employment": "lent"}, "派遣元の団体は"),
        ({"onsite": "some"}, "行ける団体を選んで"),
        ({"email": "nobody@example.lg.jp"}, "利用者はいません"),
        ({"key": "S-002"}, "ほかの人が使って"),
        ({"email": "expert@example.lg.jp", "key": "S-003"}, "ほかの人材番号"),
    ],
)
def test_an_entry_that_does_not_hold_together_is_refused(cast: Cast, fields: dict[str, str], words: str) -> None:
    specialist_of(cast, key="S-002", email="expert@example.lg.jp")
    with pytest.raises(Refusal, match=words):
        services.specialist_save(actor=cast.coordinator, entry=entry(**fields))


def test_the_standard_knows_its_roles_and_four_levels(cast: Cast, specialist: Specialist) -> None:
    with pytest.raises(Refusal, match="デジタルスキル標準にありません"):
        services.skill_save(actor=cast.expert, specialist=specialist, role="wizard", level=2)
    with pytest.raises(Refusal, match="1から4"):
        services.skill_save(actor=cast.expert, specialist=specialist, role="data-engineer", level=5)


def test_a_skill_said_again_replaces_its_level(cast: Cast, specialist: Specialist) -> None:
    services.skill_save(actor=cast.expert, specialist=specialist, role="data-engineer", level=4)
    assert list(specialist.skills.values_list("role", "level")) == [("data-engineer", 4)]


def test_periods_of_capacity_and_absences_do_not_overlap(cast: Cast, specialist: Specialist) -> None:
    late = {"starts_on": date(2028, 3, 31), "ends_on": date(2028, 5, 1)}
    with pytest.raises(Refusal, match="2026年4月1日"):
        services.capacity_save(actor=cast.expert, specialist=specialist, half_days=2, **late)
    away = {"starts_on": date(2027, 8, 1), "ends_on": date(2027, 8, 10)}
    services.absence_save(actor=cast.expert, specialist=specialist, **away)
    with pytest.raises(Refusal, match="不在と重なって"):
        services.absence_save(actor=cast.expert, specialist=specialist, **away)
    back = {"starts_on": date(2027, 9, 2), "ends_on": date(2027, 9, 1)}
    with pytest.raises(Refusal, match="始まりの日より前"):
        services.absence_save(actor=cast.expert, specialist=specialist, **back)


def test_the_database_itself_refuses_what_cannot_be(cast: Cast, specialist: Specialist) -> None:
    day = date(2027, 4, 1)
    assert cast.expert.user is not None
    wrong = (
        Skill(specialist=specialist, role="ba-new", level=5),
        Capacity(specialist=specialist, starts_on=day, ends_on=day, half_days=11),
        Absence(specialist=specialist, starts_on=day, ends_on=date(2027, 3, 31)),
        Specialist(area=specialist.area, key="S-001", name="別", employment="staff"),
        Specialist(area=specialist.area, key="S-009", name="別", employment="lent"),
    )
    for row in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_only_the_coordinator_keeps_papers_and_conflicts(cast: Cast, specialist: Specialist) -> None:
    ome = cast.body("132055")
    with pytest.raises(NotYours):
        services.conflict_save(actor=cast.expert, specialist=specialist, organization=ome, reason="前職")
    conflict = services.conflict_save(actor=cast.coordinator, specialist=specialist, organization=ome, reason="前職")
    assert "前職" not in LedgerEntry.objects.get(action="talent.conflict.save").leaf
    with pytest.raises(NotYours):
        services.part_remove(actor=cast.expert, part=conflict)
    services.part_remove(actor=cast.coordinator, part=conflict)
    assert not Conflict.objects.exists()


def test_a_body_sees_a_profile_only_after_a_proposal(cast: Cast, specialist: Specialist, proposal: Proposal) -> None:
    assert access.specialist_for_reader(cast.okutama, specialist.pk) == specialist
    with pytest.raises(Http404):
        access.specialist_for_reader(cast.ome, specialist.pk)
    services.proposal_withdraw(actor=cast.coordinator, proposal=proposal)
    with pytest.raises(Http404):
        access.specialist_for_reader(cast.okutama, specialist.pk)


def test_who_looks_is_recorded_once_a_day_and_the_specialist_reads_it(
    cast: Cast, sign_in: SignIn, specialist: Specialist, proposal: Proposal, clock: Clock
) -> None:
    assert proposal.is_open
    here = specialist.get_absolute_url()
    for _number in range(2):
        page = text(sign_in(cast.okutama).get(here))
    assert "データエンジニア" in page
    assert "秘密保持" not in page
    clock.move_to("2026-10-06T10:00:00+09:00")
    sign_in(cast.okutama).get(here)
    sign_in(cast.expert).get(here)
    assert Look.objects.count() == 2
    assert "杉本 葵" in text(sign_in(cast.expert).get(f"{here}looks/"))
    assert sign_in(cast.auditor).get(f"{here}looks/").status_code == 200
    assert sign_in(cast.okutama).get(f"{here}looks/").status_code == 404


def test_a_specialist_keeps_their_own_page(cast: Cast, sign_in: SignIn, specialist: Specialist) -> None:
    client = sign_in(cast.expert)
    here = client.get("/talent/me/").url
    assert here == specialist.get_absolute_url()
    form = {
        "onsite": "some",
        "places": "青梅市、奥多摩町",
        "profile": "移行が得意",
        "max_parallel": "2",
        "version": "1",
    }
    assert client.post(f"{here}describe/", {**form, "places": "架空市"}).status_code == 422
    assert client.post(f"{here}describe/", form).url == here
    assert "青梅市、奥多摩町" in text(client.get(here))
    assert client.post(f"{here}describe/", form).status_code == 422
    assert client.post(f"{here}skills/new/", {"role": "ba-new", "level": "2", "evidence": "企画"}).url == here
    away = {"starts_on": "2027-08-02", "ends_on": "2027-08-01"}
    assert "始まりの日より前" in text(client.post(f"{here}absences/new/", away))
    assert client.post(f"{here}absences/new/", {**away, "ends_on": "2027-08-06"}).url == here
    absence = Absence.objects.get()
    assert "2027年8月6日" in text(client.get(here))
    assert client.post(f"/talent/absences/{absence.pk}/remove/", {}).url == here
    assert client.get(f"{here}edit/").status_code == 403
    assert client.post(f"{here}leave/", {"left_on": "2027-03-31"}).url == here
    assert "退任日が決まっています" in text(client.get(here))


def test_a_paper_that_ends_soon_comes_to_the_desk_once_and_leaves_it_when_renewed(
    cast: Cast, specialist: Specialist, clock: Clock
) -> None:
    clock.move_to("2028-02-15T09:00:00+09:00")
    assert services.papers_remind() == 1
    assert services.papers_remind() == 0
    item = DeskItem.objects.get(kind="talent.paper.renew", closed_at=None)
    assert "秘密保持" in item.title
    assert Notice.objects.filter(user=cast.user("expert"), title=item.title).exists()
    new = {"starts_on": date(2028, 4, 1), "ends_on": date(2029, 3, 31)}
    services.paper_save(actor=cast.coordinator, specialist=specialist, kind="nda", **new)
    assert services.papers_remind() == 0
    assert not DeskItem.objects.filter(kind="talent.paper.renew", closed_at=None).exists()


def test_an_exported_pool_is_imported_again_unchanged(cast: Cast, sign_in: SignIn, specialist: Specialist) -> None:
    client = sign_in(cast.coordinator)
    for form in ("csv", "xlsx"):
        file = io.BytesIO(client.get(f"/talent/pool/export.{form}").content)
        file.name = f"pool.{form}"
        assert client.post("/talent/pool/import/", {"file": file}).url == "/talent/pool/"
    specialist.refresh_from_db()
    assert (Specialist.objects.count(), specialist.version) == (1, 3)
    assert specialist.user == cast.user("expert")
    assert (Capacity.objects.count(), Paper.objects.count()) == (1, 1)


HEAD = (
    "人材番号,氏名,雇用の形,派遣元,出張,行ける団体,同時に受けられる数,役割1,レベル1,"
    "稼働の開始日,稼働の終了日,週の半日数"
)
GOOD = "S-{n:05d},架空 {n},推進団体の職員,,どの団体にも行ける,,3,データエンジニア,2,2027-04-01,2028-03-31,4"


def test_ten_thousand_rows_with_37_faults_leave_no_trace(cast: Cast, sign_in: SignIn) -> None:
    lines = [GOOD.format(n=n) for n in range(10_000)]
    for n in range(37):
        lines[n * 250] = lines[n * 250].replace(",データエンジニア,2,", ",まほうつかい,2,")
    file = io.BytesIO("\n".join([HEAD, *lines]).encode())
    file.name = "pool.csv"
    response = sign_in(cast.coordinator).post("/talent/pool/import/", {"file": file})
    assert response.status_code == 422
    page = text(response)
    assert "直すところ（37件）" in page
    assert '<td class="numeric">252</td><th scope="row">役割1</th>' in page
    assert not Specialist.objects.exists()
    assert not LedgerEntry.objects.filter(action="talent.pool.import").exists()


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("S-00001", "S-00000", "2行目にもあります"),
        ("推進団体の職員,,", "自治体から派遣される職員,,", "必ず書いてください"),
        ("推進団体の職員,,", "自治体から派遣される職員,無い市,", "という団体はありません"),
        ("どの団体にも行ける,,", "行ける団体が決まっている,無い市,", "という団体はありません"),
        ("どの団体にも行ける,,", "どの団体にも行ける,青梅市,", "ときだけ書いてください"),
        ("2028-03-31,4", "2027-03-31,4", "開始日より前"),
        ("2028-03-31,4", "2028-03-31,", "3つとも書くか"),
    ],
)
def test_what_is_wrong_between_cells_is_told_by_place(
    cast: Cast, sign_in: SignIn, before: str, after: str, words: str
) -> None:
    file = io.BytesIO("\n".join([HEAD, GOOD.format(n=0), GOOD.format(n=1).replace(before, after)]).encode())
    file.name = "pool.csv"
    page = text(sign_in(cast.coordinator).post("/talent/pool/import/", {"file": file}))
    assert '<td class="numeric">3</td>' in page
    assert words in page


def test_the_coordinator_finds_people_by_role_and_sees_what_lacks(
    cast: Cast, sign_in: SignIn, specialist: Specialist
) -> None:
    services.specialist_save(actor=cast.coordinator, entry=entry(key="S-002", name="副業 花", employment="side"))
    client = sign_in(cast.coordinator)
    page = text(client.get("/talent/pool/"))
    assert "稼働量なし" in page
    assert "兼業の許可" in page
    found = text(client.get("/talent/pool/?role=data-engineer&q=渡辺&employment=staff"))
    assert specialist.name in found
    assert "副業 花" not in found
    assert "この条件の人はいません" in text(client.get("/talent/pool/?role=ba-new"))


def test_the_coordinator_keeps_a_lent_officers_entry(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.coordinator)
    assert "まだ誰も登録していません" in text(client.get("/talent/pool/"))
    form = {"key": "S-003", "name": "派遣 一", "employment": "lent", "lender": "青梅市", "onsite": "remote"}
    form["max_parallel"] = "3"
    assert client.post("/talent/pool/new/", {**form, "lender": "青梅市、福生市"}).status_code == 422
    here = client.post("/talent/pool/new/", form).url
    assert client.post(f"{here}edit/", {**form, "max_parallel": "4", "version": "1"}).url == here
    parts: dict[str, tuple[Any, dict[str, str]]] = {
        "conflicts": (Conflict, {"organization": "132055", "reason": "派遣元"}),
        "papers": (Paper, {"kind": "nda", "starts_on": "2026-04-01", "ends_on": "2027-03-31"}),
        "capacity": (Capacity, {"starts_on": "2026-04-01", "ends_on": "2027-03-31", "half_days": "4"}),
        "skills": (Skill, {"role": "ba-new", "level": "2"}),
    }
    for part, (model, data) in parts.items():
        assert client.get(f"{here}{part}/new/").status_code == 200
        assert client.post(f"{here}{part}/new/", data).url == here
        row = model.objects.get()
        assert client.get(f"/talent/{part}/{row.pk}/remove/").status_code == 200
        assert client.post(f"/talent/{part}/{row.pk}/remove/", {}).url == here
        assert not model.objects.exists()
