"""Ways in that take more than one transaction: a password is checked outside of any, because that takes its time."""

import asyncio
import logging
from weakref import WeakValueDictionary

from app import clock, metrics
from app.domain import people as rules
from app.domain.names import keepable
from app.domain.people import Brake
from app.domain.people.views import Invitee
from app.errors import NotFound, Rejected, SignInNeeded, TooMany
from app.security import brakes, passwords, tokens
from app.security.origin import place
from app.services.people import accounts, sessions
from app.services.people.accounts import Founding
from app.work import ask, perform

log = logging.getLogger(__name__)

_turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # by the place of the sender

WRONG = 'The e-mail or the password is not right.'


async def sign_in(email: str, password: str, visitor: str, sender: str) -> None:
    """Prepare a session for this visitor's browser, to be fetched at once. Raises SignInNeeded or TooMany.

    Unknown accounts are answered with the same words after the same time as wrong passwords.
    """
    person_id, new_hash = await _proved(email, password, sender)
    await perform(sessions.prepare_sign_in, person_id, visitor, new_hash)


async def sign_in_directly(email: str, password: str, session: str, sender: str, address: str, agent: str) -> None:
    """For programs that keep cookies: the session begins in the same call."""
    person_id, _ = await _proved(email, password, sender)
    await perform(sessions.begin, person_id, session, address, agent)


async def play(person_id: int, visitor: str) -> None:
    """Be one of the people of a demo workspace, and of no other."""
    workspace = await ask(accounts.view_workspace)
    if person_id not in dict(workspace.people):
        raise SignInNeeded(WRONG, 'auth.wrong')
    await perform(sessions.prepare_sign_in, person_id, visitor)


async def set_up(code: str, founding: Founding, password: str, visitor: str, sender: str) -> int:
    """Found the workspace and sign its first admin in; returns who that is."""
    demand_sound(founding, password)
    brakes.demand_free('people.codes', sender)
    if not await perform(accounts.is_setup_code, tokens.digest(tokens.normal_setup_code(code))):
        brakes.hit('people.codes', sender)
        await offer_setup()
        raise Rejected('This code is not right. The log of the server has the present one.', 'people.setup', 'code')
    person_id: int = await perform(accounts.found, founding, await passwords.hashed(password))
    await perform(sessions.prepare_sign_in, person_id, visitor)
    return person_id


async def offer_setup() -> None:
    """Print a code to the log while nobody administers this workspace, and whenever the last one is used up."""
    if await ask(accounts.is_founded) or not await ask(accounts.needs_setup_code):
        return
    code = tokens.new_setup_code()
    await perform(accounts.keep_setup_code, tokens.digest(tokens.normal_setup_code(code)))
    log.warning('Nobody administers this workspace yet. Open /setup and give this code: %s', code)


async def view_invitee(kind: str, link: str, sender: str) -> Invitee:
    """Whom a link is for; unknown ones are counted per address."""
    brakes.demand_free('people.codes', sender)
    try:
        return await ask(accounts.view_invitee, kind, tokens.digest(link))
    except NotFound:
        brakes.hit('people.codes', sender)
        raise


async def accept_invitation(link: str, name: str, zone: str, password: str, visitor: str) -> None:
    code = tokens.digest(link)
    invitee = await ask(accounts.view_invitee, 'invite', code)
    _demand_good(password, name, invitee.email, invitee.workspace)
    person_id = await perform(accounts.accept, code, name, zone, await passwords.hashed(password))
    await perform(sessions.prepare_sign_in, person_id, visitor)


async def reset_password(link: str, password: str, visitor: str) -> None:
    code = tokens.digest(link)
    invitee = await ask(accounts.view_invitee, 'reset', code)
    _demand_good(password, invitee.name, invitee.email, invitee.workspace)
    person_id = await perform(accounts.reset_password, code, await passwords.hashed(password))
    await perform(sessions.prepare_sign_in, person_id, visitor)


async def prove(session: str, email: str, password: str, sender: str) -> None:
    """The password again, for sensitive deeds."""
    await _proved(email, password, sender)
    await perform(sessions.prove, session)


async def new_password_hash(password: str, *related: str) -> str:
    _demand_good(password, *related)
    return await passwords.hashed(password)


async def _proved(email: str, password: str, sender: str) -> tuple[int, str]:
    """Whose password this is, and its hash anew where the old one is out of date."""
    account = _key(email)
    brake = await _unlocked(account, sender)
    await asyncio.sleep(brake.delay)
    async with _turns.setdefault(place(sender) or sender, asyncio.Lock()):  # many at once count as one by one
        await _unlocked(account, sender)
        found = await ask(sessions.find_account, account)
        if not await passwords.is_right(password, found.password if found else ''):
            metrics.sign_in_failures.labels('wrong').inc()
            await perform(sessions.note_failure, account, sender)
            raise SignInNeeded(WRONG, 'auth.wrong')
    assert found  # only a real hash can be right
    return found.person_id, await passwords.hashed(password) if passwords.is_outdated(found.password) else ''


async def _unlocked(account: str, sender: str) -> Brake:
    brake = await ask(sessions.view_brake, account, sender)
    if brake.locked_until:
        metrics.sign_in_failures.labels('locked').inc()
        seconds = (brake.locked_until - clock.now()).total_seconds()
        raise TooMany('Too many wrong passwords. Try again in a few minutes.', 'auth.locked', max(1.0, seconds))
    return brake


def _key(email: str) -> str:
    """What is no address is nobody's account, and is braked like any other."""
    text = keepable(email)
    try:
        return rules.email_key(text)
    except Rejected:
        return text.strip().casefold()[:254]


def demand_sound(founding: Founding, password: str) -> None:
    """Before anything is kept."""
    _demand_good(password, founding.name, founding.email, founding.workspace)
    rules.email_key(founding.email)


def _demand_good(password: str, *related: str) -> None:
    rules.demand_good_password(password, passwords.COMMON, related)
