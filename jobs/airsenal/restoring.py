"""`airsenal.restore_copy`: put a former database of a team back into its place."""

from collections.abc import Mapping
from typing import Any

from app.domain.ops.commands import Definition, Parameter
from app.errors import Rejected
from app.services.ops import copies
from app.settings import OpsSettings
from app.work import Work, read, transact
from jobs.airsenal.database import flaw
from jobs.airsenal.definitions import KEY, SILENT_TEAM
from jobs.airsenal.home import home_of
from jobs.voice import Voice

DEFINITION = Definition(
    copies.RESTORE, 'Restore database', 'Puts one of the last databases of a team back into its place.',
    parameters=(SILENT_TEAM, Parameter('copy', 'whole', 'Number of the copy.', is_required=True, low=1)), key=KEY,
    retries=0)


def restore_copy(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """It waits for whatever works on the same team; the database in use is one of the copies itself."""
    copy = read(copies.find_copy, parameters['copy'])
    if copy.team_id != parameters['fpl_team_id']:
        raise Rejected('This copy belongs to another team.', 'ops.no_copy', 'copy')
    home = home_of(read(_rules).airsenal_home, copy.team_id)
    voice.speak(f'Copy {copy.id} of {copy.made_at:%-d %B %Y, %H:%M} UTC, {copy.size} bytes, {copy.sha256[:12]}')
    try:
        if found := flaw(home.copy_of(copy.sha256)):
            raise Rejected(f'The copy cannot be used: {found}.', 'ops.no_copy', 'copy')
        voice.speak('It is sound; it takes the place of the present database')
        home.bring_back(copy.sha256)
    except (OSError, ValueError) as error:
        raise Rejected(f'The copy cannot be used: {error}', 'ops.no_copy', 'copy') from error
    home.drop_copies(transact(copies.note_restored, voice.run_id, copy.id))
    return {'copy': copy.id, 'sha256': copy.sha256}


def _rules(work: Work) -> OpsSettings:
    return work.policy.ops
