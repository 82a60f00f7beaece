"""Under China's Administrative Penalty Law and the published lists: no penalty, a reduced one, a lighter one, and why.

    from penalty_rules import Evaluator
    advice = Evaluator().evaluate("case.yaml")
    advice.determined, advice.outcome, advice.violations[0].questions
"""

from .advice import Advice, ViolationAdvice
from .case import Case, Violation
from .errors import CaseRefused, PenaltyRulesError
from .evaluator import Evaluator
from .question import Duty, Presumed, Question
from .rulebook import Rulebook

__all__ = [
    "Advice", "Case", "CaseRefused", "Duty", "Evaluator", "PenaltyRulesError", "Presumed", "Question", "Rulebook",
    "Violation", "ViolationAdvice",
]  # fmt: skip
__version__ = "0.1.0"
