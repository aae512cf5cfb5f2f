"""The sentences about a form's fields, by JSON Schema keyword, Chinese first, English second.

The browser has the same table with the same keys and placeholders (service/ui/src/forms/messages.ts), so that a field
says the same words before and after sending. `{limit}` is the keyword's own value, `{title}` the field's title.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from service.domain.errors import Problem
from service.domain.messages import EN, ZH, is_english

# keyword -> (Chinese, English). A format has its own line "format:date"; "format" is what is said of any other.
TABLE: Final[dict[str, tuple[str, str]]] = {
    "required": ("请填写{title}。", "Please fill in {title}."),
    "minLength": ("至少写 {limit} 个字。", "Write at least {limit} characters."),
    "minLength:1": ("请填写这一栏。", "Please fill in this field."),
    "maxLength": ("最多写 {limit} 个字。", "Write at most {limit} characters."),
    "minimum": ("不能小于 {limit}。", "Not less than {limit}."),
    "maximum": ("不能大于 {limit}。", "Not more than {limit}."),
    "exclusiveMinimum": ("应大于 {limit}。", "More than {limit}."),
    "exclusiveMaximum": ("应小于 {limit}。", "Less than {limit}."),
    "multipleOf": ("应按 {limit} 计。", "In steps of {limit}."),
    "pattern": ("写法不对，请按提示填写。", "Not in the form asked for; see the hint."),
    "format": ("写法不对，请按提示填写。", "Not in the form asked for; see the hint."),
    "format:date": ("请写成 2017-04-10 这样的日期。", "Write a date like 2017-04-10."),
    "format:date-time": ("请写成完整的日期和时间。", "Write a full date and time."),
    "format:email": ("请写成邮箱地址。", "Write an e-mail address."),
    "format:uuid": ("请从列表里选择。", "Please choose from the list."),
    "type": ("类型不对。", "Of the wrong type."),
    "type:string": ("请填写文字。", "Please write text."),
    "type:integer": ("请填写整数。", "Please write a whole number."),
    "type:number": ("请填写数字。", "Please write a number."),
    "type:boolean": ("请选择是否。", "Please choose."),
    "type:array": ("请至少列出一项。", "Please list at least one."),
    "type:object": ("请填写完整。", "Please fill in all of it."),
    "enum": ("请从列表里选择。", "Please choose from the list."),
    "const": ("请从列表里选择。", "Please choose from the list."),
    "const:true": ("请先确认这一项。", "Please confirm this first."),
    "oneOf": ("请从列表里选择。", "Please choose from the list."),
    "anyOf": ("请从列表里选择。", "Please choose from the list."),
    "allOf": ("与其他栏目不一致，请核对。", "Does not agree with other fields."),
    "not": ("这个值不能用。", "This value cannot be used."),
    "if": ("与其他栏目不一致，请核对。", "Does not agree with other fields."),
    "minItems": ("至少列出 {limit} 项。", "List at least {limit}."),
    "maxItems": ("最多列出 {limit} 项。", "List at most {limit}."),
    "uniqueItems": ("不能重复。", "No item twice."),
    "contains": ("缺少必需的一项。", "A required item is missing."),
    "minProperties": ("还有栏目没有填写。", "Some fields are still empty."),
    "maxProperties": ("栏目太多。", "Too many fields."),
    "dependentRequired": ("请一并填写{title}。", "Please also fill in {title}."),
    "additionalProperties": ("不认识这个栏目，请删去。", "Unknown field. Please remove it."),
    "unevaluatedProperties": ("不认识这个栏目，请删去。", "Unknown field. Please remove it."),
    "false schema": ("不认识这个栏目，请删去。", "Unknown field. Please remove it."),
    "other": ("这一栏要改正。", "This field needs correction."),
}


def key(keyword: str, limit: Any = None) -> str:
    """Return the line of the table for a keyword: its special case by value where there is one."""
    if isinstance(limit, bool):
        limit = str(limit).lower()
    special = f"{keyword}:{limit}"
    if special in TABLE:
        return special
    return keyword if keyword in TABLE else "other"


def message(keyword: str, lang: str = ZH, limit: Any = None, title: str | None = None) -> str:
    """Say in one sentence what is wrong with a field."""
    english = is_english(lang)
    name = title or ("this field" if english else "这一栏")
    shown = ("" if limit is None else str(limit)) if not isinstance(limit, float) else f"{limit:g}"
    return TABLE[key(keyword, limit)][english].replace("{limit}", shown).replace("{title}", name)


def problem(pointer: str, keyword: str, params: Mapping[str, Any] | None = None) -> Problem:
    """Make the problem of one answer; `params` may hold limit, title and title_en."""
    given = dict(params or {})
    limit, title = given.get("limit"), given.get("title")
    return Problem(
        pointer,
        f"form_{key(keyword, limit)}",
        given,
        message(keyword, ZH, limit, title),
        message(keyword, EN, limit, given.get("title_en") or title),
    )
