"""The ledger beside another implementation and what the machine's SHA-256 could do at best.

    python benchmarks/ledger/run.py [--small]

Promised: 5,000 appends a second in process, a bundle of a million entries verified in 15 s, an inclusion proof in 1 ms.
The limit is hashlib over the same bytes with nothing around it, measured in the same run. The peer is pymerkle, in
memory.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.core.management import call_command
from django.db import transaction
from pymerkle import InmemoryTree

from dejiro.cores.bundle import standalone
from dejiro.cores.bundle.verify import verify_bundle
from dejiro.cores.bundle.write import Contents, write_archive
from dejiro.cores.merkle.canonical import canonical
from dejiro.cores.merkle.checkpoints import Checkpoint, public_key, sign
from dejiro.cores.merkle.proofs import Subtree, includes, inclusion_plan, prove
from dejiro.cores.merkle.tree import Frontier, leaf_hash, stored_place

if TYPE_CHECKING:
    from dejiro.foundation.ledger.models import Entry
    from dejiro.foundation.ledger.services import Recorded

SEED = bytes(32)
FULL, SMALL = 1_000_000, 20_000


@dataclass(frozen=True)
class Figure:
    """One line of the table; `limit` is what bare hashing needs, in the same unit."""

    what: str
    value: float
    unit: str
    limit: float | None = None
    promise: float | None = None
    more_is_better: bool = True

    def __str__(self) -> str:
        kept = self.promise is None or (self.value >= self.promise) == self.more_is_better
        ratio = "" if self.limit is None else f"{max(self.limit / self.value, self.value / self.limit):.1f}x"
        promise = "" if self.promise is None else f"{'>=' if self.more_is_better else '<='} {self.promise:,g}"
        return f"{self.what:<58}{self.value:>13,.3f} {self.unit:<6}{ratio:>9}{promise:>12}  {'' if kept else 'MISSED'}"


@dataclass(frozen=True)
class Officer:
    person_ref: str = "5d1c2f1e-0000-4000-8000-000000000001"
    organization_code: str = "133086"


def leaf(number: int) -> bytes:
    """Return an entry of the usual size, about 450 bytes; its sealed value does not compress."""
    seal = sha256(number.to_bytes(8, "big")).hexdigest()
    return canonical(
        {
            "v": 1,
            "at": f"2026-10-05T01:{number // 60 % 60:02}:{number % 60:02}.{number % 1_000_000:06}Z",
            "action": "commitments.commitment.approve",
            "subject": f"commitments.commitment:{number}",
            "actor": Officer.person_ref,
            "organization": Officer.organization_code,
            "data": {
                "quantity": number % 900,
                "max_unit_price": 3000,
                "starts": ["2027-04", "2027-07"],
                "reason": {"$sealed": seal, "$key": seal[::-1]},
            },
        }
    )


def seconds(act: Callable[[], object]) -> float:
    """Return how long the act takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def bare_hashing(leaves: Sequence[bytes]) -> float:
    """Return the seconds in which hashlib hashes each leaf and a pair of hashes for it, with nothing around it."""
    pair = b"\1" + bytes(64)

    def hash_all() -> None:
        for line in leaves:
            sha256(line).digest()
            sha256(pair).digest()

    return seconds(hash_all)


def appending(leaves: Sequence[bytes], count: int) -> Iterator[Figure]:
    limit = len(leaves) / bare_hashing(leaves)

    def ours() -> None:
        tree = Frontier()
        for number in range(count):
            tree.append(leaf_hash(leaf(number)))

    def peer() -> None:
        tree = InmemoryTree(algorithm="sha256")
        for line in leaves:
            tree.append_entry(line)

    yield Figure("core: canonical JSON, leaf and nodes, in memory", count / seconds(ours), "/s", limit, 5000)
    yield Figure("pymerkle: bytes that are made already, in memory", len(leaves) / seconds(peer), "/s", limit)


def recording(count: int, limit: float) -> Iterator[Figure]:
    """Measure `record` on SQLite in a file, then proofs and the self-check of what it wrote."""
    from dejiro.foundation.ledger.selectors import inclusion  # noqa: PLC0415  # Django is set up by then
    from dejiro.foundation.ledger.services import record  # noqa: PLC0415  # the same
    from dejiro.foundation.ledger.verification import verify_log  # noqa: PLC0415  # the same

    def act(number: int) -> "Entry":
        data: dict[str, Recorded] = {
            "quantity": number % 900,
            "max_unit_price": 3000,
            "starts": ["2027-04", "2027-07"],
            "level": "課長",
        }
        subject = f"commitments.commitment:{number}"
        return record(actor=Officer(), action="commitments.commitment.approve", subject=subject, data=data)

    def together() -> None:
        with transaction.atomic():
            for number in range(count):
                act(number)

    def one_by_one() -> None:
        for number in range(count // 20):
            with transaction.atomic():
                act(number)

    yield Figure("record() on SQLite, one transaction", count / seconds(together), "/s", limit, 5000)
    yield Figure(
        "record() on SQLite, a transaction each, written to disk", count // 20 / seconds(one_by_one), "/s", limit
    )
    size = count + count // 20
    wanted = random.Random(1).sample(range(size), 200)
    each = seconds(lambda: [inclusion(index, size) for index in wanted]) / len(wanted) * 1000
    yield Figure(f"inclusion proof from SQLite, of {size:,}", each, "ms", None, 1, more_is_better=False)
    yield Figure(f"self-check of the database, {size:,} entries", seconds(verify_log), "s")


def proving(hashes: Sequence[bytes]) -> Iterator[Figure]:
    """Measure proofs in a tree of this size: made from stored nodes, and verified."""
    tree, nodes = Frontier(), list[bytes]()
    for item in hashes:
        nodes += tree.append(item)

    def read(subtree: Subtree) -> bytes:
        return nodes[stored_place(*subtree)] if subtree.level else hashes[subtree.position]

    size, root = len(hashes), tree.root()
    wanted = random.Random(2).sample(range(size), 1000)
    proofs = {index: prove(inclusion_plan(index, size), read) for index in wanted}
    pair = b"\1" + bytes(64)
    steps = sum(map(len, proofs.values()))
    limit = seconds(lambda: [sha256(pair).digest() for _ in range(steps)]) / len(wanted) * 1000
    made = seconds(lambda: [prove(inclusion_plan(index, size), read) for index in wanted]) / len(wanted) * 1000
    yield Figure(f"inclusion proof made, of {size:,}", made, "ms", limit, 1, more_is_better=False)
    held = seconds(lambda: [includes(root, size, hashes[index], index, proofs[index]) for index in wanted])
    yield Figure(
        f"inclusion proof verified, of {size:,}", held / len(wanted) * 1000, "ms", limit, 1, more_is_better=False
    )


def verifying(limit: float, hashes: Sequence[bytes], folder: Path) -> Iterator[Figure]:
    tree = Frontier()
    for item in hashes:
        tree.append(item)
    note = sign(Checkpoint("dejiro.bench/ledger", tree.size, tree.root(), "2026-10-05T02:00:00.000000Z"), SEED)
    path = folder / "log.zip"
    with path.open("wb") as file:
        contents = Contents(kind="log", title="計測", note=note, key=public_key(SEED))
        written = seconds(lambda: write_archive(file, contents, map(leaf, range(len(hashes)))))
    said = StringIO()
    with path.open("rb") as file:
        took = seconds(lambda: said.write(str(verify_bundle(file).faults)))
    with redirect_stdout(said), redirect_stderr(said):
        alone = seconds(lambda: said.write(str(standalone.main([str(path)]))))
    assert said.getvalue().startswith("()"), said.getvalue()
    assert said.getvalue().endswith("0"), said.getvalue()
    size = f"{len(hashes):,} entries, {path.stat().st_size / 1e6:,.0f} MB"
    yield Figure(f"bundle verified: {size}", took, "s", limit, 15, more_is_better=False)
    yield Figure(f"by the one-file verifier: {size}", alone, "s", limit, 15, more_is_better=False)
    yield Figure(f"bundle made and written: {size}", written, "s", limit)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help=f"{SMALL:,} entries instead of {FULL:,}")
    count = SMALL if parser.parse_args().small else FULL
    with tempfile.TemporaryDirectory() as name:
        os.environ["DATABASE_URL"] = f"sqlite:///{name}/ledger.sqlite3"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dejiro.config.settings")
        django.setup()
        call_command("migrate", "ledger", verbosity=0, skip_checks=True)
        some = [leaf(number) for number in range(count // 10)]
        hashes = [leaf_hash(leaf(number)) for number in range(count)]
        print(f"{'':<58}{'measured':>13}       {'of limit':>9}{'promised':>12}")
        bare = len(some) / bare_hashing(some)
        print(Figure("limit: bare SHA-256 of a leaf and a node", bare, "/s"))
        for figures in (
            appending(some, len(some)),
            recording(min(count, SMALL), bare),
            proving(hashes),
            verifying(count / bare, hashes, Path(name)),
        ):
            for figure in figures:
                print(figure, flush=True)


if __name__ == "__main__":
    main()
