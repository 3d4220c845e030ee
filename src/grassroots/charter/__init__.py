"""Charters: an organization's own words and rules as checked data. TOML folders, loaded strictly, never code."""

from grassroots.charter.blocks import Bars, Head, Lines, Listing, Say, Table, Written
from grassroots.charter.charter import Charter
from grassroots.charter.condition import (
    ALWAYS,
    MISSING,
    Against,
    AllOf,
    AnyOf,
    Condition,
    Has,
    Is,
    Literal,
    NotOf,
    Segment,
    Stretch,
    Within,
)
from grassroots.charter.ledger import LedgerColumn, LedgerRule, SkipRule
from grassroots.charter.measure import Form, Measure, Reads, Split
from grassroots.charter.outline import Block, Outline, Section
from grassroots.charter.words import CustomField, Labels, Word
from grassroots.charter.workflow import Move, State, StateKind, Workflow

__all__ = [
    "ALWAYS",
    "MISSING",
    "Against",
    "AllOf",
    "AnyOf",
    "Bars",
    "Block",
    "Charter",
    "Condition",
    "CustomField",
    "Form",
    "Has",
    "Head",
    "Is",
    "Labels",
    "LedgerColumn",
    "LedgerRule",
    "Lines",
    "Listing",
    "Literal",
    "Measure",
    "Move",
    "NotOf",
    "Outline",
    "Reads",
    "Say",
    "Section",
    "Segment",
    "SkipRule",
    "Split",
    "State",
    "StateKind",
    "Stretch",
    "Table",
    "Within",
    "Word",
    "Workflow",
    "Written",
]
