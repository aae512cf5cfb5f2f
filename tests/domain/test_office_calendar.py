"""The yearly arrangement of holidays, read from the words of the notice."""

from __future__ import annotations

from datetime import date

import pytest

from service.domain import office_calendar
from service.domain.calendar import Calendar

# The arrangement of 2026 in the form in which such notices come.
NOTICE = """
国务院办公厅关于2026年部分节假日安排的通知
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
"""


def test_a_notice_is_read_as_it_is_published() -> None:
    found = office_calendar.read(NOTICE, 2026)
    assert found.slips == []
    off = [day for day, row in found.days.items() if not row.is_working]
    work = [day for day, row in found.days.items() if row.is_working]
    assert len(off) == 33 and len(work) == 6
    assert found.days[date(2026, 2, 17)].name == "春节"
    assert found.days[date(2026, 9, 20)].name == "国庆节调休上班"
    calendar = Calendar(found.whole_year())
    assert len(found.whole_year()) == 365
    assert calendar.is_working(date(2026, 2, 28)) and not calendar.is_working(date(2026, 10, 5))
    assert calendar.add_working_days(date(2026, 9, 30), 1).day == date(2026, 10, 8)
    assert not calendar.add_working_days(date(2026, 9, 30), 1).provisional


def test_rows_say_the_same_and_come_back() -> None:
    found = office_calendar.read(NOTICE, 2026)
    text = office_calendar.rows(found.whole_year())
    assert "2026-01-04,班,元旦调休上班" in text
    assert office_calendar.read(text, 2026).days == found.days
    assert office_calendar.read("日期,类型,名称\n2026/5/1\t休\t劳动节\n2026年5月9日 班", 2026).slips == []


def test_the_turn_of_the_year_and_single_days() -> None:
    found = office_calendar.read("一、元旦：2016年12月31日至2017年1月2日放假，共3天。", 2017)
    assert found.slips == [] and min(found.days) == date(2016, 12, 31) and len(found.whole_year()) == 366
    found = office_calendar.read("一、元旦：1月1日放假，与周末连休。二、劳动节：5月1日放假1天，不调休。", 2027)
    assert [*found.days] == [date(2027, 1, 1), date(2027, 5, 1)] and found.days[date(2027, 5, 1)].name == "劳动节"
    found = office_calendar.read("一、元旦：12月30日至1月1日放假调休，共3天。", 2025)
    assert found.slips == [] and max(found.days) == date(2026, 1, 1)


def test_what_the_office_only_recommends_is_no_day_off() -> None:
    text = "二、春节：2月10日至17日放假调休，共8天。2月4日（周日）、2月18日（周日）上班。"
    text += "鼓励安排职工在除夕（2月9日）休息。"
    found = office_calendar.read(text, 2024)
    assert found.slips == [] and date(2024, 2, 9) not in found.days and len(found.days) == 10


@pytest.mark.parametrize(
    ("text", "year", "code"),
    [
        (NOTICE, 2025, "calendar_other_year"),
        ("一、元旦：1月1日（周三）放假。", 2026, "calendar_weekday"),
        ("一、元旦：1月1日至3日放假，共4天。", 2026, "calendar_count"),
        ("一、元旦：2月30日放假。", 2026, "calendar_no_day"),
        ("一、元旦：1月1日放假。1月5日上班。", 2026, "calendar_workday"),
        ("2026-01-03,休,元旦\n2026-01-03,班,元旦", 2026, "calendar_both"),
        ("一、元旦：10月7日至1日放假。", 2026, "calendar_span"),
        ("2019-01-01,休,元旦", 2026, "calendar_other_year"),
        ("今年没有安排。", 2026, "calendar_nothing"),
        ("", 2026, "calendar_nothing"),
    ],
)
def test_slips_are_told(text: str, year: int, code: str) -> None:
    assert code in [slip.code for slip in office_calendar.read(text, year).slips]
