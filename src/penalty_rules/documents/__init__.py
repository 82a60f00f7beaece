"""Drafts for a case as .docx: the reasoning memo, the decision not to penalise, the order to correct, the commitment.

Everything is told from the advice document; what is not known is left as a visible blank 〔待填：…〕. Every page is
marked as a draft, drawn up by software for the officer in charge. The same dossier gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from ..vocabulary.words import Words
from .decision import decision_faults, no_penalty_decision
from .dossier import Dossier, LikeCase
from .letter import commitment_letter, letter_faults
from .memo import memo
from .order import correction_order, order_faults
from .refusal import DocumentRefused

__all__ = [
    "DOCUMENTS", "DocumentRefused", "Dossier", "Form", "LikeCase", "called_for", "commitment_letter",
    "correction_order", "memo", "no_penalty_decision",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """A document that can be drawn up: its title, how it is written, and why (by violation) it is not called for."""

    title: Words
    write: Callable[[Dossier], bytes]
    faults: Callable[[Dossier], dict[str, str]]


DOCUMENTS: Final[Mapping[str, Form]] = {
    "memo": Form(Words(zh="说理意见", en="reasoning memo"), memo, lambda dossier: {}),
    "no_penalty_decision": Form(
        Words(zh="不予行政处罚决定书", en="decision not to penalise"), no_penalty_decision, decision_faults
    ),
    "correction_order": Form(Words(zh="责令改正通知书", en="order to correct"), correction_order, order_faults),
    "commitment_letter": Form(Words(zh="首违不罚告知承诺书", en="commitment letter"), commitment_letter, letter_faults),
}


def called_for(dossier: Dossier) -> tuple[str, ...]:
    """The documents that the case calls for, by name; a decision not to penalise never beside a penalty."""
    return tuple(name for name, form in DOCUMENTS.items() if not form.faults(dossier))
