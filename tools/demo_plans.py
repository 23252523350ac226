"""Compute the demo's plans anew and keep the core's answers in src/dejiro/demo/data/plans.json.

Usage: `python -m tools.demo_plans`; a minute or two. Needed when the cast, its pool or its requests change: the demo
then says that it asks for a plan that was never computed. The demo is played in a database that is thrown away.
"""

import json
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django
from django.core.management import call_command
from django.db import connection, transaction

SECONDS = 120


def main() -> int:
    """Play the demo with plans that are computed, and write down the answers."""
    with TemporaryDirectory() as folder:
        os.environ.update(
            DATABASE_URL=f"sqlite:///{folder}/demo.sqlite3",
            DEJIRO_DATA_DIR=folder,
            DEJIRO_MODE="demo",
            DJANGO_SETTINGS_MODULE="dejiro.config.settings",
        )
        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
        _write(_computed())
        connection.close()
    return 0


def _computed() -> dict[str, dict[str, Any]]:
    from dejiro.apps.talent import planning  # noqa: PLC0415  # models can be imported only after set-up
    from dejiro.demo.load import play  # noqa: PLC0415
    from dejiro.demo.planned import Names, digest  # noqa: PLC0415

    kept: dict[str, dict[str, Any]] = {}

    def compute(problem: dict[str, Any]) -> dict[str, Any]:
        started, names = time.monotonic(), Names.lasting(problem)
        answer = planning.compute(problem, seconds=SECONDS).answer
        print(f"{answer['status']}, gap {answer['gap']:.4f}, {time.monotonic() - started:.1f} s")
        kept[digest(names.problem(problem))] = names.answer(answer)
        return answer

    with transaction.atomic():
        play(compute)
    return kept


def _write(answers: dict[str, dict[str, Any]]) -> None:
    from dejiro.demo.planned import FILE  # noqa: PLC0415  # needs the models, too

    text = json.dumps({"answers": answers}, ensure_ascii=False, indent=None, separators=(",", ":"))
    path = Path(FILE)
    path.write_text(text.replace("},{", "},\n{") + "\n", encoding="utf-8")
    print(f"{path}: {len(answers)} answers, {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    sys.exit(main())
