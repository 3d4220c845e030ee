"""What is wrong in a charter, each with the path of its table or key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any as Anything

from grassroots.charter.charter import Charter
from grassroots.charter.length import Length
from grassroots.charter.toml import Path
from grassroots.charter.trouble import spelled
from grassroots.charter.words import Labels
from grassroots.model import known_noun
from grassroots.model.labels import named_noun
from grassroots.problems import Named, Problem, nearest
from grassroots.texts import in_each

Finding = tuple[Path, Problem]

NAME = re.compile(r"\w[\w-]*")


def finding(path: Path, code: str, value: Anything = "", **details: Anything) -> Finding:
    """One thing that is wrong, at a path. A length of time, and the noun among the details, are told in each language."""
    if isinstance(value, Length):
        value = Named(str(value), in_each(value.text))
    if isinstance(noun := details.get("noun"), str) and known_noun(noun):
        details["noun"] = named_noun(noun)
    return path, Problem(
        code, value=value if isinstance(value, Named) else str(value), details={"at": spelled(path), **details}
    )


def word_finding(charter: Charter, path: Path, words: str, value: str) -> Iterator[Finding]:
    """A finding if the value is no word of the list."""
    known = charter.words.get(words, {})
    if not known:
        yield finding(path, "charter-no-words", value, words=words)
    elif value not in known:
        yield finding(path, "charter-word", value, words=words, known=nearest(value, known))


def check_labels(charter: Charter, path: Path, labels: Labels) -> Iterator[Finding]:
    """A finding for each language of the charter in which something has no label."""
    for language in charter.languages:
        if not labels.get(language, "").strip():
            yield finding(path, "charter-label", language=language)


def check_name(path: Path) -> Iterator[Finding]:
    """A finding if the last key of a path is no name."""
    if not NAME.fullmatch(str(path[-1])):
        yield finding(path, "charter-name", path[-1])


def check_measure_name(charter: Charter, path: Path, name: str) -> Iterator[Finding]:
    """A finding if the charter has no measure of this name."""
    if name not in charter.measures:
        yield finding(path, "charter-measure", name, known=nearest(name, charter.measures))
