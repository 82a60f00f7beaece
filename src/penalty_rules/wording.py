"""The words for our closed codes, in Chinese and English: outcomes, grounds, duties, notes, reasons.

从轻 is lighter (inside the range), 减轻 is reduced (below the minimum): they are never swapped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .vocabulary.words import Words

Table = Mapping[str, Words]


def word(table: Table, code: str, lang: str) -> str:
    """The words for a code; a code that the table does not know stands for itself."""
    found = table.get(code)
    return code if found is None else found.of(lang)


def _table(**rows: tuple[str, str]) -> dict[str, Words]:
    return {code: Words(zh=zh, en=en) for code, (zh, en) in rows.items()}


OUTCOMES: Final = _table(
    not_established=("违法事实不能成立或者不清，不予处罚", "violation not established"),
    time_barred=("超过追责期限，不再给予处罚", "time-barred: no penalty any more"),
    no_penalty=("不予行政处罚", "no penalty"),
    order_only=("责令改正，尚不具备罚款条件", "order to correct only: no fine is available yet"),
    reduced=("减轻处罚", "reduced penalty (below the minimum)"),
    lighter=("从轻处罚", "lighter penalty (inside the range)"),
    ordinary=("一般处罚", "ordinary penalty"),
    heavier=("从重处罚", "heavier penalty (inside the range)"),
    referred=("涉嫌犯罪，移送司法机关", "suspected crime: refer to the judicial organs"),
)
FORCES: Final = _table(shall=("应当", "shall"), may=("可以", "may"))
FINDINGS: Final = _table(met=("成立", "met"), not_met=("不成立", "not met"), open=("未定", "open"))
TRUTHS: Final = _table(true=("是", "true"), false=("否", "false"), unknown=("不明", "unknown"))
GROUNDS: Final = _table(
    elements=("违法事实不能成立", "violation not established"), crime=("涉嫌犯罪", "suspected crime"),
    facts_unclear=("事实不清、证据不足", "facts unclear"), minor_age=("未成年", "minor age"),
    incapacity=("无责任能力", "incapacity"), limitation=("超过追责期限", "limitation"),
    no_fault=("没有主观过错", "no fault"), minor_violation=("轻微不罚", "minor violation"),
    first_violation=("首违不罚", "first violation"),
    fine_precondition=("罚款前提未具备", "fine precondition lacking"),
    criminal_fine=("已判处罚金", "criminal fine imposed"),
    lighter_circumstance=("从轻或者减轻情节", "mitigating circumstance"),
    reduced_circumstance=("减轻情节", "reducing circumstance"),
    heavier_circumstance=("从重情节", "aggravating circumstance"),
    coercion=("免予行政强制", "no coercive measure"), exclusion=("排除情形", "exclusion"),
)  # fmt: skip
EFFECTS: Final = _table(
    not_established=("不予处罚（不能成立）", "not established"), referred=("移送", "referral"),
    time_barred=("不再处罚", "time-barred"),
    no_penalty=("不予处罚", "no penalty"),
    order_only=("不得罚款", "no fine yet"),
    lighter=("从轻处罚", "lighter"),
    reduced=("减轻处罚", "reduced"),
    lighter_or_reduced=("从轻或者减轻处罚", "lighter or reduced"),
    heavier=("从重处罚", "heavier"),
    no_coercion=("不采取行政强制措施", "no coercive measure"),
    bar=("排除适用", "bar"),
)  # fmt: skip
BASES: Final = _table(
    list=("清单", "list"),
    standard=("裁量基准", "discretion standard"),
    statute=("法律法规", "statute"),
)
DUTIES: Final = _table(
    education=("对当事人进行教育", "educate the party"), order_to_correct=("责令改正", "order to correct"),
    commitment_letter=("签订承诺书", "commitment letter"), refund_consumers=("向消费者退款", "refund consumers"),
    recall=("召回", "recall"), confiscate_unsafe_goods=("没收不合格产品", "confiscate unsafe goods"),
    no_penalty_decision=("制作不予行政处罚决定书", "written decision not to penalise"),
    guardian_discipline=("责令监护人加以管教", "order the guardian to discipline"),
    guardian_care=("责令监护人严加看管和治疗", "order the guardian to care and treat"),
    referral=("移送司法机关", "referral to the judicial organs"), legal_review=("法制审核", "legal review"),
    collective_discussion=("集体讨论决定", "collective discussion"),
    hearing_notice=("告知听证权利", "notice of the right to a hearing"),
    written_reasons=("书面说明理由", "written reasons"),
    report_non_application=("不适用清单须报告", "report non-application"),
    approval_superior=("报上级批准", "approval of the superior authority"),
    inspection_record_note=("在检查记录中注明", "note in the inspection record"),
    oral_order=("口头责令改正", "oral order to correct"),
    strict_on_repeat=("再犯从严", "strict on repetition"), follow_up_check=("跟踪复查", "follow-up check"),
)  # fmt: skip
MARKS: Final = _table(
    O=("已读官方文本", "official text read"),
    N=("仅据新闻报道", "press report only"),
    M=("据转载文本", "mirror copy"),
    mem=("凭记忆转录", "from memory"),
)  # fmt: skip
UNREAD: Final = Words(zh="条文未读到", en="text not read")
REVIEW: Final = _table(
    contradiction=("案卷事实相互矛盾，应先核实", "facts of the file contradict each other"),
    off_list=("不在清单上，直接依据法律，须人工复核", "off every list, on the statute alone: a person must look at it"),
    weighing=("从宽情节与从重情节并存，须综合权衡", "lighter and heavier circumstances concur: to be weighed"),
    reasons_required=("属“可以”情形，决定时须写明理由", "a power, not a duty: the decision must state reasons"),
    unverified_text=("所依据的条文尚未与官方文本核对", "rests on texts not checked against the official one"),
    illustrative=("使用了示范规则，不得用于真实案件", "illustrative rules: not for real cases"),
    presumption_matters=("有推定影响结论，须逐项确认", "presumptions bear on the outcome: confirm each"),
    disproportion=("最低罚款与货值或者违法所得明显不相当", "even the lowest fine is out of proportion"),
    not_exact=("可能结果为上限估计", "possible outcomes are an over-approximation"),
)  # fmt: skip
REASONS: Final[Table] = _table(
    single_law=("行为时与决定时适用的规定相同", "the same law stood on both days"),
    old_law=("新规定不比行为时的规定更轻，适用行为时的规定", "the new law is not lighter: the law at the act applies"),
    new_law_lighter=("决定时的规定处理更轻，适用决定时的规定", "the law at the decision leads to a milder outcome"),
    new_law_lighter_fine=("决定时的规定罚款更低，适用决定时的规定", "the law at the decision leads to a lower fine"),
    open=("事实未明，尚不能确定适用哪一时点的规定", "not settled yet: facts are missing"),
) | {
    "no_lenient_choice_before_2021-07-15": Words(
        zh="决定作出于2021年7月15日前，当时行政处罚法尚无从旧兼从轻的规定，适用行为时的规定",
        en="decided before 2021-07-15, when the law knew no lenient choice yet: the law at the act applies",
    )
}  # fmt: skip
FINE_NOTES: Final = _table(
    reduced_has_no_floor=("减轻的下限，法律未作规定", "no text fixes a floor for a reduction"),
    kind_reduction_only=("条款无最低额，只能在处罚种类上减轻", "no minimum is stated: only the kind can be reduced"),
    no_method=("无裁量基准划分幅度，在法定幅度内裁量", "no standard divides the range"),
    no_upper_bound=("条款无最高额，幅度无法划分", "no upper bound: the range cannot be divided"),
    fixed_amount=("法定为固定数额", "the law fixes the amount"),
    middle_band_is_inference=("一般幅度系由从轻、从重幅度推得", "the ordinary band is inferred"),
    side_band_is_inference=("从轻、从重幅度系由表列数额推得", "the bands beside the table's figure are inferred"),
    clamped_to_minimum=("计算值低于法定最低额，取法定最低额", "lifted to the statutory minimum"),
    upper_bound_only=("条款只规定最高额", "the clause states an upper bound only"),
    fine_optional=("条款为“可以”罚款", "the clause allows, but does not demand, a fine"),
    fine_requires_refusal=("以拒不改正为前提", "only after refusal to correct"),
    fine_may_not_apply=("尚不能确定条款是否适用", "the clause may not apply"),
    no_fine_available=("条款的罚款条件不具备", "no fine is available under the clause"),
    empty_band=("该幅度内没有合法数额", "no lawful amount lies in this band"),
    band_may_be_empty=("该幅度可能没有合法数额", "the band may be empty"),
    base_is_zero=("计算基数为零", "the base is zero"),
    item_band=("数额由清单事项直接规定", "the list item states the amount"),
    item_band_clamped=("清单数额已限于法定幅度之内", "the item's amount is kept within the statutory range"),
    factor_without_row=("某裁量因素表中没有对应档次", "a factor has no row for these facts"),
    band_without_row=("裁量表中没有对应档次", "no row of the table fits"),
    table_not_read=("裁量表未全部读到", "the table was not read in full"),
    row_outside_statute=("表列数额超出法定幅度，以法定幅度为准", "the row lies outside the statutory range"),
    choice_undecided=("尚不能确定哪一条款罚款较高", "which clause fines higher is not settled"),
    equal_fines=("各条款罚款幅度相同", "the clauses fine alike"),
    several_acts_added=("数个违法行为分别裁量、合并", "several acts, added"),
    no_clause_for_the_party=("没有适用于该类当事人的条款", "no clause addresses this kind of party"),
)  # fmt: skip
CHOICES: Final = _table(
    addressee=("按当事人类型", "by the addressee"),
    special_before_general=("特别规定优于一般规定", "special before general"),
    new_before_old=("新规定优于旧规定", "new before old"), higher_rank_first=("上位法优先", "higher rank first"),
    higher_fine=("同一行为违反多个规范，按罚款数额高的规定处罚", "one act under several norms: the higher fine"),
)  # fmt: skip
PARTIES: Final = _table(
    natural_person=("自然人", "natural person"), individual_business=("个体工商户", "individual business"),
    enterprise=("企业", "enterprise"),
    institution=("事业单位", "institution"),
    government=("机关", "government body"),
    other=("其他组织", "other organisation"),
)  # fmt: skip
SOURCES: Final = _table(
    stated=("案卷载明", "stated"),
    derived=("由其他事实推出", "derived"),
    presumed=("推定", "presumed"),
    case=("案件本身", "case"),
)  # fmt: skip
MISSING: Final = _table(
    start_unknown=("起算日未载明", "the starting day is not on file"),
    start_is_an_interval=("起算日尚不确定", "the starting day is known only as an interval"),
    calendar_unknown=("缺该年度工作日历", "no work calendar for that year"),
)  # fmt: skip
COERCION: Final = _table(
    not_taken=("不采取行政强制措施", "no coercive measure"),
    permitted=("未见免予强制的情形，可以依法采取", "permitted"),
    undetermined=("是否免予强制尚未确定", "undetermined"),
)  # fmt: skip
BECAUSE: Final = _table(
    outcome=("影响处理结果", "bears on the outcome"), fine=("影响罚款数额", "bears on the fine"),
    contradiction=("案卷记载矛盾", "contradiction on file"),
    conduct=("行为日期跨越法律变更", "the day of the act spans a change of law"),
    unread_text=("该条文未读到", "the text was not read"),
)  # fmt: skip
BURDENS: Final = _table(authority=("行政机关", "authority"), party=("当事人", "party"))
