"""Values of class L3 that are on record, who may ask for which of them, and the search for them in whatever is kept."""

from __future__ import annotations

import base64
import binascii
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from service.domain.idcard import make_test_number
from service.store import sensitive
from service.wiring import House
from tests.fuzz.live import LiveCast
from tests.town import TENANT, complete_task

SHOWS = "POST /people/{id}/reveal"
# What shows people their own record, and nobody else's.
OWN = frozenset({"POST /me/copy"})
BORN = date(1953, 10, 7)
# Words of a form's answer in one case of the small town: its line reads them, administrators and others do not.
WORDS = "思想汇报金丝雀七七三一"
IN_TOWN = frozenset({"holder", "office", "subject"})


@dataclass(frozen=True)
class Value:
    """A sealed value: whose it is, and which readers may have it shown."""

    text: str
    owner: UUID
    readers: frozenset[str]
    itself: str
    """Which reader is that person, if any is."""


@dataclass(frozen=True)
class Sealed:
    """Everything that nobody may meet by chance."""

    values: tuple[Value, ...]
    typed: tuple[str, ...]
    """Numbers that are on nobody's record: readers write them into texts, and they must be kept nowhere."""

    def __post_init__(self) -> None:
        found = [*(re.escape(value.text) for value in self.values), *map(re.escape, self.typed), WORDS]
        object.__setattr__(self, "_any", re.compile("|".join(found)))

    def leaks(self, kind: str, row: str, target: str, text: str) -> list[str]:
        """Return what an answer to a reader shows that it may not."""
        wrong = []
        for met in set(self._any.findall(opened(text))):  # type: ignore[attr-defined]
            if met == WORDS:
                allowed = kind in IN_TOWN
            else:
                allowed = any(
                    (row == SHOWS and str(value.owner) == target and kind in value.readers)
                    or (row in OWN and kind == value.itself)
                    for value in self.values
                    if value.text == met
                )
            if not allowed:
                wrong.append(met)
        return wrong

    @property
    def numbers(self) -> list[str]:
        """Return what may stand in clear nowhere."""
        return [*(value.text for value in self.values), *self.typed]


def seal(house: House, cast: LiveCast) -> Sealed:
    """Write sealed values into the records of people near and far, and words into a case."""
    town, values = cast.town, []
    with house.app.app_context():
        with house.db.transaction() as tx:
            theirs = tx.value("select person_id from account where login = 'demo_applicant_1'")
            branch = tx.value("select branch_id from person where id = %s", (theirs,))
            mates, secretaries, others = (
                tx.rows(sql, (branch,))
                for sql in (
                    "select id from person where branch_id = %s and stage = 'applicant' order by id limit 2",
                    """select a.login from account a join role_grant g on g.person_id = a.person_id
                        where g.organization_id = %s and g.role = 'branch_secretary'""",
                    "select id from person where branch_id <> %s and stage = 'applicant' order by id limit 2",
                )
            )
            near = frozenset({"demo_town_org_office_1", *(row["login"] for row in secretaries)})
            owners = {
                town.applicant.person_id: frozenset({"holder", "office", "subject"}),
                town.activist.person_id: frozenset({"holder", "office"}),
                cast.people["former"].person_id: frozenset({"office"}),
                **{row["id"]: near for row in mates},
                **{row["id"]: frozenset({"demo_town_org_office_1"}) for row in others},
                theirs: near | {"demo_applicant_1"},
            }
            themselves = {town.applicant.person_id: "subject", theirs: "demo_applicant_1"}
            for at, (person, readers) in enumerate(owners.items()):
                born = BORN + timedelta(days=37 * at)
                number, phone = make_test_number(born, 700 + at), f"1571357{2460 + at}"
                sensitive.write(tx, house.sealer, TENANT, person, id_number=number, phone=phone, birth_date=born)
                texts = (number, phone, born.isoformat())
                values += [Value(text, person, readers, themselves.get(person, "")) for text in texts]
        case = cast.make_case()
        complete_task(house, town.ann, case["task"], {"subject_line": WORDS, "amount": 1, "note": WORDS})
    numbers = [make_test_number(date(1961, 5, 4), 810 + n) for n in range(3)]
    typed = (*numbers, *(f"1881357{3460 + n}" for n in range(3)))
    return Sealed(tuple(values), typed)


def opened(text: str) -> str:
    """Return an answer with the sheets that it carries unpacked."""
    if '"content"' not in text:
        return text
    try:
        answer = json.loads(text)
    except ValueError:
        return text
    return "\n".join([text, *_sheets(answer)])


def _sheets(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        content = value.get("content")
        if isinstance(content, str) and content.startswith("UEs"):
            try:
                with zipfile.ZipFile(io.BytesIO(base64.b64decode(content))) as archive:
                    for name in archive.namelist():
                        yield archive.read(name).decode("utf-8", "replace")
            except (binascii.Error, zipfile.BadZipFile):
                return
        for inner in value.values():
            yield from _sheets(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _sheets(inner)
