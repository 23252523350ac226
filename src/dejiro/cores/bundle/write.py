"""Writes bundles; the same contents give the same bytes."""

import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from dejiro.cores.bundle.figures import Figure
from dejiro.cores.bundle.layout import CHECKPOINT, ENTRIES, FORMAT, KEY, MANIFEST, PROOFS, README, figure_file
from dejiro.cores.merkle.canonical import Json

_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_PIECE: Final = 1000

README_TEXT: Final = """\
出城（Dejiro）の証拠の束
========================
題名: {title}

この束は、台帳の記録と、それが後から書き換えられていないことの証明です。インターネットにもこの台帳にもつながずに確かめられます。

  dejiro verify この束.zip --key 公表されている鍵
  python3 standalone.py この束.zip --key 公表されている鍵      （Python 3.11以上だけで動く、1つのファイルの検証器）

  manifest.json    束の内容の一覧（題名と一覧には署名がありません）
  entries.jsonl    記録。1行が1件で、行の文字がそのままハッシュされています
  proofs.json      記録が台帳に含まれること、前のチェックポイントが今の台帳の一部であることの証明
  checkpoint.txt   台帳の件数と根に署名したもの。控えておくと、後の束を --checkpoint で突き合わせられます
  key.txt          署名を確かめる鍵。団体が別の場所で公表している鍵と、必ず見比べてください
  figures/         公表された数字。problem（入力）から answer（結果）を計算し直せます

個人の氏名などは、開けられない封印（$sealed）としてだけ載っています。
種類が subjects の束は台帳の一部です。載っている記録が本物であることは示しますが、
載っていない記録がないことまでは示しません。それを確かめるには、種類が log の束（台帳の全体）を使ってください。

Evidence bundle of Dejiro
=========================
These are acts from the ledger with the proof that nobody altered them since. Check them offline:

  dejiro verify THIS.zip --key PUBLISHED_KEY
  python3 standalone.py THIS.zip --key PUBLISHED_KEY     (one file; needs nothing but Python 3.11 or later)

Compare key.txt with the key that the organization publishes elsewhere. Keep checkpoint.txt: with --checkpoint a later
bundle is checked against it. The title and the manifest are not signed. A bundle of kind "subjects" is a part of the
ledger: what it shows is genuine, but it does not show that nothing is left out; the bundle of kind "log" does.
"""


@dataclass(frozen=True)
class Contents:
    """What goes into a bundle besides the entries.

    Args:
        kind: "subjects" for a part of the log, "log" for all of it.
        note: the signed checkpoint that everything is proved against.
        key: the public key.
        inclusion: for each entry, its number and the hashes of its proof; none for a whole log.
        consistency: for each earlier checkpoint, its size and the hashes of its proof; none for a whole log.
    """

    kind: str
    title: str
    note: str
    key: bytes
    subjects: Sequence[str] = ()
    figures: Sequence[Figure] = ()
    inclusion: Sequence[tuple[int, Sequence[bytes]]] = ()
    consistency: Sequence[tuple[int, Sequence[bytes]]] = ()


def write_archive(file: BinaryIO, contents: Contents, entries: Iterable[bytes]) -> int:
    """Write a bundle; entries are taken one by one and may be many.

    Returns:
        How many entries were written.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, README, README_TEXT.format(title=contents.title))
        _put(archive, CHECKPOINT, contents.note)
        _put(archive, KEY, contents.key.hex() + "\n")
        _put(archive, PROOFS, _json(_proofs(contents)))
        for figure in contents.figures:
            _put(archive, figure_file(figure.name), _json(figure.to_json()))
        count = _put_lines(archive, entries)
        _put(archive, MANIFEST, _json(_manifest(contents, count)))
    return count


def _manifest(contents: Contents, count: int) -> Json:
    return {
        "format": FORMAT,
        "kind": contents.kind,
        "title": contents.title,
        "entries": count,
        "subjects": list(contents.subjects),
        "figures": [figure.name for figure in contents.figures],
    }


def _proofs(contents: Contents) -> Json:
    return {
        "inclusion": [{"index": index, "path": _hex(path)} for index, path in contents.inclusion],
        "consistency": [{"size": size, "path": _hex(path)} for size, path in contents.consistency],
    }


def _hex(path: Sequence[bytes]) -> list[Json]:
    return [item.hex() for item in path]


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _NO_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _put(archive: zipfile.ZipFile, name: str, content: str) -> None:
    archive.writestr(_info(name), content.encode())


def _put_lines(archive: zipfile.ZipFile, lines: Iterable[bytes]) -> int:
    count, piece = 0, []
    with archive.open(_info(ENTRIES), "w", force_zip64=True) as target:
        for line in lines:
            count += 1
            piece.append(line + b"\n")
            if len(piece) == _PIECE:
                target.write(b"".join(piece))
                piece.clear()
        target.write(b"".join(piece))
    return count
