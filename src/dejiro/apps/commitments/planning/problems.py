"""Rows as problems of the cores, and problems with their answers as the fields of rows."""

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext as _

from dejiro.apps.commitments.models import Commitment, Decision, Effect, Outlook, Round
from dejiro.cores.bundle.effect import EffectRow, effect_summary, rows_to_json
from dejiro.cores.bundle.figures import Figure, digest
from dejiro.cores.coalition.io import answer_to_json, problem_from_json
from dejiro.cores.coalition.solve import solve
from dejiro.cores.merkle.canonical import canonical
from dejiro.foundation.organizations.models import Organization

TIME_LIMIT: Final = 5.0
LARGEST: Final = 20
GROUP_FACTS: Final = ("start", "members", "unit_price", "quantity", "total", "proof")
ROUND_FACTS: Final = (
    "title",
    "object",
    "specification",
    "scheme",
    "unit",
    "months",
    "fixed_cost",
    "fixed_share",
    "starts",
    "capacity",
    "minimum_members",
    "minimum_authority",
    "measure",
    "measure_unit",
    "measure_method",
    "direction",
    "version",
)
Json = dict[str, Any]


def problem_of(round_: Round, commitments: Iterable[Commitment]) -> Json:
    """Return the round with these commitments as a problem of the coalition core; members by code.

    Bodies that somebody makes a condition but that made no commitment themselves stand in it with no start month, so
    that the condition is seen to fail. No query when organizations and tiers are loaded.
    """
    rows = list(commitments)
    known = {commitment.organization.code for commitment in rows}
    named = {code for commitment in rows for code in commitment.only_with} - known
    members = [*(_member(commitment, known) for commitment in rows), *map(absent, named)]
    return {
        "members": sorted(members, key=lambda member: str(member["id"])),
        "tiers": [{"min_quantity": tier.min_quantity, "unit_price": tier.unit_price} for tier in round_.tiers.all()],
        "fixed_cost": round_.fixed_cost,
        "fixed_share": round_.fixed_share,
        "capacity": round_.capacity,
        "min_members": round_.minimum_members,
    }


def _member(commitment: Commitment, known: set[str]) -> Json:
    return {
        "id": commitment.organization.code,
        "quantity": commitment.quantity,
        "max_unit_price": commitment.max_unit_price,
        "max_total": commitment.max_total,
        "starts": list(commitment.starts),
        "weight": weight_of(commitment.organization),
        "min_members": commitment.min_members,
        "min_quantity": commitment.min_quantity,
        "only_with": list(commitment.only_with),
        "not_with": [code for code in commitment.not_with if code in known],
    }


def absent(code: str) -> Json:
    """Return the place of a body that others name but that takes no part."""
    return {"id": code, "quantity": 1, "starts": [], "weight": 1}


def weight_of(organization: Organization) -> int:
    """Return the body's weight in a share by population: its residents, at least 1."""
    return max(organization.population or 1, 1)


def counted(commitments: Iterable[Commitment]) -> list[Commitment]:
    """Return the commitments that bind enough to count when the round is decided."""
    return [commitment for commitment in commitments if commitment.counts]


def answer_of(problem: Json) -> Json:
    """Return the core's answer to a problem; a hard one is answered with the best group found in five seconds."""
    return answer_to_json(solve(problem_from_json(problem), time_limit=TIME_LIMIT))


def computed_of(problem: Json) -> Json:
    """Return a problem with its answer, their digest and what pages show of them, as the fields of `Computed`."""
    answer = answer_of(problem)
    return {
        "problem": problem,
        "answer": answer,
        "summary": _summary(problem, answer),
        "digest": digest({"problem": problem, "answer": answer}),
    }


def _summary(problem: Json, answer: Json) -> Json:
    """Return the group and its price, its largest members, who stands outside, and what the group saves a month."""
    inside = set(answer["members"])
    by_size = sorted(answer["shares"], key=lambda share: (-int(share["goods"]), str(share["id"])))
    return {
        **{name: answer[name] for name in GROUP_FACTS},
        "outside": [body["id"] for body in problem["members"] if body["id"] not in inside and body["starts"]],
        "largest": [share["id"] for share in by_size[:LARGEST]],
        "saving": sum(share["saving"] or 0 for share in answer["shares"]),
    }


def preview(round_: Round, commitments: Iterable[Commitment], draft: Commitment) -> Outlook:
    """Return how the round would stand if the draft were in force instead of the body's present commitment."""
    others = [row for row in counted(commitments) if row.organization_id != draft.organization_id]
    return Outlook(round=round_, **computed_of(problem_of(round_, [*others, draft])))


def figure_of(decision: Decision) -> Figure:
    """Return the decision as a figure that a bundle carries and anyone can compute again."""
    return Figure(f"round-{decision.round_id}", "coalition", decision.problem, decision.answer)


def effect_rows(effects: Iterable[Effect], round_: Round) -> list[EffectRow]:
    """Return the measured effects as the core's rows, by code; the direction is the round's."""
    return [
        EffectRow(
            organization=effect.commitment.organization.code,
            baseline=effect.commitment.baseline,
            measured=effect.value,
            direction=round_.direction,
            quantity=effect.commitment.quantity,
        )
        for effect in effects
        if effect.commitment.baseline is not None
    ]


def effect_figure(round_: Round, effects: Iterable[Effect]) -> Figure:
    """Return what the round came to, as a figure; negative results count like positive ones.

    Raises:
        EffectFault: when nothing has been measured yet.
    """
    rows = effect_rows(effects, round_)
    return Figure(f"effect-{round_.pk}", "effect", rows_to_json(rows), effect_summary(rows))


def terms_text(commitment: Commitment) -> str:
    """Return a commitment's terms as the text that the ledger seals."""
    terms = {
        **_member(commitment, set(commitment.not_with)),
        "authority": commitment.authority,
        "condition_note": commitment.condition_note,
        "baseline": None if commitment.baseline is None else str(commitment.baseline),
    }
    return canonical(terms).decode()


def round_facts(round_: Round) -> Json:
    """Return what the ledger keeps of a round's terms."""
    return {
        **{name: getattr(round_, name) for name in ROUND_FACTS},
        "closes_at": round_.closes_at.isoformat(),
        "need": round_.need_id,
        "tiers": [[tier.min_quantity, tier.unit_price] for tier in round_.tiers.all()],
    }


def adoption_text(round_: Round, note: str) -> str:
    """Return what travels to the next body: what was bought, for how much, by whom, and whom to ask."""
    answer = round_.decision.summary
    lines = [
        note,
        _("■ 調達したもの\n%(object)s") % {"object": round_.object},
        _("■ 共通仕様\n%(specification)s") % {"specification": round_.specification or _("（なし）")},
        _("■ 成立した条件\n%(members)d団体、%(quantity)d%(unit)s、単価%(price)d円（月）、%(start)sから")
        % {
            "members": len(answer["members"]),
            "quantity": answer["quantity"],
            "unit": round_.unit,
            "price": answer["unit_price"],
            "start": answer["start"],
        },
        _("■ 問合せ先\n%(name)s") % {"name": round_.contact.name},
    ]
    return "\n\n".join(line for line in lines if line)[:4000]
