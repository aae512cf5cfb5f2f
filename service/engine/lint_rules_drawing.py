"""The linter's rules about the file and the drawing, in words: Chinese, English, and how to mend it."""

from __future__ import annotations

from service.engine.lint_rule import Rule, error, warning

RULES: dict[str, Rule] = {
    # --- the file
    "xml": error("{reason}", "{reason_en}", "用流程编辑器重新保存这个文件。", "Save the file again with the editor."),
    "no-process": error("文件里没有流程。", "The file holds no process.", "画一个流程再保存。", "Draw a process."),
    "not-executable": error(
        "流程“{name}”没有标为可执行。",
        "The process “{name}” is not executable.",
        "在流程属性里勾选“可执行”。",
        "Set isExecutable to true.",
    ),
    "missing-id": error("“{kind}”没有编号。", "A “{kind}” has no id.", "给它一个编号。", "Give it an id."),
    "duplicate-id": error(
        "编号“{id}”用了不止一次。", "The id “{id}” is used twice.", "改成不同的编号。", "Use another id."
    ),
    "bad-id": error(
        "编号“{id}”只能用字母、数字、下划线、点和短横，且以字母或下划线开头。",
        "The id “{id}” may hold letters, digits, “_”, “.” and “-”, and begins with a letter or “_”.",
        "改编号；中文写在名称里。",
        "Change the id; Chinese belongs in the name.",
    ),
    "vendor": warning(
        "“{name}”用了别的引擎的属性 {attribute}，这里不起作用。",
        "“{name}” carries another engine's {attribute}; it has no effect here.",
        "{hint}",
        "{hint_en}",
    ),
    "vendor-expression": error(
        "“{name}”的{what}是别的引擎的写法。",
        "The {what_en} of “{name}” is written for another engine.",
        "改写成：{ours}",
        "Write: {ours}",
    ),
    "people": warning(
        "“{name}”里的 {kind} 在这里不起作用。",
        "{kind} of “{name}” has no effect here.",
        "写属性 role（谁办）。",
        "Use the property role.",
    ),
    # --- elements
    "unsupported": error("不支持“{kind}”（{name}）。", "“{kind}” ({name}) is not supported.", "{hint}", "{hint_en}"),
    "start-count": error(
        "“{name}”要有且只有一个开始，现在有 {n} 个。",
        "“{name}” needs exactly one start event; it has {n}.",
        "画一个空白开始事件。",
        "Draw one plain start event.",
    ),
    "no-end": error(
        "“{name}”没有结束。",
        "“{name}” has no end event.",
        "在最后一步之后画结束。",
        "Draw an end event after the last step.",
    ),
    "event-kind": error(
        "“{name}”的事件类型不支持：{event}。",
        "The event type of “{name}” is not supported: {event}.",
        "等待和边界可用定时、消息、信号，边界还可用错误、升级；发出可用消息、信号、升级，结束还可用错误、终止。",
        "Wait (and border): timer, message, signal (error, escalation); throw (and end): message, signal, escalation "
        "(error, terminate).",
    ),
    "start-event": error(
        "“{name}”由事件（{event}）启动流程，这里不支持：流程由人或上级流程启动。",
        "“{name}” starts the process by an event ({event}); here people or other processes start it.",
        "改成空白开始；要在进行中响应事件，画事件子流程。",
        "Make it a plain start; to react while a case runs, draw an event subprocess.",
    ),
    "event-start": error(
        "“{name}”是事件子流程的开始，要写明一个事件。",
        "“{name}” starts an event subprocess and needs exactly one event.",
        "选定时、消息、信号、错误或升级。",
        "Choose a timer, message, signal, error or escalation.",
    ),
    "event-part-flow": error(
        "事件子流程“{name}”不能有连线，也不能附边界事件。",
        "The event subprocess “{name}” can have neither flows nor boundary events.",
        "删去连线和边界事件；它由自己的开始事件启动。",
        "Delete them; its own start event starts it.",
    ),
    "code-ref": error(
        "“{name}”引用的错误或升级“{ref}”不存在。",
        "“{name}” refers to an error or escalation “{ref}” that does not exist.",
        "在文件里定义它，并选中它。",
        "Define it in this file and choose it.",
    ),
    "send-key": warning(
        "“{name}”发出的消息没有 key，只有不写 key 的等待收得到。",
        "The message of “{name}” has no key: only waits without a key receive it.",
        "加属性 key，例如 person_id。",
        "Add the property key, e.g. person_id.",
    ),
    "no-event": error(
        "“{name}”没有说明等什么。",
        "“{name}” does not say what it waits for.",
        "选定时或消息。",
        "Choose a timer or a message.",
    ),
    "message-ref": error(
        "“{name}”引用的消息“{ref}”不存在。",
        "“{name}” refers to a message “{ref}” that does not exist.",
        "在文件里定义这条消息，并选中它。",
        "Define the message in this file and choose it.",
    ),
    "message-key": warning(
        "“{name}”没有写 key，同名消息会送到每一件等着的个案。",
        "“{name}” has no key: the message reaches every case that waits for it.",
        "加属性 key，例如 person_id。",
        "Add the property key, e.g. person_id.",
    ),
    "boundary-host": error(
        "“{name}”没有附在任何环节上。",
        "“{name}” is attached to nothing that exists.",
        "把它拖到一个环节的边上。",
        "Attach it to an activity.",
    ),
    "cycle-place": error(
        "“{name}”：重复定时只能用在不打断的边界或事件子流程上。",
        "“{name}”: a repeating timer works on a non-interrupting boundary or event subprocess only.",
        "改成不打断，或改用时长、日期。",
        "Make it non-interrupting, or use a duration or date.",
    ),
    "several-without-list": error(
        "多实例“{name}”没有列表，也没有次数。",
        "The multi-instance “{name}” has neither a list nor a cardinality.",
        "填写 loopDataInputRef（列表变量）。",
        "Fill in loopDataInputRef (a list variable).",
    ),
    "several-without-item": error(
        "多实例“{name}”没有给每一项起名。",
        "The multi-instance “{name}” does not name its item.",
        "填写 inputDataItem。",
        "Fill in inputDataItem.",
    ),
    "several-output": error(
        "多实例“{name}”的结果列表和结果项要一起填写。",
        "The multi-instance “{name}” needs both an output list and an output item, or neither.",
        "loopDataOutputRef 与 outputDataItem 一起填，或都不填。",
        "Fill in loopDataOutputRef and outputDataItem together.",
    ),
    "called-unknown": error(
        "“{name}”调用的流程“{called}”不在这次发布里。",
        "“{name}” calls “{called}”, which is not part of this release.",
        "把被调用的流程一起发布，或改正编号。",
        "Release the called process too, or mend its id.",
    ),
    "calls-itself": error(
        "流程“{name}”调用自己。",
        "The process “{name}” calls itself.",
        "改用网关画回路，或加属性 instance=own。",
        "Draw a loop with a gateway, or set instance=own.",
    ),
    # --- flows
    "flow-end": error(
        "连线“{id}”的一端不存在（{ref}）。",
        "An end of the flow “{id}” does not exist ({ref}).",
        "删去这条连线，或重新连接。",
        "Delete or reconnect the flow.",
    ),
    "flow-twice": error(
        "“{name}”与“{target}”之间有两条连线。",
        "Two flows lead from “{name}” to “{target}”.",
        "合并成一条，条件用 or 连接。",
        "Make them one flow; join the conditions with or.",
    ),
    "implicit-split": error(
        "“{name}”有 {n} 条出线，没有网关。",
        "“{name}” has {n} outgoing flows and no gateway.",
        "加并行网关（都走）或排他网关（选一）。",
        "Add a parallel gateway (all) or an exclusive one (one).",
    ),
    "flow-condition": error(
        "“{name}”不是网关，出线上的条件不起作用。",
        "“{name}” is no gateway: the condition on its flow has no effect.",
        "在它后面加排他网关。",
        "Put an exclusive gateway behind it.",
    ),
    "no-condition": error(
        "网关“{name}”的出线“{flow}”没有条件，也不是默认。",
        "The flow “{flow}” of “{name}” has no condition and is not the default.",
        "写条件，或设为默认。",
        "Write a condition or make it the default.",
    ),
    "no-default": error(
        "网关“{name}”没有默认出线，条件都不成立时会停住。",
        "The gateway “{name}” has no default flow; it stops when no condition holds.",
        "把“其余情况”的出线设为默认。",
        "Make the flow for “otherwise” the default.",
    ),
    "default-condition": warning(
        "网关“{name}”的默认出线带了条件，条件不起作用。",
        "The default flow of “{name}” has a condition; it is ignored.",
        "删去这条线上的条件。",
        "Delete the condition.",
    ),
    "default-ref": error(
        "网关“{name}”的默认出线“{flow}”不是它的出线。",
        "The default of “{name}” (“{flow}”) is not one of its flows.",
        "重新选默认出线。",
        "Choose the default again.",
    ),
    "dead-end": error(
        "“{name}”之后没有去处。",
        "Nothing follows “{name}”.",
        "连到下一步或结束。",
        "Connect it to the next step or to an end.",
    ),
    "unreachable": error(
        "“{name}”走不到。",
        "“{name}” cannot be reached.",
        "从前面的步骤连过来，或删去。",
        "Connect it from a step before, or delete it.",
    ),
    "join-after-choice": error(
        "并行汇合“{name}”的几条入线来自同一个排他选择“{gateway}”，永远等不齐。",
        "The parallel join “{name}” waits for branches of the exclusive gateway “{gateway}”: it would wait for ever.",
        "把汇合改成排他网关。",
        "Make the join an exclusive gateway.",
    ),
    "tokens-multiply": error(
        "“{names}”分出的分支后面没有汇合，同一环节最多会重复出现 {most} 次。",
        "The branches of “{names}” are never joined: what comes behind them may be there {most} times at once.",
        "在每组分支合到一起的地方，改用与分开时同样的网关（并行或包容）；要给多人各办一份，用多实例。",
        "Where the branches meet, use the same kind of gateway as where they part; for several people, instances.",
    ),
}
