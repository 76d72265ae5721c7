"""Figures for Prometheus: requests, actions, searches, failures, and how it stands with the outbox."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.outbox import Figures

SEARCHES = frozenset({"collaborators.find"})
FAILURES = frozenset({"Broken", "Busy"})
"""Outcomes that are the program's fault or the database's; any other than `ok` is an answer to a member."""

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0, 10.0)
PATHS = frozenset({"/slack/events", "/healthz", "/readyz", "/metrics"})

CONTENT_TYPE = CONTENT_TYPE_LATEST


class Outbox(Collector):
    """How it stands with the outbox: of all processes, since it is counted in the database."""

    def __init__(self) -> None:
        self.figures: Figures | None = None

    def collect(self) -> Iterator[Metric]:
        """The figures that were last read, as Prometheus takes them."""
        figures = self.figures
        if figures is None:
            return
        yield GaugeMetricFamily("roundtable_outbox_waiting", "Messages still to be delivered", figures.waiting)
        yield GaugeMetricFamily(
            "roundtable_outbox_oldest_seconds", "For how long the first of them has waited", figures.oldest
        )
        failed = GaugeMetricFamily(
            "roundtable_outbox_failed", "Messages that could not be delivered", labels=["reason"]
        )
        for reason, count in figures.failed.items():
            failed.add_metric([reason], count)
        yield failed
        for name, words, counts in (
            ("roundtable_outbox_sent", "Deliveries that arrived", figures.sent),
            ("roundtable_outbox_retried", "Deliveries put off, to be tried again", figures.retried),
        ):
            counter = CounterMetricFamily(name, words, labels=["platform", "kind"])
            for (platform, kind), count in counts.items():
                counter.add_metric([platform, kind], count)
            yield counter


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
        self._outbox = Outbox()
        self._registry.register(self._outbox)

    def outbox(self, figures: Figures) -> None:
        """Set how it stands with the outbox."""
        self._outbox.figures = figures

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
