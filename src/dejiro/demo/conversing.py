"""Plays the conversations: imported, opened, voted on by made-up people, moderated."""

from functools import partial
from pathlib import Path
from random import Random
from typing import Final

from django.conf import settings

from dejiro.apps.lab import services as lab
from dejiro.apps.lab.exports import codes_csv
from dejiro.apps.lab.models import Conversation
from dejiro.apps.lab.terms import ConversationTerms
from dejiro.demo.conversations import (
    ADDED,
    BUS_TERMS,
    COMMENTS,
    CUT,
    OFFICE,
    OFFICE_TERMS,
    SCHOOL_TERMS,
    UBER,
    Seed,
    day,
)
from dejiro.demo.stage import Script, Stage

DATA: Final = Path(__file__).parent / "data"
PEOPLE: Final = 54
CODES: Final = 30
AGREES: Final = 0.35
SEES: Final = 0.9


def write_conversations(script: Script, stage: Stage) -> None:
    """Write down every conversation, as far as the cast has taken it."""
    script.at(day(2026, 6, 1, 10), partial(_import, stage))
    script.at(day(2026, 9, 14), partial(_open, stage, "okutama", OFFICE_TERMS))
    script.at(day(2026, 9, 20, 20), partial(_vote, stage, 0, PEOPLE // 2))
    script.at(day(2026, 9, 24, 20), partial(_add, stage))
    script.at(day(2026, 9, 25, 11), partial(_moderate, stage))
    script.at(day(2026, 10, 3, 20), partial(_vote, stage, PEOPLE // 2, PEOPLE))
    script.at(day(2026, 9, 28, 10), partial(_open, stage, "ome", SCHOOL_TERMS))
    script.at(day(2026, 9, 29, 19), partial(_first_three, stage))
    script.at(day(2026, 10, 2, 15), partial(_draft, stage))
    script.at(day(2026, 9, 25, 10), partial(_take_comments, stage))


def _import(stage: Stage) -> None:
    votes, comments = (DATA / f"uberx.{name}.csv.gz" for name in ("participants-votes", "comments"))
    lab.conversation_import(
        actor=stage.actor("coordinator"), terms=UBER, votes=votes.read_bytes(), comments=comments.read_bytes()
    )


def _open(stage: Stage, who: str, terms: ConversationTerms) -> None:
    actor = stage.actor(who)
    need = stage.need("windows") if terms is OFFICE_TERMS else None
    made = lab.conversation_create(actor=actor, terms=terms, need=need)
    lab.conversation_open(actor=actor, conversation=made)
    if terms.policy == Conversation.Policy.CODES:
        codes = lab.codes_issue(actor=actor, conversation=made, count=CODES)
        codes_file().write_bytes(codes_csv(codes))
    stage.conversations[terms.title] = made


def codes_file() -> Path:
    """Return where the officer of the cast saved the invitations; as on the page, they can be read nowhere else."""
    return Path(settings.DATA_DIR, "dejiro-codes.csv")


def _draft(stage: Stage) -> None:
    made = lab.conversation_create(actor=stage.actor("okutama"), terms=BUS_TERMS)
    stage.conversations[BUS_TERMS.title] = made


def _vote(stage: Stage, first: int, last: int) -> None:
    """Let made-up people of two camps vote on what they happen to see."""
    conversation = stage.conversations[OFFICE_TERMS.title]
    rows = list(conversation.statements.filter(status="approved").order_by("number"))
    for person in range(first, last):
        chance = Random(f"office-{person}")  # noqa: S311  # the same people every time
        side = (1 if person % 2 else -1) * chance.uniform(0.4, 1.4)
        for statement, seed in zip(rows, OFFICE, strict=False):
            if chance.random() < SEES:
                value = _opinion(seed, side, chance)
                lab.vote_cast(conversation=conversation, keys=[_key(person)], statement=statement.number, value=value)


def _opinion(seed: Seed, side: float, chance: Random) -> int:
    felt = seed.common + side * seed.pull + chance.gauss(0, 0.7)
    return 1 if felt > AGREES else -1 if felt < -AGREES else 0


def _key(person: int) -> str:
    return f"{person:064x}"


def _first_three(stage: Stage) -> None:
    conversation = stage.conversations[SCHOOL_TERMS.title]
    for person, values in enumerate(((1, -1, 1, 0, 1), (-1, 1, 1, 1, 1), (1, 0, -1, 1, 1))):
        for statement, value in zip(conversation.statements.order_by("number"), values, strict=True):
            lab.vote_cast(conversation=conversation, keys=[_key(person)], statement=statement.number, value=value)


def _add(stage: Stage) -> None:
    conversation = stage.conversations[OFFICE_TERMS.title]
    for person, (text, _verdict, _explanation) in enumerate(ADDED):
        lab.statement_add(conversation=conversation, keys=[_key(person)], text=text)


def _take_comments(stage: Stage) -> None:
    """Take in what was gathered on paper and by mail; some of it is cut and approved, some is left to be read."""
    actor, conversation = stage.actor("okutama"), stage.conversations[OFFICE_TERMS.title]
    intake = lab.intake_add(actor=actor, conversation=conversation, name="窓口への意見.csv", content=COMMENTS.encode())
    for row, text in CUT:
        comment = intake.comments.select_related("intake__conversation__organization").get(row=row)
        for made in lab.comment_cut(actor=actor, comment=comment, lines=[text]):
            lab.statement_approve(actor=actor, statement=made)


def _moderate(stage: Stage) -> None:
    actor, conversation = stage.actor("okutama"), stage.conversations[OFFICE_TERMS.title]
    for text, verdict, explanation in ADDED:
        statement = conversation.statements.select_related("conversation__organization").get(text=text)
        if verdict == "approve":
            lab.statement_approve(actor=actor, statement=statement)
        elif verdict:
            lab.statement_reject(actor=actor, statement=statement, reason=verdict, explanation=explanation)
