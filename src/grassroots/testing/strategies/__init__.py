"""Hypothesis strategies for every public type: values, records, whole organizations, broken ones, and measures.

Needs the extra `testing`. With it installed, `st.from_type(Case)` works too, for every noun and value.
"""

from grassroots.testing.strategies.broken import FAULTS, BrokenOrganization, broken_organizations
from grassroots.testing.strategies.measures import RECORD_FORMS, charters, charters_with_measures, conditions, measures
from grassroots.testing.strategies.organizations import Organization, organizations
from grassroots.testing.strategies.records import (
    any_customs,
    attachments,
    customs,
    external_ids,
    local_names,
    placements,
    records,
    records_of_any_noun,
    steps,
    usable_nouns,
)
from grassroots.testing.strategies.values import (
    days,
    decimals,
    ids,
    partial_dates,
    periods,
    quantities,
    rates,
    refs,
    sources,
    texts,
)

__all__ = [
    "FAULTS",
    "RECORD_FORMS",
    "BrokenOrganization",
    "Organization",
    "any_customs",
    "attachments",
    "broken_organizations",
    "charters",
    "charters_with_measures",
    "conditions",
    "customs",
    "days",
    "decimals",
    "external_ids",
    "ids",
    "local_names",
    "measures",
    "organizations",
    "partial_dates",
    "periods",
    "placements",
    "quantities",
    "rates",
    "records",
    "records_of_any_noun",
    "refs",
    "sources",
    "steps",
    "texts",
    "usable_nouns",
]
