"""Who had the same before: consultations, needs and adoptions like a text, and how they were solved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from dejiro.apps.needs import access
from dejiro.apps.needs.models import Consultation, Need, Solution, Voice
from dejiro.apps.needs.selectors.names import body_name
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.search.selectors import Hit, similar

# So many voices are looked at, so that enough are left when the doors have taken out what the reader may not see.
LOOKED_AT: Final = 30
EXCERPT: Final = 160
ENOUGH_TEXT: Final = 4


@dataclass(frozen=True)
class Case:
    """A record like the text. `passages` are pieces with whether they matched; `solved` says how, "" when it is not."""

    kind: str
    kind_label: str
    key: int
    title: str
    url: str
    score: float
    passages: tuple[tuple[str, bool], ...]
    by: str
    solved: str
    status: str


def similar_cases(
    actor: Actor,
    text: str,
    *,
    kinds: Sequence[str] = ("voice", "need", "adoption"),
    but: Iterable[tuple[str, int]] = (),
    limit: int = 5,
) -> list[Case]:
    """Return what is like a text and may be read by the actor, best first; at most 15 queries.

    Args:
        actor: who reads.
        text: title and body as far as they are typed; of less than four characters nothing is said.
        kinds: which kinds of record.
        but: records by kind and number that are left out, such as the one being read.
        limit: at most so many.
    """
    if len(text.strip()) < ENOUGH_TEXT:
        return []
    left_out = set(but)
    hits = _hits(actor, text, kinds, limit + len(left_out))
    cases = _cases(actor, [hit for hit in hits if (hit.kind, hit.key) not in left_out])
    return cases[:limit]


def _hits(actor: Actor, text: str, kinds: Sequence[str], limit: int) -> list[Hit]:
    """Search voices as those who see the whole area do; `_cases` takes out what this reader may not see."""
    public = [kind for kind in kinds if kind != "voice"]
    hits = similar(actor, text, kinds=public, limit=limit) if public else []
    if "voice" in kinds and actor.organization is not None:
        helper = replace(actor, roles=actor.roles | {Role.EXPERT})
        hits += similar(helper, text, kinds=["voice"], limit=LOOKED_AT)
    return sorted(hits, key=lambda hit: (-hit.score, hit.kind, hit.key))


def _cases(actor: Actor, hits: Sequence[Hit]) -> list[Case]:
    keys = {kind: [hit.key for hit in hits if hit.kind == kind] for kind in ("voice", "need")}
    consultations = _consultations(actor, keys["voice"])
    voices = _voices(actor, keys["voice"])
    needs = _needs(keys["need"])
    cases = []
    for hit in hits:
        if hit.kind == "need" and hit.key in needs:
            cases.append(_of_need(hit, needs[hit.key]))
        elif hit.kind == "voice" and hit.key in consultations:
            cases.append(_of_consultation(actor, hit, consultations[hit.key]))
        elif hit.kind == "voice" and hit.key in voices:
            cases.append(_of_voice(actor, hit, voices[hit.key]))
        elif hit.kind == "adoption":
            cases.append(_case(hit, _("横展開"), solved=_("ほかの団体の成果を引き継いだ例")))
    return cases


def _consultations(actor: Actor, keys: list[int]) -> dict[int, Consultation]:
    if not keys:
        return {}
    rows = access.consultations_readable(actor).filter(voice__in=keys).select_related("voice__organization", "expert")
    return {row.voice_id: row for row in rows}


def _voices(actor: Actor, keys: list[int]) -> dict[int, Voice]:
    if not keys:
        return {}
    rows = access.voices_readable(actor).filter(pk__in=keys).select_related("organization")
    return {row.pk: row for row in rows}


def _needs(keys: list[int]) -> dict[int, Need]:
    if not keys:
        return {}
    solutions = Prefetch("solutions", Solution.objects.select_related("organization"))
    return {row.pk: row for row in Need.objects.filter(pk__in=keys).prefetch_related(solutions)}


def _case(hit: Hit, kind_label: str, *, by: str = "", solved: str = "", status: str = "") -> Case:
    return Case(
        hit.kind, kind_label, hit.key, hit.title, hit.url, hit.score, hit.passages, by=by, solved=solved, status=status
    )


def _of_need(hit: Hit, need: Need) -> Case:
    solutions = list(need.solutions.all())
    if not solutions:
        return _case(hit, _("課題"), status=need.get_status_display())
    first = solutions[0]
    cost = _("費用 %(cost)s円") % {"cost": f"{first.cost:,}"} if first.cost is not None else _("費用は未記入")
    solved = _("%(body)s「%(title)s」（%(cost)s）") % {
        "body": first.organization.name,
        "title": first.title,
        "cost": cost,
    }
    return _case(hit, _("課題"), solved=solved, status=need.get_status_display())


def _of_consultation(actor: Actor, hit: Hit, consultation: Consultation) -> Case:
    status = _("回答あり") if consultation.is_answered else _("回答待ち")
    by = body_name(actor, consultation.voice)
    return _case(hit, _("相談"), by=by, solved=excerpt(consultation.answer), status=status)


def _of_voice(actor: Actor, hit: Hit, voice: Voice) -> Case:
    return _case(hit, _("声"), by=body_name(actor, voice), status=voice.get_status_display())


def excerpt(text: str) -> str:
    """Return the beginning of a text in one line."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT]}…"
