"""The one router of pilots: operations of one address must stand on one router, whichever file they are in."""

from dejiro.foundation.api import Router

router = Router(tags=["pilots"])
