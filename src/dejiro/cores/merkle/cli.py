"""`dejiro merkle`: the root of a file of lines, proofs about it, and their verification."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dejiro.cores.merkle.canonical import Json, NotCanonical, parse_loosely
from dejiro.cores.merkle.proofs import (
    Plan,
    Subtree,
    consistency_plan,
    extends,
    includes,
    inclusion_plan,
    prove,
)
from dejiro.cores.merkle.tree import Frontier, leaf_hash

GOOD: Final = 0
FALSE: Final = 1
BAD_INPUT: Final = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = "行のファイルのマークル木（RFC 6962）。1行が1件の記録です。FILEの「-」は標準入力です。"
    commands = parser.add_subparsers(dest="merkle_command", required=True, metavar="root|prove|verify")
    root = commands.add_parser("root", help="根のハッシュを計算する")
    root.add_argument("file", metavar="FILE")
    root.add_argument("--size", type=int, metavar="N", help="先頭のN行だけ")
    proof = commands.add_parser("prove", help="証明を作る")
    proof.add_argument("file", metavar="FILE")
    what = proof.add_mutually_exclusive_group(required=True)
    what.add_argument("--index", type=int, metavar="I", help="I番目（0から）の行が含まれることの証明")
    what.add_argument("--old", type=int, metavar="N", help="先頭のN行がそのまま残っていることの証明")
    check = commands.add_parser("verify", help="証明を確かめる")
    check.add_argument("proof", metavar="PROOF.json")
    check.add_argument("--root", metavar="HEX", help="信頼できる根のハッシュ")
    check.add_argument("--old-root", metavar="HEX", help="手元に控えてある古い根のハッシュ")
    check.add_argument("--line", metavar="TEXT", help="含まれるはずの行")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked.

    Returns:
        0 when it was done and the proof holds, 1 when a proof does not hold, 2 for bad input.
    """
    commands = {"root": _root, "prove": _prove, "verify": _verify}
    try:
        return commands[arguments.merkle_command](arguments)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return BAD_INPUT


def _root(arguments: argparse.Namespace) -> int:
    hashes = _hashes(arguments.file)
    size = len(hashes) if arguments.size is None else arguments.size
    if not 0 <= size <= len(hashes):
        raise ValueError(f"--size {size}: ファイルは{len(hashes)}行です。")
    print(size, _tree(hashes[:size]).root().hex())
    return GOOD


def _prove(arguments: argparse.Namespace) -> int:
    hashes = _hashes(arguments.file)
    size, root = len(hashes), _tree(hashes).root().hex()
    answer: dict[str, Json]
    if arguments.index is not None:
        plan = inclusion_plan(arguments.index, size)
        answer = {"kind": "inclusion", "index": arguments.index, "leaf": hashes[arguments.index].hex()}
    else:
        plan = consistency_plan(arguments.old, size)
        answer = {"kind": "consistency", "old": arguments.old, "old_root": _tree(hashes[: arguments.old]).root().hex()}
    answer |= {"size": size, "root": root, "proof": _proof(plan, hashes)}
    print(json.dumps(answer, indent=2))
    return GOOD


def _verify(arguments: argparse.Namespace) -> int:
    text = _read(arguments.proof)
    try:
        fields = _Fields(parse_loosely(text))
    except NotCanonical as error:
        raise ValueError(f"{arguments.proof}: {error}") from error
    for option, name in ((arguments.root, "root"), (arguments.old_root, "old_root")):
        if option is not None and fields.digest(name).hex() != option.lower():
            return _say(f"証明の{name}は、示された根 {option} と違います。")
    if arguments.line is not None and fields.digest("leaf") != leaf_hash(arguments.line.encode()):
        return _say("証明のleafは、示された行のハッシュと違います。")
    if not fields.holds():
        return _say("証明は成り立ちません。")
    print("証明は成り立ちます。")
    return GOOD


class _Fields:
    """The fields of a proof file, each asked for by its type."""

    def __init__(self, value: Json) -> None:
        if not isinstance(value, dict):
            raise ValueError("$: 証明は連想配列（{…}）で書いてください。")  # noqa: TRY004  # bad input, not a bug
        self.value = value

    def holds(self) -> bool:
        """Return whether the proof is true of its own root."""
        root, size, path = self.digest("root"), self.number("size"), self.path()
        if self.value.get("kind") == "inclusion":
            return includes(root, size, self.digest("leaf"), self.number("index"), path)
        if self.value.get("kind") == "consistency":
            return extends(self.digest("old_root"), self.number("old"), root, size, path)
        raise ValueError('$.kind: "inclusion" か "consistency" と書いてください。')

    def number(self, name: str) -> int:
        """Return a whole number."""
        number = self.value.get(name)
        if not isinstance(number, int) or isinstance(number, bool):
            raise ValueError(f"$.{name}: 整数で書いてください。")  # noqa: TRY004  # bad input, not a bug
        return number

    def digest(self, name: str) -> bytes:
        """Return a hash."""
        return _digest(self.value.get(name), f"$.{name}")

    def path(self) -> list[bytes]:
        """Return the proof's hashes."""
        path = self.value.get("proof")
        if not isinstance(path, list):
            raise ValueError("$.proof: ハッシュの配列で書いてください。")  # noqa: TRY004  # bad input, not a bug
        return [_digest(item, f"$.proof[{place}]") for place, item in enumerate(path)]


def _digest(value: Json, path: str) -> bytes:
    try:
        digest = bytes.fromhex(str(value))
    except ValueError:
        digest = b""
    if len(digest) != 32:  # noqa: PLR2004  # SHA-256
        raise ValueError(f"{path}: 16進64桁のハッシュで書いてください。")
    return digest


def _proof(plan: Plan, hashes: list[bytes]) -> list[Json]:
    wanted = {subtree for part in plan for subtree in part}
    known = {subtree: _tree(_under(subtree, hashes)).root() for subtree in wanted}
    return [item.hex() for item in prove(plan, known.__getitem__)]


def _under(subtree: Subtree, hashes: list[bytes]) -> list[bytes]:
    start = subtree.position << subtree.level
    return hashes[start : start + (1 << subtree.level)]


def _tree(hashes: list[bytes]) -> Frontier:
    tree = Frontier()
    for item in hashes:
        tree.append(item)
    return tree


def _hashes(name: str) -> list[bytes]:
    return [leaf_hash(line) for line in _lines(_read(name))]


def _lines(text: bytes) -> Iterator[bytes]:
    """Yield lines without their ends; a last line needs no end."""
    lines = text.split(b"\n")
    yield from lines[:-1] if not lines[-1] else lines


def _read(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def _say(message: str) -> int:
    print(message, file=sys.stderr)
    return FALSE
