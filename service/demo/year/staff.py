"""Who works in the town: for each task somebody whose post, day and case allow it, by the house's own rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Final
from uuid import UUID

from service.actions import posts
from service.domain import assignment
from service.domain.people import Actor, Grant
from service.store.database import Row, Tx

GRANTS: Final = """select g.person_id, p.name, g.role, g.organization_id, o.level, g.from_on, g.to_on
  from role_grant g join person p on p.tenant_id = g.tenant_id and p.id = g.person_id and p.status = 'active'
  join organization o on o.tenant_id = g.tenant_id and o.id = g.organization_id and o.dissolved_on is null
 where g.tenant_id = %s and %s between g.from_on and coalesce(g.to_on, 'infinity')
 order by g.role, g.organization_id, g.person_id"""
# Whoever may be given a post there: full members of the branches below, first those who hold none.
FIT: Final = """select p.id, p.name from person p
  join org_closure c on c.tenant_id = p.tenant_id and c.descendant_id = p.branch_id
   and c.ancestor_id = (select u.ancestor_id from org_closure u
        where u.tenant_id = %(tenant)s and u.descendant_id = %(home)s and u.depth = %(up)s)
 where p.tenant_id = %(tenant)s and p.stage = 'full_member' and p.status = 'active' and not p.id = any(%(not)s)
 order by (select count(*) from role_grant g where g.tenant_id = p.tenant_id and g.person_id = p.id
            and g.to_on is null), p.id limit 1"""
REASON: Final = "该岗位无人可以办理，按规定补配（模拟）。"
HIGHEST: Final = 4


@dataclass(slots=True)
class Staff:
    """Everybody with a post, as of a day."""

    tenant: int
    day: date
    filled: Counter[str] = field(default_factory=Counter)
    """Posts that had to be filled because nobody could do a task."""
    _actors: dict[UUID, Actor] = field(default_factory=dict)
    _holders: dict[tuple[str, UUID], list[UUID]] = field(default_factory=dict)

    def read(self, tx: Tx, day: date) -> None:
        """Read the posts in force."""
        self.day = day
        found: dict[UUID, tuple[str, list[Grant]]] = {}
        self._holders.clear()
        for row in tx.rows(GRANTS, (self.tenant, day)):
            grant = Grant(row["role"], row["organization_id"], row["level"], row["from_on"], row["to_on"])
            found.setdefault(row["person_id"], (row["name"], []))[1].append(grant)
            self._holders.setdefault((row["role"], row["organization_id"]), []).append(row["person_id"])
        self._actors = {
            person: Actor(self.tenant, person, name, grants=tuple(grants)) for person, (name, grants) in found.items()
        }

    def actor(self, tx: Tx, person: UUID) -> Actor:
        """Return a person as one who acts; most have no post."""
        known = self._actors.get(person)
        if known is None:
            name = tx.value("select name from person where tenant_id = %s and id = %s", (self.tenant, person))
            known = self._actors[person] = Actor(self.tenant, person, str(name or ""))
        return known

    def holders(self, role: str, organization: UUID) -> list[UUID]:
        """Return who holds a post at an organisation."""
        return self._holders.get((role, organization), [])

    def seats(self, role: str) -> list[UUID]:
        """Return where a role is held at all."""
        return sorted({home for known, home in self._holders if known == role})

    def first(self, tx: Tx, role: str) -> Actor:
        """Return the first who holds a role anywhere."""
        return next(self.actor(tx, self.holders(role, home)[0]) for home in self.seats(role))

    def for_task(self, tx: Tx, row: Row, rng: Random) -> Actor | None:
        """Return somebody who may do a task today, None when nobody may."""
        view = assignment.view_of(row)
        people = [row["assignee_id"]] if row["assignee_id"] else self.holders(row["role"], row["organization_id"])
        free = [
            actor for person in people if assignment.why_not(view, actor := self.actor(tx, person), self.day) is None
        ]
        return rng.choice(free) if free else None

    def fill(self, tx: Tx, row: Row) -> bool:
        """Let the security administrator give the post of a task to somebody who is free for it."""
        if row["assignee_id"] or row["role"] in assignment.OWN_TASK_ROLES:
            return False
        granter = self.first(tx, "security_admin")
        kept_out = [*row["exclude"], *self.holders(row["role"], row["organization_id"]), granter.person_id]
        kept_out += [row["person_id"]] if row["person_id"] else []
        for up in range(HIGHEST):
            asked = {"tenant": self.tenant, "home": row["organization_id"], "up": up, "not": kept_out}
            found = tx.row(FIT, asked)
            if found is not None:
                posts.grant_in(
                    tx, granter, found["id"], row["role"], row["organization_id"], self.day, None, None, REASON
                )
                self.filled[row["role"]] += 1
                self.read(tx, self.day)
                return True
        return False
