"""Rulebook: where vocabularies, matters and rulesets are found, loaded when needed, and kept by digest."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from .case import Case
from .case.document import domain_of
from .case.reading import CaseReader
from .errors import CaseRefused, Fault, InputRefused, RulesetRefused, RulesetUnknown, quoted
from .law import Scope, succession
from .memory import Memory, loading
from .publication import check_published, read_published
from .reading import nearest, read_document
from .ruleset import Ruleset, parse_ruleset
from .vocabulary import Vocabulary
from .vocabulary.matters import read_matters
from .vocabulary.words import Words


def shipped_folder() -> Path:
    """The folder of the rulesets that come with the library."""
    here = Path(__file__).resolve().parent
    packaged = here / "_rulesets"
    return packaged if packaged.is_dir() else here.parent.parent / "rulesets"


class Rulebook:
    """The rulesets of a folder `<jurisdiction>/<domain>/<name>/<effective-from>.yaml`, loaded as they are asked for.

    A Rulebook is safe to share between threads. `extra` adds rulesets that are already in memory (drafts, tests).
    """

    def __init__(self, folder: Path | str | None = None, *, extra: Iterable[Ruleset] = ()) -> None:
        self.folder = Path(folder) if folder is not None else shipped_folder()
        self._extra = tuple(extra)
        self._lock = threading.RLock()
        self._vocabularies: dict[str, Vocabulary] = {}
        self._readers: dict[str, CaseReader] = {}
        self._families: dict[Path, tuple[Ruleset, ...]] = {}
        self._matters: dict[str, Mapping[str, Words]] = {}
        self._scopes: Memory[Scope] = Memory(8192)
        self._tree: tuple[tuple[str, str, Path], ...] | None = None
        self._domains: tuple[str, ...] | None = None
        if not (self.folder / "vocabulary.yaml").is_file():
            remedy = "name a folder that holds vocabulary.yaml and the rulesets"
            raise RulesetRefused(str(self.folder), [Fault("", "no rulebook here", remedy=remedy)])

    def tree(self) -> tuple[tuple[str, str, Path], ...]:
        """(jurisdiction, domain, folder) of every ruleset family."""
        if self._tree is None:
            found = []
            for place in sorted(each for each in self.folder.iterdir() if each.is_dir()):
                if place.name not in ("vocabulary", "matters"):
                    for domain in sorted(each for each in place.iterdir() if each.is_dir()):
                        found += [(place.name, domain.name, each) for each in sorted(domain.iterdir()) if each.is_dir()]
            self._tree = tuple(found)
        return self._tree

    def domains(self) -> tuple[str, ...]:
        """Every domain that has a vocabulary, matters or rulesets of its own."""
        if self._domains is None:
            names = {domain for _, domain, _ in self.tree()}
            names |= {path.stem for part in ("vocabulary", "matters") for path in (self.folder / part).glob("*.yaml")}
            self._domains = tuple(sorted(names))
        return self._domains

    @cached_property
    def published(self) -> Mapping[str, str]:
        """The digests of the versions that were published, by `id@version`."""
        return read_published(self.folder)

    def vocabulary(self, domain: str) -> Vocabulary:
        """General circumstances and those of one domain."""
        found = self._vocabularies.get(domain)
        if found is None:
            with self._lock, loading():
                named = [domain] if domain in self.domains() else []  # a name that is a path leads nowhere
                own = (self.folder / "vocabulary" / f"{each}.yaml" for each in named)
                paths = [self.folder / "vocabulary.yaml", *(path for path in own if path.is_file())]
                documents = {str(path): read_document(path) for path in paths}
                found = self._vocabularies[domain] = Vocabulary.from_documents(documents)
        return found

    def matters(self, domain: str) -> Mapping[str, Words]:
        """Matter codes of a domain with their labels."""
        found = self._matters.get(domain)
        if found is None:
            with self._lock, loading():
                found = self._matters[domain] = read_matters(self.folder / "matters" / f"{domain}.yaml", domain)
        return found

    def reader(self, domain: str) -> CaseReader:
        """The reader of cases of a domain."""
        found = self._readers.get(domain)
        if found is None:
            with self._lock, loading():
                found = self._readers[domain] = CaseReader(self.vocabulary(domain), self.matters(domain))
        return found

    def read_case(self, raw: object, source: str = "case") -> Case:
        """A Case from a document, or CaseRefused with every fault."""
        domain = domain_of(raw)
        if domain not in self.domains():
            near = ", ".join(nearest(str(domain), self.domains())) or ", ".join(self.domains())
            fault = Fault(
                "domain",
                "is missing" if domain is None else "no such domain",
                domain and quoted(domain),
                f"one of: {near}",
            )
            raise CaseRefused(source, [fault])
        case = self.reader(str(domain)).read(raw, source)
        known = self.scope(case.jurisdiction, case.domain, case.authority).clauses
        faults = [
            Fault(f"violations[{i}].clauses[{j}]", "no such clause", quoted(clause), _clause_remedy(clause, known))
            for i, violation in enumerate(case.violations)
            for j, clause in enumerate(violation.clauses)
            if isinstance(clause, str) and clause not in known
        ]
        if faults:
            raise CaseRefused(source, faults)
        return case

    def family(self, folder: Path) -> tuple[Ruleset, ...]:
        """Every version in a family's folder; one without a last day ends where the next begins."""
        found = self._families.get(folder)
        if found is None:
            with self._lock, loading():
                found = self._families[folder] = self._load(folder)
        return found

    def _load(self, folder: Path) -> tuple[Ruleset, ...]:
        expected = "/".join(folder.relative_to(self.folder).parts)
        found: list[Ruleset] = []
        for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.json")]):
            document = read_document(path)
            domain = document.get("domain") if isinstance(document, Mapping) else None
            ruleset = parse_ruleset(document, self.vocabulary(str(domain or "general")), str(path))
            faults = list(_misplaced(ruleset, expected, path))
            if faults:
                raise RulesetRefused(str(path), faults)
            check_published(ruleset, self.published)
            found.append(ruleset)
        return succession(tuple(sorted(found, key=lambda each: each.first_day)))

    def scope(self, jurisdiction: str, domain: str, authority: str | None = None) -> Scope:
        """All versions that may ever apply to a place, domain and authority; one Scope for all that share them."""
        key = (jurisdiction, domain, authority)
        found = self._scopes.get(key)
        if found is None:
            with self._lock, loading():
                versions = [each for each in self._candidates(jurisdiction, domain) if each.applies_in(*key)]
                same = tuple(each.digest for each in versions)
                found = self._scopes.get(same) or self._scopes.keep(same, Scope(versions))
                self._scopes.keep(key, found)
        return found

    def _candidates(self, jurisdiction: str, domain: str) -> Iterator[Ruleset]:
        for place, of_domain, folder in self.tree():
            numbered = place.isdigit()
            if of_domain in ("general", domain) and (not numbered or jurisdiction.startswith(place)):
                yield from self.family(folder)
        yield from self._extra

    def all_rulesets(self) -> Iterator[Ruleset]:
        """Every version of every ruleset; loads them all."""
        for _, _, folder in self.tree():
            yield from self.family(folder)
        yield from self._extra

    def ruleset(self, name: str, version: str | None = None) -> Ruleset:
        """One version by id and version or first day; without a version, the latest. Raises RulesetUnknown."""
        known = {"/".join(folder.relative_to(self.folder).parts): folder for _, _, folder in self.tree()}
        family = self.family(known[name]) if name in known else tuple(r for r in self._extra if r.id == name)
        if not family:
            raise RulesetUnknown("ruleset", name, nearest(name, known))
        if version is None:
            return family[-1]
        for ruleset in family:
            if version in (ruleset.version, str(ruleset.document.in_force.from_)):
                return ruleset
        raise RulesetUnknown("version", f"{name}@{version}", [each.version for each in family])

    def check(self) -> list[InputRefused]:
        """Load everything; what is refused, each with its faults. Cyclic relations are faults too."""
        refused: list[InputRefused] = []
        adds: dict[str, str] = {}
        for _, _, folder in self.tree():
            try:
                for ruleset in self.family(folder):
                    relation = ruleset.document.relation
                    if parent := relation.adds_to or relation.replaces:
                        adds[ruleset.id] = parent
            except InputRefused as error:
                refused.append(error)
        for domain in self.domains():
            try:
                self.reader(domain)
            except InputRefused as error:
                refused.append(error)
        return refused + [RulesetRefused(name, [fault]) for name, fault in _cycles(adds)]


def _clause_remedy(name: str, known: Iterable[str]) -> str:
    near = ", ".join(nearest(name, known))
    return f"{f'did you mean {near}? ' if near else ''}A clause may also be written out (docs/formats.md §6)"


def _cycles(adds: Mapping[str, str]) -> Iterator[tuple[str, Fault]]:
    for name in sorted(adds):
        seen, at = [name], adds[name]
        while at in adds and at not in seen:
            seen.append(at)
            at = adds[at]
        if at == name:
            yield name, Fault("relation", "relations form a circle", " → ".join([*seen, name]), "drop one of them")


def _misplaced(ruleset: Ruleset, expected: str, path: Path) -> Iterator[Fault]:
    if ruleset.id != expected:
        yield Fault("id", "differs from the folder it lies in", ruleset.id, f"write `{expected}` or move the file")
    if path.stem != str(ruleset.document.in_force.from_):
        yield Fault(
            "in_force.from",
            "differs from the file name",
            str(ruleset.document.in_force.from_),
            f"the file is {path.name}",
        )
    if ruleset.document.domain != expected.split("/")[1]:
        yield Fault("domain", "differs from the folder it lies in", ruleset.document.domain)
