"""`dejiro textmatch`: find texts that resemble a query or one another."""

import argparse
import sys
from pathlib import Path

from dejiro.cores.textmatch.index import Index
from dejiro.cores.textmatch.io import hits_to_json, read_documents
from dejiro.cores.textmatch.model import Document, Hit
from dejiro.cores.textmatch.passages import excerpt
from dejiro.cores.textmatch.reading import CHARACTERS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the sub-commands."""
    commands = parser.add_subparsers(dest="command", required=True)
    search = commands.add_parser("search", help="文に似た文書を探す")
    search.add_argument("query", help="探す文")
    similar = commands.add_parser("similar", help="ある文書に似たほかの文書を探す")
    similar.add_argument("key", help="文書の識別子")
    for command in (search, similar):
        command.add_argument(
            "--documents", type=Path, required=True, help="文書のファイル（JSON LinesまたはCSV。列はkeyとtext）"
        )
        command.add_argument("--limit", type=int, default=10, help="件数（既定は10）")
        command.add_argument("--minimum", type=float, default=0.0, help="得点の下限（0から1）")
        command.add_argument("--characters", action="store_true", help="単語を使わず文字の並びだけで比べる")
        command.add_argument("--json", action="store_true", help="JSONで出力する")


def run(arguments: argparse.Namespace) -> int:
    """Run a sub-command; return 0, or 2 when the input cannot be used."""
    try:
        documents = read_documents(arguments.documents)
        hits = _hits(documents, arguments)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    print(
        hits_to_json(hits) if arguments.json else _lines({document.key: document.text for document in documents}, hits)
    )
    return 0


def _hits(documents: list[Document], arguments: argparse.Namespace) -> list[Hit]:
    index = Index(documents, fields=(CHARACTERS,) if arguments.characters else None)
    if arguments.command == "search":
        return index.search(arguments.query, limit=arguments.limit, minimum=arguments.minimum)
    if arguments.key not in index:
        raise ValueError(f"識別子「{arguments.key}」の文書はありません。")
    return index.similar(arguments.key, limit=arguments.limit, minimum=arguments.minimum)


def _lines(texts: dict[str, str], hits: list[Hit]) -> str:
    if not hits:
        return "似た文書はありません。"
    return "\n".join(f"{hit.score:.3f}  {hit.key}  {_marked(texts[hit.key], hit)}" for hit in hits)


def _marked(text: str, hit: Hit) -> str:
    pieces = excerpt(text, hit.passages, width=80)
    return "".join(f"【{piece}】" if matched else piece for piece, matched in pieces).replace("\n", " ")
