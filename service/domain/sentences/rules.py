"""What is said about rule packs: how they are written, and when one may be released."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    # how a pack is written
    "pack_unreadable": (
        "第 {line} 行附近不是正确的 YAML，请检查缩进、冒号和引号。",
        "Near line {line} this is no valid YAML; look at indentation, colons and quotes.",
    ),
    "pack_twice": (
        "第 {line} 行的“{key}”写了两次，只能保留一处。",
        "“{key}” in line {line} stands twice; keep one of them.",
    ),
    "pack_shape": ("这里应当是“键: 值”的写法。", "This should be written as “key: value”."),
    "pack_key_unknown": (
        "没有“{key}”这个键{near}。键都列在 bpmn/README.md。",
        "There is no key “{key}”{near}. bpmn/README.md lists them.",
    ),
    "pack_key_missing": ("缺少“{key}”（{what}）。", "“{key}” is missing ({what})."),
    "pack_word_unknown": (
        "“{value}”不是这里能用的词，可以写：{words}。",
        "“{value}” is no word for this place; there are: {words}.",
    ),
    "pack_code_unknown": (
        "没有“{value}”这个代号；可以直接写中文。",
        "There is no code “{value}”; plain Chinese will do.",
    ),
    "pack_start_unnamed": (
        "起算日“{value}”没有名称，请在 start_name 写明从哪一天算起，例如“收到申请书”。",
        "The day “{value}” has no name; say in start_name what it is counted from.",
    ),
    "pack_duration": (
        "“{value}”不是期限。例如 P1M 是一个月，P5WD 是五个工作日，P1Y 是一年。",
        "“{value}” is no duration. P1M is a month, P5WD five working days, P1Y a year.",
    ),
    "pack_day": ("“{value}”不是日期，请写成 2026-05-11。", "“{value}” is no day; write 2026-05-11."),
    "pack_days_order": ("停止施行的日期早于施行日期。", "It ends before it takes effect."),
    "pack_name": ("id 要与文件名一致，应当是“{stem}”。", "The id has to be the file's name, “{stem}”."),
    "pack_number": ("“{value}”应当是从 1 起的整数。", "“{value}” should be a whole number from 1."),
    "pack_vote": (
        "表决规则要写全：计入（num）、基数（den）、比较（op，只能是 > 或者 >=）和比例（factor，如 0.5 或者 2/3）。",
        "A rule about votes says num, den, op (> or >=) and factor (0.5, or 2/3) in full.",
    ),
    "pack_sentence": ("要写成一句话，用句号结尾。", "Write a whole sentence, with a full stop."),
    "pack_correction": (
        "第 {version} 版要在 correction 写明改正了什么、为什么。",
        "Version {version} has to say in `correction` what was corrected and why.",
    ),
    "pack_same_day": (
        "{one}和{other}属于同一类，又从同一天施行，分不清用哪一份。",
        "{one} and {other} are of one family and take effect on one day: nobody can tell which applies.",
    ),
    # the page of rules
    "rules_not_found": ("没有这份规则，或者没有这一版。", "There is no such pack of rules, or no such text of it."),
    "rules_not_comparable": ("积分办法只能同积分办法比较。", "A points scheme is compared with another scheme only."),
    # when a pack may be released
    "rule_pack_changed": (
        "{name}自 {since} 施行，已经有过去的日子按它办理，不能原样改动（改动的有：{what}）。"
        "规定本身变了，请另立一份，写新的施行日期，在这一份写停止施行的日期；"
        "只是改正抄录错误，请把 version 改为 {version}，并在 correction 写明原因。",
        "{name} has been in force since {since}, and days have passed under it; it cannot change in place "
        "(changed: {what}). When the rule itself has changed, add a pack of its own with its own first day, and end "
        "this one; to mend a mistake in copying, set version to {version} and say why in `correction`.",
    ),
    "rule_pack_gap": (
        "{name}写的停止施行日期是 {until}，之后到今天的日子没有同类的规则可用。"
        "请写今天以后的日期，或者同时发布接着施行的一份。",
        "{name} would end on {until}, and no pack of its family holds from then until today. Choose a later day, or "
        "release its successor with it.",
    ),
    "rule_pack_missing": (
        "{name}已经用过，不能去掉：以前的日子要按它计算。不再施行的，请保留文件，写上停止施行的日期。",
        "{name} has been used and cannot go: past days are counted by it. Keep the file and write the day it ends on.",
    ),
}
