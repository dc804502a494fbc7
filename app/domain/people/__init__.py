"""Accounts: addresses, passwords, how long a session lives, and how fast anybody may guess."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import available_timezones

from app.errors import Rejected

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 128
SESSION_IDLE, SESSION_LIFE = timedelta(hours=8), timedelta(days=7)
PROOF = timedelta(minutes=10)  # how long a given password counts for sensitive deeds
GUEST_LIFE = timedelta(days=30)
INVITATION_LIFE, RESET_LIFE, SIGN_IN_LIFE = timedelta(hours=72), timedelta(minutes=30), timedelta(minutes=1)
SETUP_LIFE, SETUP_TRIES = timedelta(minutes=60), 5
TOKEN_DAYS, LONGEST_TOKEN = (7, 30, 90, 180, 365), 365  # what the page offers, and what is allowed

LOCALES = ('en-GB', 'en-US')  # how dates, times and numbers are written

MINUTE, LOCK = timedelta(minutes=1), timedelta(minutes=15)
WINDOW = LOCK + MINUTE  # after which guesses are forgotten
PAIR_LIMIT, ADDRESS_LIMIT = 5, 20  # failures in a minute: of one account from one place; of one address
TELL_OWNER = 10  # failures of a day


@dataclass(frozen=True)
class Failure:
    account: str
    address: str
    place: str  # the network around the address: the office, the home
    at: datetime


@dataclass(frozen=True)
class Brake:
    """How long to wait before the next guess is even looked at, and whether it is looked at."""
    delay: float  # seconds
    locked_until: datetime | None = None


def email_key(text: str) -> str:
    """The address as it is compared; raises Rejected if it is none."""
    address = unicodedata.normalize('NFC', text.strip())
    if not re.fullmatch(r'[^\s@<>"(),;:\\]+@[^\s@.]+(\.[^\s@.]+)+', address) or len(address) > 254:
        raise Rejected('This is not an e-mail address.', 'people.email', 'email')
    return address.casefold()


def is_mixed(email: str) -> bool:
    """Whether it mixes alphabets, as addresses do that want to be taken for another one."""
    return len({unicodedata.name(letter, '').partition(' ')[0] for letter in email if letter.isalpha()}) > 1


def zone_name(text: str, field: str = 'zone') -> str:
    if text not in _zones():
        raise Rejected(f'There is no time zone called “{text}”.', 'people.zone', field)
    return text


def demand_good_password(password: str, common: Iterable[str], related: Sequence[str]) -> None:
    """Long, not one of the passwords everybody tries, and not made of the person's own words."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Rejected(f'Use {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.', 'people.password', 'password')
    if '\0' in password:
        raise Rejected('A password cannot contain a NUL character.', 'people.password', 'password')
    folded = unicodedata.normalize('NFKC', password).casefold()
    if folded in common or len(set(folded)) < 4:
        raise Rejected('This password is among the first that are tried. Choose another.', 'people.password',
                       'password')
    for word in _words(related):
        if word in folded:
            raise Rejected(f'Leave “{word}” out: it is easily guessed about you.', 'people.password', 'password')


def brake(failures: Sequence[Failure], account: str, address: str, place: str, now: datetime) -> Brake:
    """What the failures of the last WINDOW, oldest first, mean for the next try.

    Only the pair of account and place is locked, so that nobody can lock the owner out from elsewhere.
    """
    pair = [failure.at for failure in failures if failure.account == account and failure.place == place]
    last_lock = _last_burst(pair, PAIR_LIMIT)
    if last_lock and now < last_lock + LOCK:
        return Brake(0, last_lock + LOCK)
    minute = [failure.at for failure in failures if failure.address == address and now - failure.at < MINUTE]
    if len(minute) >= ADDRESS_LIMIT:
        return Brake(0, minute[0] + MINUTE)
    recent = sum(now - at < LOCK for at in pair)
    return Brake(min(8.0, 0.5 * 2 ** (recent - 1)) if recent else 0.0)


def session_end(made_at: datetime, used_at: datetime) -> datetime:
    return min(made_at + SESSION_LIFE, used_at + SESSION_IDLE)


def _last_burst(moments: Sequence[datetime], limit: int) -> datetime | None:
    """When there were last so many within a minute."""
    bursts = [last for first, last in zip(moments, moments[limit - 1:], strict=False) if last - first < MINUTE]
    return bursts[-1] if bursts else None


@cache
def _zones() -> frozenset[str]:
    """Looked for on the disk once: that takes 10 ms."""
    return frozenset(available_timezones())


def _words(texts: Sequence[str]) -> Iterable[str]:
    """Words long enough to be telling."""
    for text in texts:
        for word in re.split(r'\W+', unicodedata.normalize('NFKC', text).casefold()):
            if len(word) >= 4:
                yield word
