"""`sprints.score_forecasts`: what became of forecasts whose end is known by now."""

from collections.abc import Mapping
from typing import Any, Final

from app.domain.ops.commands import Definition
from app.services.sprints import forecasts
from app.work import read, transact
from jobs.voice import Voice

COMMAND: Final = 'sprints.score_forecasts'
DEFINITION = Definition(COMMAND, 'Score forecasts', 'Notes for each forecast of the sprints whether it was met, once '
                        'everything it was about is done.', area='sprints', joins=True, retries=0, is_quiet=True)


def score(voice: Voice, _parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """How many were scored."""
    scored = sum(transact(forecasts.score, board_id) for board_id in read(forecasts.waiting_boards))
    voice.speak(f'{scored:,} forecasts scored')
    return {'scored': scored}
