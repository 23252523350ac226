"""Count the lines and branches that each Python process of the counted tests runs.

Python imports this module when it starts, where this folder is on its path: `tools/test.py` puts it there, so that
what the tests start is counted too. Probes stand in the counted code only, all else runs as fast as ever.
"""

import atexit
import json
import os
import tempfile
from pathlib import Path
from typing import Final

import slipcover

FOLDER: Final = "DEJIRO_COUNT_INTO"
ROOT: Final = Path(__file__).resolve().parent.parent.parent
SOURCE: Final = [str(ROOT / "src" / "dejiro")]
OMITTED: Final = ["*/migrations/*", "*/tests/*"]
EXCLUDED: Final = ["if __name__ == .__main__.:", "@overload", "raise AssertionError"]
# Taking a probe away once it has spoken looks into the variables of every running function, and a buffer that is
# looked at cannot grow: so they stay.
NEVER: Final = 2**30


def counter(source: list[str] | None = None) -> slipcover.Slipcover:
    """Return what counts; with a source, also what was never imported from it."""
    return slipcover.Slipcover(branch=True, source=source, omit=OMITTED, exclude_also=EXCLUDED, d_miss_threshold=NEVER)


def count(folder: Path) -> None:
    """Count from now on what is imported, and write it into the folder at the end."""
    counts = counter()
    slipcover.ImportManager(counts, slipcover.FileMatcher(sources=SOURCE, omit=OMITTED)).__enter__()
    atexit.register(write, counts, folder)


def write(counts: slipcover.Slipcover, folder: Path) -> None:
    """Write the counts, with names from the root of the project, into a file of their own."""
    os.chdir(ROOT)
    with tempfile.NamedTemporaryFile("w", dir=folder, delete=False) as file:
        json.dump(counts.get_coverage(), file)
    Path(file.name).rename(f"{file.name}.json")


if FOLDER in os.environ:
    count(Path(os.environ[FOLDER]))
