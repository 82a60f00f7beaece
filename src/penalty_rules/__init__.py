"""Under China's Administrative Penalty Law and the published lists: no penalty, a reduced one, a lighter one, and why.

from penalty_rules import Evaluator
advice = Evaluator().evaluate("case.yaml")
advice.determined, advice.outcome, advice.violations[0].questions
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .advice import Advice, ViolationAdvice
    from .advice.question import Duty, Presumed, Question
    from .case import Case, Violation
    from .errors import CaseRefused, PenaltyRulesError
    from .evaluator import Evaluator
    from .rulebook import Rulebook

__all__ = [
    "Advice", "Case", "CaseRefused", "Duty", "Evaluator", "PenaltyRulesError", "Presumed", "Question", "Rulebook",
    "Violation", "ViolationAdvice",
]  # fmt: skip
__version__ = "0.1.0"

_HOMES = {
    "Advice": "advice", "ViolationAdvice": "advice", "Case": "case", "Violation": "case", "CaseRefused": "errors",
    "PenaltyRulesError": "errors", "Evaluator": "evaluator", "Duty": "advice.question", "Presumed": "advice.question",
    "Question": "advice.question", "Rulebook": "rulebook",
}  # fmt: skip


def __getattr__(name: str) -> object:
    """Each public name is imported when it is first asked for: a command pays only for what it uses."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
