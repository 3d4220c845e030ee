"""What numbers are measured in: by their column, its heading, the title above, the cell beside them, or the number's own cell; and 万, 亿 before it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import frozen

from grassroots.ledgers.cells import LONGEST, plain
from grassroots.ledgers.cells.script import SIMPLE

ORDERS = {
    "十": 1,
    "百": 2,
    "千": 3,
    "万": 4,
    "十万": 5,
    "百万": 6,
    "千万": 7,
    "亿": 8,
    "十亿": 9,
    "百亿": 10,
    "千亿": 11,
    "万亿": 12,
}
"""Orders of magnitude before a measure or behind a number, and the zeros that they stand for."""
_FIRST = re.compile("[十百千]?万|[十百千万]?亿|[十百千]")
_ORDER = re.compile(rf"(?:{_FIRST.pattern})\Z")
_ALSO = {"CNY": ("圆", "块", "块钱", "人民币")}
"""What a measure is called beside its labels."""
ROUGH_BETWEEN = ("余", "多")
"""What may stand before the order of magnitude as well: `3000余万`."""
WHOLE = re.compile(r"(?:整|正)\Z")
"""What ends an amount behind its measure."""
_SIGNS = {"¥": ("CNY", "JPY"), "$": ("USD",), "€": ("EUR",), "£": ("GBP",), "人民币": ("CNY",), "RMB": ("CNY",)}
"""Signs of a currency that may stand before a number, and of which."""
_ROUGH_BEFORE = re.compile(
    r"(?:more than|over|at least|about|around|approximately|approx\.?|ca\.?|c\.|circa|roughly|nearly|almost|some|[~≈～]|约|大约|近|将近|超过|至少|不少于)\s{0,3}",
    re.IGNORECASE,
)
_ROUGH_AFTER = re.compile(r"\s{0,3}(?:余|多|\+|左右|以上|有余|or more)\Z", re.IGNORECASE)
_HEADING = re.compile(
    r"[(（\[【]\s*(?:单位\s*[:：]\s*)?(?:人民币\s*[:：]?\s*)?([^()（）\[\]【】]+?)\s*[)）\]】]\s*\Z"
    r"|[\s/，,:：、]{0,3}((?:[十百千]?万|[十百千万]?亿|[十百千])[美欧港日]?元)\s{0,3}\Z"
)


@frozen
class Measured:
    """What the numbers of a column or row are measured in: the word, what it is called in any language, and what the heading adds to each
    number (`万元`)."""

    word: str = ""
    labels: tuple[str, ...] = ()
    heading: str = ""
    beside: bool = False
    """Whether the cell beside the number adds it, not the heading."""

    @property
    def called(self) -> tuple[str, ...]:
        """All that it may be called."""
        signs = (sign for sign, currencies in _SIGNS.items() if self.word in currencies)
        return (*self.labels, *_ALSO.get(self.word, ()), *signs)


UNMEASURED = Measured()
"""Nothing is said of it."""


def heading_unit(heading: str) -> tuple[str, str]:
    """A heading without what stands in brackets at its end, and that.

    >>> heading_unit("金额（万元）"), heading_unit("金额/万元"), heading_unit("金额（人民币：万元）")
    (('金额', '万元'), ('金额', '万元'), ('金额', '万元'))
    """
    found = _HEADING.search(heading.translate(SIMPLE))
    return (heading[: found.start()].strip(), found[1] or found[2]) if found and found.start() else (heading, "")


def multiplies(unit: str, measured: Measured) -> bool:
    """Whether what a heading names is a multiple of a measure: `万元` where numbers are in `元`."""
    return without_label(plain(unit), measured.called) in ORDERS


def order_before(unit: str) -> str:
    """The order of magnitude with which what a cell names begins.

    >>> order_before("万元"), order_before("百万美元"), order_before("元")
    ('万', '百万', '')
    """
    found = _FIRST.match(unit)
    return found[0] if found else ""


def zeros_behind(text: str) -> tuple[str, int]:
    """A number without the order of magnitude behind it, and how many zeros that stands for.

    >>> zeros_behind("1.5百万"), zeros_behind("1200")
    (('1.5', 6), ('1200', 0))
    """
    found = _ORDER.search(text)
    return (text[: found.start()], ORDERS[found[0]]) if found else (text, 0)


def is_of(unit: str, measured: Measured) -> bool:
    """Whether what a heading names is a measure, or so many times it.

    >>> yuan = Measured("CNY", ("CNY", "元"))
    >>> is_of("元", yuan), is_of("万元", yuan), is_of("人", yuan)
    (True, True, False)
    """
    return not without_label(plain(unit), measured.called) or multiplies(unit, measured)


def names_measure(text: str, measured: Measured) -> bool:
    """Whether a number, or so many times it, is written with one of the labels of a measure behind it or its sign before it, and nothing else.

    >>> yuan = Measured("CNY", ("CNY", "元"))
    >>> [names_measure(text, yuan) for text in ("200元", "约200元左右", "￥200", "200元整数", "$200", "200")]
    [True, True, True, False, False, False]
    """
    exact, _ = without_rough(plain(text))
    unsigned = without_sign(exact, measured.word)
    bare = without_label(WHOLE.sub("", unsigned), measured.called)
    said = bare not in (exact, WHOLE.sub("", exact))
    return said and zeros_behind(without_rough(bare)[0])[0][-1:].isdigit()


_FOREIGN = re.compile(r"(?:US|HK)?\$|[€£]|USD|EUR|GBP|HKD|JPY|[美欧港日]元|英镑|港币", re.IGNORECASE)


def is_other(unit: str, measured: Measured, measures: Iterable[Measured]) -> bool:
    """Whether what stands in a heading is another measure than that of its column, or leaves open how many times it, or is so many times it where
    nothing can be multiplied.

    >>> yuan = Measured("CNY", ("CNY", "元"))
    >>> [is_other(unit, yuan, [yuan]) for unit in ("元", "万元", "美元", "元/万元", "必填")], is_other("万人", UNMEASURED, [])
    ([False, False, True, True, False], True)
    """
    plainly = plain(unit)
    bare = plainly.removeprefix(order_before(plainly))
    if not measured.word:
        return bare != plainly
    if is_of(unit, measured):
        return False
    if left_open(unit, measured):
        return True
    others = {plain(label).casefold() for one in measures if one.word != measured.word for label in one.labels}
    return bare.casefold() in others or bool(_FOREIGN.fullmatch(bare))


_OF_TITLE = re.compile(r"单位\s*(?:[:：]|均?[为是])\s*([^\s，,；;。()（）]{1,8})|以\s*([^\s，,；;。以]{0,6}元)\s*(?:为单位|计)")
_APART = re.compile(r"[\s()（）【】\[\]:：、，,，；;|/或和及与]+|(?:单位|人民币)(?=\S)")


def left_open(text: str, measured: Measured) -> str:
    """What a title or heading names where it leaves open how many times a measure its numbers are; empty: it does not.

    >>> yuan = Measured("CNY", ("CNY", "元"))
    >>> left_open("单位：元/万元", yuan), left_open("单位：人、万元", yuan), left_open("统计表（十）单位：元", yuan)
    ('元/万元', '', '')
    """
    named = [said for said in _APART.split(plain(text)) if said and said != order_before(said) and is_of(said, measured)]
    units = {order_before(said): said for said in named}
    return "/".join(units.values()) if measured.word and len(units) > 1 else ""


_IN_ORDERS = re.compile(
    r"\bin (?:thousands|millions)\b|\b(?:thousands|millions) of\b|[£$€¥]\s?'?000s?\b|\(000s?\)|\bunits?\s*:\s*(?:thousand|million)",
    re.IGNORECASE,
)


def order_in_words(titles: Iterable[str]) -> str:
    """What a title says in English that all its numbers are multiplied by; empty: nothing.

    >>> order_in_words(["Accounts 2014 (in thousands of pounds)"]), order_in_words(["Thousands came"])
    ('in thousands', '')
    """
    return next((found[0] for title in titles if (found := _IN_ORDERS.search(title))), "")


def title_unit(titles: Iterable[str], measured: Measured, measures: Iterable[Measured]) -> str:
    """What a title above a table says that all its numbers are measured in, where that has to do with a column: `单位：万元`.

    >>> yuan = Measured("CNY", ("CNY", "元"))
    >>> title_unit(["填报单位：河西社区", "单位：万元"], yuan, [yuan])
    '万元'
    >>> title_unit(["注：金额单位均为万元。"], yuan, [yuan]), title_unit(["以上金额以万元计"], yuan, [yuan])
    ('万元', '万元')
    >>> title_unit(["收支台账（万元）"], yuan, [yuan]), title_unit(["（单位：人、万元）"], yuan, [yuan]), title_unit(["10万元以上项目"], yuan, [yuan])
    ('万元', '万元', '')
    """
    measures = list(measures)
    for title in titles:
        if said := left_open(title, measured):
            return said
        for said in (found[1] or found[2] for found in _OF_TITLE.finditer(title)):
            if multiplies(said, measured) or (measured.word and is_other(said, measured, measures)):
                return said
        for said in _APART.split(plain(title)):
            if {"万", "亿"} & set(order_before(said)) and said != order_before(said) and multiplies(said, measured):
                return said
    return ""


def without_rough(text: str) -> tuple[str, bool]:
    """A number without what says that it is not exact, before or behind it; and whether there was any.

    >>> without_rough("约500多"), without_rough("500")
    (('500', True), ('500', False))
    """
    before = _ROUGH_BEFORE.match(text)
    bare = text[before.end() :] if before else text
    after = _ROUGH_AFTER.search(bare) if len(bare) <= LONGEST else None
    return bare[: after.start()] if after else bare, bool(before or after)


def without_sign(text: str, word: str) -> str:
    """Without the sign of the currency before it, if it is that of the column: dollars are not taken for yuan.

    >>> without_sign("¥500", "CNY"), without_sign("-¥500", "CNY"), without_sign("$500", "CNY")
    ('500', '-500', '$500')
    """
    if text[:1] == "-" and text[1:2] not in ("-", "+"):
        bare = without_sign(text[1:], word)
        return f"-{bare}" if bare[:1].isdigit() else text
    if word and (found := re.match(rf"{re.escape(word)} ?(?=\d)", text, re.IGNORECASE)):
        return text[found.end() :]
    for sign, currencies in _SIGNS.items():
        rest = text.replace("￥", "¥")
        if rest.startswith(sign) and word in currencies:
            return rest.removeprefix(sign).lstrip()
    return text


def without_label(text: str, labels: Iterable[str]) -> str:
    """Without a label of a measure at its end."""
    lower = text.casefold()
    for label in sorted({plain(label).casefold() for label in labels}, key=lambda one: (-len(one), one)):
        if label and lower.endswith(label) and len(lower) == len(text):
            return text[: -len(label)].rstrip()
    return text
