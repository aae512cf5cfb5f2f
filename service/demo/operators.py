"""What the operators of a membership case do to the demo town's plain values instead of to tables.

Only those a case calls on its way stand here; any other (the computing of terms) is the real one. What they record in
history is what the real ones record; a test drives one case both ways and compares.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from service.actions.operators import Context, call
from service.actions.operators.cases import CASE_SERIES, FILING_SERIES
from service.actions.operators.stages import FRESH, NOT_ADMITTED
from service.demo.values import ContactOf, Person, Town
from service.domain.calendar import parse_day
from service.domain.notice_texts import KINDS
from service.store import filing

Row = dict[str, Any]


class CaseOperators:
    """The operators of membership cases, on plain values."""

    def __init__(self, town: Town, new_id: Callable[[], UUID], nearest: Callable[[UUID, str], UUID]) -> None:
        self.people: dict[UUID, Person] = {person.id: person for person in town.people}
        self.names = {org.id: org.name for org in town.orgs}
        self.holders = town.holders()
        self.contacts: list[ContactOf] = []
        self.notices: list[Row] = []
        self.series: Counter[tuple[str, int]] = Counter()
        self._new_id, self._nearest = new_id, nearest
        self._known: dict[str, Callable[..., Any]] = {
            "case.enter": lambda ctx, person_id, entry: {
                "at": "apply",
                "stage": None,
                "admission": dict(NOT_ADMITTED),
                **FRESH,
            },
            # Everybody waits until the office opens the later stages: cultivation of past years was on paper.
            "stages.gate": lambda ctx: {"open": False},
            "case.register": self._register,
            "case.set_dates": self._set_dates,
            "case.set_contacts": self._set_contacts,
            "person.advance": self._advance,
            "filing.number": self._number,
            "notice.send": self._send,
            "notice.office": self._office,
        }

    def __call__(self, ctx: Context, name: str, params: Mapping[str, Any]) -> Any:
        """Run an operator: ours if a case needs it, the real one otherwise."""
        ours = self._known.get(name)
        return call(ctx, name, params) if ours is None else ours(ctx, **params)

    def _register(self, ctx: Context, person_id: str, received_on: str) -> Row:
        received = _day(received_on)
        case_no = self._take(CASE_SERIES, received.year)
        ctx.record("case.registered", {"case_no": case_no, "received_on": received})
        return {"case_no": case_no}

    def _take(self, series: str, year: int) -> str:
        self.series[series, year] += 1
        return filing.written(series, year, self.series[series, year])

    def _set_dates(self, ctx: Context, person_id: str, event: str, on: str) -> None:
        self.people[UUID(person_id)].talked_on = _day(on)

    def _set_contacts(self, ctx: Context, person_id: str, contacts: list[str], on: str) -> Row:
        self.contacts.extend(ContactOf(UUID(person_id), UUID(contact), _day(on)) for contact in contacts)
        ctx.record("case.contacts_set", {"contacts": contacts, "on": _day(on)})
        return {"n": len(contacts)}

    def _advance(self, ctx: Context, person_id: str, stage: str, on: str) -> None:
        person, day = self.people[UUID(person_id)], _day(on)
        before = "applicant"
        person.stage, person.stage_since = stage, day
        if stage == "applicant":
            person.applied_on = day
        else:
            person.activist_on = day
        ctx.record("person.advanced", {"from": before, "to": stage, "on": day})

    def _number(self, ctx: Context, kind: str) -> Row:
        number = self._take(FILING_SERIES[kind], ctx.today.year)
        ctx.record("filing.numbered", {"number": number, "kind": kind})
        return {"number": number}

    def _send(self, ctx: Context, person_id: str, kind: str, **more: Any) -> Row:
        params = {name: ctx.answers[name] for name in KINDS[kind].answers if name in ctx.answers} | more
        return {"notice_id": str(self._tell(ctx, [UUID(person_id)], kind, params)[0])}

    def _office(self, ctx: Context, role: str, scope: str, kind: str, **more: Any) -> Row:
        subject = self.people[ctx.person_id].name if ctx.person_id else ""
        params = {"organization": self.names[ctx.organization_id], "subject": subject, **more}
        people = sorted(set(self.holders[self._nearest(ctx.organization_id, scope), role]))
        return {"sent_n": len(self._tell(ctx, people, kind, params))}

    def _tell(self, ctx: Context, people: list[UUID], kind: str, params: Mapping[str, Any]) -> list[UUID]:
        ids = [self._new_id() for _ in people]
        for id_, person in zip(ids, people, strict=True):
            self.notices.append(
                {
                    "id": id_, "person_id": person, "instance_id": ctx.instance_id, "kind": kind,
                    "params": dict(params), "created_at": ctx.at, "read_at": None,
                }
            )  # fmt: skip
        if people:
            ctx.record("notices.sent", {"kinds": {kind: len(people)}})
        return ids


def _day(value: str) -> date:
    found = parse_day(value)
    if found is None:
        raise ValueError(value)
    return found
