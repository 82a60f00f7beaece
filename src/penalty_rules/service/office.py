"""Office: what every route works with, made once for the app. Rooms that come later (the docket) are added here."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine

from ..advice import Advice
from ..case import Case
from ..deadlines import BUILT_IN
from ..docket.database import connect
from ..errors import PenaltyRulesError
from ..evaluator import Evaluator
from ..reading import read_document
from ..rulebook import Rulebook
from ..workdays import WorkCalendar
from .accounts import tables
from .accounts.accesses import AccessLog
from .accounts.people import People
from .accounts.sessions import Sessions
from .accounts.tokens import Tokens
from .answers import Answers
from .clock import Clock, beijing_now
from .doorkeeper import Provider
from .matter_index import MatterIndex
from .metrics import Metrics
from .principal import Principal
from .problems import Problem, problem_of
from .settings import Settings


@dataclass(frozen=True)
class Office:
    """The house behind the counter."""

    settings: Settings
    evaluator: Evaluator
    calendar: WorkCalendar
    answers: Answers
    matters: MatterIndex
    metrics: Metrics
    engine: Engine
    people: People
    sessions: Sessions
    tokens: Tokens
    accesses: AccessLog
    identity: Provider | None
    now: Clock

    @property
    def rulebook(self) -> Rulebook:
        return self.evaluator.rulebook

    def provider(self) -> Provider:
        """The identity provider. Raises Problem where none is set."""
        if self.identity is None:
            raise Problem("not_found", "no identity provider is set")
        return self.identity

    def warm(self) -> None:
        """Load what would otherwise make the first visitors wait."""
        for domain in self.rulebook.domains():
            self.rulebook.reader(domain)
        for _ in self.rulebook.all_rulesets():
            pass
        self.matters.search("a", None, 1)
        gc.collect()
        gc.freeze()

    def close(self) -> None:
        """Write the access log to its end and leave the database."""
        self.accesses.close()
        self.engine.dispose()

    def readiness(self) -> dict[str, str]:
        """Each part by name: `ok`, or why it is not ready."""
        try:
            self.people.count()
            database = "ok"
        except PenaltyRulesError:
            database = "cannot be reached"
        return {"database": database, "access_log": self.accesses.state}

    def read(self, document: object, principal: Principal) -> Case:
        """The case that a document states, if it is in sight. Raises Problem with every fault."""
        try:
            case = self.rulebook.read_case(document)
        except PenaltyRulesError as error:
            raise problem_of(error, document) from None
        if not principal.sees(case.jurisdiction, case.authority, case.authority_name):
            raise Problem("out_of_sight")
        return case

    def evaluate(self, document: object, principal: Principal, strict: bool) -> Advice:
        """The advice for a case that was sent; nothing is stored. Raises Problem."""
        case = self.read(document, principal)
        try:
            advice = self.evaluator.evaluate(case, strict=strict)
        except PenaltyRulesError as error:
            raise problem_of(error, document) from None
        self.metrics.evaluated(advice.outcome)
        return advice


def open_office(settings: Settings, now: Clock = beijing_now, rulebook: Rulebook | None = None) -> Office:
    """The house with its database; the tables are made where they are missing. Raises PenaltyRulesError."""
    engine = connect(settings.docket)
    tables.create(engine)
    known = rulebook or Rulebook(settings.rulesets)
    calendar = BUILT_IN if settings.calendar is None else WorkCalendar.with_file(settings.calendar, read_document)
    secret = settings.signing_secret
    sessions = Sessions(engine, now, secret, settings.idle_minutes, settings.session_hours)
    people = People(engine, now, settings.failures_allowed, settings.lock_minutes)
    identity = None if settings.oidc_issuer is None else Provider(settings, secret)
    return Office(
        settings, Evaluator(known), calendar, Answers(), MatterIndex(known), Metrics(), engine, people, sessions,
        Tokens(engine, now), AccessLog(engine), identity, now,
    )  # fmt: skip


async def office_of(request: Request) -> Office:  # no plain function: FastAPI sends those to a thread
    """The office behind the app that a request came to."""
    office: Office = request.app.state.office
    return office


TheOffice = Annotated[Office, Depends(office_of)]
