"""A good bundle is proved; each forgery is found and named, once."""

import io
import json
import zipfile
from dataclasses import replace

import pytest

from dejiro.cores.bundle import archive as reading
from dejiro.cores.bundle import recompute as recomputation
from dejiro.cores.bundle.layout import BundleUnreadable, Report
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
    tree_of,
    without,
    written,
)
from dejiro.cores.bundle.verify import verify_bundle
from dejiro.cores.coalition.io import answer_from_json
from dejiro.cores.merkle.checkpoints import Checkpoint, public_key, sign

KEY = public_key(SEED)
OTHER = bytes(32)
AGAIN = "にあり、計算し直しても同じ結果です"


def verified(bundle: bytes, *, key: bytes | None = KEY, old: str | None = None) -> Report:
    return verify_bundle(io.BytesIO(bundle), key=key, old=old)


def codes(report: Report) -> list[str]:
    return [fault.code for fault in report.faults]


def test_a_bundle_proves_its_entries_and_its_figures(log: Log) -> None:
    report = verified(log.bundle())
    assert report.good, report.faults
    assert report.facts == (
        f"鍵: 指定された {KEY.hex()}",
        "題名: 端末の共同調達（題名には署名がありません）",
        "台帳: dejiro.test/ledger、9件、2026-10-05T02:00:00.000000Z に署名",
        "記録: 3件。台帳に含まれています（この束は台帳の一部です。載っていない記録がないことまでは示しません）",
        f"図 round-3: 記録7番（commitments.round.close、2026-10-05T01:00:07.000000Z）{AGAIN}",
        f"図 effect-3: 記録8番（commitments.effect.publish、2026-10-05T01:00:08.000000Z）{AGAIN}",
    )


def test_the_whole_log_is_proved_by_computing_its_root(log: Log) -> None:
    report = verified(log.whole(), old=log.checkpoint(4))
    assert report.good, report.faults
    assert "記録: 9件。台帳のすべての記録から根を計算し直し、署名と一致しました" in report.facts
    assert "控え: 4件のときの台帳が、そのまま今の台帳の始まりです" in report.facts


def test_the_same_contents_give_the_same_bytes(log: Log) -> None:
    assert log.bundle() == log.bundle()


def test_without_a_key_the_bundles_own_is_used_and_shown(log: Log) -> None:
    report = verified(log.bundle(), key=None)
    assert report.good
    assert report.facts[0] == f"鍵: 束に入っていた {KEY.hex()}（公表されている鍵と見比べてください）"


def test_a_log_without_an_entry_can_be_proved() -> None:
    empty = Log([])
    bundle = empty.whole(figures=[])
    assert verified(bundle, old=empty.checkpoint(0)).good


def test_a_checkpoint_need_not_say_when_it_was_signed(log: Log) -> None:
    note = sign(Checkpoint("dejiro.test/ledger", 9, log.root()), SEED)
    assert verified(log.bundle(note=note)).facts[2] == "台帳: dejiro.test/ledger、9件"


@pytest.mark.parametrize("old", [0, 3, 9])
def test_a_kept_checkpoint_is_continued(log: Log, old: int) -> None:
    report = verified(log.bundle(), old=log.checkpoint(old, at="2026-10-05T01:30:00.000000Z"))
    assert report.good, report.faults
    assert report.facts[4].startswith(f"控え: {old}件のときの台帳が、そのまま")


@pytest.mark.parametrize("kind", ["part", "whole"])
def test_a_log_that_was_rewritten_does_not_continue_a_kept_checkpoint(log: Log, kind: str) -> None:
    past = Log([leaf(99, "needs.voice:0", "needs.voice.create", {"n": "other"}), *log.leaves[1:]])
    bundle = log.bundle() if kind == "part" else log.whole()
    report = verified(bundle, old=past.checkpoint(3, at="2026-10-05T01:30:00.000000Z"))
    assert codes(report) == ["fork"]


def test_a_whole_log_is_compared_even_with_an_empty_one(log: Log) -> None:
    assert verified(log.whole(), old=log.checkpoint(0)).good


def test_a_checkpoint_that_the_bundle_has_no_proof_for_is_said(log: Log) -> None:
    report = verified(log.bundle(), old=log.checkpoint(4))
    assert codes(report) == ["no-consistency"]
    assert "台帳の全体の束" in report.faults[0].message


def test_a_kept_checkpoint_newer_than_the_bundle_is_out_of_order(log: Log) -> None:
    shorter = Log(log.leaves[:8])
    report = verified(shorter.whole(figures=[]), old=log.checkpoint())
    assert codes(report) == ["order"]
    assert verified(log.whole(), old=log.checkpoint(4, at="2027-01-01T00:00:00.000000Z")).faults[0].code == "order"


def test_a_checkpoint_of_another_log_is_not_compared(log: Log) -> None:
    assert codes(verified(log.whole(), old=log.checkpoint(4, origin="other/ledger"))) == ["other-log"]


def test_a_kept_checkpoint_must_be_signed_too(log: Log) -> None:
    report = verified(log.whole(), old=log.checkpoint(4, seed=bytes(32)))
    assert [(fault.code, fault.where) for fault in report.faults] == [("checkpoint", "--checkpoint")]


def test_a_bundle_under_another_key_is_refused(log: Log) -> None:
    assert codes(verified(log.bundle(), key=public_key(OTHER))) == ["other-key"]


def test_a_bundle_signed_by_a_forger_is_refused(log: Log) -> None:
    forged = log.bundle(note=log.checkpoint(seed=OTHER))
    assert codes(verified(forged)) == ["checkpoint"]


def test_one_changed_letter_in_an_entry_breaks_its_proof(log: Log) -> None:
    report = verified(edited(log.bundle(), replacing("entries.jsonl", b"decided", b"derided")))
    assert codes(report) == ["inclusion", "not-recorded"]
    assert report.faults[0].where == "entries.jsonl 2行目（記録7番）"
    assert codes(verified(edited(log.whole(), replacing("entries.jsonl", b'"n":3', b'"n":4')))) == ["root"]


def test_an_entry_left_out_of_the_whole_log_is_missed(log: Log) -> None:
    bundle = edited(log.whole(), replacing("entries.jsonl", log.leaves[3] + b"\n", b""))
    assert codes(verified(bundle)) == ["size", "count"]


def test_entries_and_proofs_go_together(log: Log) -> None:
    more = edited(log.bundle(), replacing("entries.jsonl", log.leaves[8], log.leaves[8] + b"\n" + log.leaves[0]))
    assert codes(verified(more)) == ["proofs", "count"]
    fewer = edited(log.bundle(), replacing("entries.jsonl", log.leaves[5] + b"\n", b""))
    assert set(codes(verified(fewer))) == {"inclusion", "proofs", "count", "not-recorded"}


def test_entries_stand_in_their_order(log: Log) -> None:
    contents = log.contents([7, 5], [], [])
    bundle = written(contents, [log.leaves[7], log.leaves[5]])
    assert codes(verified(bundle)) == ["entry-order"]


def test_an_entry_about_something_else_does_not_belong(log: Log) -> None:
    contents = log.contents([0], [], [])
    assert codes(verified(written(contents, log.leaves[:1]))) == ["stray-entry"]


@pytest.mark.parametrize(("line", "message"), [(b"{}x", "JSONとして読めません"), (b"[]", "連想配列")])
def test_an_entry_that_is_no_record_is_named(line: bytes, message: str) -> None:
    odd = Log([line])
    report = verified(written(odd.contents([0], [], []), odd.leaves))
    assert "entry-form" in codes(report)
    assert message in report.faults[0].message


def test_a_figure_whose_answer_was_changed_is_found_twice_over(log: Log) -> None:
    figure = coalition_figure()
    assert isinstance(figure.answer, dict)
    forged = replace(figure, answer=figure.answer | {"total": 1})
    report = verified(log.bundle(figures=[forged]))
    assert codes(report) == ["not-recorded", "recomputation"]
    assert report.faults[1].message.startswith("検算と違います（$.total")


def test_a_figure_recorded_with_a_wrong_answer_is_found(log: Log) -> None:
    figure = effect_figure()
    assert isinstance(figure.answer, dict)
    forged = replace(figure, answer=figure.answer | {"mean_change": "-99"})
    lying = Log([*log.leaves, leaf(9, ROUND, "commitments.effect.publish", dict(forged.digests()))])
    report = verified(lying.bundle(figures=[forged]))
    assert codes(report) == ["recomputation"]
    assert "mean_change" in report.faults[0].message


def test_digests_of_two_figures_in_two_entries_do_not_make_a_third(log: Log) -> None:
    mixed = replace(effect_figure(), answer=coalition_figure().answer)
    assert codes(verified(log.bundle(figures=[mixed])))[0] == "not-recorded"


@pytest.mark.parametrize(
    ("problem", "kind", "message"),
    [
        ([{"organization": 1}], "effect", "入力が読めません"),
        ({"members": []}, "coalition", "入力か結果が読めません"),
    ],
)
def test_a_figure_whose_problem_cannot_be_read_is_named(log: Log, problem: object, kind: str, message: str) -> None:
    figure = replace(effect_figure(), kind=kind, problem=problem)  # type: ignore[arg-type]
    report = verified(log.bundle(figures=[figure]))
    assert message in report.faults[1].message


def test_a_group_that_is_not_the_best_is_found(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    better = replace(answer_from_json(answered(PROBLEM)), members=("133086", "132055"))
    monkeypatch.setattr(recomputation, "solve", lambda *_, **__: better)
    report = verified(log.bundle())
    assert [fault.where for fault in report.faults] == ["figures/round-3.json"]
    assert report.faults[0].message.startswith("members が、計算し直した結果と違います")


def test_a_group_that_nobody_proved_to_be_the_best_is_said_to_be_so(log: Log) -> None:
    figure = coalition_figure()
    assert isinstance(figure.answer, dict)
    modest = replace(figure, answer=figure.answer | {"proof": {"method": "milp", "optimal": False, "bound": 4}})
    decided = Log([*log.leaves, leaf(9, ROUND, "commitments.round.close", dict(modest.digests()))])
    report = verified(decided.bundle(figures=[modest]))
    assert report.good
    assert "最も良い組み合わせであることまでは示されていません" in report.facts[-1]


def test_an_answer_that_is_no_object_is_named(log: Log) -> None:
    report = verified(log.bundle(figures=[replace(effect_figure(), answer=[1])]))
    assert "連想配列" in report.faults[1].message


FIGURE = "figures/round-3.json"


@pytest.mark.parametrize(
    ("edit", "code", "where"),
    [
        (without("manifest.json"), "missing-file", "manifest.json"),
        (without("checkpoint.txt"), "missing-file", "checkpoint.txt"),
        (without("README.txt"), "missing-file", "README.txt"),
        (without(FIGURE), "missing-file", FIGURE),
        (having("manifest.json", b"{"), "not-json", "manifest.json"),
        (having("manifest.json", b"[]"), "not-json", "manifest.json"),
        (in_json("manifest.json", format="dejiro-bundle/2"), "format", "manifest.json"),
        (in_json("manifest.json", kind="some"), "manifest", "manifest.json"),
        (in_json("manifest.json", title=1), "manifest", "manifest.json"),
        (in_json("manifest.json", entries="3"), "manifest", "manifest.json"),
        (in_json("manifest.json", subjects=None), "manifest", "manifest.json"),
        (in_json("manifest.json", figures=[1]), "manifest", "manifest.json"),
        (in_json("manifest.json", figures=["effect-3", "effect-3"]), "manifest", "manifest.json"),
        (in_json("manifest.json", figures=["effect-3"]), "unknown-file", FIGURE),
        (in_json("manifest.json", entries=4), "count", "entries.jsonl"),
        (in_json(FIGURE, name="round-4"), "figure", FIGURE),
        (in_json(FIGURE, kind="award"), "figure", FIGURE),
        (having(FIGURE, b"{1.5}"), "not-json", FIGURE),
        (having("checkpoint.txt", b"\xff"), "not-text", "checkpoint.txt"),
        (having("checkpoint.txt", b"dejiro\n"), "checkpoint", "checkpoint.txt"),
        (in_json("proofs.json", consistency={}), "proofs", "proofs.json"),
        (having("notes.txt", b""), "unknown-file", "notes.txt"),
        (having("figures/Round.json", b""), "unknown-file", "figures/Round.json"),
        (having("../../etc/cron.d/x", b""), "unsafe-name", "../../etc/cron.d/x"),
        (having("/etc/passwd", b""), "unsafe-name", "/etc/passwd"),
        (having("figures/..\\x.json", b""), "unsafe-name", "figures/..\\\\x.json"),
        (having("C:x", b""), "unsafe-name", "C:x"),
        (having("entries.jsonl", b"{}"), "line-open", "entries.jsonl"),
        (having("manifest.json", b" " * 2_000_000), "too-large", "manifest.json"),
        (having("entries.jsonl", b" " * 4_000_000), "bomb", "entries.jsonl"),
    ],
)
def test_each_fault_of_form_is_named_with_its_place(log: Log, edit: Edit, code: str, where: str) -> None:
    report = verified(edited(log.bundle(), edit), old=log.checkpoint(3))
    assert (code, where) in [(fault.code, fault.where) for fault in report.faults]
    assert not report.good


@pytest.mark.parametrize("edit", [without("key.txt"), having("key.txt", b"zz")])
def test_without_any_key_nothing_is_believed(log: Log, edit: Edit) -> None:
    report = verified(edited(log.bundle(), edit), key=None)
    assert len(report.faults) == 1
    assert report.facts == ()


@pytest.mark.parametrize(
    "inclusion",
    [
        None,
        [1],
        [{"index": 5}],
        [{"index": True, "path": []}],
        [{"index": 5, "path": ["zz"]}],
        [{"index": 5, "path": ["00"]}],
    ],
)
def test_proofs_that_are_not_written_as_proofs_are_named(log: Log, inclusion: object) -> None:
    report = verified(edited(log.bundle(), in_json("proofs.json", inclusion=inclusion)))  # type: ignore[arg-type]
    assert "inclusion の書き方が違います" in report.faults[0].message


def test_a_file_that_is_no_zip_cannot_be_read() -> None:
    with pytest.raises(BundleUnreadable, match="ZIPファイルとして開けません"):
        verified(b"PK but not a zip")


def test_a_name_twice_is_refused(log: Log) -> None:
    file = io.BytesIO(log.bundle())
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("manifest.json", b"{}")
    assert codes(verified(file.getvalue())) == ["twice"]


def test_a_thousand_files_are_too_many(log: Log) -> None:
    bundle = edited(log.bundle(), lambda files: files.update({f"figures/f{n}.json": b"{}" for n in range(1000)}))
    assert codes(verified(bundle))[0] == "too-many-files"


@pytest.mark.parametrize("name", ["entries.jsonl", "manifest.json"])
def test_damage_on_the_way_is_noticed(log: Log, name: str) -> None:
    whole = log.bundle()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        info = archive.getinfo(name)
        start = info.header_offset + 30 + len(name.encode())
    damaged = whole[: start + 30] + bytes([whole[start + 30] ^ 0x55]) + whole[start + 31 :]
    assert ("damaged-file", name) in [(fault.code, fault.where) for fault in verified(damaged).faults]


def test_a_packing_or_a_lock_that_bundles_do_not_use_is_refused(log: Log) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("manifest.json", b"{}")
    assert codes(verified(file.getvalue()))[0] == "packing"
    whole = bytearray(log.bundle())
    whole[whole.index(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in codes(verified(bytes(whole)))


def test_a_line_without_end_is_not_read_into_memory(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LINE_LIMIT", 10)
    assert "line-too-long" in codes(verified(edited(log.bundle(), having("entries.jsonl", b"x" * 11))))


def test_lines_are_put_together_across_pieces(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MIB", 7)
    assert verified(edited(log.whole(), lambda _: None)).good


def test_a_decision_that_nobody_could_join_is_a_figure_too(log: Log) -> None:
    figure = coalition_figure({**PROBLEM, "min_members": 9})
    failed = Log([*log.leaves, leaf(9, ROUND, "commitments.round.close", dict(figure.digests()))])
    assert verified(failed.bundle(figures=[figure])).good


def test_every_entry_of_the_small_log_is_under_its_root(log: Log) -> None:
    assert tree_of(log.leaves).root() == log.root()
    assert json.loads(log.leaves[7])["subject"] == ROUND


def test_a_log_of_more_than_one_piece_is_written_whole() -> None:
    long = Log([leaf(number % 60, "needs.voice:1", "needs.voice.create", {"n": number}) for number in range(1001)])
    assert verified(long.whole(figures=[])).good
