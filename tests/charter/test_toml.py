"""Positions: the line of every table and key of a TOML text, whatever stands in its values."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grassroots.charter.toml import Document, parse
from grassroots.problems import Problem

TEXT = '''\
# [not.a.table]
title = "a # no comment, a ] no bracket"   # key = 1
long = """
[also.not.a.table]
key = "x"
quoted \\""" still in it"""
raw = \'\'\'
[[nor.this]]
\'\'\'
list = [
  "one",  # [x]
  { inner = 1 },
]

[words.unit.branch]
en = "branch"
"odd.key" = { deep = [ { deeper = "]" } ] }
dotted.key . here = 1

[[section]]
en = "first"
[[section.block]]
say = 1
[[section.block]]
say = 2
[[section]]
en = "second"
[[section.block]]
say = 3
[section.block.inner]
x = 1
["quoted.table" . "x y"]
z = 1
'''


def read(text: str) -> Document:
    document = parse("a.toml", text)
    assert isinstance(document, Document)
    return document


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("long",), 3),
        (("raw",), 7),
        (("list",), 10),
        (("list", 1, "inner"), 10),
        (("words",), 15),
        (("words", "unit", "branch"), 15),
        (("words", "unit", "branch", "en"), 16),
        (("words", "unit", "branch", "odd.key", "deep"), 17),
        (("words", "unit", "branch", "dotted", "key", "here"), 18),
        (("words", "unit", "branch", "missing"), 15),
        (("section", 0), 20),
        (("section", 0, "block", 1, "say"), 25),
        (("section", 1, "en"), 27),
        (("section", 1, "block", 0, "say"), 29),
        (("section", 1, "block", 0, "inner", "x"), 31),
        (("quoted.table", "x y", "z"), 33),
        (("nowhere",), 0),
    ],
)
def test_a_path_leads_to_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert read(TEXT).line(path) == line


def test_the_data_are_those_of_the_standard_parser() -> None:
    assert read(TEXT).data == tomllib.loads(TEXT)


def test_lines_are_counted_alike_with_windows_line_ends() -> None:
    assert read(TEXT.replace("\n", "\r\n")).lines == read(TEXT).lines


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a = 1\nb = \n", 2, "Invalid value"),
        ("[a]\n[a]\n", 2, "Cannot declare"),
        ('a = "unfinished', 1, "Unterminated string"),
        ("a = 1\na = 2\n", 2, "Cannot overwrite a value"),
        ("\n\n[x", 3, "Expected ']'"),
    ],
)
def test_broken_toml_is_a_problem_on_its_line(text: str, line: int, reason: str) -> None:
    problem = parse("a.toml", text)
    assert not isinstance(problem, Document)
    assert problem.source is not None
    assert (problem.code, problem.source.file, problem.source.row) == ("charter-toml", "a.toml", line)
    assert reason in problem.text("en")
    assert reason not in problem.text("zh")


VALUES = st.sampled_from(
    [
        "1",
        '"x"',
        '"[t] # = \\" {"',
        "'[ \" #'",
        "[1, [2],\n 3]",
        '"""\n[t]\nk = 1\n"""',
        "'''\n'' [[t]]\n'''",
        '""""quoted""""',
        "{ a = [1, 2], b = '}' }",
        '[ "]", # a comment ]\n "x" ]',
        "2014-01-01  # [t]",
        '""',
    ]
)
KEYS = st.sampled_from(["a", "b-2", "long_name", '"dot.ted"', '"a = b"', "'[x]'", '"会"', "3"])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.lists(KEYS, min_size=1, max_size=3), st.lists(st.tuples(KEYS, VALUES), max_size=3)), max_size=5))
def test_every_key_is_found_on_the_line_on_which_it_was_written(tables: list[tuple[list[str], list[tuple[str, str]]]]) -> None:
    lines: list[str] = []
    expected: dict[tuple[str, ...], int] = {}
    for number, (names, pairs) in enumerate(tables):
        path = (f"t{number}", *(bare(name) for name in names))
        lines.append(f"  [ t{number} . " + ".".join(names) + " ]  # a table")
        expected[path] = len(lines)
        for key, value in pairs:
            if (*path, bare(key)) in expected:
                continue
            expected[(*path, bare(key))] = len(lines) + 1
            lines += f"{key} = {value}".split("\n")
        lines.append("")
    document = read("\n".join(lines))
    assert {path: document.line(path) for path in expected} == expected


def bare(key: str) -> str:
    return key[1:-1] if key[0] in "\"'" else key


def test_a_key_of_very_many_parts_is_refused_before_it_is_read() -> None:
    found = parse("c.toml", "x = 1\n" + ".".join(["a"] * 50_000) + " = 1\n")
    assert isinstance(found, Problem)
    assert str(found).startswith("c.toml, line 2: this is not TOML: A key of too many parts.")
    assert isinstance(parse("c.toml", ".".join(["a"] * 100) + ' = "www' + ".a" * 100 + '"\n'), Document)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"n = {'9' * 4400}\n", "charter-toml"),
        (f"a = 1\nn = -1{'_0' * 4400}\n", "charter-toml"),
        ("n = nan\n", "charter-number"),
        ("[a.b]\nn = [1, { x = -inf }]\n", "charter-number"),
        ("n = 1e400\n", "charter-number"),
        (f"n = {10**13}\n", "charter-number"),
        (f"n = {'[' * 5000}{']' * 5000}\n", "charter-toml"),
        (f"# {'x' * 2_000_000}\n", "charter-long"),
    ],
)
def test_what_no_charter_says_is_told_with_its_place(text: str, code: str) -> None:
    found = parse("a.toml", text)
    assert isinstance(found, Problem)
    assert found.code == code
    assert found.text("zh") != found.text("en")
    assert found.source is not None
    assert found.source.row in (0, text.count("\n"))


def test_a_number_of_many_digits_stands_in_a_text_as_any_other() -> None:
    assert isinstance(parse("a.toml", f'n = "{"9" * 5000}"\n'), Document)
