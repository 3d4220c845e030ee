"""The public names with their parameters, as they were at the last release (`surface.txt`), and what would break whoever relies on them.

Written anew at a release alone; until then `broken` tells what is to be named in the changelog.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

KEPT = Path(__file__).with_name("surface.txt")


def line(name: str, thing: Any) -> str:
    """A name with its parameters: `=` after one that may be left out, `*` before those that go by name alone.

    >>> line("f", lambda a, b=1, *, c, **more: None)
    'f(a, b=, *c, **more)'
    """
    try:
        given = inspect.signature(thing).parameters.values()
    except (TypeError, ValueError):
        return name
    marks = {inspect.Parameter.KEYWORD_ONLY: "*", inspect.Parameter.VAR_POSITIONAL: "+", inspect.Parameter.VAR_KEYWORD: "**"}
    told = [f"{marks.get(one.kind, '')}{one.name}{'' if one.default is one.empty else '='}" for one in given]
    return f"{name}({', '.join(told)})"


def lines(public: Mapping[str, Any]) -> Iterator[str]:
    """Each public name, the public methods of classes, the members of enumerations."""
    for name, thing in public.items():
        of_ours = getattr(thing, "__module__", "").startswith("grassroots")
        if not (of_ours and callable(thing)):
            yield name
        elif inspect.isclass(thing) and issubclass(thing, Enum):
            yield from (name, *(f"{name}.{member}" for member in thing.__members__))
        else:
            yield line(name, thing)
            given = re.findall(r"\w+", line("", thing))
            own = vars(thing) if inspect.isclass(thing) else {}
            for each in [one for one in own if not one.startswith("_") and one not in given]:
                bound = inspect.getattr_static(thing, each)
                method = inspect.isfunction(getattr(bound, "__func__", bound))
                yield line(f"{name}.{each}", getattr(thing, each)) if method else f"{name}.{each}"


def public() -> dict[str, Any]:
    """All that the front page and its namespaces hold, by its full name."""
    import grassroots

    found: dict[str, Any] = {f"grassroots.{name}": getattr(grassroots, name) for name in grassroots.__all__}
    for space in [name for name, thing in found.items() if inspect.ismodule(thing)]:
        found |= {f"{space}.{name}": getattr(found[space], name) for name in found[space].__all__}
    return found


def parsed(text: str) -> dict[str, list[str]]:
    """Name → its parameters."""
    split = [one.partition("(") for one in text.splitlines()]
    return {name: re.findall(r"[^, ]+", rest.removesuffix(")")) for name, _, rest in split}


def broken(before: str, now: str) -> dict[str, str]:
    """What no longer works as it did: name → why.

    >>> broken("f(a, b=)\\ng()", "f(b=, a)")
    {'f': 'a, b by their places', 'g': 'is gone'}
    >>> broken("f(a, b=)", "f(a, b=, c=, *d=)")
    {}
    """
    found: dict[str, str] = {}
    new = parsed(now)
    for name, had in parsed(before).items():
        has = new.get(name)
        if has is None:
            found[name] = "is gone"
            continue
        bare = {one.lstrip("*+").removesuffix("="): one for one in has}
        open_ended = any(one.startswith("**") for one in has)
        gone = [one for one in (old.lstrip("*+").removesuffix("=") for old in had) if one not in bare and not open_ended]
        must = [
            one for one in bare.values() if not one.endswith("=") and one[0] not in "+" and one[:2] != "**" and one.lstrip("*") not in
            {old.lstrip("*") for old in had}
        ]  # fmt: skip
        places = [old.removesuffix("=") for old in had if old[0] not in "*+"]
        if gone:
            found[name] = f"takes no {', '.join(gone)}"
        elif must:
            found[name] = f"must be given {', '.join(one.lstrip('*') for one in must)}"
        elif places != [one.removesuffix("=") for one in has if one[0] not in "*+"][: len(places)]:
            found[name] = f"{', '.join(places)} by their places"
    return found


if __name__ == "__main__":
    KEPT.write_text("\n".join(sorted(lines(public()))) + "\n", encoding="utf-8", newline="\n")
