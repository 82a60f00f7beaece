"""Audit: the figures that authorities publish, like cases decided differently, and the review of a file.

Everything here is a pure reading of entries (docs/docket.md): what is not on record is never read as false.
"""

from .annual import annual_table, kind_ranking
from .bars import bars_of
from .basis import Source, sources_of
from .decided import Decided, decided
from .file_review import Review, Scores, file_review
from .finding import Finding, finding_table
from .like_cases import Comparison, LikeCases, like_cases
from .review_rule import ReviewRule, review_rules
from .running import Running
from .shelf import Shelf, record_demonstration
from .statistics import Counting, Statistics, statistics
from .table import Table

__all__ = [
    "Comparison",
    "Counting",
    "Decided",
    "Finding",
    "LikeCases",
    "Review",
    "ReviewRule",
    "Running",
    "Scores",
    "Shelf",
    "Source",
    "Statistics",
    "Table",
    "annual_table",
    "bars_of",
    "decided",
    "file_review",
    "finding_table",
    "kind_ranking",
    "like_cases",
    "record_demonstration",
    "review_rules",
    "sources_of",
    "statistics",
]
