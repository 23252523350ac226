"""A public figure: a problem and its answer, which anyone can compute again."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from dejiro.cores.merkle.canonical import Json, canonical

KINDS: Final = ("coalition", "effect")
NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True)
class Figure:
    """A problem and its answer.

    The service that decides on it writes its digests into the ledger: `record(…, data={…, **figure.digests()})`.
    A bundle's verifier asks that both digests stand in one entry, and computes the answer again.

    Args:
        name: its file name in a bundle: lower-case letters, digits, "-" and "_", at most 64.
        kind: "coalition" (problem and answer as `dejiro.cores.coalition.io` writes them) or "effect" (`rows_to_json`
            and `effect_summary` of `dejiro.cores.bundle.effect`).
        problem: JSON without floats.
        answer: JSON without floats.

    Raises:
        ValueError: for a name or kind that a bundle cannot hold.
        NotCanonical: if the problem or answer has no canonical form.
    """

    name: str
    kind: str
    problem: Json
    answer: Json

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ValueError(f"図の名前は、英小文字・数字・「-」「_」の64文字までにしてください（{self.name!r}）。")
        if self.kind not in KINDS:
            raise ValueError(f"図の種類は {' か '.join(KINDS)} です（{self.kind!r}）。")
        self.digests()

    def digests(self) -> dict[str, str]:
        """Return what an entry records of the figure.

        >>> sorted(Figure("effect-1", "effect", [], {}).digests())
        ['answer_digest', 'problem_digest']
        """
        return {"problem_digest": digest(self.problem), "answer_digest": digest(self.answer)}

    def to_json(self) -> dict[str, Json]:
        """Return the figure as a bundle holds it."""
        return {"name": self.name, "kind": self.kind, "problem": self.problem, "answer": self.answer}


def digest(value: Json) -> str:
    """Return the SHA-256 of a value's canonical JSON, in hex."""
    return sha256(canonical(value)).hexdigest()


def recorded_digests(value: Json) -> Iterator[tuple[str, str]]:
    """Yield the digests of problem and answer of every figure that an entry's data records, at any depth."""
    if isinstance(value, Mapping):
        problem, answer = value.get("problem_digest"), value.get("answer_digest")
        if isinstance(problem, str) and isinstance(answer, str):
            yield problem, answer
        for item in value.values():
            yield from recorded_digests(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from recorded_digests(item)
