"""Makes the page on how well the check of charters finds faults: faults are planted in sound charters, and those that are found are counted.

Run it after adding a kind of rule, or a rule to a charter that is given away.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "charter")]


def page() -> str:
    """The page as it must be."""
    from support.charters import sound_charters
    from support.every_kind import every_kind
    from support.plots import PLOTS
    from test_faults import FAULTS
    from test_mutations import CLUB_DATA, CLUB_MUTATIONS, changed, files, keys_of, problems_of

    from grassroots.charter.checking import check
    from grassroots.testing.mutations import detection
    from grassroots.testing.planted import told_of

    charters = sound_charters()
    alarms = sum(len(check(charter)) for charter in charters.values())
    found = detection(charters.values())
    lines = [
        "# Soundness: how well the check finds faults",
        "",
        "Made by `docs/reference/make_soundness.py`; a test holds each kind of rule to a floor.",
        "",
        f"{len(charters)} sound charters (those that are given away, those of the samples, those of the tests) give {alarms} false alarms.",
        "",
        "In each rule of them faults are planted, one at a time, by the types of its fields: a name that leads nowhere, a number below nothing or out of "
        "all proportion, bounds the wrong way round, weights that no longer add up, something required left empty, something named twice. Of faults of other "
        "sorts these shares say nothing: a check finds what contradicts itself, not what is merely unwise.",
        "",
        "| kind of rule | sound rules | faults planted | found | share |",
        "|---|---|---|---|---|",
    ]
    for kind, one in sorted(found.items()):
        lines.append(f"| `{kind}` | {one.rules} | {one.planted} | {one.found} | {float(one.rate):.1%} |")
    planted, caught = sum(one.planted for one in found.values()), sum(one.found for one in found.values())
    lines.append(f"| all | {sum(one.rules for one in found.values())} | {planted} | {caught} | {caught / planted:.1%} |")
    made: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for what, path in CLUB_MUTATIONS:
        head = keys_of(path)[0]
        head = head if head in ("words", "custom", "workflow", "measure", "report", "ledger") else "the rest"
        made[head] += 1
        seen[head] += bool(problems_of(files(changed(CLUB_DATA, what, path))))
    lines += [
        "",
        "In the text of a small charter every key is misspelt, every text misspelt, every language dropped, every list unwrapped, every flag quoted:",
        "",
        "| table | changes | found | share |",
        "|---|---|---|---|",
        *(f"| `{head}` | {number} | {seen[head]} | {seen[head] / number:.1%} |" for head, number in sorted(made.items())),
        "",
        f"Beside these, {len(FAULTS)} faults that people make are written down one by one in `tests/charter/test_faults.py`, each with the line on which it must be "
        "told, and others beside the tests of each kind of rule. A real specimen, the complaint workflow of a national platform, has five faults, and "
        "just these are found (`tests/charter/test_workflows.py`).",
    ]
    told = list(told_of(PLOTS, every_kind()))
    number, seen_of = sum(one.planted for one in told), sum(one.found for one in told)
    lines += [
        "",
        "## Records that contradict a rule",
        "",
        "Sound records stand under the rules of a kind; then something is made wrong in them, one thing at a time, and the check of the office is asked. "
        "False alarms are what it tells of the sound records. The records stand in `tests/support/plots`, and `tests/rules/test_planted.py` holds each kind to a floor.",
        "",
        "What is to be done and what is proposed are counted in the same records, sound and wrong, and in such as leave something open; of what is proposed, how much carries a change that can be made as it is, "
        "and once it is made is neither proposed nor to be done.",
        "",
        "| kind of rule | faults planted | told | share | false alarms | to be done | proposed | with a change |",
        "|---|---|---|---|---|---|---|---|",
        *(
            f"| `{one.kind}` | {one.planted} | {one.found} | {f'{float(one.rate):.1%}' if one.planted else '—'} | {len(one.alarms)} | {' | '.join(map(str, _asked(one.kind)))} |"
            for one in told
        ),
        f"| all | {number} | {seen_of} | {seen_of / number:.1%} | {sum(len(one.alarms) for one in told)} | | | |",
    ]
    return "\n".join([*lines, ""])


def _asked(kind: str) -> tuple[int, int, int]:
    """How much is to be done and proposed in the records of a plot, sound, wrong and open, and how much of that carries a change; each once."""
    from support.every_kind import every_kind
    from support.plots import PLOTS

    from grassroots.reading import At
    from grassroots.rules.registry import KINDS
    from grassroots.rules.todo import Urgency
    from grassroots.snapshot import Snapshot

    plot, asked, proposed = PLOTS[kind], set(), set()
    for records in plot.offices:
        at = At.of(Snapshot.of(records, every_kind(), as_of=plot.day, check=False))
        asked |= {one for one in KINDS[kind].to_dos(at) if one.urgency is not Urgency.DECIDE}
        proposed |= set(KINDS[kind].proposals(at))
    return len(asked), len(proposed), sum(bool(one.changes) for one in proposed)


if __name__ == "__main__":
    (HERE / "soundness.md").write_text(page(), encoding="utf-8", newline="\n")
