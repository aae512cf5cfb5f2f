"""What people do beside processes and tasks: a question bank, newcomers, exams to sit, applications withdrawn."""

from __future__ import annotations

import io
from datetime import date
from random import Random
from typing import Any, Final
from uuid import UUID

from openpyxl import Workbook

from service.actions import applications, exams, register
from service.demo.names import make_names
from service.demo.year.staff import Staff
from service.domain import exam_sheet
from service.domain.exams import Item, Kind
from service.domain.idcard import make_test_number
from service.engine import Engine
from service.store import exams as papers
from service.store.database import Database

BANK_DAY: Final = 60
NEWCOMER_DAYS: Final = 20
WITHDRAWALS: Final = (90, 180, 270)
SITS: Final = 0.88  # of those who are expected at a computer
KNOWS: Final = 0.78  # how often an answer is right
RIGHT: Final = {Kind.SINGLE: "A", Kind.MULTIPLE: "AC", Kind.JUDGEMENT: "T"}  # of the bank below


class Deeds:
    """The deeds of a town's people."""

    def __init__(self, db: Database, engine: Engine, staff: Staff, tenant: int, seed: int) -> None:
        self.db, self.engine, self.staff, self.tenant, self.seed = db, engine, staff, tenant, seed
        self.newcomers = self.sittings = self.withdrawn = 0

    def day(self, at: int, today: date) -> None:
        """Do what this day brings, counted from the first one."""
        rng = Random(f"deeds/{self.seed}/{at}")
        if at == BANK_DAY:
            self._bank()
        if at % NEWCOMER_DAYS == 1:
            self._newcomer(today, rng, at)
        if at in WITHDRAWALS:
            self._withdraw(rng)
        self._sit(rng)

    def _bank(self) -> None:
        with self.db.transaction() as tx:
            exams.import_bank_in(tx, self.staff.first(tx, "training_admin"), "应知应会题库（示例）", _questions())

    def _newcomer(self, today: date, rng: Random, at: int) -> None:
        """Record somebody who wants to apply."""
        with self.db.transaction() as tx:
            branches = tx.rows(
                """select o.id from organization o where o.tenant_id = %s and o.level = 'branch'
                      and o.dissolved_on is null and 3 <= (select count(*) from person p
                            where p.tenant_id = o.tenant_id and p.branch_id = o.id and p.stage = 'full_member')
                    order by o.sort, o.name, o.id""", (self.tenant,)
            )  # fmt: skip
            name = next(iter(make_names(1, rng)))
            born = date(today.year - rng.randint(20, 44), rng.randint(1, 12), rng.randint(1, 28))
            given = {
                "name": name, "id_number": make_test_number(born, 100 + at % 800), "phone": "",
                "branch_id": rng.choice(branches)["id"], "stage": "applicant", "applied_on": today.isoformat(),
                "floating": False, "reason": "本人到支部递交入党申请书，登记入册（模拟）。",
            }  # fmt: skip
            register.add_in(tx, self.staff.first(tx, "sys_admin"), given)
            self.newcomers += 1

    def _withdraw(self, rng: Random) -> None:
        with self.db.reading() as tx:
            rows = tx.rows(
                """select i.person_id from subscription s join instance i on i.tenant_id = s.tenant_id
                      and i.id = s.instance_id and i.status = 'running'
                    where s.tenant_id = %s and s.message = 'msg_recommended' order by i.person_id""",
                (self.tenant,),
            )
        if not rows:
            return
        person: UUID = rng.choice(rows)["person_id"]
        with self.db.transaction() as tx:
            applications.withdraw_in(tx, self.engine, self.staff.actor(tx, person))
            self.withdrawn += 1

    def _sit(self, rng: Random) -> None:
        """Let those who are expected sit the exams that are open today, once."""
        with self.db.reading() as tx:
            rows = tx.rows(
                """select e.id, t.person_id from exam e
                     join exam_taker t on t.tenant_id = e.tenant_id and t.exam_id = e.id and t.mode = 'computer'
                    where e.tenant_id = %s and e.status = 'open'
                      and now() + (select clock_offset from tenant where id = e.tenant_id)
                          between e.opens_at and e.closes_at
                      and not exists (select 1 from exam_sitting s where s.tenant_id = e.tenant_id
                            and s.exam_id = e.id and s.person_id = t.person_id)
                    order by t.person_id""",
                (self.tenant,),
            )
        for row in rows:
            if Random(f"sits/{self.seed}/{row['person_id']}").random() < SITS:
                self._one(row["id"], row["person_id"], rng)

    def _one(self, exam: UUID, person: UUID, rng: Random) -> None:
        with self.db.transaction() as tx:
            actor = self.staff.actor(tx, person)
            exams.start_in(tx, actor, exam)
            row = papers.lock_sitting(tx, self.tenant, exam, person)
            assert row is not None
            chosen = {place: _choice(item, rng) for place, item in enumerate(papers.paper_of(row), 1)}
            exams.save_in(tx, actor, exam, row["device"], 1, chosen)
            exams.submit_in(tx, actor, exam, row["device"])
            self.sittings += 1


def _choice(item: Item, rng: Random) -> list[str]:
    return list(RIGHT[item.kind]) if rng.random() < KNOWS else [rng.choice(item.options)]


def _questions() -> bytes:
    """Make a sheet of questions that ask nothing."""
    book = Workbook()
    sheet: Any = book.active
    sheet.append(list(exam_sheet.HEADINGS))
    for n in range(20):
        sheet.append(["单选", f"单选样题第 {n + 1} 题", "对的", "不对", "不是", "没有", None, None, "A", "党章"])
    for n in range(10):
        sheet.append(["多选", f"多选样题第 {n + 1} 题", "对的一", "不对", "对的二", "不是", None, None, "AC", "党章"])
    for n in range(12):
        sheet.append(["判断", f"判断样题第 {n + 1} 题", None, None, None, None, None, None, "对", "党章"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
