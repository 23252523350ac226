"""Reads a bundle's own documents: its manifest and its proofs."""

from dataclasses import dataclass

from dejiro.cores.bundle.archive import Archive
from dejiro.cores.bundle.layout import FORMAT, KINDS, MANIFEST, PROOFS
from dejiro.cores.merkle.canonical import Json
from dejiro.cores.merkle.tree import HASH_BYTES


@dataclass(frozen=True)
class Manifest:
    """What a bundle says it holds."""

    kind: str
    title: str
    entries: int
    subjects: frozenset[str]
    figures: tuple[str, ...]


def manifest_of(archive: Archive) -> Manifest | None:
    """Return the manifest, or None with the fault noted."""
    value = archive.json(MANIFEST)
    if value is None:
        return None
    if value.get("format") != FORMAT:
        archive.fault("format", MANIFEST, f"formatが {FORMAT} ではありません。新しい検証器で確かめてください。")
        return None
    kind, title, entries = value.get("kind"), value.get("title"), value.get("entries")
    subjects, figures = _texts(value.get("subjects")), _texts(value.get("figures"))
    if kind in KINDS and isinstance(title, str) and type(entries) is int and subjects is not None and _once(figures):
        return Manifest(str(kind), title, entries, frozenset(subjects), tuple(figures or ()))
    archive.fault("manifest", MANIFEST, "kind、title、entries、subjects、figures が正しくそろっていません。")
    return None


def paths_of(archive: Archive, proofs: dict[str, Json], kind: str, number: str) -> list[tuple[int, list[bytes]]]:
    """Return the proofs of a kind: the number each is about, and its hashes; what is not one is noted and left out."""
    items = proofs.get(kind)
    found = [_path(item, number) for item in items] if isinstance(items, list) else [None]
    if None in found:
        archive.fault("proofs", PROOFS, f"{kind} の書き方が違います（{number} と path がそろっていません）。")
    return [item for item in found if item is not None]


def _once(texts: list[str] | None) -> bool:
    return texts is not None and len(set(texts)) == len(texts)


def _texts(value: Json) -> list[str] | None:
    if not isinstance(value, list):
        return None
    texts = [item for item in value if isinstance(item, str)]
    return texts if len(texts) == len(value) else None


def _path(item: Json, number: str) -> tuple[int, list[bytes]] | None:
    """Return one proof, or None when it is not written as one."""
    if not isinstance(item, dict):
        return None
    place, texts = item.get(number), _texts(item.get("path"))
    if texts is None or type(place) is not int:
        return None
    try:
        path = [bytes.fromhex(text) for text in texts]
    except ValueError:
        return None
    return (place, path) if all(len(hashed) == HASH_BYTES for hashed in path) else None
