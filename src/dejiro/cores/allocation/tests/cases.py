"""Small problems, and the definition of a candidate word for word."""

from typing import Any

from hypothesis import strategies as st

from dejiro.cores.allocation.model import Body, Capacity, Fit, Pair, Problem, Request, Specialist

ROLES = ("data-engineer", "designer")
BODIES = (Body("131016", 1.35), Body("133086", 0.4), Body("132012", 1))


def person(name: str, half_days: int = 4, *, weeks: int = 4, **values: Any) -> Specialist:  # noqa: ANN401 - any field
    usual = {"id": name, "capacity": (Capacity(0, weeks, half_days),), "skills": {ROLES[0]: 2}, "onsite": True}
    return Specialist(**{**usual, **values})


def request(name: str, body: str = "131016", half_days: int = 2, **values: Any) -> Request:  # noqa: ANN401 - any field
    usual = {"id": name, "body": body, "role": ROLES[0], "level": 1, "half_days": half_days, "start": 0, "end": 4}
    return Request(**{**usual, **values})


def is_candidate(problem: Problem, one: Specialist, asked: Request) -> bool:
    capacity = dict.fromkeys(range(problem.weeks), 0)
    for row in one.capacity:
        capacity |= dict.fromkeys(range(row.start, row.end), row.half_days)
    present = one.onsite if isinstance(one.onsite, bool) else asked.body in one.onsite
    return (
        one.skills.get(asked.role, 0) >= asked.level
        and all(capacity[week] >= asked.half_days for week in range(asked.start, asked.end))
        and (present or not asked.onsite)
        and asked.body not in one.not_for
        and (one.id, asked.id) not in problem.forbidden
    )


def candidate_pairs(problem: Problem) -> list[Pair]:
    return [
        Pair(one.id, asked.id)
        for asked in problem.requests
        for one in problem.specialists
        if is_candidate(problem, one, asked)
    ]


@st.composite
def specialists(draw: st.DrawFn, name: str, weeks: int) -> Specialist:
    edge = draw(st.integers(1, weeks))
    rows = [Capacity(0, edge, draw(st.integers(0, 5)))]
    if edge < weeks and draw(st.booleans()):
        rows.insert(draw(st.integers(0, 1)), Capacity(edge, weeks, draw(st.integers(0, 5))))
    some = st.lists(st.sampled_from([body.id for body in BODIES]), max_size=2, unique=True).map(tuple)
    return Specialist(
        name,
        tuple(rows),
        {role: draw(st.integers(1, 4)) for role in draw(st.lists(st.sampled_from(ROLES), max_size=2, unique=True))},
        draw(st.one_of(st.booleans(), some)),
        draw(st.sampled_from(((), (), (BODIES[0].id,)))),
        draw(st.sampled_from((None, None, 1, 2))),
    )


@st.composite
def requests(draw: st.DrawFn, name: str, weeks: int) -> Request:
    start = draw(st.integers(0, weeks - 1))
    return Request(
        name,
        draw(st.sampled_from(BODIES)).id,
        draw(st.sampled_from(ROLES)),
        draw(st.integers(1, 3)),
        draw(st.integers(1, 4)),
        start,
        draw(st.integers(start + 1, weeks)),
        draw(st.booleans()),
        draw(st.integers(1, 3)),
    )


@st.composite
def problems(draw: st.DrawFn, *, most: int = 4, longest: int = 4) -> Problem:
    weeks = draw(st.integers(1, longest))
    people = tuple(draw(specialists(f"s{at}", weeks)) for at in range(draw(st.integers(0, most))))
    asked = tuple(draw(requests(f"r{at}", weeks)) for at in range(draw(st.integers(0, most))))
    pairs = [Pair(one.id, each.id) for one in people for each in asked]
    if not pairs:
        return Problem(weeks, people, BODIES, asked)
    listed = st.lists(st.sampled_from(pairs), max_size=3, unique=True)
    once = st.lists(st.sampled_from(pairs), max_size=3, unique_by=lambda pair: pair.request)
    fits = tuple(Fit(*pair, draw(st.sampled_from((0, 0.25, 0.86, 1)))) for pair in draw(listed))
    return Problem(
        weeks,
        people,
        BODIES,
        asked,
        fits,
        tuple(draw(listed)),
        (),
        tuple(draw(once)),
        draw(st.sampled_from((0.0, 0.5))),
        draw(st.sampled_from((None, 0, 2))),
        draw(st.sampled_from(("floor", "nash", "none"))),
    )


@st.composite
def crowds(draw: st.DrawFn) -> Problem:
    """Few specialists with several roles among many bodies: most of them get less than they ask for."""
    roles, weeks = "wxyz", draw(st.integers(1, 3))
    bodies = tuple(Body(f"b{at}", draw(st.sampled_from((1, 1, 0.5, 2, 3.7)))) for at in range(draw(st.integers(3, 7))))
    people = tuple(
        Specialist(
            f"s{at}",
            (Capacity(0, weeks, draw(st.integers(2, 5))),),
            dict.fromkeys(draw(st.lists(st.sampled_from(roles), min_size=1, max_size=3, unique=True)), 1),
        )
        for at in range(draw(st.integers(2, 5)))
    )
    asked = []
    for at in range(draw(st.integers(4, 14))):
        start = draw(st.integers(0, weeks - 1))
        body, role = draw(st.sampled_from(bodies)).id, draw(st.sampled_from(roles))
        asked.append(
            Request(f"r{at}", body, role, 1, draw(st.integers(1, 2)), start, draw(st.integers(start + 1, weeks)))
        )
    return Problem(weeks, people, bodies, tuple(asked))
