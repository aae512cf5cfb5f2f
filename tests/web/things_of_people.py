"""Things of people and accounts, and of what an organisation holds for them."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import UUID

from service.domain import clock
from service.store import notices
from service.store.ids import new_id
from service.store.notices import NewNotice
from tests.town import TENANT, person
from tests.web.things import Things, keeps_out, stands_in


class PeopleThings(Things):
    """People, accounts, organisations, rounds, exams and classes."""

    def make_notice(self) -> UUID:
        """Send the holder a notice."""
        with self.house.db.transaction() as tx:
            sent = [NewNotice(self.town.ann.person_id, "substitution_ended", {"principal": "甲", "who": "乙"})]
            return notices.send(tx, TENANT, None, clock.now(), sent)[0]

    def make_session(self) -> UUID:
        """Sign the holder in at another computer."""
        self._sign_in(self.town.ann)
        with self.house.db.reading() as tx:
            row: UUID = tx.value(
                "select id from login_session where account_id = %s order by created_at desc limit 1",
                (self.town.ann.account_id,),
            )
        return row

    def make_token(self) -> UUID:
        """Give the holder an API token."""
        row = new_id()
        with self.house.db.transaction() as tx:
            tx.run(
                """insert into api_token (tenant_id, id, account_id, name, scope, token_hash, expires_at)
                   values (%s, %s, %s, '台账', 'read', %s, now() + interval '1 day')""",
                (TENANT, row, self.town.ann.account_id, hashlib.sha256(row.bytes).digest()),
            )
        return row

    def make_substitution(self) -> UUID:
        """Let the holder be stood in for by somebody, next week."""
        with self.house.db.transaction() as tx:
            return stands_in(tx, self.town.ann, self.people["someone"], None, 7)

    def make_newcomer(self) -> UUID:
        """Record somebody of whom nothing else is known."""
        with self.house.db.transaction() as tx:
            return person(tx, "韩示新", self.town.other_branch, "applicant").person_id

    def make_unknown(self) -> UUID:
        """Record somebody who has no account."""
        row: UUID = self.make_newcomer()
        with self.house.db.transaction() as tx:
            tx.run("delete from account where person_id = %s", (row,))
        return row

    def make_account(self, active: bool = True) -> UUID:
        """Give the account of somebody of whom nothing else is known."""
        row = self.make_newcomer()
        with self.house.db.transaction() as tx:
            account: UUID = tx.value("update account set active = %s where person_id = %s returning id", (active, row))
        return account

    def make_closed(self) -> UUID:
        """Give a closed account."""
        return self.make_account(active=False)

    def make_recusal(self) -> UUID:
        """Let the holder keep out of somebody's cases."""
        with self.house.db.transaction() as tx:
            return keeps_out(tx, self.town.ann, self.people["someone"])

    def make_organization(self) -> UUID:
        """Found an organisation that nobody belongs to."""
        row = new_id()
        with self.house.db.transaction() as tx:
            tx.run(
                """insert into organization (tenant_id, id, parent_id, level, kind, name)
                   values (%s, %s, %s, 'branch', 'branch', %s)""",
                (TENANT, row, self.town.base, f"空支部{row.hex[-6:]}"),
            )
            tx.run(
                """insert into org_closure (tenant_id, descendant_id, ancestor_id, depth)
                   select tenant_id, %s, ancestor_id, depth + 1 from org_closure where descendant_id = %s
                   union all select %s, %s, %s, 0""",
                (row, self.town.base, TENANT, row, row),
            )
        return row

    def make_round(self) -> UUID:
        """Open a round of recommendation at the town in which the branch takes part."""
        row, case = new_id(), self.thing("case")["instance"]
        with self.house.db.transaction() as tx:
            tx.run(
                """insert into recommendation_round (tenant_id, id, instance_id, year, name, opens_on, closes_on,
                     quota_total, status) values (%s, %s, %s, 2026, '推荐', '2026-01-01', '2026-12-31', 9, 'open')""",
                (TENANT, row, case),
            )
            tx.run(
                "insert into round_branch (tenant_id, round_id, branch_id, quota) values (%s, %s, %s, 2)",
                (TENANT, row, self.town.branch),
            )
        return row

    def make_exam(self) -> UUID:
        """Open an exam of one question that the holder sits."""
        row, bank, case = new_id(), new_id(), self.thing("case")["instance"]
        now = clock.now()
        with self.house.db.transaction() as tx:
            tx.run(
                """insert into exam_bank (tenant_id, id, organization_id, name, version, questions, created_at)
                   values (%s, %s, %s, %s, 1, 1, %s)""",
                (TENANT, bank, self.town.town, f"题库{bank.hex[-6:]}", now),
            )
            tx.run(
                """insert into exam_question (tenant_id, bank_id, number, kind, stem, options, answer)
                   values (%s, %s, 1, 'judgement', '样题', %s, '{T}')""",
                (TENANT, bank, '[{"key": "T", "text": "对"}, {"key": "F", "text": "错"}]'),
            )
            tx.run(
                """insert into exam (tenant_id, id, instance_id, organization_id, bank_id, name, first_day, opens_at,
                     closes_at, minutes, blueprint, pass_mark, resits, age_limit, status)
                   values (%s, %s, %s, %s, %s, '考试', %s, %s, %s, 30,
                     '[{"kind":"judgement","count":1,"worth":100}]', 60, 1, 50, 'open')""",
                (TENANT, row, case, self.town.town, bank, now.date(), now, now + timedelta(hours=2)),
            )
            tx.run(
                "insert into exam_taker (tenant_id, exam_id, person_id, mode) values (%s, %s, %s, 'computer')",
                (TENANT, row, self.town.ann.person_id),
            )
        return row

    def make_training(self) -> UUID:
        """Plan a class at the branch with the person recorded on its roster."""
        row, case = new_id(), self.thing("case")["instance"]
        with self.house.db.transaction() as tx:
            tx.run(
                """insert into training_class (tenant_id, id, instance_id, organization_id, year, name, starts_on,
                     ends_on, place, hours, status)
                   values (%s, %s, %s, %s, 2026, '培训', '2026-05-01', '2026-05-03', '礼堂', 24, 'planned')""",
                (TENANT, row, case, self.town.branch),
            )
            tx.run(
                "insert into attendance (tenant_id, class_id, person_id, status) values (%s, %s, %s, 'invited')",
                (TENANT, row, self.town.applicant.person_id),
            )
        return row
