"""Run the benchmarks: `python -m tools.bench [name ...]`, all without a name. Each prints its own table and limits."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def available() -> list[str]:
    """Return the benchmarks: the folders that can be started."""
    return sorted(path.parent.name for path in (ROOT / "benchmarks").glob("*/run.py"))


def main(names: list[str]) -> int:
    """Run those named, or all; 0 when each kept its limits."""
    unknown = set(names) - set(available())
    if unknown:
        sys.exit(f"no such benchmark: {', '.join(sorted(unknown))}; there are: {', '.join(available())}")
    failed = []
    for name in names or available():
        print(f"==== {name} ====", flush=True)
        if subprocess.run([sys.executable, f"benchmarks/{name}/run.py"], check=False, cwd=ROOT).returncode:
            failed.append(name)
    print(f"over its limits: {', '.join(failed)}" if failed else "all within their limits")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
