"""Closed periods of the points ledger, and the check that recomputes each from what was kept and what stands now."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from service.domain import closings, periods
from service.domain.closings import Checked
from service.store import periods as store
from service.store import points
from service.store.database import Row, Tx


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed period with what its check found."""

    row: Row
    result: str
    where: str

    @property
    def name(self) -> str:
        """Return whose period it is."""
        return f"{self.row['organization_name']} {self.row['period']}"


def check_all(tx: Tx, tenant: int, organization_id: UUID | None = None, cycle: int | None = None) -> list[Closed]:
    """Recompute every closed period, or those of an organisation and a cycle, in their order."""
    schemes = points.schemes(tx, tenant)
    checked: list[Closed] = []
    for row in store.of_organization(tx, tenant, organization_id, cycle):
        kept = [str(entry[0]) for entry in (row["behind"] or {}).get("entries", ())]
        found: Checked = closings.check(row, points.by_ids(tx, tenant, kept), schemes)
        checked.append(Closed(row, found.result, found.where))
    return checked


def period_name(row: Row, lang: str) -> str:
    """Return what people call a closed period."""
    return periods.name(row["cycle"], str(row["period"]).split("-", 1)[1], lang)
