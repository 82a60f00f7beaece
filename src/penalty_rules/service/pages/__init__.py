"""Pages: what people work on, rendered by the server; everything works without script, under a sub-path, offline."""

from typing import Final

from . import cases, check, front
from .problem_pages import ProblemPages

ROOMS: Final = (front, check, cases)

__all__ = ["ROOMS", "ProblemPages"]
