"""Numbers and amounts of a cell: by the style of their column, with currency, measure and order of magnitude as an office writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from grassroots.fields import DECIMAL_PLACES
from grassroots.ledgers.cells import ALONE, LONGEST, Around, Fault, Style, check_characters, plain
from grassroots.ledgers.cells.measures import (
    ORDERS,
    ROUGH_BETWEEN,
    UNMEASURED,
    WHOLE,
    Measured,
    without_label,
    without_rough,
    without_sign,
    zeros_behind,
)
from grassroots.values import Quality, Quantity

_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?", re.ASCII)
_WITH_COMMA = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?", re.ASCII)
_SPACED = re.compile(r"\d[ \u00a0]+\d")
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
"""A mark and three digits: thousands to one, decimals to another."""
_BY_COMMA = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|\d+,\d{1,2}|0,\d+", re.ASCII)
_PERHAPS_COMMA = re.compile(r"\d+,\d{4,}", re.ASCII)
"""Decimals, or a number that lost a digit on its way: one such cell alone says nothing of its column."""
_SURELY = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}", re.ASCII)
_BY_POINT = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|\d+\.(?:\d{1,2}|\d{4,})|0\.\d+", re.ASCII)
_DIGITS = re.compile(r"\d[\d.,]*\d", re.ASCII)


_FEW = 2
"""How many times more cells must say one thing than the other."""


def style_of(texts: Iterable[str]) -> Style:
    """How a column writes its numbers, by those of its cells that can mean one thing only.

    >>> style_of(["1.234,56", "1.200"]).comma, style_of(["1,200", "3.5"]).comma
    (True, False)
    """
    comma = point = surely = perhaps = 0
    for text in texts:
        if ("," in text or "." in text) and (found := _DIGITS.search(plain(text[:LONGEST]))):
            comma += bool(_BY_COMMA.fullmatch(found[0]))
            perhaps += bool(_PERHAPS_COMMA.fullmatch(found[0]))
            point += bool(_BY_POINT.fullmatch(found[0]))
            surely += bool(_SURELY.fullmatch(found[0]))
    comma += perhaps if comma or perhaps > 1 else 0
    # A slip or two do not change the style of a column.
    by_comma, by_point = comma > 0 and comma >= point * _FEW, point > 0 and point >= comma * _FEW
    return Style(comma=by_comma, sure=bool(surely) or not by_comma, mixed=bool(comma or point) and not (by_comma or by_point))


def decimal(text: str, around: Around = ALONE) -> Decimal:
    """A number with at most four decimal places. Thousands may be set apart where every group has three digits, by the mark that the column
    does not use for decimals.

    Raises:
        Fault: not a number, a damaged one (`1900,000`), one with a space in it, one that may be two, or a finer one.

    >>> decimal("12,500.50"), decimal("１２"), decimal("12.500,50", Around(style=Style(comma=True)))
    (Decimal('12500.50'), Decimal('12'), Decimal('12500.50'))
    >>> decimal("4 120")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    grassroots.ledgers.cells.Fault: ('space-in-number', {})
    """
    text = plain(text).replace("−", "-")
    if len(text) > LONGEST:
        raise Fault("not-a-number")
    style = around.style if around.nature != "n" else Style()
    if (style.mixed or not style.sure) and _EITHER.fullmatch(text):
        raise Fault("ambiguous-number")
    if style.comma:
        if not _WITH_COMMA.fullmatch(text):
            raise Fault("space-in-number" if _SPACED.search(text) else "not-a-number")
        text = text.replace(".", "").replace(",", ".")
    elif not _NUMBER.fullmatch(text):
        raise Fault("space-in-number" if _SPACED.search(text) else "not-a-number")
    value = Decimal(text.replace(",", ""))
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -DECIMAL_PLACES:
        short = value.quantize(Decimal(1).scaleb(-DECIMAL_PLACES)) if len(text) < 25 else None
        if short != value:
            raise Fault("too-fine")
        return value.quantize(Decimal(1).scaleb(-DECIMAL_PLACES))
    return value


def without_counter(text: str, headings: Iterable[str]) -> str:
    """A number without what its column counts, where the heading says so: `35人` under 参加人数.

    >>> without_counter("35人", ["people", "参加人数"]), without_counter("12 people", ["people"]), without_counter("35户", ["参加人数"])
    ('35', '12', '35户')
    """
    found = _COUNTED.fullmatch(plain(text[:LONGEST]))
    return found[1] if found and any(found[2].casefold() in heading.casefold() for heading in headings) else text


_COUNTED = re.compile(r"([0-9][0-9,.]*) ?([^\W\d_]{1,12})")


_ROUGHLY = re.compile(r"[0-9][0-9,.]* ?[余多几][^\W\d_]{0,6}")
"""A count of which the last digits were left open: `10余人`."""


def integer(text: str, around: Around = ALONE) -> int:
    """A whole number, 0 or more: the nouns have only counts. `3.0` is 3, `3.9` is a fault.

    >>> integer("1,500")
    1500
    """
    bare, rough = without_rough(plain(text[:LONGEST]))
    if (rough and (_NUMBER.fullmatch(bare) or _COUNTED.fullmatch(bare))) or _ROUGHLY.fullmatch(bare):
        raise Fault("rough-number")
    value = decimal(text, around)
    if not around.style.sure and around.nature != "n" and "," in bare:
        raise Fault("ambiguous-number")  # 1,00 under 人数: a slip of 100 or 1,000 rather than decimals.
    if value != value.to_integral_value():
        raise Fault("not-a-whole-number")
    if value < 0:
        raise Fault("negative-number")
    return int(value)


def quantity(text: str, measured: Measured = UNMEASURED, repaired: str = "", around: Around = ALONE) -> Quantity:
    """A number with the text it was written as. What cannot be read is kept as damaged, without a value.

    Args:
        text: the cell as it was typed.
        measured: what it is measured in; any of its labels may stand behind the number.
        repaired: what the column's `values` say that the cell means: then the quality is `repaired`.
        around: the style of the column.

    Raises:
        Fault: there is no digit in it, so it is no number at all; or it may be two numbers.

    >>> quantity("654.38+10,000").quality, quantity("1900,000").value is None
    (<Quality.DAMAGED: 'damaged'>, True)
    >>> rough = quantity("more than 230 households", Measured(labels=("households",)))
    >>> rough.value, rough.quality, rough.raw
    (Decimal('230'), <Quality.ROUGH: 'rough'>, 'more than 230 households')
    >>> quantity("3000余万").value, quantity("近100万").value
    (Decimal('30000000'), Decimal('1000000'))
    >>> quantity("85%").value
    Decimal('0.85')
    >>> yuan = Measured("CNY", ("CNY", "元"), heading="万元")
    >>> [quantity(text, yuan).value for text in ("1.2", "1200元整", "¥1,200.00")]
    [Decimal('12000'), Decimal('1200'), Decimal('1200.00')]
    """
    raw = text.strip()
    check_characters(raw)
    read = plain(repaired or raw)
    if len(read) > 200 or not any(character.isdigit() for character in read):
        raise Fault("not-a-number")
    exact, rough = without_rough(read)
    unsigned = without_sign(exact, measured.word)
    bare = WHOLE.sub("", unsigned)
    unlabelled = without_label(bare, measured.called)
    if bare != unsigned and unlabelled == bare:
        unlabelled = unsigned  # 整 without a measure before it is no ending of an amount.
    said = unlabelled != (unsigned if measured.beside else exact)
    read, more = without_rough(unlabelled)
    read, power = zeros_behind(read)
    if read.endswith("%") and not measured.called:
        # Where nothing is said of a measure, 85% is a share.
        read, power = read[:-1].rstrip(), -2
    between = bool(power) and read[-1:] in ROUGH_BETWEEN
    read = read[:-1] if between else read
    adds = measured.heading if not said and not power and not repaired else ""
    if adds:
        power = ORDERS[without_label(plain(adds), measured.called)]
    quality = Quality.ROUGH if rough or more or between else Quality.EXACT
    try:
        value = decimal(read, around)
        if power:
            value = decimal(format(value.scaleb(power), "f"))
    except Fault as fault:
        if fault.code in ("too-fine", "ambiguous-number"):
            raise
        return Quantity(raw=raw, value=None, measured_in=measured.word, quality=Quality.DAMAGED)
    return Quantity(raw=raw + adds, value=value, measured_in=measured.word, quality=Quality.REPAIRED if repaired else quality)
