"""One language of an explanation: choosing words, joining them, naming rules. Everything is read from the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..vocabulary.words import Words
from ..wording import EFFECTS, FORCES, MARKS, OUTCOMES, UNREAD, Table, word

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Speech:
    """The words of one language, `zh` or `en`."""

    lang: str

    def __call__(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def of(self, words: Json) -> str:
        """The text of a `{zh, en}` pair of the document."""
        return str(words[self.lang])

    def word(self, table: Table, code: str) -> str:
        return word(table, code, self.lang)

    def words(self, words: Words) -> str:
        return words.of(self.lang)

    def joined(self, parts: Iterable[str]) -> str:
        return self("、", ", ").join(parts)

    def listed(self, parts: Iterable[str]) -> str:
        return self("；", "; ").join(parts)

    def quoted(self, text: str) -> str:
        """A text in quotation marks, its own ones inside turned into single ones."""
        return f"“{text.replace('“', '‘').replace('”', '’')}”"

    def aside(self, text: str) -> str:
        return self(f"（{text}）", f" ({text})")

    def outcome(self, code: str) -> str:
        return self.word(OUTCOMES, code)

    def outcomes(self, codes: Iterable[str]) -> str:
        return self.joined(map(self.outcome, codes))

    def force(self, code: str | None) -> str:
        return "" if code is None else self.aside(self.word(FORCES, code))

    def rule(self, finding: Json) -> str:
        """A rule by title and article; whether its text was checked is said with it."""
        cites = self.joined(finding["cites"]) or finding["id"]
        return f"{self.of(finding['title'])}{self.aside(cites)}{self.doubt(finding)}"

    def effect(self, finding: Json) -> str:
        force, effect = self.word(FORCES, finding["force"]), self.word(EFFECTS, finding["effect"])
        return self(f"{force}{effect}", f"{force}: {effect}")

    def doubt(self, finding: Json) -> str:
        """Empty for a text checked against the official one."""
        if finding["unread"]:
            return self(f"〔{UNREAD.zh}〕", f" [{UNREAD.en}]")
        if finding["verified"]:
            return ""
        read = self.word(MARKS, finding["mark"]) if finding["mark"] else self("来源未注明", "source not stated")
        return self(f"〔未与官方文本核对：{read}〕", f" [not checked against the official text: {read}]")
