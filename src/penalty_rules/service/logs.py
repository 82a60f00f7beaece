"""The service log: one JSON object a line on standard error. It tells what the service does, never what a case says.

Messages of errors are left out, since they quote what was sent; their kind and place are told.
"""

from __future__ import annotations

import logging
import traceback
from typing import Any, Final

import orjson

from .clock import beijing_now, stamp

_OWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}
_TELLING: Final = ("uvicorn", "penalty_rules")  # whose messages are known to name nobody

CONFIG: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "penalty_rules.service.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"uvicorn": {"level": "INFO"}, "penalty_rules": {"level": "INFO"}},
}


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time, level, who tells, what, and whatever was given along."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {"time": stamp(beijing_now()), "level": record.levelname.lower(), "logger": record.name}
        told["message"] = record.getMessage() if record.name.startswith(_TELLING) else str(record.msg)
        told |= {key: value for key, value in vars(record).items() if key not in _OWN}
        if record.exc_info and record.exc_info[1] is not None:
            told |= where(record.exc_info[1])
        return orjson.dumps(told, default=str).decode()


def where(error: BaseException) -> dict[str, Any]:
    """The kind of an error and the way to where it happened; not what it says."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    places = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": type(error).__name__, "where": places}
