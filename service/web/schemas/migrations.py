"""Shapes of releases and of moving cases between them."""

from __future__ import annotations

from service.web.schemas import fields as f
from service.web.schemas.common import KeyName

OpenCases = f.shape("OpenCases", {name: f.number() for name in ("running", "faulted", "suspended", "parts")})


class Release(f.Shape):
    """A release of a process, with the open cases on it."""

    id = f.ident()
    version = f.number(1)
    name = f.text()
    status = f.text()
    created_at = f.instant()
    released_by = f.text(null=True)
    cases = f.one(OpenCases)


ProcessReleases = f.shape("ProcessReleases", {"key": f.text(), "name": f.text(), "releases": f.many(Release)})
Releases = f.items("Releases", ProcessReleases)

DifferencesQuery = f.shape("DifferencesQuery", {"from": f.ident(), "to": f.ident()})


class Difference(f.Shape):
    """A node that one release has and another has not, or draws in another way."""

    process = f.text()
    node = f.text()
    name = f.text()
    kind = f.text()
    kind_name = f.text()
    change = f.choice("added", "removed", "changed")
    what = f.many(f.text())
    proposal = f.text(null=True)
    stands = f.flag()


Target = f.shape("Target", {"process": f.text(), "node": f.text(), "name": f.text(), "kind": f.text()})
Differences = f.shape("Differences", {"items": f.many(Difference), "targets": f.many(Target)})
NodePair = f.shape("NodePair", {"from": f.text(most=200), "to": f.text(most=200)})

# Which cases shall go to which release, and whether they shall only be tried; `from` is a word of Python's.
Migrate = f.shape(
    "Migrate",
    {
        "to": f.ident(),
        "from": f.many(f.ident(), required=False),
        "mapping": f.many(NodePair, required=False),
        "instances": f.many(f.ident(), required=False),
        "organization": f.Uuid(allow_none=True, load_default=None),
        "dry_run": f.flag(),
    },
)

ReleaseVersion = f.shape("ReleaseVersion", {"id": f.ident(), "version": f.number(1)})
MigrationCounts = f.shape(
    "MigrationCounts",
    {name: f.number() for name in ("waiting", "done", "refused", "undone", "kept", "clean", "warned")},
)
MigrationCase = f.shape("MigrationCase", {"id": f.ident(), "title": f.text(), "status": f.text(), "part": f.flag()})


class MigrationGroup(f.Shape):
    """One finding with the cases it is about."""

    code = f.text()
    grade = f.choice("refuse", "warn", "note")
    text = f.text()
    advice = f.text()
    node = f.text(null=True)
    n = f.number()
    cases = f.many(MigrationCase)


Migration = f.shape(
    "Migration",
    {
        "id": f.ident(null=True),
        "process": f.one(KeyName),
        "from": f.many(ReleaseVersion),
        "to": f.one(ReleaseVersion),
        "mapping": f.many(NodePair),
        "status": f.choice("dry_run", "running", "stopped", "done", "undoing", "undone"),
        "started_by": f.text(null=True),
        "started_at": f.instant(null=True),
        "ended_at": f.instant(null=True),
        "total": f.number(),
        "counts": f.one(MigrationCounts),
        "groups": f.many(MigrationGroup),
    },
)
Migrations = f.items("Migrations", Migration)
