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
from pathlib import Path
from typing import Final

from ..doctrine import Doctrine
from ..errors import DoctrineRefused, Fault, InputRefused, PenaltyRulesError, RulesetRefused, RulesetUnknown, quoted
from ..publication import name_of, place_of, publish_file, published_as, publishing
from ..reading import lines, parse_document
from ..rulebook import Rulebook
from ..ruleset import Ruleset, parse_ruleset
from .office import Office
from .pointers import pointer
from .principal import Principal
from .problems import Problem, problem_of
from .settings import PREFIX

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


def read_draft(rulebook: Rulebook, text: str | bytes) -> Draft:
    """A draft by itself, in the words of a rulebook. Raises Problem with every fault."""
    document: object = None
    written = (text if isinstance(text, str) else text.decode("utf-8", "replace")).removeprefix("\ufeff")
    try:
        document = parse_document(text, source="draft", kind="yaml")
        domain = document.get("domain") if isinstance(document, Mapping) else None
        ruleset = parse_ruleset(document, rulebook.vocabulary(str(domain or "general")), "draft")
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
    folder = office.law.folder or office.rulebook.folder
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
        return rulebook.family(path.parent)


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
