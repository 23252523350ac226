"""Why the plan is what it is, for a body and for a request, in facts that a person can check."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from dejiro.cores.allocation.board import NOBODY, Board
from dejiro.cores.allocation.candidates import Candidates
from dejiro.cores.allocation.chains import Chain, cheapest_chain
from dejiro.cores.allocation.envy import Envy, envies_of
from dejiro.cores.allocation.model import Plan, Request, Standing, Unserved, WouldTake
from dejiro.cores.allocation.programme import Programme, Rows
from dejiro.cores.allocation.relaxed import Change, changes_of
from dejiro.cores.allocation.standings import free_half_days
from dejiro.cores.allocation.statement import programme_of, statement_of
from dejiro.cores.allocation.worker import Task, Worker

_KEPT = 1e-3
"""Weight of keeping a pair, as a share of the smallest request: requests go before pairs."""


@dataclass(frozen=True, slots=True)
class Occupied:
    """Somebody who could serve a request, and the requests that they serve in its period instead."""

    specialist: str
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Displacement:
    """A way to serve a request.

    Attributes:
        moves: (request, new specialist), the request asked about first.
        displaces: requests that give way.
        proven: whether no way displaces less volume x priority.
    """

    moves: tuple[tuple[str, str], ...]
    displaces: tuple[str, ...]
    proven: bool


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Everything about one request that the plan does not serve."""

    request: str
    could: tuple[Occupied, ...]
    displacement: Displacement | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class BodyAnswer:
    """Everything about one body: its standing, who serves it, its open requests with who could serve them, and envy.

    Envy is beyond one engagement, by the parts of the two bodies.
    """

    standing: Standing
    served: tuple[tuple[str, str], ...]
    open: tuple[tuple[str, tuple[Occupied, ...]], ...]
    envies: tuple[Envy, ...]


def explain(candidates: Candidates, plan: Plan, *, bodies: Collection[str] | None = None) -> Plan:
    """The plan with the cheapest displacement found, and the mildest change that helps, for every open request.

    Args:
        candidates: of the problem.
        plan: for it.
        bodies: whose requests are explained; those of others stand as they are. None for all.
    """
    free = free_half_days(candidates, np.sort(candidates.find(plan.assignments)))
    board, problem = Board(candidates, plan), candidates.problem
    places = {request.id: at for at, request in enumerate(problem.requests)}
    entries = []
    for entry in plan.unserved:
        at = places[entry.request]
        if bodies is not None and problem.requests[at].body not in bodies:
            entries.append(entry)
            continue
        chain = cheapest_chain(board, at)
        displaces = None if chain is None else tuple(problem.requests[other].id for other in chain.displaced)
        changes = changes_of(problem, free, problem.requests[at])
        change = (changes[0].field, changes[0].value) if changes else None
        take = None if displaces is None and change is None else WouldTake(displaces, change)
        entries.append(Unserved(entry.request, entry.reason, take))
    return replace(plan, unserved=tuple(entries))


def explain_request(
    candidates: Candidates, plan: Plan, name: str, *, seconds: float = 20.0, worker: Worker | None = None
) -> WhyNot:
    """Why nobody serves a request, and what would change it: found by chains, then confirmed or bettered exactly.

    Args:
        candidates: of the problem.
        plan: for it.
        name: a request that the plan does not serve.
        seconds: time limit of the exact search.
        worker: process to use; it is left running.

    Raises:
        KeyError: the plan leaves no such request open.
    """
    problem = candidates.problem
    if name not in {entry.request for entry in plan.unserved}:
        raise KeyError(name)
    at = next(place for place, request in enumerate(problem.requests) if request.id == name)
    board = Board(candidates, plan)
    chain = cheapest_chain(board, at)
    way = None if chain is None else _told(board, chain)
    if len(board.able(at)):
        with Worker() as own:
            way = _exact(board, at, seconds, worker or own) or way
    free = free_half_days(candidates, np.sort(candidates.find(plan.assignments)))
    return WhyNot(name, _could(board, at), way, changes_of(problem, free, problem.requests[at]))


def explain_body(candidates: Candidates, plan: Plan, name: str) -> BodyAnswer:
    """What a body gets and from whom, who could serve what stays open, and whom it envies.

    Raises:
        KeyError: there is no such body.
    """
    problem, board = candidates.problem, Board(candidates, plan)
    standing = next((entry for entry in plan.bodies if entry.id == name), None)
    if standing is None:
        raise KeyError(name)
    own = [(at, request) for at, request in enumerate(problem.requests) if request.body == name]
    served = [(request.id, _name(board, int(board.holder[at]))) for at, request in own if board.holder[at] != NOBODY]
    left = [(request.id, _could(board, at)) for at, request in own if board.holder[at] == NOBODY]
    return BodyAnswer(standing, tuple(served), tuple(left), envies_of(candidates, plan, name))


def _name(board: Board, specialist: int) -> str:
    return board.problem.specialists[specialist].id


def _could(board: Board, request: int) -> tuple[Occupied, ...]:
    asked = board.problem.requests[request]
    return tuple(
        Occupied(
            _name(board, one),
            tuple(
                board.problem.requests[other].id
                for other in np.flatnonzero(board.holder == one).tolist()
                if _overlap(board.problem.requests[other], asked)
            ),
        )
        for one in board.able(request)
    )


def _overlap(one: Request, other: Request) -> bool:
    return one.start < other.end and other.start < one.end


def _told(board: Board, chain: Chain) -> Displacement:
    requests = board.problem.requests
    moves = tuple((requests[at].id, _name(board, one)) for at, one in chain.moves)
    return Displacement(moves, tuple(requests[at].id for at in chain.displaced), proven=not chain.displaced)


def _exact(board: Board, request: int, seconds: float, worker: Worker) -> Displacement | None:
    """The way that displaces least volume x priority, and then moves fewest; None when none is found in time."""
    found = worker.solve(Task(_forced(board, request), seconds))
    if found.x is None:
        return None
    candidates, requests = board.candidates, board.problem.requests
    after = np.full(len(requests), NOBODY)
    chosen = found.x > 0.5  # noqa: PLR2004 - a binary
    after[candidates.request[chosen]] = candidates.specialist[chosen]
    moved = [at for at in np.flatnonzero((after != board.holder) & (after != NOBODY)).tolist() if at != request]
    moves = tuple((requests[at].id, _name(board, int(after[at]))) for at in (request, *moved))
    gone = np.flatnonzero((board.holder != NOBODY) & (after == NOBODY)).tolist()
    return Displacement(moves, tuple(requests[at].id for at in gone), proven=found.ending == "optimal")


def _forced(board: Board, request: int) -> Programme:
    """The programme that serves the request and, of what is served now, as much as it can, by the same people."""
    candidates, bodies = board.candidates, len(board.problem.bodies)
    statement = statement_of(candidates, np.zeros(bodies))
    weight = candidates.volume * np.array([one.priority for one in board.problem.requests])
    now = board.holder[candidates.request]
    gain = np.where(now != NOBODY, weight[candidates.request], 0).astype(np.float64)
    gain += np.where((now == candidates.specialist) & (now != NOBODY), _KEPT * weight.min(), 0)
    rows = Rows(*(list(part) for part in vars(statement.rows).values()))
    columns = np.arange(candidates.first[request], candidates.first[request + 1])
    rows.add(columns, np.ones(len(columns)), low=1)
    programme = programme_of(replace(statement, rows=rows), np.zeros(bodies), welfare=False)
    unasked = (now == NOBODY) & (candidates.request != request)
    return replace(programme, gain=gain, upper=np.where(unasked, programme.lower, programme.upper))
