"""Shapes that several resources share: problems, names, steps, panels, the ledger."""

from __future__ import annotations

from service.web.schemas import fields as f

LEVELS = ("county", "town", "area", "base", "branch", "group")
LANGUAGES = ("zh-CN", "en")

Named = f.shape("Named", {"id": f.ident(), "name": f.text()})
KeyName = f.shape("KeyName", {"key": f.text(), "name": f.text()})
FieldProblem = f.shape("FieldProblem", {"pointer": f.text(), "message": f.text()})


class Problem(f.Shape):
    """What went wrong, in the reader's language (RFC 9457)."""

    type = f.text()
    title = f.text()
    status = f.number(400)
    detail = f.text()
    code = f.text()
    errors = f.many(FieldProblem, required=False)


class FormSpec(f.Shape):
    """A form: its JSON Schema and its uiSchema."""

    key = f.text()
    schema = f.anything()
    ui = f.anything()


class Step(f.Shape):
    """One line of a case's timeline."""

    seq = f.number(null=True)
    kind = f.choice("done", "returned", "now", "next", "event")
    who = f.text(null=True)
    on_behalf_of = f.text(null=True)
    role_name = f.text(null=True)
    organization = f.text(null=True)
    title = f.text()
    decision = f.text(null=True)
    opinion = f.text(null=True)
    occurred_on = f.day(null=True)
    at = f.instant(null=True)
    due_at = f.instant(null=True)
    node = f.text(null=True)
    stage = f.text(null=True)
    sure = f.flag(null=True)
    process = f.text(null=True)
    undone = f.flag()
    sealed = f.many(f.shape("SealedPart", {"id": f.ident(), "data_class": f.choice("L3", "L4")}))


# One of a person's five stages; `from` is a word of Python's, so this shape is no class.
PathStage = f.shape(
    "PathStage",
    {
        "name": f.text(),
        "status": f.choice("done", "now", "next"),
        "from": f.day(null=True),
        "to": f.day(null=True),
        "note": f.text(null=True),
    },
)


class LedgerEntry(f.Shape):
    """One entry of the points ledger; entries are reversed, never changed."""

    id = f.ident()
    event_date = f.day()
    item = f.text()
    item_name = f.text()
    qty = f.text()
    points = f.text()
    cap_used = f.text()
    evidence = f.text()
    recorder = f.text()
    verifier = f.text(null=True)
    status = f.choice("draft", "verified", "published", "disputed", "reversed")
    status_name = f.text()
    counted = f.flag()
    reverses = f.ident(null=True)
    note = f.text(null=True)


class Ledger(f.Shape):
    """A person's points of one cycle."""

    cycle = f.number()
    scheme = f.text()
    template = f.flag()
    opening = f.text()
    total = f.text()
    band = f.text(null=True)
    band_note = f.text(null=True)
    entries = f.many(LedgerEntry)
    caps = f.many(f.shape("Cap", {"item": f.text(), "name": f.text(), "used": f.text(), "cap": f.text()}))


class Fact(f.Shape):
    """A label and a value."""

    label = f.text()
    value = f.text()
    note = f.text(required=False)
    tone = f.choice("ok", "warn", "hold", required=False)


class FactsPanel(f.Shape):
    """A panel of facts."""

    kind = f.choice("facts")
    title = f.text()
    facts = f.many(Fact)


class Column(f.Shape):
    """A column of a table panel."""

    key = f.text()
    label = f.text()
    align = f.choice("end", required=False)


class TablePanel(f.Shape):
    """A panel with a table."""

    kind = f.choice("table")
    title = f.text()
    columns = f.many(Column)
    rows = f.many(f.anything())


class LedgerPanel(f.Shape):
    """A panel with a ledger."""

    kind = f.choice("ledger")
    title = f.text()
    entries = f.many(LedgerEntry)
    total = f.text()
    band = f.text(null=True)


def panels() -> f.Array:
    """Describe a list of context panels."""
    return f.many(f.AnyOf([FactsPanel, TablePanel, LedgerPanel], required=True))


class Notice(f.Shape):
    """A message to a person."""

    id = f.ident()
    at = f.instant()
    kind = f.text()
    title = f.text()
    text = f.text()
    read_at = f.instant(null=True)
    instance_id = f.ident(null=True)
