"""Proves a charter sound before it is used: every name leads somewhere, every state can be reached, every figure can be computed."""

from __future__ import annotations

from grassroots.charter.charter import Charter
from grassroots.charter.checking.example import check_example
from grassroots.charter.checking.finding import Finding
from grassroots.charter.checking.ledger import check_ledger, check_ledger_names, check_rooms
from grassroots.charter.checking.measure import check_cycles, check_measure
from grassroots.charter.checking.outline import check_outline
from grassroots.charter.checking.rules import check_rules
from grassroots.charter.checking.segment import check_segment
from grassroots.charter.checking.words import check_custom, check_head, check_units, check_words
from grassroots.charter.checking.workflow import check_workflow
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
        *(one for workflow in charter.workflows.values() for one in check_workflow(charter, workflow)),
        *(one for segment in charter.segments.values() for one in check_segment(charter, segment)),
        *(one for measure in charter.measures.values() for one in check_measure(charter, measure)),
        *check_cycles(charter),
        *(one for outline in charter.outlines.values() for one in check_outline(charter, outline)),
        *(one for rule in charter.ledgers.values() for one in check_ledger(charter, rule)),
        *check_ledger_names(charter),
        *check_rooms(charter),
        *check_rules(charter),
        *(one for example in charter.examples.values() for one in check_example(charter, example)),
    ]
