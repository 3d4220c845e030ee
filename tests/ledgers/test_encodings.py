"""Encodings: one ladder, always told; a wrong character is never put in the place of one that cannot be read."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grassroots.errors import HasProblems, InvalidArgument
from grassroots.ledgers.cells.encodings import decode

LEDGER = "序号,姓名,所在单位,加入日期\r\n" + "".join(
    f"{n},示例党员{n:02},示例社区第{n}支部,2014-03-{n:02}\r\n" for n in range(1, 9)
)
RARE = LEDGER + "9,㐂𠮷示例,示例社区,2014-04-01\r\n"
BIG = "序號,姓名,單位,日期\r\n1,範例會員,範例社區第一支部,2014\r\n2,範例會員,範例社區第二支部,2014\r\n"


def code(data: bytes, **more: str) -> str:
    with pytest.raises(HasProblems) as caught:
        decode(data, file="x.csv", **more)
    (problem,) = caught.value.problems
    assert problem.cure
    assert problem.text("zh")
    return str(problem.code)


@pytest.mark.parametrize("text", [LEDGER, RARE, "a,b\n1,2\n", LEDGER * 300])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_ledger_in_any_usual_encoding_is_read_exactly(text: str, encoding: str) -> None:
    found, told = decode(text.encode(encoding))
    assert found == text
    assert told == ("utf-8" if text.isascii() and encoding == "gb18030" else encoding)


def test_gbk_is_told_as_the_gb18030_that_it_is_part_of() -> None:
    assert decode(LEDGER.encode("gbk")) == (LEDGER, "gb18030")


def test_big5_is_not_taken_for_nonsense_in_gb18030() -> None:
    data = BIG.encode("big5")
    assert data.decode("gb18030") != BIG
    assert code(data) == "doubtful-encoding"
    assert decode(data, encoding="big5") == (BIG, "big5")


@pytest.mark.parametrize(
    "data", [b"\xff" * 30, LEDGER.encode("gb18030")[:-3] + b"\xff\xff", b"a\x00b\x00c", b"\x00\x01\x02\x03\x04" * 9]
)
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    assert code(data) in ("undecodable", "doubtful-encoding")


def test_a_truncated_character_is_refused_not_replaced() -> None:
    assert code(("示" * 3).encode("utf-8")[:-1], encoding="utf-8") == "undecodable"
    assert code("示例".encode("utf-8-sig")[:-1]) == "undecodable"
    assert code("示例1".encode("utf-16")[:-1]) == "undecodable"


def test_an_encoding_that_was_named_is_the_only_one_tried() -> None:
    assert decode("é".encode("cp1252"), encoding="cp1252")[0] == "é"
    assert code(LEDGER.encode("gb18030"), encoding="utf-8") == "undecodable"
    with pytest.raises(InvalidArgument, match="no encoding 'utf-9'"):
        decode(b"a", encoding="utf-9")


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_any_bytes_give_text_that_gives_the_bytes_or_a_problem(data: bytes) -> None:
    with suppress(HasProblems):
        text, encoding = decode(data)
        assert "\0" not in text
        assert encoding not in ("utf-8", "utf-16-le", "utf-16-be", "gb18030") or text.encode(encoding) == data


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_a_workbook_under_the_name_of_a_text_is_told_as_one(head: bytes) -> None:
    assert code(head + bytes(200)) == "workbook-as-text"
