"""The stage: who acts, what they have made so far, and the script that says when who does what."""

from collections.abc import Callable
from datetime import date, datetime
from operator import itemgetter
from typing import Final

from dejiro.apps.commitments.models import Round
from dejiro.apps.lab.models import Conversation
from dejiro.apps.needs.models import Need, Voice
from dejiro.demo.stories import Said
from dejiro.foundation.accounts.actors import Actor, actor_for
from dejiro.foundation.accounts.models import User
from dejiro.foundation.calendars import business_days_after
from dejiro.foundation.clock import JST, standing_at

Act = Callable[[], object]
OPENS_AT: Final = 9
HOURS: Final = 8


class Stage:
    """The people of the cast, by key, as actors with the roles that they hold when they act, and what they made."""

    def __init__(self, users: dict[str, User]) -> None:
        self.users = users
        self.voices: dict[Said, Voice] = {}
        self.needs: dict[str, Need] = {}
        self.rounds: dict[str, Round] = {}
        self.conversations: dict[str, Conversation] = {}

    def actor(self, key: str) -> Actor:
        """Return the person, acting now."""
        return actor_for(self.users[key])

    def chief(self, key: str) -> Actor:
        """Return the approver of the person's body."""
        return self.actor(f"{key}_chief")

    def need(self, key: str) -> Need:
        """Return a need as it stands now."""
        need = self.needs[key]
        need.refresh_from_db()
        return need

    def round(self, key: str) -> Round:
        """Return the round for a need as it stands now."""
        round_ = self.rounds[key]
        round_.refresh_from_db()
        return round_


class Script:
    """What happens when. Scenes may be written down in any order; they are played in the order of time."""

    def __init__(self) -> None:
        self._scenes: list[tuple[datetime, Act]] = []

    def at(self, moment: datetime, act: Act) -> None:
        """Let something happen at a moment, after what was written down for the same moment before."""
        self._scenes.append((moment, act))

    def play(self) -> None:
        """Play all scenes, the clock standing at each one's moment."""
        for moment, act in sorted(self._scenes, key=itemgetter(0)):
            with standing_at(moment):
                act()


def office_hour(start: date, days: int, hour: int) -> datetime:
    """Return an hour of an open day, so many open days after another day; hours beyond closing begin anew."""
    day = business_days_after(start, days) if days else start
    return datetime(day.year, day.month, day.day, OPENS_AT + hour % HOURS, 10 * (hour % 6), tzinfo=JST)
