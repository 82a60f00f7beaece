"""A million evaluations by both engines, without the memo: the same answers, in flat memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from penalty_rules import rete


@pytest.mark.skipif(not rete.available(), reason=str(rete.unavailable_reason()))
def test_memory_is_flat_over_a_million_evaluations() -> None:
    script = Path(__file__).with_name("doctrine_memory.py")
    done = subprocess.run([sys.executable, str(script), "1000000"], capture_output=True, text=True, timeout=1200)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 1024
