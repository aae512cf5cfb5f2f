"""Mail to a real SMTP server: what is sent, what is tried again, what is given up."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from service import connectors
from service.domain.deliveries import NOT_SET_UP, REFUSED, Failure
from tests.connectors.servers import PASSWORD, Mailbox, certificate, mail_server

KEY = uuid4()
LETTER = {"to": "wang@example.cn", "subject": "谈话通知：王示例", "body": "请于周三参加谈话。\n组织办"}


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[Mailbox, dict[str, str]]]:
    box = Mailbox()
    with mail_server(box) as port:
        yield box, settings(port)


@pytest.fixture
def box(server: tuple[Mailbox, dict[str, str]]) -> Mailbox:
    box = server[0]
    box.letters, box.answers, box.after_data = [], {}, ""
    return box


def settings(port: int, **more: str) -> dict[str, str]:
    return {
        "MAIL_HOST": "127.0.0.1",
        "MAIL_PORT": str(port),
        "MAIL_SECURITY": "none",
        "MAIL_FROM": "城阳街道组织办 <office@town.example.cn>",
        "MAIL_SECONDS": "3",
        **more,
    }


def send(given: dict[str, str], **params: Any) -> dict[str, Any]:
    return connectors.send("mail.send", {**LETTER, **params}, KEY, given)


def refused(given: dict[str, str], **params: Any) -> Failure:
    with pytest.raises(Failure) as failure:
        send(given, **params)
    assert failure.value.__cause__ is None or isinstance(failure.value.__cause__, Exception)
    return failure.value


def test_a_letter_arrives(server: Any, box: Mailbox) -> None:
    result = send(server[1], reply_to="zhang@town.example.cn")
    (letter,) = box.letters
    read = message_from_bytes(letter.content, policy=policy.default)
    assert letter.rcpt_tos == ["wang@example.cn"] and letter.mail_from == "office@town.example.cn"
    assert read["Subject"] == LETTER["subject"] and read.get_content().split() == LETTER["body"].split()
    assert read["Message-ID"] == f"<{KEY}@town.example.cn>" == result["message_id"]
    assert read["Reply-To"] == "zhang@town.example.cn" and read["Auto-Submitted"] == "auto-generated"
    assert result["refused"] == []


def test_a_repeat_has_the_same_message_id(server: Any, box: Mailbox) -> None:
    assert send(server[1]) == send(server[1])
    assert len({message_from_bytes(letter.content)["Message-ID"] for letter in box.letters}) == 1


def test_several_recipients_get_one_letter(server: Any, box: Mailbox) -> None:
    box.answers = {"b@example.cn": "550 no such mailbox"}
    assert send(server[1], to=["a@example.cn", "b@example.cn"])["refused"] == ["b@example.cn"]
    assert box.letters[0].rcpt_tos == ["a@example.cn"]


@pytest.mark.parametrize(
    ("answer", "again", "code"), [("550 unknown", False, "mail_refused"), ("451 later", True, "mail_busy")]
)
def test_what_the_server_says_decides(server: Any, box: Mailbox, answer: str, again: bool, code: str) -> None:
    box.answers = {"wang@example.cn": answer}
    failure = refused(server[1])
    assert (failure.code, failure.again, failure.params) == (code, again, {"status": int(answer[:3])})
    box.answers, box.after_data = {}, answer
    assert (refused(server[1]).code, refused(server[1]).again) == (code, again)


@pytest.mark.parametrize("to", ["", "nobody", "a@b@c.cn", "王@example.cn", "a@x.cn\r\nBcc: b@x.cn", [], None, 3, "a@"])
def test_addresses_that_are_none(server: Any, box: Mailbox, to: Any) -> None:
    failure = refused(server[1], to=to)
    assert not failure.again and failure.given_up == REFUSED and not box.letters


def test_a_header_cannot_be_smuggled_in(server: Any, box: Mailbox) -> None:
    failure = refused(server[1], subject="您好\r\nBcc: all@example.cn")
    assert failure.code == "delivery_bad_parameters" and not box.letters


def test_without_a_server_it_is_given_up_and_without_a_line_tried_again() -> None:
    assert refused({}).given_up == NOT_SET_UP
    assert refused({"MAIL_HOST": "127.0.0.1"}).given_up == NOT_SET_UP
    failure = refused(settings(9))
    assert failure.code == "mail_unreachable" and failure.again


def test_encryption_and_login(tmp_path: Path) -> None:
    public, private = certificate(tmp_path)
    trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trust.load_cert_chain(public, private)
    box = Mailbox()
    with mail_server(box, trust, login=True) as port:
        given = settings(port, MAIL_SECURITY="starttls", MAIL_CA=str(public), MAIL_USER="office")
        send({**given, "MAIL_PASSWORD": PASSWORD.decode()})
        wrong = refused({**given, "MAIL_PASSWORD": "guess"})
        assert (wrong.code, wrong.given_up) == ("mail_login", NOT_SET_UP)
        assert refused({**given, "MAIL_CA": ""}).code == "mail_unreachable"
    assert len(box.letters) == 1


def test_a_server_without_encryption_is_not_talked_to(server: Any, box: Mailbox) -> None:
    failure = refused({**server[1], "MAIL_SECURITY": "starttls"})
    assert failure.code == "mail_insecure" and not failure.again and not box.letters
