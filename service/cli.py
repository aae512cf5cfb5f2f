"""The command line, a door like the web: it says what to do and leaves the doing to the rooms below.

Rooms are imported inside the commands, so that `yangguang --help` and the supervisor stay quick and small.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import click

from service import __version__, config, supervise


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="yangguang")
def cli() -> None:
    """阳光 Yangguang：街道党员发展流程服务。"""


@cli.command()
@click.option("--demo/--no-demo", default=True, help="空库时生成演示街道。 Fill an empty database.")
@click.option("-v", "--verbose", is_flag=True, help="日志输出到终端。 Show the logs here instead of in files.")
def run(demo: bool, verbose: bool) -> None:
    """启动全部：数据库、网页、后台任务。 Run everything under one parent, until Ctrl-C."""
    commands = supervise.Commands.ours(demo)
    sys.exit(supervise.Supervisor(config.load(), commands, verbose).run())


@cli.command()
@click.option("--demo/--no-demo", default=False, help="空库时生成演示街道。 Fill an empty database.")
def prepare(demo: bool) -> None:
    """准备数据库：升级结构、部署流程。 Migrate and deploy what is shipped; safe to repeat."""
    from service.store import schema

    wiring = importlib.import_module("service.wiring")

    settings = config.load()
    progress = supervise.Progress()
    with progress.phase("数据库结构", "schema"):
        schema.migrate(_needed(settings.owner_url, "DATABASE_URL"))
    with progress.phase("流程与表单", "processes and forms"):
        wiring.deploy_shipped(settings)
    if demo:
        town = importlib.import_module("service.demo")
        with progress.phase("演示街道", "demo town", "首次约需一分钟 · about a minute the first time"):
            town.ensure(settings)


@cli.command()
def serve() -> None:
    """只启动网页。 Run the web alone, in this process (containers)."""
    os.execv(supervise.WEB[0], supervise.WEB)


@cli.command()
def worker() -> None:
    """只启动后台任务。 Run the worker alone, in this process (containers)."""
    os.execv(sys.executable, [sys.executable, "-m", "service.worker"])


@cli.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def deploy(folder: Path) -> None:
    """部署一个目录中的流程、表单和决策表。 Deploy the processes, forms and decision tables of a folder."""
    raise click.ClickException(f"尚未实现 · not built yet ({folder})")


@cli.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
def lint(folder: Path) -> None:
    """检查流程文件。 Check process files without deploying them."""
    raise click.ClickException(f"尚未实现 · not built yet ({folder})")


@cli.command()
def demo() -> None:
    """生成演示街道。 Make a demo town."""
    raise click.ClickException("尚未实现 · not built yet")


@cli.command()
def verify() -> None:
    """核验历史记录的哈希链。 Verify the hash chains of the history."""
    raise click.ClickException("尚未实现 · not built yet")


@cli.command()
def admin() -> None:
    """建立管理员账号。 Create an administrator's account."""
    raise click.ClickException("尚未实现 · not built yet")


def _needed(value: str | None, name: str) -> str:
    if not value:
        raise click.ClickException(f"请设置环境变量 {name} · {name} is not set")
    return value


def main() -> None:
    """Run the command line; a wrong configuration is a sentence, not a stack trace."""
    try:
        cli(prog_name="yangguang")
    except config.BadConfiguration as problem:
        click.echo(f"配置错误：{problem}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
