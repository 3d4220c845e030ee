"""Records that contradict a rule are told by the check of the office, and sound ones are not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import attrs
import pytest
from attrs import fields, has
from support.every_kind import every_kind
from support.plots import PLOTS, casework, openness, programmes, service, time

from grassroots.charter import Form, Measure
from grassroots.fields import fields_of
from grassroots.figures import evaluate
from grassroots.figures.wording import Wording
from grassroots.model import key_of, noun_name
from grassroots.reading import At
from grassroots.rules.registry import KINDS
from grassroots.snapshot import Snapshot
from grassroots.testing.kind_kit import carried_out
from grassroots.testing.planted import Told, told_of
from grassroots.values import Period, Source

FLOOR = Fraction(19, 20)
"""Of the faults planted in the records of a kind, at least this share is told."""


@cache
def found() -> dict[str, Told]:
    return {one.kind: one for one in told_of(PLOTS, every_kind())}


@pytest.mark.parametrize("kind", sorted(PLOTS))
def test_sound_records_give_no_false_alarm(kind: str) -> None:
    assert kind in KINDS
    assert [str(one) for one in found()[kind].alarms] == []


@pytest.mark.parametrize("kind", sorted(PLOTS))
def test_records_that_contradict_a_rule_are_told(kind: str) -> None:
    assert found()[kind].rate >= FLOOR, found()[kind].unseen


def offices(kind: str) -> Iterator[Snapshot]:
    """The sound office of a plot, one for each of its faults, and one for each thing that is open."""
    plot = PLOTS[kind]
    for records in plot.offices:
        yield Snapshot.of(records, every_kind(), as_of=plot.day, check=False)


@pytest.mark.parametrize("kind", sorted(PLOTS))
def test_what_is_carried_out_is_no_longer_proposed_nor_to_be_done(kind: str) -> None:
    for snapshot in offices(kind):
        for one in KINDS[kind].proposals(At.of(snapshot)):
            if one.changes:
                after = At.of(Snapshot.of(carried_out(one, snapshot), every_kind(), as_of=snapshot.as_of, check=False))
                assert one not in tuple(KINDS[kind].proposals(after)), one.reason.text()
                assert one.reason not in [task.reason for task in KINDS[kind].to_dos(after)], one.reason.text()


@pytest.mark.parametrize("kind", sorted(PLOTS))
def test_a_figure_counts_what_a_rule_derives(kind: str) -> None:
    for snapshot in offices(kind):
        for one in KINDS[kind].derives:
            noun = noun_name(one.noun)
            # What stands for a time (a turn, a term) counts while it stands, as stored records do.
            derived = [record for record in snapshot.all(noun).values() if snapshot.counts_on(record, snapshot.as_of)]
            measure = Measure(name="it", labels={"en": "it"}, form=Form.COUNT, noun=noun)
            figure = evaluate([measure], snapshot, period=Period.year(snapshot.as_of.year))["it"]
            assert figure.value == (len(derived) if figure.recorded else None)
            assert figure.recorded or not derived


OF_SEVERAL = frozenset({"assess-quota", "outreach-base", "outreach-no-festival"})
"""What is said of several records at once, or of a calendar."""


@pytest.mark.parametrize("kind", sorted(PLOTS))
def test_what_a_rule_says_stands_at_the_row_of_a_record(kind: str) -> None:
    plot = PLOTS[kind]
    for records in plot.offices:
        rows = {key_of(one): Source("ledger.csv", row=number) for number, one in enumerate(records, 2)}
        at = At.of(Snapshot.of(records, every_kind(), as_of=plot.day, sources=rows, check=False))
        asked = [one.reason for one in (*KINDS[kind].to_dos(at), *KINDS[kind].proposals(at))]
        assert {one.code for one in (*KINDS[kind].problems(at), *asked) if one.source is None} <= OF_SEVERAL


OF_A_RULE = frozenset({"part", "name"})
"""Values that name a part of a rule, which is called as its charter calls it."""


@pytest.mark.parametrize("kind", sorted(PLOTS))
def test_values_of_derived_records_are_told_in_chinese(kind: str) -> None:
    for snapshot in offices(kind):
        typed = {text for record in snapshot for text in _typed(record)}
        words = Wording("zh", snapshot.charter)
        for derivation in KINDS[kind].derives:
            noun = noun_name(derivation.noun)
            leading = {info.name for info in fields_of(derivation.noun) if info.refs} | OF_A_RULE
            for record in snapshot.all(noun).values():
                for name, value in attrs.asdict(record, recurse=False).items():
                    if isinstance(value, str) and name not in leading | {"id"} and value not in typed:
                        told = words.literal(noun, name, str(value))
                        assert not re.search("[a-z]{3}", told), (noun, name, told)


OWN = {**casework.PLOTS, **openness.PLOTS, **programmes.PLOTS, **service.PLOTS, **time.PLOTS}
"""The families whose sentences name units themselves; in the others they are named where they are read."""


@pytest.mark.parametrize("kind", sorted(OWN))
def test_sentences_name_units_by_their_names_and_are_whole_in_both_languages(kind: str) -> None:
    for snapshot in offices(kind):
        at = At.of(snapshot)
        for one in (*KINDS[kind].problems(at), *(task.reason for task in KINDS[kind].to_dos(at))):
            for language in ("en", "zh"):
                text = one.text(language, reveal=True)
                assert "{" not in text
            assert "Unit " in text or not {"unit"} & set(one.details), (one.code, text)


def _typed(part: object) -> Iterator[str]:
    """Every text that stands in a record: ids, names, what somebody typed."""
    if isinstance(part, str):
        yield part
        yield re.split(r" (?=\d)", part)[0]  # the street of an address
    elif isinstance(part, tuple):
        for one in part:
            yield from _typed(one)
    elif has(type(part)):
        for one in fields(type(part)):
            yield from _typed(getattr(part, one.name))


@pytest.mark.parametrize("kind", sorted(PLOTS))
def test_a_chinese_message_says_no_word_of_another_language_but_what_was_typed(kind: str) -> None:
    for snapshot in offices(kind):
        at = At.of(snapshot)
        sources = {rule.source for rules in snapshot.charter.rules.values() for rule in rules.values()}
        typed = sorted(
            {text for record in snapshot for text in _typed(record) if text} | (sources - {""}), key=len, reverse=True
        )
        reasons = (one.reason for found in (KINDS[kind].to_dos(at), KINDS[kind].proposals(at)) for one in found)  # type: ignore[attr-defined]
        for one in (*KINDS[kind].problems(at), *reasons):
            bare = re.sub(r"\[[^\]]*\]|holidays:CN", "", one.text("zh", reveal=True))
            for text in typed:
                bare = re.sub(re.escape(text), "", bare, flags=re.IGNORECASE)
            assert re.findall(r"[A-Za-z_]{3,}", bare) == [], one.text("zh", reveal=True)
