"""`make bench`: takes a few minutes on a quiet machine."""

import asyncio

from tests.bench import ops_logs, ops_runs, poker, portfolio, seasons, sprints

if __name__ == '__main__':
    asyncio.run(poker.measure())
    asyncio.run(ops_runs.measure())
    asyncio.run(ops_logs.measure())
    asyncio.run(portfolio.measure())
    asyncio.run(sprints.measure())
    asyncio.run(seasons.measure())
