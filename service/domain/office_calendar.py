"""The yearly arrangement of holidays (部分节假日安排): read from the State Council's own words, or from rows.

The notice says days off with the weekday in brackets and how many there are; both are checked, because the commonest
slip is the wrong year. Sentences without a date that anybody works or rests on are passed over.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from service.domain.calendar import ONE_DAY, CalendarDay

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
MOST_PROBLEMS: Final = 20
WEEKDAYS: Final = "一二三四五六日"
MAKE_UP: Final = "调休上班"

_ROW = re.compile(
    r"\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[\s,;|]+(休息|休|放假|假|上班|班|工作)日?(?:[\s,;|]+(\S.*?))?\s*"
)
_ITEM = re.compile(r"\s*(?:[一二三四五六七八九十]+\s*[、.,]|\(?\d{1,2}\s*[)、.])?\s*([^\d:,。()]{2,16}?)\s*:")
_TOKEN = re.compile(
    r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日(?:\((?P<note>[^)]*)\))?"
    r"|(?P<to>至|到|—+|-+|~)|(?P<word>放假|连休|上班)|共(?P<count>\d{1,2})天"
)
_TITLE = re.compile(r"(\d{4})年(?:部分)?节假日安排")


@dataclass(frozen=True, slots=True)
class Slip:
    """Something in the text that cannot be right: a code of messages.py."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Arrangement:
    """What a text says of a year: the days that are not as their weekday has it, and what is wrong with it."""

    year: int
    days: dict[date, CalendarDay] = field(default_factory=dict)
    slips: list[Slip] = field(default_factory=list)

    def whole_year(self) -> list[CalendarDay]:
        """Return every day of the year, and what the text says of the days around it."""
        first = date(self.year, 1, 1)
        plain = (first + ONE_DAY * n for n in range((date(self.year + 1, 1, 1) - first).days))
        every = {day: CalendarDay(day, day.weekday() < 5) for day in plain}
        return [row for _, row in sorted((every | self.days).items())]


def read(text: str, year: int) -> Arrangement:
    """Read a notice, or rows of `day, 休 or 班, name`, or both."""
    found = Arrangement(year)
    plain = unicodedata.normalize("NFKC", text)
    if (title := _TITLE.search(plain)) and int(title[1]) != year:
        found.slips.append(Slip("calendar_other_year", {"year": year, "said": int(title[1])}))
    name = ""
    for line in plain.splitlines():
        if row := _ROW.fullmatch(line):
            _take_row(found, row)
            continue
        for sentence in re.split("[。;]", line):
            if item := _ITEM.match(sentence):
                name = item[1]
            _Sentence(found, name).read(sentence)
    if not found.days and not found.slips:
        found.slips.append(Slip("calendar_nothing"))
    del found.slips[MOST_PROBLEMS:]
    return found


def rows(days: Iterable[CalendarDay]) -> str:
    """Write the days that are not as their weekday has it as rows that `read` understands."""
    return "\n".join(
        f"{each.day},{'班' if each.is_working else '休'},{each.name}".rstrip(",") for each in exceptions(days)
    )


def exceptions(days: Iterable[CalendarDay]) -> list[CalendarDay]:
    """Return the days that have a name, or are not as their weekday has it."""
    return [each for each in days if each.name or each.is_working != (each.day.weekday() < 5)]


def _take_row(found: Arrangement, row: re.Match[str]) -> None:
    day = _date(found, int(row[1]), int(row[2]), int(row[3]))
    if day:
        _put(found, day, row[4] in ("上班", "班", "工作"), (row[5] or "").removesuffix(MAKE_UP))


def _date(found: Arrangement, year: int, month: int, day: int) -> date | None:
    try:
        made = date(year, month, day)
    except ValueError:
        found.slips.append(Slip("calendar_no_day", {"day": f"{year}-{month:02}-{day:02}"}))
        return None
    if abs(made.year - found.year) > 1:
        found.slips.append(Slip("calendar_other_year", {"year": found.year, "said": made.year}))
        return None
    return made


def _put(found: Arrangement, day: date, working: bool, name: str) -> None:
    if day in found.days and found.days[day].is_working != working:
        found.slips.append(Slip("calendar_both", {"day": day}))
    if working and day.weekday() < 5:
        found.slips.append(Slip("calendar_workday", {"day": day, "weekday": WEEKDAYS[day.weekday()]}))
    found.days[day] = CalendarDay(day, working, name=f"{name}{MAKE_UP}" if working else name or "放假")


class _Sentence:
    """Reads dates until a word says what is done on them."""

    def __init__(self, found: Arrangement, name: str) -> None:
        self._found, self._name = found, name
        self._days: list[date] = []
        self._said: list[date] = []
        self._open: date | None = None
        self._last: date | None = None

    def read(self, sentence: str) -> None:
        """Take the days off and the days of work from a sentence."""
        for token in _TOKEN.finditer(sentence):
            if token["day"]:
                self._take(token)
            elif token["to"]:
                self._open = self._last
            elif token["word"]:
                self._flush(token["word"] == "上班")
            elif self._said and len(self._said) != int(token["count"]):
                wrong = {"name": self._name, "said": int(token["count"]), "found": len(self._said)}
                self._found.slips.append(Slip("calendar_count", wrong))

    def _take(self, token: re.Match[str]) -> None:
        last = self._last
        month = int(token["month"]) if token["month"] else last.month if last else 0
        year = int(token["year"]) if token["year"] else last.year if last and self._open else self._found.year
        if self._open and last and not token["year"] and month < last.month:
            year += 1  # 12月30日至1月1日
        day = _date(self._found, year, month, int(token["day"])) if month else None
        if day is None:
            return
        said = re.search(f"(?:周|星期)([{WEEKDAYS}天])", token["note"] or "")
        if said and said[1].replace("天", "日") != WEEKDAYS[day.weekday()]:
            wrong = {"day": day, "said": said[1], "weekday": WEEKDAYS[day.weekday()]}
            self._found.slips.append(Slip("calendar_weekday", wrong))
        start = self._open + ONE_DAY if self._open else day
        if timedelta(0) <= day - start < timedelta(days=31):
            self._days += [start + ONE_DAY * n for n in range((day - start).days + 1)]
        else:
            self._found.slips.append(Slip("calendar_span", {"day": day}))
        self._open, self._last = None, day

    def _flush(self, working: bool) -> None:
        for day in self._days:
            _put(self._found, day, working, self._name)
        self._said, self._days = (self._days if self._days and not working else self._said), []
