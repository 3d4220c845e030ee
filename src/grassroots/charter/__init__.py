"""Charters: an organization's own words and rules as checked data. TOML folders, loaded strictly, never code."""

from grassroots.charter.charter import Charter
from grassroots.charter.ledger import LedgerColumn, LedgerRule, SkipRule
from grassroots.charter.measure import (
    ALWAYS,
    MISSING,
    All,
    Any,
    Condition,
    Form,
    Has,
    Is,
    Literal,
    Measure,
    Not,
    Reads,
    Split,
    Within,
)
from grassroots.charter.outline import Bars, Block, Outline, Say, Section, Table
from grassroots.charter.words import CustomField, Labels, Word
from grassroots.charter.workflow import Move, State, StateKind, Workflow

__all__ = [
    "ALWAYS",
    "MISSING",
    "All",
    "Any",
    "Bars",
    "Block",
    "Charter",
    "Condition",
    "CustomField",
    "Form",
    "Has",
    "Is",
    "Labels",
    "LedgerColumn",
    "LedgerRule",
    "Literal",
    "Measure",
    "Move",
    "Not",
    "Outline",
    "Reads",
    "Say",
    "Section",
    "SkipRule",
    "Split",
    "State",
    "StateKind",
    "Table",
    "Within",
    "Word",
    "Workflow",
]
