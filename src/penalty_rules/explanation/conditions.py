"""Why a rule is met, missed or open, told leaf by leaf."""

from __future__ import annotations

from collections.abc import Iterator

from ..advice_document.particulars import NOT_APPLICABLE
from .speech import Json, Speech


def missed(speech: Speech, finding: Json) -> str:
    """The conditions that keep a rule from being met, or that are still to be found."""
    return speech.listed(dict.fromkeys(_miss(speech, finding, each) for each in finding["failed"]))


def nothing_on_file(finding: Json) -> bool:
    """Whether a rule is missed only because nothing on file points to it, or it cannot concern such a party."""
    return finding["truth"] == "not_met" and all(each["presumed"] or _foreign(each) for each in finding["failed"])


def _foreign(leaf: Json) -> bool:
    return any(each["shown"]["zh"] == NOT_APPLICABLE.zh for each in leaf["observed"])


def _miss(speech: Speech, finding: Json, leaf: Json) -> str:
    text, shown = speech.quoted(speech.of(leaf["text"])), observed(speech, leaf)
    if leaf["truth"] == "unknown":
        if finding["unread"] or not leaf["observed"]:
            return speech.of(leaf["text"])
        return speech(f"待查明{text}", f"to be found: {text}") + (shown if _partly(leaf) else "")
    if leaf["part"] == "unless":
        return speech(f"属于本条的除外情形{text}", f"the rule's exception applies: {text}") + shown
    if leaf["part"] == "excluded":
        return speech(f"属于该文件统一排除的情形{text}", f"excluded by the whole text: {text}") + shown
    if leaf["wanted"] == "false":
        return speech(f"本条要求并非{text}", f"{text} must not hold") + shown
    return speech(f"不符合{text}", f"{text} does not hold") + shown


def _partly(leaf: Json) -> bool:
    return any(each["shown"]["zh"] != "不明" for each in leaf["observed"])


def observed(speech: Speech, leaf: Json) -> str:
    """What the file says of the facts of a leaf; a presumption is called one."""
    if not leaf["observed"]:
        return ""
    source = speech("推定", "presumed ") if leaf["presumed"] else speech("认定", "found ")
    return speech.aside(source + speech.listed(_fact(speech, each) for each in leaf["observed"]))


def _fact(speech: Speech, each: Json) -> str:
    return f"{speech.of(each['label'])}{speech('：', ': ')}{speech.of(each['shown'])}"


def supported(speech: Speech, finding: Json) -> str:
    """The facts that establish a rule."""
    told: dict[str, None] = {}
    for leaf in finding["supporting"]:
        presumed = speech.aside(speech("推定", "presumed")) if leaf["presumed"] else ""
        told |= dict.fromkeys(_fact(speech, each) + presumed for each in leaf["observed"])
    return speech.listed(told)


def found(findings: list[Json], truth: str) -> Iterator[Json]:
    """Findings of one truth."""
    return (each for each in findings if each["truth"] == truth)
