"""Exams: banks by version, takers, sittings and their answers. Saving an answer is three short statements, no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from service.domain.exam_sheet import Line
from service.domain.exams import Item, Kind, Part, Question
from service.store.database import Row, Tx
from service.store.ids import new_id

# -- banks ------------------------------------------------------------------------------------------------------------


def add_bank(tx: Tx, tenant: int, organization: UUID, name: str, lines: Sequence[Line], by: UUID, at: datetime) -> UUID:
    """Write the next version of a bank."""
    bank = new_id()
    tx.run("select pg_advisory_xact_lock(hashtextextended(%s, %s))", (f"exam_bank {organization} {name}", tenant))
    tx.run(
        """insert into exam_bank (tenant_id, id, organization_id, name, version, questions, created_by, created_at)
           select %(tenant)s, %(id)s, %(organization)s, %(name)s, coalesce(max(version), 0) + 1, %(n)s, %(by)s, %(at)s
             from exam_bank where tenant_id = %(tenant)s and organization_id = %(organization)s and name = %(name)s""",
        {
            "tenant": tenant, "id": bank, "organization": organization, "name": name, "n": len(lines), "by": by,
            "at": at,
        },
    )  # fmt: skip
    tx.run_many(
        """insert into exam_question (tenant_id, bank_id, number, kind, topic, stem, options, answer)
           values (%s, %s, %s, %s, %s, %s, %s, %s)""",
        [
            (
                tenant, bank, number, line.kind, line.topic, line.stem,
                Jsonb([{"key": key, "text": text} for key, text in line.options]), list(line.right),
            )
            for number, line in enumerate(lines, 1)
        ],
    )  # fmt: skip
    return bank


def questions(tx: Tx, tenant: int, bank: UUID) -> list[Row]:
    """Return the questions of a bank's version."""
    return tx.rows("select * from exam_question where tenant_id = %s and bank_id = %s order by number", (tenant, bank))


def as_questions(rows: Sequence[Row]) -> list[Question]:
    """Return rows as what the rules draw and score."""
    return [
        Question(
            row["number"], Kind(row["kind"]), tuple(each["key"] for each in row["options"]), frozenset(row["answer"])
        )
        for row in rows
    ]


# -- exams and takers -------------------------------------------------------------------------------------------------


def open_(tx: Tx, tenant: int, exam_id: UUID, values: Mapping[str, Any]) -> None:
    """Write a planned exam."""
    tx.run(
        """insert into exam (tenant_id, id, instance_id, organization_id, class_id, bank_id, name, first_day, opens_at,
             closes_at, minutes, blueprint, pass_mark, resits, age_limit, status)
           values (%(tenant)s, %(id)s, %(instance)s, %(organization)s, %(class)s, %(bank)s, %(name)s, %(first_day)s,
             %(opens_at)s, %(closes_at)s, %(minutes)s, %(blueprint)s, %(pass_mark)s, %(resits)s, %(age_limit)s,
             'planned')""",
        {**values, "tenant": tenant, "id": exam_id, "blueprint": Jsonb(values["blueprint"])},
    )


def get(tx: Tx, tenant: int, exam_id: UUID, lock: bool = False) -> Row | None:
    """Return an exam; `lock` keeps others from changing it meanwhile."""
    ending = " for update" if lock else ""
    return tx.row(f"select * from exam where tenant_id = %s and id = %s{ending}", (tenant, exam_id))


def parts(row: Row) -> tuple[Part, ...]:
    """Return an exam's blueprint."""
    return tuple(Part(Kind(part["kind"]), part["count"], part["worth"]) for part in row["blueprint"])


def set_status(tx: Tx, tenant: int, exam_id: UUID, status: str) -> None:
    """Say how far an exam is."""
    tx.run("update exam set status = %s where tenant_id = %s and id = %s", (status, tenant, exam_id))


def expected(tx: Tx, tenant: int, organization: UUID, class_id: UUID | None) -> list[Row]:
    """Return who is expected: the roster of a class, else every member below it; who has passed already."""
    if class_id is not None:
        return tx.rows(
            """select p.id, p.birth_year, p.birth_date,
                 exists (select 1 from exam_sitting s join exam e on e.tenant_id = s.tenant_id and e.id = s.exam_id
                           join training_class x on x.tenant_id = e.tenant_id and x.id = e.class_id
                           join training_class k on k.tenant_id = a.tenant_id and k.id = a.class_id
                          where s.tenant_id = p.tenant_id and s.person_id = p.id and s.score >= e.pass_mark
                            and x.programme_id = k.programme_id) as passed from attendance a
                 join person p on p.tenant_id = a.tenant_id and p.id = a.person_id
                where a.tenant_id = %s and a.class_id = %s order by p.id""",
            (tenant, class_id),
        )
    return tx.rows(
        """select p.id, p.birth_year, p.birth_date, false as passed from person p
             join org_closure c on c.tenant_id = p.tenant_id and c.descendant_id = p.branch_id
            where p.tenant_id = %s and c.ancestor_id = %s and p.status = 'active'
              and p.stage in ('probationary_member', 'full_member') order by p.id""",
        (tenant, organization),
    )


def enrol(tx: Tx, tenant: int, exam_id: UUID, modes: Mapping[UUID, str]) -> None:
    """Put people on the list anew, each with a mode."""
    tx.run("delete from exam_taker where tenant_id = %s and exam_id = %s", (tenant, exam_id))
    tx.run(
        """insert into exam_taker (tenant_id, exam_id, person_id, mode)
           select %s, %s, x.person, x.mode from unnest(%s::uuid[], %s::text[]) as x(person, mode)""",
        (tenant, exam_id, list(modes), list(modes.values())),
    )


def set_mode(tx: Tx, tenant: int, exam_id: UUID, people: Sequence[UUID], mode: str) -> None:
    """Change how people take part."""
    tx.run(
        "update exam_taker set mode = %s where tenant_id = %s and exam_id = %s and person_id = any(%s)",
        (mode, tenant, exam_id, list(people)),
    )


def takers(tx: Tx, tenant: int, exam_id: UUID) -> list[Row]:
    """Return everybody on the list with their best score and how many times they sat."""
    return tx.rows(
        """select t.person_id, t.mode, p.name, max(s.score) as score, count(s.id) as sittings
             from exam_taker t join person p on p.tenant_id = t.tenant_id and p.id = t.person_id
             left join exam_sitting s on s.tenant_id = t.tenant_id and s.exam_id = t.exam_id
                  and s.person_id = t.person_id
            where t.tenant_id = %s and t.exam_id = %s group by t.person_id, t.mode, p.name, p.name_pinyin
            order by p.name_pinyin, t.person_id""",
        (tenant, exam_id),
    )


def taker(tx: Tx, tenant: int, exam_id: UUID, person: UUID, lock: bool = False) -> Row | None:
    """Return one person's place on the list."""
    ending = " for update" if lock else ""
    return tx.row(
        f"select * from exam_taker where tenant_id = %s and exam_id = %s and person_id = %s{ending}",
        (tenant, exam_id, person),
    )


def keeps(tx: Tx, tenant: int, organization: UUID, seats: Sequence[UUID]) -> bool:
    """Tell whether one of the seats stands at or above an organisation."""
    return bool(
        tx.value(
            """select exists (select 1 from org_closure
                where tenant_id = %s and descendant_id = %s and ancestor_id = any(%s))""",
            (tenant, organization, list(seats)),
        )
    )


# -- sittings ---------------------------------------------------------------------------------------------------------


def sittings(tx: Tx, tenant: int, exam_id: UUID, person: UUID) -> list[Row]:
    """Return a taker's sittings, first one first."""
    return tx.rows(
        "select * from exam_sitting where tenant_id = %s and exam_id = %s and person_id = %s order by attempt",
        (tenant, exam_id, person),
    )


def begin(
    tx: Tx,
    tenant: int,
    exam_id: UUID,
    person: UUID,
    attempt: int,
    sitting: UUID,
    paper: Sequence[Item],
    started: datetime,
    ends: datetime,
) -> None:
    """Write a new sitting with its paper."""
    drawn = [{"q": item.question, "k": item.kind, "o": list(item.options), "w": item.worth} for item in paper]
    tx.run(
        """insert into exam_sitting (tenant_id, id, exam_id, person_id, attempt, paper, started_at, ends_at)
           values (%s, %s, %s, %s, %s, %s, %s, %s)""",
        (tenant, sitting, exam_id, person, attempt, Jsonb(drawn), started, ends),
    )


def on_paper(tx: Tx, tenant: int, exam_id: UUID, scores: Mapping[UUID, int], attempt: int, at: datetime) -> None:
    """Write what sittings on paper came to."""
    tx.run_many(
        """insert into exam_sitting (tenant_id, id, exam_id, person_id, attempt, paper, started_at, ends_at,
             submitted_at, ended, score) values (%s, %s, %s, %s, %s, '[]', %s, %s, %s, 'paper', %s)""",
        [(tenant, new_id(), exam_id, person, attempt, at, at, at, score) for person, score in scores.items()],
    )


def paper_of(row: Row) -> tuple[Item, ...]:
    """Return a sitting's paper."""
    return tuple(Item(each["q"], Kind(each["k"]), tuple(each["o"]), each["w"]) for each in row["paper"])


def take_over(tx: Tx, tenant: int, sitting: UUID) -> int:
    """Count one more device on a sitting; those before may save no more."""
    found: int = tx.value(
        "update exam_sitting set device = device + 1 where tenant_id = %s and id = %s returning device",
        (tenant, sitting),
    )
    return found


def lock_sitting(tx: Tx, tenant: int, exam_id: UUID, person: UUID) -> Row | None:
    """Lock a taker's last sitting, so that saving and handing in keep their order."""
    found = tx.hot(
        """select * from exam_sitting where tenant_id = %s and exam_id = %s and person_id = %s
            order by attempt desc limit 1 for update""",
        (tenant, exam_id, person),
    )
    return found[0] if found else None


def save(tx: Tx, tenant: int, sitting: UUID, seq: int, chosen: Mapping[int, Sequence[str]], at: datetime) -> None:
    """Write answers; one that is older than what stands there changes nothing."""
    for place, keys in chosen.items():
        tx.hot(
            """insert into exam_answer (tenant_id, sitting_id, place, chosen, seq, saved_at)
               values (%s, %s, %s, %s, %s, %s)
               on conflict (tenant_id, sitting_id, place) do update
                  set chosen = excluded.chosen, seq = excluded.seq, saved_at = excluded.saved_at
                where exam_answer.seq <= excluded.seq returning place""",
            (tenant, sitting, place, list(keys), seq, at),
        )


def answers(tx: Tx, tenant: int, sitting: UUID) -> list[Row]:
    """Return what was answered."""
    return tx.rows(
        "select place, chosen, seq, saved_at from exam_answer where tenant_id = %s and sitting_id = %s order by place",
        (tenant, sitting),
    )


def unfinished(tx: Tx, tenant: int, exam_id: UUID) -> list[Row]:
    """Lock the sittings of an exam that nobody has handed in."""
    return tx.rows(
        """select * from exam_sitting where tenant_id = %s and exam_id = %s and submitted_at is null
            order by id for update""",
        (tenant, exam_id),
    )


def finish(tx: Tx, tenant: int, sitting: UUID, ended: str, score: int, at: datetime) -> None:
    """Close a sitting with its score."""
    tx.run(
        """update exam_sitting set submitted_at = %s, ended = %s, score = %s
            where tenant_id = %s and id = %s and submitted_at is null""",
        (at, ended, score, tenant, sitting),
    )


def extend(tx: Tx, tenant: int, exam_id: UUID, person: UUID, minutes: int, reason: str) -> None:
    """Give a taker more minutes, on the list and in a sitting that runs."""
    tx.run(
        """update exam_taker set extra_minutes = extra_minutes + %s, extra_reason = %s
            where tenant_id = %s and exam_id = %s and person_id = %s""",
        (minutes, reason, tenant, exam_id, person),
    )
    tx.run(
        """update exam_sitting set ends_at = ends_at + make_interval(mins => %s)
            where tenant_id = %s and exam_id = %s and person_id = %s and submitted_at is null""",
        (minutes, tenant, exam_id, person),
    )


def forget_answers(tx: Tx, tenant: int) -> int:
    """Delete answer sheets that are past their time, unless somebody is held or waits for an answer; scores stay."""
    return tx.run(
        """delete from exam_answer a using exam_sitting s, exam e, retention_kind k
            where k.kind = 'exam_answer' and a.tenant_id = %s and s.tenant_id = a.tenant_id and s.id = a.sitting_id
              and e.tenant_id = s.tenant_id and e.id = s.exam_id
              and e.closes_at + make_interval(months => k.keep_months) <= lawful_now(e.tenant_id)
              and not exists (select 1 from legal_hold h where h.tenant_id = a.tenant_id and h.ended_at is null
                    and (h.person_id = s.person_id or h.instance_id = e.instance_id))
              and s.person_id not in (select people_under_way(%s))""",
        (tenant, tenant),
    )


def waiting_for_end(tx: Tx, tenant: int, exam_id: UUID) -> Row | None:
    """Return what waits in a case for this exam to be closed."""
    return tx.row(
        """select s.id, s.instance_id from subscription s
            where s.tenant_id = %s and s.message = 'msg_exam_closed' and s.key = %s order by s.id limit 1""",
        (tenant, str(exam_id)),
    )


def class_of(tx: Tx, tenant: int, instance_id: UUID) -> Row | None:
    """Return the class that the same case has opened, if any: its roster sits the exam."""
    return tx.row(
        """select id, starts_on from training_class where tenant_id = %s and instance_id = %s
            order by starts_on desc, phase desc limit 1""",
        (tenant, instance_id),
    )
