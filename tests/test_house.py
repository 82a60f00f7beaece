"""The check of the house itself finds what it should."""

from __future__ import annotations

from pathlib import Path

from tests.house import SOURCE, faults


def test_the_house_is_in_order() -> None:
    assert list(faults(SOURCE)) == []


def test_a_long_function_a_long_module_and_a_grab_bag_are_found(tmp_path: Path) -> None:
    body = "def long():\n" + "    x = 1\n" * 50
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "utils.py").write_text(body, encoding="utf-8")
    (tmp_path / "pkg" / "wide.py").write_text("x = 1\n" * 300, encoding="utf-8")
    found = "\n".join(faults(tmp_path / "pkg"))
    assert "long has 51 lines" in found
    assert "name it after what it holds" in found
    assert "300 lines" in found
