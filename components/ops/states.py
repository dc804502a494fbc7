"""The states of a run as people see them: colour, sign and word together."""

from dataclasses import dataclass

from app.domain.ops.states import FINAL, LIVE, State
from app.domain.ops.views import RunLine
from components.controls import Pill, classed

TURNING = 'progress_activity'


@dataclass(frozen=True)
class Look:
    text: str
    icon: str
    tone: str = ''  # of pills and squares: ok, bad, warn, info


LOOKS = {
    State.QUEUED: Look('Waiting', 'schedule'),
    State.DELAYED: Look('Waits for another try', 'schedule', 'warn'),
    State.BLOCKED: Look('Needs approval', 'lock', 'warn'),
    State.STARTING: Look('Starting', TURNING, 'info'),
    State.RUNNING: Look('Running', TURNING, 'info'),
    State.CANCELLING: Look('Stopping', TURNING, 'warn'),
    State.FINISHING: Look('Finishing', TURNING, 'info'),
    State.SUCCEEDED: Look('Done', 'check_circle', 'ok'),
    State.FAILED: Look('Failed', 'error', 'bad'),
    State.TIMED_OUT: Look('Ran out of time', 'timer_off', 'bad'),
    State.CANCELLED: Look('Cancelled', 'block'),
    State.LOST: Look('Lost', 'help', 'bad'),
}
PARTIAL = Look('Done in part', 'warning', 'warn')


def look_of(state: State, is_partial: bool = False) -> Look:
    return PARTIAL if is_partial and state == State.SUCCEEDED else LOOKS[state]


def worded(line: RunLine) -> str:
    """With the attempt, once there is more than one or a run is under way."""
    text = look_of(line.state, line.is_partial).text
    if line.attempt and line.state in LIVE:
        return f'{text}, attempt {line.attempt} of {line.most_attempts}'
    if line.attempt > 1 and line.state in FINAL:
        return f'{text} after {line.attempt} attempts'
    return text


class StatePill(Pill):
    """Its sign turns while something goes on."""

    def show(self, text: str, icon: str = '', tone: str = '') -> None:
        super().show(text, icon, tone)
        classed(self.icon, turning=icon == TURNING)

    def show_run(self, line: RunLine, *, is_short: bool = False) -> None:
        look = look_of(line.state, line.is_partial)
        self.show(look.text if is_short else worded(line), look.icon, look.tone)
