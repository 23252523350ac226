"""The problem of a joint purchase and its answer, as values that cannot be wrong in form."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from dejiro.cores.coalition.faults import (
    MOST_MEMBERS,
    MOST_UNIT_YEN,
    MOST_UNITS,
    MOST_WEIGHT,
    MOST_YEN,
    Named,
    between_members,
    month,
    repeated,
)
from dejiro.cores.documents.faults import Fault, identifier, refuse, whole_number

Reason = Literal["price", "total", "start", "condition", "capacity", "exclusion"]
Method = Literal["fixed-point", "milp"]
Field = Literal[
    "max_unit_price", "max_total", "starts", "min_members", "min_quantity", "only_with", "not_with", "quantity"
]
_FINEST_PART = 10**6


@dataclass(frozen=True, slots=True)
class Member:
    """One body's conditional commitment.

    Args:
        id: identifier, unique in the problem; ties are broken by it, compared as text.
        quantity: units it takes, 1 to 10^9.
        max_unit_price: greatest yen per unit it pays, its part of the common cost included; None for no limit.
        max_total: greatest yen it pays in all, its part of the common cost included; None for no limit.
        starts: months (``YYYY-MM``) in which it can start; without any it stays outside.
        weight: its weight (population) where the common cost is shared by weight.
        min_members: least size of a group that it joins, itself included.
        min_quantity: least total quantity of a group that it joins, its own included.
        only_with: members that must all be in the group.
        not_with: members of which none may be in the group.

    Raises:
        ProblemError: with every fault of the member.
    """

    id: str
    quantity: int
    starts: tuple[str, ...]
    max_unit_price: int | None = None
    max_total: int | None = None
    weight: int | None = None
    min_members: int = 1
    min_quantity: int = 0
    only_with: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        refuse(
            [
                *identifier(self.id, "$.id"),
                *whole_number(self.quantity, "$.quantity", low=1, high=MOST_UNITS),
                *whole_number(self.max_unit_price, "$.max_unit_price", low=1, high=MOST_UNIT_YEN, optional=True),
                *whole_number(self.max_total, "$.max_total", low=1, high=MOST_YEN, optional=True),
                *(fault for at, start in enumerate(self.starts) for fault in month(start, f"$.starts[{at}]")),
                *repeated(self.starts, "$.starts"),
                *whole_number(self.weight, "$.weight", low=1, high=MOST_WEIGHT, optional=True),
                *whole_number(self.min_members, "$.min_members", low=1, high=MOST_MEMBERS),
                *whole_number(self.min_quantity, "$.min_quantity", low=0, high=MOST_YEN),
                *self._faults_of_names("only_with", self.only_with),
                *self._faults_of_names("not_with", self.not_with),
                *(
                    Fault(f"$.not_with[{at}]", f"only_with にもあります: {name!r}", "どちらか一方だけ")
                    for at, name in enumerate(self.not_with)
                    if name in self.only_with
                ),
            ]
        )

    def _faults_of_names(self, label: str, names: tuple[str, ...]) -> list[Fault]:
        faults = [fault for at, name in enumerate(names) for fault in identifier(name, f"$.{label}[{at}]")]
        faults += repeated(names, f"$.{label}")
        faults += [
            Fault(f"$.{label}[{at}]", "自分自身です", "ほかの団体の id")
            for at, name in enumerate(names)
            if name == self.id
        ]
        return faults


@dataclass(frozen=True, slots=True)
class Tier:
    """From `min_quantity` units in all, every unit costs `unit_price` yen."""

    min_quantity: int
    unit_price: int

    def __post_init__(self) -> None:
        refuse(
            [
                *whole_number(self.min_quantity, "$.min_quantity", low=0, high=MOST_YEN),
                *whole_number(self.unit_price, "$.unit_price", low=0, high=MOST_UNIT_YEN),
            ]
        )


@dataclass(frozen=True, slots=True)
class FixedShare:
    """The parts of the common cost that are shared equally, by quantity and by weight; they sum to 1."""

    equal: Fraction = Fraction(0)
    quantity: Fraction = Fraction(0)
    weight: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        parts = {"equal": self.equal, "quantity": self.quantity, "weight": self.weight}
        faults = [
            Fault(f"$.{name}", f"使えない割合です: {part}", "0 以上で分母が 10^6 以下の分数")
            for name, part in parts.items()
            if part < 0 or part.denominator > _FINEST_PART
        ]
        if not faults and sum(parts.values()) != 1:
            faults.append(Fault("$", f"割合の合計が {sum(parts.values())} です", "合計がちょうど 1 になる割合"))
        refuse(faults)


EQUALLY = FixedShare(equal=Fraction(1))
BY_QUANTITY = FixedShare(quantity=Fraction(1))
BY_WEIGHT = FixedShare(weight=Fraction(1))


@dataclass(frozen=True, slots=True)
class Problem:
    """Commitments to one joint purchase, its price tiers and its common cost.

    Args:
        members: the commitments, in any order.
        tiers: price tiers for all units, with rising `min_quantity` and falling `unit_price`.
        fixed_cost: common cost in yen.
        fixed_share: how the group's members share the common cost.
        capacity: greatest total quantity; None for no limit.
        min_members: least size of a group.

    Raises:
        ProblemError: with every fault that shows between the parts.
    """

    members: tuple[Member, ...]
    tiers: tuple[Tier, ...]
    fixed_cost: int = 0
    fixed_share: FixedShare = EQUALLY
    capacity: int | None = None
    min_members: int = 2

    def __post_init__(self) -> None:
        named = [Named(member.id, member.only_with, member.not_with) for member in self.members]
        weights = [member.weight for member in self.members]
        refuse(
            [
                *between_members(named),
                *faults_of_weights(self.fixed_share, weights),
                *faults_of_tiers(self.tiers),
                *faults_of_terms(len(named), self.fixed_cost, self.capacity, self.min_members),
            ]
        )

    def member(self, name: str) -> Member:
        """The member called `name`.

        Raises:
            KeyError: the problem has no such member.
        """
        for member in self.members:
            if member.id == name:
                return member
        raise KeyError(name)


def faults_of_terms(count: int, fixed_cost: object, capacity: object, min_members: object) -> list[Fault]:
    """Faults of the purchase's own terms: number of members, common cost, capacity, least size."""
    return [
        *([Fault("$.members", "多すぎます", f"{MOST_MEMBERS} 団体まで")] if count > MOST_MEMBERS else []),
        *whole_number(fixed_cost, "$.fixed_cost", low=0, high=MOST_YEN),
        *whole_number(capacity, "$.capacity", low=1, high=MOST_YEN, optional=True),
        *whole_number(min_members, "$.min_members", low=1, high=MOST_MEMBERS),
    ]


def faults_of_weights(share: FixedShare, weights: Sequence[object]) -> list[Fault]:
    """Faults of members without a weight where the common cost is shared by weight."""
    return [
        Fault(f"$.members[{at}].weight", "重みがありません", "重みで分けるときは正の整数")
        for at, weight in enumerate(weights)
        if share.weight != 0 and weight is None
    ]


def faults_of_tiers(tiers: tuple[Tier, ...]) -> list[Fault]:
    """Faults of a tier list: empty, quantities that do not rise, prices that do not fall."""
    if not tiers:
        return [Fault("$.tiers", "価格段階がありません", "1つ以上の価格段階")]
    faults: list[Fault] = []
    for at in range(1, len(tiers)):
        before, here = tiers[at - 1], tiers[at]
        if here.min_quantity <= before.min_quantity:
            expected = f"前の段階の {before.min_quantity} より大きい数量"
            faults.append(Fault(f"$.tiers[{at}].min_quantity", f"増えていません: {here.min_quantity}", expected))
        if here.unit_price >= before.unit_price:
            expected = f"前の段階の {before.unit_price} より低い単価"
            faults.append(Fault(f"$.tiers[{at}].unit_price", f"下がっていません: {here.unit_price}", expected))
    return faults


@dataclass(frozen=True, slots=True)
class Share:
    """What one member of the group pays, in yen.

    Attributes:
        goods: quantity times unit price.
        fixed: its part of the common cost, rounded by largest remainder.
        total: goods and fixed together.
        alone: what it would pay by itself; None where its quantity reaches no tier.
        saving: alone less total; None where alone is.
    """

    id: str
    goods: int
    fixed: int
    total: int
    alone: int | None
    saving: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """The new value of one field of one member."""

    field: Field
    value: int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outsider:
    """Why a member is not in the best group, and the smallest change that puts it there (None if no single one)."""

    id: str
    reason: Reason
    change: Change | None


@dataclass(frozen=True, slots=True)
class Leaving:
    """The best group when one member leaves: who is in it, at what price, who else falls out."""

    id: str
    members: tuple[str, ...]
    unit_price: int | None
    falls_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """How far the answer is proven.

    Attributes:
        method: the greatest fixed point by elimination, or mixed-integer programming.
        optimal: True when no group is preferred to the answer's.
        bound: no group has more members than this; None where the method needs no bound.
    """

    method: Method
    optimal: bool
    bound: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The preferred group; `members` is empty and `start` and `unit_price` are None when no group can start.

    `members` and `shares` are sorted by id. `outside` and `if_leaves` are None until `explain` fills them.
    """

    start: str | None
    members: tuple[str, ...]
    quantity: int
    unit_price: int | None
    total: int
    shares: tuple[Share, ...]
    proof: Proof
    outside: tuple[Outsider, ...] | None = None
    if_leaves: tuple[Leaving, ...] | None = None

    def share(self, name: str) -> Share:
        """What the member called `name` pays.

        Raises:
            KeyError: the member is not in the group.
        """
        for share in self.shares:
            if share.id == name:
                return share
        raise KeyError(name)

    @property
    def gap(self) -> int:
        """How many more members a better group could have, at most, by the bound."""
        return 0 if self.proof.bound is None else self.proof.bound - len(self.members)
