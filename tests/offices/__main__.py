"""Prints how every entry comes out, office by office: `python tests/offices [OFFICE …]`; with `--write`, writes open.toml anew."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.office_entries import HERE, KINDS, entries, office, offices, open_entries

asked = [name for name in sys.argv[1:] if not name.startswith("--")] or offices()
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
        if "--short" not in sys.argv:
            print(
                f"{name} {entry['id']:5} {entry.get('key', entry.get('figure', '')):42} {outcome.how:16} {outcome.expected} | {outcome.told}"
            )
    for kind in KINDS:
        total = sum(number for (one, _), number in counted.items() if one == kind)
        print(
            f"{name}: {kind}: {counted[kind, 'passed']} of {total} passed, {counted[kind, 'wrong']} wrong, {counted[kind, 'cannot be asked']} cannot be asked"
        )
if "--write" in sys.argv:
    for name, entries in open_entries().items():
        if name not in asked:
            lines += [f"\n[{name}]\n", *(f'{id} = "{why}"\n' for id, why in entries.items())]
    (HERE / "open.toml").write_text("".join(lines), encoding="utf-8")
