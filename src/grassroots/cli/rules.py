"""The command that lists the rules of a charter."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from grassroots.cli.console import Console
from grassroots.cli.settings import Settings
from grassroots.errors import NotFound
from grassroots.problems import Named, Problem, nearest
from grassroots.texts import TYPED, in_each

if TYPE_CHECKING:
    from grassroots.charter.rule import Rule

from grassroots.cli.group import OK, charter_of, grassroots, shared


@grassroots.command()
@click.argument("kind", required=False)
@shared()
def rules(console: Console, settings: Settings, kind: str | None) -> int:
    """Lists the rules of the charter, each with the days on which it holds and the source where it is written."""
    from grassroots.rules.worded import kind_label

    charter = charter_of(settings)
    known = {name: rules for name in charter.kinds if (rules := charter.rules.get(name))}
    called = {label: name for name in known for label in (name, *in_each(partial(kind_label, name)).values())}
    if kind is not None and kind not in called:
        near = dict.fromkeys(called[one] for one in nearest(kind, called))
        named = tuple(Named(one, in_each(partial(kind_label, one))) for one in near)
        details = {"charter": charter.id, "near": named}
        raise NotFound.of(Problem("no-rule-of-kind", value=kind, details=details))
    told: list[dict[str, Any]] = []
    for name in known if kind is None else (called[kind],):
        for rule in known[name].values():
            told.append(
                {
                    "kind": name,
                    "name": rule.name,
                    "named": rule.known_as,
                    "label": dict(rule.labels),
                    "valid_from": rule.valid_from and str(rule.valid_from),
                    "valid_until": rule.valid_until and str(rule.valid_until),
                    "source": rule.source,
                    "unconfirmed": rule.unconfirmed,
                }
            )
            label = rule.labels.get(console.language) or rule.labels.get("en") or rule.name
            head = f"{name} {rule.name}" if console.language == TYPED else kind_label(name, console.language)
            console.line(f"{head}  {label}")
            console.line(f"    {_in_force(console, rule)}")
            code = "rule-source-unconfirmed" if rule.unconfirmed else "rule-source"
            console.say(code, source=rule.source or console.text("no-source"))
    console.answer(told)
    return OK


def _in_force(console: Console, rule: Rule) -> str:
    """The days on which a rule holds, in words; its last day counts."""
    first, after = rule.valid_from, rule.valid_until
    last = after - timedelta(days=1) if after else None
    if first and last:
        return console.text("in-force-between", first=first, last=last)
    if first:
        return console.text("in-force-from", first=first)
    if last:
        return console.text("in-force-until", last=last)
    return console.text("in-force-always")
