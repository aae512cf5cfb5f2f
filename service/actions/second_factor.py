"""The second factor: six digits of an authenticator (TOTP, RFC 6238), or one of ten recovery codes.

The secret is sealed, recovery codes are stored as hashes, and a code that was used opens nothing again, also not within
its half minute. Times are real ones: no demo calendar moves them.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from typing import Final
from uuid import UUID

import pyotp
import segno

from service.domain.errors import Conflict, Invalid, Problem
from service.store import accounts
from service.store.database import Row, Tx

ISSUER: Final = "阳光"
COLUMN: Final = "account.totp"
STEP: Final = 30
# Clocks of telephones differ by seconds, not by minutes: one step before and one after.
NEAR: Final = (0, -1, 1)
CODES: Final = 10
# No letter or digit that is taken for another one.
ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def begin(tx: Tx, account: Row) -> tuple[str, str]:
    """Draft a new secret; return it, and the address that an authenticator reads from a QR code."""
    secret = pyotp.random_base32()
    accounts.draft_factor(tx, account["tenant_id"], account["id"], tx.sealer.seal(secret, account["id"], COLUMN))
    return secret, pyotp.TOTP(secret).provisioning_uri(name=account["login"], issuer_name=ISSUER)


def picture(address: str) -> str:
    """Draw an address as a QR code: an SVG for an image's `data:` address; nobody else is asked."""
    return segno.make(address, error="m").svg_data_uri(scale=5, border=2)


def adopt(tx: Tx, account: Row, code: str) -> list[str]:
    """Make the drafted secret the second factor, shown by a first code; return new recovery codes.

    Raises Conflict (nothing drafted), Invalid (wrong code).
    """
    if account["totp_draft"] is None:
        raise Conflict("factor_not_begun")
    step = _step(_secret(tx, account["totp_draft"], account["id"]), code)
    if step is None:
        raise Invalid([Problem("/code", "code_wrong")])
    accounts.adopt_factor(tx, account["tenant_id"], account["id"], step)
    return renew_codes(tx, account)


def renew_codes(tx: Tx, account: Row) -> list[str]:
    """Make new recovery codes in place of the old ones; they are shown this once."""
    made = ["-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(2)) for _ in range(CODES)]
    hashes = [_code_hash(account["id"], code) for code in made]
    accounts.replace_codes(tx, account["tenant_id"], account["id"], hashes)
    return made


def accept(tx: Tx, account: Row, code: str) -> bool:
    """Tell whether a code is right, and use it up."""
    if account["totp"] is None:
        return False
    given = "".join(code.split()).replace("-", "").lower()
    if len(given) != 6 or not given.isdecimal():
        return accounts.use_code(tx, account["tenant_id"], account["id"], _code_hash(account["id"], given))
    step = _step(_secret(tx, account["totp"], account["id"]), given)
    return step is not None and accounts.use_step(tx, account["tenant_id"], account["id"], step)


def _secret(tx: Tx, sealed: bytes, account: UUID) -> pyotp.TOTP:
    return pyotp.TOTP(tx.sealer.open(bytes(sealed), account, COLUMN), interval=STEP)


def _step(factor: pyotp.TOTP, code: str) -> int | None:
    """Return the half minute that a code belongs to, None when it is none of the near ones."""
    given, now = "".join(code.split()).encode(), int(time.time()) // STEP
    for near in NEAR:
        if hmac.compare_digest(factor.generate_otp(now + near).encode(), given):
            return now + near
    return None


def _code_hash(account: UUID, code: str) -> bytes:
    """Return what is stored of a recovery code: fifty random bits need no slow hash."""
    return hashlib.sha256(account.bytes + code.replace("-", "").encode()).digest()
