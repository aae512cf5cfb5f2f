"""The organisations of the demo town: the 71 reporting units of early 2017 with 147 branches (demo-data 8.1).

Real are the thirteen rural and two urban names of the seed article; everything that could be a firm is fictitious.
The number of areas (five) is a guess `[TEMPLATE]`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from service.demo.values import Org

RURAL_NAMED: Final = (
    "城阳村 小北曲 后田 西田 东田 前旺疃 西旺疃 西城汇 董村 城子 大北曲后 大北曲前 大北曲西".split()  # noqa: SIM905
)
URBAN_NAMED: Final = ("顺德居", "中城路")
PLATFORM_PILOTS: Final = (
    "城子",
    "大北曲后",
    "大北曲前",
    "大北曲西",
    "西田",
    "东田",
    "前旺疃",
    "西旺疃",
    "西城汇",
    "董村",
)
THREE_AFFAIRS_PILOTS: Final = PLATFORM_PILOTS[:8]  # their names are not in the article: assumption
RESEARCH_VISITS: Final = ("后田", "西田", "前旺疃")
CONTACT_POINTS: Final = ("城阳村", "小北曲")
JOINT_COMMITTEES: Final = ("西城汇",)
AREAS: Final = ("第一片区", "第二片区", "第三片区", "第四片区", "第五片区")


@dataclass(frozen=True, slots=True)
class UnitClass:
    """A row of the table: how many units of a kind, their sizes, their branches, and what a branch gets."""

    name: str
    kind: str
    sizes: tuple[int, ...]
    branches: int
    activists: int
    applicants: int


CLASSES: Final = (
    UnitClass("rural", "base_committee", (195, *[190] * 7), 5, 3, 3),
    UnitClass("rural", "general_branch", (*[95] * 17, 90), 3, 2, 2),
    UnitClass("rural", "branch", (*[49] * 8, 53), 1, 3, 4),  # one branch above fifty, for the hint
    UnitClass("urban", "general_branch", (65,) * 8, 2, 1, 2),
    UnitClass("enterprise", "branch", (*[14] * 27, 37), 1, 1, 1),
)
# A handful of each kind, for trying something out: thirteen branches below the same areas and offices.
SMALL: Final = (
    UnitClass("rural", "base_committee", (75,), 3, 2, 3),
    UnitClass("rural", "general_branch", (50,) * 2, 2, 2, 2),
    UnitClass("rural", "branch", (24,) * 2, 1, 2, 3),
    UnitClass("urban", "general_branch", (65,), 2, 2, 2),
    UnitClass("enterprise", "branch", (14,) * 2, 1, 1, 1),
)
UNITS: Final = 71
BRANCHES: Final = 147
MEMBERS: Final = 4610
ACTIVISTS: Final = 300
APPLICANTS: Final = 320  # with the activists 620 open cases


def make_orgs(scale: int, new_id: Callable[[], UUID], classes: Sequence[UnitClass] = CLASSES) -> list[Org]:
    """Make the tree: the district department, `scale` towns, their areas, units and branches."""
    county = Org(new_id(), None, "county", "county_org_dept", "城阳区委组织部", 0, 0, founded_on=date(1994, 6, 1))
    orgs = [county]
    for town in range(scale):
        orgs.extend(_make_town(county.id, town, new_id, classes))
    return orgs


def _make_town(county: UUID, number: int, new_id: Callable[[], UUID], classes: Sequence[UnitClass]) -> Iterator[Org]:
    name = "城阳街道党工委" if number == 0 else f"示例街道{number + 1:02}党工委"
    town = Org(new_id(), county, "town", "town_committee", name, number + 1, number, founded_on=date(2001, 3, 1))
    yield town
    areas = [
        Org(new_id(), town.id, "area", "area_committee", f"{area}联合党委", place, number)
        for place, area in enumerate(AREAS, 1)
    ]
    nonpublic = Org(new_id(), town.id, "area", "nonpublic_committee", "非公党委", len(AREAS) + 1, number)
    yield from areas
    yield nonpublic
    given = {"rural": 0, "urban": 0, "enterprise": 0}
    sort = 0
    for unit_class in classes:
        for size in unit_class.sizes:
            place = given[unit_class.name]
            given[unit_class.name] += 1
            sort += 1
            over = nonpublic if unit_class.name == "enterprise" else areas[_area(unit_class.name, place)]
            yield from _make_unit(unit_class, place, size, over.id, sort, number, new_id)


def _area(unit_class: str, place: int) -> int:
    """Deal rural and urban units out to the areas, so that every area gets some of each class."""
    return (place if unit_class == "rural" else place + 2) % len(AREAS)


def _make_unit(
    unit_class: UnitClass, place: int, size: int, parent: UUID, sort: int, town: int, new_id: Callable[[], UUID]
) -> Iterator[Org]:
    plain = unit_name(unit_class.name, place, town)
    ending = {"base_committee": "社区党委", "general_branch": "社区党总支"}.get(unit_class.kind, "")
    unit = Org(new_id(), parent, "base", unit_class.kind, f"{plain}{ending}", sort, town, _tags(plain, unit_class.name))
    yield unit
    members = split(size, unit_class.branches)
    for number, count in enumerate(members):
        branch = Org(
            new_id(),
            unit.id,
            "branch",
            "branch",
            _branch_name(unit_class, plain, place, number, len(members)),
            sort * 10 + number,
            town,
            members=count,
            activists=unit_class.activists,
            applicants=unit_class.applicants,
        )
        yield branch


def split(total: int, parts: int) -> list[int]:
    """Split a number into parts as equal as possible, larger ones first."""
    whole, rest = divmod(total, parts)
    return [whole + (part < rest) for part in range(parts)]


def unit_name(unit_class: str, place: int, town: int) -> str:
    """Return what a unit is called; only the first town carries the real names."""
    prefix = "" if town == 0 else f"示例街道{town + 1:02}"
    if unit_class == "rural":
        return RURAL_NAMED[place] if town == 0 and place < len(RURAL_NAMED) else f"{prefix}示例农村社区{place + 1:02}"
    if unit_class == "urban":
        return URBAN_NAMED[place] if town == 0 and place < len(URBAN_NAMED) else f"{prefix}示例城市社区{place + 1:02}"
    return f"{prefix}示例企业{place + 1:02}"


def _branch_name(unit_class: UnitClass, plain: str, place: int, number: int, count: int) -> str:
    if unit_class.name == "enterprise":
        return plain.replace("示例企业", "示例企业党支部")
    if count == 1:
        return f"{plain}党支部"
    return f"{plain}第{'一二三四五'[number]}党支部"


def _tags(plain: str, unit_class: str) -> list[str]:
    groups = (
        ("platform_pilot", PLATFORM_PILOTS),
        ("three_affairs_pilot", THREE_AFFAIRS_PILOTS),
        ("research_visit", RESEARCH_VISITS),
        ("contact_point", CONTACT_POINTS),
        ("joint_committee", JOINT_COMMITTEES),
    )
    return [unit_class, *(tag for tag, names in groups if plain in names)]


def balance_people(orgs: list[Org], scale: int) -> None:
    """Bring the shares of the branches to exactly 300 activists and 320 applicants a town."""
    for town in range(scale):
        branches = [org for org in orgs if org.level == "branch" and org.town == town]
        _balance(branches, "activists", ACTIVISTS)
        _balance(branches, "applicants", APPLICANTS)


def _balance(branches: list[Org], share: str, wanted: int) -> None:
    """Add or take one at a time from the largest branches; nobody falls below one."""
    off = wanted - sum(getattr(branch, share) for branch in branches)
    step = 1 if off > 0 else -1
    ranked = sorted(branches, key=lambda branch: (-branch.members, branch.name))
    for branch in [branch for branch in ranked if step > 0 or getattr(branch, share) == 2][: abs(off)]:
        setattr(branch, share, getattr(branch, share) + step)
