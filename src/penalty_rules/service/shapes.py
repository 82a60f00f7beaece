"""Shapes: what is sent and answered, as closed models; built at once, since FastAPI reads them when it starts."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, ConfigDict

from ..vocabulary.words import Model


class Shape(Model):
    """Frozen, and closed to keys that are not declared."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=False)


def _whole(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("a whole number is needed")
    return value


WholeNumber = Annotated[int, BeforeValidator(_whole)]  # 90 and 90.0, as JSON Schema has it; not "90", not true
