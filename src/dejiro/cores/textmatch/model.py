"""What goes in and what comes out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Document:
    """A text under a key of its own."""

    key: str
    text: str

    def __post_init__(self) -> None:
        if not self.key:
            raise ValueError("文書の識別子(key)が空です。文書ごとに異なる識別子を付けてください。")


@dataclass(frozen=True)
class Passage:
    """A stretch `text[start:end]` of the original document and how much of the score stands in it."""

    start: int
    end: int
    weight: float

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"範囲が正しくありません: {self.start}-{self.end}")


@dataclass(frozen=True)
class Hit:
    """A document that was found; a score of 1 is that of the query found word for word."""

    key: str
    score: float
    passages: tuple[Passage, ...] = ()
