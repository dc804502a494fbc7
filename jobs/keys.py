"""Commands about the keys of the vault."""

from collections.abc import Mapping
from typing import Any

from app.domain.access import SYSTEM
from app.domain.ops.commands import Definition
from app.services import master_keys
from app.services.master_keys import FIRST
from app.work import read, transact
from jobs.voice import Voice

ROTATE = Definition(
    'ops.rotate_master_key', 'Rotate the vault key', 'Puts every secret under the first key of MASTER_KEYS. Restart '
    'all processes with the new key first. The values themselves stay as they are.', joins=True)
CHECK_AGE = Definition(
    'ops.key_age_check', 'Check the age of the vault key',
    'Says so when the key that guards the secrets is older than a year.', is_quiet=True, joins=True)


def rotate_master_key(voice: Voice, _parameters: Mapping[str, Any]) -> dict[str, int]:
    """Stopped between two batches it loses nothing: the next run goes on."""
    total = read(master_keys.view_vault, SYSTEM).former
    done, refused, end = 0, 0, FIRST
    while True:
        batch = transact(master_keys.rewrap, SYSTEM, end)
        done, refused = done + batch.done, refused + len(batch.unreadable)
        for text in batch.unreadable:
            voice.speak(text, 'error')
        if batch.end is None:
            break
        end = batch.end
        voice.progress(done, total, f'{done} of {total} secrets')
    voice.speak(f'{done} secrets are under the present key.')
    if refused:
        voice.partly(f'to be set again, for they cannot be opened: {refused} of the secrets')
    return {'rotated': done, 'unreadable': refused}


def check_key_age(voice: Voice, _parameters: Mapping[str, Any]) -> dict[str, str]:
    """People are told by the event; the run itself has done all it can."""
    warning = transact(master_keys.tell_age)
    voice.speak(warning or 'The vault key is less than a year old.', 'warning' if warning else '')
    return {'warning': warning}
