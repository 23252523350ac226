"""Plays the cast's past through the very services that people use, in the order of time, up to the demo's present."""

from django.core.management import call_command
from django.db import connection, transaction

from dejiro.apps.talent.planning import Answers
from dejiro.demo.buying import write_purchases
from dejiro.demo.cast import SINCE, cast_load
from dejiro.demo.challenging import write_challenges
from dejiro.demo.conversing import write_conversations
from dejiro.demo.growing import write_careers
from dejiro.demo.offices import write_offices
from dejiro.demo.piloting import write_pilots
from dejiro.demo.planned import stored
from dejiro.demo.planning import write_plans
from dejiro.demo.recruiting import write_hiring
from dejiro.demo.specialists import write_pool
from dejiro.demo.stage import Script, Stage
from dejiro.demo.telling import write_stories
from dejiro.foundation.accounts.actors import SYSTEM
from dejiro.foundation.accounts.models import User
from dejiro.foundation.clock import standing_at
from dejiro.foundation.organizations.services import bodies_load


def load_demo(*, reset: bool = False) -> None:
    """Fill the database with the cast and its past; with `reset`, empty it first. A filled one is left as it is."""
    if reset:
        connection.check_constraints()  # PostgreSQL empties no table whose checks are still pending
        call_command("flush", interactive=False, verbosity=0)
    if User.objects.exists():
        return
    with transaction.atomic():
        play()


def play(answers: Answers = stored) -> None:
    """Put the cast on the stage and play everything up to the present.

    Args:
        answers: where the plans of the cast come from.
    """
    with standing_at(SINCE):
        bodies_load(actor=SYSTEM)
        stage = Stage(cast_load())
    script = Script()
    write_offices(script, stage)
    write_stories(script, stage)
    write_purchases(script, stage)
    write_conversations(script, stage)
    write_pilots(script, stage)
    write_challenges(script, stage)
    write_pool(script, stage)
    write_plans(script, stage, answers)
    write_hiring(script, stage)
    write_careers(script, stage)
    script.play()
