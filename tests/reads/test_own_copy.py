"""A copy of one's own data: everything that is kept about somebody, and nothing about anybody else."""

from __future__ import annotations

import re
from typing import Any, Final

from service.domain import copy_words
from service.domain.people import Actor
from service.reads import own_copy
from service.store.models.base import Model
from tests.actions.operators.conftest import Office, Step
from tests.actions.operators.test_points import dispute, line, post

# column that names a person -> the part of the copy that tells of it
TOLD: Final = {
    "access_log.subject_id": "access",
    "account.person_id": "account",
    "activist_review.person_id": "development",
    "api_token.account_id": "account",
    "attendance.person_id": "trainings",
    "candidate_attempt.person_id": "development",
    "contact.person_id": "contacts",
    "introducer.person_id": "development",
    "publication.person_id": "development",
    "exam_sitting.person_id": "exams",
    "exam_taker.person_id": "exams",
    "document.person_id": "documents",
    "identity.account_id": "account",
    "instance.person_id": "cases",
    "login_session.account_id": "account",
    "nomination.person_id": "nominations",
    "notice.person_id": "notices",
    "objection.person_id": "objections",
    "person.id": "record",
    "points_entry.person_id": "points",
    "recusal.person_id": "standing",
    "role_grant.person_id": "posts",
    "sealed_record.person_id": "statements",
    "sealed_text.person_id": "statements",
    "star_rating.person_id": "honours",
    "sunshine_nominee.person_id": "honours",
    "substitution.principal_id": "standing",
    "substitution.substitute_id": "standing",
}
_OFFICE: Final = "an act in office: it stands in the case that it belongs to, under that case's rules"
_OTHERS: Final = "about another person, whose copy tells it"
LEFT_OUT: Final = {
    "access_log.account_id": _OTHERS,
    "access_log.actor_id": _OTHERS,
    "admin_event.actor_id": _OFFICE,
    "anonymisation.person_id": "who it was is gone; that, and nothing else, is what it says",
    "cohort_item.person_id": "that a step was reminded of, filed or begun for many stands in the person's own cases",
    "contact.contact_id": _OTHERS,
    "history.actor_id": _OFFICE,
    "history.on_behalf_of": _OFFICE,
    "idempotency_key.account_id": "answers to repeated requests, gone after a day",
    "import_row.person_id": "what was imported stands in the record",
    "instance.stand_in_id": _OFFICE,
    "instance.starter_id": _OFFICE,
    "introducer.introducer_id": _OTHERS,
    "legal_hold.person_id": "says nothing about the person, only what must not be erased yet",
    "objection.handler_id": _OFFICE,
    "points_entry.recorder_id": _OFFICE,
    "points_entry.verifier_id": _OFFICE,
    "recovery_code.account_id": "hashes of secrets",
    "recusal.other_id": "what somebody else declared about their own relations",
    "sealed_reader.person_id": _OFFICE,
    "sealed_record.author_id": _OFFICE,
    "sealed_text.author_id": "one's own words stand in one's own cases (statements); the rest is office",
    "signer.person_id": _OFFICE,
    "task.assignee_id": _OFFICE,
}

# Who did something (`..._by`) did it in office.
PERSON: Final = re.compile(
    r"(person|account|actor|subject|contact|introducer|other|principal|substitute|recorder|verifier|handler|assignee|author|starter|stand_in"
    r")_id|on_behalf_of"
)
NO_PERSON: Final = {"objection.subject_id"}  # what is objected to


def columns() -> set[str]:
    """Return every column of the house that names a person or an account."""
    return {
        f"{table.name}.{column.name}"
        for table in Model.metadata.tables.values()
        for column in table.columns
        if (PERSON.fullmatch(column.name) and type(column.type).__name__.lower() in ("uuid",))
        or (table.name == "person" and column.name == "id")
    }


def copied(step: Step, actor: Actor, lang: str = "zh-CN") -> dict[str, Any]:
    """Return somebody's copy, its parts by their keys."""
    made = own_copy.make(step.tx, step.office.house.engine, actor, lang)
    return {**made, "parts": {part["key"]: part for part in made["parts"]}}


def test_every_column_that_names_a_person_is_told_or_left_out_with_a_reason() -> None:
    assert columns() - set(TOLD) - set(LEFT_OUT) - NO_PERSON == set()
    assert (set(TOLD) | set(LEFT_OUT)) - columns() == set(), "no longer there"
    assert set(TOLD.values()) == set(copy_words.PARTS), "every part is told from somewhere"


def test_a_copy_tells_what_is_kept_about_somebody_and_nobody_else(step: Step, office: Office) -> None:
    town = office.town
    made_activist = "update person set stage = 'activist', activist_on = '2016-01-01' where id = %s"
    step.tx.run(made_activist, (town.applicant.person_id,))
    post(step, line(town.activist, evidence="本人的证据编号甲"))
    post(step, line(town.applicant, evidence="别人的证据编号乙"))
    (entry,) = post(step, line(town.activist, on="2017-04-06"))
    dispute(step, entry["entry_id"])
    made = copied(step, town.activist)
    assert made["name"] == town.activist.name and town.activist.name in made["mark"]
    text = str(made["parts"])
    assert "本人的证据编号甲" in text and "别人的证据编号乙" not in text
    assert town.applicant.name not in text
    assert "当天已请假。" in str(made["parts"]["objections"]["rows"])
    for part in made["parts"].values():
        assert part["title"] and all(len(row) == len(part["columns"]) for row in part["rows"]), part["key"]
    facts = dict(row[:2] for row in made["parts"]["record"]["rows"])
    assert facts["姓名"] == town.activist.name
    assert {part["title"] for part in copied(step, town.activist, "en")["parts"].values()} >= {"Your record", "Points"}
