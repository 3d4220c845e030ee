"""Dues collected: what is proposed, the file for the bank, what comes back, plans, receipts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import grassroots as gr
import grassroots_dues
from grassroots.errors import CharterInvalid, HasProblems, InvalidArgument, NotFound
from grassroots.model import (
    BankReturn,
    Collection,
    DebitMandate,
    DuesLine,
    Membership,
    PaymentPlan,
    Person,
    Step,
    Unit,
)
from grassroots.plugins import Plugins
from grassroots.testing.kind_kit import check_kind
from grassroots.values import Quality, Quantity

IBAN = "DE89 3704 0044 0532 0130 00"
CHARTER = """
id = "club"
extends = "association"
currency = "EUR"
label = { en = "The Club", zh = "社团" }

[words.measured_in]
EUR = { en = "EUR", zh = "欧元" }

[dues.monthly]
en = "Dues"
zh = "会费"
since = ["full"]
currency = "EUR"
tables = [{ name = "all", en = "all", zh = "全体", slabs = [{ amount = "15" }] }]

[debit.monthly]
en = "Dues by debit"
zh = "会费扣款"
dues = "monthly"
creditor = "DE98ZZZ09999999999"
account_holder = "The Club e.V."
iban = "DE02 1203 0000 0000 2020 51"
bic = "BYLADEM1001"
"""


def euro(amount: str) -> Quantity:
    return Quantity.of(amount, "EUR")


DAMAGED = Quantity(raw="some", measured_in="EUR", quality=Quality.DAMAGED)


def member(number: int, name: str) -> tuple[Person, Membership]:
    steps = (Step(state="full", on=date(2024, 1, 1)),)
    return (
        Person(id=f"p-{number}", name=name),
        Membership(id=f"m-{number}", person=f"p-{number}", unit="club", registration="home", steps=steps),
    )


def mandate(number: int, iban: str | None = IBAN, holder: str = "Jürgen Müßig") -> DebitMandate:
    return DebitMandate(id=f"MND-{number}", membership=f"m-{number}", start=date(2024, 1, 8), iban=iban, account_holder=holder)


def opened(tmp_path: Path, *records: object, text: str = CHARTER) -> gr.Office:
    (tmp_path / "charter.toml").write_text(text, encoding="utf-8")
    office = gr.open("memory:", charter=tmp_path, plugins=Plugins.of(grassroots_dues))
    paid = DuesLine(id="d-0", membership="m-2", kind="payment", month=date(2024, 1, 1), on=date(2024, 1, 20), amount=euro("15"))
    club = Unit(id="club", kind="association", name="The Club")
    office.add(club, *member(1, "Ann"), *member(2, "Bo"), paid, *records, reason="begin")  # type: ignore[arg-type]
    return office


def acted(office: gr.Office, day: str, what: str) -> list[str]:
    found = [one for one in office.proposals(day) if one.what == what]
    for one in found:
        office.act(one, reason="the treasurer decided", actor="")
    return [one.reason.text("en") for one in found]


def test_who_gave_a_mandate_is_asked_for_what_is_owed(tmp_path: Path) -> None:
    office = opened(tmp_path, mandate(1))
    told = acted(office, "2024-02-25", "collect")
    assert len(told) == 2
    assert "15 EUR for 2024-01-01 can be taken from the account of m-1 on 2024-03-01" in told[0]
    assert acted(office, "2024-02-25", "collect") == []
    assert {one.membership for one in office.records(Collection, "2024-02-25")} == {"m-1"}
    assert office.figure("dues_with_the_bank", "2024-02-25").value == Decimal(30)
    for language in ("en", "zh"):
        assert all(one.reason.text(language) for one in office.proposals("2024-03-25"))


def test_what_does_not_come_back_is_booked_as_paid(tmp_path: Path) -> None:
    office = opened(tmp_path, mandate(1))
    acted(office, "2024-02-25", "collect")
    assert acted(office, "2024-03-10", "book") == []
    assert len(acted(office, "2024-03-12", "book")) == 2
    lines = [one for one in office.records(DuesLine, "2024-03-12") if one.membership == "m-1"]
    assert {(one.month.month, one.on, one.amount) for one in lines} == {
        (month, date(2024, 3, 1), euro("15")) for month in (1, 2)
    }
    accounts = {one.membership: one for one in office.records("dues_account", "2024-03-12")}
    assert accounts["m-1"].arrears == 0  # type: ignore[union-attr]


def test_what_comes_back_is_undone_by_whoever_decides_it(tmp_path: Path) -> None:
    office = opened(tmp_path, mandate(1))
    acted(office, "2024-02-25", "collect")
    acted(office, "2024-03-12", "book")
    taken = next(one for one in office.records(Collection, "2024-03-12") if one.month == date(2024, 2, 1))
    (tmp_path / "camt.xml").write_text(CAMT.format(id=taken.id), encoding="utf-8")
    reading = office.take_in(tmp_path / "camt.xml", reason="statement")
    assert reading.problems == ()
    assert len(reading.new) == 1
    told = acted(office, "2024-03-20", "undo")
    assert len(told) == 1
    assert "came back on 2024-03-14: too little on the account" in told[0]
    assert office.get(Collection, taken.id).steps[-1].state == "returned"
    line = office.get(DuesLine, taken.id)
    assert line.amount is not None
    assert line.amount.value == 0
    account = next(one for one in office.records("dues_account", "2024-03-20") if one.membership == "m-1")  # type: ignore[union-attr]
    assert account.arrears == 1  # type: ignore[union-attr]
    assert office.history("collection", taken.id)[-1].reason == "the treasurer decided"
    again = [one for one in office.proposals("2024-03-20") if one.what == "collect" and "2024-02-01" in one.reason.text("en")]
    assert len(again) == 1
    assert again[0].changes[0].id != taken.id


@pytest.mark.parametrize("code", ["MD07", "AC04", "MD06"])
def test_an_account_that_is_no_more_is_not_asked_again(tmp_path: Path, code: str) -> None:
    office = opened(tmp_path, mandate(1))
    acted(office, "2024-02-25", "collect")
    for number, one in enumerate(office.records(Collection, "2024-02-25")):
        office.add(BankReturn(id=f"b-{number}", collection=one.id, on=date(2024, 3, 4), returned_for=code), reason="bank")
    assert acted(office, "2024-03-05", "collect") == []
    assert len(acted(office, "2024-03-05", "undo")) == 2


def test_a_mandate_that_does_not_hold_takes_nothing(tmp_path: Path) -> None:
    ended = DebitMandate(id="MND-2", membership="m-2", start=date(2024, 1, 8), end=date(2024, 2, 1), iban=IBAN)
    office = opened(tmp_path, mandate(1, iban="DE89 3704 0044 0532 0130 01"), ended)
    assert acted(office, "2024-02-25", "collect") == []
    told = [one for one in office.check("2024-02-25") if one.code.startswith("grassroots_dues:")]
    assert [one.code for one in told] == ["grassroots_dues:mandate-iban"]
    assert "3704" not in told[0].text("en") + told[0].text("zh") + repr(told[0])
    idle = opened(tmp_path, mandate(1))
    assert {one.code for one in idle.check("2027-02-25")} >= {"grassroots_dues:mandate-idle"}
    assert acted(idle, "2027-02-25", "collect") == []


def test_a_plan_is_taken_in_instalments(tmp_path: Path) -> None:
    plan = PaymentPlan(id="pp-1", membership="m-1", start=date(2024, 4, 1), instalment=euro("10"), times=5)
    office = opened(tmp_path, mandate(1), plan)
    assert acted(office, "2024-03-20", "collect") == []
    acted(office, "2024-03-29", "collect")
    taken = office.records(Collection, "2024-03-29")
    assert [(one.month, one.amount) for one in taken] == [(date(2024, 1, 1), euro("10"))]
    acted(office, "2024-04-20", "book")
    acted(office, "2024-04-29", "collect")
    later = {one.id: one for one in office.records(Collection, "2024-04-29")}
    old = [one for id, one in later.items() if id != taken[0].id and one.month < date(2024, 4, 1)]
    assert sum(one.amount.value or 0 for one in old) == 10
    codes = {one.code for one in opened(tmp_path, plan).check("2024-06-20")}
    assert "grassroots_dues:plan-behind" in codes


@pytest.mark.parametrize("wrong", [{"times": 0}, {"times": -3}, {"instalment": euro("-5")}, {"instalment": DAMAGED}])
def test_by_a_plan_that_says_nothing_nothing_is_taken(tmp_path: Path, wrong: dict[str, Any]) -> None:
    told = {"start": date(2024, 2, 1), "instalment": euro("10"), "times": 3, **wrong}
    office = opened(tmp_path, mandate(1), PaymentPlan(id="pp-1", membership="m-1", **told))
    assert "grassroots_dues:plan-unsound" in {one.code for one in office.check("2024-06-25")}
    assert not any("for 2024-01-01" in one for one in acted(office, "2024-06-25", "collect"))


def test_what_cannot_be_read_is_neither_booked_nor_taken_again(tmp_path: Path) -> None:
    step = Step(state="presented", on=date(2024, 2, 1), due=date(2024, 2, 10))
    taken = Collection(
        id="dd-x", membership="m-1", debit_mandate="MND-1", month=date(2024, 1, 1), amount=DAMAGED, steps=(step,)
    )
    office = opened(tmp_path, mandate(1), taken)
    assert "grassroots_dues:collection-amount" in {one.code for one in office.check("2024-03-25")}
    assert acted(office, "2024-03-25", "book") == []
    assert not any("for 2024-01-01" in one for one in acted(office, "2024-03-25", "collect"))


def test_a_mandate_that_is_taken_back_takes_nothing_any_more(tmp_path: Path) -> None:
    office = opened(tmp_path, evolve(mandate(1), end=date(2024, 2, 27)), mandate(2))
    assert not any("of m-1 on" in one for one in acted(office, "2024-02-25", "collect")), "it ends before the day"
    office.correct("debit_mandate", "MND-2", end=date(2024, 2, 26), reason="taken back")
    with pytest.raises(HasProblems) as caught:
        office.export("pain008", tmp_path / "debits.xml", "2024-02-26")
    assert {one.code for one in caught.value.problems} == {"grassroots_dues:order-ended"}
    assert all("MND-2" in one.text("zh") for one in caught.value.problems)
    for one in office.records(Collection, "2024-02-26"):
        steps = (*one.steps, Step(state="returned", on=date(2024, 2, 26)))
        office.correct("collection", one.id, steps=steps, reason="never handed in")
    with pytest.raises(NotFound):
        office.export("pain008", tmp_path / "debits.xml", "2024-02-26")


def test_a_second_file_does_not_take_again_what_is_in_the_first(tmp_path: Path) -> None:
    office = opened(tmp_path, mandate(1))
    acted(office, "2024-02-25", "collect")
    first = office.export("pain008", tmp_path / "1.xml", "2024-02-25").read_bytes()
    office.add(mandate(2), reason="signed")
    assert len(acted(office, "2024-02-27", "collect")) == 1
    with pytest.raises(InvalidArgument) as caught:
        office.export("pain008", tmp_path / "2.xml", "2024-02-27")
    assert "2024-02-25, 2024-02-27" in caught.value.text("en")
    assert "2024-02-27" in caught.value.text("zh")
    with pytest.raises(InvalidArgument):
        office.export("pain008", tmp_path / "2.xml", "2024-02-27", presented="2024-02-26")
    second = office.export("pain008", tmp_path / "2.xml", "2024-02-27", presented="2024-02-27").read_text(encoding="utf-8")
    assert second.count("<EndToEndId>") == 1
    assert "<CtrlSum>15.00</CtrlSum>" in second
    again = office.export("pain008", tmp_path / "again.xml", "2024-02-27", presented="2024-02-25").read_text(encoding="utf-8")
    assert [again.count(f"<{tag}>") for tag in ("EndToEndId", "PmtInfId")] == [2, 1]
    message = again.partition("<MsgId>")[2].partition("<")[0]
    assert message.encode() in first, "the bank knows it again"


SECOND = """
[words.dues_line]
extra = { en = "extra", zh = "附加" }

[dues.extra]
en = "Extra"
zh = "附加会费"
since = ["full"]
currency = "EUR"
charges = []
waivers = []
payments = ["extra"]
tables = [{ name = "all", en = "all", zh = "全体", slabs = [{ amount = "7" }] }]

[debit.extra]
en = "Extra by debit"
zh = "附加会费扣款"
dues = "extra"
creditor = "DE98ZZZ09999999999"
account_holder = "Friends of the Club"
iban = "DE02 1203 0000 0000 2020 51"
"""


def test_each_rule_takes_and_books_its_own(tmp_path: Path) -> None:
    office = opened(tmp_path, mandate(1), text=CHARTER + SECOND)
    assert len(acted(office, "2024-02-25", "collect")) == 4
    assert acted(office, "2024-02-25", "collect") == []
    with pytest.raises(InvalidArgument):
        office.export("pain008", tmp_path / "debits.xml", "2024-02-25")
    for rule, total in (("monthly", "30.00"), ("extra", "14.00")):
        text = office.export("pain008", tmp_path / f"{rule}.xml", "2024-02-25", rule=rule).read_text(encoding="utf-8")
        assert f"<CtrlSum>{total}</CtrlSum>" in text
    assert len(acted(office, "2024-03-12", "book")) == 4
    lines = [one for one in office.records(DuesLine, "2024-03-12") if one.membership == "m-1"]
    assert {(one.kind, one.amount) for one in lines} == {("payment", euro("15")), ("extra", euro("7"))}


def test_a_return_that_two_files_tell_counts_once(tmp_path: Path) -> None:
    office = opened(tmp_path, mandate(1))
    acted(office, "2024-02-25", "collect")
    taken = next(one for one in office.records(Collection, "2024-02-25") if one.month == date(2024, 2, 1))
    for number, day in enumerate((4, 5)):
        told = BankReturn(id=f"b-{number}", collection=taken.id, on=date(2024, 3, day), returned_for="AM04")
        office.add(told, reason="bank")
    assert len(acted(office, "2024-03-06", "undo")) == 1
    assert [one for one in acted(office, "2024-03-06", "collect") if "for 2024-02-01" in one]


def test_what_falls_due_after_a_plan_began_pays_nothing_of_it(tmp_path: Path) -> None:
    plan = PaymentPlan(id="pp-1", membership="m-1", start=date(2024, 3, 15), instalment=euro("15"), times=2)
    paid = DuesLine(id="d-1", membership="m-1", kind="payment", month=date(2024, 3, 1), on=date(2024, 3, 20), amount=euro("15"))
    office = opened(tmp_path, plan, paid)
    behind = [one for one in office.check("2024-04-20") if one.code == "grassroots_dues:plan-behind"]
    assert ["15 EUR is late" in one.text("en") for one in behind] == [True], "March is due with its last day"


# -- the file ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["08", "02"])
def test_the_file_keeps_to_the_schema_of_the_standard(tmp_path: Path, version: str) -> None:
    sepaxml = pytest.importorskip("sepaxml")
    xmlschema = pytest.importorskip("xmlschema")
    office = opened(tmp_path, mandate(1), mandate(2, holder="张三"))
    acted(office, "2024-02-25", "collect")
    target = office.export("pain008", tmp_path / "debits.xml", "2024-02-25", version=version)
    schema = Path(sepaxml.__file__).parent / "schemas" / f"pain.008.001.{version}.xsd"
    xmlschema.XMLSchema(str(schema)).validate(str(target))
    text = target.read_text(encoding="utf-8")
    assert "Juergen Muessig" in text
    assert "NOTPROVIDED" in text
    assert "<CtrlSum>45.00</CtrlSum>" in text
    again = office.export("pain008", tmp_path / "again.xml", "2024-02-25", version=version)
    assert again.read_bytes() == target.read_bytes()
    with pytest.raises(NotFound):
        office.export("pain008", tmp_path / "late.xml", "2024-03-25", version=version)


def test_nothing_is_written_where_a_bank_would_take_only_a_part(tmp_path: Path) -> None:
    office = opened(tmp_path, mandate(1), mandate(2))
    acted(office, "2024-02-25", "collect")
    office.correct("debit_mandate", "MND-1", iban="DE00", reason="typed")
    with pytest.raises(HasProblems) as caught:
        office.export("pain008", tmp_path / "debits.xml", "2024-02-25")
    assert "MND-1" in caught.value.problems[0].text("en")
    assert caught.value.problems[0].text("zh")
    assert not (tmp_path / "debits.xml").exists()
    for purpose in ("publication", "statistics"):
        closed = office.seen_by(office.view.actor, purpose=purpose)
        with pytest.raises((NotFound, HasProblems)):
            closed.export("pain008", tmp_path / "debits.xml", "2024-02-25")
    dayless = evolve(office.get(Collection, office.records(Collection, "2024-02-25")[0].id), id="dd-dayless")
    office.add(evolve(dayless, steps=(Step(state="presented", on=date(2024, 2, 1)),)), reason="by hand")
    with pytest.raises(HasProblems) as caught:
        office.export("pain008", tmp_path / "debits.xml", "2024-02-25")
    assert "grassroots_dues:order-day" in {one.code for one in caught.value.problems}
    with pytest.raises(InvalidArgument):
        office.export("pain008", tmp_path / "debits.xml", "2024-02-25", rule="yearly")
    with pytest.raises(InvalidArgument):
        office.export("pain008", tmp_path / "debits.xml", "2024-02-25", version="99")


def test_an_account_is_erased_with_the_person(tmp_path: Path) -> None:
    office = opened(tmp_path, mandate(1))
    office.erase(("debit_mandate", "MND-1"), reason="asked")
    kept = office.get(DebitMandate, "MND-1")
    assert kept.iban is None
    assert kept.account_holder is None
    assert kept.start is not None
    counting = office.seen_by(office.view.actor, purpose="statistics")
    assert all(one.iban is None for one in counting.records(DebitMandate, "2024-02-25"))


# -- what the bank tells -----------------------------------------------------------------------------------------------------------

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>1</MsgId></GrpHdr><Ntfctn>
<Ntry><Amt Ccy="EUR">15.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2024-03-14</Dt></BookgDt><NtryDtls>
<TxDtls><Refs><EndToEndId>{id}</EndToEndId></Refs><AmtDtls><InstdAmt><Amt Ccy="EUR">15.00</Amt></InstdAmt></AmtDtls>
<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">99.00</Amt><BookgDt><Dt>2024-03-14</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>rent</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>
"""
PAIN002 = """<?xml version="1.0"?>
<p:Document xmlns:p="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><p:CstmrPmtStsRpt><p:GrpHdr><p:MsgId>1</p:MsgId>
<p:CreDtTm>2024-02-27T09:00:00</p:CreDtTm></p:GrpHdr><p:OrgnlGrpInfAndSts/><p:OrgnlPmtInfAndSts><p:TxInfAndSts>
<p:OrgnlEndToEndId>{id}</p:OrgnlEndToEndId><p:TxSts>RJCT</p:TxSts><p:StsRsnInf><p:Rsn><p:Cd>AC01</p:Cd></p:Rsn></p:StsRsnInf>
<p:OrgnlTxRef><p:Amt><p:InstdAmt Ccy="EUR">15.00</p:InstdAmt></p:Amt></p:OrgnlTxRef></p:TxInfAndSts></p:OrgnlPmtInfAndSts></p:CstmrPmtStsRpt></p:Document>
"""


def test_a_refused_debit_is_read_and_proposed_to_be_undone(tmp_path: Path) -> None:
    office = opened(tmp_path, mandate(1))
    acted(office, "2024-02-25", "collect")
    taken = office.records(Collection, "2024-02-25")[0]
    (tmp_path / "pain002.xml").write_text(PAIN002.format(id=taken.id), encoding="utf-8")
    assert office.take_in(tmp_path / "pain002.xml", reason="bank").problems == ()
    assert len(acted(office, "2024-02-28", "undo")) == 1
    unchanged = office.take_in(tmp_path / "pain002.xml", reason="bank")
    assert unchanged.problems == ()
    assert not unchanged.new


def test_what_matches_nothing_of_ours_is_told(tmp_path: Path) -> None:
    office = opened(tmp_path, mandate(1))
    (tmp_path / "camt.xml").write_text(CAMT.format(id="dd-unknown"), encoding="utf-8")
    reading = office.take_in(tmp_path / "camt.xml", reason="bank")
    assert len(reading.problems) == 1
    assert "dd-unknown" in reading.problems[0].text("en", reveal=True)
    assert "dd-unknown" not in reading.problems[0].text("en"), "whose dues came back is as closed as who is a member"
    assert office.records(BankReturn, "2024-12-31") == ()


@pytest.mark.parametrize(
    "text",
    [
        "<Document><BkToCstmrStmt>",
        '<!DOCTYPE d [<!ENTITY a "aaaa">]><Document><BkToCstmrStmt>&a;</BkToCstmrStmt></Document>',
        "<Other><x><BkToCstmrStmt/></x></Other>",
        '<?xml version="1.0" encoding="nonsense"?><Document><BkToCstmrStmt/></Document>',
        "<Document><CstmrPmtStsRpt><GrpHdr/><OrgnlGrpInfAndSts><GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>",
        "<Document><CstmrPmtStsRpt><OrgnlPmtInfAndSts><PmtInfSts>RJCT</PmtInfSts></OrgnlPmtInfAndSts><OrgnlPmtInfAndSts><TxInfAndSts/>"
        "</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>",
    ],
)
def test_a_file_that_is_none_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.xml").write_text(text, encoding="utf-8")
    rows = grassroots_dues.BankFile(tmp_path / "x.xml")
    with pytest.raises(HasProblems) as caught:
        list(rows.tables())
    assert caught.value.problems[0].text("zh")
    assert caught.value.problems[0].source is not None
    with pytest.raises(InvalidArgument):
        rows.write([])


# -- receipts, the charter, the kit ------------------------------------------------------------------------------------------------


def test_a_receipt_tells_what_was_paid_in_both_languages(tmp_path: Path) -> None:
    from grassroots_dues.receipts import receipt_of

    office = opened(tmp_path, mandate(1))
    text = receipt_of(office, "p-2", 2024)
    assert "Received from Bo, member of The Club:" in text
    assert "| 20 January 2024 | 2024-01 | 15.00 EUR |" in text
    assert "in one payment" in text
    assert "合计15.00欧元，共1笔" in receipt_of(office, "p-2", 2024, "zh")
    with pytest.raises(NotFound):
        receipt_of(office, "p-2", 2023)
    with pytest.raises(NotFound):
        receipt_of(office, "p-1", 2024)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("DE02 1203", "DE03 1203", "grassroots_dues:iban"),
        ("DE98ZZZ", "DE97ZZZ", "grassroots_dues:creditor"),
        ('dues = "monthly"', 'dues = "weekly"', "charter-named"),
        ('bic = "BYLADEM1001"', 'again = ["XX99"]', "charter-word"),
        ('since = ["full"]\ncurrency = "EUR"', 'since = ["full"]\ncurrency = "CNY"', "grassroots_dues:currency"),
    ],
)
def test_what_is_unsound_in_a_rule_is_told(tmp_path: Path, before: str, after: str, code: str) -> None:
    assert before in CHARTER
    with pytest.raises(CharterInvalid) as caught:
        opened(tmp_path, text=CHARTER.replace(before, after))
    assert code in {one.code for one in caught.value.problems}
    assert all(one.text("zh") for one in caught.value.problems)


def test_the_kind_keeps_the_laws_of_kinds() -> None:
    check_kind(grassroots_dues.grassroots_open_kind, "debit", {"charter.toml": CHARTER}, examples=2)
