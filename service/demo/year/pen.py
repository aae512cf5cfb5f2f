"""Fill a form by its own schema: what it asks, from what may be chosen, with dice that fall the same way each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from service.demo.year import odds
from service.domain import form_sources
from service.engine import Engine, Model
from service.store import choices
from service.store.database import Row, Tx

Answers = dict[str, Any]
REPAIRS: Final = 6
MANY: Final = 500
_TOO_MUCH: Final = frozenset(("unevaluatedProperties", "additionalProperties", "not", "falseSchema"))
# Filled when everything else is known.
LAST: Final = ("votes",)


@dataclass(slots=True)
class Sheet:
    """One form on somebody's table: what it is about, who holds the pen, which day it is."""

    tx: Tx
    engine: Engine
    model: Model
    form: str
    row: Row
    """As the service locks it: instance, home, person, starter, variables, data."""
    today: date
    rng: Random
    tenant: int
    refused: list[str] = field(default_factory=list)
    """Pointers and codes that an earlier try was refused for."""
    _options: dict[str, list[str]] = field(default_factory=dict)
    _named: set[str] = field(default_factory=set)

    @property
    def schema(self) -> Mapping[str, Any]:
        """Return the form's schema."""
        found: Mapping[str, Any] = self.model.bundle.forms[self.form]["schema"]
        return found

    @property
    def known(self) -> dict[str, Any]:
        """Return what the process knows."""
        return {**(self.row.get("variables") or {}), **(self.row.get("data") or {})}

    def options(self, source: str) -> list[str]:
        """Return what may be chosen of a source, in the order of names."""
        if source not in self._options:
            rows = choices.options(self.tx, self.tenant, source, self.row, None, MANY, self.today)
            self._options[source] = [str(row["value"]) for row in rows if not row["disabled"]]
        return self._options[source]

    def people(self, source: str, count: int) -> list[str]:
        """Choose different people, first those who have no part in this form yet."""
        found = self.options(source)
        fresh = [each for each in found if each not in self._named]
        chosen = self.rng.sample(fresh, min(count, len(fresh)))
        if len(chosen) < count:
            rest = [each for each in found if each not in chosen]
            chosen += self.rng.sample(rest, min(count - len(chosen), len(rest)))
        self._named |= set(chosen)
        return chosen

    def was_refused(self, text: str) -> bool:
        """Tell whether an earlier try was refused for something like this."""
        return any(text in each for each in self.refused)


def fill(sheet: Sheet, given: Mapping[str, Any]) -> Answers:
    """Return answers that the form takes, beginning with those that are given."""
    answers: Answers = dict(given)
    fields = form_sources.fields(sheet.schema)
    for name in sheet.schema.get("required", ()):
        if name not in answers and name in fields and name not in LAST and not fields[name].get("readOnly"):
            answers[name] = value(sheet, name, fields[name])
    for told in sheet.refused:  # an optional field that the house asks for after all
        name = told.removeprefix("/answers/").partition(" ")[0]
        if name in fields and name not in answers and name not in LAST and not fields[name].get("readOnly"):
            answers[name] = value(sheet, name, fields[name])
    for _ in range(REPAIRS):
        known = {name: sheet.known[name] for name in form_sources.given(sheet.schema) if name in sheet.known}
        problems = sheet.engine.check_answers(sheet.model, sheet.form, {**answers, **known})
        if not problems:
            return answers
        for problem in problems:
            _repair(sheet, answers, problem.pointer, problem.keyword)
    return answers


def _repair(sheet: Sheet, answers: Answers, pointer: str, keyword: str) -> None:
    """Add what the form still asks for, take out what it refuses."""
    *way, name = pointer.lstrip("/").split("/")
    schema: Mapping[str, Any] = sheet.schema
    place: Any = answers
    for part in way:
        schema = form_sources.fields(schema).get(part, schema) if not part.isdigit() else schema.get("items", {})
        place = place[int(part)] if part.isdigit() else place[part]
    fields = form_sources.fields(schema)
    if keyword == "required" and name in fields:
        asked = _under_condition(schema, answers if place is answers else place).get(name, fields[name])
        place[name] = votes(sheet, asked, answers) if name == "votes" else value(sheet, name, asked)
    elif isinstance(place, dict) and (keyword in _TOO_MUCH or name not in fields):
        place.pop(name, None)
    elif name in fields and isinstance(place, dict):
        place[name] = value(sheet, name, fields[name])


def _under_condition(schema: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that the conditions that hold bring in: a name may be asked under two of them."""
    found: dict[str, Any] = {}
    for part in (*schema.get("allOf", ()), schema):
        wanted = (part.get("if") or {}).get("properties", {}) if isinstance(part, Mapping) else {}
        if wanted and all(
            name in answers and (answers[name] == each.get("const") or answers[name] in each.get("enum", ()))
            for name, each in wanted.items()
        ):
            found |= part.get("then", {}).get("properties", {})
    return found


def value(sheet: Sheet, name: str, schema: Mapping[str, Any]) -> Any:
    """Return an answer to one field."""
    if "const" in schema:
        return schema["const"]
    kind = schema.get("type")
    if schema.get("x-source"):
        return _chosen(sheet, schema)
    if "oneOf" in schema or "enum" in schema:
        return _choice(sheet, name, schema)
    if kind == "array":
        return _list(sheet, schema)
    if kind == "object":
        if name == "votes":
            return votes(sheet, schema, {})
        fields = schema.get("properties", {})
        return {each: value(sheet, each, fields[each]) for each in schema.get("required", ())}
    if kind == "boolean":
        return False
    if kind in ("integer", "number"):
        return _number(sheet, name, schema)
    return _text(sheet, name, schema)


def _chosen(sheet: Sheet, schema: Mapping[str, Any]) -> Any:
    if schema.get("type") == "array":
        least = schema.get("minItems", 0)
        most = min(schema.get("maxItems", 2), 2)
        return sheet.people(schema["x-source"], max(least, sheet.rng.randint(least, max(least, most))))
    found = sheet.people(schema["x-source"], 1)
    return found[0] if found else "00000000-0000-0000-0000-000000000000"


def _choice(sheet: Sheet, name: str, schema: Mapping[str, Any]) -> Any:
    listed = schema.get("enum") or [each["const"] for each in schema["oneOf"]]
    share = {} if sheet.was_refused(f"/{name} ") else odds.ODDS.get(name, {})
    named = {each: share[each] for each in listed if each in share}
    rest = [each for each in listed if each not in named]
    left = max(0, 100 - sum(named.values()))
    weights = [named.get(each, left / max(len(rest), 1)) for each in listed]
    if sum(weights) <= 0:
        return listed[0]
    return sheet.rng.choices(listed, weights)[0]


def _list(sheet: Sheet, schema: Mapping[str, Any]) -> list[Any]:
    items, least = schema.get("items", {}), schema.get("minItems", 0)
    if "x-rows" in schema:
        return _rows(sheet, schema["x-rows"], items)
    if "oneOf" in items:
        # A check list is ticked in full; what nobody has to tick is left alone.
        return [each["const"] for each in items["oneOf"]][: schema.get("maxItems", 99)] if least else []
    named = [name for name in items.get("required", ()) if "x-source" in items.get("properties", {}).get(name, {})]
    if not least and named:  # a list that has to be there, and may be empty, mostly names somebody
        return _rows(sheet, named[0], items, 3)
    return [value(sheet, "", items) for _ in range(least)]


def _rows(sheet: Sheet, column: str, items: Mapping[str, Any], most: int = MANY) -> list[Any]:
    """Lay one row for each choice of a column, as the service does; with reasons once they were asked for."""
    fields = items["properties"]
    wanted = [*items.get("required", ()), *(["reason"] if "reason" in fields and sheet.refused else [])]
    rest = [name for name in dict.fromkeys(wanted) if name != column]
    return [
        {column: each, **{name: value(sheet, name, fields[name]) for name in rest}}
        for each in sheet.options(fields[column]["x-source"])[:most]
    ]


def _number(sheet: Sheet, name: str, schema: Mapping[str, Any]) -> int:
    low, high = schema.get("minimum", 0), schema.get("maximum", 100)
    if "default" in schema:
        return int(schema["default"])
    if name.endswith("year"):
        return min(int(high), max(int(low), sheet.today.year))
    if name in ("days", "hours"):  # a class that lasts long enough, mostly
        enough = {"days": 3, "hours": 24}[name]
        return min(int(high), enough if sheet.rng.random() < 0.93 else enough - 2)
    if name == "months":
        return sheet.rng.choice((6, 9, 12))
    if high <= 15 and low == 0:  # a mark
        return int(high) - sheet.rng.randint(0, 1)
    return min(int(high), max(int(low), sheet.rng.randint(1, 6)))


def _text(sheet: Sheet, name: str, schema: Mapping[str, Any]) -> str:
    form = schema.get("format")
    if form == "date":
        days = 0 if schema.get("x-occurred-on") else odds.DAYS.get(name, 0)
        return (sheet.today + timedelta(days=days)).isoformat()
    if "default" in schema:
        return str(schema["default"])
    if name in odds.REFERENCES:
        return f"示例〔{sheet.today.year}〕{sheet.rng.randint(1, 999)} 号"
    if name.endswith("_name") and name not in odds.TEXTS:
        return f"{sheet.today.year} 年{sheet.schema.get('title', '')}（模拟）"[: schema.get("maxLength", 60)]
    text = sheet.rng.choice(odds.TEXTS.get(name, odds.SENTENCES))
    least, most = schema.get("minLength", 0), schema.get("maxLength", 800)
    while len(text) < least:
        text += sheet.rng.choice(odds.SENTENCES)
    return text[:most]


def votes(sheet: Sheet, schema: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, int]:
    """Return counts that bear the conclusion written beside them."""
    fields = schema.get("required", ())
    large = "written" in schema.get("properties", {})
    entitled = sheet.rng.randint(12, 30) if large else sheet.rng.choice((5, 7, 9))
    present = entitled - sheet.rng.choice((0, 0, 1, 2)) if not large else entitled - sheet.rng.randint(0, 2)
    said = {str(each) for name, each in answers.items() if isinstance(each, str) and name in odds.ODDS}
    carried = not said & odds.NOT_CARRIED
    if sheet.was_refused("vote") and sheet.rng.random() < 0.6:
        carried = not carried
    yes = present - sheet.rng.choice((0, 0, 0, 1)) if carried else entitled // 3
    counts = {
        "entitled": entitled, "present": present, "yes": yes, "no": present - yes, "abstain": 0, "written": 0,
        "written_yes": 0, "issued": present, "returned": present, "seats": 3,
    }  # fmt: skip
    return {name: counts[name] for name in fields}
