from datetime import date

from django.test import Client

from conftest import Cast
from dejiro.apps.commitments.fiscal import Flag, Severity, flags_for
from dejiro.apps.commitments.models import Assembly, BudgetCycle, Round
from dejiro.apps.commitments.plans import Entry, Wanted, area_plan
from dejiro.apps.needs.models import Contract

CYCLE = BudgetCycle(fiscal_year=2027, request_due_on=date(2026, 10, 16), settled_on=date(2027, 1, 29))
SPRING = Assembly(name="令和9年第1回定例会", opens_on=date(2027, 2, 24), votes_on=date(2027, 3, 19))
SUMMER = Assembly(name="令和9年第2回定例会", opens_on=date(2027, 6, 1), votes_on=date(2027, 6, 18))


def flag(
    start: str,
    *,
    today: date = date(2026, 10, 5),
    cycles: tuple[BudgetCycle, ...] = (CYCLE,),
    assemblies: tuple[Assembly, ...] = (SPRING, SUMMER),
) -> Flag:
    (found,) = flags_for([start], cycles=cycles, assemblies=assemblies, today=today)
    return found


def test_a_start_fits_when_budget_and_vote_lie_ahead() -> None:
    found = flag("2027-04")
    assert (found.severity, found.label) == (Severity.FITS, "間に合う")
    assert "令和8年10月16日まで" in found.text
    assert "令和9年第1回定例会" in found.text


def test_the_last_vote_before_the_month_decides() -> None:
    assert "令和9年第2回定例会" in flag("2027-07").text


def test_a_missed_request_needs_a_supplementary_budget() -> None:
    found = flag("2027-04", today=date(2026, 10, 17))
    assert (found.severity, found.label) == (Severity.HURRY, "補正予算が必要")


def test_the_day_of_the_request_is_in_time() -> None:
    assert flag("2027-04", today=date(2026, 10, 16)).severity == Severity.FITS


def test_a_missed_vote_is_too_late() -> None:
    found = flag("2027-04", today=date(2027, 3, 20))
    assert (found.severity, found.label) == (Severity.MISSES, "間に合わない")
    assert "令和9年3月19日議決" in found.text


def test_a_month_that_has_begun_is_too_late() -> None:
    assert "過ぎています" in flag("2027-04", today=date(2027, 4, 1)).text


def test_what_is_not_entered_is_unknown_and_never_assumed() -> None:
    no_cycle, no_vote = flag("2027-04", cycles=()), flag("2027-04", assemblies=())
    assert {no_cycle.severity, no_vote.severity} == {Severity.UNKNOWN}
    assert no_cycle.label == "わからない"
    assert "予算日程が未登録" in no_cycle.text
    assert "議会日程が未登録" in no_vote.text


def test_a_vote_after_the_start_does_not_help() -> None:
    assert flag("2027-04", assemblies=(SUMMER,)).severity == Severity.UNKNOWN


def test_flags_come_in_the_order_of_the_months() -> None:
    found = flags_for(["2027-07", "2027-04"], cycles=(), assemblies=(), today=date(2026, 10, 5))
    assert [one.month.text for one in found] == ["2027-04", "2027-07"]


def entries(cast: Cast, **wanted: str) -> list[Entry]:
    plan = area_plan(cast.body("130001"), Wanted(**wanted))
    return [entry for month in plan for entry in month.entries]


def fill(cast: Cast) -> None:
    for code in ("133086", "132055"):
        body = cast.body(code)
        BudgetCycle.objects.create(
            organization=body, fiscal_year=2027, request_due_on=date(2026, 10, 16), settled_on=date(2027, 1, 29)
        )
        Assembly.objects.create(
            organization=body, name="定例会", opens_on=date(2027, 2, 24), votes_on=date(2027, 3, 19)
        )
        Contract.objects.create(
            organization=body,
            key="1",
            title="グループウェア",
            category="devices",
            vendor="秘密の会社",
            starts_on=date(2022, 4, 1),
            ends_on=date(2027, 3, 31),
            quantity=90 if code == "133086" else None,
            unit="人",
            annual_amount=987_654,
        )


def test_the_plan_gathers_what_falls_on_the_same_day(cast: Cast, opened: Round) -> None:
    fill(cast)
    found = entries(cast)
    assert [(entry.kind, entry.day, entry.who) for entry in found] == [
        ("budget", date(2026, 10, 16), "青梅市、奥多摩町"),
        ("round", date(2026, 10, 23), "東京都"),
        ("budget", date(2027, 1, 29), "青梅市、奥多摩町"),
        ("assembly", date(2027, 3, 19), "青梅市、奥多摩町"),
        ("contract", date(2027, 3, 31), "青梅市、奥多摩町（90人）"),
    ]
    assert found[1].url == f"/rounds/{opened.pk}/"


def test_the_plan_is_narrowed_by_kind_body_and_category(cast: Cast, opened: Round) -> None:
    fill(cast)
    assert {entry.kind for entry in entries(cast, kind="assembly")} == {"assembly"}
    assert {entry.who for entry in entries(cast, kind="budget", body="133086")} == {"奥多摩町"}
    assert {entry.kind for entry in entries(cast, category="devices")} == {"round", "contract"}
    assert entries(cast, category="network") == []
    assert opened.area.code == "130001"


def test_the_plan_shows_neither_vendor_nor_amount_of_others(cast: Cast, client: Client) -> None:
    fill(cast)
    cast.login(client, cast.hachioji)
    page = client.get("/calendar/area/", {"kind": "contract", "body": "nonsense"}).content.decode()
    assert "奥多摩町（90人）" in page
    assert "秘密の会社" not in page
    assert "987,654" not in page


def test_ones_own_calendar_shows_what_lies_ahead_of_ones_own_body(cast: Cast, client: Client) -> None:
    fill(cast)
    cast.login(client, cast.okutama)
    page = client.get("/calendar/").content.decode()
    assert "グループウェア（90人）" in page
    assert "青梅市" not in page
