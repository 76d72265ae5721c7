"""The `roundtable` command line: reads the settings once, builds everything once."""

import asyncio
import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from bot.directory import Unreachable
from bot.facilitators import Nobody
from bot.imports import NoTable
from bot.network import migrate as bring_up_to_date
from handlers import appointing, exporting, importing, logs, model, ranking, resending, serving
from handlers import doctor as checks
from handlers import settings as environment
from handlers.appearance import NAME
from handlers.build import CannotStart, load_encoder
from handlers.settings import BadSetting, Settings
from handlers.slack import manifest
from handlers.teams import manifest as teams_manifest
from handlers.teams import package

app = typer.Typer(
    help="A research-exchange network for Slack and Microsoft Teams: researchers and communities find each other.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

EXAMPLE = "https://roundtable.example.org"
EVENTS = "/slack/events"
MESSAGES = "/teams/messages"
MARKS = {"ok": "ok     ", "advice": "advice ", "problem": "to do  "}


@contextmanager
def in_one_line() -> Generator[None, None, None]:
    """Tell what has to be put right in one line, or a line each, and stop with 1."""
    try:
        yield
    except (
        BadSetting,
        CannotStart,
        Nobody,
        NoTable,
        Unreachable,
        exporting.NoResults,
        importing.BadMapping,
        model.CannotFetch,
        package.BadSchema,
        package.CannotWrite,
        ranking.BadLine,
        resending.NotFailed,
    ) as problem:
        for line in str(problem).splitlines():
            err.print(f"roundtable: {line}", markup=False)
        raise typer.Exit(1) from problem


def prepared() -> Settings:
    """The settings, with the log set up as they say; raises BadSetting."""
    settings = environment.read()
    logs.configure(settings.log_level)
    return settings


@app.command()
def demo(
    data: Annotated[Path | None, typer.Option(help="A CSV file of your own people, as for `import`.")] = None,
    side: Annotated[str, typer.Option(help="The side of people whose row names none.")] = "",
    port: Annotated[int | None, typer.Option(help="Where to open the sandbox, instead of 8100; 0 takes any.")] = None,
) -> None:
    """Try it: start the bot beside a Slack workspace of invented people, and leave nothing behind."""
    from handlers import demo as trial  # noqa: PLC0415 - only the demo needs the sandbox

    with in_one_line():
        trial.run(data=data, side=side, port=port)


@app.command()
def run() -> None:
    """Run the web server and the worker in one process, for a small network on one machine."""
    with in_one_line():
        serving.run(prepared(), web=True, worker=True)


@app.command()
def web() -> None:
    """Run a web server, which answers chat platforms; any number may run."""
    with in_one_line():
        serving.run(prepared(), web=True, worker=False)


@app.command()
def worker() -> None:
    """Run a worker, which delivers messages and does what is due; any number may run."""
    with in_one_line():
        serving.run(prepared(), web=False, worker=True)


@app.command()
def migrate() -> None:
    """Bring the database up to date; does nothing when it is."""
    with in_one_line():
        bring_up_to_date(prepared().database_url)
    out.print("The database is up to date.")


@app.command()
def doctor(
    *,
    fetch_model: Annotated[bool, typer.Option("--fetch-model", help="Download the model first (90 MB).")] = False,
    publisher: Annotated[str, typer.Option(help="Where to download the model from.")] = model.PUBLISHER,
    manifest_file: Annotated[
        Path | None, typer.Option("--manifest", help="Your app's manifest, saved from its page at Slack as JSON.")
    ] = None,
) -> None:
    """Check settings, database, model and platforms; say what to do. Ends with 1 if something must be done."""
    if fetch_model:
        with in_one_line():
            download_model(publisher)
    findings = asyncio.run(checks.examine(os.environ, manifest_file))
    for finding in findings:
        out.print(f"{MARKS[finding.state]}{finding.check}: {finding.words}", markup=False)
        if finding.remedy:
            out.print(f"       {finding.remedy}", markup=False)
    if any(finding.state == "problem" for finding in findings):
        raise typer.Exit(1)


def download_model(publisher: str) -> None:
    """Fill the cache, showing how far it is; raises CannotFetch."""
    with Progress(TextColumn("{task.description}"), BarColumn(), DownloadColumn(), console=err) as progress:
        tasks = {name: progress.add_task(name, total=None) for name in model.FILES}

        def show(name: str, done: int, total: int | None) -> None:
            progress.update(tasks[name], completed=done, total=total)

        model.fetch(environment.cache_folder(os.environ), publisher, show)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A CSV file with a heading line; docs/import.md names the columns.")],
    *,
    side: Annotated[str, typer.Option(help="The side of people whose row names none.")] = "",
    consented: Annotated[
        bool, typer.Option("--consented", help="These people have agreed elsewhere: show them, ask nobody.")
    ] = False,
    column: Annotated[
        list[str] | None, typer.Option(help="NAME=COLUMN: the file's column that holds one of ours; may be repeated.")
    ] = None,
) -> None:
    """Bring in profiles from a table, one row a person; bad rows are reported, good ones kept."""
    with in_one_line():
        report = asyncio.run(
            importing.bring_in(prepared(), file, importing.named(column or []), side=side, consented=consented)
        )
    for problem in sorted(report.problems, key=lambda one: one.line):
        err.print(f"line {problem.line}: {problem.reason}", markup=False)
    kept = f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged"
    out.print(f"{kept}, {len(report.problems)} left out.")
    if report.problems:
        raise typer.Exit(1)


@app.command()
def facilitator(
    email: Annotated[str, typer.Argument(help="Their e-mail address on Slack or Teams.")],
) -> None:
    """Make somebody a facilitator: the first of a network, or when no other is left. They are told."""
    with in_one_line():
        name = asyncio.run(appointing.appoint(prepared(), email))
    out.print(f"{name} is a facilitator.", markup=False)


@app.command()
def resend(
    keys: Annotated[
        list[str] | None,
        typer.Argument(metavar="[KEY]...", help="Which messages, by the keys that the log names."),
    ] = None,
) -> None:
    """Send messages again that could not be delivered, all of them unless keys are given; a worker delivers them."""
    with in_one_line():
        sent = asyncio.run(resending.resend(prepared(), keys or []))
    out.print("1 message is sent again." if len(sent) == 1 else f"{len(sent)} messages are sent again.")


@app.command()
def export(
    key: Annotated[str, typer.Argument(help="The key of the pulse, from “Table and pictures” of its results.")],
) -> None:
    """Print the results of a closed pulse as a table (CSV): no more than everybody sees."""
    with in_one_line():
        made = asyncio.run(exporting.export(prepared(), key))
    # The table has its own ends of lines, as spreadsheets expect them.
    typer.echo(made, nl=False)


@app.command()
def rank(
    people: Annotated[Path, typer.Option(help='JSON lines: {"id": ..., "texts": [...]}')],
    queries: Annotated[Path, typer.Option(help='JSON lines: {"id": ..., "text": ...}')],
) -> None:
    """Rank people for queries as members would see them: a JSON line for each query, best first."""
    with in_one_line():
        encoder = load_encoder(prepared())
        everybody, asked = ranking.read_people(people), ranking.read_queries(queries)
    for line in ranking.ranked(encoder, everybody, asked):
        out.out(line)


@app.command("slack-manifest")
def slack_manifest(
    *,
    url: Annotated[
        str, typer.Option(help="Where Slack reaches this bot from outside, such as https://bot.example.org")
    ] = "",
    socket_mode: Annotated[
        bool, typer.Option("--socket-mode", help="For Socket Mode, which needs no address.")
    ] = False,
) -> None:
    """Print the manifest to make the Slack app from."""
    if not (url or socket_mode):
        err.print("The address in it is only an example; give yours with --url, or choose --socket-mode.")
    address = f"{(url or EXAMPLE).rstrip('/').removesuffix(EVENTS)}{EVENTS}"
    out.out(json.dumps(manifest.manifest(request_url=address, socket_mode=socket_mode), indent=2))


@app.command("teams-package")
def teams_package(
    file: Annotated[Path, typer.Argument(help="Where to write it.")] = Path("roundtable-teams.zip"),
    *,
    url: Annotated[str, typer.Option(help="Where Teams reaches this bot, such as https://bot.example.org")],
    client_id: Annotated[str, typer.Option(envvar="TEAMS_CLIENT_ID", help="The bot registration's application id.")],
    organisation: Annotated[str, typer.Option(help="Who runs the bot, as Teams names them.")] = NAME,
    website: Annotated[str, typer.Option(help="Their website; the bot's address if none is given.")] = "",
    privacy: Annotated[str, typer.Option(help="The page that says what becomes of members' data.")] = "",
    terms: Annotated[str, typer.Option(help="The page with the terms of use.")] = "",
    app_version: Annotated[
        str, typer.Option(help="Teams takes a changed package only with a higher version; this program's if not given.")
    ] = "",
    schema: Annotated[Path | None, typer.Option(help="A saved copy of Microsoft's schema to check it with.")] = None,
    publisher: Annotated[
        str, typer.Option(help="Where to download the schema from, if no copy is given.")
    ] = teams_manifest.SCHEMA,
) -> None:
    """Write the app package for Teams, checked against Microsoft's schema where that can be had."""
    given = teams_manifest.Given(
        bot_id=client_id.strip().lower(),
        url=url.rstrip("/").removesuffix(MESSAGES),
        version=app_version or package.project_version(),
        organisation=organisation.strip(),
        website=website,
        privacy=privacy,
        terms=terms,
    )
    with in_one_line():
        known, unchecked = package.schema(schema, environment.cache_folder(os.environ), publisher)
        package.make(file, given, known)
    if not (privacy and terms):
        err.print("Give your own pages with --privacy and --terms before members see the app.")
    if unchecked:
        err.print(f"NOT CHECKED against Microsoft's schema: {unchecked}.", markup=False)
        err.print(f"Save {teams_manifest.SCHEMA} where it can be had, and run this again with --schema FILE.")
    checked = "not checked" if unchecked else f"checked against Microsoft's schema {teams_manifest.VERSION}"
    out.print(f"{file}: version {given.version}, {checked}.", markup=False)


if __name__ == "__main__":
    app()
