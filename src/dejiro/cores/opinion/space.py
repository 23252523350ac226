"""Polis's map as a sparse truncated SVD: a missing vote, filled with the mean of its column, is a zero after centring.

Source: Polis math (formulas only), steps 2 to 7 of docs/explain/opinion.md.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, eigsh

from dejiro.cores.opinion.arrays import Flags, Floats, Real
from dejiro.cores.opinion.model import Votes

ENOUGH_VOTES: Final = 7
FEWEST_PEOPLE: Final = 15
_AS_LARGE: Final = 1e-9
"""Loadings closer to each other than this are of one size: rounding must not turn the map over."""
_DENSE_WIDTH: Final = 64
"""Up to so many statements the small table of their products is solved outright."""
_BLOCK: Final = 1_000_000
"""Votes per block where figures are made of each."""
_LANCZOS: Final = 10
"""Steps between two looks at the error in single precision; each step is two passes over the votes."""
_SINGLE_FROM: Final = 4_000_000
"""From so many votes on, figures are kept in single precision, which halves the memory."""


@dataclass(frozen=True, eq=False)
class Space:
    """Where participants and statements stand.

    Attributes:
        centre: mean vote per statement, agree = +1; 0 for an excluded or unvoted one.
        components: two rows of loadings; the largest of each row is positive.
        people: position per participant, n x 2.
        statements: position per statement, C x 2: where somebody would stand who only agreed with it.
    """

    centre: Real
    components: Real
    people: Real
    statements: Real

    @property
    def extremity(self) -> Real:
        """Distance of each statement from the centre; 0 for an excluded one."""
        return np.hypot(self.statements[:, 0], self.statements[:, 1])


def space_of(votes: Votes) -> Space:
    """Compute Polis's map; O(votes) a step, and the votes are never laid out as a full table."""
    centre = means(votes)
    residuals = _residuals(votes, centre)
    components = _components(residuals)
    width = votes.shape[1]
    return Space(
        centre,
        components,
        np.sqrt(width / np.maximum(_seen(votes), 1))[:, None]
        * (residuals @ components.T.astype(residuals.dtype)).astype(np.float64),
        np.where(votes.excluded, 0.0, np.sqrt(width) * (1 - centre))[:, None] * components.T,
    )


def means(votes: Votes) -> Real:
    """Mean vote per statement, passes counted as 0; 0 for an excluded or unvoted one."""
    width = votes.shape[1]
    total, number = np.zeros(width), np.zeros(width, dtype=np.int64)
    for first in range(0, votes.count, _BLOCK):  # bincount widens what it is given; a block of it stays small
        block = slice(first, first + _BLOCK)
        total += np.bincount(votes.columns[block], weights=votes.values[block], minlength=width)
        number += np.bincount(votes.columns[block], minlength=width)
    return np.where(votes.excluded, 0.0, total / np.maximum(number, 1))


def in_conversation(votes: Votes) -> Flags:
    """Who takes part in the grouping: at least min(7, C) votes, and at least the fifteen most active."""
    enough: Flags = votes.cast >= min(ENOUGH_VOTES, votes.shape[1])
    if enough.sum() < FEWEST_PEOPLE:
        enough = enough.copy()
        enough[np.argsort(-votes.cast, kind="stable")[:FEWEST_PEOPLE]] = True
    return enough


def _residuals(votes: Votes, centre: Real) -> sparse.csr_array:
    if votes.count < _SINGLE_FROM:
        data: Floats = votes.values.astype(np.float64)
        data -= centre[votes.columns]
    else:
        data = votes.values.astype(np.float32)
        single = centre.astype(np.float32)
        for first in range(0, votes.count, _BLOCK):
            data[first : first + _BLOCK] -= single[votes.columns[first : first + _BLOCK]]
    if votes.excluded.any():
        data[votes.excluded[votes.columns]] = 0
    return votes.matrix(data)


def _seen(votes: Votes) -> Real:
    """Votes per participant where an excluded column counts as seen by everybody, as it does in Polis."""
    if not votes.excluded.any():
        return votes.cast.astype(np.float64)
    inside = votes.matrix((~votes.excluded[votes.columns]).astype(np.float32)).sum(axis=1)
    return np.asarray(inside, dtype=np.float64) + int(votes.excluded.sum())


def _components(residuals: sparse.csr_array) -> Real:
    """The first two right singular vectors, signed; zeros where there are fewer."""
    width = residuals.shape[1]
    components = np.zeros((2, width))
    if residuals.nnz:
        values, vectors = _leading(residuals)
        order = np.argsort(-values, kind="stable")[:2]
        real = order[values[order] > 1e-9 * max(float(values[order[0]]), 1e-9)]
        components[: len(real)] = vectors[:, real].T
    return components * signed(components)[:, None]


def signed(components: Real) -> Real:
    """-1 for each row whose largest loading is negative, otherwise 1; of equally large ones the first counts."""
    if not components.shape[1]:
        return np.ones(len(components))
    size = np.abs(components)
    first = (size >= (1 - _AS_LARGE) * size.max(axis=1, keepdims=True)).argmax(axis=1)
    largest = components[np.arange(len(components)), first]
    return np.where(largest < 0, -1.0, 1.0)


def _leading(residuals: sparse.csr_array) -> tuple[Real, Real]:
    width = residuals.shape[1]
    across = residuals.T
    if width <= _DENSE_WIDTH:
        values, vectors = np.linalg.eigh((across @ residuals).toarray().astype(np.float64))
        return values, vectors
    operator = LinearOperator(
        (width, width),
        matvec=lambda x: across @ (residuals @ x.astype(residuals.dtype, copy=False)),
        dtype=residuals.dtype,
    )
    exact = residuals.dtype == np.float64
    start = np.ones(width, dtype=residuals.dtype)
    values, vectors = eigsh(operator, k=2, v0=start, ncv=None if exact else _LANCZOS, tol=0 if exact else 1e-6)
    return values.astype(np.float64), vectors.astype(np.float64)
