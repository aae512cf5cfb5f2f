"""Which passwords will do, who needs a second factor, and how devices and places are named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service.domain import accounts

NOW = datetime(2017, 4, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "password",
    ["海边的风很大很大很大", "correct horse battery", "Zk7-pq2-Lm9", "今天天气真好今晚吃饺子", "x" * 4 + "abqzmvt92"],
)
def test_long_and_uncommon_passwords_will_do(password: str) -> None:
    assert accounts.password_problem(password, "zhangwei", "张伟", "zhang wei") is None


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_short"),
        ("x" * 201, "password_long"),
        ("zhangwei2017", "password_own_name"),
        ("ZhangWei-2017", "password_own_name"),
        ("zhangweizhangwei", "password_own_name"),
        ("1234567890", "password_common"),
        ("qwertyuiop", "password_common"),
        ("poiuytrewq", "password_common"),
        ("Password123", "password_common"),
        ("5201314520!", "password_common"),
        ("１２３４５６７８９０", "password_common"),
        ("121212121212", "password_common"),
        ("啊啊啊啊啊啊啊啊啊啊", "password_common"),
    ],
)
def test_what_is_guessed_first_is_refused(password: str, code: str) -> None:
    problem = accounts.password_problem(password, "zhangwei", "张伟", "zhangwei")
    assert problem is not None and problem.code == code


def test_a_duty_comes_before_the_work() -> None:
    assert accounts.first_duty({"auditor"}, must_change=True, has_factor=False, strict=True) == "password"
    assert accounts.first_duty({"auditor"}, must_change=False, has_factor=False, strict=True) == "factor"
    assert accounts.first_duty({"auditor"}, must_change=False, has_factor=True, strict=True) is None
    assert accounts.first_duty({"auditor"}, must_change=False, has_factor=False, strict=False) is None
    assert accounts.first_duty({"branch_secretary"}, must_change=False, has_factor=False, strict=True) is None


def test_a_second_factor_is_fresh_for_five_minutes() -> None:
    assert accounts.is_fresh(NOW - timedelta(minutes=5), NOW)
    assert not accounts.is_fresh(NOW - timedelta(minutes=5, seconds=1), NOW)
    assert not accounts.is_fresh(NOW + timedelta(seconds=1), NOW)
    assert not accounts.is_fresh(None, NOW)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("10.20.30.40", "10.20.30.*"),
        ("::ffff:10.20.30.40", "10.20.30.*"),
        ("2001:db8:1:2:3::4", "2001:db8:1::*"),
        ("", ""),
        (None, ""),
        ("unix:", ""),
    ],
)
def test_of_an_address_only_the_network_is_kept(address: str | None, shown: str) -> None:
    assert accounts.shortened(address) == shown


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36", "Chrome · Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari · iPhone"),
        ("curl/8.0", ""),
    ],
)
def test_a_browser_is_named(agent: str, shown: str) -> None:
    assert accounts.device(agent) == shown
