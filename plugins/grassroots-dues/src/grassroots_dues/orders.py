"""The file for the bank: what is with it by our records, as direct debits by ISO 20022 (pain.008), for the SEPA core scheme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from attrs import field, frozen

from grassroots.errors import HasProblems, InvalidArgument
from grassroots.leaving import Leaving
from grassroots.model import Collection, DebitMandate, DuesLine
from grassroots.problems import Problem, nearest
from grassroots_dues.numbers import NOT_PROVIDED, is_iban, is_number, letters, plain
from grassroots_dues.rule import DebitRule
from grassroots_dues.wanted import taken_by

VERSIONS = {"08": "pain.008.001.08", "02": "pain.008.001.02"}


@frozen(kw_only=True)
class _Order:
    collection: Collection
    mandate: DebitMandate
    due: date

    @property
    def amount(self) -> Decimal:
        return self.collection.amount.value or Decimal(0)


@frozen(kw_only=True)
class DebitOrders:
    """A file of direct debits: the collections by a rule that are with the bank and whose day is yet to come; with a period, those whose day lies in it. The
    same records give the same file, so that a bank knows it again.

    `rule`: the debit rule, by its name or its label, where there are several. `presented`: the day on which they were handed over (2024-02-25), where there are
    several: each has a file of its own. `version`: 08 or 02.
    """

    rule: str = ""
    presented: str = field(default="", converter=str)
    version: str = field(default="08", converter=str)
    ending = ".xml"

    def write(self, leaving: Leaving, target: Path) -> None:
        """Writes the file.

        Raises:
            InvalidArgument: no such rule, day or version.
            HasProblems: some of it no bank would take: mandates that ended or have no sound account, amounts that are none. Nothing is written.
            NotFound: nothing is with the bank, or nothing that the purpose opens.
        """
        rule = self._rule(leaving)
        if self.version not in VERSIONS:
            raise InvalidArgument.of(Problem("grassroots_dues:version", value=self.version, details={"known": tuple(VERSIONS)}))
        orders, problems = list[_Order](), list[Problem]()
        handed: dict[str, list[tuple[Collection, date]]] = {}
        for collection in taken_by(rule, leaving.all(Collection), leaving.charter, leaving.day):
            status = leaving.status(collection)
            due = next((step.due for step in collection.steps if step.due is not None), None)
            if status is None or status.state != "presented" or leaving.snapshot.get(DuesLine, collection.id):
                continue
            if due is None:
                place = leaving.snapshot.sources.get(("collection", collection.id))
                problems.append(
                    Problem("grassroots_dues:order-day", source=place, value=collection.id, details={"id": collection.id})
                )
                continue
            if due > leaving.day if leaving.period is None else leaving.within(due):
                handed.setdefault(status.since.isoformat(), []).append((collection, due))
        for collection, due in self._of_one_day(handed):
            mandate = leaving.snapshot.get(DebitMandate, collection.debit_mandate)
            found = list(_wrong(collection, mandate, due, leaving))
            problems += found
            if mandate is not None and not found:
                orders.append(_Order(collection=collection, mandate=mandate, due=due))
        if problems:
            raise HasProblems("the file of debits cannot be written", tuple(problems))
        listed = sorted(leaving.some(orders), key=lambda one: (one.due, one.collection.id))
        document = _document(rule, listed, leaving.day, VERSIONS[self.version])
        indent(document)
        target.write_bytes(b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(document, encoding="utf-8") + b"\n")

    def _of_one_day(self, handed: Mapping[str, list[tuple[Collection, date]]]) -> list[tuple[Collection, date]]:
        """What one file holds. What was handed over on an earlier day stands in the file of that day: a bank would take it twice."""
        if self.presented in handed or not handed:
            return handed.get(self.presented, [])
        if self.presented or len(handed) > 1:
            known = tuple(sorted(handed))
            raise InvalidArgument.of(Problem("grassroots_dues:which-day", value=self.presented, details={"known": known}))
        return next(iter(handed.values()))

    def _rule(self, leaving: Leaving) -> DebitRule:
        known = {one.known_as: one for one in leaving.charter.rules_of(DebitRule, leaving.day)}
        if not self.rule and len(known) == 1:
            return next(iter(known.values()))
        found = [one for one in known.values() if self.rule and self.rule in (one.known_as, *one.labels.values())]
        if len(found) == 1:
            return found[0]
        near = nearest(self.rule, known) if self.rule else tuple(known)
        raise InvalidArgument.of(Problem("grassroots_dues:which-rule", value=self.rule, details={"known": near}))


def _wrong(collection: Collection, mandate: DebitMandate | None, due: date, leaving: Leaving) -> Iterator[Problem]:
    """What no bank would take. The number of an account is told to nobody."""
    about = {"id": collection.id, "mandate": str(collection.debit_mandate)}
    place = leaving.snapshot.sources.get(("debit_mandate", str(collection.debit_mandate)))
    iban = None if mandate is None else leaving.told(mandate.iban)
    if mandate is None or mandate.start is None or not is_number(mandate.id):
        yield Problem("grassroots_dues:order-mandate", source=place, value=collection.id, details=about)
    elif mandate.end is not None and mandate.end <= due:
        yield Problem("grassroots_dues:order-ended", source=place, value=collection.id, details=about)
    elif iban is None or not is_iban(iban):
        yield Problem("grassroots_dues:order-account", source=place, value=collection.id, details=about)
    amount = collection.amount
    if (
        amount.value is None
        or amount.measured_in != "EUR"
        or not Decimal("0.01") <= amount.value <= Decimal("999999999.99")
        or amount.value != round(amount.value, 2)
        or not is_number(collection.id)
    ):
        yield Problem("grassroots_dues:order-amount", source=place, value=str(amount), details=about)


def _document(rule: DebitRule, orders: list[_Order], day: date, version: str) -> Element:
    document = Element("Document", xmlns=f"urn:iso:std:iso:20022:tech:xsd:{version}")
    body = SubElement(document, "CstmrDrctDbtInitn")
    told = "\0".join(f"{one.collection.id} {one.amount} {one.due} {one.mandate.id} {one.mandate.iban}" for one in orders)
    message = f"{rule.known_as[:10]}-{sha256(told.encode()).hexdigest()[:20]}"
    message = message if is_number(message) else message.rpartition("-")[2]
    head = _put(body, "GrpHdr", MsgId=message, CreDtTm=f"{day.isoformat()}T00:00:00", **_sums(orders))
    _put(SubElement(head, "InitgPty"), Nm=letters(rule.account_holder))
    for number, (due, group) in enumerate(groupby(orders, key=lambda one: one.due), 1):
        _batch(body, rule, list(group), due, f"{message}-{number}", version)
    return document


def _batch(body: Element, rule: DebitRule, orders: list[_Order], due: date, name: str, version: str) -> None:
    batch = _put(body, "PmtInf", PmtInfId=name, PmtMtd="DD", BtchBookg="true", **_sums(orders))
    kind = SubElement(batch, "PmtTpInf")
    _put(SubElement(kind, "SvcLvl"), Cd="SEPA")
    _put(SubElement(kind, "LclInstrm"), Cd="CORE")
    _put(kind, SeqTp="RCUR")
    _put(batch, ReqdColltnDt=due.isoformat())
    _put(SubElement(batch, "Cdtr"), Nm=letters(rule.account_holder))
    _account(batch, "CdtrAcct", rule.iban)
    _bank(batch, "CdtrAgt", rule.bic, version)
    _put(batch, ChrgBr="SLEV")
    creditor = SubElement(SubElement(SubElement(SubElement(batch, "CdtrSchmeId"), "Id"), "PrvtId"), "Othr")
    _put(creditor, Id=plain(rule.creditor))
    _put(SubElement(creditor, "SchmeNm"), Prtry="SEPA")
    for one in orders:
        order = SubElement(batch, "DrctDbtTxInf")
        _put(SubElement(order, "PmtId"), EndToEndId=one.collection.id)
        SubElement(order, "InstdAmt", Ccy="EUR").text = f"{one.amount:.2f}"
        mandate = SubElement(SubElement(order, "DrctDbtTx"), "MndtRltdInf")
        _put(mandate, MndtId=one.mandate.id, DtOfSgntr=str(one.mandate.start))
        _bank(order, "DbtrAgt", one.mandate.bic or "", version)
        _put(SubElement(order, "Dbtr"), Nm=letters(one.mandate.account_holder))
        _account(order, "DbtrAcct", one.mandate.iban or "")
        _put(SubElement(order, "RmtInf"), Ustrd=letters(f"{rule.account_holder} {one.collection.month:%Y-%m}", 140))


def _sums(orders: list[_Order]) -> dict[str, str]:
    return {"NbOfTxs": str(len(orders)), "CtrlSum": f"{sum(one.amount for one in orders):.2f}"}


def _put(parent: Element, name: str = "", /, **texts: str) -> Element:
    there = SubElement(parent, name) if name else parent
    for tag, text in texts.items():
        SubElement(there, tag).text = text
    return there


def _account(parent: Element, tag: str, iban: str) -> None:
    _put(SubElement(SubElement(parent, tag), "Id"), IBAN=plain(iban))


def _bank(parent: Element, tag: str, bic: str, version: str) -> None:
    bank = SubElement(SubElement(parent, tag), "FinInstnId")
    if bic:
        _put(bank, **{"BIC" if version.endswith("02") else "BICFI": plain(bic)})
    else:
        _put(SubElement(bank, "Othr"), Id=NOT_PROVIDED)
