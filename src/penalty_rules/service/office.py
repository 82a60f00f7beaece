"""Office: what every route works with, made once for the app."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request
from sqlalchemy import Engine

from ..advice import Advice
from ..audit import Running
from ..case import Case
from ..deadlines import BUILT_IN
from ..docket import Docket, Store
from ..docket.database import connect
from ..docket.recorder import Recorder
from ..errors import PenaltyRulesError
from ..evaluator import Evaluator
from ..reading import read_document
from ..rulebook import Rulebook
from ..workdays import WorkCalendar
from .accounts.accesses import AccessLog
from .accounts.people import People
from .accounts.sessions import Sessions
from .accounts.tokens import Tokens
from .answers import Answers
from .clock import Clock, beijing_now
from .doorkeeper import Provider
from .law_in_force import Edition, LawInForce
from .matter_index import MatterIndex
from .metrics import Metrics
from .principal import Principal
from .problems import Problem, problem_of
from .registry.gathering import Gathering
from .registry.opening import open_store, work_folder
from .registry.replays import Replays
from .registry.reviews import Reviews
from .registry.verifying import Verifier
from .settings import Settings
from .telemetry import span

RECORDERS: Final = 16  # threads: so many decisions may share one sync to disk
GATHERERS: Final = {True: 2, False: 4}  # of them: with SQLite two; elsewhere each read waits for the network
READERS: Final = 2  # threads for what goes through many entries: it must not hold up those who record


@dataclass(frozen=True)
class Office:
    """The house behind the counter. `recorders`: threads in which is recorded; `readers`: those that read much."""

    settings: Settings
    law: LawInForce
    calendar: WorkCalendar
    metrics: Metrics
    engine: Engine
    people: People
    sessions: Sessions
    tokens: Tokens
    accesses: AccessLog
    store: Store
    recorders: ThreadPoolExecutor
    gathering: Gathering
    readers: ThreadPoolExecutor
    figures: Running
    reviews: Reviews
    replays: Replays
    verifier: Verifier
    identity: Provider | None
    now: Clock

    @property
    def evaluator(self) -> Evaluator:
        return self.law.edition.evaluator

    @property
    def rulebook(self) -> Rulebook:
        return self.law.edition.rulebook

    @property
    def answers(self) -> Answers:
        return self.law.edition.answers

    @property
    def matters(self) -> MatterIndex:
        return self.law.edition.matters

    @property
    def docket(self) -> Docket:
        return self.law.edition.docket

    def provider(self) -> Provider:
        """The identity provider. Raises Problem where none is set."""
        if self.identity is None:
            raise Problem("not_found", "no identity provider is set")
        return self.identity

    def warm(self) -> None:
        """Load what would otherwise make the first visitors wait, and follow what is published from now on."""
        self.law.edition.load()
        gc.collect()
        gc.freeze()
        self.law.watch()

    def close(self) -> None:
        """Finish what is under way, write the access log to its end and leave the database."""
        self.law.close()
        self.replays.close()
        for pool in (self.recorders, self.readers):
            pool.shutdown(cancel_futures=True)
        self.accesses.close()
        self.store.close()
        self.engine.dispose()

    def readiness(self) -> dict[str, str]:
        """Each part by name: `ok`, or why it is not ready."""
        try:
            self.people.count()
            database = "ok"
        except PenaltyRulesError:
            database = "cannot be reached"
        return {
            "database": database, "docket": self._docket_state(), "access_log": self.accesses.state,
            "rulebook": self.law.state,
        }  # fmt: skip

    def _docket_state(self) -> str:
        try:
            with self.docket.reading() as view:
                head, end = view.head(), view.end(self.store.genesis)
        except PenaltyRulesError:
            return "cannot be reached"
        return "ok" if head is not None and head.digest == end.digest else "its signed head does not fit"

    def read(self, document: object, principal: Principal, edition: Edition | None = None) -> Case:
        """The case that a document states, if it is in sight. Raises Problem with every fault."""
        try:
            case = (edition or self.law.edition).rulebook.read_case(document)
        except PenaltyRulesError as error:
            raise problem_of(error, document) from None
        if not principal.sees(case.jurisdiction, case.authority, case.authority_name):
            raise Problem("out_of_sight")
        return case

    def evaluate(self, document: object, principal: Principal, strict: bool) -> Advice:
        """The advice for a case that was sent; nothing is stored. Raises Problem."""
        edition = self.law.edition
        with span("evaluation"):
            case = self.read(document, principal, edition)
            try:
                advice = edition.evaluator.evaluate(case, strict=strict)
            except PenaltyRulesError as error:
                raise problem_of(error, document) from None
        self.metrics.evaluated(advice.outcome)
        return advice


def open_office(settings: Settings, now: Clock = beijing_now, rulebook: Rulebook | None = None) -> Office:
    """The house with its database; the tables are brought up to date. Raises PenaltyRulesError."""
    engine = connect(settings.docket)
    store = open_store(settings, engine, now)
    law = LawInForce(rulebook or Rulebook(settings.rulesets), store, settings.rulesets)
    calendar = BUILT_IN if settings.calendar is None else WorkCalendar.with_file(settings.calendar, read_document)
    secret = settings.signing_secret
    sessions = Sessions(engine, now, secret, settings.idle_minutes, settings.session_hours)
    people = People(engine, now, settings.failures_allowed, settings.lock_minutes)
    replays = Replays(engine, store, settings.docket, settings.rulesets, work_folder(settings, engine), now)
    recorders = _threads(RECORDERS, "recorder")
    metrics = Metrics()
    gathering = Gathering(Recorder(store), recorders, GATHERERS[engine.dialect.name == "sqlite"], metrics)
    identity = None if settings.oidc_issuer is None else Provider(settings, secret)
    return Office(
        settings, law, calendar, metrics, engine, people, sessions,
        Tokens(engine, now), AccessLog(engine), store, recorders, gathering,
        _threads(READERS, "reader"), Running(store), Reviews(engine, now), replays, Verifier(store, now), identity, now,
    )  # fmt: skip


def _threads(most: int, name: str) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(most, thread_name_prefix=name)


async def office_of(request: Request) -> Office:  # no plain function: FastAPI sends those to a thread
    """The office behind the app that a request came to."""
    office: Office = request.app.state.office
    return office


TheOffice = Annotated[Office, Depends(office_of)]
