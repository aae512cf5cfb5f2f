"""Why an expression or script failed, in both languages, from the evaluator's English."""

from __future__ import annotations

import re
from dataclasses import dataclass

_QUOTED = re.compile(r"['\"](.+?)['\"]")


@dataclass(frozen=True, slots=True)
class Reason:
    """A failure in words, and which kind of failure it is (the evaluator's own word)."""

    zh: str
    en: str
    kind: str = ""


_BY_KIND = {
    "NameError": ("没有变量“{what}”", "there is no variable “{what}”"),
    "KeyError": ("没有“{what}”这一项", "there is no entry “{what}”"),
    "IndexError": ("超出列表的范围", "the index is outside the list"),
    "TypeError": ("类型不合（例如拿文字与数字比较）", "the types do not fit (a text compared with a number?)"),
    "ValueError": ("值不合", "the value does not fit"),
    "ZeroDivisionError": ("除数为零", "division by zero"),
    "AttributeError": ("没有“{what}”这个属性", "there is no attribute “{what}”"),
    "SyntaxError": ("写法有误", "the syntax is wrong"),
    "NotImplementedError": ("用了不支持的写法", "a construct that is not supported"),
    "RecursionError": ("调用层数过多", "too many nested calls"),
    "TimeoutError": ("运行时间超过限制", "it ran too long"),
    "MemoryError": ("占用内存超过限制", "it used too much memory"),
    "OverflowError": ("数值过大", "a number became too large"),
    "AssertionError": ("断言不成立", "an assertion failed"),
    "ModuleNotFoundError": ("没有模块“{what}”可用", "the module “{what}” is not available"),
    "PermissionError": ("不许读写文件、网络和系统", "files, network and system are out of bounds"),
    "RuntimeError": ("这里不许这样做", "this is not allowed here"),
    "Crashed": ("计算进程中断，请再试一次", "the evaluator stopped; try again"),
    "TooLong": ("写得太长，最多 {what} 个字符", "it is longer than {what} characters"),
    "Reserved": ("变量名“{what}”不能以两条下划线开头", "“{what}” may not begin with two underscores"),
    "NotJson": ("变量“{what}”的值不能保存，只能是文字、数字、真假、列表和字典", "the value of “{what}” is not JSON"),
}


def reason(kind: str, message: str, what: str | None = None) -> Reason:
    """Say why, naming the variable or key when the message names one."""
    zh, en = _BY_KIND.get(kind, ("计算失败（{kind}）", "it failed ({kind})"))
    if what is None:
        quoted = _QUOTED.findall(message)
        what = quoted[-1] if quoted else message[:80]
    return Reason(zh.format(what=what, kind=kind), en.format(what=what, kind=kind), kind)
