"""Numbers in Chinese characters, as they stand in days: 二〇二二, 二十五, 廿一."""

from __future__ import annotations

import re

_DIGITS = {
    character: value
    for value, characters in enumerate(("〇零○Ｏ", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for character in characters
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}
_TENS = {"廿": 20, "卅": 30}
_OF_DAY = re.compile(
    f"(?<![0-9{''.join((*_DIGITS, *_UNITS, *_TENS))}])[{''.join((*_DIGITS, *_UNITS, *_TENS))}]{{1,4}}(?=[年月日号])"
)
LUNAR = re.compile(r"[农阴旧][历曆]|正月|腊月|冬月|闰.?月|初[一二三四五六七八九十]|大年|除夕")
"""What says that a day is of the old calendar."""


def number(text: str) -> int | None:
    """A whole number in characters; None where it is none.

    >>> [number(text) for text in ("二〇二二", "十五", "二十", "一千二百", "壹仟贰佰零伍", "一万二千", "十二万", "廿一")]
    [2022, 15, 20, 1200, 1205, 12000, 120000, 21]
    >>> number("二百三"), number("一二十"), number("")
    (None, None, None)
    """
    if text and all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total = 0
    for group, times in (("亿", _GROUPS["亿"]), ("万", _GROUPS["万"])):
        before, mark, after = text.partition(group)
        if mark:
            value = _below(before)
            if value is None:
                return None
            total, text = total + value * times, after
    value = _below(text) if text else 0
    return None if value is None or not (total or value) else total + value


def _below(text: str) -> int | None:
    """A number below ten thousand."""
    total, digit, last = 0, -1, 10**4
    for character in text:
        if character in _DIGITS:
            if digit > 0:
                return None
            digit = _DIGITS[character]
        elif character in _TENS and not total and digit < 0:
            total, last = _TENS[character], 10
        elif (unit := _UNITS.get(character, 0)) and unit < last and digit != 0:
            if digit < 0 and (unit != 10 or total):
                return None
            total, digit, last = total + max(digit, 1) * unit, -1, unit
        else:
            return None
    if digit > 0 and last > 10 and total and "零" not in text and "〇" not in text:
        return None  # 二百三: two hundred and three, or thirty?
    return total + max(digit, 0) if text else None


def day_in_digits(text: str) -> str:
    """A day in characters as one in digits; what is no number of a day stays. A year is written digit by digit.

    >>> day_in_digits("二〇二二年六月五日"), day_in_digits("六月廿五号"), day_in_digits("一千年"), day_in_digits("第一季度")
    ('2022年6月5日', '6月25号', '一千年', '第一季度')
    """
    return _OF_DAY.sub(_in_digits, text)


def _in_digits(found: re.Match[str]) -> str:
    of_year = found.string[found.end()] == "年"
    read = None if of_year and any(one not in _DIGITS for one in found[0]) else number(found[0])
    return found[0] if read is None else str(read)
