"""What can be wrong with an example before it is tried: ledgers, columns and figures that there are not."""

from __future__ import annotations

from collections.abc import Iterator

from grassroots.charter.charter import Charter
from grassroots.charter.checking.finding import Finding, check_measure_name, finding
from grassroots.charter.example import Example
from grassroots.charter.toml import Path
from grassroots.problems import nearest


def check_example(charter: Charter, example: Example) -> Iterator[Finding]:
    """What is wrong with the names in an example."""
    here: Path = ("example", example.name)
    for ledger, rows in example.rows.items():
        rule = charter.ledgers.get(ledger)
        if rule is None:
            yield finding((*here, "rows", ledger), "charter-no-ledger", ledger, known=nearest(ledger, charter.ledgers))
            continue
        known = {text for column in rule.columns for text in (column.name, *column.headings)}
        for column in dict.fromkeys(column for row in rows for column in row if column not in known):
            yield finding((*here, "rows", ledger), "charter-choice", column, known=nearest(column, known))
    for name in example.figures:
        yield from check_measure_name(charter, (*here, "figures", name), name.split(".")[0])
