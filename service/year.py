"""The command `yangguang year`: a simulated year of a town of its own, and what hangs in it."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service import config, supervise

if TYPE_CHECKING:
    from service.wiring import House

# What is thrown away need not survive a power cut; what is kept is kept by the next start.
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
SHARE = 0.25  # of a whole town's branches: in how many that happens which happens in every branch


@click.command()
@click.option("--small", is_flag=True, help="小街道：13 个支部。 A small town of thirteen branches.")
@click.option("--days", default=365, show_default=True, help="天数。 How many days.")
@click.option("--seed", default=2017, show_default=True, help="随机种子，相同则结果相同。 The random seed.")
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="另存一份 JSON。 As JSON, too.")
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    help="保留数据的目录，可用 YANGGUANG_HOME=目录 make run 打开。 Keep the town, for make run to open.",
)
def year(small: bool, days: int, seed: int, file: Path | None, keep: Path | None) -> None:
    """让演示街道走完一年：全部流程、模拟人员、真实期限，报告结果。 Simulate a year of a demo town of its own.

    有卡住的个案时退出码为 1。 Exits with 1 when a case hangs.
    """
    from service.demo.progress import Bar
    from service.demo.year import simulate, write
    from service.worker.inline import inline

    with problems_said(), _town(small, keep) as house, inline(house) as worker:
        report = simulate(house, worker, days, seed, 1.0 if small else SHARE, Bar())
    click.echo(write(report))
    if file is not None:
        file.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1, default=str) + "\n")
    sys.exit(0 if report.healthy else 1)


@contextmanager
def problems_said() -> Iterator[None]:
    """Say in sentences what cannot be done, instead of a stack trace."""
    from service.domain.errors import Invalid, YangguangError
    from service.store.embedded import EmbeddedPostgresError

    try:
        yield
    except Invalid as invalid:
        lines = [f"{problem.pointer} {problem.message_zh} · {problem.message_en}" for problem in invalid.problems]
        raise click.ClickException("\n".join([invalid.message(), *lines])) from None
    except YangguangError as error:
        raise click.ClickException(error.message()) from None
    except EmbeddedPostgresError as problem:
        raise click.ClickException(str(problem)) from None


@contextmanager
def _town(small: bool, keep: Path | None) -> Iterator[House]:
    """Give a house of its own with a fresh demo town in it."""
    from service import wiring
    from service.actions import operators
    from service.actions.deploy import deploy, read_files
    from service.actions.tenants import ensure_tenant
    from service.demo import generate, wanted
    from service.store import schema
    from service.store.database import disconnect_all
    from service.store.embedded import EmbeddedPostgres

    home = keep.absolute() if keep else Path(tempfile.mkdtemp(prefix="yangguang-year-"))
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o711)  # the database's user passes through
    settings = replace(config.load({"YANGGUANG_HOME": str(home)}), home=home)
    try:
        with EmbeddedPostgres(supervise.database_folder(settings), FAST) as server:
            settings = replace(settings, owner_url=server.owner_url, app_url=server.app_url)
            schema.migrate(server.owner_url)
            house = wiring.build(settings, 4, operators.names(), operators.examples())
            with house.app.app_context():
                try:
                    tenant = ensure_tenant(house.db, demo=True)
                    deploy(house.db, house.engine, tenant, read_files(settings.bpmn, settings.forms), None)
                    if not wanted(house):
                        raise click.ClickException("目录里已有数据，请换一个空目录 · the folder is not empty")
                    generate(house, small=small)
                    yield house
                finally:
                    house.engine.close()
                    disconnect_all()
    finally:
        if keep is None:
            shutil.rmtree(home, ignore_errors=True)
