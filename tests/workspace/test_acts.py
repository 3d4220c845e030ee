"""Acts of every kind of rule through the front door: what is proposed is carried out by a named actor, with a reason, and then neither proposed nor to be done."""

from __future__ import annotations

import pytest
from support.every_kind import every_kind
from support.plots import PLOTS

import grassroots as gr
from grassroots.errors import HasProblems
from grassroots.reading import At
from grassroots.rules.registry import KINDS
from grassroots.snapshot import Snapshot

BY_HAND = {
    "clock": "a report to those above is written by hand",
    "dues": "that a membership lapses is a step whose body decides it in its minutes",
    "mobility": "the other unit takes the member up",
    "formation": "units change by a change event that names all of them",
    "outreach": "what is thrown away is withdrawn, and no record is changed",
    "handling": "the next step names who takes it, and on what ground",
    "duplicates": "the charter of these plots names no state of a merged case; `tests/workspace/test_telling.py` merges",
}
"""Kinds whose proposals carry no change: why people write it down themselves."""

ACTING = [name for name, kind in KINDS.items() if kind.proposes and name not in BY_HAND]


@pytest.mark.parametrize("name", ACTING)
def test_what_a_kind_proposes_is_carried_out_by_a_named_actor_with_a_reason_and_is_done(name: str) -> None:
    kind = KINDS[name]
    own = [PLOTS[name]] if name in PLOTS else []
    for plot in (*own, *PLOTS.values()):
        for records in reversed(tuple(plot.offices)):
            at = At.of(Snapshot.of(records, every_kind(), as_of=plot.day, check=False))
            proposal = next((one for one in kind.proposals(at) if one.changes), None)
            if proposal is None:
                continue
            office = gr.open("memory:", charter=every_kind())
            try:
                office.add(*records, reason="the beginning")
            except HasProblems:
                continue  # what an office may not write down
            assert proposal in office.proposals(plot.day)
            with pytest.raises(gr.errors.InvalidArgument):
                office.act(proposal, reason=" ", decided_by="ann", actor="clerk")
            office.act(proposal, reason="resolved at the meeting", decided_by="ann", actor="clerk")
            for change in proposal.changes:
                last = office.history(change.noun, change.id)[-1]
                assert (last.actor, last.reason) == ("clerk", "resolved at the meeting")
            assert proposal not in office.proposals(plot.day)
            assert not [one for one in office.todo(plot.day) if (one.rule, one.reason) == (proposal.rule, proposal.reason)]
            with pytest.raises(gr.errors.InvalidArgument):
                office.act(proposal, reason="again", decided_by="ann", actor="clerk")
            return
    pytest.fail("no plot has anything that this kind would propose with a change")


@pytest.mark.parametrize("name", BY_HAND)
def test_a_kind_that_carries_no_change_says_so(name: str) -> None:
    for plot in PLOTS.values():
        for records in plot.offices:
            at = At.of(Snapshot.of(records, every_kind(), as_of=plot.day, check=False))
            assert not [one for one in KINDS[name].proposals(at) if one.changes]
