"""What is counted, for /metrics and the health page. No personal data in labels."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

registry = CollectorRegistry()

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)

http_requests = Counter('roundtable_http_requests_total', 'Requests answered', ['method', 'route', 'status'],
                        registry=registry)
http_seconds = Histogram('roundtable_http_seconds', 'Time until the answer began', ['route'], buckets=_SECONDS,
                         registry=registry)
pages_open = Gauge('roundtable_pages_open', 'Pages that are open in browsers now', registry=registry)
loop_lag = Histogram('roundtable_loop_lag_seconds', 'How late the event loop was', buckets=_SECONDS,
                     registry=registry)
announced = Counter('roundtable_announced_total', 'Announcements after commits', ['area'], registry=registry)
sign_in_failures = Counter('roundtable_sign_in_failures_total', 'Refused sign-ins', ['reason'], registry=registry)
limiter_hits = Counter('roundtable_limiter_hits_total', 'Refused for being too often', ['limit'], registry=registry)
audit_records = Gauge('roundtable_audit_records', 'Entries of the audit trail', registry=registry)
replicas = Gauge('roundtable_replicas', 'Processes that are alive', registry=registry)
poker_tables = Gauge('roundtable_poker_tables', 'Open tables', ['state'], registry=registry)
poker_rounds = Gauge('roundtable_poker_rounds', 'Rounds that have been turned', registry=registry)
poker_connects = Counter('roundtable_poker_connects_total', 'Pages of tables that connected', ['result'],
                         registry=registry)
