"""A copy of everything that is kept about the reader, and about nobody else (个保法第四十五条).

One shape for paper and for programs: parts with columns and rows of text. Which column of the house is told in which
part, and why others are not, tests/reads/test_own_copy.py says, and holds that none is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from service.domain import accounts as account_rules
from service.domain import clock, documents, labels, notice_texts, reveals
from service.domain import copy_words as words
from service.domain.messages import is_english
from service.domain.page_words import word
from service.domain.people import Actor
from service.domain.sealed import L3, L4
from service.engine import Engine
from service.reads import access_log, course, objections, people, points, timeline
from service.store import points as ledger
from service.store import sensitive, vault
from service.store.database import Row, Tx
from service.store.objections import TEXT

MOST: Final = 2000  # rows of one part; more than anybody has
Cells = Sequence[object]

_SQL: Final = {
    "posts": """select g.role, o.name as organization, g.from_on, g.to_on from role_grant g
        join organization o on o.tenant_id = g.tenant_id and o.id = g.organization_id
       where g.tenant_id = %(tenant)s and g.person_id = %(me)s order by g.from_on, g.id limit %(most)s""",
    "contacts": """select p.name, c.from_on, c.to_on from contact c
        join person p on p.tenant_id = c.tenant_id and p.id = c.contact_id
       where c.tenant_id = %(tenant)s and c.person_id = %(me)s order by c.from_on, p.name limit %(most)s""",
    "points": """select e.*, r.name as recorder, v.name as verifier from points_entry e
        left join person r on r.tenant_id = e.tenant_id and r.id = e.recorder_id
        left join person v on v.tenant_id = e.tenant_id and v.id = e.verifier_id
       where e.tenant_id = %(tenant)s and e.person_id = %(me)s
       order by e.cycle, e.event_date, e.recorded_at, e.id limit %(most)s""",
    "nominations": """select r.name as round, n.*, r.published_on from nomination n
        join recommendation_round r on r.tenant_id = n.tenant_id and r.id = n.round_id
       where n.tenant_id = %(tenant)s and n.person_id = %(me)s order by r.year, r.id limit %(most)s""",
    "development": """select held_on as day, 'review' as what, result as value, turn::text as note
          from activist_review where tenant_id = %(tenant)s and person_id = %(me)s
       union all select decided_on, 'attempt', outcome, not_before::text from candidate_attempt
         where tenant_id = %(tenant)s and person_id = %(me)s
       union all select opens_on, 'publication', place, closes_on::text from publication
         where tenant_id = %(tenant)s and person_id = %(me)s
       union all select i.from_on, 'introducer', p.name, i.to_on::text from introducer i
          join person p on p.tenant_id = i.tenant_id and p.id = i.introducer_id
         where i.tenant_id = %(tenant)s and i.person_id = %(me)s order by 1, 2, 3 limit %(most)s""",
    "stars": """select * from star_rating where tenant_id = %(tenant)s and person_id = %(me)s
       order by year limit %(most)s""",
    "sunshine": """select * from sunshine_nominee where tenant_id = %(tenant)s and person_id = %(me)s
       and status in ('published', 'announced', 'passed_over', 'excluded') order by year limit %(most)s""",
    "trainings": """select k.name as class, k.starts_on, k.ends_on, k.status as class_status, a.* from attendance a
        join training_class k on k.tenant_id = a.tenant_id and k.id = a.class_id
       where a.tenant_id = %(tenant)s and a.person_id = %(me)s order by k.starts_on, k.id limit %(most)s""",
    "exams": """select e.name, e.first_day, t.mode, s.submitted_at, s.score,
             (select string_agg(a.place || ' ' || array_to_string(a.chosen, ''), '，' order by a.place)
                from exam_answer a where a.tenant_id = s.tenant_id and a.sitting_id = s.id) as answers
        from exam_taker t join exam e on e.tenant_id = t.tenant_id and e.id = t.exam_id
        left join exam_sitting s on s.tenant_id = t.tenant_id and s.exam_id = t.exam_id and s.person_id = t.person_id
       where t.tenant_id = %(tenant)s and t.person_id = %(me)s order by e.first_day, e.id, s.attempt limit %(most)s""",
    "cases": """select i.id, i.release_id, i.process_key, coalesce(r.name, i.process_key) as process, i.business_key,
             i.status, i.started_at, i.ended_at from instance i
        join release r on r.tenant_id = i.tenant_id and r.id = i.release_id
       where i.tenant_id = %(tenant)s and i.person_id = %(me)s order by i.started_at, i.id limit %(most)s""",
    "documents": """select distinct on (d.number) d.number, d.code, d.issued_on, d.version from document d
       where d.tenant_id = %(tenant)s and d.person_id = %(me)s and d.void_at is null
       order by d.number, d.version desc limit %(most)s""",
    "statements": """select s.id, s.title, s.author_id, s.at, s.body, s.data_class, w.name as author
        from (select tenant_id, id, person_id, title, author_id, at, body, 'L3' as data_class from sealed_text
              union all select tenant_id, id, person_id, title, author_id, at, null, 'L4' from sealed_record) s
        join person w on w.tenant_id = s.tenant_id and w.id = s.author_id
       where s.tenant_id = %(tenant)s and s.person_id = %(me)s order by s.at, s.id limit %(most)s""",
    "objections": """select id, text from objection where tenant_id = %(tenant)s and person_id = %(me)s""",
    "notices": """select kind, params, created_at, read_at from notice
       where tenant_id = %(tenant)s and person_id = %(me)s order by created_at, id limit %(most)s""",
    "substitutions": """select s.from_on, s.to_on, s.reason, s.principal_id = %(me)s as principal, p.name as other
        from substitution s join person p on p.tenant_id = s.tenant_id
         and p.id = case when s.principal_id = %(me)s then s.substitute_id else s.principal_id end
       where s.tenant_id = %(tenant)s and %(me)s in (s.principal_id, s.substitute_id)
       order by s.from_on, s.id limit %(most)s""",
    "recusals": """select r.from_on, coalesce(r.to_on, (r.ended_at at time zone 'Asia/Shanghai')::date) as to_on,
             p.name as other from recusal r join person p on p.tenant_id = r.tenant_id and p.id = r.other_id
       where r.tenant_id = %(tenant)s and r.person_id = %(me)s order by r.from_on, r.id limit %(most)s""",
    "account": """select login, language, created_at, totp_since from account
       where tenant_id = %(tenant)s and person_id = %(me)s order by created_at""",
    "identities": """select d.issuer, d.made_at from identity d
        join account a on a.tenant_id = d.tenant_id and a.id = d.account_id
       where a.tenant_id = %(tenant)s and a.person_id = %(me)s order by d.made_at""",
    "sessions": """select s.user_agent, s.place, s.created_at, s.seen_at from login_session s
        join account a on a.tenant_id = s.tenant_id and a.id = s.account_id
       where a.tenant_id = %(tenant)s and a.person_id = %(me)s order by s.created_at limit %(most)s""",
    "tokens": """select t.name, t.created_at, t.expires_at from api_token t
        join account a on a.tenant_id = t.tenant_id and a.id = t.account_id
       where a.tenant_id = %(tenant)s and a.person_id = %(me)s order by t.created_at limit %(most)s""",
}
_COLUMNS: Final = {
    "record": "what value",
    "account": "what value at",
    "posts": "role organization from_on to_on",
    "contacts": "name from_on to_on",
    "points": "cycle on what quantity points status evidence recorder verifier note",
    "nominations": "round method votes decision reason",
    "development": "on what value note",
    "honours": "cycle what value note",
    "trainings": "class from_on to_on status certificate",
    "exams": "exam on mode score sheet",
    "cases": "case on who step decision opinion",
    "documents": "on what value",
    "statements": "at who step text",
    "objections": "at what status text answer",
    "notices": "at title text read_at",
    "access": "at who why",
    "standing": "kind other from_on to_on reason",
}


def make(tx: Tx, engine: Engine, actor: Actor, lang: str) -> dict[str, Any]:
    """Return the copy; whoever calls has made sure that it is the reader's own, and has logged it."""
    at = clock.now()
    made = _Copy(tx, engine, actor, lang)
    parts = []
    for key in words.PARTS:
        rows = [[_text(cell) for cell in cells] for cells in getattr(made, f"of_{key}")()]
        note = words.say(words.NOTES, key, lang) if key in words.NOTES and rows else None
        columns = [words.say(words.COLUMNS, column, lang) for column in _COLUMNS[key].split()]
        parts.append(
            {
                "key": key,
                "title": words.say(words.PARTS, key, lang),
                "note": note,
                "columns": columns,
                "rows": rows,
            }
        )
    return {
        "made_at": at,
        "name": actor.name,
        "mark": words.say(words.SAID, "mark", lang, name=actor.name, at=_text(at)),
        "parts": parts,
    }


class _Copy:
    """The parts, one method each; every statement asks for the reader's own rows."""

    def __init__(self, tx: Tx, engine: Engine, actor: Actor, lang: str) -> None:
        self.tx, self.engine, self.actor, self.lang = tx, engine, actor, lang
        self.params = {"tenant": actor.tenant, "me": actor.person_id, "most": MOST}

    def rows(self, part: str) -> list[Row]:
        return self.tx.rows(_SQL[part], self.params)

    def say(self, code: str) -> str:
        return words.say(words.SAID, code, self.lang)

    def of_record(self) -> Iterator[Cells]:
        row = people.find(self.tx, self.actor, self.actor.person_id)
        yield word("name", self.lang), row["name"]
        for fact in people.facts(row, self.lang)["facts"]:
            yield fact["label"], fact["value"]
        for field in reveals.FIELDS:
            value = sensitive.open_field(self.tx, self.tx.sealer, self.actor.tenant, self.actor.person_id, field)
            if value:
                yield reveals.field_name(field, self.lang), value
        for each in people.dates(row, self.lang):
            yield each["label"], each["date"]

    def of_account(self) -> Iterator[Cells]:
        for row in self.rows("account"):
            yield self.say("login"), row["login"], clock.of_real(row["created_at"])
            yield self.say("language"), self.say(row["language"]), None
            if row["totp_since"]:
                yield self.say("totp_since"), None, row["totp_since"]
        for row in self.rows("identities"):
            yield self.say("identity"), row["issuer"], clock.of_real(row["made_at"])
        for row in self.rows("sessions"):
            yield (
                self.say("session"),
                f"{account_rules.device(row['user_agent'])} {row['place']}",
                clock.of_real(row["seen_at"]),
            )
        for row in self.rows("tokens"):
            yield self.say("token"), row["name"], row["created_at"]

    def of_posts(self) -> Iterator[Cells]:
        for row in self.rows("posts"):
            yield labels.role_name(row["role"], self.lang), row["organization"], row["from_on"], row["to_on"]

    def of_contacts(self) -> Iterator[Cells]:
        for row in self.rows("contacts"):
            yield row["name"], row["from_on"], row["to_on"]

    def of_points(self) -> Iterator[Cells]:
        rows = self.rows("points")
        scheme = ledger.scheme(self.tx, self.actor.tenant, clock.today()) if rows else None
        for row in rows:
            yield (
                row["cycle"], row["event_date"],
                points.item_name(scheme, row["item"], self.lang) if scheme else row["item"],
                row["quantity"], points.signed(row["points"]),
                labels.label(labels.POINTS_STATUSES, row["status"], self.lang), row["evidence_ref"],
                row["recorder"] or labels.role_name("system", self.lang), row["verifier"], row["note"],
            )  # fmt: skip

    def of_nominations(self) -> Iterator[Cells]:
        for row in self.rows("nominations"):
            method = self.say(row["method"]) if row["method"] in words.SAID else None
            if row["published_on"] is None or not row["decision"]:
                yield row["round"], method, None, self.say("pending"), None
                continue
            votes = f"{row['votes_for']}/{row['votes_total']}" if row["votes_total"] else None
            yield row["round"], method, votes, self.say(row["decision"]), row["reason"]

    def of_development(self) -> Iterator[Cells]:
        for row in self.rows("development"):
            value = labels.label(labels.DEVELOPMENT, row["value"], self.lang)
            yield row["day"], labels.label(labels.DEVELOPMENT, row["what"], self.lang), value, row["note"]

    def of_honours(self) -> Iterator[Cells]:
        for row in self.rows("stars"):
            for part in ("self_mark", "peers", "mass", "branch_mark", "points", "score", "stars"):
                if row[part] is not None:
                    yield row["year"], labels.label(labels.STAR_PARTS, part, self.lang), row[part], None
        for row in self.rows("sunshine"):
            said = labels.label(labels.SUNSHINE_STATUSES, row["status"], self.lang)
            yield row["year"], said, row["certificate_no"], row["reason"]

    def of_trainings(self) -> Iterator[Cells]:
        for row in self.rows("trainings"):
            status = labels.label(labels.ATTENDANCE, row["status"], self.lang)
            leave = labels.label(labels.LEAVE_CLASSES, row["leave_class"], self.lang) if row["leave_class"] else ""
            shown = " ".join(filter(None, (status, leave)))
            yield row["class"], row["starts_on"], row["ends_on"], shown, row["certificate_no"]

    def of_exams(self) -> Iterator[Cells]:
        for row in self.rows("exams"):
            on = clock.office_day(row["submitted_at"]) if row["submitted_at"] else row["first_day"]
            yield row["name"], on, labels.label(labels.EXAM_MODES, row["mode"], self.lang), row["score"], row["answers"]

    def of_cases(self) -> Iterator[Cells]:
        for row in self.rows("cases"):
            name = row["business_key"] or row["process"]
            past = course.read(self.tx, self.engine, self.actor.tenant, row["id"], row["release_id"])
            for step in timeline.done(self.tx, past, self.actor.tenant, row["id"], self.lang):
                who = " ".join(filter(None, (step["organization"], step["role_name"], step["who"])))
                yield name, step["occurred_on"], who, step["title"], step["decision"], step["opinion"]
            status = labels.label(labels.INSTANCE_STATUSES, row["status"], self.lang)
            ended = clock.office_day(row["ended_at"]) if row["ended_at"] else clock.today()
            yield name, ended, None, words.say(words.SAID, "now", self.lang, status=status), None, None

    def of_documents(self) -> Iterator[Cells]:
        for row in self.rows("documents"):
            yield row["issued_on"], documents.title(row["code"], self.lang), row["number"]

    def of_statements(self) -> Iterator[Cells]:
        for row in self.rows("statements"):
            yield row["at"], row["author"], row["title"], self._statement(row)

    def _statement(self, row: Row) -> str:
        if row["data_class"] == L4:
            return self.say("sealed_top")
        if row["author_id"] != self.actor.person_id:
            return self.say("sealed")
        parts = vault.open_(self.tx, {**row, "data_class": L3})
        shown = (f"{part.title[self._side]}: {part.shown[self._side]}" for part in parts)
        return "\n".join(shown) if parts else self.say("erased")

    @property
    def _side(self) -> int:
        return int(is_english(self.lang))

    def of_objections(self) -> Iterator[Cells]:
        texts = {row["id"]: bytes(row["text"]) for row in self.rows("objections")}
        for each in objections.mine(self.tx, self.actor.tenant, self.actor.person_id, self.lang, MOST):
            text = self.tx.sealer.read(texts[each["id"]], each["id"], TEXT)
            yield each["at"], each["title"], each["status"], text, each["note"]

    def of_notices(self) -> Iterator[Cells]:
        for row in self.rows("notices"):
            yield (
                row["created_at"], notice_texts.title(row["kind"], self.lang),
                notice_texts.text(row["kind"], row["params"], self.lang), row["read_at"],
            )  # fmt: skip

    def of_access(self) -> Iterator[Cells]:
        for row in access_log.about(self.tx, self.actor.tenant, self.actor.person_id, self.lang, MOST):
            yield row["at"], row["who"], row["why"]

    def of_standing(self) -> Iterator[Cells]:
        for row in self.rows("substitutions"):
            side = self.say("principal" if row["principal"] else "substitute")
            yield side, row["other"], row["from_on"], row["to_on"], row["reason"]
        for row in self.rows("recusals"):
            yield self.say("recusal"), row["other"], row["from_on"], row["to_on"], None


def _text(cell: object) -> str:
    """Write a cell: days and moments as offices write them, nothing as an empty cell."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell.astimezone(clock.OFFICE_ZONE):%Y-%m-%d %H:%M}"
    if isinstance(cell, Decimal):
        return points.plain(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)
