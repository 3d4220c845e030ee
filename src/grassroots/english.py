"""English plurals of the words of a charter."""

from __future__ import annotations

import re

__all__ = ["several", "single"]


def several(word: str) -> str:
    """What an English word calls several of what it names.

    >>> [several(one) for one in ("branch", "community", "day", "premises")]
    ['branches', 'communities', 'days', 'premises']
    """
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return word if re.search(r"[^su]s$", word) else f"{word}es" if re.search(r"(s|x|z|ch|sh)$", word) else f"{word}s"


def single(words: str) -> str:
    """What English words for several call one of them.

    >>> [single(one) for one in ("branches", "square metres", "communities", "lines of pay", "process", "status", "series")]
    ['branch', 'square metre', 'community', 'line of pay', 'process', 'status', 'series']
    """
    head, of, rest = words.partition(" of ")
    for ending, instead in (
        ("series", "series"),
        ("ies", "y"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("xes", "x"),
        ("sses", "ss"),
        ("ss", "ss"),
        ("us", "us"),
        ("s", ""),
    ):
        if head.endswith(ending):
            return head.removesuffix(ending) + instead + of + rest
    return words
