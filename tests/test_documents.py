"""Drafts as .docx: the prescribed layout, the mark on every page, what is known filled in, what is not left visible."""

from __future__ import annotations

import copy
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table
from hypothesis import given, settings
from hypothesis import strategies as st

from penalty_rules.advice_document import digest, document
from penalty_rules.documents import (
    DOCUMENTS,
    DocumentRefused,
    Dossier,
    LikeCase,
    called_for,
    commitment_letter,
    correction_order,
    memo,
    no_penalty_decision,
)  # fmt: skip
from penalty_rules.reading import read_document

from .expectations import FIXTURES, Specimen, advised, evaluator, specimens
from .invented import make_id_number, make_uscc

SHOW = FIXTURES / "show"
SAMPLE = tuple(specimens())[::13]
SECTIONS = [
    "一、案件基本情况", "二、认定的事实与证据", "三、当事人陈述申辩及采纳情况", "四、法律适用", "五、裁量理由",
    "六、同类案件对照", "七、建议结论与幅度", "八、程序提示",
]  # fmt: skip
each_specimen = pytest.mark.parametrize("specimen", SAMPLE, ids=str)


@cache
def _case(name: str) -> Any:
    return read_document(str(SHOW / f"{name}.yaml"))


def dossier(name: str = "tax_item_12_after", *, changes: Mapping[str, Any] | None = None, **more: Any) -> Dossier:
    """The dossier of one of the cases for show, changed at its top level."""
    return Dossier.of(evaluator().evaluate({**copy.deepcopy(_case(name)), **(changes or {})}), **more)


def of_two_acts(**more: Any) -> Dossier:
    """An undetermined case and one of a first violation in one file."""
    acts = [*_case("three_unknowns")["violations"], *_case("spanning_2021")["violations"]]
    second = {**acts[1], "conduct": "2025-03-05", "facts": {**acts[1]["facts"], "discovered_on": "2025-03-05"}}
    return dossier("three_unknowns", changes={"violations": [acts[0], second]}, **more)


def disposed(outcome: str, **changes: Any) -> dict[str, Any]:
    """A disposition on the only violation of a case."""
    act = {"id": "v1", "matter": "m", "outcome": outcome, "kinds": [], "fine": 0, "confiscated": 0, "basis": [],
           "clauses": [], "reason": None}  # fmt: skip
    return {"decided_on": "2022-06-15", "officer": "李四", "violations": [{**act, **changes}], "steps": []}


def opened(written: bytes) -> Document:
    return docx.Document(BytesIO(written))


def lines_of(written: bytes) -> list[str]:
    """Every paragraph and every row, in the order of reading."""
    return [
        " | ".join(cell.text for cell in block_row.cells) if isinstance(block, Table) else block.text
        for block in opened(written).iter_inner_content()
        for block_row in (block.rows if isinstance(block, Table) else [None])
    ]


def text_of(written: bytes) -> str:
    return "\n".join(lines_of(written))


def drawn_up(made: Dossier) -> Iterator[tuple[str, bytes]]:
    """Every document that a case calls for."""
    return ((name, DOCUMENTS[name].write(made)) for name in called_for(made))


NAMES = ("memo", "no_penalty_decision", "correction_order", "commitment_letter")


@cache
def drawn(name: str) -> bytes:
    """One document of each kind."""
    return DOCUMENTS[name].write(dossier("celery" if name == "correction_order" else "tax_item_12_after"))


each_document = pytest.mark.parametrize("name", NAMES)


class TestLayout:
    @each_document
    def test_a4_with_a_text_block_of_156_by_225_mm(self, name: str) -> None:
        (section,) = opened(drawn(name)).sections
        width, height = section.page_width, section.page_height
        top, left = section.top_margin, section.left_margin
        block = width - left - section.right_margin, height - top - section.bottom_margin
        assert [round(each / Mm(1)) for each in (width, height, top, left, *block)] == [210, 297, 37, 28, 156, 225]

    @pytest.mark.parametrize(
        ("style", "font", "points"),
        [("Body Text", "仿宋_GB2312", 16), ("Normal", "仿宋_GB2312", 16), ("Title", "方正小标宋简体", 22),
         ("Heading 1", "黑体", 16), ("Heading 2", "楷体_GB2312", 16), ("Footer", "宋体", 14)],
    )  # fmt: skip
    def test_type_is_as_prescribed(self, style: str, font: str, points: int) -> None:
        found = opened(drawn("memo")).styles[style]
        fonts = found.element.rPr.find(qn("w:rFonts"))
        assert {fonts.get(qn(f"w:{script}")) for script in ("eastAsia", "ascii", "hAnsi")} == {font}
        assert found.font.size.pt == points

    def test_22_lines_of_28_characters_fill_the_text_block(self) -> None:
        body = opened(drawn("memo")).styles["Body Text"]
        assert 28 <= body.paragraph_format.line_spacing.pt <= 29
        assert 22 * body.paragraph_format.line_spacing <= Mm(225)
        tighter = int(body.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
        assert 28 * (16 + tighter) <= Mm(156).pt < 29 * (16 + tighter)
        assert body.paragraph_format.first_line_indent.pt == 32

    def test_each_font_is_named_with_those_that_may_stand_in(self) -> None:
        with ZipFile(BytesIO(drawn("memo"))) as parts:
            table = parts.read("word/fontTable.xml").decode()
        for font, stand_in in (("仿宋_GB2312", "FangSong"), ("楷体_GB2312", "KaiTi"), ("黑体", "SimHei")):
            assert re.search(f'w:name="{font}"><w:altName w:val="[^"]*{stand_in}', table)

    @each_document
    def test_every_page_is_marked_as_a_draft_and_numbered(self, name: str) -> None:
        document = opened(drawn(name))
        assert document.settings.odd_and_even_pages_header_footer
        (section,) = document.sections
        for header in (section.header, section.even_page_header):
            assert header.paragraphs[0].text == "草稿 · 系统辅助生成，供承办人参考，不作为处罚决定"
        for footer in (section.footer, section.even_page_footer):
            assert 'w:instr="PAGE"' in footer.paragraphs[0]._p.xml
            assert footer.paragraphs[0].text.startswith("— ")
        assert any(p.style.name == "Title" and "（草稿）" in p.text for p in document.paragraphs)

    @each_document
    def test_every_style_that_is_used_is_there(self, name: str) -> None:
        document = opened(drawn(name))
        known = {style.style_id for style in document.styles}
        used = {each.get(qn("w:val")) for each in document.element.iter(qn("w:pStyle"), qn("w:tblStyle"))}
        assert used <= known

    def test_the_properties_of_tables_stand_in_the_order_of_the_standard(self) -> None:
        order = ["tblStyle", "tblW", "jc", "tblLayout", "tblCellMar", "tblLook"]  # ECMA-376, CT_TblPr
        for table in opened(drawn("memo")).tables:
            found = [each.tag.rsplit("}", 1)[1] for each in table._tbl.tblPr]
            assert found == [each for each in order if each in found]


class TestMemo:
    def test_eight_sections_in_order_and_an_annex(self) -> None:
        document = opened(drawn("memo"))
        assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == SECTIONS
        assert "附：规则版本、输入指纹" in text_of(drawn("memo"))

    def test_evidence_and_reasons_stand_in_tables(self) -> None:
        heads = [[cell.text for cell in table.rows[0].cells] for table in opened(drawn("memo")).tables]
        assert ["证据名称", "提取时间", "提供单位", "证明内容"] in heads
        assert ["规则（清单项）及效力", "是否满足", "依据条文", "事实与理由"] in heads

    @each_specimen
    def test_every_rule_that_applied_is_told_with_its_articles(self, specimen: Specimen) -> None:
        told = text_of(memo(Dossier.of(advised(specimen))))
        for violation in document(advised(specimen))["violations"]:
            for finding in violation["findings"]:
                assert all(cite in told for cite in finding["cites"]), finding["id"]

    def test_what_is_open_is_asked(self) -> None:
        made = dossier("three_unknowns")
        told = text_of(memo(made))
        assert "现有事实尚不能得出唯一结论" in told
        for question in made.violations[0]["questions"]:
            assert question["question"]["zh"] in told

    def test_first_violation_goods_value_and_harm_are_always_spoken_of(self) -> None:
        told = text_of(drawn("memo"))
        assert "是否初次违法：无任何违法记录；货值金额：〔待填：货值金额〕；有无危害后果：危害后果轻微。" in told

    def test_the_annex_names_every_ruleset_and_the_fingerprints(self) -> None:
        advice = evaluator().evaluate(_case("tax_item_12_after"))
        told = text_of(memo(Dossier.of(advice, entry=(12, "sha256:" + "ab" * 32))))
        assert advice.case.digest in told
        assert digest(advice) in told
        assert "第12号，sha256:" + "ab" * 32 in told
        for branch in document(advice)["violations"][0]["law"]["branches"]:
            for each in branch["rulesets"]:
                assert f"{each['id']}@{each['version']}" in told
                assert each["digest"] in told

    def test_evidence_is_listed_with_what_it_proves(self) -> None:
        case = copy.deepcopy(_case("celery"))
        case["violations"][0]["facts"]["goods_value"] = {"value": "28 yuan", "evidence": ["进货单据", "询问笔录"]}
        lines = lines_of(memo(Dossier.of(evaluator().evaluate(case))))
        assert "进货单据 | 〔待填：提取时间〕 | 〔待填：提供单位〕 | 货值金额：28元" in lines
        assert not any("〔待填：证据名称〕" in line for line in lines)

    def test_like_cases_stand_in_a_table_and_are_a_blank_where_none_is_given(self) -> None:
        assert "〔待填：同类案件及其处理结果；没有的，写明检索范围〕" in lines_of(drawn("memo"))
        other = LikeCase("2021-7", "2021-11-02", "reduced", 50_000, "货值较高")
        lines = lines_of(memo(dossier(like_cases=[other])))
        assert "2021-7 | 2021年11月2日 | 减轻处罚 | 500元 | 货值较高" in lines

    def test_a_departure_from_the_advice_is_said_with_its_reason(self) -> None:
        step = {"step": "legal_review", "by": "王五", "on": "2022-06-01", "result": "agreed", "note": None}
        decision = disposed("reduced", fine=20_000, reason="首次查获后又有同类投诉") | {"steps": [step]}
        told = text_of(memo(dossier(disposition=decision)))
        assert "承办人的决定：减轻处罚，罚款200元。" in told
        assert "该决定与建议（不予行政处罚）不同，应当说明理由。" in told
        assert "决定的理由：首次查获后又有同类投诉" in told
        assert "法制审核：2022年6月1日，王五，同意" in told

    def test_several_acts_are_told_each_under_a_heading_of_its_own(self) -> None:
        headings = [p.text for p in opened(memo(of_two_acts())).paragraphs if p.style.name == "Heading 2"]
        assert headings[:2] == [
            "（一）违法行为v1：经营超过保质期的食品、食品添加剂", "（二）违法行为v2：未明码标价或者未按规定标价",
        ]  # fmt: skip
        assert len(headings) == 2 * 5


class TestKnownAndUnknown:
    UNNAMED: Mapping[str, Any] = {"authority": None, "filed_on": None, "party": {"kind": "enterprise"}}

    def test_what_is_not_known_is_a_visible_blank(self) -> None:
        made = dossier(changes=self.UNNAMED)
        for _, written in drawn_up(made):
            told = text_of(written)
            assert "〔待填：当事人姓名或者名称〕" in told
            assert "〔待填：统一社会信用代码〕" in told
            assert "〔待填：行政机关名称〕" in told
            assert "None" not in told
            shaded = {run.text for p in opened(written).paragraphs for run in p.runs if "w:shd" in run._r.xml}
            assert "〔待填：行政机关名称〕" in shaded or "〔待填：当事人姓名或者名称〕" in shaded

    def test_no_blank_where_the_value_is_known(self) -> None:
        code = make_uscc(7)
        party = {"kind": "enterprise", "name": "西安区试例商贸有限公司", "uscc": code}
        for _, written in drawn_up(dossier(changes={"party": party})):
            told = text_of(written)
            assert code in told
            assert "西安区试例商贸有限公司" in told
            assert "辽源市西安区税务局" in told
            assert not re.search("〔待填：(统一社会信用代码|当事人姓名或者名称|行政机关名称|立案日期)〕", told)

    def test_an_identity_kept_apart_stands_in_for_the_case_file(self) -> None:
        identity = {"name": "恢复的名称", "uscc": make_uscc(8), "id_number": None}
        made = dossier(changes=self.UNNAMED, identity=identity)
        for _, written in drawn_up(made):
            assert "恢复的名称" in text_of(written)
            assert str(identity["uscc"]) in text_of(written)

    def test_the_number_of_a_person_is_masked_in_the_memo_and_clear_where_it_is_served(self) -> None:
        number = make_id_number(date(1985, 4, 2), 3)
        made = dossier(changes={"party": {"kind": "natural_person", "name": "张某某", "id_number": number}})
        assert number not in text_of(memo(made))
        assert f"{number[:2]}**************{number[-2:]}" in text_of(memo(made))
        assert f"公民身份号码：{number}" in lines_of(no_penalty_decision(made))

    def test_an_unlisted_act_is_left_to_be_named(self) -> None:
        violation = {**_case("celery")["violations"][0], "matter": "unlisted"}
        assert "涉嫌〔待填：违法行为〕案" in text_of(memo(dossier("celery", changes={"violations": [violation]})))

    def test_the_deadline_on_file_is_the_deadline_of_the_order(self) -> None:
        assert "现责令你单位改正，期限：〔待填：立即改正，或者改正期限〕。" in text_of(drawn("correction_order"))
        case = copy.deepcopy(_case("celery"))
        case["violations"][0]["facts"]["correction.order_deadline"] = "2022-07-01"
        told = text_of(correction_order(Dossier.of(evaluator().evaluate(case))))
        assert "现责令你单位于2022年7月1日前改正。" in told


class TestCalledFor:
    @each_specimen
    def test_what_a_case_calls_for_can_be_drawn_up_and_nothing_else(self, specimen: Specimen) -> None:
        made = Dossier.of(advised(specimen))
        for name, form in DOCUMENTS.items():
            if name in called_for(made):
                assert opened(form.write(made)).core_properties.title
            else:
                with pytest.raises(DocumentRefused):
                    form.write(made)

    @each_specimen
    def test_a_decision_not_to_penalise_rests_on_every_outcome_being_that(self, specimen: Specimen) -> None:
        advice = advised(specimen)
        spared = all(each.outcome == "no_penalty" for each in advice.violations)
        assert ("no_penalty_decision" in called_for(Dossier.of(advice))) == spared

    def test_every_ground_of_the_decision_is_named_with_its_articles(self) -> None:
        told = text_of(drawn("no_penalty_decision"))
        basis = next(line for line in told.splitlines() if line.startswith("综上"))
        for rule in evaluator().evaluate(_case("tax_item_12_after")).violations[0].grounds("no_penalty"):
            for cite in map(str, rule.document.cites):
                assert cite in basis

    def test_an_undetermined_case_has_no_decision_and_is_told_why(self) -> None:
        with pytest.raises(DocumentRefused) as refused:
            no_penalty_decision(dossier("celery"))
        assert set(refused.value.reasons) == {"v1"}
        assert "undetermined" in str(refused.value)
        assert "settle its questions" in str(refused.value)

    def test_a_disposition_that_penalises_excludes_the_decision_and_the_commitment(self) -> None:
        made = dossier(disposition=disposed("reduced", fine=20_000))
        assert called_for(made) == ("memo",)
        assert called_for(dossier("celery", disposition=disposed("ordinary"))) == ("memo", "correction_order")
        with pytest.raises(DocumentRefused, match="exclude each other"):
            no_penalty_decision(made)
        with pytest.raises(DocumentRefused, match="belongs to an exemption"):
            commitment_letter(made)

    def test_an_officer_who_spares_the_party_of_an_open_case_gets_the_decision_with_his_reason(self) -> None:
        decision = disposed("no_penalty", basis=["cn/general/apl#APL-33-1b"], reason="已查明初次违法并当场改正")
        told = text_of(no_penalty_decision(dossier("celery", disposition=decision)))
        assert "依据《行政处罚法》第三十三条第一款后段，本机关决定" in told
        assert "决定不予行政处罚的理由：已查明初次违法并当场改正" in told
        assert "2022年6月15日" in told

    def test_one_act_penalised_among_several_excludes_the_decision(self) -> None:
        made = of_two_acts()
        assert made.violations[1]["outcome"] == "no_penalty"
        with pytest.raises(DocumentRefused) as refused:
            no_penalty_decision(made)
        assert set(refused.value.reasons) == {"v1"}

    def test_a_commitment_belongs_to_a_first_violation(self) -> None:
        assert "首违不罚告知承诺书（草稿）" in lines_of(drawn("commitment_letter"))
        assert "改正：责令改正期限为2021年12月10日。已于2021年12月8日改正。" in lines_of(drawn("commitment_letter"))
        minor = next(each for each in specimens() if "SH19-1" in str(each) and advised(each).outcome == "no_penalty")
        with pytest.raises(DocumentRefused, match="not the first violation"):
            commitment_letter(Dossier.of(advised(minor)))

    def test_an_act_of_2014_leaves_the_term_of_an_action_open(self) -> None:
        decision = disposed("no_penalty") | {"decided_on": "2014-06-01"}
        assert "自收到之日起〔待填：起诉期限〕内" in text_of(no_penalty_decision(dossier(disposition=decision)))
        assert "自收到之日起六个月内" in text_of(drawn("no_penalty_decision"))

    def test_a_disposition_of_another_case_is_refused_with_all_its_faults(self) -> None:
        wrong = disposed("no_penalty", id="v9") | {"case": "another"}
        with pytest.raises(DocumentRefused) as refused:
            dossier(disposition=wrong)
        assert set(refused.value.reasons) == {"disposition.case", "disposition.v9"}

    def test_a_memo_of_nothing_is_refused(self) -> None:
        with pytest.raises(DocumentRefused, match="not an advice document"):
            Dossier({}, "sha256:")


class TestText:
    def test_signs_of_xml_and_rare_characters_survive(self) -> None:
        name = '<甲>&"乙"\'𬭊䶮]]>有限公司'
        for _, written in drawn_up(dossier(identity={"name": name})):
            assert name in text_of(written)

    @settings(max_examples=25, deadline=None)
    @given(name=st.text(st.characters(codec="utf-8"), min_size=1, max_size=40))
    def test_no_text_breaks_the_file(self, name: str) -> None:
        told = text_of(no_penalty_decision(dossier(identity={"name": name})))
        assert "不予行政处罚决定书（草稿）" in told

    def test_control_characters_and_turned_direction_are_shown_as_unreadable(self) -> None:
        told = text_of(no_penalty_decision(dossier(identity={"name": "甲\x00\x0b\x1b乙\u202e丙"})))
        assert "当事人：甲\ufffd\ufffd\ufffd乙\ufffd丙" in told

    @each_document
    def test_lighter_and_reduced_are_not_spoken_of_as_codes(self, name: str) -> None:
        told = text_of(drawn(name))
        for code in ("no_penalty", "order_to_correct", "commitment_letter", "not_met", "first_violation:"):
            assert code not in told


class TestBytes:
    @each_document
    def test_the_same_dossier_gives_the_same_bytes(self, name: str) -> None:
        made = dossier("celery" if name == "correction_order" else "tax_item_12_after")
        assert DOCUMENTS[name].write(made) == drawn(name)

    def test_another_process_in_another_time_zone_gives_the_same_bytes(self) -> None:
        program = (
            "import hashlib; from penalty_rules import Evaluator; from penalty_rules.documents import Dossier, memo\n"
            f"advice = Evaluator().evaluate({str(SHOW / 'tax_item_12_after.yaml')!r})\n"
            "print(hashlib.sha256(memo(Dossier.of(advice))).hexdigest())"
        )
        found = {
            subprocess.run(
                [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
                cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=True,
            ).stdout
            for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
        }  # fmt: skip
        assert len(found) == 1

    @each_document
    def test_no_time_of_writing_and_no_foreign_name_is_inside(self, name: str) -> None:
        with ZipFile(BytesIO(drawn(name))) as parts:
            assert {each.date_time for each in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert not any("thumbnail" in each or "app.xml" in each for each in parts.namelist())
        properties = opened(drawn(name)).core_properties
        assert properties.created == properties.modified
        assert (properties.author, properties.last_modified_by) == ("", "")
        assert "不作为处罚决定" in properties.comments
