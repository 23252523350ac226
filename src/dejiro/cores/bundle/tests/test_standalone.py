"""The one-file verifier shares no code with the main one, and agrees with it on good bundles and on every forgery."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from dejiro.cores.bundle import standalone
from dejiro.cores.bundle.effect import EffectRow, effect_summary, rows_to_json
from dejiro.cores.bundle.figures import Figure
from dejiro.cores.bundle.tests.support import (
    PROBLEM,
    ROUND,
    SEED,
    Edit,
    Log,
    answered,
    coalition_figure,
    edited,
    effect_figure,
    having,
    in_json,
    leaf,
    replacing,
    small_log,
    without,
    written,
)
from dejiro.cores.bundle.verify import verify_bundle
from dejiro.cores.merkle.canonical import Json
from dejiro.cores.merkle.checkpoints import public_key
from dejiro.cores.merkle.proofs import consistency_plan, inclusion_plan, prove

KEY = public_key(SEED)
LOG = small_log()
Case = tuple[bytes, str | None]


def judged(bundle: bytes, tmp_path: Path, *, old: str | None = None, key: str = KEY.hex()) -> int:
    path = tmp_path / "bundle.zip"
    path.write_bytes(bundle)
    words = [str(path), "--key", key]
    if old is not None:
        (tmp_path / "old.txt").write_text(old, encoding="utf-8")
        words += ["--checkpoint", str(tmp_path / "old.txt")]
    return standalone.main(words)


def test_it_runs_alone_and_imports_nothing_of_the_platform(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(LOG.bundle())
    done = subprocess.run(
        [sys.executable, "-I", standalone.__file__, str(path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "公表されている鍵と見比べてください" in done.stdout
    assert "図 round-3: 記録7番にあり、計算し直しても同じ結果です" in done.stdout
    assert done.stdout.endswith("合格\n")
    assert "dejiro." not in Path(standalone.__file__).read_text(encoding="utf-8").split('"""', 2)[2]


REWRITTEN = Log([leaf(59, "needs.voice:0", "needs.voice.create", {}), *LOG.leaves[1:]])
BEFORE = "2026-10-05T01:30:00.000000Z"
GOOD: dict[str, Callable[[], Case]] = {
    "a part": lambda: (LOG.bundle(), None),
    "a whole log": lambda: (LOG.whole(), None),
    "an empty log": lambda: (Log([]).whole(figures=[]), Log([]).checkpoint()),
    "a part that continues": lambda: (LOG.bundle(), LOG.checkpoint(3, at=BEFORE)),
    "a part that stands still": lambda: (LOG.bundle(), LOG.checkpoint()),
    "a part after nothing": lambda: (LOG.bundle(), LOG.checkpoint(0, at=BEFORE)),
    "a whole log that continues": lambda: (LOG.whole(), LOG.checkpoint(8, at=BEFORE)),
}
FORGED: dict[str, Callable[[], Case]] = {
    "another signer": lambda: (LOG.bundle(note=LOG.checkpoint(seed=bytes(32))), None),
    "another key": lambda: (LOG.bundle(key=public_key(bytes(32))), None),
    "a fork seen by a part": lambda: (LOG.bundle(), REWRITTEN.checkpoint(3, at=BEFORE)),
    "a fork seen by a whole log": lambda: (LOG.whole(), REWRITTEN.checkpoint(3, at=BEFORE)),
    "no proof from that checkpoint": lambda: (LOG.bundle(), LOG.checkpoint(4, at=BEFORE)),
    "a checkpoint out of order": lambda: (Log(LOG.leaves[:8]).whole(figures=[]), LOG.checkpoint()),
    "a checkpoint of another log": lambda: (LOG.whole(), LOG.checkpoint(4, at=BEFORE, origin="other/ledger")),
    "a checkpoint of another signer": lambda: (LOG.whole(), LOG.checkpoint(4, at=BEFORE, seed=bytes(32))),
    "entries out of order": lambda: (written(LOG.contents([7, 5], [], []), [LOG.leaves[7], LOG.leaves[5]]), None),
    "a stray entry": lambda: (written(LOG.contents([0], [], []), LOG.leaves[:1]), None),
    "an entry that is no record": lambda: (written(Log([b"[]"]).contents([0], [], []), [b"[]"]), None),
    "an answer that nobody recorded": lambda: (LOG.bundle(figures=[lying("total", 1)]), None),
}


def lying(name: str, value: Json) -> Figure:
    figure = coalition_figure()
    assert isinstance(figure.answer, dict)
    return replace(figure, answer=figure.answer | {name: value})


EDITS: dict[str, Edit] = {
    **{f"no {name}": without(name) for name in ("manifest.json", "key.txt", "README.txt", "figures/round-3.json")},
    "a changed letter": replacing("entries.jsonl", b"decided", b"derided"),
    "a line too many": replacing("entries.jsonl", LOG.leaves[8], LOG.leaves[8] + b"\n" + LOG.leaves[0]),
    "no last line end": having("entries.jsonl", b"{}"),
    "a burst": having("entries.jsonl", b" " * 4_000_000),
    "a large manifest": having("manifest.json", b" " * 2_000_000),
    "a path out of the bundle": having("../x", b""),
    "a key that is none": having("key.txt", b"zz"),
    "a checkpoint that is none": having("checkpoint.txt", b"dejiro\n"),
    "a checkpoint with letters for a size": replacing("checkpoint.txt", b"\n9\n", b"\n09\n"),
    "a manifest that is no JSON": having("manifest.json", b"{"),
    "a fraction": having("figures/round-3.json", b'{"name": 1.5}'),
    "a key twice": having("manifest.json", b'{"a":1,"a":1}'),
    "another format": in_json("manifest.json", format="dejiro-bundle/2"),
    "figures that are no list": in_json("manifest.json", figures=1),
    "a root of three bytes": replacing("checkpoint.txt", b"=\n2026", b"\n2026"),
    "a common cost shared in an unknown way": in_json("figures/round-3.json", problem={**PROBLEM, "fixed_share": "x"}),
    "another count": in_json("manifest.json", entries=4),
    "a figure not listed": in_json("manifest.json", figures=["effect-3"]),
    "a figure of another name": in_json("figures/round-3.json", name="round-4"),
    "a figure of another kind": in_json("figures/round-3.json", kind="award"),
}
EDITS_OF_A_PART: dict[str, Edit] = {
    "no list of subjects": in_json("manifest.json", subjects=None),
    "proofs that are none": in_json("proofs.json", inclusion=[{"index": 5, "path": ["00"]}]),
    "no proofs": in_json("proofs.json", inclusion=None),
    "a proof of no hash": in_json("proofs.json", consistency=[{"size": 3, "path": []}]),
}


@pytest.mark.parametrize("case", GOOD)
def test_both_accept_a_good_bundle(case: str, tmp_path: Path) -> None:
    bundle, old = GOOD[case]()
    assert verify_bundle(io.BytesIO(bundle), key=KEY, old=old).good
    assert judged(bundle, tmp_path, old=old) == 0


@pytest.mark.parametrize("case", FORGED)
def test_both_refuse_a_forged_bundle(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle, old = FORGED[case]()
    assert not verify_bundle(io.BytesIO(bundle), key=KEY, old=old).good
    assert judged(bundle, tmp_path, old=old) == 1
    assert capsys.readouterr().err.startswith("不合格 ")


@pytest.mark.parametrize(
    ("kind", "case"), [*(("whole", case) for case in EDITS), *(("part", case) for case in EDITS | EDITS_OF_A_PART)]
)
def test_both_refuse_an_edited_bundle(case: str, kind: str, tmp_path: Path) -> None:
    bundle = edited(LOG.bundle() if kind == "part" else LOG.whole(), (EDITS | EDITS_OF_A_PART)[case])
    kept = LOG.checkpoint(3, at=BEFORE)
    assert not verify_bundle(io.BytesIO(bundle), key=KEY, old=kept).good
    assert judged(bundle, tmp_path, old=kept) == 1


def test_damage_on_the_way_is_noticed(tmp_path: Path) -> None:
    whole = LOG.bundle()
    for name in ("entries.jsonl", "manifest.json"):
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            start = archive.getinfo(name).header_offset + 60 + len(name)
        damaged = whole[:start] + bytes([whole[start] ^ 0x55]) + whole[start + 1 :]
        assert judged(damaged, tmp_path) == 1


def test_what_cannot_be_read_ends_with_two(tmp_path: Path) -> None:
    assert judged(b"no zip", tmp_path) == 2
    assert judged(LOG.bundle(), tmp_path, key="zz") == 2
    assert standalone.main([str(tmp_path / "missing.zip")]) == 2


def test_another_key_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    assert judged(LOG.bundle(), tmp_path, key=public_key(bytes(32)).hex()) == 1


@settings(max_examples=25)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_signatures_are_judged_as_another_library_judges_them(seed: bytes, message: bytes, bit: int) -> None:
    key = public_key(seed)
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(message)
    assert standalone._signed(key, message, signature)
    changed = bytearray(signature)
    changed[bit // 8] ^= 1 << bit % 8
    assert not standalone._signed(key, message, bytes(changed))
    assert not standalone._signed(key, message + b"x", signature)


# RFC 8032, section 7.1, test 3
RFC_KEY = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
RFC_SIGNATURE = (
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
)


def test_the_known_signature_is_good() -> None:
    key, signature = bytes.fromhex(RFC_KEY), bytes.fromhex(RFC_SIGNATURE)
    assert standalone._signed(key, b"\xaf\x82", signature)
    assert not standalone._signed(key, b"\xaf\x82", signature[:63])
    order = standalone.ORDER + int.from_bytes(signature[32:], "little")
    assert not standalone._signed(key, b"\xaf\x82", signature[:32] + order.to_bytes(32, "little"))
    for key_of_no_point in (b"\x02" + bytes(31), b"\xff" * 32, b"\x01" + bytes(30) + b"\x80"):
        assert not standalone._signed(key_of_no_point, b"", signature)


@given(st.integers(1, 40), st.data())
def test_proofs_lead_to_the_same_roots(size: int, data: st.DataObject) -> None:
    log = Log([str(number).encode() for number in range(size)])
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    path = prove(inclusion_plan(index, size), log.read)
    assert standalone._root_from(standalone._hash(b"\0", log.leaves[index]), index, size, path) == log.root()
    assert standalone._root_from(standalone._hash(b"\0", b"x"), index, size, path) != log.root()
    assert (
        standalone._root_from(standalone._hash(b"\0", log.leaves[index]), index, size, [*path, bytes(32)]) != log.root()
    )
    if old < size:
        kept = [log.root(old)] if old & (old - 1) == 0 else []
        way = kept + prove(consistency_plan(old, size), log.read)
        assert standalone._roots_from(old, size, way) == (log.root(old), log.root())
        assert standalone._roots_from(old, size, [*way, bytes(32)]) != (log.root(old), log.root())


measures = st.integers(-99, 99) | st.decimals(-99, 99, places=2) | st.fractions(-9, 9, max_denominator=12)


@given(
    st.lists(st.tuples(measures, measures, st.integers(1, 9)), min_size=1, max_size=5),
    st.sampled_from(["lower", "higher"]),
)
def test_effects_are_summed_alike(measured: list[tuple[int, int, int]], direction: str) -> None:
    rows = [EffectRow(str(at), one, two, direction, units) for at, (one, two, units) in enumerate(measured)]
    assert standalone._effect(rows_to_json(rows)) == effect_summary(rows)


@st.composite
def problems(draw: st.DrawFn) -> dict[str, Json]:
    names = ["a", "b", "c", "d", "e"][: draw(st.integers(1, 5))]
    others = st.lists(st.sampled_from(names), max_size=1, unique=True)
    optional = st.none() | st.integers(3, 40)
    members: list[Json] = [
        {
            "id": name,
            "quantity": draw(st.integers(1, 9)),
            "starts": draw(st.lists(st.sampled_from(["2027-04", "2027-05"]), unique=True)),
            "max_unit_price": draw(optional),
            "max_total": draw(st.none() | st.integers(20, 200)),
            "weight": draw(st.integers(1, 9)),
            "min_members": draw(st.integers(1, 3)),
            "min_quantity": draw(st.integers(0, 20)),
            "only_with": [other for other in draw(others) if other != name],
            "not_with": [],
        }
        for name in names
    ]
    if draw(st.booleans()) and len(names) > 1:
        first = members[0]
        assert isinstance(first, dict)
        members[0] = first | {"only_with": [], "not_with": [names[1]]}
    ways: list[Json] = [
        "equal",
        "quantity",
        "weight",
        {"equal": "1/2", "weight": "1/2"},
        {"quantity": "1/3", "equal": "2/3"},
    ]
    return {
        "members": members,
        "tiers": [{"min_quantity": draw(st.integers(0, 4)), "unit_price": 12}, {"min_quantity": 10, "unit_price": 9}],
        "fixed_cost": draw(st.integers(0, 50)),
        "fixed_share": draw(st.sampled_from(ways)),
        "capacity": draw(st.none() | st.integers(5, 30)),
        "min_members": draw(st.integers(1, 3)),
    }


@settings(max_examples=150, deadline=None)
@given(problems())
def test_joint_purchases_are_computed_alike(problem: dict[str, Json]) -> None:
    answer = answered(problem)
    purchase = standalone._Purchase(problem)
    assert list(purchase.faults(answer)) == []
    free = problem["capacity"] is None and not any(member["not_with"] for member in purchase.members.values())
    assert not (free and list(purchase.unproven(answer)))


FALSE: dict[str, Json] = {
    "start": "2027-07",
    "members": ["132055"],
    "quantity": 1,
    "unit_price": 3299,
    "total": 1,
    "shares": [],
}


@pytest.mark.parametrize("name", FALSE)
def test_each_false_figure_of_an_answer_is_found(name: str) -> None:
    assert list(standalone._Purchase(PROBLEM).faults(answered(PROBLEM) | {name: FALSE[name]}))


def test_a_smaller_group_is_not_the_best() -> None:
    smaller = answered({**PROBLEM, "members": [row for row in purchase_members() if row["id"] != "133078"]})
    assert list(standalone._Purchase(PROBLEM).faults(smaller)) == ["もっと良い組み合わせがあります。"]
    nobody = answered({**PROBLEM, "min_members": 9})
    assert list(standalone._Purchase(PROBLEM).faults(nobody)) == ["もっと良い組み合わせがあります。"]


def purchase_members() -> list[dict[str, Json]]:
    return list(standalone._Purchase(PROBLEM).members.values())


def test_members_out_of_order_or_against_their_will_are_found() -> None:
    answer = answered(PROBLEM)
    purchase = standalone._Purchase(PROBLEM)
    assert isinstance(answer["members"], list)
    assert "並んでいません" in next(purchase.faults(answer | {"members": answer["members"][::-1]}))
    assert "132012 の条件" in next(purchase.faults(answer | {"members": ["132012", "132055"]}))
    hostile = [row | {"not_with": ["132055"]} if row["id"] == "133078" else row for row in purchase_members()]
    excluding = standalone._Purchase({**PROBLEM, "members": hostile})
    assert list(excluding.faults(answer)) == ["133078 が、一緒にならないとした団体と一緒です。"]
    narrow = standalone._Purchase({**PROBLEM, "capacity": 900})
    assert list(narrow.faults(answer)) == ["団体の数か、数量の上限に合いません。"]


def test_what_is_not_proved_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem: Json = {**PROBLEM, "capacity": 935}
    answer = answered(problem) | {"outside": []}
    figure = Figure("round-3", "coalition", problem, answer)
    log = Log([leaf(0, ROUND, "commitments.round.close", dict(figure.digests()))])
    assert judged(written(log.contents([0], [figure], []), log.leaves), tmp_path) == 0
    said = capsys.readouterr().out
    assert "最も良い組み合わせであることは確かめていません" in said
    assert "説明は計算し直していません" in said


@pytest.mark.parametrize(
    "problem",
    [
        {},
        [],
        {**PROBLEM, "tiers": [{"min_quantity": 1, "unit_price": 1}, {"min_quantity": 2, "unit_price": 1}]},
        {**PROBLEM, "fixed_share": {"equal": "1/2"}},
    ],
)
def test_a_problem_that_cannot_be_read_is_refused(problem: Json, tmp_path: Path) -> None:
    figure = replace(coalition_figure(), problem=problem)
    assert judged(LOG.bundle(figures=[figure]), tmp_path) == 1


@pytest.mark.parametrize("change", [{"quantity": 0}, {"baseline": "1e9"}, {"direction": "left"}])
def test_measurements_that_cannot_be_read_are_refused(change: dict[str, Json], tmp_path: Path) -> None:
    rows = rows_to_json([EffectRow("133086", 1, 2, "lower")])
    assert isinstance(rows[0], dict)
    figure = replace(effect_figure(), problem=[rows[0] | change])
    assert judged(LOG.bundle(figures=[figure]), tmp_path) == 1
