"""Argon2id hashes as PHC strings. They are made in threads, a few at a time: each takes some 45 ms and 19 MiB."""

import asyncio
import os
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from zxcvbn.frequency_lists import FREQUENCY_LISTS

MEMORY_KIB, PASSES, LANES = 19_456, 2, 1
CURRENT = f'm={MEMORY_KIB},t={PASSES},p={LANES}$'

COMMON = frozenset(FREQUENCY_LISTS['passwords'])

_slots = ThreadPoolExecutor(4, 'argon2')


async def hashed(password: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(_slots, hash_now, password)


async def is_right(password: str, phc: str) -> bool:
    """Takes as long for an account without a password, or for none, as for a wrong one."""
    return await asyncio.get_running_loop().run_in_executor(_slots, _verify, password, phc)


def is_outdated(phc: str) -> bool:
    """Hashed with other parameters than today's: worth hashing anew while the password is at hand."""
    return CURRENT not in phc


def hash_now(password: str) -> str:
    """Blocks for some 45 ms; for the command line."""
    argon = Argon2id(salt=os.urandom(16), length=32, iterations=PASSES, lanes=LANES, memory_cost=MEMORY_KIB)
    return argon.derive_phc_encoded(_encoded(password))


def _verify(password: str, phc: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(_encoded(password), phc or _of_nobody())
    except (InvalidKey, ValueError):
        return False
    return bool(phc)


def _encoded(password: str) -> bytes:
    """The same whichever keyboard it was typed on: some send é as one character, some as two."""
    return unicodedata.normalize('NFKC', password).encode(errors='surrogatepass')


@cache
def _of_nobody() -> str:
    return hash_now(os.urandom(16).hex())
