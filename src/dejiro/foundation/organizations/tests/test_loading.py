import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from conftest import Cast, Clock
from dejiro.foundation.accounts.actors import SYSTEM
from dejiro.foundation.errors import Refusal
from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.selectors import municipalities_of, organization_by_code
from dejiro.foundation.organizations.services import bodies_load, organization_merge
from dejiro.foundation.organizations.tables import COLUMNS, MUNICIPALITIES, BodyTableFault

TOKYO = ("130001",)
Change = Callable[[list[dict[str, str]]], object]

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(cast: Cast, tmp_path: Path) -> Callable[[Change], Path]:
    """Write the project's table with a change in it."""

    def write(change: Change) -> Path:
        with MUNICIPALITIES.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        change(rows)
        path = tmp_path / "bodies.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]) if rows else list(COLUMNS))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


def row_of(rows: list[dict[str, str]], code: str) -> dict[str, str]:
    return next(row for row in rows if row["code"] == code)


def test_all_bodies_load_and_loading_again_changes_nothing() -> None:
    before = Organization.objects.count()
    first = bodies_load(actor=SYSTEM)
    assert Organization.objects.count() - before == len(first.added)
    assert Organization.objects.filter(kind="municipality").count() == 1741
    assert Organization.objects.filter(kind="prefecture").count() == 47
    entries = Entry.objects.count()
    again = bodies_load(actor=SYSTEM)
    assert (bool(again), again.unchanged) == (False, 1788)
    assert Entry.objects.count() == entries


def test_a_body_has_the_figures_of_the_table(cast: Cast) -> None:
    town = cast.body("133086")
    assert (town.name, town.kana, town.population) == ("奥多摩町", "おくたままち", 4897)
    assert town.area == cast.body("130001")
    assert town.latitude == pytest.approx(35.8, abs=0.1)
    assert municipalities_of(cast.body("130001")).count() == 62


def test_a_first_load_is_one_entry_of_the_log(cast: Cast) -> None:
    before = Entry.objects.count()
    bodies_load(actor=SYSTEM, areas=["410004"])
    entry = Entry.objects.order_by("-index")[0]
    assert (Entry.objects.count() - before, entry.action) == (1, "organizations.bodies.load")
    assert '"added":21' in entry.leaf


def test_changes_are_shown_written_and_recorded_body_by_body(cast: Cast, table: Callable[[Change], Path]) -> None:
    def change(rows: list[dict[str, str]]) -> None:
        row_of(rows, "133086")["name"] = "奥多摩市"
        row_of(rows, "132055")["population_2022_01_01"] = "130000"
        rows.remove(row_of(rows, "133078"))

    before = Entry.objects.count()
    changes = bodies_load(actor=SYSTEM, path=table(change), areas=TOKYO)
    assert changes.counts() == {"added": 0, "renamed": 1, "figures": 1, "closed": 1, "unchanged": 60}
    assert changes.renamed[0].differences == (("name", "奥多摩町", "奥多摩市"),)
    assert cast.body("133086").name == "奥多摩市"
    assert cast.body("132055").population == 130_000
    assert organization_by_code("133078") is None
    actions = Entry.objects.order_by("index").values_list("action", flat=True)[before:]
    assert sorted(actions) == [
        f"organizations.{verb}" for verb in ("bodies.load", "body.close", "body.figures", "body.rename")
    ]


def test_a_rehearsal_writes_nothing(cast: Cast, table: Callable[[Change], Path]) -> None:
    before = Entry.objects.count()
    path = table(lambda rows: rows.remove(row_of(rows, "133078")))
    assert [body.code for body in bodies_load(actor=SYSTEM, path=path, areas=TOKYO, rehearse=True).closed] == ["133078"]
    assert organization_by_code("133078") is not None
    assert Entry.objects.count() == before


def test_a_closed_body_keeps_its_row_and_may_come_back(
    cast: Cast, clock: Clock, table: Callable[[Change], Path]
) -> None:
    old = cast.body("133078")
    bodies_load(actor=SYSTEM, path=table(lambda rows: rows.remove(row_of(rows, "133078"))), areas=TOKYO)
    changes = bodies_load(actor=SYSTEM, areas=TOKYO)
    assert [row.code for row in changes.added] == ["133078"]
    new = cast.body("133078")
    old.refresh_from_db()
    assert (old.valid_to, new.valid_from, new.pk == old.pk) == (date(2026, 10, 5), date(2026, 10, 5), False)


def test_other_areas_and_kinds_are_left_alone(cast: Cast) -> None:
    others = Organization.objects.exclude(kind__in=["municipality", "prefecture"]).filter(valid_to=None)
    before = (cast.body("312011"), others.count())
    assert not bodies_load(actor=SYSTEM, areas=TOKYO)
    assert (cast.body("312011"), others.count()) == before


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("code", "133087", "2行目 code：団体コード「133087」は、6桁の数字で、検査数字が合っている必要があります。"),
        ("code", "012025", "2行目 code：同じ団体コードが2回以上あります。"),
        ("pref", "東京都", "2行目 pref：団体コードの都道府県と一致しません。"),
        ("name", "", "2行目 name：1文字以上100文字以下で書いてください。"),
        ("kana", "あ" * 101, "2行目 kana：1文字以上100文字以下で書いてください。"),
        ("url", "javascript:alert(1)", "2行目 url：http://"),
        ("lat", "91", "2行目 lat：日本の緯度"),
        ("lng", "nan", "2行目 lng：日本の経度"),
        ("population_2022_01_01", "-1", "2行目 population_2022_01_01：0以上の整数"),
        ("households_2022_01_01", "1.5", "2行目 households_2022_01_01：0以上の整数"),
        ("fiscal_strength_fy2021", "NaN", "2行目 fiscal_strength_fy2021：0以上999.99以下"),
    ],
)
def test_a_fault_is_named_by_row_and_column_and_nothing_is_written(
    table: Callable[[Change], Path], column: str, value: str, message: str
) -> None:
    before = Organization.objects.count()
    with pytest.raises(BodyTableFault) as fault:
        bodies_load(actor=SYSTEM, path=table(lambda rows: rows[0].update({column: value})))
    assert message in fault.value.message
    assert Organization.objects.count() == before


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bodies.csv"
    path.write_text("code,pref,name,kana,lat,lng,url\n", encoding="utf-8")
    with pytest.raises(BodyTableFault) as fault:
        bodies_load(actor=SYSTEM, path=path)
    assert [one.column for one in fault.value.faults] == list(COLUMNS[7:])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"code,pref\n011002,\x93\x8c\x8b\x9e\n", "2行目 -：文字コードがUTF-8ではありません"),
        ((",".join(COLUMNS) + "\n").encode(), "団体が1件もありません"),
        ((",".join(COLUMNS) + '\n"01100"2,x\n').encode(), "CSVとして読めません"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "bodies.csv"
    path.write_bytes(content)
    with pytest.raises(BodyTableFault, match=message):
        bodies_load(actor=SYSTEM, path=path)


def test_of_many_faults_twenty_are_shown_and_the_rest_counted(table: Callable[[Change], Path]) -> None:
    with pytest.raises(BodyTableFault) as fault:
        bodies_load(actor=SYSTEM, path=table(lambda rows: [row.update(name="") for row in rows]))
    assert len(fault.value.faults) == 1741
    assert fault.value.message.endswith("ほか1721件")


def test_an_area_that_is_no_prefecture_is_refused() -> None:
    with pytest.raises(Refusal, match="133086 は都道府県の団体コード"):
        bodies_load(actor=SYSTEM, areas=["133086"])


def test_an_empty_cell_is_an_unknown_value(cast: Cast, table: Callable[[Change], Path]) -> None:
    path = table(
        lambda rows: row_of(rows, "133086").update(population_2022_01_01="", fiscal_strength_fy2021="", lat="")
    )
    bodies_load(actor=SYSTEM, path=path, areas=TOKYO)
    town = cast.body("133086")
    assert (town.population, town.fiscal_strength, town.latitude) == (None, None, None)


def test_the_command_shows_the_changes_first(
    cast: Cast, table: Callable[[Change], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    def change(rows: list[dict[str, str]]) -> None:
        row_of(rows, "133086")["name"] = "奥多摩市"
        rows.remove(row_of(rows, "133078"))

    out = io.StringIO()
    path = table(change)
    call_command("load_bodies", "--area=130001", f"--file={path}", "--dry-run", stdout=out)
    assert "名称の変更: 133086 奥多摩市（name: 奥多摩町 -> 奥多摩市）" in out.getvalue()
    assert "廃止: 133078 檜原村" in out.getvalue()
    assert "何も書き込んでいません" in out.getvalue()
    assert cast.body("133086").name == "奥多摩町"
    call_command("load_bodies", "--area=130001", f"--file={path}", stdout=out)
    assert cast.body("133086").name == "奥多摩市"


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_bodies", f"--file={tmp_path / 'none.csv'}")


def test_a_merger_told_for_later_survives_a_load(cast: Cast) -> None:
    organization_merge(
        actor=SYSTEM, predecessors=[cast.body("133078")], successor=cast.body("132284"), on=date(2027, 4, 1)
    )
    assert not bodies_load(actor=SYSTEM, areas=TOKYO)
    body = organization_by_code("133078", on=date(2027, 3, 31))
    assert body is not None
    assert body.successor == cast.body("132284")
    assert organization_by_code("133078", on=date(2027, 4, 1)) is None
