"""Problem documents, under the name they had."""

from api.errors import (
    DOCS,
    KINDS,
    MEDIA_TYPE,
    RETRY_AFTER,
    Kind,
    Members,
    Problem,
    ProblemDocument,
    shortened,
)

__all__ = [
    "DOCS",
    "KINDS",
    "MEDIA_TYPE",
    "RETRY_AFTER",
    "Kind",
    "Members",
    "Problem",
    "ProblemDocument",
    "shortened",
]
