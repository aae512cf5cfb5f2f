"""The command line, a door like the web: it says what to do and leaves the doing to the rooms below.

Rooms are imported inside the commands, so that `yangguang --help` and the supervisor stay quick and small.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service import __version__, config, supervise
from service.year import problems_said, year

if TYPE_CHECKING:
    from service.engine import Finding
    from service.wiring import Ground, House

# What `make run` prints: one of each kind of user, and three branches to play a round with.
FEW = {
    f"demo_{role}_{number}"
    for role, numbers in {
        "town_org_office": "1",
        "branch_secretary": "123",
        "org_commissioner": "1",
        "training_admin": "1",
        "auditor": "1",
        "process_editor": "1",
        "activist": "1",
    }.items()
    for number in numbers
}


# A town in the middle of its round shows more; to play a round from its beginning, leave it out.
ROUND = click.option("--round/--no-round", "round_", default=True, help="演示街道正在推荐。 With a round running.")

PARK = click.option(
    "--park", is_flag=True, help="演示街道带一个园区：112 家企业的摸排和组建。 With a park of 112 enterprises."
)

# Its people are others than those of the printed list, so it is for tests and trials.
SMALL = click.option("--small", is_flag=True, hidden=True, help="小的演示街道：13 个支部。 Thirteen branches.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="yangguang")
def cli() -> None:
    """阳光 Yangguang：街道党员发展流程服务。"""


@cli.command()
@click.option("--demo/--no-demo", default=True, help="空库时生成演示街道。 Fill an empty database.")
@ROUND
@PARK
@SMALL
@click.option("-v", "--verbose", is_flag=True, help="日志输出到终端。 Show the logs here instead of in files.")
def run(demo: bool, round_: bool, park: bool, small: bool, verbose: bool) -> None:
    """启动全部：数据库、网页、后台任务。 Run everything under one parent, until Ctrl-C."""
    commands = supervise.Commands.ours(demo, round_, park, small)
    sys.exit(supervise.Supervisor(config.load(), commands, verbose).run())


@cli.command()
@click.option("--demo/--no-demo", default=False, help="空库时生成演示街道。 Fill an empty database.")
@ROUND
@PARK
@SMALL
@click.option("--accounts-fd", type=int, hidden=True, help="Where the supervisor reads the demo accounts.")
def prepare(demo: bool, round_: bool, park: bool, small: bool, accounts_fd: int | None) -> None:
    """准备数据库：升级结构、部署流程。 Migrate and deploy what is shipped; safe to repeat."""
    from service import demo as demo_town
    from service.actions.deploy import read_files, ship
    from service.actions.tenants import ensure_tenant
    from service.store import schema

    settings = config.load()
    progress = supervise.Progress()
    with progress.phase("数据库结构", "schema"):
        schema.migrate(_needed(settings.owner_url, "DATABASE_URL"))
    with _house(settings) as house:
        with progress.phase("流程与表单", "processes and forms"):
            tenant = ensure_tenant(house.db, demo)
            if empty := demo and demo_town.wanted(house):
                demo_town.go_back()
            ship(house.db, house.engine, tenant, read_files(settings.bpmn, settings.forms))
        if empty:
            with progress.phase("演示街道", "demo town", "首次约需一分钟 · about a minute the first time"):
                demo_town.generate(house, round_=round_, park=park, small=small)
        if accounts_fd is not None:
            with open(accounts_fd, "w") as supervisor:
                supervisor.write(_accounts(house, FEW))


@contextmanager
def _house(settings: config.Settings) -> Iterator[House]:
    """Give a wired house inside an application context, and close it afterwards."""
    from service import wiring
    from service.actions import operators
    from service.store.database import disconnect_all

    house = wiring.build(_addressed(settings), 2, operators.names(), operators.examples())
    with house.app.app_context():
        try:
            yield house
        finally:
            house.engine.close()
            disconnect_all()


@contextmanager
def _ground(settings: config.Settings) -> Iterator[Ground]:
    """Give the database inside an application context: for what asks no diagram, which spares half the imports."""
    from service import wiring
    from service.store.database import disconnect_all

    ground = wiring.ground(_addressed(settings), 2)
    with ground.app.app_context():
        try:
            yield ground
        finally:
            disconnect_all()


@cli.command()
def serve() -> None:
    """只启动网页。 Run the web alone, in this process (containers)."""
    os.execv(supervise.WEB[0], supervise.WEB)  # noqa: S606  # our own words, no shell


@cli.command()
def worker() -> None:
    """只启动后台任务。 Run the worker alone, in this process (containers)."""
    os.execv(sys.executable, [sys.executable, "-m", "service.worker"])  # noqa: S606


@cli.command()
@click.argument("bpmn", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("forms", type=click.Path(exists=True, file_okay=False, path_type=Path))
def deploy(bpmn: Path, forms: Path) -> None:
    """部署流程目录和表单目录。 Deploy a folder of processes with a folder of forms."""
    from service.actions import deploy as actions
    from service.actions.tenants import FIRST

    with _house(config.load()) as house, problems_said():
        for done in actions.deploy(house.db, house.engine, FIRST, actions.read_files(bpmn, forms), None):
            click.echo(f"{'新版' if done.changed else '未变'} {done.process_key} v{done.version}")


@cli.command()
@click.argument("bpmn", type=click.Path(exists=True, path_type=Path))
@click.argument("forms", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="供程序读取。 For programs.")
def lint(bpmn: Path, forms: Path | None, as_json: bool) -> None:
    """检查流程和表单目录，或者一个规则包文件，不部署。 Check folders, or one rule pack, without deploying."""
    from service.actions.deploy import lint as findings_of
    from service.actions.deploy import lint_pack, read_files

    if forms is None and bpmn.is_dir():
        raise click.UsageError("请再写表单目录 · a folder of forms is missing")
    with problems_said():
        findings = lint_pack(bpmn) if forms is None else findings_of(read_files(bpmn, forms))
    for finding in findings:
        click.echo(json.dumps(asdict(finding), ensure_ascii=False, default=str) if as_json else _line(finding))
    sys.exit(1 if any(finding.severity == "error" for finding in findings) else 0)


def _line(finding: Finding) -> str:
    """Write a finding for people: where, how bad, what, and how to mend it."""
    mark = "✗" if finding.severity == "error" else "!"
    where = f"{finding.file}:{finding.line or '-'}"
    head = f"{mark} {where} {finding.element or ''} [{finding.rule}]"
    return f"{head}\n    {finding.zh}{finding.hint_zh}\n    {finding.en} {finding.hint_en}"


@cli.command()
@click.option("--scale", default=1, show_default=True, help="街道规模的倍数。 Multiply the town.")
@click.option("--seed", default=2017, show_default=True, help="随机种子。 The random seed.")
@ROUND
@PARK
def demo(scale: int, seed: int, round_: bool, park: bool) -> None:
    """在空库中生成演示街道。 Make a demo town in an empty database."""
    from service.demo import generate, wanted

    with _house(config.load()) as house:
        if not wanted(house):
            raise click.ClickException("数据库里已有资料，演示街道只能建在空库 · the database is not empty")
        generate(house, scale=scale, seed=seed, round_=round_, park=park)


@cli.command()
def accounts() -> None:
    """列出演示账号；非演示环境不显示。 List the accounts of a demo town; nothing for a real one."""
    with _ground(config.load()) as ground:
        click.echo(_accounts(ground))


def _accounts(ground: Ground, only: Collection[str] | None = None) -> str:
    """Return the demo accounts as a table, all or some; nothing for a town that is no demo."""
    from service.demo.accounts import Accounts
    from service.demo.accounts import accounts as known
    from service.domain.errors import NotFound
    from service.reads.session import demo_accounts

    with ground.db.reading() as tx:
        try:
            demo_accounts(tx, "zh")
        except NotFound:
            return ""
    return str(Accounts(row for row in known() if only is None or row["login"] in only))


@cli.command()
@click.argument("day", required=False)
def clock(day: str | None) -> None:
    """查看或拨动演示时钟（例如 2017-05-08）。 Show or move the demo town's clock."""
    from service.actions.clocks import move_clock
    from service.actions.tenants import FIRST

    with _ground(config.load()) as ground, problems_said():
        click.echo(move_clock(ground.db, FIRST, day).isoformat(sep=" ", timespec="minutes"))


@cli.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def layout(file: Path) -> None:
    """给流程文件重新排版，改写原文件。 Lay a diagram out anew, in place of the drawing it has."""
    from service.engine.layout import layout as draw

    with problems_said():
        drawn = draw(file.read_bytes())
    file.write_bytes(drawn)
    click.echo(f"已排版 {file} · laid out")


@cli.group()
def keys() -> None:
    """密封敏感信息的密钥。 The keys that seal what is sensitive."""


@keys.command("new")
def new_key() -> None:
    """换新密钥，旧的留作读取；重启后执行 keys rotate。 Make a new secret; restart, then rotate."""
    config.renew_secret(config.load().home)
    click.echo("已换新密钥。请重启服务，再执行： · A new secret is in place. Restart the service, then run:")
    click.echo("yangguang keys rotate")


@keys.command()
def rotate() -> None:
    """用现在的密钥重新密封，可中断、可重复。 Seal everything with the present key; safe to stop and repeat."""
    from service.store.resealing import renew_all

    total = 0
    with _ground(config.load()) as ground:
        for table, renewed in renew_all(ground.db, ground.sealer, ground.vault):
            total += renewed
            if renewed:
                click.echo(f"{table} +{renewed}")
    click.echo(f"已重新密封 {total} 行；确认备份后可删去旧密钥。 · {total} rows sealed anew; the old secret may go")


@cli.command()
@click.option("--erase", is_flag=True, help="确实删除；不加只列出。 Erase; without it, only list.")
@click.option("--archived", nargs=2, type=click.DateTime(["%Y-%m-%d"]), help="写出两日间的归档。 The archive.")
def retention(erase: bool, archived: tuple[datetime, datetime] | None) -> None:
    """到期的内容和记录：列出或删除，证明链不变。 What is past its time; the chains stay valid."""
    from service.actions import retention as actions
    from service.actions.tenants import FIRST
    from service.domain import keeping
    from service.store import access_anchor, leftovers
    from service.store import retention as store

    with _ground(config.load()) as ground:
        if archived:
            with ground.db.reading() as tx:
                for each in access_anchor.archived(tx, FIRST, *(day.date() for day in archived)):
                    click.echo(json.dumps(each, ensure_ascii=False))
            return
        with ground.db.transaction() as tx:
            rows, people = store.due(tx, FIRST), store.applicants(tx, FIRST)
            figures = leftovers.figures(tx, FIRST, 0)
        for row in rows:
            state = "保全 held" if row["held"] else "删除 erase" if erase else "到期 due"
            click.echo(f"{row['id']} {row['process_key']} {row['ended_at']:%Y-%m-%d} {row['basis']} {state}")
        click.echo(f"{len(rows)} 个个案 · cases")
        for person in people:
            state = keeping.hold(person["held"], "zh-CN") if person["held"] else "匿名 anonymise"
            click.echo(f"{person['person_id']} {person['last_contact']:%Y-%m-%d} {state}")
        for each in figures:
            click.echo(f"{keeping.name(each['kind'], 'zh-CN')} {each['tonight']}（暂不清除 held {each['held']}）")
        if erase:
            for what, n in asdict(actions.run(ground.db, FIRST)).items():
                click.echo(f"{' '.join(keeping.ERASED[what])} {n}")


@cli.command()
def verify() -> None:
    """核验全部历史记录的哈希链和案件现状。 Verify every hash chain, and every state against its record."""
    from service.actions.tenants import FIRST
    from service.domain.closings import CHANGED
    from service.reads import closings
    from service.reads.history import count_chains, strays, verify_all
    from service.store import access_anchor, admin_log, vault

    with _ground(config.load()) as ground, ground.db.reading() as tx:
        broken = verify_all(tx, FIRST)
        for instance, result in broken:
            click.echo(f"✗ {instance} 第 {result.broken_at} 条不符 · broken at row {result.broken_at}")
        astray = strays(tx, FIRST)
        for instance in astray:
            click.echo(f"✗ {instance} 现状与最后的记录不符 · its state is not the recorded one")
        click.echo(f"{count_chains(tx, FIRST)} 条链，{len(broken)} 条不符 · {len(broken)} broken")
        changed = vault.astray(tx, FIRST)
        for key in changed:
            click.echo(f"✗ {key} 密封内容不是当时写的 · sealed answers are not those that were written")
        closed = closings.check_all(tx, FIRST)
        differ = [each for each in closed if each.result == CHANGED]
        for each in differ:
            click.echo(f"✗ {each.name} {each.where} 积分定账与台账不符 · the closed points do not add up")
        click.echo(f"{'✗' if differ else '✓'} 积分定账 closed points {len(closed)}")
        logs = {
            "管理日志 administration": admin_log.verify(tx, FIRST),
            "查阅登记 access": access_anchor.verify(tx, FIRST),
        }
        for name, result in logs.items():
            sign = "✓" if result.ok else "✗"
            click.echo(
                f"{sign} {name} {result.checked}" + ("" if result.ok else f" 第 {result.broken_at} 条不符 · broken")
            )
    sys.exit(1 if broken or astray or changed or differ or not all(result.ok for result in logs.values()) else 0)


@cli.group()
def admin() -> None:
    """正式环境的管理员。 The administrators of a town that is no demo."""


@admin.command("create")
@click.option("--tenant", required=True, help="街道名称。 The subdistrict's name.")
@click.option(
    "--login",
    "logins",
    required=True,
    multiple=True,
    metavar="ROLE=LOGIN:NAME",
    help="三次：sys_admin=…、security_admin=…、audit_admin=…，三个不同的人。 Three times, three different people.",
)
@click.option("--ask", is_flag=True, help="在终端输入密码，不生成一次性密码。 Ask for the passwords here.")
def admin_create(tenant: str, logins: tuple[str, ...], ask: bool) -> None:
    """建立街道和三个管理员；首次登录都要改密码。 Found a town with its three administrators."""
    from service.actions import founding

    with problems_said():
        founders = [founding.read_founder(each) for each in logins]
        founding.check(founders)
        if ask:
            founders = [
                replace(each, password=click.prompt(f"{each.login} 的密码", hide_input=True, confirmation_prompt=True))
                for each in founders
            ]
        with _ground(config.load()) as ground:
            once = founding.found(ground.db, tenant, founders)
    for login, password in once.items():
        click.echo(f"{login}  {password}")
    click.echo("一次性密码只显示这一次 · shown only now" if once else "已建立 · done")


def _addressed(settings: config.Settings) -> config.Settings:
    """Return settings with an address: the given one, or that of the embedded server that `yangguang run` holds."""
    if settings.app_url is not None:
        return settings
    from service.store.embedded import EmbeddedPostgres, EmbeddedPostgresError

    try:
        server = EmbeddedPostgres(supervise.database_folder(settings)).attach()
    except EmbeddedPostgresError as problem:
        raise click.ClickException(str(problem)) from None
    return replace(settings, owner_url=server.owner_url, app_url=server.app_url)


def _needed(value: str | None, name: str) -> str:
    if not value:
        raise click.ClickException(f"请设置环境变量 {name} · {name} is not set")
    return value


cli.add_command(year)


def main() -> None:
    """Run the command line; a wrong configuration is a sentence, not a stack trace."""
    try:
        cli(prog_name="yangguang")
    except config.BadConfiguration as problem:
        click.echo(f"配置错误：{problem}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
