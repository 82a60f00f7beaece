"""The wheel carries the rulesets and decides a case without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CASE = ROOT / "fixtures" / "show" / "celery.yaml"


def test_the_wheel_decides_a_case_far_from_the_checkout(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    assert (installed / "penalty_rules" / "_rulesets" / "vocabulary.yaml").is_file()
    program = (
        "import sys, penalty_rules; from penalty_rules import Evaluator; e = Evaluator();"
        " print(e.rulebook.folder); print(e.evaluate(sys.argv[1]).violations[0].possible)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(CASE)],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(installed)}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    folder, possible = done.stdout.splitlines()
    assert folder.startswith(str(installed))
    assert "no_penalty" in possible
