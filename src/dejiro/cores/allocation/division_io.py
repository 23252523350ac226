"""The fair division as JSON, in the format of `docs/reference/allocation/`."""

from dejiro.cores.allocation.division import Delivery, Division, Group, Share, UsedUp
from dejiro.cores.allocation.reader import number_in, texts_in, whole_in
from dejiro.cores.documents.faults import Fault, ProblemError
from dejiro.cores.documents.reader import Document, document_of


def division_to_json(division: Division) -> dict[str, Document]:
    """The division as JSON values; `division_from_json` reads it back equal."""
    return {
        "units": division.units,
        "bodies": [{name: getattr(share, name) for name in Share.__slots__} for share in division.shares],
        "groups": [
            {
                "level": group.level,
                "bodies": list(group.bodies),
                "met": list(group.met),
                "used_up": [_run(row, row.start, row.end) for row in group.used_up],
            }
            for group in division.groups
        ],
        "deliveries": [_run(row, row.start, row.end) for row in division.deliveries],
    }


def _run(row: UsedUp | Delivery, start: int, end: int) -> dict[str, Document]:
    values = row._asdict()
    del values["start"], values["end"]
    return values | {"from": start, "to": end}


def division_from_json(data: Document) -> Division:
    """Read a division from a JSON document (text) or from what `json.loads` makes of it.

    Only the form is read; whether it is the fair one is for `verify` to say.

    Raises:
        ProblemError: the document is not a division.
    """
    document = document_of(data)
    try:
        return _division(document)
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        problem = f"持ち分の形ではありません: {type(error).__name__}: {error}"
        raise ProblemError([Fault("$", problem, "shares.schema.json の形")]) from error


def _division(document: Document) -> Division:
    return Division(
        whole_in(document["units"]),
        tuple(_share(entry) for entry in document["bodies"]),
        tuple(_group(entry) for entry in document["groups"]),
        tuple(
            Delivery(row["specialist"], row["request"], *_weeks(row), whole_in(row["units"]))
            for row in document["deliveries"]
        ),
    )


def _share(entry: Document) -> Share:
    entitlement, share, level = (number_in(entry[name]) for name in ("entitlement", "fair_share", "level"))
    return Share(entry["id"], entitlement, whole_in(entry["demand"]), share, level)


def _group(entry: Document) -> Group:
    used_up = tuple(UsedUp(row["specialist"], *_weeks(row)) for row in entry["used_up"])
    return Group(number_in(entry["level"]), texts_in(entry["bodies"]), texts_in(entry["met"]), used_up)


def _weeks(row: Document) -> tuple[int, int]:
    return whole_in(row["from"]), whole_in(row["to"])
