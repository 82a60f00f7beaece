"""Law books: all law that may ever apply to a place, domain and authority, archived by digest and read back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson

from ..canonical import canonical, digest
from ..case import Case
from ..case.reading import CaseReader
from ..errors import RulesetMissing
from ..law import Scope
from ..memory import Memory
from ..rulebook import Rulebook
from ..ruleset import Ruleset, parse_ruleset
from ..vocabulary import Vocabulary
from ..vocabulary.words import Words
from .entry import Document

MEMORY: Final = 512
Fetch = Callable[[str], Document | None]


class LawBook:
    """The documents of one law book; the first is the book itself."""

    def __init__(self, documents: tuple[Document, ...]) -> None:
        self.documents = documents
        self.digest = documents[0].digest


class LawBooks:
    """The law books of a rulebook, by scope. Safe to share between threads."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._books: Memory[LawBook] = Memory(MEMORY)

    def of(self, case: Case) -> LawBook:
        """The law book of a case."""
        scope = self.rulebook.scope(case.jurisdiction, case.domain, case.authority)
        key = (scope, case.domain)
        return self._books.get(key) or self._books.keep(key, self._book(scope, case.domain))

    def _book(self, scope: Scope, domain: str) -> LawBook:
        versions = [each for family in scope.families.values() for each in family]
        vocabulary = document_of("vocabulary", domain, told_vocabulary(self.rulebook.vocabulary(domain)))
        labels = {code: {"zh": words.zh, "en": words.en} for code, words in self.rulebook.matters(domain).items()}
        matters = document_of("matters", domain, labels)
        rulesets = [Document(each.digest, "ruleset", f"{each.id}@{each.version}", each.content) for each in versions]
        told = {
            "domain": domain, "vocabulary": vocabulary.digest, "matters": matters.digest,
            "rulesets": {each.name: each.digest for each in rulesets},
        }  # fmt: skip
        return LawBook((document_of("law", domain, told), vocabulary, matters, *rulesets))


def document_of(kind: Any, name: str, told: object) -> Document:
    """A document for the archive."""
    content = canonical(told)
    return Document(digest(content), kind, name, content)


def told_vocabulary(vocabulary: Vocabulary) -> Mapping[str, Any]:
    """A vocabulary as it is archived: it reads back as the same circumstances."""
    entries = [each.model_dump(mode="json", by_alias=True, exclude_unset=True) for each in vocabulary]
    for entry in entries:
        if "values" in entry:  # their order is their rank, and canonical JSON sorts keys
            entry["values"] = list(entry["values"].items())
    return {"circumstances": entries}


def vocabulary_of(told: Mapping[str, Any]) -> Vocabulary:
    """The vocabulary that was archived."""
    entries = [
        {**each, **({"values": dict(each["values"])} if "values" in each else {})} for each in told["circumstances"]
    ]
    return Vocabulary.from_documents({"vocabulary": {"circumstances": entries}})


class ArchivedRulebook(Rulebook):
    """A rulebook of one law book: exactly the versions, circumstances and matters of then.

    `words` from another rulebook read the cases and rulesets instead (for drafts that speak of new circumstances).
    """

    def __init__(self, law: str, fetch: Fetch, words: Rulebook | None = None) -> None:
        """Raises RulesetMissing where the archive lacks a document."""
        told = _read(fetch, law, "law")
        self.domain: str = told["domain"]
        if words is None:
            self._words = vocabulary_of(_read(fetch, told["vocabulary"], "vocabulary"))
            labels = _read(fetch, told["matters"], "matters")
            self._labels: Mapping[str, Words] = {code: Words.model_validate(each) for code, each in labels.items()}
        else:
            self._words, self._labels = words.vocabulary(self.domain), words.matters(self.domain)
        super().__init__(extra=self._rulesets(told["rulesets"], fetch))

    def _rulesets(self, digests: Mapping[str, str], fetch: Fetch) -> tuple[Ruleset, ...]:
        read = ((name, _read(fetch, wanted, "ruleset")) for name, wanted in sorted(digests.items()))
        return tuple(parse_ruleset(told, self._words, name) for name, told in read)

    def tree(self) -> tuple[Any, ...]:
        return ()

    def domains(self) -> tuple[str, ...]:
        return (self.domain,)

    def vocabulary(self, domain: str) -> Vocabulary:
        return self._words

    def matters(self, domain: str) -> Mapping[str, Words]:
        return self._labels

    def reader(self, domain: str) -> CaseReader:
        found = self._readers.get(domain)
        return found or self._readers.setdefault(domain, CaseReader(self._words, self._labels))


def _read(fetch: Fetch, wanted: str, kind: str) -> Any:
    found = fetch(wanted)
    if found is None or digest(found.content) != wanted:
        raise RulesetMissing(wanted, kind)
    return orjson.loads(found.content)
