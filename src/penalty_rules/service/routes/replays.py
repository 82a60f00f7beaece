"""Replays: recorded advice decided again, as a job in the background, with progress."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, Self

from fastapi import Path, Request
from fastapi import Query as Parameter
from pydantic import Field, model_validator

from ..entrance import ThePrincipal
from ..office import TheOffice
from ..registry.replay_table import Job, Mode, State
from ..registry.replaying import begin_replay, replay_of
from ..registry.selection import Number, Selection, Text
from ..routing import guarded_router
from ..shapes import Shape
from ..visit import visit_of

router: Final = guarded_router("/v1/replays", "audit")
Name = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]


class ReplaySelection(Selection):
    """Which advice. `first`, `last`: numbers of entries, both included."""

    case: Text | None = None
    outcome: Annotated[str, Field(pattern="^[a-z_]{1,20}$")] | None = None
    first: Number | None = None
    last: Number | None = None


class ReplayWish(Shape):
    """Neither `day` nor `draft`: under the law archived with each entry, what has drifted? `day`: by all law in force
    that day. `draft`: a ruleset as YAML text, put in the place of its family. Both of these tell the impact."""

    day: date | None = None
    draft: str | None = Field(None, min_length=1, max_length=500_000)
    selection: ReplaySelection = ReplaySelection()

    @model_validator(mode="after")
    def _one_law(self) -> Self:
        if self.day is not None and self.draft is not None:
            raise ValueError("choose one of day and draft")
        return self


class Moved(Shape):
    """How many cases went from one outcome to another, the least fines advised before and after in fen, examples."""

    from_: str = Field(alias="from")
    to: str
    cases: int
    unknown: int
    before: int
    after: int
    examples: list[int]


class ReplayShown(Shape):
    """A replay and how far it is, in entries. Once it is done: `counts` by verdict, or the
    `impact` of another law."""

    id: str
    account: str
    made_at: str
    mode: Mode
    state: State
    done: int
    total: int
    counts: dict[str, int]
    impact: list[Moved]
    problem: str | None

    @classmethod
    def of(cls, job: Job) -> Self:
        """A job as JSON."""
        told = job.told()
        impact = [Moved(**each) for each in told.get("impact", ())]
        return cls(id=job.id, account=job.account, made_at=job.made_at, mode=job.mode, state=job.state, done=job.done,
                   total=job.total, counts=told.get("counts", {}), impact=impact, problem=job.problem)  # fmt: skip


class DriftChange(Shape):
    """One thing that differs: as recorded, and as it comes out now."""

    path: str
    recorded: Any
    now: Any
    text: str


class Drift(Shape):
    """An entry that is not the same any more. `verdict`: reasoning, outcome, ruleset_missing, facts_altered or
    broken_chain."""

    seq: int
    case: str
    verdict: str
    reason: str | None
    changes: list[DriftChange]


class DriftPage(Shape):
    """`next`: what to pass as `after` for more. The first thousand are kept; the counts are whole."""

    findings: list[Drift]
    next: int | None


@router.post("", status_code=202)
def create_replay(request: Request, office: TheOffice, principal: ThePrincipal, wish: ReplayWish) -> ReplayShown:
    """开始重放。 Begin a replay; it goes on in the background, also after a restart."""
    job = begin_replay(office, principal, wish.selection.query(), day=wish.day, draft=wish.draft)
    visit_of(request.scope).object = job.id
    return ReplayShown.of(job)


@router.get("")
def list_replays(
    office: TheOffice, principal: ThePrincipal, limit: Annotated[int, Parameter(ge=1, le=200)] = 50
) -> list[ReplayShown]:
    """重放任务列表。 The replays of the jurisdiction, the newest first."""
    return [ReplayShown.of(each) for each in office.replays.all(principal.jurisdiction, limit)]


@router.get("/{name}")
def show_replay(request: Request, office: TheOffice, principal: ThePrincipal, name: Name) -> ReplayShown:
    """重放进度和结果。 How far a replay is, and what it showed."""
    visit_of(request.scope).object = name
    return ReplayShown.of(replay_of(office, principal, name))


@router.get("/{name}/findings")
def list_replay_findings(
    request: Request, office: TheOffice, principal: ThePrincipal, name: Name,
    after: Annotated[int, Parameter(ge=0, le=2**53 - 1)] = 0, limit: Annotated[int, Parameter(ge=1, le=500)] = 100,
) -> DriftPage:  # fmt: skip
    """重放发现的漂移。 Entries that are not the same any more, and in what."""
    visit_of(request.scope).object = name
    behind = [each for each in replay_of(office, principal, name).told().get("findings", ()) if each["seq"] > after]
    found = [Drift(**each) for each in behind[:limit]]
    return DriftPage(findings=found, next=found[-1].seq if len(behind) > limit else None)
