"""Finding words: what a verification found, in Chinese where an auditor reads it; in English as the library says it."""

from __future__ import annotations

import re
from typing import Final

from ...explanation.speech import Speech

_FINDINGS: Final[tuple[tuple[str, str], ...]] = (
    (r"its columns are not those that its digest was taken of", "记录头各栏与其摘要不符"),
    (r"it is not what entry (\d+) was recorded after", r"与记录 \1 所链接的前一条不符"),
    (r"it is not the body that the header names", "记录内容与记录头所载摘要不符"),
    (r"it is not the identity that the header names", "当事人身份与记录头所载摘要不符"),
    (r"it was recorded before the entry before it", "记录时间早于前一条"),
    (r"it is not there", "记录缺失"),
    (r"the entries from here to (\d+) are not there", r"从此处至记录 \1 缺失"),
    (r"entries are numbered from 1", "记录应自 1 起编号"),
    (r"there is no signed head: .*", "没有签名头，无从证明案卷库到此为止"),
    (r"entries from here to (\d+) are behind the last signed head", r"从此处至记录 \1 没有签名头覆盖"),
    (r"(.*) is not signed", "签名头没有签名"),
    (r"(.*) has the signature of a key not known here, (.*)", r"签名头由不认识的密钥签名：\2"),
    (r"the signature of (.*) does not verify", "签名头的签名验证不通过"),
    (r"(.*) speaks of entry (\d+), which is not there", r"签名头所指的记录 \2 不存在"),
    (r"it is not the entry that (.*) speaks of", "与签名头所指的记录不符"),
    (r"its algorithm, (.*), is not that of a signed head", r"摘要算法 \1 与签名头不符"),
    (r"the archive lacks the (\w+) (\S+) that it was decided under", r"归档中缺少据以办理的文本（\1）\2"),
    (r"document (\S+) is not what its digest was taken of", r"归档文本 \1 与其摘要不符"),
    (r"nothing can be checked: (.*)", r"无法核对：\1"),
    (r"the database reads no further: (.*)", r"数据库此后无法读取：\1"),
    (r"the header does not fit the chain", "记录头与链条不符"),
    (r"the body is not what its digest says", "记录内容与其摘要不符"),
)  # fmt: skip


def finding_words(say: Speech, what: str) -> str:
    """A finding in one sentence."""
    if say.lang == "zh":
        for pattern, chinese in _FINDINGS:
            if found := re.fullmatch(pattern, what, re.DOTALL):
                return found.expand(chinese)
    return what
