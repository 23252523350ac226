"""A small log and the bundles made from it."""

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from dejiro.cores.bundle.effect import EffectRow, effect_summary, rows_to_json
from dejiro.cores.bundle.figures import Figure
from dejiro.cores.bundle.write import Contents, write_archive
from dejiro.cores.coalition.io import answer_to_json, problem_from_json
from dejiro.cores.coalition.solve import solve
from dejiro.cores.merkle.canonical import Json, canonical
from dejiro.cores.merkle.checkpoints import Checkpoint, public_key, sign
from dejiro.cores.merkle.proofs import Subtree, consistency_plan, inclusion_plan, prove
from dejiro.cores.merkle.tree import Frontier, leaf_hash

SEED = bytes(range(32))
ORIGIN = "dejiro.test/ledger"
ROUND = "commitments.round:3"

PROBLEM: dict[str, Json] = {
    "members": [
        {"id": "133086", "quantity": 40, "starts": ["2027-04"], "max_unit_price": 3600, "weight": 4600},
        {"id": "132055", "quantity": 900, "starts": ["2027-04", "2027-07"], "max_unit_price": 3400, "weight": 130000},
        {"id": "133078", "quantity": 30, "starts": ["2027-04", "2027-07"], "max_unit_price": 4000, "weight": 2000},
        {"id": "132012", "quantity": 5000, "starts": ["2027-07"], "max_unit_price": 2000, "weight": 570000},
    ],
    "tiers": [{"min_quantity": 1, "unit_price": 4200}, {"min_quantity": 900, "unit_price": 3300}],
    "fixed_cost": 10000,
    "fixed_share": {"equal": "1/2", "weight": "1/2"},
    "capacity": None,
    "min_members": 2,
}


def answered(problem: Json) -> dict[str, Json]:
    return answer_to_json(solve(problem_from_json(problem)))


def coalition_figure(problem: Json = PROBLEM) -> Figure:
    return Figure("round-3", "coalition", problem, answered(problem))


def effect_figure() -> Figure:
    rows = [EffectRow("133086", "12.5", 9, "lower", 40), EffectRow("132055", 10, 11, "lower", 900)]
    return Figure("effect-3", "effect", rows_to_json(rows), effect_summary(rows))


def leaf(number: int, subject: str, action: str, data: Json) -> bytes:
    return canonical(
        {
            "v": 1,
            "at": f"2026-10-05T01:00:{number:02}.000000Z",
            "action": action,
            "subject": subject,
            "actor": "5d1c2f1e-0000-4000-8000-000000000001",
            "organization": "130001",
            "data": data,
        }
    )


@dataclass
class Log:
    """A log in memory; `bundle` writes what the platform would offer."""

    leaves: list[bytes] = field(default_factory=list)
    at: str = "2026-10-05T02:00:00.000000Z"

    def root(self, size: int | None = None) -> bytes:
        return tree_of(self.leaves[:size]).root()

    def checkpoint(self, size: int | None = None, *, seed: bytes = SEED, origin: str = ORIGIN, at: str = "") -> str:
        size = len(self.leaves) if size is None else size
        return sign(Checkpoint(origin, size, self.root(size), at or self.at), seed)

    def read(self, subtree: Subtree) -> bytes:
        start = subtree.position << subtree.level
        return tree_of(self.leaves[start : start + (1 << subtree.level)]).root()

    def contents(self, numbers: Sequence[int], figures: Sequence[Figure], earlier: Sequence[int]) -> Contents:
        size = len(self.leaves)
        return Contents(
            kind="subjects",
            title="端末の共同調達",
            note=self.checkpoint(),
            key=public_key(SEED),
            subjects=[ROUND],
            figures=figures,
            inclusion=[(number, prove(inclusion_plan(number, size), self.read)) for number in numbers],
            consistency=[(old, prove(consistency_plan(old, size), self.read)) for old in earlier],
        )

    def bundle(self, **changes: object) -> bytes:
        """A part of the log: the round's entries and its figures."""
        numbers = [number for number, line in enumerate(self.leaves) if ROUND.encode() in line]
        contents = self.contents(numbers, [coalition_figure(), effect_figure()], [3])
        return written(replace(contents, **changes), [self.leaves[number] for number in numbers])  # type: ignore[arg-type]

    def whole(self, **changes: object) -> bytes:
        """The whole log, with the figures it records."""
        figures = [coalition_figure(), effect_figure()]
        contents = Contents(
            kind="log", title="台帳の全体", note=self.checkpoint(), key=public_key(SEED), figures=figures
        )
        return written(replace(contents, **changes), self.leaves)  # type: ignore[arg-type]


def tree_of(leaves: Sequence[bytes]) -> Frontier:
    tree = Frontier()
    for line in leaves:
        tree.append(leaf_hash(line))
    return tree


def written(contents: Contents, entries: Sequence[bytes]) -> bytes:
    file = io.BytesIO()
    write_archive(file, contents, entries)
    return file.getvalue()


def small_log() -> Log:
    """Nine entries; those of one round record two figures."""
    figures = [coalition_figure(), effect_figure()]
    leaves = [leaf(number, f"needs.voice:{number}", "needs.voice.create", {"n": number}) for number in range(5)]
    leaves.append(leaf(5, ROUND, "commitments.round.create", {"title": "端末"}))
    leaves.append(leaf(6, "needs.voice:1", "needs.voice.close", {}))
    leaves.append(leaf(7, ROUND, "commitments.round.close", {"status": "decided", **figures[0].digests()}))
    leaves.append(leaf(8, ROUND, "commitments.effect.publish", {"figures": [figures[1].digests()]}))
    return Log(leaves)


Edit = Callable[[dict[str, bytes]], object]


def edited(bundle: bytes, edit: Edit) -> bytes:
    """The bundle with its files changed by hand."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    edit(files)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def in_json(file: str, /, **changes: Json) -> Edit:
    """An edit of a JSON file's fields."""

    def edit(files: dict[str, bytes]) -> None:
        files[file] = json.dumps(json.loads(files[file]) | changes).encode()

    return edit


def without(name: str) -> Edit:
    """An edit that takes a file away."""
    return lambda files: files.pop(name)


def having(name: str, content: bytes) -> Edit:
    """An edit that puts a file in."""
    return lambda files: files.update({name: content})


def replacing(name: str, old: bytes, new: bytes) -> Edit:
    """An edit of a file's text."""

    def edit(files: dict[str, bytes]) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new)

    return edit
