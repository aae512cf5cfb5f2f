"""Mail by SMTP: plain text, one message for all recipients, the delivery's key in its Message-ID.

Settings: YANGGUANG_MAIL_HOST, _PORT, _SECURITY (starttls, tls, none), _USER, _PASSWORD, _FROM, _CA (a file), _SECONDS.
"""

from __future__ import annotations

import smtplib
import ssl
from datetime import UTC, datetime, timedelta
from email.errors import HeaderParseError, MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from service.connectors.request import Request, wrong
from service.domain.deliveries import NOT_SET_UP, REFUSED, Contract, Failure, shown_address

KIND = "mail.send"
CONTRACT = Contract(
    ("to", "subject", "body"),
    ("reply_to",),
    "to",
    ("邮件", "mail"),
    tries=8,
    first=timedelta(seconds=30),
    longest=timedelta(hours=2),
)

MOST_RECIPIENTS = 50
PORTS = {"starttls": 587, "tls": 465, "none": 25}


def send(request: Request) -> dict[str, object]:
    """Send one mail; return its Message-ID, and who of several was refused."""
    settings = request.settings
    host, sender = settings.get("MAIL_HOST"), parseaddr(settings.get("MAIL_FROM", ""))[1]
    if not host or "@" not in sender:
        raise Failure("mail_not_set_up", again=False, given_up=NOT_SET_UP)
    message, recipients = _compose(request, sender)
    try:
        with _connect(request, host) as server:
            refused = server.send_message(message, sender, recipients)
    except smtplib.SMTPRecipientsRefused as error:
        raise _answered(max(code for code, _ in error.recipients.values())) from error
    except smtplib.SMTPAuthenticationError as error:
        raise Failure("mail_login", again=error.smtp_code < 500, given_up=NOT_SET_UP) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Failure("mail_insecure", again=False, given_up=NOT_SET_UP) from error
    except smtplib.SMTPResponseException as error:
        raise _answered(error.smtp_code) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Failure("mail_unreachable") from error
    return {"message_id": str(message["Message-ID"]), "refused": sorted(refused)}


def _answered(code: int) -> Failure:
    """Tell a lasting no (5xx) from one that may pass (4xx, and a server that closes down: 421)."""
    if code >= 500:
        return Failure("mail_refused", again=False, given_up=REFUSED, status=code)
    return Failure("mail_busy", status=code)


def _connect(request: Request, host: str) -> smtplib.SMTP:
    settings = request.settings
    security = settings.get("MAIL_SECURITY", "starttls")
    if security not in PORTS:
        raise Failure("mail_not_set_up", again=False, given_up=NOT_SET_UP)
    port, seconds = request.number("MAIL_PORT", PORTS[security]), request.number("MAIL_SECONDS", 20)
    trust = ssl.create_default_context(cafile=settings.get("MAIL_CA"))
    if security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=seconds, context=trust)
    else:
        server = smtplib.SMTP(host, port, timeout=seconds)
    try:
        if security == "starttls":
            server.starttls(context=trust)
        if user := settings.get("MAIL_USER"):
            server.login(user, settings.get("MAIL_PASSWORD", ""))
    except BaseException:
        server.close()
        raise
    return server


def _compose(request: Request, sender: str) -> tuple[EmailMessage, list[str]]:
    recipients = _recipients(request.params.get("to"))
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = f"<{request.key}@{sender.rpartition('@')[2]}>"
    message["Date"] = datetime.now(UTC)
    message["Auto-Submitted"] = "auto-generated"
    try:
        message["From"] = request.settings["MAIL_FROM"]
        message["To"] = ", ".join(recipients)
        message["Subject"] = request.text("subject", most=300)
        if request.params.get("reply_to"):
            message["Reply-To"] = _address(request.params["reply_to"])
    except (ValueError, IndexError, MessageError) as error:
        raise wrong("subject") from error
    message.set_content(request.text("body"))
    return message, recipients


def _recipients(given: object) -> list[str]:
    several = given if isinstance(given, list) else [given]
    if not 0 < len(several) <= MOST_RECIPIENTS:
        raise wrong("to")
    return [_address(one) for one in several]


def _address(text: object) -> str:
    """Return an address as it goes on the wire; names, lists and line breaks inside it are not welcome."""
    try:
        spec = Address(addr_spec=str(text).strip())
        if not spec.domain or not str(text).isascii() or not str(text).strip().isprintable():
            raise ValueError
    except (ValueError, IndexError, HeaderParseError) as error:
        raise Failure("mail_bad_address", again=False, given_up=REFUSED, address=shown_address(str(text))) from error
    return spec.addr_spec
