"""Who may do what: one table, operation by role. What stands in no row does not start.

officer 办案人员 · reviewer 法制审核人员 · auditor 执法监督人员 · keeper 规则维护人员 · administrator 系统管理员.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

Role = Literal["officer", "reviewer", "auditor", "keeper", "administrator"]
Scope = Literal["evaluate", "record", "review", "docket", "audit", "law", "accesses", "metrics", "accounts"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)


@dataclass(frozen=True, slots=True)
class Operation:
    """Which roles may do it; under which scope an API token may, none if only a person may.

    `open`: without sign-in. `probe`: asked by machines all day, so not in the access log.
    `at_once`: the access log holds it before the answer leaves; otherwise within a moment after.
    """

    roles: frozenset[Role]
    scope: Scope | None = None
    open: bool = False
    probe: bool = False
    at_once: bool = False


def _only(*roles: Role, scope: Scope | None = None, at_once: bool = False) -> Operation:
    return Operation(frozenset(roles), scope, at_once=at_once)


_LAW: Final[tuple[Role, ...]] = ("officer", "reviewer", "auditor", "keeper")
_EVALUATE: Final = _only(*_LAW, scope="evaluate")
_READ_LAW: Final = _only(*_LAW, scope="law")
_RECORD: Final = _only("officer", scope="record")  # what is recorded is its own log: the entry names the recorder
_READ_DOCKET: Final = _only("officer", "reviewer", "auditor", scope="docket")
_AUDIT: Final = _only("auditor", scope="audit")
_REPLAY: Final = _only("auditor", "keeper", scope="audit")
_PUBLISH: Final = _only("keeper", at_once=True)  # by a person who signed in: the log names who made it the law
_OWN: Final = _only(*ROLES, at_once=True)
_ACCOUNTS: Final = _only("administrator", scope="accounts", at_once=True)
_PROBE: Final = Operation(frozenset(ROLES), open=True, probe=True)
_SIGN_IN: Final = Operation(frozenset(ROLES), open=True, at_once=True)

_PAGES: Final = _only(*_LAW)  # pages are for people: no token opens one
_PAGES_RECORD: Final = _only("officer")
_PAGES_DOCKET: Final = _only("officer", "reviewer", "auditor")
_PAGES_AUDIT: Final = _only("auditor")
_PAGES_REPLAY: Final = _only("auditor", "keeper")
_PAGES_ACCOUNTS: Final = _only("administrator", at_once=True)

OPERATIONS: Final[Mapping[str, Operation]] = {
    "check_health": _PROBE, "check_readiness": _PROBE, "show_openapi": _PROBE,
    "read_metrics": Operation(frozenset({"administrator", "keeper"}), "metrics", probe=True),
    "sign_in": _SIGN_IN, "start_oidc": _SIGN_IN, "finish_oidc": _SIGN_IN,
    "show_session": _OWN, "sign_out": _OWN, "change_password": _OWN,
    "list_tokens": _OWN, "create_token": _OWN, "revoke_token": _OWN,
    "evaluate_case": _EVALUATE, "evaluate_batch": _EVALUATE,
    "record_advice": _RECORD, "record_disposition": _RECORD, "preview_disposition": _RECORD,
    "record_review": _only("reviewer", scope="review", at_once=True),
    "list_entries": _READ_DOCKET, "show_entry": _READ_DOCKET,
    "show_statistics": _READ_DOCKET, "download_statistics": _READ_DOCKET, "download_publicity": _READ_DOCKET,
    "show_like_cases": _AUDIT, "download_like_cases": _AUDIT,
    "show_file_reviews": _AUDIT, "download_file_reviews": _AUDIT, "verify_docket": _AUDIT,
    "export_bundle": _only("auditor", scope="audit", at_once=True),
    "create_replay": _REPLAY, "list_replays": _REPLAY, "show_replay": _REPLAY, "list_replay_findings": _REPLAY,
    "list_heads": _only(*_LAW, scope="docket"), "show_latest_head": _only(*_LAW, scope="docket"),
    "import_decisions": _RECORD,
    "list_rulesets": _READ_LAW, "show_ruleset": _READ_LAW, "show_ruleset_version": _READ_LAW,
    "compare_ruleset_versions": _READ_LAW, "list_domains": _READ_LAW, "show_vocabulary": _READ_LAW,
    "search_matters": _READ_LAW, "list_questions": _READ_LAW,
    "publish_ruleset": _PUBLISH,
    "list_accounts": _ACCOUNTS, "create_account": _ACCOUNTS, "show_account": _ACCOUNTS, "change_account": _ACCOUNTS,
    "list_accesses": _only("auditor", scope="accesses", at_once=True),
    "show_static": _PROBE, "show_sign_in": _SIGN_IN, "sign_in_on_page": _SIGN_IN, "sign_out_on_page": _OWN,
    "show_start": _only(*ROLES), "choose_matter": _PAGES, "check_case": _PAGES, "follow_check": _PAGES,
    "record_case": _PAGES_RECORD, "recheck_case": _PAGES_RECORD, "show_case": _PAGES_DOCKET,
    "print_case": _PAGES_DOCKET, "dispose_case": _PAGES_RECORD, "preview_case": _PAGES_RECORD,
    "decide_case": _PAGES_RECORD, "review_case": _only("reviewer", at_once=True),
    "write_document": _only("officer", "reviewer", at_once=True),
    "search_docket": _PAGES_DOCKET, "read_entry": _PAGES_DOCKET, "count_cases": _PAGES_DOCKET,
    "show_audit": _PAGES, "compare_cases": _PAGES_AUDIT, "review_files": _PAGES_AUDIT, "examine_docket": _PAGES_AUDIT,
    "choose_replay": _PAGES_REPLAY, "start_replay_on_page": _PAGES_REPLAY, "follow_replay": _PAGES_REPLAY,
    "compare_replay": _PAGES_REPLAY, "browse_rulesets": _PAGES, "read_ruleset": _PAGES,
    "read_ruleset_version": _PAGES, "compare_rulesets": _PAGES,
    "prepare_publication": _only("keeper"), "publish_ruleset_on_page": _PUBLISH,
    "browse_accounts": _PAGES_ACCOUNTS, "create_account_on_page": _PAGES_ACCOUNTS, "read_account": _PAGES_ACCOUNTS,
    "change_account_on_page": _PAGES_ACCOUNTS, "set_password": _PAGES_ACCOUNTS, "admit_account": _PAGES_ACCOUNTS,
    "show_own_account": _OWN, "change_password_on_page": _OWN, "create_token_on_page": _OWN,
    "revoke_token_on_page": _OWN, "browse_accesses": _only("auditor", at_once=True),
}  # fmt: skip

# One account never holds both: who keeps the accounts or audits decides no case (GB/T 22239: separation of powers).
_APART: Final[Mapping[Role, frozenset[Role]]] = {
    "administrator": frozenset(ROLES) - {"administrator"},
    "auditor": frozenset(ROLES) - {"auditor"},
}


def clash(roles: Iterable[Role]) -> tuple[Role, Role] | None:
    """Two roles that no account may hold together, if these hold such a pair."""
    held = sorted(set(roles), key=ROLES.index)
    return next(((one, other) for one in _APART for other in held if one in held and other in _APART[one]), None)
