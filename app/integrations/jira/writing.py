"""The only thing that is ever written to Jira: an estimate that a table agreed on, where an admin has allowed it."""

from decimal import Decimal

from app.integrations.jira.client import Client
from app.integrations.jira.line import Ask


def write_estimate(client: Client, number: int, field: str, points: Decimal) -> None:
    """Raises SourceTrouble, with the state `config` or `refused` where Jira does not take it."""
    amount = int(points) if points == points.to_integral_value() else float(points)
    client.line.ask(Ask(f'issue/{number}', f'the estimate of issue {number}', body={'fields': {field: amount}},
                        writes=True))
