"""Publication: the digests of published rulesets, in `published.json` beside them; an edited file is found out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from .errors import Fault, RulesetAltered, RulesetRefused
from .reading import read_document
from .ruleset import Ruleset
from .writing import replace_file, written

NAME: Final = "published.json"


def read_published(folder: Path) -> Mapping[str, str]:
    """The digests by `id@version`; none where nothing was published. Raises RulesetRefused."""
    path = folder / NAME
    if not path.is_file():
        return {}
    told = read_document(path)
    if not isinstance(told, Mapping) or not all(isinstance(each, str) for each in told.values()):
        remedy = "restore it from the release that the rulesets came with"
        raise RulesetRefused(str(path), [Fault("", "not digests by `id@version`", remedy=remedy)])
    return told


def check_published(ruleset: Ruleset, published: Mapping[str, str]) -> None:
    """Raise RulesetAltered where a published version is not what it was."""
    name = f"{ruleset.id}@{ruleset.version}"
    known = published.get(name)
    if known is not None and known != ruleset.digest:
        raise RulesetAltered(name, known, ruleset.digest)


def publish(folder: Path, rulesets: Iterable[Ruleset]) -> tuple[str, ...]:
    """Add the digests of versions that were not published yet; their names. Raises RulesetAltered, Unreadable."""
    published = dict(read_published(folder))
    fresh = {}
    for ruleset in rulesets:
        check_published(ruleset, published)
        name = f"{ruleset.id}@{ruleset.version}"
        if name not in published:
            fresh[name] = ruleset.digest
    if fresh:
        replace_file(folder / NAME, written(dict(sorted({**published, **fresh}.items())), "json"))
    return tuple(sorted(fresh))
