"""Publication: the digests of published rulesets, in `published.json` beside them; an edited file is found out.

A new version is laid down first, its digest noted then: whatever ends in between leaves a file that is not published
yet, never a digest without its file. Who publishes holds a lock, so that of several at once each is noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

from .errors import Fault, RulesetAltered, RulesetRefused, Unreadable
from .reading import read_document
from .ruleset import Ruleset
from .writing import replace_file, written

NAME: Final = "published.json"
LOCK: Final = ".published.lock"


def name_of(ruleset: Ruleset) -> str:
    """`id@version`."""
    return f"{ruleset.id}@{ruleset.version}"


def place_of(folder: Path, ruleset: Ruleset) -> Path:
    """Where a version lies: by its id, which holds letters, digits and `_` only, and its first day."""
    return folder / ruleset.id / f"{date.fromordinal(ruleset.first_day)}.yaml"


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
    known = published.get(name_of(ruleset))
    if known is not None and known != ruleset.digest:
        raise RulesetAltered(name_of(ruleset), known, ruleset.digest)


def published_as(folder: Path, ruleset: Ruleset) -> Mapping[str, str]:
    """What stands in the way of a version: what was published under its name or lies published in its place, with the
    digest. Raises Unreadable, RulesetRefused."""
    published, path = read_published(folder), place_of(folder, ruleset)
    lying = read_document(path) if path.is_file() else None
    names = {name_of(ruleset)} | (
        {f"{lying.get('id')}@{lying.get('version')}"} if isinstance(lying, Mapping) else set()
    )
    return {name: published[name] for name in sorted(names) if name in published}


def publish(folder: Path, rulesets: Iterable[Ruleset]) -> tuple[str, ...]:
    """Add the digests of versions that were not published yet; their names. Raises RulesetAltered, Unreadable."""
    with publishing(folder):
        return _note(folder, rulesets)


def publish_file(folder: Path, ruleset: Ruleset, text: str) -> Path:
    """Lay a version down in its place, as it was written, then note its digest; for whoever holds `publishing`.

    Raises RulesetAltered where `published_as` finds another text, Unreadable where nothing can be written.
    """
    for name, digest in published_as(folder, ruleset).items():
        if digest != ruleset.digest:
            raise RulesetAltered(name, digest, ruleset.digest)
    path = place_of(folder, ruleset)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path.parent, error) from None
    replace_file(path, text)
    _note(folder, [ruleset])
    return path


@contextmanager
def publishing(folder: Path) -> Iterator[None]:
    """Held by one at a time, of all threads and processes; the others wait. Raises Unreadable."""
    import fcntl  # where there is none, only publishing is lost

    try:
        lock = (folder / LOCK).open("ab")
    except OSError as error:
        raise _unwritable(folder / LOCK, error) from None
    with lock:  # let go when it is closed, also by a process that was killed
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _note(folder: Path, rulesets: Iterable[Ruleset]) -> tuple[str, ...]:
    published = dict(read_published(folder))
    fresh = {}
    for ruleset in rulesets:
        check_published(ruleset, published)
        if name_of(ruleset) not in published:
            fresh[name_of(ruleset)] = ruleset.digest
    if fresh:
        replace_file(folder / NAME, written(dict(sorted({**published, **fresh}.items())), "json"))
    return tuple(sorted(fresh))


def _unwritable(path: Path, error: OSError) -> Unreadable:
    remedy = "give the account that publishes the right to write there"
    return Unreadable(str(path), [Fault("", f"the folder cannot be written ({error.strerror})", remedy=remedy)])
