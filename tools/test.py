"""Run all tests: lint, then on SQLite with coverage, on PostgreSQL, and in a browser where the machine has one.

Usage: `python -m tools.test [--only lint,sqlite,postgres,browser,scale] [pytest arguments]`. At the end it says what
was skipped and what to install for it. With CI=true a skip is a failure.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tools import chromium, coverage_floors, postgres
from tools.counted import sitecustomize

ROOT = Path(__file__).resolve().parent.parent
STAGES = ("lint", "sqlite", "postgres", "browser", "scale")
ALWAYS = STAGES[:4]
ON_POSTGRES = ("src/dejiro/foundation", "src/dejiro/apps", "src/dejiro/config", "src/dejiro/demo", "src/dejiro/cli")
WORKERS = str(min(4, os.cpu_count() or 1))
SKIPPED = "skipped"
# The counter brings a plugin of pytest, and is at work before pytest could look into it.
COUNTED_BEFORE_PYTEST = ("-W", "ignore:Module already imported so cannot be rewritten; slipcover")


@dataclass
class Run:
    """What happened so far."""

    folder: Path
    arguments: list[str]
    failures: list[str] = field(default_factory=list)
    skips: list[str] = field(default_factory=list)
    passed: int = 0
    failed: int = 0


def main() -> int:
    """Run the stages; 0 when nothing failed and, in CI, nothing was skipped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(ALWAYS), help="stages, separated by commas")
    options, arguments = parser.parse_known_args()
    unknown = set(options.only.split(",")) - set(STAGES)
    if unknown:
        parser.error(f"no such stage: {', '.join(sorted(unknown))}")
    # Hundreds of processes are started here; each would compile every module for itself.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="dejiro-test-") as folder:
        run = Run(Path(folder), arguments)
        started = time.monotonic()
        for stage in STAGES:
            if stage in options.only.split(","):
                timed(stage, run)
        return report(run, time.monotonic() - started)


def timed(stage: str, run: Run) -> None:
    """Run one stage under its heading."""
    started = time.monotonic()
    print(f"\n==== {stage} ====", flush=True)
    ACTIONS[stage](run)
    print(f"==== {stage}: {time.monotonic() - started:.0f} s ====", flush=True)


def lint(run: Run) -> None:
    """All static checks."""
    if subprocess.run([sys.executable, "-m", "tools.lint"], check=False, cwd=ROOT).returncode:
        run.failures.append("lint")


def sqlite(run: Run) -> None:
    """Unit, property, stateful, architecture and documentation tests on SQLite, and what they cover."""
    counts = run.folder / "counts"
    counts.mkdir()
    # Tables come from the models here, which is quicker; elsewhere from the migrations, and lint compares the two.
    options = [
        "-m",
        "not browser and not scale and not postgres",
        "-n",
        WORKERS,
        "--dist",
        "worksteal",
        "--nomigrations",
    ]
    if run.arguments:
        pytest(run, "sqlite", options, without_database())
    elif pytest(run, "sqlite", [*options, *COUNTED_BEFORE_PYTEST], counted_into(counts)) and not coverage_floors.hold(
        counts
    ):
        run.failures.append("coverage")


def counted_into(folder: Path) -> dict[str, str]:
    """Return the environment in which each Python process counts what it runs."""
    return {
        **without_database(),
        "PYTHONPATH": str(Path(sitecustomize.__file__).parent),
        sitecustomize.FOLDER: str(folder),
    }


def on_postgres(run: Run) -> None:
    """Everything that touches a database, again on PostgreSQL: DATABASE_URL, a throw-away one, or the local one."""
    with ExitStack() as stack:
        url = database_url(stack)
        if url is None:
            run.skips.append(
                "all tests on PostgreSQL: set DATABASE_URL, or install it (Debian, Ubuntu: apt install postgresql)"
            )
            return
        print(f"database: {url.split('@')[-1]}", flush=True)
        options = ["-m", "not browser and not scale", "-n", WORKERS, "--dist", "worksteal"]
        pytest(
            run,
            "postgres",
            [*options, *(ON_POSTGRES if not run.arguments else ())],
            {**os.environ, "DATABASE_URL": url},
        )


def database_url(stack: ExitStack) -> str | None:
    """Return the address of a PostgreSQL to test on, started for this run if need be."""
    named = os.environ.get("DATABASE_URL", "")
    if named.startswith("postgres"):
        return named
    if not os.environ.get("PGHOST") and postgres.find_binaries():
        return stack.enter_context(postgres.throw_away()).url
    return postgres.local_url()


def browser(run: Run) -> None:
    """Journeys in a real browser."""
    found = chromium.find()
    if found is None:
        run.skips.append(f"browser tests: {chromium.MISSING}")
        return
    environment = {**without_database(), "DEJIRO_CHROMIUM": found}
    options = ["-m", "browser", "-n", WORKERS, "--dist", "worksteal"]
    pytest(run, "browser", [*options, *(["tests/browser"] if not run.arguments else [])], environment)


def scale(run: Run) -> None:
    """Kills, backups and restores on real databases."""
    pytest(
        run,
        "scale",
        ["-m", "scale", "-p", "no:randomly", *(["tests/scale"] if not run.arguments else [])],
        without_database(),
    )


def without_database() -> dict[str, str]:
    """Return the environment without a database's address, so that SQLite is used."""
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}


def pytest(run: Run, stage: str, options: list[str], environment: dict[str, str]) -> bool:
    """Run pytest and take its counts into the account; true when all passed."""
    result = run.folder / f"{stage}.xml"
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={result}"]
    code = subprocess.run([*command, *options, *run.arguments], check=False, cwd=ROOT, env=environment).returncode
    if code:
        run.failures.append(stage)
    if result.exists():
        count(run, stage, result)
    return code == 0


def count(run: Run, stage: str, result: Path) -> None:
    """Add one run's counts and its skips, each reason once."""
    cases = list(ET.parse(result).getroot().iter("testcase"))  # noqa: S314  # written by pytest a moment ago
    bad = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    skipped = [case for case in cases if case.find(SKIPPED) is not None]
    run.failed += len(bad)
    run.passed += len(cases) - len(bad) - len(skipped)
    reasons = {case.find(SKIPPED).get("message", "") for case in skipped}  # type: ignore[union-attr]  # chosen for having it
    run.skips.extend(f"{stage}: {reason}" for reason in sorted(reasons))


def report(run: Run, seconds: float) -> int:
    """Print what was skipped and how it ended."""
    ci = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
    if run.skips:
        print("\nSkipped:")
    for skip in run.skips:
        print(f"  {skip}")
    bad = list(dict.fromkeys(run.failures)) + (["skips are failures in CI"] if ci and run.skips else [])
    print(f"\n{seconds:.0f} s. " + (f"FAILED: {', '.join(bad)}" if bad else "All well."))
    print(f"{run.passed} passed, {run.failed} failed, {len(run.skips)} skipped", flush=True)
    return 1 if bad else 0


ACTIONS: dict[str, Callable[[Run], None]] = {
    "lint": lint,
    "sqlite": sqlite,
    "postgres": on_postgres,
    "browser": browser,
    "scale": scale,
}

if __name__ == "__main__":
    sys.exit(main())
