"""Every kind of person that the matrix knows, and one prepared thing of each kind that an endpoint can be asked about.

A thing is made when it is first needed and made anew after somebody changed it, so that every answer in the matrix is
the answer to somebody who comes first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from flask import Flask

from service.actions import deliveries, passwords, signers
from service.actions import tasks as task_actions
from service.actions.deploy import deploy
from service.domain import clock
from service.domain.deliveries import REFUSED, Failure
from service.domain.people import Actor
from service.domain.sealed import Part
from service.store import access_log, affiliations, documents, imports, notices, organizations, retention, vault
from service.store.database import Tx
from service.store.ids import new_id
from service.store.notices import NewNotice
from service.wiring import House
from tests.actions.conftest import diagram_files
from tests.town import TENANT, Town, complete_task, person
from tests.web.browser import PASSWORD, Browser
from tests.web.papers import PICTURE, issue_document, paper_file
from tests.web.test_imports import line, sheet, upload

# Who asks. `holder` has the task and started the case; `deputy` stands in for the holder, `misplaced` for another
# process only; `recused` has the holder's post and is barred from the person recorded.
KINDS: Final = (
    "nobody", "holder", "colleague", "office", "stranger", "former", "deputy", "misplaced", "recused", "subject",
    "auditor", "system", "security", "audit", "privacy",
)  # fmt: skip
ASKED: Final = {"subject_line": "购置图书", "amount": 1}
WHY: Final = "材料有误，需要更正。"
GONE: Final = Failure("web_refused", again=False, given_up=REFUSED, host="hooks.example.cn", status=410)


class Cast:
    """The people of the matrix, each with a browser, and the things that they ask for."""

    def __init__(self, house: House, town: Town, app: Flask, sign_in: Callable[..., Browser]) -> None:
        self.house, self.town, self.app = house, town, app
        with house.app.app_context():
            with house.db.transaction() as tx:
                self.people = self._people(tx)
            deploy(house.db, house.engine, TENANT, about_a_person("approval"), None)
            deploy(house.db, house.engine, TENANT, diagram_files("letter"), None)
        self._sign_in = sign_in
        self.browsers = {kind: self.enter(kind) for kind in KINDS}
        self._things: dict[str, Any] = {}

    def _people(self, tx: Tx) -> dict[str, Actor]:
        town = self.town
        home, other, top = town.branch, town.other_branch, town.town
        member = "full_member"
        made = {
            "former": person(tx, "吴示旧", other, member, ("branch_secretary", home)),
            "deputy": person(tx, "郑示代", other, member, ("vote_teller", other)),
            "misplaced": person(tx, "钱示偏", other, member, ("vote_teller", other)),
            "recused": person(tx, "孙示避", home, member, ("branch_secretary", home)),
            "system": person(tx, "冯示系", other, member, ("sys_admin", top)),
            "security": person(tx, "陈示安", other, member, ("security_admin", top)),
            "audit": person(tx, "褚示审", other, member, ("audit_admin", top)),
            "privacy": person(tx, "卫示护", other, member, ("privacy_officer", top)),
            "someone": person(tx, "蒋示他", other, member, ("vote_teller", other)),
        }
        yesterday = clock.today() - timedelta(days=1)
        tx.run("update role_grant set to_on = %s where person_id = %s", (yesterday, made["former"].person_id))
        stands_in(tx, town.ann, made["deputy"], "proc_approval")
        stands_in(tx, town.ann, made["misplaced"], "proc_letter")
        keeps_out(tx, made["recused"], town.applicant)
        hashed = passwords.hash_password(PASSWORD)
        tx.run("update account set password_hash = %s where password_hash = '!'", (hashed,))
        own = {"holder": town.ann, "colleague": town.ben, "office": town.dora, "stranger": town.cleo}
        return {**made, **own, "subject": town.applicant, "auditor": town.auditor}

    def enter(self, kind: str) -> Browser:
        """Sign somebody in at a browser of their own."""
        return Browser(self.app) if kind == "nobody" else self._sign_in(self.people[kind])

    def maker(self, kind: str) -> Browser:
        """Return the browser of whoever makes a thing at the door."""
        return self.browsers[kind]

    def thing(self, name: str) -> Any:
        """Return a prepared thing, fresh or as it was made."""
        if name not in self._things:
            with self.house.app.app_context():
                self._things[name] = getattr(self, f"make_{name}")()
        return self._things[name]

    def spend(self) -> None:
        """Forget all things: somebody has changed one."""
        self._things.clear()

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """Return what gives the recorded person away in an answer, whatever it is about."""
        return (str(self.town.applicant.person_id), self.town.applicant.name)

    # -- cases and tasks ------------------------------------------------------------------------------------------

    def make_case(self) -> dict[str, UUID]:
        """Start a case about the person recorded; its first task is the holder's."""
        from service.actions import instances

        house, town = self.house, self.town
        with house.db.transaction() as tx:
            made = instances.start_in(
                tx, house.engine, town.ann, "proc_approval", town.branch, town.applicant.person_id, {}
            )
        return {"instance": made.instance_id, "task": made.opened[0]}

    def make_joint(self) -> tuple[UUID, UUID]:
        """Return a branch and a new joint committee that it does not belong to."""
        joint = new_id()
        with self.house.db.transaction() as tx:
            row = {"id": joint, "parent": self.town.town, "level": "base", "kind": "joint_committee",
                   "name": f"联合党委{joint.hex[-6:]}", "pinyin": "lianhe", "on": clock.today()}  # fmt: skip
            organizations.add(tx, TENANT, row)
        return self.town.branch, joint

    def make_affiliated(self) -> tuple[UUID, UUID]:
        """Return a branch and a joint committee that it belongs to."""
        pair = self.make_joint()
        with self.house.db.transaction() as tx:
            affiliations.add(tx, TENANT, *pair, clock.today())
        return pair

    def make_read(self) -> str:
        """Let the holder see the phone of the person recorded; return whose it is."""
        with self.house.db.transaction() as tx:
            whom = self.town.applicant
            access_log.record(
                tx, self.town.ann, "allowed", subject=whom.person_id, data_class="L3", fields=["phone"],
                purpose="contact", note="约定谈话时间",
            )  # fmt: skip
        return whom.name

    def make_claimed(self) -> dict[str, UUID]:
        """Let the holder take the first task."""
        case = self.make_case()
        with self.house.db.transaction() as tx:
            task_actions.claim_in(tx, self.town.ann, case["task"], None)
        return case

    def make_decided(self) -> dict[str, UUID]:
        """Bring a case to its second task, the colleague's; the holder decided the first."""
        case = self.make_case()
        done = complete_task(self.house, self.town.ann, case["task"], ASKED)
        return {**case, "check": done.opened[0]}

    def make_asked(self) -> dict[str, UUID]:
        """Let the colleague ask the office for an opinion on the second task."""
        case, house = self.make_decided(), self.house
        with house.db.transaction() as tx:
            signers.add_in(tx, house.engine, self.town.ben, case["check"], [self.town.dora.person_id], "请看看金额。")
            row = tx.value("select id from signer where task_id = %s", (case["check"],))
        return {**case, "signer": row}

    def make_suspended(self) -> dict[str, UUID]:
        """Suspend a case."""
        from service.actions import moves

        case = self.make_case()
        with self.house.db.transaction() as tx:
            moves.suspend_in(tx, self.town.ann, case["instance"], WHY)
        return case

    def make_faulted(self) -> dict[str, UUID]:
        """Give a case that stopped with a fault, the only one."""
        case = self.make_case()
        with self.house.db.transaction() as tx:
            tx.run("update instance set status = 'running', fault = null where status = 'faulted'")
            tx.run(
                """update instance set status = 'faulted', fault = '{"code": "process_fault", "node": "ut_submit"}'
                    where id = %s""",
                (case["instance"],),
            )
        return case

    # -- what leaves the house, migrations ------------------------------------------------------------------------

    def make_delivery(self) -> UUID:
        """Give a delivery that was refused for good."""
        from tests.town import start_case

        house, town = self.house, self.town
        answers = {"name": "材料", "url": "https://hooks.example.cn/in"}
        case = start_case(house, town.ann, "proc_letter", town.branch, answers).instance_id
        with house.db.reading() as tx:
            row: UUID = tx.value("select id from delivery where instance_id = %s", (case,))
        wish = deliveries.begin(house.db, TENANT, row)
        assert wish is not None
        deliveries.failed(house.db, house.engine, TENANT, wish, GONE)
        return row

    def make_job(self) -> int:
        """Give a job that used up its tries."""
        with self.house.db.transaction() as tx:
            row: int = tx.value(
                """insert into procrastinate_jobs (queue_name, task_name, args, status, attempts)
                   values ('engine', 'none', jsonb_build_object('tenant', %s::text), 'failed', 9) returning id""",
                (str(TENANT),),
            )
        return row

    def make_releases(self) -> tuple[UUID, UUID]:
        """Return two releases of the approval, older first."""
        with self.house.db.reading() as tx:
            rows = tx.rows("select id from release where process_key = 'proc_approval' order by version")
        return rows[0]["id"], rows[-1]["id"]

    def make_plan(self) -> UUID:
        """Give a migration of one case to a release that is newer than it, the only one."""
        case = self.make_case()["instance"]
        with self.house.db.transaction() as tx:
            tx.run("update case_migration set status = 'stopped' where status in ('running', 'undoing')")
        deploy(self.house.db, self.house.engine, TENANT, about_a_person("approval", new_id().hex), None)
        body = {"to": str(self.make_releases()[1]), "instances": [str(case)], "dry_run": False}
        answer = self.maker("office").post("/processes/proc_approval/migrations", body)
        assert answer.status_code == 200, answer.json
        return UUID(answer.json["id"])

    def make_batch(self) -> UUID:
        """Give a batch of the holder's for the person recorded, the only one that runs."""
        with self.house.db.transaction() as tx:
            tx.run("update cohort_run set status = 'stopped' where status = 'running'")
        body = {"kind": "remind", "people": [str(self.town.applicant.person_id)], "dry_run": False}
        answer = self.maker("holder").post("/cohorts/runs", body)
        assert answer.status_code == 200, answer.json
        return UUID(answer.json["id"])

    def make_import(self) -> UUID:
        """Give a sheet of people that the system administrator uploaded and nobody confirmed."""
        answer = self.maker("system").post("/admin/imports", upload(sheet([line(1)])))
        assert answer.status_code == 201, answer.json
        return UUID(answer.json["id"])

    def make_roster(self) -> UUID:
        """Give a register about the person recorded that waits for the branch."""
        return self._roster("signing", None)

    def make_roster_staged(self) -> UUID:
        """Give a register that nobody has been shown."""
        return self._roster("staged", None)

    def make_roster_signed(self) -> UUID:
        """Give a register that the branch has signed."""
        return self._roster("signing", "signed")

    def make_roster_entered(self) -> UUID:
        """Give a register whose case goes on."""
        return self._roster("done", "entered")

    def _roster(self, status: str, progress: str | None) -> UUID:
        run, whom = new_id(), self.town.applicant
        facts = {"name": whom.name, "stage": "applicant", "branch": "后田社区第一党支部", "at": "recommend"}
        row = dict.fromkeys(imports.ROW) | {"number": 2, "id": new_id(), "outcome": "new", "facts": facts}
        row |= {"reasons": [], "warnings": [], "person_id": whom.person_id, "branch_id": self.town.branch}
        with self.house.db.transaction() as tx:
            imports.add(tx, TENANT, run, "名册", self.town.dora.person_id, clock.now(), [row], "roster")
            tx.run("update import_run set status = %s where id = %s", (status, run))
            tx.run("update import_row set progress = %s where run_id = %s", (progress, run))
        return run

    def make_post(self) -> UUID:
        """Grant somebody a post."""
        row = new_id()
        with self.house.db.transaction() as tx:
            tx.run(
                """insert into role_grant (tenant_id, id, person_id, role, organization_id, from_on)
                   values (%s, %s, %s, 'contact_person', %s, '2020-01-01')""",
                (TENANT, row, self.people["someone"].person_id, self.town.other_branch),
            )
        return row

    def make_sealed(self) -> UUID:
        """Seal something of class L3 that the holder wrote in a case about the person recorded."""
        return self._seal("L3")

    def make_document(self) -> UUID:
        """Issue a record of a talk in a case about the person recorded."""
        case, town = self.make_case(), self.town
        with self.house.db.transaction() as tx:
            return issue_document(tx, case["instance"], town.branch, town.applicant.person_id, town.ann.person_id)

    def make_scan(self) -> UUID:
        """Scan a signed record of a talk."""
        key, by = self.make_document(), self.town.cleo.person_id
        with self.house.db.transaction() as tx:
            row = documents.find(tx, TENANT, key)
            return documents.add_scan(tx, TENANT, row, "签字页", "image/png", PICTURE, clock.now(), by)

    def make_template(self) -> UUID:
        """Use a template of the office's own."""
        with self.house.db.transaction() as tx:
            by = self.people["office"].person_id
            return documents.add_template(tx, TENANT, "DOC_OATH", "宣誓.docx", paper_file(), clock.now(), by)

    def make_hold(self) -> UUID:
        """Hold a case."""
        case, by = self.make_case()["instance"], self.people["privacy"].person_id
        with self.house.db.transaction() as tx:
            return retention.hold(tx, TENANT, case, None, WHY, by, clock.now())

    def make_record(self) -> UUID:
        """Seal something of class L4 that the holder's post keeps and the holder may read."""
        row = self._seal("L4")
        with self.house.db.transaction() as tx:
            day, me = clock.today() + timedelta(days=9), self.town.ann.person_id
            vault.name_reader(tx, TENANT, row, me, day, me, "", clock.now())
            vault.name_reader(tx, TENANT, row, self.people["someone"].person_id, day, me, WHY, clock.now())
        return row

    def _seal(self, data_class: str) -> UUID:
        case, town = self.make_case(), self.town
        with self.house.db.transaction() as tx:
            origin = vault.Origin(
                case["instance"], town.applicant.person_id, "谈话记录", town.ann.person_id, clock.now(),
                "branch_secretary", town.branch,
            )  # fmt: skip
            parts = {data_class: [Part("/impression", ("谈话印象", "Impression"), "踏实", ("踏实", "踏实"))]}
            return UUID(vault.keep(tx, TENANT, origin, parts)[0]["id"])

    # -- of people and accounts -----------------------------------------------------------------------------------

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


def about_a_person(name: str, mark: str = "") -> dict[str, bytes]:
    """Return a test diagram made to be about a person instead of an organisation; a mark makes it another release."""
    files, plain = diagram_files(name), b'name="subject" value="organization"'
    files[f"{name}.bpmn"] = (
        files[f"{name}.bpmn"]
        .replace(plain, b'name="subject" value="person"')
        .replace(b"</bpmn:definitions>", b"<!-- %s --></bpmn:definitions>" % mark.encode())
    )
    return files


def keeps_out(tx: Tx, who: Actor, other: Actor) -> UUID:
    """Let somebody keep out of somebody's cases."""
    row = new_id()
    tx.run(
        """insert into recusal (tenant_id, id, person_id, other_id, relation, declared_by, from_on, created_at)
           values (%s, %s, %s, %s, 'kin', %s, '2020-01-01', now())""",
        (TENANT, row, who.person_id, other.person_id, who.person_id),
    )
    return row


def stands_in(tx: Tx, principal: Actor, substitute: Actor, process: str | None, in_days: int = 0) -> UUID:
    """Let somebody stand in for somebody, from a day on for a week."""
    row, day = new_id(), clock.today() + timedelta(days=in_days)
    tx.run(
        """insert into substitution (tenant_id, id, principal_id, substitute_id, from_on, to_on, process_key, reason,
             set_by, created_at) values (%s, %s, %s, %s, %s, %s, %s, '外出学习', %s, now())""",
        (TENANT, row, principal.person_id, substitute.person_id, day, day + timedelta(days=6), process,
         principal.person_id),
    )  # fmt: skip
    return row
