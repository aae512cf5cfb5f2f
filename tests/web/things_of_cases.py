"""Things of cases: tasks, what leaves the house, releases and migrations, sheets, what is sealed, papers."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from service.actions import deliveries, signers
from service.actions import tasks as task_actions
from service.actions.deploy import deploy
from service.domain import clock
from service.domain.sealed import Part
from service.store import access_log, affiliations, documents, imports, organizations, retention, vault
from service.store.ids import new_id
from tests.town import TENANT, complete_task
from tests.web.papers import PICTURE, issue_document, paper_file
from tests.web.test_imports import line, sheet, upload
from tests.web.things import ASKED, GONE, WHY, Things, about_a_person


class CaseThings(Things):
    """Cases and what hangs on them."""

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
