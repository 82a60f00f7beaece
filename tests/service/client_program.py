"""A program of another system, written against the generated client: a case is checked, recorded, disposed of and read
back; then an auditor's replays and counts it.
"""

import json
import sys
import time
from datetime import date

from penalty_rules_client import AuthenticatedClient
from penalty_rules_client.api.audit import create_replay, show_replay, show_statistics
from penalty_rules_client.api.docket import list_entries, show_entry
from penalty_rules_client.api.evaluations import evaluate_case
from penalty_rules_client.api.recording import record_advice, record_disposition
from penalty_rules_client.models import (
    Answer,
    CaseAuthorityDocument,
    CaseDocument,
    CaseFacts,
    CasePartyDocument,
    CasePartyDocumentKindType0,
    CaseStated,
    CaseViolationDocument,
    DispositionDecidedViolation,
    DispositionDecidedViolationKindsItem,
    DispositionDecidedViolationOutcome,
    DispositionDocument,
    EntryDetail,
    EntryPage,
    Problem,
    RecordedAdvice,
    RecordedDisposition,
    ReplayShown,
    ReplayShownState,
    ReplayWish,
    ShowStatisticsByItem,
    StatisticsShown,
)

address, token, auditors, authority = sys.argv[1:]
client, auditor = (AuthenticatedClient(address, token=each) for each in (token, auditors))
facts = CaseFacts()
facts["goods_value"] = CaseStated(value="28 yuan", reason="7斤，每斤4元")
facts["food.purchase_checks_done"] = False
case = CaseDocument(
    id="celery-2",
    jurisdiction="610802",
    domain="market_supervision",
    authority=CaseAuthorityDocument(name=authority),
    party=CasePartyDocument(kind=CasePartyDocumentKindType0.INDIVIDUAL_BUSINESS, name="某蔬菜经营部"),
    decision_date=date(2022, 6, 15),
    violations=[
        CaseViolationDocument(
            matter="market_supervision/residue_over_limit_sold",
            conduct=date(2021, 10, 15),
            clauses="fsl-124-1",
            facts=facts,
        )
    ],
)

checked = evaluate_case.sync(client=client, body=case)
assert isinstance(checked, Answer), checked
recorded = record_advice.sync(client=client, body=case, idempotency_key="the-first")
assert isinstance(recorded, RecordedAdvice), recorded
again = record_advice.sync(client=client, body=case, idempotency_key="the-first")
assert isinstance(again, RecordedAdvice), again
decided = DispositionDecidedViolation(
    outcome=DispositionDecidedViolationOutcome.ORDINARY,
    id="v1",
    kinds=[DispositionDecidedViolationKindsItem.FINE],
    fine="50000 yuan",
    reason="未履行进货查验义务",
)
disposition = DispositionDocument(
    advice=recorded.entry.seq, officer="王某", decided_on=date(2022, 6, 15), violations=[decided]
)
disposed = record_disposition.sync(client=client, body=disposition, idempotency_key="the-second")
assert isinstance(disposed, RecordedDisposition), disposed
read = show_entry.sync(recorded.entry.seq, client=client)
assert isinstance(read, EntryDetail), read
page = list_entries.sync(client=client, case="celery-2")
assert isinstance(page, EntryPage), page
case.domain = "no_such_domain"
refused = evaluate_case.sync(client=client, body=case)
assert isinstance(refused, Problem), refused

replay = create_replay.sync(client=auditor, body=ReplayWish())
while isinstance(replay, ReplayShown) and replay.state is ReplayShownState.RUNNING:
    time.sleep(0.05)
    replay = show_replay.sync(replay.id, client=auditor)
assert isinstance(replay, ReplayShown), replay
figures = show_statistics.sync(client=auditor, by=[ShowStatisticsByItem.OUTCOME])
assert isinstance(figures, StatisticsShown), figures

told = {
    "possible": [each.value for each in checked.violations[0].advice.possible],
    "seq": recorded.entry.seq,
    "again": again.entry.seq,
    "case": read.entry.case,
    "holds": read.verified.holds,
    "answered_by": read.answered_by,
    "entries": [each.seq for each in page.entries],
    "refused": refused.status,
    "replayed": replay.counts.additional_properties,
    "counted": {row.key[0]: row.tally.cases for row in figures.rows},
}
print(json.dumps(told))
