"""What is counted, for /metrics and the health page. No personal data in labels."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Metric
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

registry = CollectorRegistry()

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)


class Total(Collector):
    """What only grows and is counted by the database, for all processes together: told as it was last seen."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text, self.value = name, text, 0.0
        registry.register(self)

    def set(self, value: float) -> None:
        self.value = value

    def collect(self) -> Iterator[Metric]:
        yield CounterMetricFamily(self.name, self.text, value=self.value)


http_requests = Counter('roundtable_http_requests_total', 'Requests answered', ['method', 'route', 'status'],
                        registry=registry)
http_seconds = Histogram('roundtable_http_seconds', 'Time until the answer began', ['route'], buckets=_SECONDS,
                         registry=registry)
pages_open = Gauge('roundtable_pages_open', 'Pages that are open in browsers now', registry=registry)
ui_events = Counter('roundtable_ui_events_total', 'Clicks and other events that pages sent', registry=registry)
feeds = Gauge('roundtable_feeds', 'Views that are kept up to date', registry=registry)
watchers = Gauge('roundtable_watchers', 'Places on open pages that show them', registry=registry)
loop_lag = Histogram('roundtable_loop_lag_seconds', 'How late the event loop was', buckets=_SECONDS,
                     registry=registry)
db_seconds = Histogram('roundtable_db_seconds', 'Time of a transaction', buckets=_SECONDS, registry=registry)
announced = Counter('roundtable_announced_total', 'Announcements after commits', ['area'], registry=registry)
notify_lag = Histogram('roundtable_notify_lag_seconds', 'Time until an announcement was heard', buckets=_SECONDS,
                       registry=registry)
clock_tick_age = Gauge('roundtable_clock_tick_age_seconds', 'Time since the clock last ticked', registry=registry)
sign_in_failures = Counter('roundtable_sign_in_failures_total', 'Refused sign-ins', ['reason'], registry=registry)
limiter_hits = Counter('roundtable_limiter_hits_total', 'Refused for being too often', ['limit'], registry=registry)
audit_records = Total('roundtable_audit_records_total', 'Entries of the audit trail')
replicas = Gauge('roundtable_replicas', 'Processes that are alive', registry=registry)
poker_tables = Gauge('roundtable_poker_tables', 'Open tables', ['state'], registry=registry)
poker_rounds = Counter('roundtable_poker_rounds_total', 'Rounds whose cards were turned', registry=registry)
poker_tables_completed = Counter('roundtable_poker_tables_completed_total', 'Tables that turned their first round',
                                 registry=registry)
poker_connects = Counter('roundtable_poker_connects_total', 'Pages of tables that connected, or never did',
                         ['result'], registry=registry)
poker_reconnects = Counter('roundtable_poker_reconnects_total', 'Pages of tables that came back, or came too late',
                           ['result'], registry=registry)
poker_push = Histogram('roundtable_poker_push_seconds', 'From a change at a table until all its pages were sent it',
                       buckets=_SECONDS, registry=registry)
poker_stay_ratio = Gauge('roundtable_poker_stay_ratio', 'Share of people who stayed until the last round was turned',
                         registry=registry)

backup_age = Gauge('roundtable_backup_age_seconds', 'Time since the newest backup was made', registry=registry)
master_key_age = Gauge('roundtable_master_key_age_days', 'Since this database first met the key of the vault',
                       registry=registry)
source_age = Gauge('roundtable_source_age_seconds', 'Time since an outside service last told something', ['source'],
                   registry=registry)
ops_runs = Gauge('roundtable_ops_runs', 'Runs that are not over, or wait for a decision', ['state'], registry=registry)
ops_oldest = Gauge('roundtable_ops_oldest_seconds', 'How long the oldest waiting run could have run', registry=registry)
ops_attempts = Counter('roundtable_ops_attempts_total', 'Attempts that were begun', registry=registry)
ops_start_seconds = Histogram('roundtable_ops_start_seconds', 'From when a run could start until it was claimed',
                              buckets=(*_SECONDS, 10, 60, 600, 3600), registry=registry)
ops_run_seconds = Histogram('roundtable_ops_run_seconds', 'Time of the last attempt of a run', ['command'],
                            buckets=(0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14_400), registry=registry)
ops_outcomes = Counter('roundtable_ops_outcomes_total', 'Runs that are over', ['command', 'outcome'], registry=registry)
ops_log_bytes = Counter('roundtable_ops_log_bytes_total', 'What runs have written', registry=registry)
ops_viewers_dropped = Counter('roundtable_ops_viewers_dropped_total',
                              'Readers of a live log who were too slow and skipped lines', registry=registry)


def value(metric: Counter | Gauge | Histogram, end: str = '', **labels: str) -> float:
    """What was counted so far."""
    samples = [sample for family in metric.collect() for sample in family.samples]
    return next((float(sample.value) for sample in samples
                 if sample.name.endswith(end) and labels.items() <= sample.labels.items()), 0.0)


def mean(metric: Histogram) -> float:
    count = value(metric, '_count')
    return value(metric, '_sum') / count if count else 0.0


for _result in ('ok', 'failed'):  # told from the start, as nought
    poker_connects.labels(_result)
    poker_reconnects.labels(_result)
