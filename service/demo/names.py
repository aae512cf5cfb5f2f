"""Names that nobody can have: every given name carries one of the marks 示, 例, 测, 试 (demo-data 8.2)."""

from __future__ import annotations

from random import Random
from typing import Final

SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
MARKS: Final = "示例测试"
COMPANIONS: Final = "一宁安平和远良明真文成立方正中华新春海山"
GIVEN: Final = (
    "示例",
    "测试",
    *(mark + companion for mark in MARKS for companion in COMPANIONS),
    *(companion + mark for mark in MARKS for companion in COMPANIONS),
)


def make_names(count: int, rng: Random) -> list[str]:
    """Return names in a fixed random order; they repeat only when every one has been used."""
    every = [surname + given for surname in SURNAMES for given in GIVEN]
    rng.shuffle(every)
    whole, rest = divmod(count, len(every))
    return every * whole + every[:rest]


def is_marked(name: str) -> bool:
    """Tell whether a name carries a mark."""
    return any(mark in name for mark in MARKS)
