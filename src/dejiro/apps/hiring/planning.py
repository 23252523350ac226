"""The bridge to the stable matching: rows become its problem, its answer becomes words that name nobody else."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256

from django.utils.translation import gettext as _

from dejiro.apps.hiring.models import Opening, Settlement
from dejiro.cores.matching.check import check
from dejiro.cores.matching.explain import explain
from dejiro.cores.matching.io import (
    matching_from_json,
    matching_to_json,
    problem_from_json,
    problem_to_json,
)
from dejiro.cores.matching.model import Applicant, Change, Matching, Placement, Post, Problem, Refusal, Region
from dejiro.cores.matching.solve import outcome, solve
from dejiro.foundation.errors import Refusal as HouseRefusal


@dataclass(frozen=True)
class Place:
    """An opening as the matching sees it; `scores` are the weighted means of the candidates who passed, by number."""

    key: str
    quota: int
    region: str
    scores: Mapping[str, Fraction]


@dataclass(frozen=True)
class Step:
    """Why a candidate did not get an opening that they wanted more, and the smallest changes that would have helped."""

    opening: Opening
    reason: str
    changes: tuple[str, ...]


def lot(seed: str, key: str, number: str) -> str:
    """Return a candidate's ticket at one opening; the lower one stands first among equal scores.

    >>> lot("seed", "1", "C001")[:8]
    '87ad9da6'
    """
    return sha256(f"{seed}|{key}|{number}".encode()).hexdigest()


def ranking(seed: str, place: Place) -> tuple[str, ...]:
    """Return the numbers of those who passed, the best score first, equal ones by lot."""
    return tuple(sorted(place.scores, key=lambda number: (-place.scores[number], lot(seed, place.key, number))))


def settle(
    seed: str, wishes: Mapping[str, Sequence[str]], places: Sequence[Place], caps: Mapping[str, int]
) -> tuple[object, object]:
    """Return the problem and the stable matching as JSON values, after the independent checker has agreed.

    Raises:
        Refusal: if the checker finds a fault, so that nothing wrong is ever shown.
    """
    problem = Problem(
        tuple(Applicant(number, tuple(wishes[number])) for number in sorted(wishes)),
        tuple(
            Post(place.key, place.quota, ranking(seed, place), place.region if place.region in caps else None)
            for place in places
        ),
        tuple(Region(name, most) for name, most in caps.items()),
    )
    matching = solve(problem)
    faults = check(problem, matching)
    if faults:
        message = _("検査に合わない結果になったため、決定しませんでした。管理者に知らせてください。")
        raise HouseRefusal(message, code="check_failed")
    return problem_to_json(problem), matching_to_json(matching)


def places_of(matching: object) -> dict[str, str | None]:
    """Return the post of every number in a stored matching."""
    return {placement.applicant: placement.post for placement in matching_from_json(matching).placements}


def checked(settlement: Settlement) -> bool:
    """True when the stored answer passes the independent checker again, now."""
    problem, matching = _read(settlement)
    return not check(problem, matching)


def steps_for(
    settlement: Settlement, number: str, openings: Mapping[str, Opening], passed: Collection[str] = ()
) -> list[Step]:
    """Return why the candidate did not get each opening that they wanted more; no other person is named.

    Args:
        settlement: the joint recruiting's.
        number: the candidate's.
        openings: by the key that the problem gives them.
        passed: where the candidate went on to the interview.
    """
    problem, matching = _read(settlement)
    placement = next(one for one in matching.placements if one.applicant == number)
    changes = explain(problem, matching, number)
    return [
        Step(
            openings[refusal.post],
            _reason(problem, refusal, number, passed=refusal.post in passed),
            _words(changes, refusal.post, openings),
        )
        for refusal in placement.refusals
    ]


@dataclass(frozen=True)
class Seat:
    """A candidate on an opening's list: place from 1, number, whether the place is theirs, and why or why not."""

    rank: int
    number: str
    placed: bool
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What a joint recruiting brought one opening: its list, why places are empty, and who one more place would bring.

    `next_number` is that candidate's number, "" when one more place would bring nobody.
    """

    seats: tuple[Seat, ...]
    empty: int
    why_empty: str
    next_number: str


def outcome_for(settlement: Settlement, opening: Opening) -> Outcome:
    """Return what an opening's body is told: of a candidate who went elsewhere only that they wanted that more."""
    problem, matching = _read(settlement)
    key = str(opening.pk)
    post = next(one for one in problem.posts if one.id == key)
    got = {placement.applicant: placement for placement in matching.placements}
    seats = tuple(_seat(rank, got[number], key) for rank, number in enumerate(post.ranks, start=1))
    empty = post.quota - sum(seat.placed for seat in seats)
    capped = any(refusal.post == key and refusal.reason == "cap" for one in got.values() for refusal in one.refusals)
    why = ""
    if empty and not seats:
        why = _("名簿に載った人がいません。")
    elif empty and capped:
        why = _("地域の上限まで決まったため、人数が残っています。")
    elif empty:
        why = _("名簿の人は、全員がここかもっと希望する求人に決まったため、人数が残っています。")
    return Outcome(seats, empty, why, _next(problem, post, {seat.number for seat in seats if seat.placed}))


def _seat(rank: int, placement: Placement, key: str) -> Seat:
    if placement.post == key:
        return Seat(rank, placement.applicant, placed=True, reason=_("ここに決まりました。"))
    reasons = {refusal.post: refusal.reason for refusal in placement.refusals}
    words = {
        "quota": _("より上位の人で人数が埋まりました。"),
        "cap": _("地域の上限まで、より上位の人が決まりました。"),
    }
    elsewhere = _("本人がもっと希望する求人に決まりました。")
    return Seat(rank, placement.applicant, placed=False, reason=words.get(reasons.get(key, ""), elsewhere))


def _next(problem: Problem, post: Post, placed: Collection[str]) -> str:
    wider = tuple(replace(one, quota=one.quota + 1) if one is post else one for one in problem.posts)
    found = outcome(replace(problem, posts=wider))[post.id]
    return next((number for number in found if number not in placed), "")


def _read(settlement: Settlement) -> tuple[Problem, Matching]:
    return problem_from_json(settlement.problem), matching_from_json(settlement.matching)


def _reason(problem: Problem, refusal: Refusal, number: str, *, passed: bool) -> str:
    if refusal.reason == "not-ranked" and passed:
        return _("面接に進みましたが、採点されないまま採点が終わったため、この求人の名簿にありません。")
    if refusal.reason == "not-ranked":
        return _("面接に進まなかったため、この求人の名簿にありません。")
    rank = problem.rank[refusal.post][number] + 1
    facts = {"rank": rank, "people": len(refusal.instead)}
    if refusal.reason == "quota":
        return _("あなたは%(rank)s位で、より上位の%(people)s人で人数が埋まりました。") % facts
    return _("あなたは%(rank)s位ですが、地域の上限まで%(people)s人が決まりました。") % facts


def _words(changes: Sequence[Change], post: str, openings: Mapping[str, Opening]) -> tuple[str, ...]:
    texts = {
        "rank": _("評価が%(value)s位以内なら、%(title)sに決まっていました。"),
        "quota": _("この求人の人数が%(value)s人なら、%(title)sに決まっていました。"),
        "cap": _("地域の上限が%(value)s人なら、%(title)sに決まっていました。"),
    }
    return tuple(
        texts[change.kind] % {"value": change.value, "title": openings[change.result].title}
        for change in changes
        if change.post == post
    )
