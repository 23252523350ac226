"""Checks a slate from the ballots alone, by plain counting: shares no code with `slate`."""

from collections.abc import Iterator, Sequence

from dejiro.cores.opinion.slate import Slate


def check(ballots: Sequence[Sequence[int]], slate: Slate) -> tuple[str, ...]:
    """Everything that is wrong with a slate; empty if it represents everybody as it says.

    Args:
        ballots: ids that each participant approves of.
        slate: the statements and the counts that are to be proven.
    """
    approved = [set(ballot) for ballot in ballots]
    known = set().union(*approved) if approved else set()
    return (*_form(slate, len(approved), known), *_claims(approved, slate, known))


def _form(slate: Slate, people: int, known: set[int]) -> Iterator[str]:
    if slate.people != people:
        yield f"人数が違います: {slate.people} → {people}"
    if len(set(slate.statements)) != len(slate.statements) or len(slate.statements) != min(slate.size, len(known)):
        yield f"意見の数が違います: {len(slate.statements)} → 重複なく{min(slate.size, len(known))}"
    if not set(slate.statements) <= known:
        yield "だれも賛成していない意見が入っています → 賛成のある意見だけ"


def _claims(approved: list[set[int]], slate: Slate, known: set[int]) -> Iterator[str]:
    inside = set(slate.statements)
    stated = {claim.statement: claim.short for claim in slate.claims}
    for statement in sorted(known - inside):
        held = [len(ballot & inside) for ballot in approved if statement in ballot]
        short = tuple(sum(1 for number in held if number < level) for level in range(1, slate.size + 1))
        if stated.get(statement) != short:
            yield f"意見{statement}の数え方が違います: {stated.get(statement)} → {short}"
        for level, count in enumerate(short, start=1):
            if count * slate.size >= level * len(approved):
                yield f"意見{statement}に賛成する{count}人には{level}件が足りません → この意見を入れます"
