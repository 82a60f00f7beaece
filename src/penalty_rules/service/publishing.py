"""Publishing: a draft is checked in its place, as `rulesets check` would check it there; a keeper makes it the law.

Published are versions of rulesets only, in the folder of the settings: vocabularies and matters come with a release.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from ..advice_document import to_json
from ..doctrine import Doctrine
from ..errors import (
    CaseRefused,
    DoctrineRefused,
    Fault,
    InputRefused,
    PenaltyRulesError,
    RulesetRefused,
    RulesetUnknown,
    quoted,
)
from ..evaluator import Evaluator
from ..publication import name_of, place_of, publish_file, published_as, publishing
from ..reading import lines, parse_document
from ..rulebook import Rulebook
from ..ruleset import Ruleset, parse_ruleset
from .matter_index import Matter
from .office import Office
from .pointers import pointer
from .principal import Principal
from .problems import Problem, problem_of
from .questionnaire import empty_case
from .settings import PREFIX
from .visit import Visit

_VERSION: Final = re.compile(r"\w[\w.-]{0,59}")  # what an address can name
_OF_ITEM: Final = re.compile(r"\([^()]*\)")  # `rules[3](GD-4).when`: the pointer goes by the place alone


@dataclass(frozen=True, slots=True)
class Draft:
    """A ruleset as it was sent; `document`: its plain values."""

    text: str
    document: object
    ruleset: Ruleset

    @property
    def name(self) -> str:
        """`id@version`."""
        return name_of(self.ruleset)


def read_draft(office: Office, text: str | bytes) -> Draft:
    """A draft by itself, in the words of the folder as it stands now. Raises Problem with every fault."""
    document: object = None
    written = (text if isinstance(text, str) else text.decode("utf-8", "replace")).removeprefix("\ufeff")
    try:
        document = parse_document(text, source="draft", kind="yaml")
        domain = document.get("domain") if isinstance(document, Mapping) else None
        ruleset = parse_ruleset(document, Rulebook(_folder(office)).vocabulary(str(domain or "general")), "draft")
        Doctrine(ruleset.productions, engine=None)
    except DoctrineRefused as error:
        raise _refused([Fault("doctrine", str(error))], document, written) from None
    except RulesetRefused as error:
        raise _refused(error.faults, document, written) from None
    except PenaltyRulesError as error:
        raise problem_of(error) from None
    return Draft(written, document, ruleset)


def check_draft(office: Office, principal: Principal, draft: Draft) -> tuple[Ruleset, ...]:
    """The family of a draft as it would be with it. Raises Problem: out of sight, published already, or its faults in
    the rulebook as it stands in the folder now."""
    folder = _folder(office)
    if not all(each.startswith(principal.jurisdiction) for each in draft.ruleset.document.jurisdiction):
        raise Problem("out_of_sight", f"this account keeps the rulesets of {principal.jurisdiction}")
    if not _VERSION.fullmatch(draft.ruleset.version):
        remedy = "1 to 60 letters, digits, `.`, `_`, `-`: by custom the first day"
        fault = Fault("version", "no label that an address can hold", quoted(draft.ruleset.version), remedy)
        raise _refused([fault], draft.document, draft.text)
    try:
        taken = published_as(folder, draft.ruleset)
        found = _beside(folder, draft)
    except PenaltyRulesError as error:
        raise problem_of(error) from None
    for name, digest in taken.items():
        remedy = "a published version is never edited: give the change a version and a first day of its own"
        fault = Fault("version" if name == draft.name else "in_force.from", f"{name} was published", digest, remedy)
        raise Problem("published_already", f"{name} was published as {digest}", [fault], draft.document)
    if not isinstance(found, tuple):
        raise _refused(found, draft.document, draft.text)
    return found


def submit(office: Office, principal: Principal, visit: Visit, draft: Draft, *, for_good: bool) -> tuple[Ruleset, ...]:
    """The family of a draft that is published `for_good`, or only checked; the log tells which. Raises Problem."""
    visit.object = draft.name if for_good else f"check of {draft.name}"
    return (publish_draft if for_good else check_draft)(office, principal, draft)


def publish_draft(office: Office, principal: Principal, draft: Draft) -> tuple[Ruleset, ...]:
    """The family of a draft that is now part of the law, also for the other processes of the folder. Raises Problem."""
    folder = office.law.folder
    if folder is None:
        raise Problem("rulebook_fixed", f"name a folder of rulesets of your own: {PREFIX}RULESETS")
    if not os.access(folder, os.W_OK):
        raise Problem("rulebook_fixed", f"the folder of {PREFIX}RULESETS cannot be written by the service")
    try:
        with publishing(folder):
            family = check_draft(office, principal, draft)
            publish_file(folder, draft.ruleset, draft.text)
    except PenaltyRulesError as error:
        raise problem_of(error) from None
    office.law.renew()
    return family


def before(family: tuple[Ruleset, ...], ruleset: Ruleset) -> Ruleset | None:
    """The version of a family that a version succeeds."""
    return next((each for each in reversed(family) if each.first_day < ruleset.first_day), None)


def _folder(office: Office) -> Path:
    return office.law.folder or office.rulebook.folder


def _beside(folder: Path, draft: Draft) -> tuple[Ruleset, ...] | list[Fault]:
    """The family of the draft in a copy of the folder that holds it too; else whatever is refused there."""
    with tempfile.TemporaryDirectory(prefix="penalty-rules-") as made:
        copy = Path(made) / "rulesets"
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".*"))
        path = place_of(copy, draft.ruleset)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(draft.text, encoding="utf-8")
        rulebook = Rulebook(copy)
        own = {str(path), draft.ruleset.id}
        if faults := [fault for error in rulebook.check() for fault in _told(error, own, f"{copy}/")]:
            return faults
        try:
            rulebook.ruleset(draft.ruleset.id, draft.ruleset.version)
        except RulesetUnknown:
            return [Fault("id", "names no place of rulesets", draft.ruleset.id, "<jurisdiction>/<domain>/<name>")]
        return list(_tried(rulebook, draft.ruleset)) or rulebook.family(path.parent)


def _tried(rulebook: Rulebook, ruleset: Ruleset) -> Iterator[Fault]:
    """What keeps cases from being decided by a draft: acts that no matter stands for, and what is read only then."""
    domain, named = ruleset.document.domain, dict[str, str]()
    for place, rule in enumerate(ruleset.rules):
        named |= dict.fromkeys(rule.document.matter, f"rules[{place}].matter")
    of = rulebook.domains() if domain == "general" else (domain,)
    known = {code: Matter(code, each, label) for each in of for code, label in rulebook.matters(each).items()}
    yield from (Fault(path, "no such matter", quoted(code)) for code, path in named.items() if code not in known)
    evaluator = Evaluator(rulebook)
    for code in [each for each in named if each in known] or list(known)[:1]:
        if said := _failed(evaluator, ruleset, known[code]):
            yield Fault("", f"a case of {code} could not be decided under it", quoted(said))
            return  # others would meet the same


def _failed(evaluator: Evaluator, ruleset: Ruleset, matter: Matter) -> str:
    """Why a case of which little is known is not decided on the first day; empty where it is, or no law was then."""
    written, day = ruleset.document, date.fromordinal(ruleset.first_day)
    place = next((each for each in written.jurisdiction if each != "cn"), "11")
    case = empty_case(matter, place, "enterprise", written.authority, (day, day))
    try:
        clauses = evaluator.rulebook.scope(place, matter.domain, written.authority).clauses
        case["violations"][0]["clauses"] = sorted(clauses)[:1]  # so that fines are counted
        to_json(evaluator.evaluate(case))
    except CaseRefused as error:
        return "; ".join(str(each) for each in error.faults if not each.path.endswith(".conduct"))
    except Exception as error:  # whatever it is, every case would meet it
        return f"{type(error).__name__}: {error}"
    return ""


def _told(error: InputRefused, own: set[str], folder: str) -> Iterator[Fault]:
    """The faults of the draft's family as they are, those of others with the name of the file."""
    for fault in error.faults:
        whose = "" if error.source in own else f"{error.source.removeprefix(folder)}: "
        yield replace(fault, message=f"{whose}{fault.message}", path=fault.path if not whose else "")


def _refused(faults: Iterable[Fault], document: object, text: str) -> Problem:
    """The faults with the lines on which they are; where something is missing, with the line of what lacks it."""
    told = [replace(each, path=_OF_ITEM.sub("", each.path)) for each in faults]
    ways = [pointer(each.path, document).split("/")[1:] for each in told]
    told = [
        replace(each, line=line if way else None) for each, way, line in zip(told, ways, lines(text, ways), strict=True)
    ]
    return Problem("refused", f"{len(told)} fault(s)", told, document)
