"""The linter's rules in words: severity, Chinese, English, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from service.engine.findings import Finding, Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the linter."""

    severity: Severity
    zh: str
    en: str
    hint_zh: str
    hint_en: str


def _error(zh: str, en: str, hint_zh: str, hint_en: str) -> Rule:
    return Rule("error", zh, en, hint_zh, hint_en)


def _warning(zh: str, en: str, hint_zh: str, hint_en: str) -> Rule:
    return Rule("warning", zh, en, hint_zh, hint_en)


RULES: dict[str, Rule] = {
    # --- the file
    "xml": _error("{reason}", "{reason_en}", "用流程编辑器重新保存这个文件。", "Save the file again with the editor."),
    "no-process": _error("文件里没有流程。", "The file holds no process.", "画一个流程再保存。", "Draw a process."),
    "not-executable": _error(
        "流程“{name}”没有标为可执行。",
        "The process “{name}” is not executable.",
        "在流程属性里勾选“可执行”。",
        "Set isExecutable to true.",
    ),
    "missing-id": _error("“{kind}”没有编号。", "A “{kind}” has no id.", "给它一个编号。", "Give it an id."),
    "duplicate-id": _error(
        "编号“{id}”用了不止一次。", "The id “{id}” is used twice.", "改成不同的编号。", "Use another id."
    ),
    "bad-id": _error(
        "编号“{id}”只能用字母、数字、下划线、点和短横，且以字母或下划线开头。",
        "The id “{id}” may hold letters, digits, “_”, “.” and “-”, and begins with a letter or “_”.",
        "改编号；中文写在名称里。",
        "Change the id; Chinese belongs in the name.",
    ),
    "vendor": _warning(
        "“{name}”用了别的引擎的属性 {attribute}，这里不起作用。",
        "“{name}” carries another engine's {attribute}; it has no effect here.",
        "{hint}",
        "{hint_en}",
    ),
    "vendor-expression": _error(
        "“{name}”的{what}是别的引擎的写法。",
        "The {what_en} of “{name}” is written for another engine.",
        "改写成：{ours}",
        "Write: {ours}",
    ),
    "people": _warning(
        "“{name}”里的 {kind} 在这里不起作用。",
        "{kind} of “{name}” has no effect here.",
        "写属性 role（谁办）。",
        "Use the property role.",
    ),
    # --- elements
    "unsupported": _error("不支持“{kind}”（{name}）。", "“{kind}” ({name}) is not supported.", "{hint}", "{hint_en}"),
    "start-count": _error(
        "“{name}”要有且只有一个开始，现在有 {n} 个。",
        "“{name}” needs exactly one start event; it has {n}.",
        "画一个空白开始事件。",
        "Draw one plain start event.",
    ),
    "no-end": _error(
        "“{name}”没有结束。",
        "“{name}” has no end event.",
        "在最后一步之后画结束。",
        "Draw an end event after the last step.",
    ),
    "event-kind": _error(
        "“{name}”的事件类型不支持：{event}。",
        "The event type of “{name}” is not supported: {event}.",
        "可用：定时、消息、信号（等待和边界）；错误（边界和结束）；终止（结束）。",
        "Use timer, message, signal (catch, boundary), error (boundary, end) or terminate (end).",
    ),
    "no-event": _error(
        "“{name}”没有说明等什么。",
        "“{name}” does not say what it waits for.",
        "选定时或消息。",
        "Choose a timer or a message.",
    ),
    "message-ref": _error(
        "“{name}”引用的消息“{ref}”不存在。",
        "“{name}” refers to a message “{ref}” that does not exist.",
        "在文件里定义这条消息，并选中它。",
        "Define the message in this file and choose it.",
    ),
    "message-key": _warning(
        "“{name}”没有写 key，同名消息会送到每一件等着的事项。",
        "“{name}” has no key: the message reaches every case that waits for it.",
        "加属性 key，例如 person_id。",
        "Add the property key, e.g. person_id.",
    ),
    "boundary-host": _error(
        "“{name}”没有附在任何环节上。",
        "“{name}” is attached to nothing that exists.",
        "把它拖到一个环节的边上。",
        "Attach it to an activity.",
    ),
    "cycle-place": _error(
        "“{name}”：重复定时只能用在不打断的边界上。",
        "“{name}”: a repeating timer works on a non-interrupting boundary only.",
        "改成不打断的边界定时，或改用时长、日期。",
        "Make it a non-interrupting boundary event, or use a duration or date.",
    ),
    "several-without-list": _error(
        "多实例“{name}”没有列表，也没有次数。",
        "The multi-instance “{name}” has neither a list nor a cardinality.",
        "填写 loopDataInputRef（列表变量）。",
        "Fill in loopDataInputRef (a list variable).",
    ),
    "several-without-item": _error(
        "多实例“{name}”没有给每一项起名。",
        "The multi-instance “{name}” does not name its item.",
        "填写 inputDataItem。",
        "Fill in inputDataItem.",
    ),
    "several-output": _error(
        "多实例“{name}”的结果列表和结果项要一起填写。",
        "The multi-instance “{name}” needs both an output list and an output item, or neither.",
        "loopDataOutputRef 与 outputDataItem 一起填，或都不填。",
        "Fill in loopDataOutputRef and outputDataItem together.",
    ),
    "called-unknown": _error(
        "“{name}”调用的流程“{called}”不在这次发布里。",
        "“{name}” calls “{called}”, which is not part of this release.",
        "把被调用的流程一起发布，或改正编号。",
        "Release the called process too, or mend its id.",
    ),
    "calls-itself": _error(
        "流程“{name}”调用自己。",
        "The process “{name}” calls itself.",
        "改用网关画回路，或加属性 instance=own。",
        "Draw a loop with a gateway, or set instance=own.",
    ),
    # --- flows
    "flow-end": _error(
        "连线“{id}”的一端不存在（{ref}）。",
        "An end of the flow “{id}” does not exist ({ref}).",
        "删去这条连线，或重新连接。",
        "Delete or reconnect the flow.",
    ),
    "flow-twice": _error(
        "“{name}”与“{target}”之间有两条连线。",
        "Two flows lead from “{name}” to “{target}”.",
        "合并成一条，条件用 or 连接。",
        "Make them one flow; join the conditions with or.",
    ),
    "implicit-split": _error(
        "“{name}”有 {n} 条出线，没有网关。",
        "“{name}” has {n} outgoing flows and no gateway.",
        "加并行网关（都走）或排他网关（选一）。",
        "Add a parallel gateway (all) or an exclusive one (one).",
    ),
    "flow-condition": _error(
        "“{name}”不是网关，出线上的条件不起作用。",
        "“{name}” is no gateway: the condition on its flow has no effect.",
        "在它后面加排他网关。",
        "Put an exclusive gateway behind it.",
    ),
    "no-condition": _error(
        "网关“{name}”的出线“{flow}”没有条件，也不是默认。",
        "The flow “{flow}” of “{name}” has no condition and is not the default.",
        "写条件，或设为默认。",
        "Write a condition or make it the default.",
    ),
    "no-default": _error(
        "网关“{name}”没有默认出线，条件都不成立时会停住。",
        "The gateway “{name}” has no default flow; it stops when no condition holds.",
        "把“其余情况”的出线设为默认。",
        "Make the flow for “otherwise” the default.",
    ),
    "default-condition": _warning(
        "网关“{name}”的默认出线带了条件，条件不起作用。",
        "The default flow of “{name}” has a condition; it is ignored.",
        "删去这条线上的条件。",
        "Delete the condition.",
    ),
    "default-ref": _error(
        "网关“{name}”的默认出线“{flow}”不是它的出线。",
        "The default of “{name}” (“{flow}”) is not one of its flows.",
        "重新选默认出线。",
        "Choose the default again.",
    ),
    "dead-end": _error(
        "“{name}”之后没有去处。",
        "Nothing follows “{name}”.",
        "连到下一步或结束。",
        "Connect it to the next step or to an end.",
    ),
    "unreachable": _error(
        "“{name}”走不到。",
        "“{name}” cannot be reached.",
        "从前面的步骤连过来，或删去。",
        "Connect it from a step before, or delete it.",
    ),
    "join-after-choice": _error(
        "并行汇合“{name}”的几条入线来自同一个排他选择“{gateway}”，永远等不齐。",
        "The parallel join “{name}” waits for branches of the exclusive gateway “{gateway}”: it would wait for ever.",
        "把汇合改成排他网关。",
        "Make the join an exclusive gateway.",
    ),
    # --- people
    "no-form": _error("“{name}”没有表单。", "“{name}” has no form.", "加属性 form。", "Add the property form."),
    "unknown-form": _error(
        "“{name}”的表单“{form}”不在这次发布里。",
        "The form “{form}” of “{name}” is not part of this release.",
        "改正名称，或把表单一起发布。",
        "Mend the name or release the form too.",
    ),
    "no-role": _error(
        "“{name}”没有写由谁办。", "“{name}” does not say who does it.", "加属性 role。", "Add the property role."
    ),
    "no-due": _warning(
        "“{name}”没有期限。",
        "“{name}” has no due date.",
        "加属性 due，例如 P5WD 或规则编号。",
        "Add the property due, e.g. P5WD.",
    ),
    "no-lane": _error(
        "“{name}”不在任何泳道里。",
        "“{name}” is in no lane.",
        "把它放进负责岗位的泳道。",
        "Put it into the lane of its post.",
    ),
    "no-documentation": _warning(
        "“{name}”没有说明依据。",
        "“{name}” has no documentation.",
        "在文档里写明条款。",
        "Name the article in its documentation.",
    ),
    "exclude-ref": _error(
        "“{name}”的 exclude 提到的“{ref}”不是这个流程的环节。",
        "exclude of “{name}” names “{ref}”, which is no node of this process.",
        "改正环节编号，或写 starter。",
        "Mend the node id, or write starter.",
    ),
    # --- what runs
    "no-operator": _error(
        "服务环节“{name}”没有选操作。",
        "The service task “{name}” names no operator.",
        "选一个操作。",
        "Choose an operator.",
    ),
    "unknown-operator": _error(
        "“{name}”要用的操作“{operator}”不存在。",
        "“{name}” calls an unknown operator “{operator}”.",
        "对照 bpmn/README.md 改正。",
        "See bpmn/README.md.",
    ),
    "no-table": _error(
        "决策环节“{name}”没有选决策表。",
        "The decision task “{name}” names no table.",
        "填写 calledDecisionId。",
        "Fill in calledDecisionId.",
    ),
    "unknown-table": _error(
        "“{name}”要用的决策表“{table}”不在这次发布里。",
        "The table “{table}” of “{name}” is not part of this release.",
        "改正编号，或把决策表一起发布。",
        "Mend the id or release the table too.",
    ),
    "no-script": _error(
        "脚本环节“{name}”是空的。",
        "The script task “{name}” is empty.",
        "写脚本，或删去这个环节。",
        "Write the script or delete the task.",
    ),
    "syntax": _error(
        "“{name}”的{what}写法有误：{reason}",
        "The {what_en} of “{name}” is wrong: {reason_en}",
        "改正写法；文字要加引号。",
        "Mend the syntax; texts need quotes.",
    ),
    "unknown-name": _warning(
        "“{name}”用了变量 {variable}，这次发布里没有哪里写它。",
        "“{name}” uses the variable {variable}, which nothing in this release sets.",
        "核对拼写，或在表单、脚本、操作里写它。",
        "Check the spelling, or set it in a form, script or operator.",
    ),
    "misspelt-name": _warning(
        "“{name}”用了变量 {variable}，没有哪里写它；有一个相近的：{close}。",
        "“{name}” uses the variable {variable}, which nothing sets; there is {close}.",
        "是 {close} 的话，改正拼写。",
        "If {close} is meant, mend the spelling.",
    ),
    "unkept-name": _warning(
        "“{name}”用了 {variable}，表单里这一项不存为变量（x-variable: false）。",
        "“{name}” uses {variable}, a field that is not kept as a variable (x-variable: false).",
        "去掉这一项的 x-variable: false，或不用它作判断。",
        "Drop x-variable: false from the field, or do not decide by it.",
    ),
    "no-such-choice": _warning(
        "“{name}”拿 {variable} 与“{value}”比较，表单里没有这个选项（有：{allowed}）。",
        "“{name}” compares {variable} with “{value}”, which no form offers ({allowed}).",
        "改成表单里的选项。",
        "Use one of the form's choices.",
    ),
    "trial": _warning(
        "“{name}”用样例数据试算不成：{reason}",
        "“{name}” fails on sample data: {reason_en}",
        "对照表单改正写法。",
        "Compare it with the form.",
    ),
    "timer": _error(
        "“{name}”的定时“{value}”看不懂。",
        "The timer “{value}” of “{name}” makes no sense.",
        "时长写 P3D、PT12H，日期写变量名或 2017-05-01，重复写 R3/P1D。",
        "Durations like P3D, dates like a variable or 2017-05-01, repetitions like R3/P1D.",
    ),
    "timer-empty": _error(
        "“{name}”没有写时间。", "“{name}” has no time.", "填写日期或时长。", "Fill in a date or a duration."
    ),
    "dmn": _error("{reason}", "{reason_en}", "改正这一格。", "Mend this cell."),
    "dmn-overlap": _error(
        "决策表“{name}”的规则 {first} 与 {second} 同时成立，例如 {example}。",
        "Rules {first} and {second} of the table “{name}” both hold, e.g. for {example}.",
        "改其中一条的条件；确要按次序取第一条，把命中策略改成 FIRST。",
        "Narrow one of them; if the first of them is meant, make the hit policy FIRST.",
    ),
    "dmn-may-overlap": _warning(
        "决策表“{name}”的规则 {first} 与 {second} 可能同时成立，例如 {example}。",
        "Rules {first} and {second} of the table “{name}” may both hold, e.g. for {example}.",
        "核对这两条规则；各列用了同一个变量，不能确定。",
        "Check both; the columns share a variable, so this is not certain.",
    ),
    "dmn-gap": _warning(
        "决策表“{name}”没有规则回答 {example}。",
        "No rule of the table “{name}” answers {example}.",
        "补一条规则，或写默认值（defaultOutputEntry）。",
        "Add a rule or a default (defaultOutputEntry).",
    ),
    "form-schema": _error("{reason}", "{reason_en}", "改正表单的 JSON Schema。", "Mend the form's JSON Schema."),
}


def finding(rule: str, file: str, element: str | None, line: int | None, **params: Any) -> Finding:
    """Make a finding from its rule and parameters."""
    text = RULES[rule]
    return Finding(
        rule=rule,
        severity=text.severity,
        file=file,
        element=element,
        line=line,
        zh=text.zh.format(**params),
        en=text.en.format(**params),
        hint_zh=text.hint_zh.format(**params),
        hint_en=text.hint_en.format(**params),
        params=params,
    )
