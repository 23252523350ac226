"""Who can serve which request: the candidate relation, its volumes, fits and values, as arrays."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dejiro.cores.allocation.arrays import Flags, Real, Whole
from dejiro.cores.allocation.model import Problem, Request, Specialist
from dejiro.cores.documents.faults import Fault, refuse

_BASE_FIT, _FIT_PER_LEVEL = 0.7, 0.1


@dataclass(frozen=True)
class Candidates:
    """The candidates of a problem, sorted by request, then specialist, both by their place in the problem.

    Attributes:
        problem: to which they belong.
        specialist: (n,) place of the specialist in ``problem.specialists``.
        request: (n,) place of the request in ``problem.requests``.
        fit: (n,) 0 to 1.
        value: (n,) volume x priority x fit.
        first: (requests + 1,) the candidates of request r are ``first[r]`` to ``first[r + 1] - 1``.
        volume: (requests,) half-days of each request over its whole period.
        capacity: (specialists, weeks) half-days.
    """

    problem: Problem
    specialist: Whole
    request: Whole
    fit: Real
    value: Real
    first: Whole
    volume: Whole
    capacity: Whole

    def __len__(self) -> int:
        return len(self.request)

    @cached_property
    def body(self) -> Whole:
        """(requests,) place of each request's body in ``problem.bodies``."""
        place = {body.id: at for at, body in enumerate(self.problem.bodies)}
        return _whole(place[request.body] for request in self.problem.requests)

    @cached_property
    def demand(self) -> Whole:
        """(bodies,) volume of each body's requests that have a candidate."""
        servable = np.where(np.diff(self.first) > 0, self.volume, 0)
        return np.bincount(self.body, weights=servable, minlength=len(self.problem.bodies)).astype(np.int64)

    def find(self, pairs: Sequence[tuple[str, str]]) -> Whole:
        """(pairs,) place of each (specialist, request) among the candidates, -1 where it is none."""
        wanted = _keys(self.problem, pairs)
        keys = self.request * len(self.problem.specialists) + self.specialist
        at = np.searchsorted(keys, wanted)
        found = at < len(keys)
        found[found] = keys[at[found]] == wanted[found]
        return np.where(found, at, -1)


def candidates_of(problem: Problem) -> Candidates:
    """The candidate relation.

    Raises:
        ProblemError: a pinned pair is no candidate, or the pinned pairs take more than a specialist has.
    """
    capacity = capacity_of(problem)
    specialist, request, over = _pairs(problem, capacity)
    keys = request * len(problem.specialists) + specialist
    allowed = ~np.isin(keys, _keys(problem, problem.forbidden))
    order = np.flatnonzero(allowed)[np.argsort(keys[allowed], kind="stable")]
    specialist, request, over = specialist[order], request[order], over[order]
    fit = _fit(problem, keys[order], over)
    volume = _whole(one.volume for one in problem.requests)
    weight = volume * _whole(one.priority for one in problem.requests)
    first = np.searchsorted(request, np.arange(len(problem.requests) + 1))
    found = Candidates(problem, specialist, request, fit, weight[request] * fit, first, volume, capacity)
    refuse(faults_of_pins(found))
    return found


def capacity_of(problem: Problem) -> Whole:
    """(specialists, weeks) half-days that each specialist has."""
    table = np.zeros((len(problem.specialists), problem.weeks), dtype=np.int64)
    for at, one in enumerate(problem.specialists):
        for row in one.capacity:
            table[at, row.start : row.end] = row.half_days
    return table


def faults_of_pins(candidates: Candidates) -> Iterator[Fault]:
    """Faults of the pinned pairs: not a candidate, or together more than the specialist can do in a week."""
    problem = candidates.problem
    people = {one.id: one for one in problem.specialists}
    requests = {one.id: one for one in problem.requests}
    used: dict[str, Whole] = defaultdict(lambda: np.zeros((2, problem.weeks), dtype=np.int64))
    places = {one.id: at for at, one in enumerate(problem.specialists)}
    for at, (place, pair) in enumerate(zip(candidates.find(problem.pinned), problem.pinned, strict=True)):
        one, request, path = people[pair.specialist], requests[pair.request], f"$.pinned[{at}]"
        if place < 0:
            why = "、".join(obstacles(problem, one, request))
            yield Fault(path, f"候補ではありません: {why}", "候補である人材と要望の組")
            continue
        load = used[one.id][:, request.start : request.end]
        load += np.array([[request.half_days], [1]])
        room = candidates.capacity[places[one.id], request.start : request.end]
        if (load[0] > room).any() or (load[1] > (one.max_parallel or len(requests))).any():
            yield Fault(path, "固定した組だけで余力を超えます", "同じ週に重ならない固定")


def obstacles(problem: Problem, specialist: Specialist, request: Request) -> tuple[str, ...]:
    """Everything that keeps a specialist from being a candidate for a request, in words; empty for a candidate."""
    level, weeks = specialist.skills.get(request.role), np.zeros(problem.weeks, dtype=np.int64)
    for row in specialist.capacity:
        weeks[row.start : row.end] = row.half_days
    short = np.flatnonzero(weeks[request.start : request.end] < request.half_days)
    places = specialist.onsite
    present = request.body in places if isinstance(places, tuple) else places
    checks = (
        (level is None, f"役割 {request.role} がありません"),
        (level is not None and level < request.level, f"レベル {level} は {request.level} に足りません"),
        (len(short) > 0, f"第 {request.start + (short[0] if len(short) else 0)} 週の余力が足りません"),
        (request.onsite and not present, "現地で働けません"),
        (request.body in specialist.not_for, "利益相反があります"),
        ((specialist.id, request.id) in problem.forbidden, "forbidden にあります"),
    )
    return tuple(text for holds, text in checks if holds)


def _pairs(problem: Problem, capacity: Whole) -> tuple[Whole, Whole, Whole]:
    """Specialist, request and levels over the one asked, of all pairs but for those forbidden."""
    people: dict[str, list[int]] = defaultdict(list)
    requests: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(problem.specialists):
        for role in one.skills:
            people[role].append(at)
    for at, request in enumerate(problem.requests):
        requests[request.role].append(at)
    remote, onsite = _access(problem)
    body = {one.id: at for at, one in enumerate(problem.bodies)}
    found = [np.zeros((3, 0), dtype=np.int64)]
    for role in requests.keys() & people.keys():
        able = _whole(people[role])
        asked = [problem.requests[at] for at in requests[role]]
        levels = _whole(problem.specialists[at].skills[role] for at in people[role])
        over = levels[:, None] - _whole(one.level for one in asked)
        where = _whole(body[one.body] for one in asked)
        present = _flags(one.onsite for one in asked)
        reach = np.where(present, onsite[np.ix_(able, where)], remote[np.ix_(able, where)])
        half_days = _whole(one.half_days for one in asked)
        reach &= (over >= 0) & (_least(capacity[able], asked) >= half_days)
        who, what = np.nonzero(reach)
        found.append(np.stack([able[who], _whole(requests[role])[what], over[who, what]]))
    specialist, request, above = np.concatenate(found, axis=1)
    return specialist, request, above


def _access(problem: Problem) -> tuple[Flags, Flags]:
    """(specialists, bodies) without conflict; (specialists, bodies) without conflict and able to be on site."""
    body = {one.id: at for at, one in enumerate(problem.bodies)}
    remote = np.ones((len(problem.specialists), len(body)), dtype=np.bool_)
    onsite = np.zeros_like(remote)
    for at, one in enumerate(problem.specialists):
        if isinstance(one.onsite, tuple):
            onsite[at, [body[name] for name in one.onsite]] = True
        else:
            onsite[at] = one.onsite
        remote[at, [body[name] for name in one.not_for]] = False
    return remote, onsite & remote


def _least(capacity: Whole, asked: Sequence[Request]) -> Whole:
    """(specialists, requests) the least half-days over each period; doubling windows answer each in one step."""
    tables = [capacity]
    while (1 << len(tables)) <= capacity.shape[1]:
        last, half = tables[-1], 1 << (len(tables) - 1)
        tables.append(np.minimum(last[:, :-half], last[:, half:]))
    least = np.empty((len(capacity), len(asked)), dtype=np.int64)
    by_size: dict[int, list[int]] = defaultdict(list)
    for at, one in enumerate(asked):
        by_size[(one.end - one.start).bit_length() - 1].append(at)
    for size, places in by_size.items():
        left = [asked[at].start for at in places]
        right = [asked[at].end - (1 << size) for at in places]
        least[:, places] = np.minimum(tables[size][:, left], tables[size][:, right])
    return least


def _fit(problem: Problem, keys: Whole, over: Whole) -> Real:
    fit: Real = np.minimum(1.0, _BASE_FIT + _FIT_PER_LEVEL * over)
    stated = _keys(problem, [(entry.specialist, entry.request) for entry in problem.fit])
    at = np.searchsorted(keys, stated)
    known = at < len(keys)
    known[known] = keys[at[known]] == stated[known]
    fit[at[known]] = np.array([entry.fit for entry in problem.fit], dtype=np.float64)[known]
    return fit


def _keys(problem: Problem, pairs: Sequence[tuple[str, str]]) -> Whole:
    """One number per pair, in the order of candidates."""
    people: Mapping[str, int] = {one.id: at for at, one in enumerate(problem.specialists)}
    requests: Mapping[str, int] = {one.id: at for at, one in enumerate(problem.requests)}
    return _whole(requests[request] * len(people) + people[name] for name, request in pairs)


def _whole(values: Sequence[int] | Iterator[int]) -> Whole:
    return np.fromiter(values, dtype=np.int64)


def _flags(values: Iterator[bool]) -> Flags:
    return np.fromiter(values, dtype=np.bool_)
