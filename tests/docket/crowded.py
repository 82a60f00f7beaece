"""A file system of a few megabytes for one process, or, where none may be mounted, a database that may not grow."""

from __future__ import annotations

import ctypes
import os
import resource
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import event

from penalty_rules.docket import Keyring, Store
from penalty_rules.docket.store import Submission
from penalty_rules.errors import DocketUnavailable

from .making import make_draft, whole_chain

SIZE = 4 << 20
_NEW_MOUNTS, _NEW_USER, _PRIVATE = 0x20000, 0x10000000, 0x44000  # unshare(2), mount(2)


def mounted(folder: str) -> bool:
    """Whether this process alone now sees a small file system there."""
    system = ctypes.CDLL(None, use_errno=True)
    flags = _NEW_MOUNTS | (0 if os.geteuid() == 0 else _NEW_USER)
    return (
        system.unshare(flags) == 0
        and system.mount(b"none", b"/", None, _PRIVATE, None) == 0
        and system.mount(b"docket", folder.encode(), b"tmpfs", 0, f"size={SIZE}".encode()) == 0
    )


def record_on_a_full_disk(folder: str, pipe: Connection) -> None:
    """Record until the disk is full, again in vain, make room, go on; report what was said and what is there."""
    small, ballast = mounted(folder), Path(folder) / "ballast"
    with closing(Store.create(f"{folder}/docket.db", Keyring.generate())) as store:
        if small:
            ballast.write_bytes(b"x" * (SIZE // 2))
        else:
            event.listen(store.engine, "begin", lambda each: each.exec_driver_sql("PRAGMA max_page_count = 300"))
        said = [until_refused(store), until_refused(store)]
        if small:
            ballast.unlink()
        else:
            event.listen(store.engine, "begin", lambda each: each.exec_driver_sql("PRAGMA max_page_count = 90000"))
        pipe.send(report(store, said))


def record_into_a_limited_file(folder: str, pipe: Connection) -> None:
    """The same, where the system refuses to let files grow beyond a size."""
    with closing(Store.create(f"{folder}/docket.db", Keyring.generate())) as store:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (SIZE // 4, before[1]))
        said = [until_refused(store), until_refused(store)]
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        pipe.send(report(store, said))


def until_refused(store: Store) -> tuple[int, str]:
    """How many entries were acknowledged until one was refused, and the words of the refusal."""
    for count in range(100_000):
        try:
            store.append([Submission(make_draft(body=b'{"text":"%s"}' % (b"x" * 9000)))])
        except DocketUnavailable as error:
            return count, str(error)
    raise AssertionError("the disk never filled up")


def report(store: Store, said: list[tuple[int, str]]) -> tuple[list[tuple[int, str]], int, int]:
    """The refusals; how many whole entries are there; and how many after one more."""
    kept = len(whole_chain(store))
    store.append([Submission(make_draft())])
    return said, kept, len(whole_chain(store))
