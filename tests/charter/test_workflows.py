"""Workflows are proved before they are used: a real specimen with real faults, and each fault planted in a sound one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve
from support.charters import sound_charters
from support.clubs import problems_of
from support.sheets import shared_data

import grassroots as gr
from grassroots.builtin.digit import grassroots_open_charter, read_digit
from grassroots.charter import Workflow
from grassroots.charter.checking.workflow import unsound_workflow
from grassroots.charter.loading import load
from grassroots.cli import main
from grassroots.rules.registry import KINDS
from grassroots.rules.time.clock_rule import ClockRule
from grassroots.workspace.charters import open_charter


def specimen() -> str:
    return shared_data("workflow/digit_pgr.json").read_text(encoding="utf-8")


def mended(text: str) -> dict[str, Any]:
    """The specimen without its faults: the start has a name, what is rated after a solution ends as solved, and only ends are ends."""
    data: dict[str, Any] = json.loads(text)
    for state in data["BusinessServices"][0]["states"]:
        if state["state"] is None:
            state["state"] = "NEW"
        if state["state"] in ("REJECTED", "RESOLVED"):
            state["isTerminateState"] = False
        if state["state"] == "RESOLVED":
            state["actions"][1]["nextState"] = "CLOSEDAFTERRESOLUTION"
    return data


def test_the_faults_of_a_real_workflow_are_found_all_and_no_other() -> None:
    found = {(one.code, one.details["at"]) for one in problems_of(read_digit(specimen()))}
    assert found == {
        ("charter-unnamed-state", "workflow.PGR.state."),
        ("charter-final-left", "workflow.PGR.state.REJECTED"),
        ("charter-final-left", "workflow.PGR.state.RESOLVED"),
        ("charter-contrary-end", "workflow.PGR.state.RESOLVED"),
        ("charter-unreachable", "workflow.PGR.state.CLOSEDAFTERRESOLUTION"),
    }


def test_each_fault_of_the_specimen_says_where_it_is_what_leads_there_and_what_to_do() -> None:
    text = specimen()
    told = {(one.code, one.value): one for one in problems_of(read_digit(text))}
    left = told["charter-final-left", "RESOLVED"]
    assert "REOPEN → PENDINGFORASSIGNMENT, RATE → CLOSEDAFTERREJECTION" in str(left)
    assert "RATE → CLOSEDAFTERREJECTION" in str(told["charter-contrary-end", "RESOLVED"])
    lines = read_digit(text)["workflow.toml"].splitlines()
    for one in told.values():
        assert one.source is not None
        assert lines[one.source.row - 1].startswith('[workflow."PGR".state.')
        assert one.cure
        assert one.text("zh").startswith(f"workflow.toml，第{one.source.row}行：")


def test_mended_and_with_its_times_the_specimen_is_sound() -> None:
    data = mended(specimen())
    charter = load(read_digit(json.dumps(data)), kinds=KINDS)
    workflow = charter.workflows["PGR"]
    limits = {rule.name: rule.limit[0].amount / 24 for rule in charter.rules["clock"].values() if isinstance(rule, ClockRule)}
    assert limits == {"PGR": 5, "PGR_PENDINGATLME": 3}
    assert workflow.moves_of("RESOLVED", ["CITIZEN"]) == ("PENDINGFORASSIGNMENT", "CLOSEDAFTERRESOLUTION")
    assert workflow.moves_of("RESOLVED", ["PGR_LME"]) == ()


@pytest.mark.parametrize(("state", "codes"), [(432_000_001, ["charter-clock-inside"]), (432_000_000, [])])
def test_a_state_may_take_as_long_as_the_whole_and_no_longer(state: int, codes: list[str]) -> None:
    data = mended(specimen())
    data["BusinessServices"][0]["states"][3]["sla"] = state
    assert [one.code for one in problems_of(read_digit(json.dumps(data)))] == codes


def test_a_file_of_business_services_is_opened_through_the_charter_door(tmp_path: Any) -> None:
    file = tmp_path / "pgr.json"
    file.write_text(json.dumps(mended(specimen())), encoding="utf-8")
    assert "PGR" in open_charter(str(file)).workflows
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    assert grassroots_open_charter(str(tmp_path / "other.json"), {}) is None
    with pytest.raises(gr.errors.InvalidValue, match="business services"):
        read_digit('{"BusinessServices": [{"states": 3}]}')


@pytest.mark.parametrize("name", ["1-null-start", "2-selfloop-with-sla", "3-next-by-uuid", "5-two-starts"])
def test_the_dialect_of_the_platform_is_no_fault(name: str) -> None:
    file = shared_data(f"found/workflow/{name}.json")
    assert problems_of(read_digit(file.read_text(encoding="utf-8"))) == ()
    assert main(["check", str(file)]) == 0


def states(*given: dict[str, Any]) -> str:
    return json.dumps({"BusinessServices": [{"businessService": "HELP", "states": list(given)}]})


def state(name: str | None, *moves: str | None, **more: Any) -> dict[str, Any]:
    return {"state": name, "actions": [{"action": f"to {to}", "nextState": to, "roles": ["R"]} for to in moves], **more}


def test_all_starts_are_kept_and_moves_by_uuid_lead_where_they_lead() -> None:
    given = states(
        state(None, "u-2", isStartState=True, uuid="u-1"),
        state("PHONE", "OPEN", isStartState=True, uuid="u-4"),
        state("OPEN", "u-1", "OPEN", "u-3", uuid="u-2", sla=60_000),
        state("DONE", "DONE", uuid="u-3", isTerminateState=True),
    )
    workflow = load(read_digit(given), kinds=KINDS).workflows["HELP"]
    assert workflow.starts == ("START", "PHONE")
    assert workflow.states["OPEN"].next == ("START", "OPEN", "DONE")


def test_real_faults_are_found_in_the_dialect_too() -> None:
    given = states(
        state(None, "OPEN", isStartState=True),
        state("OPEN", "GONE", "DONE"),
        state("DONE", isTerminateState=True),
        state("LOST", "DONE"),
    )
    codes = {problem.code for problem in problems_of(read_digit(given))}
    assert codes == {"charter-state", "charter-unreachable", "charter-unnamed-state"}


LIFE = """\
id = "club"
label = { en = "Club" }
[words.unit]
club = { en = "club" }
[words.post]
clerk = { en = "clerk" }
[words.role]
resident = { en = "resident" }
[workflow.case.state.asked]
kind = "open"
en = "asked"
moves = [{ to = "solved", by = ["clerk"], en = "solve" }, { to = "refused", by = ["clerk", "club"] }]
[workflow.case.state.solved]
kind = "done"
en = "solved"
next = ["asked", "closed"]
[workflow.case.state.refused]
kind = "dropped"
en = "refused"
next = ["shut"]
[workflow.case.state.closed]
kind = "done"
final = true
en = "closed"
[workflow.case.state.shut]
kind = "dropped"
final = true
en = "shut"
"""

WORKFLOW_FAULTS = [
    ('by = ["clerk"]', 'by = ["clark"]', "charter-role"),
    ('final = true\nen = "closed"', 'final = true\nnext = ["asked"]\nen = "closed"', "charter-final-left"),
    ('en = "asked"', 'en = "asked"\nfinal = true', "charter-final-open"),
    ('next = ["asked", "closed"]', 'next = ["closed", "shut"]', "charter-contrary-end"),
    ('to = "refused"', 'to = "refusd"', "charter-state"),
    ("[workflow.case.state.asked]", '[workflow.case.state.""]', "charter-unnamed-state"),
]


def test_the_sound_life_has_no_problem() -> None:
    assert problems_of({"club.toml": LIFE}) == ()


@pytest.mark.parametrize("fault", WORKFLOW_FAULTS, ids=[f"{code}-{new[:20]}" for _, new, code in WORKFLOW_FAULTS])
def test_each_fault_planted_in_a_workflow_is_found_and_told(fault: tuple[str, str, str]) -> None:
    old, new, code = fault
    assert old in LIFE
    problems = problems_of({"club.toml": LIFE.replace(old, new, 1)})
    assert code in [one.code for one in problems]
    for one in problems:
        assert "{" not in one.text("zh") + one.text("en")


def broken(workflow: Workflow) -> Iterator[tuple[str, Workflow]]:
    """A workflow with one fault in its shape, in every way: a state that leads nowhere, one that nothing leads to, an end that goes on, an end that is open."""
    for name, state in workflow.states.items():
        others = {other: evolve(one, next=tuple(to for to in one.next if to != name)) for other, one in workflow.states.items()}
        if not state.ended:
            yield f"{name} leads nowhere", evolve(workflow, states={**workflow.states, name: evolve(state, next=(), moves=())})
            yield (
                f"{name} is an open end",
                evolve(workflow, states={**workflow.states, name: evolve(state, next=(), final=True)}),
            )
        if name not in workflow.starts:
            yield f"nothing leads to {name}", evolve(workflow, states=others)
        if state.next:
            yield f"{name} ends and goes on", evolve(workflow, states={**workflow.states, name: evolve(state, final=True)})
        strange = evolve(state, next=(*state.next, "nowhere"))
        yield f"{name} leads to what is not", evolve(workflow, states={**workflow.states, name: strange})


def test_every_fault_in_the_shape_of_a_workflow_that_is_given_away_is_found() -> None:
    planted, unseen, seen = 0, [], set()
    for charter in sound_charters().values():
        made = {getattr(rule, "workflow", "") for rule in charter.rules.get("pathway", {}).values()}
        for workflow in charter.workflows.values():
            shape = (workflow.name, repr(workflow.states))
            if (
                shape in seen or workflow.name in made
            ):  # inherited; or any step may follow any, and the pathway says what may come when
                continue
            seen.add(shape)
            for what, faulty in broken(workflow):
                planted += 1
                if not list(unsound_workflow(faulty, charter)):
                    unseen.append(f"{charter.id}, {workflow.name}: {what}")
    assert planted > 300
    assert unseen == []
