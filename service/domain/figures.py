"""Figures with what they count: 16 学时, 12 人; in English only where the label leaves it open."""

from __future__ import annotations

from typing import Final

from service.domain.messages import is_english
from service.domain.page_words import word

_PEOPLE: Final = ("{n} 人", "{n}")
_PLACES: Final = ("{n} 个", "{n}")
_POINTS: Final = ("{n} 分", "{n} points")
_STEPS: Final = ("{n} 项", "{n}")
# by the code of the label
MEASURED: Final[dict[str, tuple[str, str]]] = {
    "members": _PEOPLE,
    "full_members": _PEOPLE,
    "applicants": _PEOPLE,
    "talked": _PEOPLE,
    "activists": _PEOPLE,
    "enrolled": _PEOPLE,
    "listed_n": _PEOPLE,
    "minimum": _PEOPLE,
    "nominated": _PEOPLE,
    "recommended": _PEOPLE,
    "places_needed": _PEOPLE,
    "places": _PLACES,
    "quota": _PLACES,
    "quota_total": _PLACES,
    "reported": _PLACES,
    "differences_n": ("{n} 条", "{n}"),
    "enterprises": ("{n} 家", "{n}"),
    "steps_done": _STEPS,
    "steps_late": _STEPS,
    "steps_overdue": _STEPS,
    "phase": ("第 {n} 期", "{n}"),
    "hours": ("{n} 学时", "{n}"),
    "notice_age": ("{n} 岁", "{n}"),
    "votes": ("{n} 票", "{n}"),
    "score": _POINTS,
    "total": _POINTS,
    "points": _POINTS,
    "self_mark": _POINTS,
    "peers_average": _POINTS,
    "mass_average": _POINTS,
    "branch_mark": _POINTS,
}


def figure(code: str, value: object, lang: str = "zh-CN") -> str:
    """Write a value under a label; what is no figure, or counts nothing, stays as it is."""
    said = str(value)
    pair = MEASURED.get(code)
    return pair[is_english(lang)].format(n=said) if pair and said[:1].isdigit() else said


def heading(code: str, lang: str = "zh-CN") -> str:
    """Write the label of a column of figures, whose cells are bare: 名额（个）; 得票 says it already."""
    label = word(code, lang)
    unit = MEASURED.get(code, ("", ""))[is_english(lang)].removeprefix("{n}").strip()
    if not unit or "{n}" in unit or unit in label:
        return label
    return f"{label} ({unit})" if is_english(lang) else f"{label}（{unit}）"
