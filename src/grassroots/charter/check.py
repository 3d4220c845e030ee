"""Proves a charter sound before it is used: every name leads somewhere, every state can be reached, every figure can be computed."""

from __future__ import annotations

from collections.abc import Iterator

from grassroots.charter.charter import Charter
from grassroots.charter.check_ledger import check_ledger, folded
from grassroots.charter.check_measure import check_cycles, check_measure
from grassroots.charter.check_outline import check_outline
from grassroots.charter.check_rules import check_rules
from grassroots.charter.check_words import check_custom, check_head, check_states, check_units, check_words
from grassroots.charter.finding import Finding, check_labels, check_name, finding
from grassroots.charter.ledger import LedgerRule
from grassroots.charter.toml import Path
from grassroots.problems import Problem


def check(charter: Charter) -> list[Problem]:
    """All that is wrong with a charter; empty if it is sound. The first detail of each problem, `at`, says where.

    >>> check(Charter(id="club", labels={"en": "Club"}))
    []
    """
    return [problem for _, problem in findings(charter)]


def findings(charter: Charter) -> list[Finding]:
    """All that is wrong, each with the path of the table or key in the charter's files."""
    return [
        *check_head(charter),
        *check_words(charter),
        *check_units(charter),
        *(one for own in charter.custom for one in check_custom(charter, own)),
        *(one for workflow in charter.workflows.values() for one in check_states(charter, workflow)),
        *(one for measure in charter.measures.values() for one in check_measure(charter, measure)),
        *check_cycles(charter),
        *(one for outline in charter.outlines.values() for one in check_outline(charter, outline)),
        *(one for rule in charter.ledgers.values() for one in _ledger(charter, rule)),
        *_ledger_names(charter),
        *check_rules(charter),
    ]


# -- ledgers -------------------------------------------------------------------------------------------------------------------------


def _ledger(charter: Charter, rule: LedgerRule) -> Iterator[Finding]:
    path: Path = ("ledger", rule.name)
    yield from check_name(path)
    yield from check_labels(charter, path, rule.labels)
    if "ballot" in rule.nouns:
        yield finding(path, "charter-ballot-ledger", "ballot")
    if "answer" in rule.nouns and not _laid_together(rule):
        yield finding(path, "charter-answer-ledger", "answer")
    for place, code, value, details in check_ledger(charter, rule):
        yield finding((*path, *place), code, value, **details)


def _laid_together(rule: LedgerRule) -> bool:
    """Whether a ledger of answers has one row for each way to answer a question, and no place for anything else."""
    places = {column.name: column.to for column in rule.columns}
    ways = {"survey", "item", "choice"}
    known_by = {*(places.get(name, "") for name in rule.key), *rule.set}
    return rule.nouns == ("answer",) and known_by == ways and set(places.values()) <= {*ways, "number"}


def _ledger_names(charter: Charter) -> Iterator[Finding]:
    """A table must be known for one ledger by its file or sheet name."""
    owner: dict[str, str] = {}
    for rule in charter.ledgers.values():
        for name in (rule.name, *rule.labels.values(), *rule.names):
            other = owner.setdefault(folded(name), rule.name)
            if other != rule.name:
                yield finding(("ledger", rule.name), "charter-ledger-name", name, other=other)
