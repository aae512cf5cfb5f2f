"""Sentences about what is and what happened, for timelines, lists and pages. (Errors have theirs in messages.py.)"""

from __future__ import annotations

from typing import Any, Final

from service.domain import messages

PHRASES: Final[dict[str, tuple[str, str]]] = {
    # what happened, as the title of a row of history
    "instance.started": ("发起", "Started"),
    "instance.advanced": ("流程向前", "Moved on"),
    "instance.ended": ("办结", "Ended"),
    "instance.faulted": ("流程出错，等待修复", "The process failed and waits for repair"),
    "task.completed": ("办理", "Completed"),
    "decision.made": ("按决策表判定", "Decided by table"),
    "timer.fired": ("期限到", "A term ended"),
    "message.received": ("收到消息", "A message arrived"),
    "child.ended": ("子事项办结", "A part was finished"),
    "case.imported": ("建档", "Put on record"),
    # what history says in one line
    "said.task.completed": ("{who}办理“{title}”{decision}", "{who} completed “{title}”{decision}"),
    "said.instance.started": ("{who}发起", "Started by {who}"),
    "said.instance.advanced": ("经过：{nodes}", "Passed: {nodes}"),
    "said.instance.ended": ("流程办结：{nodes}", "Ended at: {nodes}"),
    "said.decision.made": ("{node}：{inputs} → {outputs}", "{node}: {inputs} → {outputs}"),
    "said.timer.fired": ("期限到，流程自动向前", "A term ended and the process moved on"),
    "said.message.received": ("收到：{message}", "Received: {message}"),
    "said.child.ended": ("子事项办结", "A part was finished"),
    "said.other": ("{title}", "{title}"),
    "nobody": ("系统", "the service"),
    # who and what is waited for
    "waiting_task": ("等{organization}{role}办理“{title}”", "Waiting for {role} of {organization}: “{title}”"),
    "waiting_person": ("等{who}办理“{title}”", "Waiting for {who}: “{title}”"),
    "waiting_more": ("{first}，另有 {n} 件", "{first}, and {n} more"),
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
