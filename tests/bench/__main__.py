"""`make bench`: takes a minute or two on a quiet machine."""

import asyncio

from tests.bench import ops_logs, ops_runs, poker

if __name__ == '__main__':
    asyncio.run(poker.measure())
    asyncio.run(ops_runs.measure())
    asyncio.run(ops_logs.measure())
