"""The kinds of array that this core passes around."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Whole: TypeAlias = npt.NDArray[np.int64]
Real: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Small: TypeAlias = npt.NDArray[np.int8]
Index: TypeAlias = npt.NDArray[np.int32]
"""Positions of a sparse matrix, as scipy takes them."""
Floats: TypeAlias = npt.NDArray[np.floating]
"""Single precision where there are millions of votes."""
