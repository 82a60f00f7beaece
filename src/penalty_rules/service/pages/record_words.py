"""Record words: the closed codes of entries, replays and audits, in Chinese and English."""

from __future__ import annotations

from typing import Final

from ...vocabulary.words import Words
from ...wording import OUTCOMES, Table


def _table(**rows: tuple[str, str]) -> dict[str, Words]:
    return {code: Words(zh=zh, en=en) for code, (zh, en) in rows.items()}


KINDS: Final = _table(advice=("建议", "advice"), disposition=("决定", "disposition"))
RESULTS: Final[Table] = OUTCOMES | _table(
    undetermined=("尚不能确定", "undetermined"), several=("各违法行为不同", "differs by violation"),
    not_stated=("未载明", "not stated"), not_evaluable=("无法按该法评判", "cannot be read under that law"),
)  # fmt: skip
DEPARTURES: Final = _table(
    outcome_not_permitted=("超出允许的处理结果", "the outcome is not permitted"),
    not_recommended=("未采纳建议的处理结果", "not the outcome recommended"),
    may_not_applied=("法律允许从宽而未适用", "a milder outcome that the law allows was not applied"),
    advice_undetermined=("建议尚不能确定即作决定", "decided while the advice was undetermined"),
    same_act_decided=("同一当事人同日同一事项已有决定", "the same matter of the same day was decided already"),
    fine_outside_range=("罚款超出建议幅度", "the fine lies outside the range"),
    duty_missing=("应履行的程序未记录", "a duty is not recorded as met"),
)  # fmt: skip
STEPS: Final = _table(
    case_filed=("立案", "case filed"), notice=("事先告知", "notice"),
    statement_heard=("听取陈述申辩", "statement heard"), hearing=("听证", "hearing"),
    legal_review=("法制审核", "legal review"),
    collective_discussion=("集体讨论", "collective discussion"), approval=("审批", "approval"),
    decision_served=("送达", "decision served"), publicised=("公示", "publicised"), withdrawn=("撤下公示", "withdrawn"),
)  # fmt: skip
STEP_RESULTS: Final = _table(
    agreed=("同意", "agreed"), disagreed=("不同意", "disagreed"), changed=("变更", "changed")
)  # fmt: skip
PENALTIES: Final = _table(
    warning=("警告", "warning"), notice_of_criticism=("通报批评", "notice of criticism"), fine=("罚款", "fine"),
    confiscation_illegal_gains=("没收违法所得", "confiscation of illegal gains"),
    confiscation_illegal_property=("没收非法财物", "confiscation of illegal property"),
    license_suspension=("暂扣许可证件", "licence suspended"), qualification_downgrade=("降低资质等级", "downgrading"),
    license_revocation=("吊销许可证件", "licence revoked"),
    business_restriction=("限制开展生产经营活动", "business restricted"),
    suspension_of_operations=("责令停产停业", "operations suspended"), closure_order=("责令关闭", "closure"),
    occupational_ban=("限制从业", "occupational ban"),
    administrative_detention=("行政拘留", "administrative detention"),
    other=("其他", "other"),
)  # fmt: skip
VERDICTS: Final = _table(
    same=("一致", "same"), reasoning=("结果相同、理由不同", "same outcome, different reasoning"),
    outcome=("结果漂移（引擎）", "outcome drift (engine)"), ruleset_missing=("缺少规则集", "ruleset missing"),
    facts_altered=("案情被改动", "facts altered"), broken_chain=("链条断裂", "broken chain"),
)  # fmt: skip
JOBS: Final = _table(
    running=("进行中", "running"), done=("已完成", "done"), failed=("未完成", "failed"),
)  # fmt: skip
SIGNS: Final = {"+": "met", "-": "not_met", "?": "open"}
RULESET_KINDS: Final = _table(
    statute=("法律", "statute"), regulation=("法规规章", "regulation"), discretion_standard=("裁量基准", "standard"),
    list=("清单", "list"),
)  # fmt: skip
STATUSES: Final = _table(
    official=("官方文本", "official"), transcribed=("转录", "transcribed"), press=("据新闻报道", "press"),
    illustrative=("示范（虚构）", "illustrative (invented)"), house=("本系统自定", "of this house"),
)  # fmt: skip
FINDINGS: Final = _table(
    genesis=("起点", "genesis"), missing=("缺记录", "missing"), header=("记录头", "header"), link=("链接", "link"),
    time=("时间倒流", "time"), body=("记录内容", "body"), identity=("当事人身份", "identity"),
    head=("签名头", "signed head"),
    signature=("签名", "signature"), archive=("归档文本", "archive"), unreadable=("无法读取", "unreadable"),
)  # fmt: skip
