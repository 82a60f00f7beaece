"""Many cases at once: a row for each, and how many of each outcome."""

from __future__ import annotations

from collections import Counter
from typing import Final

from ..advice import Advice
from ..advice_document.fines import amount_in_words
from ..wording import FORCES, OUTCOMES, word
from .tables import markdown_table, text_table

_HEADS: Final = {
    "zh": ("案件", "结论", "力度", "罚款", "待查"), "en": ("case", "outcome", "force", "fine", "questions left"),
}  # fmt: skip
_OPEN: Final = {"zh": "未定：", "en": "open: "}
_REFUSED: Final = {"zh": "无法受理（见错误信息）", "en": "refused (see the messages)"}
_SEVERAL: Final = {"zh": "；", "en": "; "}
_WHOLE: Final = {
    "zh": "共 {all} 件：已定 {determined}，未定 {open}，无法受理 {refused}",
    "en": "{all} cases: {determined} determined, {open} open, {refused} refused",
}
Row = tuple[str, str, str, str, str]


class Summary:
    """The rows of a run, in the order of the files."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.rows: list[Row] = []
        self.outcomes: Counter[str] = Counter()
        self.open = self.refused = 0

    def add(self, name: str, advice: Advice) -> None:
        """A case that was advised on."""
        del name
        told = [self._outcome(each.possible) for each in advice.violations]
        self.open += not advice.determined
        if advice.determined:
            self.outcomes[_SEVERAL[self.lang].join(dict.fromkeys(told))] += 1
        forces = [word(FORCES, each.force, self.lang) for each in advice.violations if each.force]
        left = sum(len(each.questions) for each in advice.violations)
        row = (advice.case.id, self._joined(told), self._joined(forces), self._fine(advice), str(left or ""))
        self.rows.append(row)

    def refuse(self, name: str) -> None:
        """A case that could not be read or decided."""
        self.refused += 1
        self.rows.append((name, _REFUSED[self.lang], "", "", ""))

    def text(self) -> str:
        """A table and its sum, for a terminal."""
        return f"{text_table(_HEADS[self.lang], self.rows)}\n\n{self._whole()}"

    def markdown(self) -> str:
        """The same for a document."""
        return f"{markdown_table(_HEADS[self.lang], self.rows)}\n\n{self._whole()}"

    def _whole(self) -> str:
        line = _WHOLE[self.lang].format(
            all=len(self.rows), determined=sum(self.outcomes.values()), open=self.open, refused=self.refused
        )
        counts = _SEVERAL[self.lang].join(f"{outcome} {n}" for outcome, n in self.outcomes.most_common())
        return f"{line}\n{counts}" if counts else line

    def _outcome(self, possible: tuple[str, ...]) -> str:
        words = [word(OUTCOMES, each, self.lang) for each in possible]
        return words[0] if len(words) == 1 else _OPEN[self.lang] + " / ".join(words)

    def _joined(self, words: list[str]) -> str:
        return _SEVERAL[self.lang].join(dict.fromkeys(words))

    def _fine(self, advice: Advice) -> str:
        total = advice.total_fine
        if total is None or (total.low, total.high) == (0, 0):
            return ""
        return amount_in_words(total)[self.lang]
