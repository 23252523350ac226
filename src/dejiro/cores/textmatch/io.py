"""Documents from JSON lines or CSV, hits as JSON."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from dejiro.cores.textmatch.model import Document, Hit


def read_documents(path: Path) -> list[Document]:
    """Return the documents of a file: JSON lines `{"key": …, "text": …}`, or CSV with the columns key and text (UTF-8).

    Raises:
        ValueError: if the file cannot be read, or if a line lacks something; the message names the line.
    """
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: 読めません。UTF-8のファイルを指定してください({error})。") from error
    rows = _csv_rows(content) if path.suffix.lower() == ".csv" else _json_rows(content)
    return _documents(rows, path)


def _json_rows(content: str) -> Iterable[tuple[int, object]]:
    for number, line in enumerate(content.splitlines(), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except json.JSONDecodeError as error:
                raise ValueError(f"{number}行目: JSONとして読めません({error.msg})。") from error


def _csv_rows(content: str) -> Iterable[tuple[int, object]]:
    reader = csv.DictReader(io.StringIO(content, newline=""))
    for row in reader:
        yield reader.line_num, row


def _documents(rows: Iterable[tuple[int, object]], path: Path) -> list[Document]:
    documents: dict[str, Document] = {}
    for number, row in rows:
        key, text = (row.get("key"), row.get("text")) if isinstance(row, dict) else (None, None)
        if not isinstance(key, str | int) or not str(key) or not isinstance(text, str):
            raise ValueError(f"{path} {number}行目: keyとtextの両方が必要です。")
        if str(key) in documents:
            raise ValueError(f"{path} {number}行目: 識別子「{key}」が重複しています。")
        documents[str(key)] = Document(str(key), text)
    return list(documents.values())


def hits_to_json(hits: Sequence[Hit]) -> str:
    """Return the hits as a JSON array; passages are offsets in the document's own text."""
    return json.dumps([asdict(hit) for hit in hits], ensure_ascii=False, indent=2)
