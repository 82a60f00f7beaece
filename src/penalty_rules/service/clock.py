"""Time as the service writes it: Beijing time, always in the same 29 characters, so that text sorts as time does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Final

BEIJING: Final = timezone(timedelta(hours=8))
Clock = Callable[[], datetime]


def beijing_now() -> datetime:
    """The present."""
    return datetime.now(BEIJING)


def stamp(moment: datetime) -> str:
    """`2026-11-27T11:43:24.123+08:00`."""
    here = moment if moment.tzinfo is BEIJING else moment.astimezone(BEIJING)
    return here.isoformat(timespec="milliseconds")
