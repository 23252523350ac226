"""The catalogue, skills, certificates and posts for programs: the same doors and services as the pages."""

from dejiro.apps.careers.api.courses import router as courses
from dejiro.apps.careers.api.me import router as me
from dejiro.apps.careers.api.people import router as people
from dejiro.apps.careers.api.posts import router as posts
from dejiro.foundation.api import Router

router = Router()
for part in (courses, me, people, posts):
    router.add_router("", part)
