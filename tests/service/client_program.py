"""A program of another system, written against the generated client: a case is checked, recorded and read back."""

import json
import sys
from datetime import date

from penalty_rules_client import AuthenticatedClient
from penalty_rules_client.api.docket import show_entry
from penalty_rules_client.api.evaluations import evaluate_case
from penalty_rules_client.api.recording import record_advice
from penalty_rules_client.models import (
    Answer,
    CaseAuthorityDocument,
    CaseDocument,
    CaseFacts,
    CasePartyDocument,
    CasePartyDocumentKindType0,
    CaseStated,
    CaseViolationDocument,
    EntryDetail,
    Problem,
    RecordedAdvice,
)

address, token, authority = sys.argv[1:]
client = AuthenticatedClient(address, token=token)
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
read = show_entry.sync(recorded.entry.seq, client=client)
assert isinstance(read, EntryDetail), read
case.domain = "no_such_domain"
refused = evaluate_case.sync(client=client, body=case)
assert isinstance(refused, Problem), refused

possible = [each.value for each in checked.violations[0].advice.possible]
told = {"possible": possible, "seq": recorded.entry.seq, "again": again.entry.seq, "case": read.entry.case}
print(json.dumps({**told, "holds": read.verified.holds, "refused": refused.status}))
