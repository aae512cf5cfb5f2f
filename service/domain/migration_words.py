"""What is found about a case that is to move to another release, in words.

A finding names a place of the diagram. Some stand in the way (`refuse`), some the organizer has to know before saying
yes (`warn`), some only say what stays as it is (`note`). Each says what is so, and what can be done about it.
"""

from __future__ import annotations

from typing import Final, Literal

Grade = Literal["refuse", "warn", "note"]

KINDS: Final[dict[str, tuple[str, str]]] = {
    "userTask": ("人工待办", "task for people"),
    "manualTask": ("线下办理", "manual task"),
    "serviceTask": ("系统操作", "service task"),
    "callActivity": ("调用流程", "called process"),
    "subProcess": ("子流程", "subprocess"),
    "intermediateCatchEvent": ("中间事件", "intermediate event"),
    "boundaryEvent": ("边界事件", "boundary event"),
    "parallelGateway": ("并行会合", "parallel gateway"),
    "inclusiveGateway": ("包容会合", "inclusive gateway"),
    "exclusiveGateway": ("分支判断", "exclusive gateway"),
    "scriptTask": ("脚本", "script"),
    "businessRuleTask": ("决策表", "decision"),
    "receiveTask": ("等消息", "receive task"),
    "sendTask": ("发消息", "send task"),
    "startEvent": ("开始", "start"),
    "endEvent": ("结束", "end"),
    "DateTimer": ("到某一日", "date timer"),
    "DurationTimer": ("过一段时间", "duration timer"),
    "CycleTimer": ("反复提醒", "cycle timer"),
    "MessageWait": ("等消息", "message"),
}

# code -> grade, Chinese, English, what to do in Chinese, in English ("" where nothing is to be done).
WORDS: Final[dict[str, tuple[Grade, str, str, str, str]]] = {
    # the case as a whole
    "case_ended": ("refuse", "已经办结或终止。", "It has ended.", "不用迁移。", "Nothing to migrate."),
    "already_there": (
        "refuse",
        "已经在目标版本上。",
        "It is on this release already.",
        "不用迁移。",
        "Nothing to migrate.",
    ),
    "own_case": (
        "refuse",
        "这是您本人的个案或您须回避的个案。",
        "This is your own case, or one you are recused from.",
        "请由另一位同志迁移。",
        "Someone else has to migrate it.",
    ),
    "other_release": (
        "refuse",
        "它已不在所选的来源版本上。",
        "It is no longer on the release it was chosen from.",
        "请重新试算。",
        "Try it again.",
    ),
    "process_missing": (
        "refuse",
        "新版本里没有流程“{process}”。",
        "The new release has no process “{process}”.",
        "把这个流程一并发布到新版本里。",
        "Release that process along with the new one.",
    ),
    "state_broken": (
        "refuse",
        "这件个案的运行记录读不出来。",
        "The running state of this case cannot be read.",
        "请把个案编号告诉管理员。",
        "Tell the administrator its number.",
    ),
    "failed": (
        "refuse",
        "迁移这件个案时出了意外，它没有动。",
        "Something unforeseen happened; the case was left as it is.",
        "请把个案编号告诉管理员。",
        "Tell the administrator its number.",
    ),
    # taking it back
    "undo_acted": (
        "refuse",
        "迁移以后又往前走过（{event}），不能原样撤回。",
        "It has moved on since ({event}), so it cannot simply be taken back.",
        "需要时把它按对照表迁移回原来的版本。",
        "Migrate it to the old release instead.",
    ),
    "undo_claimed": (
        "refuse",
        "{who}在迁移以后领取了“{title}”。",
        "{who} has claimed “{title}” since.",
        "请对方放回待办，再撤回迁移。",
        "Ask them to release it, then undo again.",
    ),
    "undo_lost": (
        "refuse",
        "迁移以前的记录已经不在，或者它又被迁移过。",
        "What stood before is gone, or it was migrated again.",
        "需要时把它按对照表迁移回原来的版本。",
        "Migrate it to the old release instead.",
    ),
    # where it stands
    "node_missing": (
        "refuse",
        "正停在“{name}”，新版本里没有这一步。",
        "It stands at “{name}”, which the new release does not have.",
        "在对照表里指明它对应新版本的哪一步，或者等它走过这一步再迁移。",
        "Say in the table which step it corresponds to, or wait until it has passed.",
    ),
    "scope_changed": (
        "refuse",
        "正停在“{name}”，新版本把它画进了别的子流程。",
        "It stands at “{name}”, which the new release draws inside another subprocess.",
        "等它走过这一步再迁移。",
        "Wait until it has passed this step.",
    ),
    "kind_changed": (
        "refuse",
        "正停在“{name}”，新版本里对应的是另一种环节（{old} → {new}）。",
        "It stands at “{name}”, which is another kind of node now ({old} → {new}).",
        "换一个同类的环节来对应，或者等它走过这一步。",
        "Match it with a node of the same kind, or wait until it has passed.",
    ),
    "several_changed": (
        "refuse",
        "“{name}”正在逐项办理，新版本改了逐项的方式或名单变量。",
        "“{name}” is being done item by item, and the new release changes how.",
        "等这一步的各项都办完再迁移。",
        "Wait until all items of this step are done.",
    ),
    "call_changed": (
        "refuse",
        "“{name}”正等着被调用的流程，新版本改了调用的流程或方式。",
        "“{name}” waits for a called process, and the new release calls it in another way.",
        "等被调用的流程结束再迁移。",
        "Wait until the called process has ended.",
    ),
    "arrival_lost": (
        "refuse",
        "一条分支已到“{name}”等会合，新版本里这条分支不再通到那里。",
        "A branch has arrived at “{name}”, where it no longer leads in the new release.",
        "在对照表里指明“{source}”对应哪一步，或者等会合完成。",
        "Say what “{source}” corresponds to, or wait until the branches have met.",
    ),
    "join_starved": (
        "refuse",
        "会合点“{name}”在新版本里还要等“{sources}”，而这件个案已经过了分开的地方，永远等不到。",
        "“{name}” would also wait for “{sources}”, but this case has passed the fork: it would wait for ever.",
        "等各分支会合以后再迁移。",
        "Wait until the branches have met.",
    ),
    "join_lost": (
        "refuse",
        "几条分支要在“{name}”会合，新版本里它们不再会合，后面的步骤会办两遍。",
        "Branches were to meet at “{name}”; in the new release they do not, so what follows would be done twice.",
        "等各分支会合以后再迁移。",
        "Wait until the branches have met.",
    ),
    "order_changed": (
        "refuse",
        "“{name}”与“{other}”现在同时在办，新版本里一个在另一个之后，会办两遍。",
        "“{name}” and “{other}” are open side by side; the new release puts one after the other: done twice.",
        "等其中一步办完再迁移。",
        "Wait until one of them is done.",
    ),
    "arm_failed": (
        "refuse",
        "新增的“{name}”算不出期限或对应关系。",
        "The new “{name}” cannot be armed: its term or key cannot be computed.",
        "核对它的表达式，或让它只用这件个案已有的变量。",
        "Check its expression, or let it use only what the case knows.",
    ),
    # what the organizer has to know
    "role_changed": (
        "warn",
        "待办“{name}”改由新版本指定的人办理；已领取的要重新领取，草稿保留。",
        "“{name}” goes to whom the new release names; a claim is released, the draft stays.",
        "",
        "",
    ),
    "form_changed": (
        "warn",
        "待办“{name}”换了表单（新增：{added}；不再有：{gone}），草稿保留。",
        "“{name}” has another form (new: {added}; gone: {gone}); the draft stays.",
        "",
        "",
    ),
    "due_kept": (
        "warn",
        "待办“{name}”的期限规定变了，已开出的这一件仍按原来的期限。",
        "The term of “{name}” has changed; this task keeps the day it was given.",
        "",
        "",
    ),
    "timer_kept": (
        "warn",
        "“{name}”的时间规定变了，已经起算的仍按原来的时刻。",
        "The time of “{name}” has changed; the one that is running keeps its moment.",
        "",
        "",
    ),
    "message_changed": (
        "warn",
        "“{name}”改等另一条消息或另一个对应值，迁移后按新的等。",
        "“{name}” waits for another message or key from then on.",
        "",
        "",
    ),
    "interrupting_changed": (
        "warn",
        "“{name}”到时是否收回原来的待办，按新版本。",
        "Whether “{name}” takes back the open step follows the new release.",
        "",
        "",
    ),
    "timer_armed": (
        "warn",
        "“{name}”是新增的期限，从迁移时起算，到 {due}。",
        "“{name}” is a new term; it runs from the migration until {due}.",
        "",
        "",
    ),
    "timer_overdue": (
        "warn",
        "“{name}”是新增的期限，已经过了（{due}），迁移后会立即生效。",
        "“{name}” is a new term that is over already ({due}); it acts at once.",
        "",
        "",
    ),
    "message_armed": (
        "warn",
        "“{name}”是新增的消息，迁移后开始等。",
        "“{name}” is a new message; it is awaited from then on.",
        "",
        "",
    ),
    "arrival_skips": (
        "warn",
        "一条分支已到“{name}”等会合，新加在它前面的“{skipped}”这件个案不再办。",
        "A branch has arrived at “{name}”; the new “{skipped}” before it is not done in this case.",
        "",
        "",
    ),
    "wait_removed": (
        "warn",
        "“{name}”在新版本里没有了，不再等。",
        "“{name}” is no longer in the release; it is not awaited any more.",
        "",
        "",
    ),
    "variable_missing": (
        "warn",
        "往后的“{name}”要用“{variable}”，这件个案没有，后面的步骤也不产生。",
        "“{name}” asks for “{variable}”, which this case does not have and nothing ahead sets.",
        "迁移后走到那里可能出错；让新版本给它一个默认值。",
        "It may fail there; let the new release give it a default.",
    ),
    "exclude_unknown": (
        "warn",
        "往后的“{name}”要回避办过“{other}”的人，而这件个案从未办过这一步。",
        "“{name}” ahead keeps out whoever did “{other}”, a step that this case has never had.",
        "这一步换过编号的，请在新版本里把旧编号一并写进回避。",
        "If that step has a new id, let the new release name the old one, too.",
    ),
    # what stays
    "renamed": ("note", "“{name}”对应新版本的“{new}”。", "“{name}” becomes “{new}”.", "", ""),
    "fault_cleared": (
        "note",
        "这件个案出过错；迁移后会按新版本重试。",
        "The case has failed; after the migration it is tried again on the new release.",
        "",
        "",
    ),
}
