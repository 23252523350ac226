"""The bridge to the cores: rows become a problem, its answer becomes what a page shows. Nothing else computes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.core.cache import cache
from django.utils.translation import gettext as _

from dejiro.apps.commitments.models import Commitment, Decision, Effect, Round
from dejiro.cores.bundle.effect import EffectRow, effect_summary, rows_to_json
from dejiro.cores.bundle.figures import Figure, digest
from dejiro.cores.coalition.explain import explain, explain_member
from dejiro.cores.coalition.io import answer_from_json, answer_to_json, problem_from_json
from dejiro.cores.coalition.model import Leaving
from dejiro.cores.coalition.solve import solve
from dejiro.cores.merkle.canonical import canonical
from dejiro.foundation.organizations.models import Organization

TIME_LIMIT: Final = 5.0
A_DAY: Final = 86_400
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
digest_of = digest


def problem_of(round_: Round, commitments: Iterable[Commitment]) -> Json:
    """Return the round with these commitments as a problem of the coalition core; members by code.

    Bodies that somebody makes a condition but that made no commitment themselves stand in it with no start month, so
    that the condition is seen to fail. No query when organizations and tiers are loaded.
    """
    rows = list(commitments)
    known = {commitment.organization.code for commitment in rows}
    absent = {code for commitment in rows for code in commitment.only_with} - known
    members = [*(_member(commitment, known) for commitment in rows), *map(_absent, absent)]
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


def _absent(code: str) -> Json:
    return {"id": code, "quantity": 1, "starts": [], "weight": 1}


def weight_of(organization: Organization) -> int:
    """Return the body's weight in a share by population: its residents, at least 1."""
    return max(organization.population or 1, 1)


def counted(commitments: Iterable[Commitment], round_: Round) -> list[Commitment]:
    """Return the commitments that bind enough to count when the round is decided."""
    return [commitment for commitment in commitments if commitment.authority >= round_.minimum_authority]


def answer_of(problem: Json) -> Json:
    """Return the core's answer to a problem; a hard one is answered with the best group found in five seconds."""
    return answer_to_json(solve(problem_from_json(problem), time_limit=TIME_LIMIT))


def reasons_of(problem: Json, answer: Json) -> Json:
    """Return why each body is outside and what happens when each member leaves.

    With a capacity or exclusions this solves a program for every body: seconds for 62 of them, so a task calls it.
    """
    found = answer_to_json(explain(problem_from_json(problem), answer_from_json(answer)))
    return {"outside": found["outside"], "if_leaves": found["if_leaves"]}


@dataclass(frozen=True)
class Standing:
    """How one body stands in an answer; the sums are yen a month.

    `share` is None outside the group; then `outside` says why and what the smallest change is that lets it in.
    `leaving` says what happens to the others when a body of the group leaves.
    """

    code: str
    answer: Json
    share: Json | None
    outside: Json | None
    leaving: Json | None

    @property
    def inside(self) -> bool:
        """True when the body is in the group."""
        return self.share is not None

    @property
    def unit_price_with_share(self) -> int | None:
        """The body's price a unit, its part of the common cost included, rounded up to the yen."""
        if self.share is None:
            return None
        units = int(self.share["goods"]) // int(self.answer["unit_price"])
        return -(-int(self.share["total"]) // units)


def standing_of(problem: Json, answer: Json, code: str) -> Standing | None:
    """Return how a body stands, or None when it has no commitment in the problem; kept for a day by digest."""
    if code not in {member["id"] for member in problem["members"]}:
        return None
    key = f"standing:{digest([problem, answer, code])}"
    reasons = cache.get(key)
    if reasons is None:
        reasons = _reasons(problem, answer, code)
        cache.set(key, reasons, A_DAY)
    share = next((share for share in answer["shares"] if share["id"] == code), None)
    return Standing(code, answer, share, outside=reasons["outside"], leaving=reasons["leaving"])


def _reasons(problem: Json, answer: Json, code: str) -> Json:
    found = explain_member(problem_from_json(problem), answer_from_json(answer), code)
    if isinstance(found, Leaving):
        leaving = {"members": list(found.members), "unit_price": found.unit_price, "falls_out": list(found.falls_out)}
        return {"outside": None, "leaving": leaving}
    change = {found.change.field: found.change.value} if found.change else None
    return {"outside": {"reason": found.reason, "change": change}, "leaving": None}


def answer_without(problem: Json, code: str) -> Json:
    """Return the answer when one body had made no commitment."""
    members = [member for member in problem["members"] if member["id"] != code]
    named = {name for member in members for name in member.get("only_with", ())}
    kept = [{**member, "not_with": [name for name in member.get("not_with", ()) if name != code]} for member in members]
    stub = [_absent(code)] if code in named else []
    return answer_of({**problem, "members": sorted([*kept, *stub], key=lambda member: str(member["id"]))})


def preview(round_: Round, commitments: Iterable[Commitment], draft: Commitment) -> tuple[Json, Json]:
    """Return problem and answer as if the draft were in force instead of the body's present commitment."""
    others = [row for row in counted(commitments, round_) if row.organization_id != draft.organization_id]
    problem = problem_of(round_, [*others, draft])
    return problem, answer_of(problem)


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
    answer = round_.decision.answer
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
