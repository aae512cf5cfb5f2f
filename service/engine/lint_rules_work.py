"""The linter's rules about who does what and what runs, in words: Chinese, English, and how to mend it."""

from __future__ import annotations

from service.engine.lint_rule import Rule, error, warning

RULES: dict[str, Rule] = {
    # --- people
    "no-form": error("“{name}”没有表单。", "“{name}” has no form.", "加属性 form。", "Add the property form."),
    "unknown-form": error(
        "“{name}”的表单“{form}”不在这次发布里。",
        "The form “{form}” of “{name}” is not part of this release.",
        "改正名称，或把表单一起发布。",
        "Mend the name or release the form too.",
    ),
    "form-class": error(
        "表单里“{name}”的数据分级“{value}”看不懂。",
        "The class “{value}” of “{name}” in the form makes no sense.",
        "x-class 写 L0、L1、L2、L3 或 L4。",
        "Write L0, L1, L2, L3 or L4 as its x-class.",
    ),
    "form-purpose": error(
        "表单里“{name}”属于 {value}（个人信息），没有写明用途或依据：{missing}。",
        "“{name}” in the form is of class {value} (about people) and lacks {missing}.",
        "在这一项或表单上写 x-purpose（用途）和 x-article（依据条款）；没有用途的不要收集。",
        "Write x-purpose and x-article at the field or at the form; what has no purpose is not asked for.",
    ),
    "form-sealed": error(
        "表单里“{name}”属于 {value}，不能存为流程变量。",
        "“{name}” in the form is of class {value} and may not become process data.",
        "给这一项所在的最上层字段加 x-variable: false；它会单独密封。",
        "Write x-variable: false at its topmost field; it is sealed apart.",
    ),
    "no-role": error(
        "“{name}”没有写由谁办。", "“{name}” does not say who does it.", "加属性 role。", "Add the property role."
    ),
    "unknown-role": error(
        "“{name}”写的岗位“{role}”不存在，没有人能担任。",
        "The post “{role}” of “{name}” does not exist; nobody can hold it.",
        "改正属性 role 或 start_role；岗位的编号见 bpmn/README.md。",
        "Mend role or start_role; bpmn/README.md names the posts.",
    ),
    "unknown-scope": error(
        "“{name}”的办理范围“{scope}”看不懂。",
        "The scope “{scope}” of “{name}” makes no sense.",
        "属性 scope 写 {known} 之一，或 data: 加变量。",
        "Make scope one of {known}, or data: and a variable.",
    ),
    "role-level": warning(
        "“{name}”派给{level}一级的“{role}”，这一级没有这个岗位，会没有人办。",
        "“{name}” goes to the {role_en} of the {level_en}, where that post does not stand: nobody would do it.",
        "“{role}”设在：{levels}。把属性 scope 改成 {scopes}，或换一个岗位。",
        "That post stands at: {levels_en}. Make scope {scopes}, or name another post.",
    ),
    "no-due": warning(
        "“{name}”没有期限。",
        "“{name}” has no due date.",
        "加属性 due，例如 P5WD 或规则编号。",
        "Add the property due, e.g. P5WD.",
    ),
    "no-lane": error(
        "“{name}”不在任何泳道里。",
        "“{name}” is in no lane.",
        "把它放进负责岗位的泳道。",
        "Put it into the lane of its post.",
    ),
    "no-documentation": warning(
        "“{name}”没有说明依据。",
        "“{name}” has no documentation.",
        "在文档里写明条款。",
        "Name the article in its documentation.",
    ),
    "exclude-ref": error(
        "“{name}”的 exclude 提到的“{ref}”不是这个流程的环节。",
        "exclude of “{name}” names “{ref}”, which is no node of this process.",
        "改正环节编号，或写 starter。",
        "Mend the node id, or write starter.",
    ),
    "same-hands": error(
        "“{name}”没有排除“{other}”的经办人：{why}。",
        "“{name}” does not keep out who did “{other_en}”: {why_en}.",
        "在 exclude 里写上 {ref}。",
        "Add {ref} to exclude.",
    ),
    "duty-value": error(
        "“{name}”的职责“{value}”看不懂。",
        "The duty “{value}” of “{name}” makes no sense.",
        "写 record、verify、introduce、approve、count 或 watch。",
        "Write record, verify, introduce, approve, count or watch.",
    ),
    "sign-value": error(
        "“{name}”的会签方式“{value}”看不懂。",
        "The rule of signing “{value}” of “{name}” makes no sense.",
        "写 one、all、any、sequence 或 ratio:2/3。",
        "Write one, all, any, sequence or ratio:2/3.",
    ),
    "sign-several": error(
        "“{name}”要会签，但没有说明由哪些人签。",
        "“{name}” is to be signed by several, but does not say by whom.",
        "画成多实例：loopDataInputRef 写人员名单，inputDataItem 写每个人的变量。",
        "Draw it as multi-instance: the list in loopDataInputRef, one person's variable in inputDataItem.",
    ),
    "sign-order": error(
        "“{name}”的会签方式“{value}”与多实例的次序不一致。",
        "The rule “{value}” of “{name}” does not fit the order of its instances.",
        "依次签（sequence）画顺序多实例，其余画并行多实例。",
        "Draw sequence as sequential, all others as parallel.",
    ),
    "sign-twice": error(
        "“{name}”既写了会签方式，又写了完成条件。",
        "“{name}” has a rule of signing and a completion condition.",
        "留下一个；会签方式能说明的，删去完成条件。",
        "Keep one of them; the rule is enough where it says the same.",
    ),
    "sign-result": error(
        "“{name}”按比例会签，但没有收集每个人的意见。",
        "“{name}” is signed by ratio, but nobody's answer is collected.",
        "加 outputDataItem（表单里的意见）和 loopDataOutputRef；算同意的值写在属性 agree。",
        "Add outputDataItem (the form's answer) and loopDataOutputRef; the value that agrees goes into property agree.",
    ),
    "sign-people": error(
        "“{name}”的会签人没有派到人。",
        "The items of “{name}” are not addressed to people.",
        "属性 scope 写 data: 加 inputDataItem 的编号。",
        "Make the property scope data: and the id of inputDataItem.",
    ),
    # --- rules and terms
    "rule-pack": error(
        "规则包的“{where}”写得不对：{reason}",
        "“{where}” of the rule pack is wrong: {reason_en}",
        "对照 bpmn/README.md 改正。",
        "See bpmn/README.md.",
    ),
    "unknown-rule": error(
        "“{name}”提到的规则“{term}”，哪个规则包里都没有。",
        "“{name}” names the rule “{term}”, which no rule pack has.",
        "改正规则编号，或写期限，例如 P5WD。",
        "Mend the rule id, or write a duration, e.g. P5WD.",
    ),
    "rule-gone": error(
        "“{name}”要按规则“{term}”算日期，规则包 {pack} 没有这条规则，按它办的个案到这里会停下。",
        "“{name}” counts by the rule “{term}”, which the pack {pack} does not have: a case under it would stop here.",
        "先用 rules.ask 问一声，没有这条规则时走另一条路。",
        "Ask with rules.ask first and draw another way for when it does not apply.",
    ),
    "rule-no-day": error(
        "“{name}”用的规则“{term}”不定日子：{text}",
        "The rule “{term}” of “{name}” sets no day: {text_en}",
        "换成有期限的规则，或写期限，例如 P5WD。",
        "Name a rule with a term, or write a duration, e.g. P5WD.",
    ),
    "term-never-met": error(
        "“{name}”不可能按期办到（{term}）：从 {start} 起算，最快 {reached} 才能办，期限却是 {last}。",
        "“{name}” can never be done in time ({term_en}): counted from {start} it is possible on {reached} at the"
        " earliest, and due on {last}.",
        "缩短路上的等待，或改正期限从哪天起算。",
        "Shorten the waits before it, or mend what the term counts from.",
    ),
    # --- what runs
    "no-operator": error(
        "服务环节“{name}”没有选操作。",
        "The service task “{name}” names no operator.",
        "选一个操作。",
        "Choose an operator.",
    ),
    "unknown-operator": error(
        "“{name}”要用的操作“{operator}”不存在。",
        "“{name}” calls an unknown operator “{operator}”.",
        "对照 bpmn/README.md 改正。",
        "See bpmn/README.md.",
    ),
    "connector-needs": error(
        "“{name}”要用的 {operator} 缺少参数 {parameter}。",
        "“{name}” calls {operator} without its parameter {parameter}.",
        "补上参数 {parameter}，写法见 bpmn/README.md。",
        "Add the parameter {parameter}; see bpmn/README.md.",
    ),
    "connector-knows": error(
        "“{name}”给 {operator} 的参数 {parameter} 不认识。",
        "“{name}” gives {operator} an unknown parameter {parameter}.",
        "可用的参数：{known}（带 ? 的可以不写）。",
        "It takes: {known} (? may be left out).",
    ),
    "connector-alone": warning(
        "“{name}”要等外部系统答复，没有画等不到怎么办。",
        "“{name}” waits for a system outside, and nothing is drawn for when it does not answer.",
        "加一个边界错误事件或边界定时；否则送不出去时由管理员处理。",
        "Add a boundary error event or timer; otherwise an administrator has to step in.",
    ),
    "error-never": warning(
        "“{name}”永远不会发生：“{host}”不往外发送，不会报这种错误。",
        "“{name}” never happens: “{host}” does not leave the house and raises no error event.",
        "删去这个事件；操作失败时整步撤销，不走错误事件。",
        "Delete the event; when an operator fails, the whole step is undone.",
    ),
    "error-interrupts": error(
        "“{name}”是错误事件，必须打断所在的环节或流程。",
        "“{name}” is an error event: it must interrupt what it stands in.",
        "设为打断；不打断的用升级事件。",
        "Make it interrupting, or use an escalation.",
    ),
    "error-class": error(
        "“{name}”等的错误“{code}”不会出现。",
        "“{name}” waits for the error “{code}”, which never comes.",
        "错误代码写其中之一：{known}；不写则接住全部。",
        "Use one of the codes {known}, or none to catch them all.",
    ),
    "no-table": error(
        "决策环节“{name}”没有选决策表。",
        "The decision task “{name}” names no table.",
        "填写 calledDecisionId。",
        "Fill in calledDecisionId.",
    ),
    "unknown-table": error(
        "“{name}”要用的决策表“{table}”不在这次发布里。",
        "The table “{table}” of “{name}” is not part of this release.",
        "改正编号，或把决策表一起发布。",
        "Mend the id or release the table too.",
    ),
    "no-script": error(
        "脚本环节“{name}”是空的。",
        "The script task “{name}” is empty.",
        "写脚本，或删去这个环节。",
        "Write the script or delete the task.",
    ),
    "syntax": error(
        "“{name}”的{what}写法有误：{reason}",
        "The {what_en} of “{name}” is wrong: {reason_en}",
        "改正写法；文字要加引号。",
        "Mend the syntax; texts need quotes.",
    ),
    "unknown-name": warning(
        "“{name}”用了变量 {variable}，这次发布里没有哪里写它。",
        "“{name}” uses the variable {variable}, which nothing in this release sets.",
        "核对拼写，或在表单、脚本、操作里写它。",
        "Check the spelling, or set it in a form, script or operator.",
    ),
    "misspelt-name": warning(
        "“{name}”用了变量 {variable}，没有哪里写它；有一个相近的：{close}。",
        "“{name}” uses the variable {variable}, which nothing sets; there is {close}.",
        "是 {close} 的话，改正拼写。",
        "If {close} is meant, mend the spelling.",
    ),
    "unkept-name": warning(
        "“{name}”用了 {variable}，表单里这一项不存为变量（x-variable: false）。",
        "“{name}” uses {variable}, a field that is not kept as a variable (x-variable: false).",
        "去掉这一项的 x-variable: false，或不用它作判断。",
        "Drop x-variable: false from the field, or do not decide by it.",
    ),
    "no-such-choice": warning(
        "“{name}”拿 {variable} 与“{value}”比较，表单里没有这个选项（有：{allowed}）。",
        "“{name}” compares {variable} with “{value}”, which no form offers ({allowed}).",
        "改成表单里的选项。",
        "Use one of the form's choices.",
    ),
    "trial": warning(
        "“{name}”在 {sample} 时算不成：{place}{reason}",
        "“{name}” fails for {sample}: {place_en}{reason_en}",
        "对照表单和操作的结果改正写法，或先判断这种情形。",
        "Compare it with the forms and the operators' results, or rule the case out first.",
    ),
    "trial-fails": error(
        "“{name}”用各种样例数据都算不成：{place}{reason}",
        "“{name}” fails on every sample: {place_en}{reason_en}",
        "对照表单和操作的结果改正写法。",
        "Compare it with the forms and the operators' results.",
    ),
    "trial-code": error(
        "“{name}”不能运行：{place}{reason}",
        "“{name}” cannot run: {place_en}{reason_en}",
        "改成简单的表达式；循环要有尽头，结果只能是文字、数字、真假、列表和字典。",
        "Write it more simply; loops must end, and results are texts, numbers, booleans, lists and dicts only.",
    ),
    "trial-missing": warning(
        "“{name}”要用 {variable}，表单里这一项可以不填，没有填就算不成。",
        "“{name}” needs {variable}, a field that may be left blank; then it fails.",
        "把这一项设为必填，或另走一条不用它的路。",
        "Make the field required, or go another way where it is blank.",
    ),
    "trial-unfinished": warning(
        "试算超过 {seconds} 秒，从“{name}”起没有试完。",
        "The trial took more than {seconds} seconds; “{name}” and what follows was not tried.",
        "把费时的脚本写短。",
        "Shorten what takes so long.",
    ),
    "timer": error(
        "“{name}”的定时“{value}”看不懂。",
        "The timer “{value}” of “{name}” makes no sense.",
        "时长写 P3D、PT12H，日期写变量名或 2017-05-01，重复写 R3/P1D。",
        "Durations like P3D, dates like a variable or 2017-05-01, repetitions like R3/P1D.",
    ),
    "timer-empty": error(
        "“{name}”没有写时间。", "“{name}” has no time.", "填写日期或时长。", "Fill in a date or a duration."
    ),
    "dmn": error("{reason}", "{reason_en}", "改正这一格。", "Mend this cell."),
    "dmn-overlap": error(
        "决策表“{name}”的规则 {first} 与 {second} 同时成立，例如 {example}。",
        "Rules {first} and {second} of the table “{name}” both hold, e.g. for {example}.",
        "改其中一条的条件；确要按次序取第一条，把命中策略改成 FIRST。",
        "Narrow one of them; if the first of them is meant, make the hit policy FIRST.",
    ),
    "dmn-may-overlap": warning(
        "决策表“{name}”的规则 {first} 与 {second} 可能同时成立，例如 {example}。",
        "Rules {first} and {second} of the table “{name}” may both hold, e.g. for {example}.",
        "核对这两条规则；各列用了同一个变量，不能确定。",
        "Check both; the columns share a variable, so this is not certain.",
    ),
    "dmn-gap": warning(
        "决策表“{name}”没有规则回答 {example}。",
        "No rule of the table “{name}” answers {example}.",
        "补一条规则，或写默认值（defaultOutputEntry）。",
        "Add a rule or a default (defaultOutputEntry).",
    ),
    "form-schema": error("{reason}", "{reason_en}", "改正表单的 JSON Schema。", "Mend the form's JSON Schema."),
}
