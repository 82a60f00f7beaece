"""`docket init`, `record` and `dispose`: what is decided is recorded first, then shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from ..errors import PenaltyRulesError
from .codes import DETERMINED, UNDETERMINED, worst
from .docket_options import docket_of, keyring_of
from .exits import report
from .gathering import case_document, gather
from .options import Tongue

if TYPE_CHECKING:
    from ..case import Case
    from ..docket import Entry
    from ..evaluator import Evaluator

_OPEN: Final = {"undetermined": ("尚不能确定", "undetermined"), "several": ("各违法行为不同", "differs by violation"),
          "not_stated": ("未载明", "not stated")}  # fmt: skip
_DEPARTURES: Final = {
    "outcome_not_permitted": ("超出允许的处理结果", "the outcome is not permitted"),
    "not_recommended": ("未采纳建议的处理结果", "not the outcome recommended"),
    "may_not_applied": ("法律允许从宽而未适用", "a milder outcome that the law allows was not applied"),
    "advice_undetermined": ("意见尚不能确定即作决定", "decided while the advice was undetermined"),
    "same_act_decided": ("同一当事人同日同一事项已有决定", "the same matter of the same day was decided already"),
    "fine_outside_range": ("罚款超出建议幅度", "the fine lies outside the range"),
    "duty_missing": ("应履行的程序未记录", "a duty is not recorded as met"),
}


def make_docket(url: str, keys: str, algorithm: str, lang: Tongue) -> None:
    """A new docket; its key file is made if there is none."""
    from ..docket import Keyring, Store

    made = not Path(keys).exists()
    if made:
        Keyring.generate().write(keys)
    store = Store.create(url, keyring_of(keys), algorithm="sm3" if algorithm == "sm3" else "sha256")
    name = store.genesis.docket
    typer.echo({"zh": f"已建立案卷库 {name}。", "en": f"docket {name} made."}[lang])
    if made:
        zh = f"密钥文件 {keys}：请另行备份，切勿与数据库存放在一起。"
        typer.echo({"zh": zh, "en": f"Back up the key file {keys}, and keep it apart from the database."}[lang])


def renew_keys(output: str, keys: str, lang: Tongue) -> None:
    """A key file with a new signing key."""
    from ..docket import Keyring

    old = keyring_of(keys)
    fresh = Keyring.generate(old.public, old.party)
    fresh.write(output)
    typer.echo({"zh": f"{output}：新签名密钥 {fresh.key}", "en": f"{output}: new signing key {fresh.key}"}[lang])


def record_cases(
    given: Iterable[str], url: str, keys: str, recorder: str, lang: Tongue, strict: bool, rulesets: str | None,
    corrects: int | None = None,
) -> int:  # fmt: skip
    """Record the advice for every case named; the exit code."""
    docket = docket_of(url, keys, rulesets)
    codes: set[int] = set()
    gathered = gather(given)
    for name in gathered.names:
        try:
            case = _read(docket.evaluator, name)
            recorded = docket.advise(case, recorder=recorder, strict=strict, corrects=corrects)
        except PenaltyRulesError as error:
            codes.add(report(error))
            continue
        codes.add(DETERMINED if recorded.advice.determined else UNDETERMINED)
        typer.echo(recorded_in_words(recorded.entry, lang))
        for line in history_in_words(recorded.entry, lang):
            typer.echo(f"  ! {line}")
        if len(gathered.names) == 1:
            from ..explanation import explain

            typer.echo(explain(recorded.advice, lang, full=False).rstrip("\n"))
    return worst(codes)


def record_dispositions(files: Iterable[str], url: str, keys: str, recorder: str, lang: Tongue) -> int:
    """Record every disposition named; the exit code."""
    from ..docket import read_disposition
    from ..reading import read_document

    docket = docket_of(url, keys, None)
    codes: set[int] = set()
    for name in files:
        try:
            entry = docket.dispose(read_disposition(read_document(name), name), recorder=recorder)
        except PenaltyRulesError as error:
            codes.add(report(error))
            continue
        codes.add(DETERMINED)
        told = entry.told()
        said = {"zh": "记录 {0}：{1}，答复记录 {2}", "en": "entry {0}: {1}, answers entry {2}"}[lang]
        typer.echo(said.format(entry.seq, outcome_in_words(entry.header.outcome, lang), entry.header.refers_to))
        for each in told["departures"]:
            typer.echo(f"  ! {departure_in_words(each, lang)}")
    return worst(codes)


def recorded_in_words(entry: Entry, lang: Tongue) -> str:
    """One line: the entry, its digest, the case, the outcome."""
    outcome = outcome_in_words(entry.header.outcome, lang)
    if lang == "zh":
        return f"记录 {entry.seq}（{entry.digest[:15]}…）案件 {entry.header.case}：{outcome}"
    return f"entry {entry.seq} ({entry.digest[:15]}…) case {entry.header.case}: {outcome}"


def history_in_words(entry: Entry, lang: Tongue) -> Iterator[str]:
    """What the docket knew of the party's past, and what of the file that contradicts."""
    told = entry.told()
    for record in told["from_docket"]:
        day, matter, seq = record["conduct"], record["matter"], record["entry"]
        yield {
            "zh": f"案卷库载有同一当事人的在先违法：记录 {seq}，{day}，{matter}",
            "en": f"the docket knows an earlier violation of the party: entry {seq}, {day}, {matter}",
        }[lang]
    for violation in told["violations"]:
        for name in violation["contradictions"]:
            yield {
                "zh": f"{violation['id']}：案件文件所述 {name} 与在先记录矛盾，按不明处理",
                "en": f"{violation['id']}: what the file says of {name} is contradicted; it is held as unknown",
            }[lang]


def outcome_in_words(outcome: str, lang: Tongue) -> str:
    """An outcome as people read it; also `undetermined` and `several`."""
    from ..wording import OUTCOMES

    if outcome in _OPEN:
        return _OPEN[outcome][0 if lang == "zh" else 1]
    return OUTCOMES[outcome].of(lang)


def departure_in_words(told: dict[str, str], lang: Tongue) -> str:
    """A departure as people read it."""
    words = _DEPARTURES[told["kind"]][0 if lang == "zh" else 1]
    return f"{told['violation']}: {words} ({told['advised']} → {told['decided']})"


def _read(evaluator: Evaluator, name: str) -> Case:
    return evaluator.rulebook.read_case(case_document(name), name)
