"""Replay sheet: a replay as plain values for its page: how far it is, what has drifted, what would have changed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

import orjson

from ...explanation.speech import Json, Speech
from ..registry.replay_table import Job
from .entry_sheet import outcome, yuan
from .finding_words import finding_words
from .labels import DOMAINS
from .record_words import JOBS, RESULTS, VERDICTS

_SHOWN: Final = 200
_ASKED: Final = {
    "first": ("自记录", "from entry"), "last": ("至记录", "to entry"), "case": ("案号", "case"),
    "matter": ("事项", "matter"),
    "domain": ("领域", "domain"), "authority": ("机关", "authority"), "jurisdiction": ("地区", "place"),
    "since": ("决定日期自", "decided from"), "until": ("决定日期至", "decided until"), "outcome": ("结果", "outcome"),
}  # fmt: skip


def summary(job: Job, say: Speech) -> dict[str, Any]:
    """A replay in short."""
    words = {
        "recorded": say("按归档的规定重放（查漂移）", "under the archived law: drift"),
        "day": say(f"按 {_day(job)} 当日有效的规定", f"under all law in force on {_day(job)}"),
        "draft": say(f"以草案代替：{_draft_name(job)}", f"with a draft: {_draft_name(job)}"),
    }  # fmt: skip
    query = {key: value for key, value in orjson.loads(job.query).items() if value is not None}
    asked = {say(*_ASKED.get(key, (key, key))): _named(key, value, say) for key, value in query.items()}
    return {
        "id": job.id, "account": job.account, "made_at": job.made_at[:19].replace("T", " "), "mode": words[job.mode],
        "state": job.state, "state_words": say.word(JOBS, job.state), "done": job.done, "total": job.total,
        "recorded": job.mode == "recorded", "problem": job.problem, "asked": asked,
    }  # fmt: skip


def job_values(job: Job, say: Speech) -> dict[str, Any]:
    """A replay with its result: counts by verdict and the drift list, or the table of its impact."""
    result = job.told()
    counts = result.get("counts", {})
    findings = [
        {"seq": each["seq"], "case": each["case"], "verdict": say.word(VERDICTS, each["verdict"]),
         "reason": finding_words(say, each["reason"] or ""), "changes": len(each["changes"])}
        for each in result.get("findings", ())[:_SHOWN]
    ]  # fmt: skip
    return {
        "job": summary(job, say), "findings": findings, "same": counts.get("same", 0),
        "counts": [(say.word(VERDICTS, key), n, key) for key, n in counts.items() if key != "same"],
        "drifted": sum(n for key, n in counts.items() if key != "same"),
        "impact": [_moved(each, say) for each in result.get("impact", ())],
    }  # fmt: skip


def _moved(told: Json, say: Speech) -> dict[str, Any]:
    known = told["unknown"] < told["cases"]
    return {
        "before": outcome(say, told["from"]), "after": outcome(say, told["to"]), "moved": told["from"] != told["to"],
        "cases": told["cases"], "unknown": told["unknown"], "examples": told["examples"],
        "fine_before": yuan(say, told["before"]) if known else "—",
        "fine_after": yuan(say, told["after"]) if known else "—",
    }  # fmt: skip


def _named(key: str, value: Any, say: Speech) -> Any:
    """A domain and an outcome by name."""
    table = {"domain": DOMAINS, "outcome": RESULTS}.get(key, {})
    return say.words(table[value]) if value in table else value


def _day(job: Job) -> str:
    return "" if job.day is None else date.fromordinal(job.day).isoformat()


def _draft_name(job: Job) -> str:
    """The id that the draft states."""
    found = re.search(r"^id:\s*(\S{1,100})", job.draft or "", re.MULTILINE)
    return "" if found is None else found[1].strip("\"'")
