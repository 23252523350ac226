"""The pool as a table: its columns, what is wrong between them, and rows as entries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.talent.bodies import bodies_by_word, bodies_in, written
from dejiro.apps.talent.entries import Entry
from dejiro.apps.talent.models import Paper, Specialist
from dejiro.apps.talent.standards import role_names
from dejiro.foundation.exchange import CellFault, Column, Kind, Row, TableFault, read_table
from dejiro.foundation.exchange.reading import Upload
from dejiro.foundation.organizations.models import Organization

ROW_LIMIT: Final = 20_000
SKILLS: Final = (1, 2, 3)
PAPERS: Final = (("nda", Paper.Kind.NDA), ("side_job", Paper.Kind.SIDE_JOB), ("insurance", Paper.Kind.INSURANCE))


@dataclass(frozen=True)
class PoolLine:
    """A row of the table: the entry, skills as (role, level), a period with half-days, papers as (kind, last day)."""

    number: int
    entry: Entry
    skills: tuple[tuple[str, int], ...]
    capacity: tuple[date, date, int] | None
    papers: tuple[tuple[str, date], ...]


def pool_columns() -> tuple[Column, ...]:
    """Return the columns of the pool's table."""
    employment, onsite = dict(Specialist.Employment.choices), dict(Specialist.Onsite.choices)
    return (
        Column("key", gettext_lazy("人材番号"), aliases=("番号",), length=20),
        Column("name", gettext_lazy("氏名"), length=80),
        Column("kana", gettext_lazy("よみ"), required=False, length=80),
        Column("employment", gettext_lazy("雇用の形"), Kind.CHOICE, choices=employment),
        Column("lender", gettext_lazy("派遣元"), required=False, length=20),
        Column("onsite", gettext_lazy("出張"), Kind.CHOICE, choices=onsite),
        Column("places", gettext_lazy("行ける団体"), required=False, length=1000),
        Column("languages", gettext_lazy("話せる言葉"), required=False, length=100),
        Column("profile", gettext_lazy("経歴・得意なこと"), required=False, length=2000),
        Column("max_parallel", gettext_lazy("同時に受けられる数"), Kind.INTEGER, minimum=1, maximum=20),
        *(column for number in SKILLS for column in _skill_columns(number)),
        Column("starts_on", gettext_lazy("稼働の開始日"), Kind.DATE, required=False),
        Column("ends_on", gettext_lazy("稼働の終了日"), Kind.DATE, required=False),
        Column("half_days", gettext_lazy("週の半日数"), Kind.INTEGER, required=False, minimum=1, maximum=10),
        Column("nda", gettext_lazy("秘密保持の期限"), Kind.DATE, required=False),
        Column("side_job", gettext_lazy("兼業許可の期限"), Kind.DATE, required=False),
        Column("insurance", gettext_lazy("保険の期限"), Kind.DATE, required=False),
    )


def _skill_columns(number: int) -> tuple[Column, Column]:
    role, level = _("役割%(number)d") % {"number": number}, _("レベル%(number)d") % {"number": number}
    return (
        Column(f"role{number}", role, Kind.CHOICE, required=number == 1, choices=role_names()),
        Column(f"level{number}", level, Kind.INTEGER, required=number == 1, minimum=1, maximum=4),
    )


def pool_lines(upload: Upload, area: Organization) -> list[PoolLine]:
    """Read the pool's table; one query.

    Raises:
        TableFault: with every fault by row and column.
    """
    table = read_table(upload, pool_columns(), limit=ROW_LIMIT)
    known = bodies_by_word(area)
    faults = _faults(table.rows, known)
    if faults:
        raise TableFault(faults)
    return [_line(row, known) for row in table.rows]


def pool_values(specialist: Specialist) -> dict[str, object]:
    """Return a specialist as a row of the table; no query when everything is loaded."""
    values: dict[str, object] = {
        name: getattr(specialist, name)
        for name in ("key", "name", "kana", "employment", "onsite", "languages", "profile", "max_parallel")
    }
    values["lender"] = specialist.lender.name if specialist.lender else None
    values["places"] = written(specialist.places.all())
    for number, skill in zip(SKILLS, specialist.skills.all(), strict=False):
        values[f"role{number}"], values[f"level{number}"] = skill.role, skill.level
    for capacity in list(specialist.capacities.all())[-1:]:
        values |= {name: getattr(capacity, name) for name in ("starts_on", "ends_on", "half_days")}
    for name, kind in PAPERS:
        ends = [paper.ends_on for paper in specialist.papers.all() if paper.kind == kind]
        values[name] = max(ends, default=None)
    return {column.key: values.get(column.key) for column in pool_columns()}


def _line(row: Row, known: Mapping[str, Organization]) -> PoolLine:
    values = row.values
    texts = {name: values[name] or "" for name in ("kana", "languages", "profile")}
    entry: dict[str, Any] = {
        **{name: values[name] for name in ("key", "name", "employment", "onsite", "max_parallel")},
        **texts,
        "lender": known.get(str(values["lender"])) if values["lender"] else None,
        "places": bodies_in(str(values["places"] or ""), known),
    }
    days = values["starts_on"], values["ends_on"], values["half_days"]
    return PoolLine(
        row.number,
        Entry(**entry),
        tuple((str(values[f"role{n}"]), _whole(values[f"level{n}"])) for n in SKILLS if values[f"role{n}"]),
        days if days[0] else None,  # type: ignore[arg-type]  # checked to be whole in _faults
        tuple((kind, value) for name, kind in PAPERS if isinstance(value := values[name], date)),
    )


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value


def _faults(rows: Sequence[Row], known: Mapping[str, Organization]) -> list[CellFault]:
    headings = {column.key: str(column.heading) for column in pool_columns()}
    seen: dict[object, int] = {}
    faults: list[tuple[int, str, str]] = []
    for row in rows:
        key = row.values["key"]
        if key in seen:
            words = _("人材番号「%(key)s」は%(row)d行目にもあります。") % {"key": key, "row": seen[key]}
            faults.append((row.number, "key", words))
        seen.setdefault(key, row.number)
        faults += [(row.number, column, words) for column, words in _row_faults(row.values, known)]
    return [CellFault(number, headings[column], words) for number, column, words in faults]


def _row_faults(values: Mapping[str, Any], known: Mapping[str, Organization]) -> list[tuple[str, str]]:
    faults = [*_body_faults(values, known), *_skill_faults(values)]
    days = [values[name] for name in ("starts_on", "ends_on", "half_days")]
    if any(days) and not all(days):
        faults.append(
            ("half_days", _("稼働の開始日・終了日・週の半日数は、3つとも書くか、3つとも空欄にしてください。"))
        )
    elif any(days) and days[1] < days[0]:
        faults.append(("ends_on", _("開始日より前の日です。")))
    return faults


def _body_faults(values: Mapping[str, Any], known: Mapping[str, Organization]) -> list[tuple[str, str]]:
    faults: list[tuple[str, str]] = []
    lender, lent = values["lender"], values["employment"] == Specialist.Employment.LENT
    if lender and lender not in known:
        faults.append(("lender", _("「%(name)s」という団体はありません。") % {"name": lender}))
    elif bool(lender) != lent:
        faults.append(("lender", _("自治体から派遣される職員のときだけ、必ず書いてください。")))
    try:
        places = bodies_in(str(values["places"] or ""), known)
    except ValueError as error:
        return [*faults, ("places", str(error))]
    if bool(places) != (values["onsite"] == Specialist.Onsite.SOME):
        faults.append(("places", _("「行ける団体が決まっている」ときだけ書いてください。")))
    return faults


def _skill_faults(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    pairs = [(number, values[f"role{number}"], values[f"level{number}"]) for number in SKILLS]
    faults = [
        (f"level{number}", _("役割とレベルは、両方書くか、両方空欄にしてください。"))
        for number, role, level in pairs
        if bool(role) != bool(level)
    ]
    named = [role for _number, role, _level in pairs if role]
    twice = [number for number, role, _level in pairs if role and named.index(role) != number - 1]
    return faults + [(f"role{number}", _("同じ役割が2つあります。")) for number in twice if faults == []]
