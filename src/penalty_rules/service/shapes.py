"""Shapes: what is sent and answered, as closed models; built at once, since FastAPI reads them when it starts."""

from __future__ import annotations

from pydantic import ConfigDict

from ..vocabulary.words import Model


class Shape(Model):
    """Frozen, and closed to keys that are not declared."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=False)
