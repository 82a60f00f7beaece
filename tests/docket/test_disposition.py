"""Dispositions: held against their advice, refused with every fault, departures computed and never given."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from penalty_rules.docket import Docket, read_disposition
from penalty_rules.docket.disposition import Answer
from penalty_rules.errors import DispositionRefused, EntryUnknown, Fault

from .cases import filed_case
from .making import make_case, make_exemption

Told = dict[str, Any]
REASON = "当事人初次违法，危害后果轻微并及时改正"


def make_advised(outcomes: str = "no_penalty", permitted: str = "no_penalty:shall", **changes: Any) -> Told:
    """What an advice says of one violation; `permitted`: `outcome:force` parted by spaces."""
    forces = [each.split(":") for each in permitted.split()]
    return {
        "id": "v1", "matter": "demonstration/stall_over_line", "outcomes": outcomes.split(),
        "permitted": [[outcome, force, True] for outcome, force in forces], "grounds": {}, "duties": {}, "fine": None,
        **changes,
    }  # fmt: skip


def make_range(outcome: str, span: str, multiple_of: str | None = None) -> Told:
    """The fine ranges of an advice from `[1000, 5000)`: fen; `-` is no bound."""
    low, high = (None if end == "-" else end if "/" in end else int(end) for end in span[1:-1].split(", "))
    ends = {"from": low, "to": high, "from_included": span[0] == "[", "to_included": span[-1] == "]"}
    return {"chosen": ["clause"], "ranges": {outcome: {"span": ends, "multiple_of": multiple_of, "exact": True}}}


def answer(decided: Told | list[Told], *advised: Told, known: tuple[Told, ...] = (), **changes: Any) -> Answer:
    """A disposition held against an advice; `known`: what the docket knew of the party."""
    every = advised or (make_advised(),)
    acts = [{"matter": each["matter"], "conduct": each.get("conduct", "2023-03-01")} for each in every]
    case = {"id": "2023-17", "violations": acts}
    advice = {"case": case, "violations": list(every), "from_docket": list(known)}
    listed = decided if isinstance(decided, list) else [decided]
    document = {"advice": 1, "officer": "张某", "decided_on": "2023-06-02", "violations": listed, **changes}
    return Answer(read_disposition(document), advice, "sha256:00")


def faults(found: Answer) -> list[str]:
    return [each.path for each in found.faults]


def departures(found: Answer) -> list[str]:
    return [each["kind"] for each in found.departures]


def told(found: Answer) -> Told:
    body: Told = orjson.loads(found.body(None))
    return body


class TestReasonsAreDemanded:
    @pytest.mark.parametrize("outcome", ["no_penalty", "reduced", "lighter", "heavier"])
    def test_where_a_may_is_used(self, outcome: str) -> None:
        advised = make_advised(outcome, f"{outcome}:may")
        silent, reasoned = (
            answer({"outcome": outcome}, advised),
            answer({"outcome": outcome, "reason": REASON}, advised),
        )
        assert (faults(silent), departures(silent)) == (["violations[0].reason"], [])
        assert (faults(reasoned), departures(reasoned)) == ([], [])

    @pytest.mark.parametrize(
        ("outcome", "force"),
        [("no_penalty", "shall"), ("ordinary", "may"), ("order_only", "shall"), ("reduced", "shall")],
    )
    def test_but_not_where_the_law_obliges_or_the_penalty_is_ordinary(self, outcome: str, force: str) -> None:
        found = answer({"outcome": outcome}, make_advised(outcome, f"{outcome}:{force}"))
        assert (faults(found), departures(found)) == ([], [])

    @pytest.mark.parametrize("blank", ["", "  ", "\n", "\u3000"])
    def test_and_blanks_are_no_reason(self, blank: str) -> None:
        advised = make_advised("no_penalty", "no_penalty:may")
        assert faults(answer({"outcome": "no_penalty", "reason": blank}, advised)) == ["violations[0].reason"]

    def test_and_a_reason_for_the_whole_serves_each_violation(self) -> None:
        advised = [make_advised("reduced", "reduced:may", id=each) for each in ("v1", "v2")]
        found = answer([{"outcome": "reduced"}, {"outcome": "reduced", "reason": "own"}], *advised, reason=REASON)
        assert [each["reason"] for each in told(found)["violations"]] == [REASON, "own"]

    def test_and_the_fault_names_the_place_in_the_document(self) -> None:
        advised = [make_advised("reduced", "reduced:may", id="v1"), make_advised("reduced", "reduced:shall", id="v2")]
        found = answer([{"id": "v2", "outcome": "reduced"}, {"id": "v1", "outcome": "reduced"}], *advised)
        assert faults(found) == ["violations[1].reason"]


class TestDepartures:
    @pytest.mark.parametrize(
        ("advised", "decided", "kind"),
        [
            (make_advised("no_penalty", "no_penalty:shall"), "ordinary", "outcome_not_permitted"),
            (make_advised("no_penalty", "no_penalty:shall"), "reduced", "outcome_not_permitted"),
            (make_advised("ordinary", "ordinary:may"), "no_penalty", "outcome_not_permitted"),
            (make_advised("referred", "referred:shall"), "no_penalty", "outcome_not_permitted"),
            (make_advised("no_penalty lighter", "lighter:may"), "heavier", "outcome_not_permitted"),
            (make_advised("no_penalty", "no_penalty:may ordinary:may"), "ordinary", "may_not_applied"),
            (make_advised("no_penalty", "no_penalty:may order_only:shall"), "order_only", "may_not_applied"),
            (make_advised("reduced", "reduced:may lighter:may"), "lighter", "may_not_applied"),
            (make_advised("lighter", "lighter:may ordinary:may"), "ordinary", "may_not_applied"),
            (make_advised("reduced", "reduced:shall lighter:may"), "lighter", "not_recommended"),
            (make_advised("lighter", "reduced:may lighter:may"), "reduced", "not_recommended"),
            (make_advised("heavier", "ordinary:may heavier:shall"), "ordinary", "not_recommended"),
            (make_advised("ordinary", "ordinary:may heavier:may"), "heavier", "not_recommended"),
        ],
    )
    def test_each_is_told_by_its_kind_and_demands_a_reason(self, advised: Told, decided: str, kind: str) -> None:
        found = answer({"outcome": decided, "reason": REASON}, advised)
        recommended = advised["outcomes"][0] if len(advised["outcomes"]) == 1 else None
        assert told(found)["departures"] == [
            {"violation": "v1", "kind": kind, "advised": recommended, "decided": decided}
        ]
        assert faults(answer({"outcome": decided}, advised)) == ["violations[0].reason"]

    def test_a_decision_on_an_advice_that_left_it_open_is_told_and_demands_a_reason(self) -> None:
        advised = make_advised("no_penalty ordinary", "no_penalty:may ordinary:may")
        found = answer({"outcome": "ordinary"}, advised)
        assert departures(found) == ["advice_undetermined"]
        assert faults(found) == ["violations[0].reason"]

    def test_the_same_matter_of_the_same_day_decided_before_is_told_and_demands_a_reason(self) -> None:
        same = {"entry": 7, "matter": "demonstration/stall_over_line", "conduct": "2023-03-01", "outcome": "exempted"}
        found = answer({"outcome": "no_penalty"}, known=(same,))
        assert [(each["kind"], each["advised"]) for each in found.departures] == [("same_act_decided", "entry 7")]
        assert faults(found) == ["violations[0].reason"]
        others = ({**same, "conduct": "2023-02-28"}, {**same, "matter": "demonstration/other"})
        assert departures(answer({"outcome": "no_penalty"}, known=others)) == []

    def test_they_are_computed_and_never_given(self) -> None:
        with pytest.raises(DispositionRefused, match="departures"):
            answer({"outcome": "no_penalty"}, departures=[])

    @pytest.mark.parametrize(
        ("span", "fine", "within"),
        [
            ("[100000, 500000]", 99999, False),
            ("[100000, 500000]", 100000, True),
            ("[100000, 500000]", 500000, True),
            ("[100000, 500000]", 500001, False),
            ("(100000, 500000)", 100000, False),
            ("(100000, 500000)", 100001, True),
            ("(100000, 500000)", 499999, True),
            ("(100000, 500000)", 500000, False),
            ("[100000, -]", 10**12, True),
            ("[-, 500000]", 1, True),
            ("(1000/3, 2000/3]", 333, False),
            ("(1000/3, 2000/3]", 334, True),
            ("(1000/3, 2000/3]", 667, False),
            ("[0, 0)", 1, False),
        ],
    )
    def test_a_fine_at_the_end_of_its_range_is_inside_exactly_where_the_end_belongs_to_it(
        self, span: str, fine: int, within: bool
    ) -> None:
        advised = make_advised("ordinary", "ordinary:may", fine=make_range("ordinary", span))
        decided = {"outcome": "ordinary", "fine": fine, "kinds": ["fine"], "reason": REASON}
        assert departures(answer(decided, advised)) == ([] if within else ["fine_outside_range"])

    def test_a_fine_outside_its_range_demands_a_reason(self) -> None:
        advised = make_advised("ordinary", "ordinary:may", fine=make_range("ordinary", "[100000, 500000]"))
        assert faults(answer({"outcome": "ordinary", "fine": 1, "kinds": ["fine"]}, advised)) == [
            "violations[0].reason"
        ]

    @pytest.mark.parametrize(
        "advised",
        [
            make_advised("ordinary", "ordinary:may"),
            make_advised("ordinary", "ordinary:may", fine=make_range("lighter", "[1, 2]")),
            make_advised("ordinary", "ordinary:may", fine=make_range("ordinary", "[1, 2]", "illegal_gains")),
        ],
    )
    def test_a_fine_cannot_leave_a_range_that_is_not_known(self, advised: Told) -> None:
        assert departures(answer({"outcome": "ordinary", "fine": 50000, "kinds": ["fine"]}, advised)) == []

    def test_a_duty_that_nobody_met_is_one_but_demands_no_reason(self) -> None:
        duties = {"reduced": ["legal_review", "order_to_correct", "written_reasons"], "lighter": ["education"]}
        advised = make_advised("reduced", "reduced:shall", duties=duties)
        done: Told = {"steps": [{"step": "legal_review", "by": "李某", "result": "agreed"}], "duties": []}
        found = answer({"outcome": "reduced"}, advised, **done)
        assert [(each["kind"], each["advised"]) for each in found.departures] == [("duty_missing", "order_to_correct")]
        assert found.faults == []
        done["duties"] = [{"duty": "order_to_correct", "on": "2023-06-01"}]
        assert answer({"outcome": "reduced"}, advised, **done).departures == ()

    def test_one_decision_may_depart_in_several_ways(self) -> None:
        advised = make_advised(
            "lighter", "lighter:may ordinary:may", duties={"ordinary": ["education"]},
            fine=make_range("ordinary", "[100, 500]"),
        )  # fmt: skip
        found = answer({"outcome": "ordinary", "fine": 900, "kinds": ["fine"], "reason": REASON}, advised)
        assert departures(found) == ["may_not_applied", "fine_outside_range", "duty_missing"]


class TestFaults:
    def test_every_fault_of_shape_is_told_at_once(self) -> None:
        document = {
            "advice": 0, "decided_on": "yesterday", "violations": [{"outcome": "mild", "kinds": ["scolding"]}],
            "extra": 1, "steps": [{"step": "tea"}],
        }  # fmt: skip
        with pytest.raises(DispositionRefused) as refused:
            read_disposition(document)
        places = {each.path for each in refused.value.faults}
        assert places >= {
            "advice", "decided_on", "officer", "extra", "violations[0].outcome", "violations[0].kinds[0]",
            "steps[0].step",
        }  # fmt: skip

    @pytest.mark.parametrize("raw", [None, 7, [], "no_penalty", {}])
    def test_what_is_no_disposition_at_all_is_refused(self, raw: object) -> None:
        with pytest.raises(DispositionRefused):
            read_disposition(raw)

    def test_every_fault_against_the_advice_is_told_at_once(self) -> None:
        advised = [make_advised("no_penalty", "no_penalty:may", id=each) for each in ("v1", "v2", "v3")]
        decided = [
            {"id": "v1", "outcome": "no_penalty", "fine": "500 yuan", "kinds": ["fine"]},
            {"id": "v9", "outcome": "no_penalty"},
            {"id": "v2", "outcome": "ordinary", "fine": "a lot", "confiscated": -5, "reason": REASON},
        ]
        found = answer(decided, *advised)
        assert set(faults(found)) == {
            "violations", "violations[0].fine", "violations[0].reason", "violations[1].id", "violations[2].fine",
            "violations[2].confiscated",
        }  # fmt: skip
        with pytest.raises(DispositionRefused, match=r"case 2023-17: disposition refused, 6 fault\(s\)"):
            found.body(None)

    @pytest.mark.parametrize("outcome", ["no_penalty", "order_only", "time_barred", "not_established", "referred"])
    def test_no_fine_goes_with_an_outcome_that_has_none(self, outcome: str) -> None:
        advised = make_advised(outcome, f"{outcome}:shall")
        assert faults(answer({"outcome": outcome, "fine": 1, "kinds": ["fine"]}, advised)) == ["violations[0].fine"]

    @pytest.mark.parametrize(("fine", "kinds"), [(0, ["fine"]), (100, ["warning"])])
    def test_kinds_and_fine_fit_each_other(self, fine: int, kinds: list[str]) -> None:
        advised = make_advised("ordinary", "ordinary:may")
        decided = {"outcome": "ordinary", "fine": fine, "kinds": kinds, "reason": REASON}
        assert faults(answer(decided, advised)) == ["violations[0].kinds"]

    @pytest.mark.parametrize("amount", [-1, 1.5, True, None, "", "lots", "0.001 yuan", "-5 yuan", [], "500"])
    def test_a_wrong_amount_is_a_fault_with_its_remedy(self, amount: object) -> None:
        found = answer({"outcome": "ordinary", "fine": amount}, make_advised("ordinary", "ordinary:may"))
        assert faults(found) == ["violations[0].fine"]
        assert found.faults[0].remedy

    @pytest.mark.parametrize(("amount", "fen"), [("500 yuan", 50000), (50000, 50000), ("5万元", 5000000), (0, 0)])
    def test_amounts_are_recorded_in_fen(self, amount: object, fen: int) -> None:
        advised = make_advised("ordinary", "ordinary:may")
        (violation,) = told(answer({"outcome": "ordinary", "fine": amount, "confiscated": amount}, advised))[
            "violations"
        ]
        assert (violation["fine"], violation["confiscated"]) == (fen, fen)


class TestSeveralViolations:
    def test_are_answered_in_order_or_by_id(self) -> None:
        advised = [make_advised(each, f"{each}:shall", id=each) for each in ("order_only", "no_penalty", "reduced")]
        plain = [{"outcome": each["id"]} for each in advised]
        named = [{"id": each["id"], "outcome": each["id"]} for each in reversed(advised)]
        for decided in (plain, named):
            body = told(answer(decided, *advised))
            assert {each["id"]: each["outcome"] for each in body["violations"]} == {
                "order_only": "order_only", "no_penalty": "no_penalty", "reduced": "reduced",
            }  # fmt: skip
            assert body["departures"] == []

    def test_make_one_outcome_or_several(self) -> None:
        advised = [make_advised("no_penalty", "no_penalty:shall ordinary:shall", id=each) for each in ("v1", "v2")]
        same = answer([{"outcome": "no_penalty"}] * 2, *advised)
        unlike = answer([{"outcome": "no_penalty"}, {"outcome": "ordinary", "reason": REASON}], *advised)
        assert (same.outcome, unlike.outcome) == ("no_penalty", "several")

    def test_are_each_decided_once(self) -> None:
        advised = [make_advised(id=each) for each in ("v1", "v2")]
        twice = answer([{"id": "v1", "outcome": "no_penalty"}] * 2, *advised)
        assert faults(twice) == ["violations[1].id", "violations"]
        assert faults(answer({"outcome": "no_penalty"}, *advised)) == ["violations"]
        assert faults(answer([{"outcome": "no_penalty"}] * 3, *advised)) == ["violations[2].id"]


class TestWhatIsRecorded:
    def test_grounds_and_clauses_are_those_of_the_advice_unless_the_officer_names_others(self) -> None:
        advised = make_advised(
            "ordinary", "ordinary:may", grounds={"ordinary": ["99/list#1"]}, fine=make_range("ordinary", "[1, 9]")
        )
        (silent,) = told(answer({"outcome": "ordinary"}, advised))["violations"]
        own = {"outcome": "ordinary", "basis": ["99/list#2"], "clauses": ["another"]}
        (named,) = told(answer(own, advised))["violations"]
        assert (silent["basis"], silent["clauses"]) == (["99/list#1"], ["clause"])
        assert (named["basis"], named["clauses"]) == (["99/list#2"], ["another"])

    @pytest.mark.parametrize(
        ("conduct", "days"),
        [
            ("2023-03-01", ("2023-03-01", "2023-03-01")),
            ({"from": "2023-03-01", "to": "2023-04-01"}, ("2023-03-01", "2023-04-01")),
            ({"between": ["2023-03-01", "2023-03-31"]}, ("2023-03-01", "2023-03-31")),
            ({"from": {"between": ["2023-02-01", "2023-03-01"]}, "to": "2023-04-01"}, ("2023-02-01", "2023-04-01")),
        ],
    )
    def test_the_days_of_an_act_are_its_first_and_last(self, conduct: object, days: tuple[str, str]) -> None:
        (violation,) = told(answer({"outcome": "no_penalty"}, make_advised(conduct=conduct)))["violations"]
        assert (violation["conduct"]["from"], violation["conduct"]["to"]) == days

    def test_the_entry_refers_to_its_advice_and_takes_over_what_it_says_of_the_case(self, docket: Docket) -> None:
        advice = docket.advise(filed_case(), recorder="officer-1").entry
        entry = docket.dispose(make_exemption(1, document_number="穗环罚〔2023〕17号"), recorder="officer-2")
        header, body = entry.header, entry.told()
        assert (header.kind, header.refers_to, header.decided) == ("disposition", 1, "2023-06-02")
        assert (header.case, header.matters, header.party) == advice.header[2:3] + advice.header[10:11] + (None,)
        assert body["advice"] == {"seq": 1, "digest": advice.digest}
        assert (body["officer"], body["document_number"], header.recorder) == (
            "张某",
            "穗环罚〔2023〕17号",
            "officer-2",
        )


class TestCorrections:
    @pytest.fixture
    def decided(self, docket: Docket) -> Docket:
        """Two advices; the first was answered by entry 3, the second by entry 4."""
        for name in ("2023-17", "2023-18"):
            docket.advise(filed_case(name), recorder="officer-1")
        for advice in (1, 2):
            docket.dispose(make_exemption(advice), recorder="officer-1")
        return docket

    def test_a_second_disposition_says_which_one_it_corrects(self, decided: Docket) -> None:
        with pytest.raises(DispositionRefused, match=r"answered by entry 3 already.*write `corrects: 3`"):
            decided.dispose(make_exemption(1), recorder="officer-1")
        entry = decided.dispose(make_exemption(1, corrects=3), recorder="officer-1")
        assert (entry.header.refers_to, entry.header.corrects) == (1, 3)
        with decided.reading() as view:
            corrected = view.entry(3)
        assert corrected is not None
        assert entry.told()["corrects"] == {"seq": 3, "digest": corrected.digest}

    def test_a_correction_is_corrected_itself_not_what_it_corrected(self, decided: Docket) -> None:
        decided.dispose(make_exemption(1, corrects=3), recorder="officer-1")
        with pytest.raises(DispositionRefused, match=r"answered by entry 5 already.*write `corrects: 5`"):
            decided.dispose(make_exemption(1, corrects=3), recorder="officer-1")
        assert decided.dispose(make_exemption(1, corrects=5), recorder="officer-1").seq == 6

    def test_the_disposition_of_another_advice_is_not_corrected(self, decided: Docket) -> None:
        with pytest.raises(DispositionRefused, match="corrects: is no disposition of this advice"):
            decided.dispose(make_exemption(1, corrects=4), recorder="officer-1")

    def test_an_advice_that_takes_the_place_of_another_takes_over_its_disposition_to_correct(
        self, docket: Docket
    ) -> None:
        case = make_case(1)
        docket.advise(case, recorder="officer-1")
        docket.dispose(make_exemption(1), recorder="officer-1")
        docket.advise(case, recorder="officer-1", corrects=1)
        again = docket.advise(case, recorder="officer-1", corrects=3).entry
        assert again.told()["from_docket"] == [], "its own case is no past of the party"
        with pytest.raises(DispositionRefused, match=r"answered by entry 2 already.*write `corrects: 2`"):
            docket.dispose(make_exemption(4), recorder="officer-1")
        docket.dispose(make_exemption(4, corrects=2), recorder="officer-1")
        known = docket.advise(make_case(1, "2023-04-01"), recorder="officer-1").entry.told()["from_docket"]
        assert [each["entry"] for each in known] == [5]

    @pytest.mark.parametrize(("advice", "corrects", "wanted"), [(9, None, "advice 9"), (3, None, "advice 3")])
    def test_what_is_answered_is_an_advice(self, decided: Docket, advice: int, corrects: int, wanted: str) -> None:
        with pytest.raises(EntryUnknown, match=wanted):
            decided.dispose(make_exemption(advice, corrects=corrects), recorder="officer-1")

    @pytest.mark.parametrize("corrects", [1, 9])
    def test_what_is_corrected_is_a_disposition(self, decided: Docket, corrects: int) -> None:
        with pytest.raises(EntryUnknown, match=f"disposition {corrects}"):
            decided.dispose(make_exemption(1, corrects=corrects), recorder="officer-1")


def test_a_fault_of_a_disposition_reads_as_advice() -> None:
    found = answer({"outcome": "ordinary"}, make_advised())
    assert [str(each) for each in found.faults] == [
        str(
            Fault(
                "violations[0].reason",
                "a written reason is demanded (outcome_not_permitted)",
                remedy="say why, in the words that will stand in the decision",
            )
        )
    ]
