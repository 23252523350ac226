"""Verifies a bundle from nothing but the bundle and what the auditor brings: a key and an older checkpoint."""

from collections.abc import Mapping, Sequence
from typing import BinaryIO, Final, NamedTuple

from dejiro.cores.bundle.archive import Archive
from dejiro.cores.bundle.documents import Manifest, manifest_of, paths_of
from dejiro.cores.bundle.figures import Figure, recorded_digests
from dejiro.cores.bundle.layout import CHECKPOINT, ENTRIES, KEY, PROOFS, README, Report, figure_file
from dejiro.cores.bundle.recompute import recompute
from dejiro.cores.merkle.canonical import Json, NotCanonical, parse
from dejiro.cores.merkle.checkpoints import (
    Checkpoint,
    CheckpointFault,
    key_from_hex,
    open_checkpoint,
    read_checkpoint,
)
from dejiro.cores.merkle.keychanges import KeyChange, Span, spans
from dejiro.cores.merkle.proofs import extends, includes
from dejiro.cores.merkle.tree import Frontier, leaf_hash

TIME_LIMIT: Final = 60.0
_MARK: Final = b'"problem_digest":'
_OLD: Final = "--checkpoint"


class Place(NamedTuple):
    """Where a figure is recorded."""

    number: int
    action: str
    at: str


def verify_bundle(
    file: BinaryIO, *, key: bytes | None = None, old: str | None = None, changes: Sequence[KeyChange] = ()
) -> Report:
    """Return everything that is wrong with a bundle, and what it shows to be true.

    Checked are the form, the checkpoint's signature, every entry's place in the log (a whole log by computing its root
    in one pass), every figure's record and its answer by computing it again, and that the log continues an older one.

    Args:
        file: the ZIP.
        key: the 32-byte public key that the auditor has from elsewhere; without it the bundle's own is used.
        old: the text of a checkpoint that the auditor kept.
        changes: the changes of key that the organization publishes; they lead from the auditor's key to the one that
            was in use when the bundle, or the checkpoint that was kept, was signed.

    Raises:
        BundleUnreadable: if the file is no ZIP.
    """
    return _Verification(Archive(file), key, old, changes).report()


class _Verification:
    def __init__(self, archive: Archive, key: bytes | None, old: str | None, changes: Sequence[KeyChange]) -> None:
        self.archive = archive
        self.fault = archive.fault
        self.pinned = key
        self.old_note = old
        self.changes = changes
        self.trusted: Mapping[bytes, Span] = {}
        self.facts: list[str] = []
        self.recorded: dict[tuple[str, str], Place] = {}

    def report(self) -> Report:
        manifest = manifest_of(self.archive)
        self.archive.read(README)
        key = self._key()
        checkpoint = self._opened(self.archive.text(CHECKPOINT), key, CHECKPOINT)
        if checkpoint is not None and key is not None:
            self._in_use(checkpoint, key)
        if manifest is not None and key is not None and checkpoint is not None:
            at = f"、{checkpoint.at} に署名" if checkpoint.at else ""
            self.facts.append(f"題名: {manifest.title}（題名には署名がありません）")
            self.facts.append(f"台帳: {checkpoint.origin}、{checkpoint.size}件{at}")
            self._entries(manifest, checkpoint, self._old(checkpoint, key))
            self._figures(manifest)
        return Report(tuple(self.archive.faults), tuple(self.facts))

    def _key(self) -> bytes | None:
        text = self.archive.text(KEY)
        try:
            own = key_from_hex(text.strip()) if text is not None else None
        except CheckpointFault as error:
            self.fault("key", KEY, str(error))
            own = None
        self.trusted = self._trusted(self.pinned or own)
        if self.pinned is None:
            if own is not None:
                self.facts.append(f"鍵: 束に入っていた {own.hex()}（公表されている鍵と見比べてください）")
            return own
        if own is not None and own not in self.trusted:
            self.fault(
                "other-key",
                KEY,
                f"束の鍵 {own.hex()} は、指定された鍵 {self.pinned.hex()} ではありません。台帳の鍵が替わったのなら、"
                "公表されている鍵の履歴（keys.json）を --keys で渡してください。",
            )
            return None
        if own is None or own == self.pinned:
            self.facts.append(f"鍵: 指定された {self.pinned.hex()}")
            return self.pinned
        self.facts.append(f"鍵: {own.hex()}。鍵の履歴で、指定された {self.pinned.hex()} につながります")
        return own

    def _in_use(self, checkpoint: Checkpoint, key: bytes) -> None:
        if not self.trusted[key].holds(checkpoint.size):
            self.fault("retired-key", KEY, f"この鍵は、{checkpoint.size}件の台帳に署名する鍵ではありません。")
        if any(change.origin != checkpoint.origin for change in self.changes):
            self.fault("key-history", "--keys", "鍵の履歴は、別の台帳のものです。")

    def _trusted(self, key: bytes | None) -> Mapping[bytes, Span]:
        try:
            return {} if key is None else spans(key, self.changes)
        except CheckpointFault as error:
            self.fault("key-history", "--keys", str(error))
            return {} if key is None else {key: Span()}

    def _opened(self, note: str | None, key: bytes | None, where: str) -> Checkpoint | None:
        if note is None or key is None:
            return None
        try:
            return open_checkpoint(note, key)
        except CheckpointFault as error:
            self.fault("checkpoint", where, str(error))
            return None

    def _old(self, new: Checkpoint, key: bytes) -> Checkpoint | None:
        """Return the older checkpoint when it can be compared with the new one at all."""
        old = self._opened(self.old_note, self._signer(self.old_note, key), _OLD)
        if old is None:
            return None
        if old.origin != new.origin:
            self.fault("other-log", _OLD, f"控えは別の台帳（{old.origin}）のものです。")
            return None
        if old.size > new.size or (old.size < new.size and old.at > new.at > ""):
            self.fault(
                "order",
                _OLD,
                f"控え（{old.size}件 {old.at}）の方が、束（{new.size}件 {new.at}）より新しいチェックポイントです。"
                "台帳が短くされたか、古い束です。新しい束を受け取ってください。",
            )
            return None
        return old

    def _signer(self, note: str | None, key: bytes) -> bytes:
        """Return the trusted key that was in use at a checkpoint's size; the bundle's own when it cannot be read."""
        try:
            size = read_checkpoint(note or "")[0].size
        except CheckpointFault:
            return key
        return next((one for one, span in self.trusted.items() if span.holds(size)), key)

    def _entries(self, manifest: Manifest, checkpoint: Checkpoint, old: Checkpoint | None) -> None:
        if manifest.kind == "log":
            count = self._whole_log(checkpoint, old)
            said = "台帳のすべての記録から根を計算し直し、署名と一致しました"
        else:
            count = self._part(manifest, checkpoint, old)
            said = "台帳に含まれています（この束は台帳の一部です。載っていない記録がないことまでは示しません）"
        if count != manifest.entries:
            self.fault("count", ENTRIES, f"記録が{count}件あります。manifest.jsonでは{manifest.entries}件です。")
        if not self.archive.faults:
            self.facts.append(f"記録: {count}件。{said}")
            if old is not None:
                self.facts.append(f"控え: {old.size}件のときの台帳が、そのまま今の台帳の始まりです")

    def _whole_log(self, checkpoint: Checkpoint, old: Checkpoint | None) -> int:
        tree = Frontier()
        append, old_size = tree.append, -1 if old is None else old.size
        old_root = tree.root() if old_size == 0 else b""
        for index, line in enumerate(self.archive.lines()):
            append(leaf_hash(line))
            if _MARK in line:
                self._note_figures(line, index)
            if index + 1 == old_size:
                old_root = tree.root()
        if tree.size != checkpoint.size:
            self.fault("size", ENTRIES, f"記録が{tree.size}件です。署名された台帳は{checkpoint.size}件です。")
        elif tree.root() != checkpoint.root:
            self.fault("root", ENTRIES, "記録から計算した根が、署名された根と違います。記録が書き換えられています。")
        if old is not None and old_root != old.root:
            self.fault("fork", _OLD, f"先頭の{old.size}件の根が、控えと違います。過去の記録が書き換えられています。")
        return tree.size

    def _part(self, manifest: Manifest, checkpoint: Checkpoint, old: Checkpoint | None) -> int:
        proofs = self.archive.json(PROOFS) or {}
        places = paths_of(self.archive, proofs, "inclusion", "index")
        count, last = 0, -1
        for number, line in enumerate(self.archive.lines()):
            count += 1
            if number >= len(places):
                continue
            index, path = places[number]
            where = f"{ENTRIES} {number + 1}行目（記録{index}番）"
            if index <= last:
                self.fault("entry-order", where, "記録が番号の順に並んでいません。")
            last = index
            if includes(checkpoint.root, checkpoint.size, leaf_hash(line), index, path):
                self._read_entry(line, index, manifest, where)
            else:
                self.fault("inclusion", where, "台帳に含まれることの証明が成り立ちません。記録が書き換えられています。")
        if count != len(places):
            self.fault("proofs", PROOFS, f"記録{count}件に対して、証明が{len(places)}件です。")
        if old is not None:
            self._continues(old, checkpoint, dict(paths_of(self.archive, proofs, "consistency", "size")))
        return count

    def _continues(self, old: Checkpoint, new: Checkpoint, paths: dict[int, list[bytes]]) -> None:
        path = [] if old.size in {0, new.size} else paths.get(old.size)
        if path is None:
            self.fault(
                "no-consistency",
                _OLD,
                f"この束には、{old.size}件の控えからの証明がありません。台帳の全体の束（種類 log）で確かめてください。",
            )
        elif not extends(old.root, old.size, new.root, new.size, path):
            self.fault(
                "fork",
                _OLD,
                f"{old.size}件の控えは、この台帳の始まりではありません。過去の記録が書き換えられています。",
            )

    def _read_entry(self, line: bytes, index: int, manifest: Manifest, where: str) -> None:
        leaf = self._leaf(line, where)
        if leaf.get("subject") not in manifest.subjects:
            self.fault("stray-entry", where, "一覧にない対象の記録です。")
        self._note_figures(line, index)

    def _note_figures(self, line: bytes, index: int) -> None:
        leaf = self._leaf(line, f"記録{index}番")
        place = Place(index, str(leaf.get("action")), str(leaf.get("at")))
        for pair in recorded_digests(leaf.get("data")):
            self.recorded[pair] = place

    def _leaf(self, line: bytes, where: str) -> dict[str, Json]:
        try:
            leaf = parse(line)
        except NotCanonical as error:
            self.fault("entry-form", where, str(error))
            return {}
        if isinstance(leaf, dict):
            return leaf
        self.fault("entry-form", where, "記録が連想配列（{…}）ではありません。")
        return {}

    def _figures(self, manifest: Manifest) -> None:
        for name in sorted(self.archive.figures() - set(manifest.figures)):
            self.fault("unknown-file", figure_file(name), "一覧にない図です。")
        for name in manifest.figures:
            if (figure := self._figure(name)) is not None:
                self._check_figure(figure)

    def _figure(self, name: str) -> Figure | None:
        where = figure_file(name)
        value = self.archive.json(where)
        if value is None:
            return None
        try:
            figure = Figure(str(value.get("name")), str(value.get("kind")), value.get("problem"), value.get("answer"))
        except ValueError as error:
            self.fault("figure", where, str(error))
            return None
        if figure.name != name:
            self.fault("figure", where, f"図の名前が {figure.name} になっています。")
            return None
        return figure

    def _check_figure(self, figure: Figure) -> None:
        where = figure_file(figure.name)
        digests = figure.digests()
        place = self.recorded.get((digests["problem_digest"], digests["answer_digest"]))
        if place is None:
            self.fault("not-recorded", where, "この入力と結果のハッシュが、束のどの記録にもありません。")
        again = recompute(figure, time_limit=TIME_LIMIT)
        for sentence in again.faults:
            self.fault("recomputation", where, sentence)
        if place is not None and not again.faults:
            found = f"記録{place.number}番（{place.action}、{place.at}）"
            self.facts.append(f"図 {figure.name}: {found}にあり、計算し直しても同じ結果です")
            self.facts += [f"図 {figure.name}: {sentence}" for sentence in again.unproven]
