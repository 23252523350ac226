"""出城（Dejiro）の証拠の束を確かめる、1つのファイルの検証器。Python 3.11以上のほかに何も要りません。

    python3 standalone.py BUNDLE.zip [--key 公表されている鍵] [--keys keys.json] [--checkpoint checkpoint.txt]

合格なら0、不合格なら1（誤り1件に1行）、読めないファイルなら2で終わります。出城のプログラムとは何も共有せず、
ハッシュ、署名（RFC 8032）、証明（RFC 6962）、共同調達と効果の計算を、ここで最初からやり直します。

A verifier of Dejiro's evidence bundles in one file: needs only Python 3.11 or later, shares no code with the platform.
"""

import argparse
import base64
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from fractions import Fraction
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeAlias

Json: TypeAlias = Any
Point: TypeAlias = tuple[int, int, int, int]
MIB = 1024 * 1024
ENTRIES = "entries.jsonl"
LIMITS = {"manifest.json": MIB, "proofs.json": 32 * MIB, "checkpoint.txt": 16384, "key.txt": 1024, "README.txt": MIB}
FIGURE = re.compile(r"figures/([a-z0-9][a-z0-9_-]{0,63})\.json")
EXACT = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,20}|/[1-9][0-9]{0,19})?")
EMPTY = sha256(b"").digest()
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)
ODD = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


class _Wrong(Exception):  # noqa: N818  # said of the bundle, not of this program
    """A fault that makes all that follows meaningless."""


# Signatures: RFC 8032, section 5.1
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def _point(data: bytes) -> Point | None:
    """Return the curve point that 32 bytes stand for, or None."""
    sign, y = divmod(int.from_bytes(data, "little"), 2**255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != square or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def _add(one: Point, two: Point) -> Point:
    """Return the sum of two points in extended coordinates."""
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(factor: int, base: Point) -> Point:
    """Return a multiple of a point."""
    total: Point = (0, 1, 1, 0)
    while factor:
        total = _add(total, base) if factor & 1 else total
        base, factor = _add(base, base), factor >> 1
    return total


def _signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether the signature is the key's over the message."""
    public, generator = _point(key), _point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    s = int.from_bytes(signature[32:], "little")
    if public is None or generator is None or len(signature) != 64 or s >= ORDER:  # noqa: PLR2004  # two times 32
        return False
    k = int.from_bytes(sha512(signature[:32] + key + message).digest(), "little") % ORDER
    x, y, z, _ = _add(_times(s, generator), _times(k, (-public[0] % P, public[1], 1, -public[3] % P)))
    x, y = x * pow(z, -1, P) % P, y * pow(z, -1, P) % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


# The tree: RFC 6962, section 2.1
def _hash(*parts: bytes) -> bytes:
    return sha256(b"".join(parts)).digest()


def _root_from(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """Return the root to which an inclusion proof leads; no root at all when the path has another length."""
    if size == 1 or not path:
        return leaf if size == 1 and not path else b""
    middle, rest, sibling = 1 << (size - 1).bit_length() - 1, path[:-1], path[-1]
    if index < middle:
        return _hash(b"\1", _root_from(leaf, index, middle, rest), sibling)
    return _hash(b"\1", sibling, _root_from(leaf, index - middle, size - middle, rest))


def _roots_from(old: int, new: int, path: list[bytes]) -> tuple[bytes, bytes]:
    """Return the old and the new root to which a consistency proof leads."""
    if old == new or len(path) < 2:  # noqa: PLR2004  # the last hash is the tree's own
        return (path[0], path[0]) if old == new and len(path) == 1 else (b"", b"")
    middle, rest, sibling = 1 << (new - 1).bit_length() - 1, path[:-1], path[-1]
    if old <= middle:
        before, after = _roots_from(old, middle, rest)
        return before, _hash(b"\1", after, sibling)
    before, after = _roots_from(old - middle, new - middle, rest)
    return _hash(b"\1", sibling, before), _hash(b"\1", sibling, after)


def _root_of(stack: list[tuple[int, bytes]]) -> bytes:
    """Return the root over complete subtrees, largest first."""
    root = stack[-1][1] if stack else EMPTY
    for _, left in reversed(stack[:-1]):
        root = _hash(b"\1", left, root)
    return root


# Documents
class _Checkpoint(NamedTuple):
    origin: str
    size: int
    root: bytes
    at: str


def _refuse(text: str) -> Json:
    raise ValueError(text)


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    return dict(pairs) if len(dict(pairs)) == len(pairs) else _refuse("同じ鍵が二度書かれています")


def _parsed(data: bytes, where: str) -> Json:
    """Return a JSON value without fractions or keys named twice."""
    try:
        return json.loads(data.decode(), object_pairs_hook=_once, parse_float=_refuse, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise _Wrong(f"{where}: JSONとして読めません（{error}）。") from error


def _canonical(value: Json) -> bytes:
    """Return the text of a value that is hashed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _checkpoint_of(note: str, key: bytes, where: str) -> _Checkpoint:
    """Return a checkpoint whose signature is good."""
    text, _, tail = note.rpartition("\n\n")
    lines = text.split("\n")
    try:
        found = _Checkpoint(lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True), "".join(lines[3:]))
        marks = [line.split(" ") for line in tail.split("\n")[:-1]]
        signatures = [base64.b64decode(mark[2], validate=True) for mark in marks if mark[1] == found.origin]
    except (ValueError, IndexError) as error:
        raise _Wrong(f"{where}: チェックポイントの形ではありません。") from error
    if len(lines) > 4 or str(found.size) != lines[1] or found.size < 0 or len(found.root) != len(EMPTY):  # noqa: PLR2004
        raise _Wrong(f"{where}: チェックポイントの形ではありません。")
    name = sha256(found.origin.encode() + b"\n\1" + key).digest()[:4]
    if any(mark[:4] == name and _signed(key, f"{text}\n".encode(), mark[4:]) for mark in signatures):
        return found
    raise _Wrong(f"{where}: この鍵による正しい署名がありません。")


def _keys(trusted: bytes, history: Json, origin: str) -> dict[bytes, tuple[int, float]]:
    """Return the keys that changes connect with a trusted one: above which size, and up to which, each signs."""
    spans, above, last = dict[bytes, tuple[int, float]](), -1, None
    for change in history["changes"] if history else ():
        old, new, size = _hex32(change["old"]), _hex32(change["new"]), change["size"]
        text = f"{origin}\nkey change\n{old.hex()}\n{new.hex()}\n{size}\n{change['at']}\n".encode()
        marks = [(old, bytes.fromhex(change["by_old"])), (new, bytes.fromhex(change["by_new"]))]
        if (
            not all(_signed(key, text, mark) for key, mark in marks)
            or last not in {None, old}
            or size <= above
            or new in spans
        ):
            raise _Wrong("--keys: 鍵の履歴が続いていないか、別の台帳のものか、両方の鍵で署名されていません。")
        spans[old], spans[new] = (above, size), (size, float("inf"))
        above, last = size, new
    return spans if trusted in spans else {trusted: (-1, float("inf"))}


def _hex32(text: str) -> bytes:
    return bytes.fromhex(text) if re.fullmatch("[0-9a-fA-F]{64}", text) else _refuse("16進64桁ではありません")


def _old_of(note: str, keys: dict[bytes, tuple[int, float]]) -> _Checkpoint:
    """Return an older checkpoint that is signed by the key in use then, or say why none of the keys counts."""
    for key, (above, last) in keys.items():
        try:
            found = _checkpoint_of(note, key, "--checkpoint")
        except _Wrong as error:
            wrong = error
            continue
        if above < found.size <= last:
            return found
        wrong = _Wrong(f"--checkpoint: この鍵は、{found.size}件の台帳に署名する鍵ではありません。")
    raise wrong


# Figures
def _effect(rows: Json) -> dict[str, Json]:
    """Return what the measurements come to."""
    (direction,) = {row["direction"] for row in rows}
    sign, units = {"lower": -1, "higher": 1}[direction], [row.get("quantity", 1) for row in rows]
    if not all(EXACT.fullmatch(str(row[name])) for row in rows for name in ("baseline", "measured")):
        raise ValueError("測定値は正確な数で書きます")
    if any(type(unit) is not int or unit < 1 for unit in units):
        raise ValueError("quantityは1以上の整数です")
    befores = [Fraction(str(row["baseline"])) for row in rows]
    changes = [Fraction(str(row["measured"])) - before for row, before in zip(rows, befores, strict=True)]
    total = sum((before * unit for before, unit in zip(befores, units, strict=True)), Fraction())
    change = sum((moved * unit for moved, unit in zip(changes, units, strict=True)), Fraction())
    relative = [str(moved / before) if before else None for moved, before in zip(changes, befores, strict=True)]
    answer = {"count": len(rows), "quantity": sum(units), "direction": direction}
    answer |= {"improved": sum(moved * sign > 0 for moved in changes), "unchanged": changes.count(Fraction())}
    answer |= {"worsened": sum(moved * sign < 0 for moved in changes), "baseline_total": str(total)}
    answer |= {"measured_total": str(total + change), "change_total": str(change)}
    answer |= {"mean_change": str(change / sum(units)), "relative_change": str(change / total) if total else None}
    names, signs = [row["organization"] for row in rows], [moved * sign for moved in changes]
    answer["rows"] = [
        {"organization": name, "change": str(moved), "relative_change": part, "better": good > 0, "worse": good < 0}
        for name, moved, part, good in zip(names, changes, relative, signs, strict=True)
    ]
    return answer


class _Purchase:
    """A joint purchase: who would join on what terms, in the file format of `dejiro coalition`."""

    def __init__(self, problem: Json) -> None:
        self.members = {member["id"]: member for member in problem["members"]}
        self.tiers = [(tier["min_quantity"], tier["unit_price"]) for tier in problem["tiers"]]
        self.fixed, share = problem.get("fixed_cost", 0), problem.get("fixed_share", "equal")
        self.parts = {way: Fraction(part) for way, part in ({share: 1} if isinstance(share, str) else share).items()}
        self.capacity, self.least = problem.get("capacity"), problem.get("min_members", 2)
        self.excluding = any(member.get("not_with") for member in self.members.values())
        falling = all(one[0] < two[0] and one[1] > two[1] for one, two in zip(self.tiers, self.tiers[1:], strict=False))
        known = self.parts.keys() <= {"equal", "quantity", "weight"} and sum(self.parts.values()) == 1
        if len(self.members) != len(problem["members"]) or not falling or not known:
            raise ValueError("団体、価格段階、分け方のどれかが正しくありません")

    def price(self, quantity: int) -> Json:
        """Return the unit price at a total quantity, or None below the first tier."""
        return next((price for least, price in reversed(self.tiers) if quantity >= least), None)

    def quantity(self, group: list[str]) -> int:
        return sum(int(self.members[name]["quantity"]) for name in group)

    def cost(self, group: list[str]) -> int:
        return self.quantity(group) * int(self.price(self.quantity(group)) or 0) + int(self.fixed)

    def split(self, group: list[str]) -> dict[str, Fraction]:
        """Return each member's exact part of the common cost."""
        split = dict.fromkeys(group, self.fixed * self.parts.get("equal", Fraction()) / len(group))
        for way in {"quantity", "weight"} & self.parts.keys():
            each = self.fixed * self.parts[way] / sum(self.members[name][way] for name in group)
            split = {name: part + each * self.members[name][way] for name, part in split.items()}
        return split

    def unwilling(self, group: list[str], month: str) -> list[str]:
        """Return who does not accept the group in that month, exclusions and capacity apart."""
        quantity, split = self.quantity(group), self.split(group)
        price = self.price(quantity)

        def agrees(member: Json) -> bool:
            units, unit, most = member["quantity"], member.get("max_unit_price"), member.get("max_total")
            if price is None or month not in member["starts"] or quantity < (member.get("min_quantity") or 0):
                return False
            if len(group) < (member.get("min_members") or 0) or not set(member.get("only_with") or ()) <= split.keys():
                return False
            pays = units * price + split[member["id"]]
            return (unit is None or pays <= units * unit) and (most is None or pays <= most)

        return [name for name in group if not agrees(self.members[name])]

    def best(self) -> tuple[str | None, list[str]]:
        """Return month and members of the best group, exclusions and capacity apart."""
        # Shares only fall as a group grows. So whoever refuses all that are left refuses
        # any fewer of them: they go, until nobody refuses. What is left is the month's largest group.
        found = []
        for month in {month for member in self.members.values() for month in member.get("starts", ())}:
            group = sorted(name for name, member in self.members.items() if month in member.get("starts", ()))
            while group and (out := set(self.unwilling(group, month))):
                group = [name for name in group if name not in out]
            found += [(month, group)] if group and len(group) >= self.least else []
        return min(found, key=lambda one: (-len(one[1]), self.cost(one[1]), *one), default=(None, []))

    def shares(self, group: list[str]) -> list[dict[str, Json]]:
        """Return what each pays to the yen: the largest remainders are rounded up, ties by id."""
        split, price, rows = self.split(group), self.price(self.quantity(group)) or 0, []
        fixed = {name: int(part) for name, part in split.items()}
        by_remainder = sorted(group, key=lambda name: (fixed[name] - split[name], name))
        for name in by_remainder[: self.fixed - sum(fixed.values())]:
            fixed[name] += 1
        for name in group:
            units = self.members[name]["quantity"]
            own, total = self.price(units), units * price + fixed[name]
            alone = None if own is None else units * own + self.fixed
            saving = None if alone is None else alone - total
            row = {"id": name, "goods": units * price, "fixed": fixed[name], "total": total}
            rows.append(row | {"alone": alone, "saving": saving})
        return rows

    def faults(self, answer: Json) -> Iterator[str]:
        """Yield what is false in an answer."""
        group, month = answer["members"], answer["start"]
        if group != sorted(set(group)):
            yield "団体が、重なりなく番号順に並んでいません。"
        elif group:
            yield from self.misfits(group, month)
        figures: dict[str, Json] = {"start": None, "quantity": 0, "unit_price": None, "total": 0, "shares": []}
        if group:
            price, total = self.price(self.quantity(group)), self.cost(group)
            figures = {
                "quantity": self.quantity(group),
                "unit_price": price,
                "total": total,
                "shares": self.shares(group),
            }
        for name, value in figures.items():
            if answer[name] != value:
                yield f"{name} が、計算し直した結果と違います（計算: {str(value)[:60]}）。"
        if self.capacity is None and not self.excluding and (month, group) != self.best():
            yield "もっと良い組み合わせがあります。"

    def misfits(self, group: list[str], month: str) -> Iterator[str]:
        """Yield the conditions that the group does not meet."""
        for name in self.unwilling(group, month):
            yield f"{name} の条件を満たしていません。"
        for name in group:
            if not set(self.members[name].get("not_with") or ()).isdisjoint(group):
                yield f"{name} が、一緒にならないとした団体と一緒です。"
        if len(group) < self.least or (self.capacity is not None and self.quantity(group) > self.capacity):
            yield "団体の数か、数量の上限に合いません。"

    def unproven(self, answer: Json) -> Iterator[str]:
        """Yield what was not shown about an answer without fault."""
        if (answer["start"], answer["members"]) != self.best():
            yield "上限か除外があるため、最も良い組み合わせであることは確かめていません（条件と金額は確かめました）"
        if answer.get("outside") is not None or answer.get("if_leaves") is not None:
            yield "外れた理由と、抜けた場合の説明は計算し直していません（記録のハッシュとは一致しています）"


def _computed(kind: Json, problem: Json, answer: Json) -> tuple[list[str], list[str]]:
    """Return what is false in a figure, and what was not shown."""
    if kind == "effect":
        again = _effect(problem)
        return [f"{name} が、計算し直した結果と違います。" for name in again if answer[name] != again[name]], []
    if kind == "coalition":
        purchase = _Purchase(problem)
        faults = list(purchase.faults(answer))
        return faults, [] if faults else list(purchase.unproven(answer))
    raise ValueError(f"知らない種類 {str(kind)[:40]}")


# The bundle
class _Bundle:
    """A ZIP from a stranger, and what is found in it."""

    def __init__(self, file: BinaryIO) -> None:
        self.zip, self.names = zipfile.ZipFile(file), set[str]()
        self.said, self.wrong = list[str](), list[str]()
        self.recorded: dict[tuple[str, str], int] = {}

    def admit(self) -> None:
        """Refuse files that a bundle does not have, and missing ones."""
        for member in self.zip.infolist():
            name, size = member.filename, member.file_size
            if name in self.names or not (name in LIMITS or name == ENTRIES or FIGURE.fullmatch(name)):
                raise _Wrong(f"{ascii(name)[:100]}: 束にあるはずのないファイルか、同じ名前の二つ目です。")
            if (name != ENTRIES and size > LIMITS.get(name, 8 * MIB)) or size > 200 * member.compress_size + MIB:
                raise _Wrong(f"{name}: 大きすぎるか、小さなファイルが膨らみすぎます。展開しません。")
            self.names.add(name)
        for name in sorted({*LIMITS, ENTRIES} - self.names):
            raise _Wrong(f"{name}: ファイルがありません。")

    def lines(self) -> Iterator[bytes]:
        rest = b""
        with self.zip.open(ENTRIES) as file:
            while (piece := file.read(MIB)) and len(rest) <= 4 * MIB:
                *whole, rest = (rest + piece).split(b"\n")
                yield from whole
        if rest:
            raise _Wrong(f"{ENTRIES}: 最後の行が改行で終わっていないか、長すぎます。")

    def verify(self, pinned: bytes | None, old_note: str | None, history: bytes | None) -> None:
        """Check everything that hangs together."""
        self.admit()
        manifest, key = (
            _parsed(self.zip.read("manifest.json"), "manifest.json"),
            _hex32(self.zip.read("key.txt").decode().strip()),
        )
        if not isinstance(manifest, dict) or manifest.get("format") != "dejiro-bundle/1":
            raise _Wrong("manifest.json: この検証器の知らない形式です。")
        new = _checkpoint_of(self.zip.read("checkpoint.txt").decode(), key, "checkpoint.txt")
        keys = _keys(pinned or key, None if history is None else _parsed(history, "--keys"), new.origin)
        if key not in keys or not keys[key][0] < new.size <= keys[key][1]:
            raise _Wrong(
                "key.txt: 束の鍵は、指定された鍵ではありません。鍵が替わったのなら、--keys で履歴を渡してください。"
            )
        old = None if old_note is None else _old_of(old_note, keys)
        if old and (old.origin != new.origin or old.size > new.size or (old.size < new.size and old.at > new.at > "")):
            raise _Wrong("--checkpoint: 控えの方が新しいか、別の台帳のものです。")
        own = "（公表されている鍵と見比べてください）" if pinned is None else ""
        self.said += [f"鍵 {key.hex()}{own}", f"台帳 {new.origin}、{new.size}件 {new.at}"]
        whole = manifest.get("kind") == "log"
        count = self.whole(new, old) if whole else self.part(new, old, manifest.get("subjects"))
        said = "台帳の全体" if whole else "台帳の一部。載っていない記録は分かりません"
        self.said.append(f"記録 {count}件（{said}）")
        if count != manifest.get("entries"):
            self.wrong.append(f"{ENTRIES}: 記録が{count}件あります。一覧と違います。")
        figures = {match[1] for name in self.names if (match := FIGURE.fullmatch(name))}
        if sorted(figures) != sorted(manifest.get("figures") or ()):
            raise _Wrong("figures/: 一覧と図が合いません。")
        for name in sorted(figures):
            self.figure(name)

    def whole(self, new: _Checkpoint, old: _Checkpoint | None) -> int:
        """Compute the root over all entries, and the one that an older checkpoint has."""
        stack: list[tuple[int, bytes]] = []
        count, past = 0, EMPTY
        for count, line in enumerate(self.lines(), 1):
            top, size = _hash(b"\0", line), 1
            while stack and stack[-1][0] == size:
                top, size = _hash(b"\1", stack.pop()[1], top), size * 2
            stack.append((size, top))
            if b'"problem_digest":' in line:
                self.note(line, count - 1)
            if old and count == old.size:
                past = _root_of(stack)
        if (count, _root_of(stack)) != (new.size, new.root):
            self.wrong.append(f"{ENTRIES}: 記録から計算した件数か根が、署名されたものと違います。")
        if old and past != old.root:
            self.wrong.append("--checkpoint: 控えた時までの記録が書き換えられています。")
        return count

    def part(self, new: _Checkpoint, old: _Checkpoint | None, subjects: Json) -> int:
        """Check the proof of every entry, and that an older checkpoint is continued."""
        proofs, lines, last = _parsed(self.zip.read("proofs.json"), "proofs.json"), list(self.lines()), -1
        places = [(int(proof["index"]), [*map(_hex32, proof["path"])]) for proof in proofs["inclusion"]]
        earlier = {int(proof["size"]): [*map(_hex32, proof["path"])] for proof in proofs["consistency"]}
        if len(places) != len(lines):
            raise _Wrong(f"proofs.json: 記録{len(lines)}件と証明の数が合いません。")
        for line, (index, path) in zip(lines, places, strict=True):
            if not last < index < new.size:
                raise _Wrong("proofs.json: 番号が順に並んでいません。")
            last = index
            if _root_from(_hash(b"\0", line), index, new.size, path) != new.root:
                self.wrong.append(f"{ENTRIES}: 記録{index}番が台帳に含まれることの証明が成り立ちません。")
            elif self.note(line, index).get("subject") not in subjects:
                self.wrong.append(f"記録{index}番: 一覧にない対象の記録です。")
        if old:
            self.continues(old, new, earlier)
        return len(lines)

    def continues(self, old: _Checkpoint, new: _Checkpoint, earlier: dict[int, list[bytes]]) -> None:
        if old.size in {0, new.size}:
            roots = (new.root if old.size else EMPTY, new.root)
        elif old.size in earlier:
            kept = [old.root] if old.size & (old.size - 1) == 0 else []
            roots = _roots_from(old.size, new.size, kept + earlier[old.size])
        else:
            raise _Wrong(f"--checkpoint: {old.size}件の控えからの証明がありません。台帳の全体の束が要ります。")
        if roots != (old.root, new.root):
            self.wrong.append("--checkpoint: 控えた時までの記録が書き換えられています。")

    def note(self, line: bytes, index: int) -> dict[str, Json]:
        """Return an entry, and remember the figures that it records."""
        leaf = _parsed(line, f"記録{index}番")
        if not isinstance(leaf, dict) or _canonical(leaf) != line:
            raise _Wrong(f"記録{index}番: 正準形のJSONではありません。")
        todo = [leaf.get("data")]
        while todo:
            value = todo.pop()
            if isinstance(value, dict):
                self.recorded[str(value.get("problem_digest")), str(value.get("answer_digest"))] = index
                todo += value.values()
            todo += value if isinstance(value, list) else []
        return leaf

    def figure(self, name: str) -> None:
        """Check that a figure is recorded, and compute it again."""
        where = f"figures/{name}.json"
        value = _parsed(self.zip.read(where), where)
        if not isinstance(value, dict) or value.get("name") != name:
            raise _Wrong(f"{where}: 図の名前が違います。")
        problem, answer = value.get("problem"), value.get("answer")
        digests = _hash(_canonical(problem)).hex(), _hash(_canonical(answer)).hex()
        index = self.recorded.get(digests)
        faults = [] if index is not None else ["この入力と結果のハッシュが、どの記録にもありません。"]
        try:
            found, unproven = _computed(value.get("kind"), problem, answer)
        except ODD as error:
            found, unproven = [f"入力か結果が読めません（{type(error).__name__}: {error}）。"], []
        self.wrong += [f"{where}: {fault}" for fault in faults + found]
        if not faults + found:
            self.said.append(f"図 {name}: 記録{index}番にあり、計算し直しても同じ結果です")
            self.said += [f"図 {name}: {sentence}" for sentence in unproven]


def main(words: list[str] | None = None) -> int:
    """Verify a bundle and say what was found."""
    parser = argparse.ArgumentParser(description="出城の証拠の束を確かめます。")
    for name in ("bundle", "--key", "--keys", "--checkpoint"):
        parser.add_argument(name)
    arguments = parser.parse_args(words)
    try:
        key = None if arguments.key is None else _hex32(arguments.key)
        old = None if arguments.checkpoint is None else Path(arguments.checkpoint).read_text(encoding="utf-8")
        history = None if arguments.keys is None else Path(arguments.keys).read_bytes()
        with Path(arguments.bundle).open("rb") as stream:
            bundle = _Bundle(stream)
            try:
                bundle.verify(key, old, history)
            except _Wrong as error:
                bundle.wrong.append(str(error))
            except (*DAMAGE, *ODD) as error:
                bundle.wrong.append(f"束: 壊れているか、書き方が違います（{error}）。")
    except (OSError, ValueError, *DAMAGE) as error:
        sys.stderr.write(f"読めません: {error}\n")
        return 2
    sys.stdout.write("".join(f"{line}\n" for line in bundle.said))
    sys.stderr.write("".join(f"不合格 {line}\n" for line in bundle.wrong))
    sys.stdout.write(f"不合格（{len(bundle.wrong)}件）\n" if bundle.wrong else "合格\n")
    return 1 if bundle.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
