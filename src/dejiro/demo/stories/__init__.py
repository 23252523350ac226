"""What the cast said: fictional voices, the needs they became, and how some were solved."""

from dejiro.demo.stories.bought import BOUGHT
from dejiro.demo.stories.open import OPEN
from dejiro.demo.stories.recent import RECENT
from dejiro.demo.stories.told import Said, Solved, Story
from dejiro.demo.stories.tottori import SIGNING

STORIES = (*BOUGHT, *OPEN)

__all__ = ["RECENT", "SIGNING", "STORIES", "Said", "Solved", "Story"]
