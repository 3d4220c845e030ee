"""How closed what a path leads to is: the strictest class of the fields on its way."""

from __future__ import annotations

from grassroots.charter import Charter
from grassroots.fields import Privacy, field_named
from grassroots.model import noun_class

NAMES = ("name", "title", "label")
"""The fields by which a record is called, in the order in which they are looked for."""
_ORDER = (Privacy.PUBLIC, Privacy.INTERNAL, Privacy.PERSONAL, Privacy.SPECIAL)


def privacy_at(charter: Charter, noun: str, path: str) -> Privacy:
    """The strictest class of what a path leads through, and of the name of what stands at its end."""
    found = [Privacy.PUBLIC]
    steps = [] if path.startswith("days:") else path.split(".")
    for number, step in enumerate(steps):
        if step == "custom":
            own = next((one for one in charter.custom if (one.noun, one.name) == (noun, ".".join(steps[number + 1 :]))), None)
            found.append(Privacy(own.privacy) if own else Privacy.SPECIAL)
            break
        info = field_named(noun_class(noun), step)
        refs = info.refs if info else ("unit",) if step == "handler" else ()
        found.append(info.privacy if info else Privacy.INTERNAL if step == "external" else Privacy.PUBLIC)
        if not refs:
            break
        last = number == len(steps) - 1
        for ref in refs:
            name = next((one for one in NAMES if field_named(noun_class(ref), one)), "")
            if last and name and (called := field_named(noun_class(ref), name)):
                found.append(called.privacy)
        noun = refs[0] if last else next((ref for ref in refs if field_named(noun_class(ref), steps[number + 1])), refs[0])
    return max(found, key=_ORDER.index)
