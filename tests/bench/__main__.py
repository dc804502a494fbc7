"""`make bench`: takes a minute or two on a quiet machine."""

import asyncio

from tests.bench import ops_logs, poker

if __name__ == '__main__':
    asyncio.run(poker.measure())
    asyncio.run(ops_logs.measure())
