"""The five stages of a person on the way to full membership, as a path with dates."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from service.domain import phrases
from service.domain.people import STAGES, Stage
from service.store.database import Row, Tx

_NAMES: Final = ("stage_application", "stage_activist", "stage_candidate", "stage_probation", "stage_full")
# One joins the Party on the day of the assembly that admits (member_on); a full member counts from when probation ends.
_DATES: Final = ("applied_on", "activist_on", "candidate_on", "member_on", None)


def path_of(tx: Tx, tenant: int, person_id: UUID, lang: str) -> list[dict[str, Any]]:
    """Return the stage path of a person."""
    row = tx.row(
        """select stage, stage_since, applied_on, activist_on, member_on,
                  (select max(a.decided_on) from candidate_attempt a where a.tenant_id = p.tenant_id
                    and a.person_id = p.id and a.outcome = 'listed'
                    and a.decided_on <= coalesce(p.member_on, 'infinity')) as candidate_on
             from person p where tenant_id = %s and id = %s""",
        (tenant, person_id),
    )
    return path(row, lang) if row else []


def path(person: Row, lang: str) -> list[dict[str, Any]]:
    """Return five stages: done, now or next, with the days between which each lasted."""
    place = STAGES.index(Stage(person["stage"])) if person["stage"] in STAGES else -1
    starts: list[date | None] = [person[name] if name else None for name in _DATES]
    if (
        place >= 0 and person["stage_since"] not in starts
    ):  # of members on an old register the end of probation is unknown
        starts[place] = starts[place] or person["stage_since"]
    shaped = []
    for index, name in enumerate(_NAMES):
        status = "done" if index < place or (index == place == len(_NAMES) - 1) else "now" if index == place else "next"
        until = next((day for day in starts[index + 1 :] if day), None) if index < place else None
        shaped.append(
            {
                "name": phrases.text(name, lang),
                "status": status,
                "from": starts[index] if index <= place else None,
                "to": until,
                "note": None,
            }
        )
    return shaped
