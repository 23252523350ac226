"""The API: every app's operations under `/api/`. One line an app."""

from typing import Final

from dejiro.apps.audit.api import router as audit
from dejiro.apps.careers.api import router as careers
from dejiro.apps.challenges.api import router as challenges
from dejiro.apps.commitments.api import router as commitments
from dejiro.apps.desk.api import router as desk
from dejiro.apps.hiring.api import router as hiring
from dejiro.apps.lab.api import router as lab
from dejiro.apps.needs.api import router as needs
from dejiro.apps.people.api import router as people
from dejiro.apps.pilots.api import router as pilots
from dejiro.apps.talent.api import router as talent
from dejiro.foundation.api.house import HouseAPI

DESCRIPTION: Final = """
Public records are read without a key, 300 times a minute and address. Everything else needs a key
(`Authorization: Bearer dejiro_…`, made at `/people/tokens/`) or the session of a signed-in browser.

Lists come in pages (`limit` up to 100, `offset`; `count` and `next` in the answer). Reads carry an `ETag`; send it back
as `If-None-Match` to save the body, or as `If-Match` with a write to be told (412) that somebody else changed it.
Every refusal is a problem document (RFC 9457). `x-door` states who may call, `x-scope` what a key needs.
"""

api = HouseAPI(
    title="出城（Dejiro）", version="1", description=DESCRIPTION.strip(), reference_template="people/api_reference.html"
)
# In the order of the reference page: the line of an app stands here as soon as its `api.py` does.
api.add_router("", people)
api.add_router("", needs)
api.add_router("", commitments)
api.add_router("", lab)
api.add_router("", pilots)
api.add_router("", challenges)
api.add_router("", talent)
api.add_router("", hiring)
api.add_router("", careers)
api.add_router("", desk)
api.add_router("", audit)
