"""The one router of the challenges: operations of one address must stand on one router, whichever file they are in."""

from dejiro.foundation.api import Router

router = Router(tags=["challenges"])
