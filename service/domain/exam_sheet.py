"""The question bank as a sheet: its columns, and what a row must say to be a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from service.domain.errors import Problem
from service.domain.exams import JUDGEMENT_KEYS, OPTION_KEYS, Kind

KIND: Final = "题型"
STEM: Final = "题干"
ANSWER: Final = "答案"
TOPIC: Final = "知识点"
HEADINGS: Final = (KIND, STEM, *OPTION_KEYS, ANSWER, TOPIC)
NEEDED: Final = (KIND, STEM, ANSWER)
KINDS: Final[Mapping[str, Kind]] = {
    "单选": Kind.SINGLE, "单选题": Kind.SINGLE, "多选": Kind.MULTIPLE, "多选题": Kind.MULTIPLE,
    "判断": Kind.JUDGEMENT, "判断题": Kind.JUDGEMENT,
}  # fmt: skip
_RIGHT: Final = {"对": "T", "正确": "T", "√": "T", "T": "T", "错": "F", "错误": "F", "×": "F", "X": "F", "F": "F"}
_JUDGEMENT: Final = (("T", "正确"), ("F", "错误"))
NOTES: Final = (
    "一行一题。题型填：单选、多选、判断。",
    "单选、多选至少填两个选项，选项连续填写；判断题不填选项。",
    "答案填选项字母：单选填一个（如 B），多选全部填上（如 ACD），判断填“对”或“错”。",
    "每次导入形成题库的一个新版本；已经安排的考试仍用当时的版本。",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A question as a row of the sheet says it."""

    kind: Kind
    stem: str
    options: tuple[tuple[str, str], ...]
    right: tuple[str, ...]
    topic: str


def read(headers: Sequence[str], rows: Sequence[tuple[int, Sequence[Any]]]) -> tuple[list[Line], list[Problem]]:
    """Read a sheet: the questions, and what is wrong, row by row."""
    at = {name: headers.index(name) for name in HEADINGS if name in headers}
    missing = [Problem("/content", "exam_column", {"name": name}) for name in NEEDED if name not in at]
    if missing:
        return [], missing
    lines: list[Line] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for number, values in rows:
        cells = {name: _cell(values, place) for name, place in at.items()}
        line, code = _line(cells)
        if line is not None and line.stem in seen:
            line, code = None, "exam_twice"
        if line is None:
            problems.append(Problem(f"/rows/{number}", code, {"row": number}))
        else:
            seen[line.stem] = number
            lines.append(line)
    return lines, problems


def _line(cells: Mapping[str, str]) -> tuple[Line | None, str]:
    kind = KINDS.get(cells[KIND])
    stem = cells[STEM]
    if kind is None:
        return None, "exam_kind"
    if not 4 <= len(stem) <= 500:
        return None, "exam_stem"
    given = cells[ANSWER].upper().replace(" ", "").replace("、", "").replace(",", "").replace("，", "")
    if kind is Kind.JUDGEMENT:
        right = _RIGHT.get(given)
        line = Line(kind, stem, _JUDGEMENT, (right,), cells.get(TOPIC, "")[:40]) if right in JUDGEMENT_KEYS else None
        return line, "exam_answer"
    texts = [cells.get(key, "")[:200] for key in OPTION_KEYS]
    options = tuple((key, text) for key, text in zip(OPTION_KEYS, texts, strict=True) if text)
    keys = tuple(key for key, _ in options)
    if len(options) < 2 or keys != OPTION_KEYS[: len(keys)]:
        return None, "exam_options"
    wanted = tuple(sorted(set(given)))
    enough = len(wanted) == 1 if kind is Kind.SINGLE else len(wanted) >= 2
    if not enough or not set(wanted) <= set(keys) or len(given) != len(wanted):
        return None, "exam_answer"
    return Line(kind, stem, options, wanted, cells.get(TOPIC, "")[:40]), ""


def _cell(values: Sequence[Any], place: int) -> str:
    value = values[place] if place < len(values) else None
    return "" if value is None else str(value).strip()
