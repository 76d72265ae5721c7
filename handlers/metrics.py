"""Figures for Prometheus: requests, actions, searches and failures."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

SEARCHES = frozenset({"collaborators.find"})
FAILURES = frozenset({"Broken", "Busy"})
"""Outcomes that are the program's fault or the database's; any other than `ok` is an answer to a member."""

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0, 10.0)
PATHS = frozenset({"/slack/events", "/healthz", "/readyz", "/metrics"})

CONTENT_TYPE = CONTENT_TYPE_LATEST


class Metrics:
    """The figures of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._requests = Counter(
            "roundtable_requests", "HTTP requests answered", ["path", "status"], registry=self._registry
        )
        self._request_seconds = Histogram(
            "roundtable_request_seconds",
            "Time to answer an HTTP request",
            ["path"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self._actions = Counter(
            "roundtable_actions", "What members said or pressed", ["action", "outcome"], registry=self._registry
        )
        self._action_seconds = Histogram(
            "roundtable_action_seconds", "Time an action took", ["action"], buckets=SECONDS, registry=self._registry
        )
        self._searches = Counter("roundtable_searches", "Searches for people", registry=self._registry)
        self._failures = Counter(
            "roundtable_failures", "Actions that failed through no fault of the member", registry=self._registry
        )
        self._waiting = Gauge("roundtable_outbox_waiting", "Messages still to be delivered", registry=self._registry)
        self._undelivered = Gauge(
            "roundtable_outbox_failed", "Messages that could not be delivered", registry=self._registry
        )

    def outbox(self, waiting: int, failed: int) -> None:
        """Set how many messages wait to be delivered, and how many never could be."""
        self._waiting.set(waiting)
        self._undelivered.set(failed)

    def request(self, path: str, status: int, seconds: float) -> None:
        """Count an HTTP request; paths that are not ours are counted as one, so that a stranger cannot fill memory."""
        known = path if path in PATHS else "other"
        self._requests.labels(known, str(status)).inc()
        self._request_seconds.labels(known).observe(seconds)

    def action(self, name: str, seconds: float, outcome: str) -> None:
        """Count an action; what `Desk.observe` is called with."""
        self._actions.labels(name, outcome).inc()
        self._action_seconds.labels(name).observe(seconds)
        if name in SEARCHES:
            self._searches.inc()
        if outcome in FAILURES:
            self._failures.inc()

    def page(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self._registry)
