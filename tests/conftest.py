"""Profiles of Hypothesis. `mutation` draws few examples, always the same; the default is untouched."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings

MUTATION = settings(
    max_examples=15,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),  # one counterexample is enough, it need not be a small one
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
settings.register_profile("mutation", MUTATION)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Under the profile `mutation` its settings hold also where a property states its own."""
    if config.getoption("--hypothesis-profile") != "mutation":
        return
    for item in items:
        test = getattr(item, "function", None)
        if hasattr(test, "_hypothesis_internal_use_settings"):
            test._hypothesis_internal_use_settings = MUTATION
