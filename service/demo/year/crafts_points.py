"""Forms of ratings, choices and corrections whose answers hang together with who takes part and who stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from service.demo.year.pen import Answers, Sheet

FEW: Final = "本党组织符合条件的党员不够差额数，经会议研究按实际人数提名。"
TURN: Final = "已经多次获评，这次让给其他同志。"
PLACES, FLOOR = 20, 30


def _correction(sheet: Sheet) -> Answers:
    return {"request_choice": "ask" if sheet.options("my_entries") else "drop"}


def _rating(sheet: Sheet) -> Answers:
    return {"rating_year": sheet.today.year, "self_until": (sheet.today + timedelta(days=7)).isoformat()}


def _averages(sheet: Sheet) -> list[dict[str, Any]]:
    members = sheet.options("star_members")
    most = max(0, len(members) - 1)
    return [
        {"person_id": each, "sheets": min(most, 12), "average": sheet.rng.randint(1400, 1960) / 20} for each in members
    ]


def _peers(sheet: Sheet) -> Answers:
    return {"marks": _averages(sheet)}


def _mass(sheet: Sheet) -> Answers:
    return {"mass_held": "no"}  # not everywhere is it held, and what is missing is weighed away


def _branch(sheet: Sheet) -> Answers:
    marks = [{"person_id": each, "mark": sheet.rng.randint(75, 98)} for each in sheet.options("star_members")]
    return {"marks": marks}


def _selection(sheet: Sheet) -> Answers:
    year: Answers = {"selection_year": sheet.today.year, "places": PLACES, "floor_from": FLOOR}
    return {**year, "closes_on": (sheet.today + timedelta(days=20)).isoformat()}


def _names(sheet: Sheet) -> Answers:
    needed = int(sheet.known["unit"]["needed"])
    people = sheet.options("sunshine_members")
    named = sheet.rng.sample(people, min(needed, len(people)))
    rows = [{"person_id": each, "disciplined": "no", "deeds": "常年服务群众，带头参加值守。"} for each in named]
    return {"nominees": rows} if len(named) >= needed else {"nominees": rows, "waived": FEW}


def _choices(sheet: Sheet) -> Answers:
    people = sheet.options("sunshine_standing")
    places = int(sheet.known["places"])
    chosen = set(sheet.rng.sample(people, min(places, len(people))))
    return {
        "choices": [
            {"person_id": each, "choice": "chosen"}
            if each in chosen
            else {"person_id": each, "choice": "passed_over", "reason": TURN}
            for each in people
        ]
    }


def _notice(sheet: Sheet) -> Answers:
    return {} if sheet.options("sunshine_standing") else {"selection_result": "clear"}


POINTS: Final[Mapping[str, Callable[[Sheet], Answers]]] = {
    "form_points_correction_ask": _correction,
    "form_star_start": _rating,
    "form_star_peers": _peers,
    "form_star_mass": _mass,
    "form_star_branch": _branch,
    "form_selection_start": _selection,
    "form_selection_name": _names,
    "form_selection_choose": _choices,
    "form_selection_notice": _notice,
}
