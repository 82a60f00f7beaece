"""The worked examples of the contract: each operation asked for once, over a docket made for it, and what it answered.

`make examples` writes those anew that say something else than before; what differs each time (digests, keys, numbers
drawn by lot) is compared by its shape.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from fastapi.routing import APIRoute

from tests.invented import make_uscc

from .conftest import EXAMPLES, PASSWORD, PLACE, RULEBOOK, House, build
from .published_law import text_of
from .worked_problems import problems

SENT = ("case", "disposition")  # files of what several operations are sent, written by hand
PROBLEMS = "problems"
TEXTS = ("text/", "application/x-ndjson")
MOST = 2
REQUEST = "worked-example"
AUTHORITY = "榆林市榆阳区市场监督管理局"
PEOPLE = {
    "wang": ("officer", "王某"), "qian": ("reviewer", "钱某"), "sun": ("auditor", "孙某"), "li": ("keeper", "李某"),
    "zhao": ("administrator", "赵某"),
}  # fmt: skip
LOTS = {
    "digest": r"sha256:[0-9a-f]{64}",
    "key": r"ed25519:[0-9a-f]{16}",
    "signature": r"\b[A-Za-z0-9+/]{86}==",
    "uuid": r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b",
    "request": r"\b[0-9a-f]{10}-[0-9a-f]{6}\b",
    "token": r"(prt_|^)[\w-]{43}$",
    "id": r"\b[0-9a-f]{16}\b",
}


def sent(name: str) -> Any:
    """What is sent in several examples, by the name of its file."""
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


class Walk:
    """Somebody goes through the operations one by one; `shown`: what was sent and answered, by operation."""

    def __init__(self, house: House) -> None:
        self.house, self.shown = house, dict[str, dict[str, Any]]()
        self._routes = {each.name: each for each in house.app.routes if isinstance(each, APIRoute)}

    def ask(
        self, operation: str, who: str | None = None, *, at: Mapping[str, str] = {}, body: Any = None,
        file: str | None = None, text: tuple[str, str] | None = None, **asked: Any,
    ) -> Any:  # fmt: skip
        """One request and its answer. `at`: parts of the path; sent are JSON, a shared `file`, or a kind and text."""
        kind, content = ("application/json", None if body is None else json.dumps(body)) if text is None else text
        if file is not None:
            body, content = {"$ref": f"{file}.json"}, json.dumps(sent(file))
        headers = {"x-request-id": REQUEST} | ({} if who is None else self.house.session(who))
        headers |= {} if content is None else {"content-type": kind}
        (method,) = self._routes[operation].methods
        path = self.house.app.url_path_for(operation, **at)
        answer = self.house.ask(method, path, params=asked, headers=headers, content=content)
        assert answer.status_code < 400, (operation, answer.text)
        self.house.office.accesses.flush()
        request = {} if content is None else {"request": {kind: content if text is not None else body}}
        self.shown[operation] = request | _answered(answer)
        return answer.json() if "application/json" in self.shown[operation]["answer"] else None


def _answered(answer: httpx.Response) -> dict[str, Any]:
    kind = answer.headers.get("content-type", "") if answer.content else ""
    told: Any = {}
    if kind == "application/json":
        told = {kind: shortened(answer.json())}
    elif kind.startswith(TEXTS):
        told = {kind if "csv" in kind else kind.partition(";")[0]: _lines(kind, answer.content.decode("utf-8-sig"))}
    headers = {name: answer.headers[name] for name in ("content-disposition", "location") if name in answer.headers}
    return {"status": str(answer.status_code), "answer": told} | ({"headers": headers} if headers else {})


def _lines(kind: str, text: str) -> str:
    """The first lines, and of NDJSON each line shortened as other answers are."""
    found = text.splitlines()[: 2 * MOST]
    if "ndjson" in kind:
        found = [json.dumps(shortened(json.loads(each)), ensure_ascii=False) for each in found]
    return "\n".join(found) + "\n"


def shortened(value: Any) -> Any:
    """Of a list of objects, or of lists, the first two items."""
    if isinstance(value, dict):
        return {key: shortened(each) for key, each in value.items()}
    if not isinstance(value, list):
        return value
    plain = all(not isinstance(each, dict | list) for each in value)
    return value if plain else [shortened(each) for each in value[:MOST]]


def shape(value: Any) -> Any:
    """The value with whatever is drawn by lot replaced by what it is."""
    told = json.dumps(value, ensure_ascii=False, sort_keys=True)
    for name, lot in LOTS.items():
        told = re.sub(lot.replace("^", '(?<=")').replace("$", '(?=")'), f"<{name}>", told)
    return json.loads(told)


def examples(folder: Path, runner: asyncio.Runner) -> dict[str, Any]:
    """Every example by the name of its file, as the service answers now."""
    rulesets = shutil.copytree(RULEBOOK.folder, folder / "rulesets")
    house = build(folder, runner, mode="multi-user", rulesets=rulesets)
    try:
        walk = Walk(house)
        for name, (role, title) in PEOPLE.items():
            mine = AUTHORITY if role in ("officer", "reviewer") else None
            place = "" if role == "administrator" else PLACE
            house.office.people.create(name, title=title, roles=(role,), jurisdiction=place, authority=mine)
        for scenes in (_record, _read, _law, _sign_in, _keep, _replay):
            scenes(walk)
    finally:
        house.office.close()
    return walk.shown | {PROBLEMS: problems(folder, runner)}


def _record(walk: Walk) -> None:
    case, decided = sent("case"), sent("disposition")
    walk.ask("evaluate_case", "wang", file="case")
    lines = "\n".join(json.dumps(each, ensure_ascii=False) for each in (case, {"id": "empty"}))
    walk.ask("evaluate_batch", "wang", text=("application/x-ndjson", lines))
    walk.ask("record_advice", "wang", file="case")
    walk.ask("record_review", "qian", at={"seq": "1"}, body={"result": "agreed"})
    walk.ask("preview_disposition", "wang", file="disposition")
    walk.ask("record_disposition", "wang", file="disposition")
    kept = {name: walk.shown[name] for name in ("record_advice", "record_disposition")}
    party = {**case["party"], "uscc": make_uscc(1)}
    walk.ask("record_advice", "wang", body={**case, "id": "celery-2", "party": party})
    milder = {**decided["violations"][0], "outcome": "reduced", "fine": "3000 yuan", "reason": "货值金额小，主动改正。"}
    walk.ask("record_disposition", "wang", body={**decided, "advice": 3, "violations": [milder]})
    walk.shown |= kept
    sheet = "决定书文号,行政相对人名称,处罚类别,罚款金额（万元）,处罚决定日期,处罚机关\n"
    sheet += f"榆区市监罚〔2021〕8号,某粮油店,罚款,0.5,2021-03-02,{AUTHORITY}\n"
    sheet += f"榆区市监罚〔2021〕9号,某水果店,罚款,很多,2021-03-02,{AUTHORITY}\n"
    where = {"domain": "market_supervision", "jurisdiction": PLACE}
    walk.ask("import_decisions", "wang", text=("text/csv", sheet), **where)


def _read(walk: Walk) -> None:
    walk.ask("list_entries", "wang", kind="disposition")
    walk.ask("show_entry", "wang", at={"seq": "2"})
    walk.ask("show_statistics", "sun", by="outcome")
    walk.ask("download_statistics", "sun", at={"shape": "csv"}, by="outcome")
    for name in ("like_cases", "file_reviews"):
        walk.ask(f"show_{name}", "sun")
        walk.ask(f"download_{name}", "sun", at={"shape": "csv"})
    walk.ask("download_publicity", "sun", at={"shape": "csv"})
    walk.ask("list_heads", "sun")
    walk.ask("show_latest_head", "sun")
    walk.ask("verify_docket", "sun")
    walk.ask("export_bundle", "sun")


def _law(walk: Walk) -> None:
    family = {"place": "cn", "domain": "tax", "name": "first_violation_list"}
    walk.ask("list_rulesets", "wang", domain="tax", on="2022-06-15")
    versions = [each["version"] for each in walk.ask("show_ruleset", "wang", at=family)["versions"]]
    walk.ask("show_ruleset_version", "wang", at={**family, "version": versions[0]})
    walk.ask("compare_ruleset_versions", "wang", at=family, before=versions[0], after=versions[1])
    walk.ask("list_domains", "wang")
    walk.ask("show_vocabulary", "wang", domain="tax")
    walk.ask("search_matters", "wang", q="ncp", domain="market_supervision")
    matter = {"domain": "market_supervision", "name": "residue_over_limit_sold"}
    dates = {"jurisdiction": PLACE, "conduct": "2021-10-15", "decided": "2022-06-15"}
    walk.ask("list_questions", "wang", at=matter, **dates)
    walk.ask("publish_ruleset", "li", text=("application/yaml", text_of(place=PLACE)))


def _sign_in(walk: Walk) -> None:
    walk.house.office.people.change("wang", password=PASSWORD)
    walk.ask("sign_in", body={"name": "wang", "password": PASSWORD})
    walk.ask("show_session", "wang")
    walk.ask("create_token", "wang", body={"label": "办案系统", "scopes": ["evaluate", "record"], "days": 90})
    token = walk.ask("list_tokens", "wang")[0]["id"]
    walk.ask("revoke_token", "wang", at={"token": token})
    walk.ask("change_password", "wang", body={"old": PASSWORD, "new": "Quarry-Tulip-2031"})
    walk.ask("sign_out", "wang")


def _keep(walk: Walk) -> None:
    account = {"name": "zhou", "title": "周某", "roles": ["officer"], "jurisdiction": PLACE, "authority": AUTHORITY}
    walk.ask("create_account", "zhao", body=account)
    walk.ask("list_accounts", "zhao")
    walk.ask("show_account", "zhao", at={"name": "zhou"})
    walk.ask("change_account", "zhao", at={"name": "zhou"}, body={"roles": ["officer", "reviewer"]})
    walk.ask("list_accesses", "sun", account="qian")
    walk.ask("check_health")
    walk.ask("check_readiness")
    walk.ask("read_metrics", "zhao")


def _replay(walk: Walk) -> None:
    """Last, since somebody alters an entry behind the back of the service."""
    with walk.house.office.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE entries SET body = replace(body, '\"28 yuan\"', '\"29 yuan\"') WHERE seq = 1"
        )
    name = walk.ask("create_replay", "sun", body={"selection": {"first": 1, "last": 4}})["id"]
    walk.house.office.replays._worker.submit(int).result()  # jobs are done one after the other: this one after that
    walk.ask("show_replay", "sun", at={"name": name})
    walk.ask("list_replays", "sun")
    walk.ask("list_replay_findings", "sun", at={"name": name})


def kept() -> dict[str, Any]:
    """The examples that are there, by the names of their files."""
    return {path.stem: sent(path.stem) for path in EXAMPLES.glob("*.json") if path.stem not in SENT}


def stale(found: Mapping[str, Any]) -> list[str]:
    """The files that no longer say what the service says, and those that nothing stands behind."""
    there = kept()
    return sorted(name for name in found.keys() | there if shape(found.get(name)) != shape(there.get(name)))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        found = examples(Path(folder), runner)
    for name in stale(found):
        path = EXAMPLES / f"{name}.json"
        if name in found:
            path.write_text(json.dumps(found[name], ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        else:
            path.unlink()
        print("written" if name in found else "removed", path)


if __name__ == "__main__":
    main()
