"""Plays the stories: what the cast said, how experts answered, and how the coordinator made needs of it."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile

from dejiro.apps.needs import services as needs
from dejiro.apps.needs.models import Consultation, Contract, Voice
from dejiro.demo.stage import Script, Stage, office_hour
from dejiro.demo.stories import RECENT, SIGNING, STORIES, Said, Solved, Story

FIRST_DAY: Final = date(2025, 10, 6)
DAYS_BETWEEN: Final = 3
JOINED_AFTER: Final = 20
SPLIT_AFTER: Final = 30


def write_stories(script: Script, stage: Stage) -> None:
    """Write down everything that was said, from the first voice to the last."""
    for place, story in enumerate(STORIES):
        _write_story(script, stage, story, place, "coordinator")
    _write_story(script, stage, SIGNING, 0, "tottori_coordinator")
    for category, said in RECENT:
        assert said.at is not None
        _write_voice(script, stage, said, category, said.at)


def _write_story(script: Script, stage: Stage, story: Story, place: int, coordinator: str) -> None:
    for index, said in enumerate(story.said):
        moment = office_hour(FIRST_DAY, place % DAYS_BETWEEN + index * DAYS_BETWEEN, place + 3 * index)
        _write_voice(script, stage, said, story.category, moment)
    merged = office_hour(FIRST_DAY, DAYS_BETWEEN * (len(story.said) + 1), place)
    if story.split_from:
        script.at(office_hour(FIRST_DAY, JOINED_AFTER, place), partial(_join, stage, story, coordinator))
        script.at(office_hour(FIRST_DAY, SPLIT_AFTER, place), partial(_split, stage, story, coordinator))
    else:
        script.at(merged, partial(_merge, stage, story, coordinator))
    if story.solved:
        script.at(merged + timedelta(days=1), partial(_solve, stage, story.key, story.solved))


def _write_voice(script: Script, stage: Stage, said: Said, category: str, moment: datetime) -> None:
    script.at(moment, partial(_say, stage, said, category))
    day = moment.date()
    if said.taken or said.answer:
        script.at(moment + timedelta(minutes=50), partial(_take, stage, said))
    if said.answer:
        answered = office_hour(day, 1, moment.hour)
        script.at(answered, partial(_answer, stage, said))
        if said.rating is not None:
            script.at(office_hour(day, 2, moment.hour), partial(_rate, stage, said))
    if said.declined:
        script.at(office_hour(day, 2, moment.hour), partial(_decline, stage, said))


def _say(stage: Stage, said: Said, category: str) -> None:
    actor = stage.actor(said.who)
    if said.kind == "consultation":
        asked = needs.consultation_ask(
            actor=actor,
            title=said.title,
            body=said.body,
            category=category,
            name_shown=len(said.body) % 2 == 0,
            files=[SimpleUploadedFile("一覧.txt", said.file.encode())] if said.file else (),
        )
        stage.voices[said] = asked.voice
    elif said.contract:
        contract = Contract.objects.get(organization=actor.organization, title=said.contract)
        stage.voices[said] = needs.renewal_voice(
            actor=actor, contract=contract, title=said.title, body=said.body, name_shown=True
        )
    else:
        stage.voices[said] = needs.voice_create(
            actor=actor, title=said.title, body=said.body, category=category, kind=said.kind, name_shown=True
        )


def _consultation(stage: Stage, said: Said) -> Consultation:
    rows = Consultation.objects.select_related("voice__area", "voice__organization", "voice__author", "expert")
    return rows.get(pk=stage.voices[said].pk)


def _take(stage: Stage, said: Said) -> None:
    needs.consultation_take(actor=stage.actor(said.expert), consultation=_consultation(stage, said))


def _answer(stage: Stage, said: Said) -> None:
    needs.consultation_answer(
        actor=stage.actor(said.expert), consultation=_consultation(stage, said), answer=said.answer
    )


def _rate(stage: Stage, said: Said) -> None:
    assert said.rating is not None
    needs.consultation_rate(
        actor=stage.actor(said.who),
        consultation=_consultation(stage, said),
        rating=said.rating,
        comment="役に立ちました。",
    )


def _decline(stage: Stage, said: Said) -> None:
    needs.voice_decline(actor=stage.actor("coordinator"), voice=_voice(stage, said), reason=said.declined)


def _voice(stage: Stage, said: Said) -> Voice:
    return Voice.objects.select_related("area", "organization", "author").get(pk=stage.voices[said].pk)


def _merge(stage: Stage, story: Story, coordinator: str) -> None:
    stage.needs[story.key] = needs.voices_merge(
        actor=stage.actor(coordinator),
        voices=[_voice(stage, said) for said in story.said],
        title=story.title,
        summary=story.summary,
        category=story.category,
    )


def _join(stage: Stage, story: Story, coordinator: str) -> None:
    needs.voices_merge(
        actor=stage.actor(coordinator),
        voices=[_voice(stage, said) for said in story.said],
        need=stage.need(story.split_from),
    )


def _split(stage: Stage, story: Story, coordinator: str) -> None:
    stage.needs[story.key] = needs.need_split(
        actor=stage.actor(coordinator),
        need=stage.need(story.split_from),
        voices=[_voice(stage, said) for said in story.said],
        title=story.title,
        summary=story.summary,
        category=story.category,
    )


def _solve(stage: Stage, key: str, solved: Solved) -> None:
    person = stage.users[solved.who]
    needs.solution_add(
        actor=stage.actor(solved.who),
        need=stage.need(key),
        title=solved.title,
        body=solved.body,
        contact=f"{person.name} {person.phone}",
        solved_on=date(2025, 3, 31),
        cost=solved.cost,
        cost_note="3年間の総額（税込）。架空の金額です。",
    )
