"""What a simulated year came to: cases, outcomes, deadlines, work by post, time by stage, notices, what hangs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from datetime import date
from statistics import median
from typing import Any, Final
from unicodedata import east_asian_width

from service.actions.tenants import FIRST
from service.demo.year.stuck import Stuck
from service.desk import open_release
from service.domain import notice_texts
from service.domain.labels import role_name
from service.engine import Engine
from service.store import codec
from service.store.database import Tx

CASES: Final = """select i.process_key, i.status, count(*) as n from instance i
 where i.tenant_id = %s group by 1, 2"""
ENDS: Final = """select i.process_key, h.payload from history h
  join instance i on i.tenant_id = h.tenant_id and i.id = h.instance_id and i.status = 'ended'
 where h.tenant_id = %s and h.type = 'instance.ended' and h.payload is not null"""
TASKS: Final = """select t.role, t.process_key,
       count(*) filter (where t.status = 'completed') as done,
       count(*) filter (where t.status = 'completed' and t.completed_at > t.due_at) as late,
       count(*) filter (where t.status = 'open') as open,
       count(*) filter (where t.status = 'open' and t.due_at < %(now)s) as overdue
  from task t where t.tenant_id = %(tenant)s and (t.completed_at >= %(since)s or t.status = 'open')
 group by 1, 2 order by 1, 2"""
STAGES: Final = """select t.process_key, t.instance_id, min(t.created_at) as first, max(t.completed_at) as last
  from task t where t.tenant_id = %s and t.created_at >= %s
 group by 1, 2 having bool_and(t.status <> 'open') and max(t.completed_at) is not null"""
NOTICES: Final = """select kind, count(*) as n from notice where tenant_id = %s and created_at >= %s
 group by 1 order by 2 desc, 1"""
DAY_SECONDS: Final = 86_400


@dataclass(slots=True)
class Process:
    """One process of the year: how many cases, how they stand, where those that ended came to."""

    key: str
    name: str
    statuses: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)
    kept: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0
    days: float | None = None
    """Half of the cases were done with this part within so many days."""


@dataclass(slots=True)
class Report:
    """The whole year."""

    first: date
    last: date
    seed: int
    people: dict[str, int]
    processes: list[Process]
    roles: dict[str, dict[str, int]]
    notices: dict[str, int]
    facts: dict[str, int]
    filled: dict[str, int]
    """Posts that the security administrator had to fill, because nobody could do a task: by role."""
    not_started: list[str]
    stuck: list[Stuck]

    @property
    def healthy(self) -> bool:
        """Tell whether nothing hangs."""
        return not self.stuck

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def make(
    tx: Tx, engine: Engine, first: date, last: date, since: Any, now: Any, seed: int, facts: dict[str, int],
    filled: dict[str, int], not_started: list[str], stuck: list[Stuck],
) -> Report:  # fmt: skip
    """Read what a year came to."""
    processes = _processes(tx, engine)
    roles: dict[str, dict[str, int]] = {}
    for row in tx.rows(TASKS, {"tenant": FIRST, "since": since, "now": now}):
        post = roles.setdefault(row["role"], dict.fromkeys(("done", "late", "open", "overdue"), 0))
        for name in post:
            post[name] += row[name]
        found = processes.get(row["process_key"])
        if found is not None:
            found.kept += row["done"] - row["late"]
            found.late += row["late"]
            found.open += row["open"]
            found.overdue += row["overdue"]
    for key, days in _days(tx, since).items():
        if key in processes:
            processes[key].days = round(median(days), 1)
    notices = {row["kind"]: row["n"] for row in tx.rows(NOTICES, (FIRST, since))}
    people = {
        row["stage"]: row["n"]
        for row in tx.rows("select coalesce(stage, '') as stage, count(*) as n from person where tenant_id = %s "
                           "group by 1 order by 1", (FIRST,))
    }  # fmt: skip
    ordered = [processes[key] for key in sorted(processes)]
    return Report(first, last, seed, people, ordered, roles, notices, facts, filled, not_started, stuck)


def _processes(tx: Tx, engine: Engine) -> dict[str, Process]:
    rows = tx.rows(
        "select id, process_key, name from release where tenant_id = %s and status = 'released' order by 2", (FIRST,)
    )
    found = {row["process_key"]: Process(row["process_key"], row["name"]) for row in rows}
    for row in tx.rows(CASES, (FIRST,)):
        found[row["process_key"]].statuses[row["status"]] = row["n"]
    ends: dict[str, Counter[str]] = defaultdict(Counter)
    for row in tx.rows(ENDS, (FIRST,)):
        ends[row["process_key"]].update(codec.loads(bytes(row["payload"])).get("ends", ()))
    for row in rows:
        model = open_release(tx, engine, FIRST, row["id"]).model
        nodes = model.nodes[row["process_key"]]
        for node, n in ends[row["process_key"]].most_common():
            name = nodes[node].name if node in nodes else node
            outcomes = found[row["process_key"]].outcomes
            outcomes[name] = outcomes.get(name, 0) + n
    return found


def _days(tx: Tx, since: Any) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for row in tx.rows(STAGES, (FIRST, since)):
        found[row["process_key"]].append((row["last"] - row["first"]).total_seconds() / DAY_SECONDS)
    return found


# --- for people ------------------------------------------------------------------------------------------------------

FACTS: Final = {
    "days": "天数", "done": "人办结的任务", "jobs": "后台任务", "started": "人发起的个案",
    "newcomers": "新登记的申请人", "withdrawn": "本人撤回申请", "sittings": "上机考试人次", "filled": "补配的岗位",
}  # fmt: skip
STATUSES: Final = {"running": "在办", "ended": "办结", "cancelled": "终止", "faulted": "出错", "suspended": "暂停"}
SHOWN_NOTICES: Final = 20


def write(report: Report) -> str:
    """Write a report for people."""
    lines = [f"模拟一年：{report.first} 至 {report.last}（随机种子 {report.seed}）", ""]
    lines += [f"  {_pad(label, 18)}{report.facts.get(name, 0):>8}" for name, label in FACTS.items()]
    lines += ["", "一、各流程的个案和结果", ""]
    for process in report.processes:
        if process.statuses:
            said = "，".join(f"{STATUSES[status]} {n}" for status, n in sorted(process.statuses.items()))
            lines.append(f"  {_pad(process.name, 26)}{said}")
            lines += [f"      {_pad(name, 30)}{n:>6}" for name, n in process.outcomes.items()]
    idle = [each.name for each in report.processes if not (each.statuses or each.kept or each.late or each.open)]
    if idle:
        lines += ["", f"  没有发生：{'、'.join(idle)}"]
    lines += [
        "",
        "二、期限和用时（按步骤所在的流程）",
        "",
        _row("流程", "按期", "超期", "按期率", "在办", "已超期", "用时中位数/天"),
    ]
    for process in report.processes:
        done = process.kept + process.late
        if done + process.open:
            rate = f"{process.kept / done:.0%}" if done else "-"
            days = "-" if process.days is None else f"{process.days:g}"
            lines.append(_row(process.name, process.kept, process.late, rate, process.open, process.overdue, days))
    lines += ["", "三、各岗位的任务", "", _row("岗位", "办结", "超期办结", "在办", "已超期")]
    for role, counts in sorted(report.roles.items(), key=lambda each: -each[1]["done"]):
        lines.append(_row(role_name(role), counts["done"], counts["late"], counts["open"], counts["overdue"]))
    if report.filled:
        said = "，".join(
            f"{role_name(role)} {n}" for role, n in sorted(report.filled.items(), key=lambda each: -each[1])
        )
        lines += ["", f"  因无人可以办理而补配：{said}"]
    lines += ["", f"四、发出的通知 {sum(report.notices.values())} 条，最多的 {SHOWN_NOTICES} 种", ""]
    most = list(report.notices.items())[:SHOWN_NOTICES]
    lines += [f"  {_pad(notice_texts.title(kind, 'zh-CN'), 40)}{n:>6}" for kind, n in most]
    if report.not_started:
        lines += ["", "五、想发起而没有发起成的", "", *(f"  {_named(each, report)}" for each in report.not_started)]
    lines += ["", "结论", ""]
    lines += [
        f"  ✗ {_named(each.process, report)} {each.subject} {each.instance_id or ''}\n      {_named(each.why, report)}"
        for each in report.stuck
    ] or ["  ✓ 没有卡住的个案 · no stuck instance"]
    return "\n".join(lines)


def _named(text: str, report: Report) -> str:
    """Return a text with the names of processes instead of their keys."""
    for process in report.processes:
        text = re.sub(rf"\b{process.key}\b", process.name, text)
    return text


def _row(name: str, *cells: object) -> str:
    return "  " + _pad(name, 26) + "".join(_pad(str(cell), 10, right=True) for cell in cells)


def _pad(text: str, width: int, right: bool = False) -> str:
    room = " " * max(width - sum(2 if east_asian_width(each) in "WF" else 1 for each in text), 1)
    return room + text if right else text + room
