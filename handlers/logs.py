"""Log lines: what happened and to which id, never what a member wrote.

Our own lines carry only what we put in them. An exception's message and a library's words may quote a member, so of an
exception its kind and its place are kept, and of a library's line the words before the first thing it quotes.
"""

import logging
import re
import sys
from types import TracebackType

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

QUOTED = re.compile(r"[(:{\[<'\"`\n]")
SAFE = (AttributeError, ImportError, NameError, OSError, TypeError)
"""Exceptions whose words come from the program and the system, never from a member."""


def configure(level: str) -> None:
    """Send every log line to the standard error stream: JSON, or something easier to read on a terminal."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        keep_traceback,
    ]
    terminal = sys.stderr.isatty()
    render: Processor = structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, say_no_more, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level.upper()]))


def say_no_more(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Cut a library's line before the first thing it quotes, and add where it was logged."""
    record: logging.LogRecord = event["_record"]
    event["event"] = QUOTED.split(str(record.msg) if record.args else str(event["event"]), maxsplit=1)[0].strip()
    event["place"] = f"{record.module}:{record.lineno}"
    return event


def keep_traceback(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Put an exception's kind and place where its traceback would be."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = "\n".join(lines(error))
    return event


def lines(error: BaseException, depth: int = 0) -> list[str]:
    """An exception, and what led to it, as kinds and places."""
    told = [f"{kind(error)}", *places(error.__traceback__)]
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            told += lines(inner, depth + 1)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and depth < 10:  # noqa: PLR2004 - an endless chain helps nobody
        told += ["caused by", *lines(cause, depth + 1)]
    return told


def kind(error: BaseException) -> str:
    """What an exception is, with its words only where these cannot be a member's, and with its code, if it has one."""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, SAFE):
        return f"{name}: {error}"
    return f"{name} ({code})" if (code := code_of(error)) else name


def code_of(error: BaseException) -> str:
    """The short code by which a database driver or Slack names what went wrong, or nothing."""
    driver = getattr(error, "orig", None) or error
    code = getattr(driver, "sqlstate", None) or getattr(driver, "sqlite_errorname", None)
    response = getattr(error, "response", None)
    if code is None and response is not None and hasattr(response, "get"):
        code = response.get("error")
    return code if isinstance(code, str) and re.fullmatch(r"[A-Za-z0-9_]{1,60}", code) else ""


def places(traceback: TracebackType | None) -> list[str]:
    """The lines of code an exception came through."""
    found = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        found.append(f"  {code.co_filename}:{traceback.tb_lineno} in {code.co_qualname}")
        traceback = traceback.tb_next
    return found
