"""The tables, one module a subject; columns and constraints only, no rules.

Every table that grows with work carries ``tenant_id`` first in its key, so that it can be partitioned by tenant.
"""

from service.store.models.access import AccessAnchor, AccessArchive, AccessLog
from service.store.models.admin import AdminEvent
from service.store.models.base import Model, db
from service.store.models.cohort import CohortItem, CohortRun
from service.store.models.cultivation import ActivistReview, CandidateAttempt, Introducer, Publication
from service.store.models.delivery import Delivery
from service.store.models.document import Document, DocumentScan, DocumentTemplate
from service.store.models.domain import (
    Attendance,
    Contact,
    Nomination,
    Notice,
    NumberSeries,
    Objection,
    PointsCycle,
    PointsEntry,
    RecommendationRound,
    RoundBranch,
    TrainingClass,
)
from service.store.models.enterprise import Enterprise, OrgHonour, OrgTerm
from service.store.models.exam import Exam, ExamAnswer, ExamBank, ExamQuestion, ExamSitting, ExamTaker
from service.store.models.identity import (
    Account,
    ApiToken,
    Attempt,
    IdempotencyKey,
    Identity,
    LoginSession,
    RecoveryCode,
    RoleGrant,
)
from service.store.models.imports import ImportHeading, ImportRow, ImportRun
from service.store.models.migration import CaseMigration, CaseMigrationItem
from service.store.models.organization import CalendarDay, OrgAffiliation, Organization, OrgClosure, Person, Tenant
from service.store.models.organization_change import OrganizationChange
from service.store.models.process import (
    Artifact,
    History,
    HumanTask,
    Instance,
    Release,
    ReleaseDraft,
    Subscription,
    Timer,
)
from service.store.models.receipt import Receipt
from service.store.models.retention import Anonymisation, Erasure, LegalHold, RetentionKind, RetentionRule
from service.store.models.rule_draft import RuleDraft
from service.store.models.rule_release import RuleRelease
from service.store.models.sealed import SealedReader, SealedRecord, SealedText
from service.store.models.signers import Signer
from service.store.models.standing import Recusal, Substitution
from service.store.models.star import StarRating, SunshineNominee, SunshineShare

__all__ = [
    "AccessAnchor",
    "AccessArchive",
    "AccessLog",
    "Account",
    "ActivistReview",
    "AdminEvent",
    "Anonymisation",
    "ApiToken",
    "Artifact",
    "Attempt",
    "Attendance",
    "CalendarDay",
    "CandidateAttempt",
    "CaseMigration",
    "CaseMigrationItem",
    "CohortItem",
    "CohortRun",
    "Contact",
    "Delivery",
    "Document",
    "DocumentScan",
    "DocumentTemplate",
    "Enterprise",
    "Erasure",
    "Exam",
    "ExamAnswer",
    "ExamBank",
    "ExamQuestion",
    "ExamSitting",
    "ExamTaker",
    "History",
    "HumanTask",
    "IdempotencyKey",
    "Identity",
    "ImportHeading",
    "ImportRow",
    "ImportRun",
    "Instance",
    "Introducer",
    "LegalHold",
    "LoginSession",
    "Model",
    "Nomination",
    "Notice",
    "NumberSeries",
    "Objection",
    "OrgAffiliation",
    "OrgClosure",
    "OrgHonour",
    "OrgTerm",
    "Organization",
    "OrganizationChange",
    "Person",
    "PointsCycle",
    "PointsEntry",
    "Publication",
    "Receipt",
    "RecommendationRound",
    "RecoveryCode",
    "Recusal",
    "Release",
    "ReleaseDraft",
    "RetentionKind",
    "RetentionRule",
    "RoleGrant",
    "RoundBranch",
    "RuleDraft",
    "RuleRelease",
    "SealedReader",
    "SealedRecord",
    "SealedText",
    "Signer",
    "StarRating",
    "Subscription",
    "Substitution",
    "SunshineNominee",
    "SunshineShare",
    "Tenant",
    "Timer",
    "TrainingClass",
    "db",
]
