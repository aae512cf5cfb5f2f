"""A row of the register before the rules: each day by the text that was in force on it, and where the case goes on.

The text before that of 2014 said the same of what is asked here: eighteen years, one year of cultivation.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from service.domain import cultivation, deadlines, idcard, roster, votes
from service.domain.calendar import Calendar, add_months, add_years
from service.domain.joining import joining
from service.domain.people import Stage
from service.domain.probation import extended_until
from service.domain.roster import Line
from service.domain.rules import Rule, Rulebook

_FIRST_TEXT: Final = date(2014, 5, 28)


def read(
    number: int, cells: Mapping[str, Any], today: date, allow_test: bool, book: Rulebook, calendar: Calendar
) -> Line:
    """Read a row of the register and judge it by the rules of its days."""
    line = roster.read(number, cells, today, allow_test)
    if not line.errors:
        _Law(line, today, book, calendar).check(idcard.birth_date(line.id_number))
    return line


class _Law:
    """A row before the rules of its days; nothing is wrong with its cells."""

    def __init__(self, line: Line, today: date, book: Rulebook, calendar: Calendar) -> None:
        self._line, self._facts, self._today = line, line.facts, today
        self._book, self._calendar = book, calendar
        self._stage = Stage(line.facts["stage"])

    def check(self, born: date | None) -> None:
        """Judge every step that the row has a day of."""
        self._facts["next_on"] = None
        self._application(born)
        if self._facts["activist_on"]:
            self._cultivation(self._facts["activist_on"])
        self._proposal()
        if self._facts["candidate_on"]:
            self._candidate()
        if self._facts["pre_reviewed_on"]:
            self._pre_review(self._facts["pre_reviewed_on"])
        if self._facts["member_on"]:
            self._assembly(self._facts["member_on"])
        if self._stage == Stage.PROBATIONARY_MEMBER:
            self._probation(self._facts["member_on"], self._facts["approved_on"])
        named = {"contacts": self._line.contacts, "introducers": self._line.introducers}
        found = joining({**self._facts, **named}, self._today, self._book)
        self._facts["at"], self._facts["why"] = found.step, found.stored()

    def _rule(self, name: str, day: date) -> Rule:
        return self._book.rule(name, max(day, _FIRST_TEXT))

    def _application(self, born: date | None) -> None:
        applied, talked = self._facts["applied_on"], self._facts["talked_on"]
        rule = self._rule("apply_age", applied)
        first = deadlines.earliest(rule, born, self._calendar) if born else None
        if first and applied < first.day:
            self._line.refuse("applied_on", "roster_too_early", earliest=first.day.isoformat(), article=rule.citation)
        rule = self._rule("talk_deadline", applied)
        last = deadlines.deadline(rule, applied, self._calendar)
        if talked is None:
            self._line.warn("talked_on", "roster_no_talk", article=rule.citation)
        elif last and talked > last.day:
            self._line.warn("talked_on", "roster_late", due=last.day.isoformat(), article=rule.citation)

    def _cultivation(self, confirmed: date) -> None:
        line, facts = self._line, self._facts
        last = 0
        for review in facts["reviews"]:
            rule = self._rule("activist_review", review["on"])
            turn = self._turn(rule, confirmed, review["on"])
            if turn == 0:
                first = cultivation.review_day(rule, confirmed, 1, self._calendar)
                line.refuse("reviews", "roster_too_early", earliest=first.isoformat(), article=rule.citation)
                return
            if turn == last:
                line.refuse("reviews", "roster_review_twice", day=review["on"].isoformat())
                return
            due = cultivation.review_day(rule, confirmed, turn, self._calendar)
            last, review["turn"], review["due_on"] = turn, turn, due
        until = facts["candidate_on"] or facts["proposed_on"] or self._today
        rule = self._rule("activist_review", until)
        missed = self._turn(rule, confirmed, until) - len(facts["reviews"])
        if facts["filed_on"] is None and facts["reviews"] and self._stage == Stage.ACTIVIST:
            line.warn("filed_on", "roster_missing_step")
        if self._stage == Stage.ACTIVIST:
            self._contacts()
        if self._stage == Stage.ACTIVIST and not facts["proposed_on"]:
            if missed > 0:
                line.warn("reviews", "roster_reviews_missing", n=missed, article=rule.citation)
            reports = self._rule("thought_report", self._today)
            turn = cultivation.next_turn(rule, reports, confirmed, last, self._today, self._calendar).number
            facts["next_on"] = cultivation.review_day(rule, confirmed, turn, self._calendar)

    def _turn(self, rule: Rule, confirmed: date, day: date) -> int:
        """Return how many review days have come by a day."""
        turn = 0
        while cultivation.review_day(rule, confirmed, turn + 1, self._calendar) <= day:
            turn += 1
        return turn

    def _contacts(self) -> None:
        rule = self._rule("contact_persons", self._today)
        if not self._line.contacts:
            code = "roster_unnamed" if self._facts["proposed_on"] else "roster_no_contact"
            self._line.warn("contacts", code, article=rule.citation)
        elif len(self._line.contacts) > rule.details["max"]:
            self._line.refuse("contacts", "contacts_number")

    def _proposal(self) -> None:
        """Judge what lies before the listing: one year, two reviews, and the notice where a text has one."""
        line, facts = self._line, self._facts
        listed = facts["candidate_on"]
        key = "proposed_on" if facts["proposed_on"] else "candidate_on"
        day = facts[key]
        if day is None:
            return
        rule = self._rule("cultivation_min", day)
        first = deadlines.earliest(rule, facts["activist_on"], self._calendar)
        if first and day < first.day:
            line.refuse(key, "roster_too_early", earliest=first.day.isoformat(), article=rule.citation)
        held = sum(1 for review in facts["reviews"] if review["on"] <= day)
        if held < cultivation.REVIEWS_NEEDED:
            line.warn("reviews", "roster_reviews_few", n=held, needed=cultivation.REVIEWS_NEEDED)
        notice = self._book.find("candidate_notice", max(facts["notice_on"] or listed or day, _FIRST_TEXT))
        if notice is None:
            return
        if facts["notice_on"]:
            _, last = deadlines.window(notice, facts["notice_on"], self._calendar)
            if (listed or self._today) <= last.day:
                code = "roster_too_early" if listed else "roster_notice_runs"
                after = (last.day + timedelta(days=1)).isoformat()
                line.refuse("candidate_on" if listed else "notice_on", code, earliest=after, article=notice.citation)
        elif listed:
            line.warn("notice_on", "roster_no_notice", article=notice.citation)

    def _candidate(self) -> None:
        line, facts = self._line, self._facts
        day = facts["candidate_on"]
        rule = self._rule("introducers", day)
        if not line.introducers:
            member = self._stage == Stage.PROBATIONARY_MEMBER
            line.warn("introducers", "roster_unnamed" if member else "roster_no_introducers", article=rule.citation)
        elif len(line.introducers) != rule.details["exact"]:
            line.refuse("introducers", "introducers_number", number=rule.details["exact"])
        if self._stage == Stage.PROBATIONARY_MEMBER:
            for key in ("reviewed_on", "trained_on", "pre_reviewed_on"):
                if facts[key] is None:
                    line.warn(key, "roster_missing_step")
            return
        if facts["reviewed_on"] and facts["review_result"] is None:
            line.warn("review_result", "roster_review_passed")
        if facts["pre_reviewed_on"] and facts["trained_on"] is None:
            rule = self._rule("training", facts["pre_reviewed_on"])
            line.warn("trained_on", "roster_untrained", article=rule.citation)

    def _pre_review(self, passed: date) -> None:
        """Hold the assembly against its term, where the text sets one (a month in 2026, none in 2014)."""
        rule = self._book.find("assembly_after_pre_review", max(passed, _FIRST_TEXT))
        last = deadlines.deadline(rule, passed, self._calendar) if rule else None
        if rule and last and (self._facts["member_on"] or self._today) > last.day:
            self._line.warn("member_on", "roster_late", due=last.day.isoformat(), article=rule.citation)

    def _assembly(self, met: date) -> None:
        line, facts = self._line, self._facts
        approved = facts["approved_on"] or self._today
        vote = votes.AdmissionVote(
            facts["entitled"], facts["present"], facts["yes"], written_yes=facts["written_yes"] or 0
        )
        for problem in votes.check_admission(vote)[:1]:
            line.refuse(problem.pointer.removeprefix("/"), problem.code, **problem.params)
        measure = votes.measure(self._book, max(met, _FIRST_TEXT))
        result = measure.decide(vote)
        if not line.errors and result is votes.VoteResult.NO_QUORUM:
            needed = measure.present_needed(vote.entitled)
            line.refuse("present", "roster_no_quorum", needed=needed, article=measure.quorum_article)
        elif not line.errors and result is votes.VoteResult.NOT_PASSED:
            needed = measure.yes_needed(vote.entitled, vote.present)
            line.refuse("yes", "roster_not_passed", needed=needed, article=measure.article)
        rule = self._rule("approval", approved)
        term = deadlines.term(rule, met, self._calendar)
        for limit in (term.special_due, term.due):
            if limit and approved > limit:
                line.warn("approved_on", "roster_late", due=limit.isoformat(), article=rule.citation)
                break

    def _probation(self, met: date, approved: date) -> None:
        line, facts = self._line, self._facts
        until, end = facts["extended_until"], add_years(met, 1)
        if facts["probation_until"] not in (None, end, until):
            line.refuse("probation_until", "roster_probation_end", until=end.isoformat())
        if until is not None:
            rule = self._rule("extension", end)
            least, most = (length.months if length else 0 for length in (rule.minimum, rule.maximum))
            if end > self._today:
                line.refuse("extended_until", "roster_extended_early", until=end.isoformat(), article=rule.citation)
            elif not extended_until(end, least) <= until <= add_months(end, most):
                line.refuse("extended_until", "extension_months", least=least, most=most)
        last = until or end
        facts["next_on"] = last
        if last + timedelta(days=1) <= self._today:
            rule = self._rule("probation_outcome", self._today)
            line.warn("member_on", "roster_probation_over", until=last.isoformat(), article=rule.citation)
        oath = self._rule("oath", approved)
        due = deadlines.deadline(oath, approved, self._calendar)
        if due and (facts["oath_on"] or self._today) > due.day:
            line.warn("oath_on", "roster_late", due=due.day.isoformat(), article=oath.citation)
