"""Replaying: a replay asked for by somebody, within what they see."""

from __future__ import annotations

from datetime import date

from ...docket import Query
from ..office import Office
from ..principal import Principal
from ..problems import Problem
from ..publishing import read_draft
from .replay_table import Job
from .sight import in_sight


def begin_replay(
    office: Office, principal: Principal, query: Query, *, day: date | None = None, draft: str | None = None
) -> Job:
    """A replay of the advice in sight: under the law of then, or of a day, or with a draft ruleset (YAML) in the place
    of its family. Raises Problem with every fault of the draft."""
    asked = in_sight(principal, query)
    if draft is not None:
        _check_draft(office, draft)
    mode = "draft" if draft is not None else "recorded" if day is None else "day"
    ordinal = None if day is None else day.toordinal()
    return office.replays.begin(principal.account, asked, mode, day=ordinal, draft=draft)  # type: ignore[arg-type]


def replay_of(office: Office, principal: Principal, name: str) -> Job:
    """A replay in sight. Raises Problem."""
    job = office.replays.find(name)
    if job is None:
        raise Problem("not_found")
    if not job.jurisdiction.startswith(principal.jurisdiction):
        raise Problem("out_of_sight")
    return job


def _check_draft(office: Office, draft: str) -> None:
    try:
        read_draft(office, draft)
    except Problem as problem:
        raise Problem("refused", f"{len(problem.faults)} fault(s) in the draft", problem.faults) from None
