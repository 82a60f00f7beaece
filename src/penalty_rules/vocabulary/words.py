"""What every file of ours is made of: closed models, texts in two languages, citations."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from ..moments import parse_date


class Model(BaseModel):
    """Frozen, and closed to keys that are not declared."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Words(Model):
    """One text in Chinese and English."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


class Citation(Model):
    """An article of a law; `from` and `until` where the number moved between texts of the law."""

    law: str
    article: str | None = None
    from_: Any = Field(None, alias="from", description="first day on which this article number is right")
    until: Any = Field(None, description="last day on which this article number is right")

    def holds_on(self, ordinal: int) -> bool:
        first = None if self.from_ is None else parse_date(self.from_)
        last = None if self.until is None else parse_date(self.until)
        return (first is None or ordinal >= first) and (last is None or ordinal <= last)

    def __str__(self) -> str:
        law = self.law if self.law.startswith("《") or "〔" in self.law else f"《{self.law}》"
        return f"{law}{self.article or ''}"
