"""A symmetric positive definite matrix in, its inverse out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scipy.linalg import lapack

from etl.recommender.gram import mirrored

if TYPE_CHECKING:
    from etl.recommender.libraries import Floats


def inverse(matrix: Floats) -> Floats:
    """Invert a symmetric positive definite matrix in single precision, overwriting it.

    Raises:
        ValueError: the matrix is not positive definite.
    """
    if not len(matrix):
        return matrix
    # LAPACK sees the transposed matrix, which is the same one; its lower half is our upper half.
    factor, failed = lapack.spotrf(matrix.T, lower=1, clean=0, overwrite_a=1)
    if failed:
        raise ValueError(f"the matrix is not positive definite: row {failed}")
    inverted, _ = lapack.spotri(factor, lower=1, overwrite_c=1)
    return mirrored(inverted.T)
