"""What stands where in a bundle, and how large each part may be."""

import re
from dataclasses import dataclass
from typing import Final

FORMAT: Final = "dejiro-bundle/1"
KINDS: Final = ("subjects", "log")
MANIFEST: Final = "manifest.json"
ENTRIES: Final = "entries.jsonl"
PROOFS: Final = "proofs.json"
CHECKPOINT: Final = "checkpoint.txt"
KEY: Final = "key.txt"
README: Final = "README.txt"
FIGURE: Final = re.compile(r"figures/([a-z0-9][a-z0-9_-]{0,63})\.json")

MIB: Final = 1024 * 1024
# Greatest sizes in bytes once unpacked; entries are read line by line, so that only a line has a limit.
LIMITS: Final = {MANIFEST: MIB, PROOFS: 32 * MIB, CHECKPOINT: 16 * 1024, KEY: 1024, README: MIB}
FIGURE_LIMIT: Final = 8 * MIB
LINE_LIMIT: Final = 4 * MIB
FILES_LIMIT: Final = 1000
# Honest text shrinks to a tenth or a thirtieth; what shrinks two hundred times was made to burst.
RATIO_LIMIT: Final = 200


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: a code for programs, the place, and a sentence for people."""

    code: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"不合格 [{self.code}] {self.where}: {self.message}"


@dataclass(frozen=True)
class Report:
    """What was found wrong, and what was shown to be true."""

    faults: tuple[Fault, ...]
    facts: tuple[str, ...]

    @property
    def good(self) -> bool:
        """True when nothing is wrong."""
        return not self.faults


class BundleUnreadable(Exception):  # noqa: N818  # said of the file, not of the program
    """The file is no bundle at all."""


def figure_file(name: str) -> str:
    """Return where a figure stands."""
    return f"figures/{name}.json"
