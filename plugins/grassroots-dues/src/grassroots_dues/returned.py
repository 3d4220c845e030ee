"""Files in which a bank tells what became of debits: refused ones (pain.002), and those sent back on a statement or a note (camt.053, camt.054)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.parsers.expat import ExpatError, ParserCreate

from attrs import frozen

from grassroots.errors import HasProblems, InvalidArgument
from grassroots.ledgers.table import Row, Sheet, Table, digest_of, read_whole
from grassroots.problems import Problem
from grassroots.values import Source

ROOTS = {"CstmrPmtStsRpt": "pain.002", "BkToCstmrStmt": "camt.053", "BkToCstmrDbtCdtNtfctn": "camt.054"}
HEADINGS = ("return No.", "collection No.", "told on", "returned for", "amount", "currency")
"""As the ledger of returns is headed."""


def is_bank_file(path: Path) -> bool:
    """Whether a file is one in which a bank tells what became of payments."""
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError:
        return False
    text = start.replace(b"\0", b"")
    return b"<" in text and any(f"<{root}".encode() in text or f":{root}".encode() in text for root in ROOTS)


@frozen
class BankFile:
    """A file of a bank; a row is a debit that was refused or sent back. What else stands on a statement is not ours to read."""

    path: Path

    def tables(self) -> Iterator[Table]:
        """The one table: a row each return, numbered in the order of the file, the headings being row 1.

        Raises:
            NotFound: there is no such file.
            HasProblems: it is no such file, or it refuses a batch as a whole.
        """
        name, data = self.path.name, read_whole(self.path)
        root = _parsed(data, name)
        found = list(dict.fromkeys(_refused(root, name) if root.tag == "CstmrPmtStsRpt" else _sent_back(root)))
        rows = [Row(HEADINGS, Source(name, "", 1))]
        rows += [Row(cells, Source(name, "", at)) for at, cells in enumerate(found, 2)]
        yield Table(file=name, sheet="", rows=iter(rows), encoding="utf-8", digest=digest_of(data))

    def write(self, sheets: Sequence[Sheet]) -> None:
        """Refuses: what a bank tells is written by the bank.

        Raises:
            InvalidArgument: always.
        """
        raise InvalidArgument.of(Problem("grassroots_dues:bank-writes", value=self.path.name))


def _parsed(data: bytes, name: str) -> Element:
    """The message below the document. What declares entities is no file of a bank."""
    builder, parser = TreeBuilder(), ParserCreate()

    def refuse(*told: object) -> None:
        raise ValueError("a file of a bank declares nothing")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda tag, given: builder.start(tag.rpartition(":")[2], given)
    parser.EndElementHandler = lambda tag: builder.end(tag.rpartition(":")[2])
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(data, True)
        document = builder.close()
    except (ExpatError, ParseError, ValueError, AssertionError, LookupError) as error:
        raise _unreadable(name, type(error).__name__) from error
    for tag in ROOTS:
        if document.tag == tag:
            return document
        if (found := document.find(tag)) is not None:
            return found
    raise _unreadable(name, str(document.tag))


def _unreadable(name: str, why: str) -> HasProblems:
    return HasProblems(f"{name} cannot be read", (Problem("grassroots_dues:not-bank", source=Source(name), value=why),))


def _refused(root: Element, name: str) -> Iterator[tuple[str, ...]]:
    """The debits that a report refuses."""
    day = _day(root, "GrpHdr/CreDtTm")
    for one in root.iter("TxInfAndSts"):
        if _text(one, "TxSts") in ("RJCT", ""):
            amount = one.find("OrgnlTxRef/Amt/InstdAmt")
            yield _row(_text(one, "OrgnlEndToEndId"), day, _reason(one, "StsRsnInf"), amount)
    batches = root.findall("OrgnlPmtInfAndSts")
    whole = [one for one in batches if _text(one, "PmtInfSts") == "RJCT" and one.find("TxInfAndSts") is None]
    if next(root.iter("TxInfAndSts"), None) is None:
        whole += [one for one in root.findall("OrgnlGrpInfAndSts") if _text(one, "GrpSts") == "RJCT"]
    if whole:
        code = next((one.text or "" for batch in whole for one in batch.iter("Cd")), "")
        raise HasProblems(
            f"{name} refuses a whole batch", (Problem("grassroots_dues:batch-refused", source=Source(name), value=code),)
        )


def _sent_back(root: Element) -> Iterator[tuple[str, ...]]:
    """The debits that were sent back after they were booked."""
    for entry in root.iter("Ntry"):
        day = _day(entry, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")
        for one in entry.iter("TxDtls"):
            if one.find("RtrInf") is not None:
                amount = next(
                    (
                        there
                        for path in ("AmtDtls/InstdAmt/Amt", "Amt", "AmtDtls/TxAmt/Amt")
                        if (there := one.find(path)) is not None
                    ),
                    None,
                )
                yield _row(_text(one, "Refs/EndToEndId"), day, _reason(one, "RtrInf"), amount)


def _row(collection: str, day: str, code: str, amount: Element | None) -> tuple[str, ...]:
    value = "" if amount is None else (amount.text or "").strip()
    return f"{collection}/{day}", collection, day, code, value, amount.get("Ccy", "") if amount is not None and value else ""


def _reason(one: Element, below: str) -> str:
    return _text(one, f"{below}/Rsn/Cd") or _text(one, f"{below}/Rsn/Prtry")


def _day(one: Element, *paths: str) -> str:
    return next((found[:10] for path in paths if (found := _text(one, path))), "")


def _text(one: Element, path: str) -> str:
    return (one.findtext(path) or "").strip()
