"""Where in a document the query was found, in offsets of the original text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from dejiro.cores.textmatch.model import Passage
from dejiro.cores.textmatch.reading import Field, Token
from dejiro.cores.textmatch.text import Folded, fold_with_offsets

# A stretch that holds less than this part of what the best one holds is an accident of common endings, not a finding.
TELLING: Final = 0.25
# Endings, particles and marks at the edge of a stretch say nothing by themselves; 々 and ー belong to words.
SILENT: Final = re.compile(r"[\u3040-\u309f\W]+")


def passages(text: str, gained: Sequence[tuple[Field, Mapping[str, float]]], *, limit: int = 5) -> tuple[Passage, ...]:
    """Return the stretches of `text` that hold the query's terms, at most `limit` of the heaviest, in order of place.

    Args:
        text: the original document.
        gained: the fields, each with what every term of the query adds to the score.
        limit: how many at most.
    """
    folded = fold_with_offsets(text)
    found = [
        (token, gain[token.term]) for field, gain in gained for token in field.tokens(folded.text) if token.term in gain
    ]
    runs = _telling(text, [_passage(folded, run) for run in _runs(found)])
    least = TELLING * max((run.weight for run in runs), default=0.0)
    heaviest = sorted((run for run in runs if run.weight >= least), key=lambda run: (-run.weight, run.start))[:limit]
    return tuple(sorted(heaviest, key=lambda run: run.start))


def _runs(found: Sequence[tuple[Token, float]]) -> list[list[tuple[Token, float]]]:
    """Gather tokens that overlap or touch."""
    runs: list[list[tuple[Token, float]]] = []
    reach = -1
    for token, gain in sorted(found, key=lambda item: (item[0].start, item[0].end, item[0].term)):
        if token.start > reach:
            runs.append([])
        runs[-1].append((token, gain))
        reach = max(reach, token.end)
    return runs


def _telling(text: str, runs: Sequence[Passage]) -> Sequence[Passage]:
    """Cut particles and marks off the edges; what holds nothing else counts only when nothing says more."""
    cut = [_cut(text, run) for run in runs if not SILENT.fullmatch(text, run.start, run.end)]
    return cut or runs


def _cut(text: str, run: Passage) -> Passage:
    inner = text[run.start : run.end]
    begins = silence.end() if (silence := SILENT.match(inner)) else 0
    rest = inner[begins:]
    ends = next((silence.start() for silence in SILENT.finditer(rest) if silence.end() == len(rest)), len(rest))
    return replace(run, start=run.start + begins, end=run.start + begins + ends)


def _passage(folded: Folded, run: Sequence[tuple[Token, float]]) -> Passage:
    start, end = folded.span(run[0][0].start, max(token.end for token, _ in run))
    return Passage(start, end, sum({token.term: gain for token, gain in run}.values()))


def excerpt(text: str, found: Sequence[Passage], *, width: int = 120) -> list[tuple[str, bool]]:
    """Return about `width` characters around the heaviest passage as (piece, matched) pairs; … marks what is left out.

    Joined, the pieces are the text's own characters, so that whoever shows them escapes them.

    >>> excerpt("端末を共同で購入したい。", [Passage(4, 9, 1.0)])
    [('端末を共', False), ('同で購入し', True), ('たい。', False)]
    """
    start, end = _window(len(text), found, width)
    pieces: list[tuple[str, bool]] = [("…", False)] if start else []
    place = start
    for passage in (passage for passage in found if passage.end > start and passage.start < end):
        left, right = max(passage.start, place), min(passage.end, end)
        pieces += [(text[place:left], False), (text[left:right], True)]
        place = right
    pieces.append((text[place:end], False))
    if end < len(text):
        pieces.append(("…", False))
    return [piece for piece in pieces if piece[0]]


def _window(length: int, found: Sequence[Passage], width: int) -> tuple[int, int]:
    if not found or length <= width:
        return 0, min(length, width)
    best = max(found, key=lambda passage: passage.weight)
    before = max(0, width - (best.end - best.start)) // 4
    start = max(0, min(best.start - before, length - width))
    return start, min(length, start + width)
