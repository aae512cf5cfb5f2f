"""Shapes of drafts of rule packs: what is written, what is wrong with it, what it changes, and what its form asks."""

from __future__ import annotations

from marshmallow import validate

from service.web.schemas import fields as f
from service.web.schemas.common import FieldProblem, Named
from service.web.schemas.rules import RuleChanges, RuleCounts, RuleUse

KINDS = ("correction", "successor")


class NewRuleDraft(f.Shape):
    """How a draft begins: as a correction of the text in force, or as a pack that follows it from a day on."""

    kind = f.choice(*KINDS)
    effective_from = f.day(required=False, load_default=None, null=True)


class RuleDraftText(f.Shape):
    """The whole text as it was written, right or wrong."""

    text = f.anything()


class RuleDraftNote(f.Shape):
    """What a draft changes and why, for whoever releases it."""

    note = f.text(most=500, validate=validate.Length(min=1, max=500, error="form_required"))


_Option = f.shape("RuleOption", {"code": f.text(), "name": f.text()})
_Kind = f.shape("RuleFormKind", {"code": f.text(), "name": f.text(), "keys": f.many(f.text()), "timed": f.flag()})
_Key = f.shape(
    "RuleFormKey",
    {
        "key": f.text(),
        "label": f.text(),
        "type": f.choice("term", "amount", "number", "start", "text", "words"),
    },
)
RuleForm = f.shape(
    "RuleForm",
    {
        "kinds": f.many(_Kind),
        "keys": f.many(_Key),
        **{name: f.many(_Option) for name in ("stages", "strengths", "checks", "starts", "words")},
    },
)
_Pack = f.shape("RuleDraftPack", {"id": f.text(), "instrument": f.text(), "number": f.number()})
_Ended = f.shape("RuleDraftEnds", {"id": f.text(), "instrument": f.text(), "effective_to": f.day()})
_Handed = f.shape(
    "RuleDraftHandedIn",
    {
        "id": f.ident(),
        "status": f.choice("open", "sent_back"),
        "note": f.text(),
        "by": f.one(Named),
        "at": f.instant(),
        "reason": f.text(null=True),
        "decided_by": f.text(null=True),
    },
)
_HEAD = {
    "pack": f.text(),
    "instrument": f.text(),
    "effective_from": f.text(),
    "kind": f.choice("mend", *KINDS),
    "base": f.one(_Pack),
    "version": f.number(),
    "saved_at": f.instant(),
    "saved_by": f.one(Named),
    "handed_in": f.one(_Handed, null=True),
    "wrote": f.flag(),
}
RuleDraftHead = f.shape("RuleDraftHead", _HEAD)
RuleDrafts = f.items("RuleDrafts", RuleDraftHead)
RuleDraft = f.shape(
    "RuleDraft",
    {
        **_HEAD,
        "text": f.anything(),
        "released": f.anything(),
        "outdated": f.flag(),
        "problems": f.many(FieldProblem),
        "counts": f.one(RuleCounts, null=True),
        "groups": f.many(RuleChanges),
        "ends": f.many(_Ended),
        "names": f.many(f.shape("RuleDraftNames", {"rule": f.text(), "title": f.text()})),
        "uses": f.many(f.shape("RuleDraftUses", {"rule": f.text(), "uses": f.many(RuleUse)})),
        "form": f.one(RuleForm),
    },
)
