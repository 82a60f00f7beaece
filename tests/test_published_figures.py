"""A docket filled through the ordinary recording path gives the published figures of Liaoyuan back, exactly.

Jiayuguan's come out of the session that the README shows (test_readme.py).
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from penalty_rules.audit import Shelf, Statistics, record_demonstration, statistics
from penalty_rules.audit.demonstration import read_demonstration
from penalty_rules.docket import Docket, Keyring, Query, Store
from penalty_rules.docket.replay import Question, replay

PLANS = Path(__file__).parent.parent / "fixtures" / "statistics"


def filled(folder: Path, city: str) -> tuple[Docket, int]:
    docket = Docket(Store.create(str(folder / "docket.db"), Keyring.generate()))
    return docket, record_demonstration(docket, read_demonstration(PLANS / f"{city}.yaml"), recorder="demonstration")


def counted(docket: Docket, *by: Any) -> Statistics:
    shelf = Shelf(docket.store)
    return statistics(shelf.decided(), shelf.sources, by=by, baseline="ordinary")


@pytest.fixture(scope="module")
def liaoyuan(tmp_path_factory: pytest.TempPathFactory) -> Docket:
    docket, cases = filled(tmp_path_factory.mktemp("liaoyuan"), "liaoyuan")
    assert cases == 4790 + 196
    return docket


class TestLiaoyuan:
    def test_the_first_violation_list_and_the_four_lists(self, liaoyuan: Docket) -> None:
        table = counted(liaoyuan, "list").table("zh")
        rows = {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.rows}
        first, four = rows["首违不罚清单"], rows["四张清单"]
        assert (first["案件数"], first["不予处罚"], first["合计免减(万元)"]) == (4790, 4790, Decimal(96))
        assert (four["案件数"], four["不予处罚"], four["减轻"], four["从轻"]) == (196, 8, 1, 187)
        assert four["合计免减(万元)"] == Decimal("144.35")
        assert "一般幅度下限" in table.title

    def test_every_case_has_its_order_to_correct_or_says_why_not_and_no_departure(self, liaoyuan: Docket) -> None:
        with liaoyuan.reading() as view:
            departures = [e.told()["departures"] for e in view.entries(Query(kind="disposition"))]
        assert len(departures) == 4986
        assert not any(departures)

    def test_it_replays_to_the_same(self, liaoyuan: Docket) -> None:
        assert replay(Question(str(liaoyuan.store.engine.url)), workers=1).counts == {"same": 2 * 4986}
