"""The API of people, rights, keys and notices: every read and write that the pages offer."""

from dejiro.apps.people.api.me import router as me
from dejiro.apps.people.api.organizations import router as organizations
from dejiro.apps.people.api.people import router as people
from dejiro.foundation.api import Router

router = Router()
for part in (me, people, organizations):
    router.add_router("", part)
