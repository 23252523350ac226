"""The form in which the cast's stories are written down."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Said:
    """A voice. `who` is a key of the cast.

    A consultation with an `answer` was answered by `expert` (without one, `taken` says that the expert has it) and
    rated, unless `rating` is None. `at` is when it was said; without it, the story's place among the others decides.
    `declined` is why the coordinator made no need of it; `file` is the text of a file that came with it.
    """

    who: str
    title: str
    body: str
    kind: str = "consultation"
    answer: str = ""
    expert: str = "expert"
    rating: int | None = 5
    at: datetime | None = None
    taken: bool = False
    declined: str = ""
    file: str = ""
    contract: str = ""


@dataclass(frozen=True)
class Solved:
    """How a body solved the need already; `cost` is yen, all in all."""

    who: str
    title: str
    body: str
    cost: int


@dataclass(frozen=True)
class Story:
    """A need and the voices that became it.

    With `split_from` the voices were first part of that story's need, and the coordinator split them off later.
    """

    key: str
    category: str
    title: str
    summary: str
    said: tuple[Said, ...]
    solved: Solved | None = None
    split_from: str = ""
