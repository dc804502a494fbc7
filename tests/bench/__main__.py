"""`make bench`: takes a minute or two on a quiet machine."""

import asyncio

from tests.bench import poker

if __name__ == '__main__':
    asyncio.run(poker.measure())
