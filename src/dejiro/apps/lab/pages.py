"""What the pages show, put together from rows and the stored result."""

from collections.abc import Mapping
from random import SystemRandom
from typing import Any, Final

from dejiro.apps.lab import access, planning, selectors
from dejiro.apps.lab.drawing import opinion_map
from dejiro.apps.lab.figures import group_name, notes, share_of, shares, why_no_groups, without
from dejiro.apps.lab.forms import VoteForm, sealed_offer
from dejiro.apps.lab.identity import Visitor
from dejiro.apps.lab.models import Conversation, Result, Statement, Vote
from dejiro.foundation.accounts.actors import Actor

CHANCE: Final = SystemRandom()
Context = dict[str, Any]


def texts_of(conversation: Conversation) -> dict[int, str]:
    """Return the texts of the statements that are shown, by number; one query."""
    return dict(selectors.statements_shown(conversation).values_list("number", "text"))


def texts_alike(conversation: Conversation, text: str) -> list[str]:
    """Return the texts that are shown and say nearly the same as this one, the most alike first; one query."""
    texts = texts_of(conversation)
    return [texts[number] for number in planning.similar_texts(text, texts)]


def result_of(conversation: Conversation) -> Result | None:
    """Return the stored result, if one was computed."""
    result = getattr(conversation, "result", None)
    return result if result is not None and result.document is not None else None


def voting_page(actor: Actor, conversation: Conversation, visitor: Visitor) -> Context:
    """Return what somebody sees who comes to vote: one statement, and how far they are; three queries."""
    participant = selectors.participant_of(conversation, visitor.keys) if visitor.keys else None
    shown = list(selectors.statements_shown(conversation))
    done = selectors.answered_by(participant)
    left = [one for one in shown if one.pk not in done and (participant is None or one.author_id != participant.pk)]
    own = {one.number: done[one.pk] for one in shown if one.pk in done}
    offered, form = _offer(conversation, left, own) if conversation.takes_votes and visitor.may_vote else (None, None)
    return {
        "conversation": conversation,
        "visitor": visitor,
        "entry": visitor.entry.value,
        "offered": offered,
        "vote_form": form,
        "values": Vote.Value,
        "answered": len(shown) - len(left),
        "total": len(shown),
        "left": len(left),
        "owner": access.owns(actor, conversation),
        "waiting": selectors.statements_waiting(conversation).count() if access.owns(actor, conversation) else 0,
    }


def _offer(
    conversation: Conversation, left: list[Statement], own: Mapping[int, int]
) -> tuple[Statement | None, VoteForm | None]:
    by_number = {one.number: one for one in left}
    result = result_of(conversation)
    offer = planning.choose(list(by_number), own, result.routing if result else None, CHANCE)
    if offer is None:
        return None, None
    ticket = sealed_offer(conversation, offer)
    return by_number[offer.number], VoteForm(initial={"statement": offer.number, "ticket": ticket})


def result_page(actor: Actor, conversation: Conversation) -> Context:
    """Return what the votes say; one query beside the conversation's own."""
    result = result_of(conversation)
    context: Context = {"conversation": conversation, "result": result, "owner": access.owns(actor, conversation)}
    if result is None:
        return context
    document, texts = result.figures, texts_of(conversation)
    robust = document["robustness"]
    parts = [*(robust["without"] if robust else ()), *(result.apart["without"] if result.apart else ())]
    changes = [_change(part, texts) for part in parts]
    return {
        **context,
        "counts": document["counts"],
        "notes": notes(document),
        "agreed": shares(document, document["agreed"], texts),
        "divided": shares(document, document["divided"], texts),
        "slate": shares(document, document["slate"]["statements"], texts) if document["slate"] else [],
        "trust": document["reliability"],
        "why_no_groups": why_no_groups(document),
        "groups": [_group(document, group, texts) for group in document["groups"]],
        "map": opinion_map(document, texts),
        "changes": changes,
        "apart": result.apart,
        "steady": [change for change in changes if change["same"]],
        "moved": [change for change in changes if not change["same"]],
        "blocs": robust["blocs"] if robust else [],
    }


def report_page(actor: Actor, conversation: Conversation) -> Context:
    """Return the report: the result, all statements with their answers, and what was not taken."""
    context = result_page(actor, conversation)
    result, texts = context["result"], texts_of(conversation)
    rows = result.figures["statements"] if result else []
    everything = [
        share_of(row, texts[row["number"]]) for row in rows if row["number"] in texts and row["agree"] is not None
    ]
    return {**context, "all_shares": everything, "rejected": selectors.statements_rejected(conversation)}


def _change(part: Any, texts: Mapping[int, str]) -> Context:  # noqa: ANN401  # any JSON
    """Return what would be different, in texts; statements that are no longer shown are left out."""
    names = ("lost", "gained", "slate_lost", "slate_gained")
    moved = {name: [texts[number] for number in part[name] if number in texts] for name in names}
    return {
        "people": part["people"],
        "of": without(part["kind"], part["label"]),
        "same": not any(moved.values()),
        **moved,
    }


def _group(document: Any, group: Any, texts: Mapping[int, str]) -> Context:  # noqa: ANN401  # any JSON
    rows = {row["number"]: row for row in document["statements"]}
    chosen = [
        (texts[one["number"]], one["side"], group["shares"].get(str(one["number"])))
        for one in group["representative"]
        if one["number"] in texts and one["number"] in rows
    ]
    return {
        "name": group_name(group["id"]),
        "size": group["size"],
        "statements": [
            {
                "text": text,
                "agrees": side == "agree",
                "part": counts[0] if side == "agree" else counts[1],
                "of": counts[2],
            }
            for text, side, counts in chosen
            if counts
        ],
    }
