"""Prints how every entry comes out, office by office: `python tests/offices [OFFICE …]`; with `--write`, writes open.toml anew."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.office_entries import HERE, KINDS, entries, office, offices, open_entries

HOLDS = """An office is a folder in the one that GRASSROOTS_OFFICES names. It holds ledgers/ (tables), charter/ (the charter), and expected.toml (figures, findings,
to-dos and mutations with the right answers). keys.toml beside this file says how the key of an entry is asked; where it names no measure, the measure is called like the key."""

parser = ArgumentParser("python tests/offices", description=__doc__.partition(":")[0] + ".", epilog=HOLDS)
parser.add_argument("office", nargs="*", metavar="OFFICE", help=f"one of {', '.join(offices())}; all without one")
parser.add_argument("--short", action="store_true", help="only how many of each kind came out right")
parser.add_argument("--write", action="store_true", help="write open.toml anew")
given = parser.parse_args()
if unknown := sorted({*given.office} - {*offices()}):
    parser.error(f"there is no office {unknown[0]}")
asked = given.office or offices()
lines = [
    "# What does not pass yet, and why in a word. An entry that passes is struck out; a test fails while it stands here.\n"
]
for name in asked:
    counted: Counter[tuple[str, str]] = Counter()
    lines.append(f"\n[{name}]\n")
    for kind, entry in entries(name):
        outcome = office(name).ask(kind, entry)
        counted[kind, outcome.how] += 1
        if outcome.how != "passed":
            lines.append(f'{entry["id"]} = "{outcome.how}"\n')
        if not given.short:
            print(
                f"{name} {entry['id']:5} {entry.get('key', entry.get('figure', '')):42} {outcome.how:16} {outcome.expected} | {outcome.told}"
            )
    for kind in KINDS:
        total = sum(number for (one, _), number in counted.items() if one == kind)
        print(
            f"{name}: {kind}: {counted[kind, 'passed']} of {total} passed, {counted[kind, 'wrong']} wrong, {counted[kind, 'cannot be asked']} cannot be asked"
        )
if given.write:
    for name, entries in open_entries().items():
        if name not in asked:
            lines += [f"\n[{name}]\n", *(f'{id} = "{why}"\n' for id, why in entries.items())]
    (HERE / "open.toml").write_text("".join(lines), encoding="utf-8")
