"""Sentences about what is and what happened, for timelines, lists and pages. (Errors have theirs in messages.py.)"""

from __future__ import annotations

from typing import Any, Final

from service.domain import messages

PHRASES: Final[dict[str, tuple[str, str]]] = {
    # what happened, as the title of a row of history
    "instance.started": ("发起", "Started"),
    "instance.advanced": ("流程向前", "Moved on"),
    "instance.ended": ("办结", "Ended"),
    "instance.cancelled": ("不再等待，已收回", "Withdrawn: nobody waits for it any more"),
    "instance.suspended": ("暂停", "Suspended"),
    "instance.resumed": ("恢复", "Resumed"),
    "instance.stopped": ("终止", "Cancelled"),
    "instance.faulted": ("流程出错，等待修复", "The process failed and waits for repair"),
    "instance.migrated": ("迁移到另一版流程", "Moved to another release"),
    "instance.reverted": ("撤回迁移", "Migration undone"),
    "task.completed": ("办理", "Completed"),
    "task.withdrawn": ("撤回", "Withdrawn"),
    "task.returned": ("退回", "Returned"),
    "signer.added": ("加签", "Opinion asked"),
    "signer.signed": ("会签意见", "Opinion"),
    "signer.declined": ("不签意见", "Opinion declined"),
    "signer.removed": ("减签", "Request taken back"),
    "decision.made": ("按决策表判定", "Decided by table"),
    "timer.fired": ("期限到", "A term ended"),
    "message.received": ("收到消息", "A message arrived"),
    "message.held": ("暂停期间收到消息，恢复后处理", "A message arrived while suspended, kept for later"),
    "child.ended": ("子事项办结", "A part was finished"),
    "instance.retried": ("修复后继续", "Went on after repair"),
    "delivery.done": ("已向外送达", "Delivered outside"),
    "delivery.failed": ("送不出去，按流程另行处理", "Not deliverable: the process goes another way"),
    "delivery.dead": ("送不出去，等待处理", "Not deliverable: waits for a person"),
    "delivery.retried": ("重新发送", "Sent again"),
    "delivery.skipped": ("跳过发送，继续办理", "Went on without sending"),
    "case.imported": ("建档", "Put on record"),
    # what the operators of a diagram record
    "case.registered": ("登记并编号", "Registered and numbered"),
    "case.contacts_set": ("指定培养联系人", "Contacts appointed"),
    "case.closed": ("个案终结", "Case closed"),
    "person.advanced": ("阶段变动", "Stage changed"),
    "filing.numbered": ("编发备案号", "Filing number issued"),
    "signal.sent": ("发出信号", "A signal was sent"),
    "message.sent": ("通知其他流程", "Another process was told"),
    "notices.sent": ("告知", "People were told"),
    "points.posted": ("记入积分台账", "Entered into the ledger"),
    "points.disputed": ("标为争议中", "Marked as disputed"),
    "points.kept": ("维持原记录", "Entry kept"),
    "points.reversed": ("冲正", "Entry reversed"),
    "person.taken_back": ("阶段恢复", "Stage restored"),
    "points.closed": ("结账", "Period closed"),
    "points.published": ("公示积分", "Points published"),
    "points.frozen": ("定账", "Period frozen"),
    "round.opened": ("建立推荐轮次", "Round opened"),
    "round.quotas_published": ("下达名额", "Places published"),
    "round.listed": ("确定推荐范围", "List confirmed"),
    "round.nominated": ("产生人选", "People put forward"),
    "round.decided": ("研究结果入档", "Decision recorded"),
    "round.late": ("统计迟报支部", "Late branches counted"),
    "round.published": ("公布推荐结果", "Results published"),
    "training.opened": ("建立培训班", "Class opened"),
    "training.roster_confirmed": ("确认名册", "Roster confirmed"),
    "training.attendance_recorded": ("登记出勤", "Attendance recorded"),
    "training.makeup_recorded": ("登记补训", "Make-up recorded"),
    "training.certified": ("认定培训结果", "Certified"),
    # what history says in one line
    "said.task.completed": ("{who}办理“{title}”{decision}", "{who} completed “{title}”{decision}"),
    "said.task.returned": ("{who}退回到“{title}”：{reason}", "{who} returned the case to “{title}”: {reason}"),
    "back.repeats": ("“{node}”的记录先留着，重办时改写。", "What “{node}” recorded stays until it is done again."),
    "back.tells": ("“{node}”已经告知，不收回；重办时再次告知。", "“{node}” has told people; they are told again."),
    "back.undoes": ("“{node}”的结果撤销，另有记录。", "What “{node}” did is taken back, with a row of its own."),
    "said.task.withdrawn": ("{who}撤回“{title}”：{reason}", "{who} withdrew “{title}”: {reason}"),
    "said.signer.added": ("{who}请{name}签署意见：{reason}", "{who} asked {name} for an opinion: {reason}"),
    "said.signer.signed": ("{who}签署意见：{opinion}{remark}", "{who} gave an opinion: {opinion}{remark}"),
    "said.signer.declined": ("{who}说明不签：{reason}", "{who} declined: {reason}"),
    "said.signer.removed": ("{who}不再请{name}签署意见：{reason}", "{who} took back the request to {name}: {reason}"),
    "line.signer.added": ("加签：{name}", "Opinion asked: {name}"),
    "line.signer.signed": ("会签意见：{title}", "Opinion on {title}"),
    "line.signer.declined": ("不签意见：{title}", "Opinion declined: {title}"),
    "line.signer.removed": ("减签：{name}", "Request taken back: {name}"),
    "opinion.agree": ("同意", "Agrees"),
    "opinion.disagree": ("不同意", "Disagrees"),
    "opinion.decline": ("不签", "Declined"),
    "opinion.open": ("待签", "Waiting"),
    "opinion.given": ("已签", "Signed"),
    "opinion.removed": ("已减签", "Taken back"),
    "opinion.closed": ("未签，事项已过", "Over, not signed"),
    "said.instance.started": ("{who}发起", "Started by {who}"),
    "said.instance.advanced": ("经过：{nodes}", "Passed: {nodes}"),
    "said.instance.ended": ("流程办结：{nodes}", "Ended at: {nodes}"),
    "said.instance.suspended": ("{who}暂停：{reason}", "Suspended by {who}: {reason}"),
    "said.instance.resumed": ("{who}恢复：{reason}", "Resumed by {who}: {reason}"),
    "said.instance.stopped": ("{who}终止：{reason}", "Cancelled by {who}: {reason}"),
    "said.instance.migrated": ("{who}把流程{releases}", "{who} moved it {releases}"),
    "said.instance.reverted": ("{who}撤回迁移，{releases}", "{who} undid the migration, {releases}"),
    "from_to": ("从第 {old} 版改到第 {new} 版", "from release {old} to {new}"),
    "change.kind": ("环节种类", "kind"),
    "change.name": ("名称", "name"),
    "change.post": ("由谁办理", "who does it"),
    "change.term": ("期限", "term"),
    "change.form": ("表单", "form"),
    "change.place": ("位置", "place"),
    "change.call": ("调用", "call"),
    "change.text": ("说明", "text"),
    "said.decision.made": ("{node}：{inputs} → {outputs}", "{node}: {inputs} → {outputs}"),
    "said.timer.fired": ("期限到，流程自动向前", "A term ended and the process moved on"),
    "said.message.received": ("收到消息：{node}", "Message received: {node}"),
    "said.child.ended": ("子事项办结", "A part was finished"),
    "said.other": ("{title}", "{title}"),
    "nobody": ("系统", "the service"),
    # who and what is waited for
    "waiting_task": ("等{organization}{role}办理“{title}”", "Waiting for {role} of {organization}: “{title}”"),
    "waiting_person": ("等{who}办理“{title}”", "Waiting for {who}: “{title}”"),
    "waiting_more": ("{first}，另有 {n} 件", "{first}, and {n} more"),
    "waiting_failed": ("{name}：送不出去，待处理", "{name}: not deliverable, waits for a person"),
    "waiting_event": ("{name}", "{name}"),
    "waiting_until": ("{name}，到 {day}", "{name}, until {day}"),
    "waiting_parts": ("{n} 个子事项办理中", "{n} parts in progress"),
    # why a task is where it is
    "why_post": (
        "这一步归{organization}的{role}；由任职的同志办理。",
        "This step belongs to the {role} of {organization}.",
    ),
    "why_nobody": (
        "这一步归{organization}的{role}，现在没有人任这个职务，请街道组织办配备。",
        "This step belongs to the {role} of {organization}, a post that nobody holds now.",
    ),
    "why_person": ("这一步由{who}本人办理。", "This step is for {who} in person."),
    "verb_complete": ("提交", "Submit"),
    # the five stages of a person
    "stage_application": ("申请入党", "Application"),
    "stage_activist": ("入党积极分子", "Activist"),
    "stage_candidate": ("发展对象", "Development candidate"),
    "stage_probation": ("预备党员", "Probationary member"),
    "stage_full": ("正式党员", "Full member"),
}


def text(code: str, lang: str = messages.ZH, **params: Any) -> str:
    """Return the sentence of a code in the language of the reader."""
    pair = PHRASES.get(code, PHRASES["said.other"])
    return pair[messages.is_english(lang)].format(**{"title": code, **params})


def event_name(type_: str, lang: str = messages.ZH) -> str:
    """Return what a kind of history row is called."""
    pair = PHRASES.get(type_)
    return type_ if pair is None else pair[messages.is_english(lang)]
