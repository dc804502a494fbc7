"""`seasons.verify`: whether images of plans are what the log says, and figures what they must be, night by night."""

from collections.abc import Mapping
from typing import Any, Final

from app.domain.ops.commands import Definition
from app.services.seasons import flushing, verifying
from app.work import read, transact
from jobs.voice import Voice

COMMAND: Final = 'seasons.verify'
DEFINITION = Definition(COMMAND, 'Verify seasons', 'Holds stored plans against the log of their edits and mends them, '
                        'and says where figures of a season do not add up.', area='seasons', joins=True, retries=0)


def verify(voice: Voice, _parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Season by season; what is wrong makes the run partly done, so that people are told."""
    mended = off = 0
    seasons = read(verifying.seasons_to_verify)
    for at, (season_id, name) in enumerate(seasons):
        voice.progress(at, len(seasons), name)
        for one in transact(flushing.verify_season, season_id):
            mended += one.broken + one.wrong
            voice.speak(f'{name}: {one.broken} images were damaged and {one.wrong} were not what the log says', 'error')
        for rule, where, amount in read(verifying.broken_identities, season_id):
            off += 1
            voice.speak(f'{name}: “{rule}” does not hold at {where or "the season"}, by {amount:,}', 'error')
    if mended or off:
        voice.partly(f'{mended} images and {off} rules were not as they must be')
    else:
        voice.speak(f'{len(seasons)} seasons are as they must be')
    return {'seasons': len(seasons), 'mended': mended, 'broken rules': off}
