"""The demo's plans as the core computed them once: kept in a file, found again by what was asked, checked when loaded.

`python -m tools.demo_plans` writes the file anew when the cast, the pool or the requests change.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from dejiro.apps.talent.models import Request, Specialist

FILE: Final = Path(__file__).parent / "data" / "plans.json"
Json = dict[str, Any]


@dataclass(frozen=True)
class Names:
    """Other names for the specialists and requests of a problem and its answer."""

    specialists: Mapping[str, str]
    requests: Mapping[str, str]

    @classmethod
    def lasting(cls, problem: Json) -> "Names":
        """Return names that are the same in every database for the numbers in a problem; two queries.

        Specialists have their number in the pool, requests their place in the order in which they were written.
        """
        keys = [one["id"] for one in problem["specialists"]]
        people = Specialist.objects.in_bulk([int(key) for key in keys if key.isdecimal()])
        supposed = {key: f"x{at}" for at, key in enumerate(key for key in keys if not key.isdecimal())}
        asked = Request.objects.order_by("pk").values_list("pk", flat=True)
        places = {str(key): f"r{place:03d}" for place, key in enumerate(asked)}
        return cls(
            {str(key): one.key for key, one in people.items()} | supposed,
            {one["id"]: places[one["id"]] for one in problem["requests"]},
        )

    @property
    def back(self) -> "Names":
        """The way back."""
        return Names(
            {new: old for old, new in self.specialists.items()}, {new: old for old, new in self.requests.items()}
        )

    def problem(self, problem: Json) -> Json:
        """Return a problem under these names."""
        pairs = {kind: sorted(map(self._pair, problem[kind])) for kind in ("pinned", "forbidden", "current")}
        people = [{**one, "id": self.specialists[one["id"]]} for one in problem["specialists"]]
        requests = [{**one, "id": self.requests[one["id"]]} for one in problem["requests"]]
        return {**problem, **pairs, "specialists": people, "requests": requests}

    def answer(self, answer: Json) -> Json:
        """Return an answer under these names."""
        rows = answer["assignments"]
        pairs = [self._pair([row["specialist"], row["request"]]) for row in rows]
        return {
            **answer,
            "assignments": [{"specialist": one, "request": asked} for one, asked in pairs],
            "unserved": [{**row, "request": self.requests[row["request"]]} for row in answer["unserved"]],
        }

    def _pair(self, pair: Sequence[str]) -> list[str]:
        return [self.specialists[pair[0]], self.requests[pair[1]]]


def stored(problem: Json) -> Json:
    """Return the core's answer to a problem of the demo; two queries.

    Raises:
        LookupError: if this problem was never computed.
    """
    names = Names.lasting(problem)
    answer = _answers().get(digest(names.problem(problem)))
    if answer is None:
        raise LookupError("The demo asks for a plan that was never computed: run python -m tools.demo_plans")
    return names.back.answer(answer)


def digest(problem: Json) -> str:
    """Return the SHA-256 of a problem in one form of writing."""
    text = json.dumps(problem, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _answers() -> Mapping[str, Json]:
    found: Mapping[str, Json] = json.loads(FILE.read_text(encoding="utf-8"))["answers"]
    return found
