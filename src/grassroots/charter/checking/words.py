"""Whether words, units, fields and workflows lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from grassroots.charter.charter import Charter
from grassroots.charter.checking.finding import Finding, check_labels, check_name, finding, word_finding
from grassroots.charter.condition import MISSING
from grassroots.charter.paths import (
    CUSTOM_KINDS,
    class_of,
)
from grassroots.charter.toml import Path
from grassroots.charter.words import RIGHTS, CustomField
from grassroots.fields import Privacy, field_named, fields_of
from grassroots.model import NOUNS, has_steps
from grassroots.problems import nearest
from grassroots.texts import OWN, faults_of, languages

OWN_LISTS = ("measured_in", "left_out", "missing", "stage", "role", "festival")
"""Lists of words that no field names: what figures are measured in, why records are left out, what cells without a value are called,
the stages that follow from pathways, who acts in lives without a post or a unit, and the
festivals on which visits are paid."""

WORDLESS = ("notice", "consent", "mandate")
"""The nouns that say nothing but words of the charter: none may add a field of its own to them."""


@cache
def field_lists() -> tuple[str, ...]:
    """The lists of words that fields of nouns, and of their parts, name."""
    classes = [class_of(noun) for noun in NOUNS]
    parts = [info.kind for cls in classes for info in fields_of(cls) if info.many and isinstance(info.kind, type)]
    return tuple(dict.fromkeys(info.words for cls in (*classes, *parts) for info in fields_of(cls) if info.words))


def check_head(charter: Charter) -> Iterator[Finding]:
    """What is wrong with what the charter says of itself: its label, its languages, the posts that exclude one another."""
    yield from check_labels(charter, ("label",), charter.labels)
    tags = charter.languages
    if not tags or len(set(tags)) < len(tags) or not all(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", tag) for tag in tags):
        yield finding(("languages",), "charter-languages", ", ".join(tags))
    for tag in sorted(set(tags) - set(OWN)):
        if tag not in languages():
            yield finding(("languages",), "charter-no-texts", tag, known=languages())
        elif faults := faults_of(tag):
            yield finding(("languages",), "charter-few-texts", tag, count=len(faults), known=faults[:5])
    for post in charter.exclusive:
        yield from word_finding(charter, ("exclusive",), "post", post)
    if charter.currency:
        yield from word_finding(charter, ("currency",), "measured_in", charter.currency)
    for ledger in charter.begin_with:
        if ledger not in charter.ledgers:
            yield finding(("begin_with",), "charter-choice", ledger, known=nearest(ledger, charter.ledgers))
    # Of those that it extends each was checked with its own charter.
    own = {name: module for name, module in charter.modules.items() if "/" not in name}
    for name, module in own.items():
        yield from check_labels(charter, ("module", name), module.labels)
        for need in module.needs:
            if need not in own:
                yield finding(("module", name, "needs"), "charter-choice", need, known=nearest(need, own))


def check_words(charter: Charter) -> Iterator[Finding]:
    """What is wrong with the lists of words, and with each word."""
    own = tuple(own.words for own in charter.custom if own.words)
    lists = (*field_lists(), *OWN_LISTS, *own)
    steered = {
        info.words
        for noun in NOUNS
        if has_steps(noun)
        for name in ("category", "kind")
        if (info := field_named(class_of(noun), name))
    }
    for listed, words in charter.words.items():
        if listed not in lists:
            yield finding(("words", listed), "charter-list", listed, known=nearest(listed, lists))
        for word in words.values():
            path: Path = ("words", listed, word.name)
            yield from check_name(path)
            yield from check_labels(charter, path, word.labels)
            if word.workflow is not None and listed not in steered:
                yield finding((*path, "workflow"), "charter-word-workflow", listed, known=tuple(sorted(steered)))
            elif word.workflow is not None and word.workflow not in charter.workflows:
                known = nearest(word.workflow, charter.workflows)
                yield finding((*path, "workflow"), "charter-workflow", word.workflow, known=known)
            for end in ("holder", "target") if listed == "link" else ():
                ends = field_named(class_of("link"), end)
                for noun in getattr(word, end):
                    if ends and noun not in ends.refs:
                        yield finding((*path, end), "charter-noun", noun, known=nearest(noun, ends.refs))
            if word.measure and word.measure.split(".")[0] not in charter.measures:
                known = nearest(word.measure, charter.measures)
                yield finding((*path, "measure"), "charter-measure", word.measure, known=known)
            for right in word.rights:
                if right not in RIGHTS:
                    yield finding((*path, "rights"), "charter-choice", right, known=nearest(right, RIGHTS))
            for above in word.under:
                if above == MISSING:
                    continue
                yield from word_finding(charter, (*path, "under"), listed, above)


def check_units(charter: Charter) -> Iterator[Finding]:
    """Every kind of unit must be able to hang, by way of others, under one that is a root."""
    kinds = charter.words.get("unit", {})
    rooted = {kind.name for kind in kinds.values() if not kind.under or MISSING in kind.under}
    while more := {kind.name for kind in kinds.values() if kind.name not in rooted and rooted & set(kind.under)}:
        rooted |= more
    for kind in kinds.values():
        if kind.name not in rooted and set(kind.under) & set(kinds):
            roots = [name for name, kind in kinds.items() if not kind.under or MISSING in kind.under]
            yield finding(("words", "unit", kind.name, "under"), "charter-rootless", kind.name, known=roots)


def check_custom(charter: Charter, own: CustomField) -> Iterator[Finding]:
    """What is wrong with one field that the charter adds."""
    path: Path = ("custom", own.noun, own.name)
    yield from check_name(path)
    yield from check_labels(charter, path, own.labels)
    if own.noun not in NOUNS:
        yield finding(("custom", own.noun), "charter-noun", own.noun, known=nearest(own.noun, NOUNS))
    if own.noun in WORDLESS:
        yield finding(path, "charter-custom-closed", own.noun)
    if own.kind not in CUSTOM_KINDS:
        yield finding((*path, "kind"), "charter-choice", own.kind, known=tuple(CUSTOM_KINDS))
    if own.privacy not in tuple(Privacy):
        yield finding((*path, "privacy"), "charter-choice", own.privacy, known=tuple(Privacy))
    if own.noun in ("person", "household") and own.kind == "number":
        yield finding((*path, "kind"), "charter-custom-number", own.noun)
    if own.noun == "membership" and own.kind == "text" and own.privacy not in (Privacy.PERSONAL, Privacy.SPECIAL):
        yield finding((*path, "privacy"), "charter-custom-text", own.privacy)
    if own.kind == "word" and not charter.words.get(own.words):
        yield finding(path, "charter-custom-words", own.words, known=nearest(own.words, charter.words))
    if own.kind != "word" and own.words:
        yield finding((*path, "words"), "charter-surplus", own.words)
