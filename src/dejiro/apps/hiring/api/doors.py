"""The doors of more than one operation, as the pages declare them."""

from typing import Final

from dejiro.apps.hiring import access

WRITERS: Final = ", ".join(access.WRITERS)
PUBLISHERS: Final = ", ".join(access.PUBLISHERS)
REVIEWERS: Final = ", ".join(access.REVIEWERS)
