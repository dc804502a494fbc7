"""What closed sprints came to: velocity, its range and trends."""

from dataclasses import replace

from app.domain.sprints.facts.board import Sprint
from tests.pages.conftest import control, press, sees
from tests.pages.sprint_report.conftest import running
from tests.sprints import DOING, FINISHED, TODO, History, issue, jan, plant

DAY = 86_400_000  # ms


def with_closed(count):
    """Sprint 42 runs; that many were closed before it, of one issue of 1, 2, 3 … points each."""
    example = running()
    starts = [jan('1') - (count - place) * 7 * DAY for place in range(count)]
    closed = {number: Sprint(number, f'Sprint {number}', 'closed', '', start, start, start + 5 * DAY, start + 5 * DAY)
              for number, start in enumerate(starts, 42 - count)}
    done = {1000 + number: issue(
        1000 + number, points=place, status=FINISHED, sprints=(number,), created=one.start - DAY,
        history=History(number * 100).add(one.start + DAY, 'status', TODO, DOING).add(
            one.start + 2 * DAY, 'status', DOING, FINISHED))
        for place, (number, one) in enumerate(closed.items(), 1)}
    return replace(example, sprints={**closed, **example.sprints}, issues={**example.issues, **done})


async def test_history_tells_velocity_with_its_range_and_trends(workspace, ann):
    plant(with_closed(8))
    await ann.open('/sprints/boards/1/velocity?last=10')
    await sees(ann, 'Mean', '4.5', 'P15', 'Velocity: ▲ rising', 'Rising by 1 a sprint, between 1 and 1 points.',
               'Say/do: no trend', 'Cycle time: no trend', 'Nothing that is open was carried over so often.')
    assert control(ann, 'Sprint 41').props['href'] == '/sprints/boards/1/sprints/41'
    press(ann, 'Show issues')
    await sees(ann, 'Velocity: no trend')


async def test_few_sprints_have_no_trend(workspace, ann):
    plant(with_closed(3))
    await ann.open('/sprints/boards/1/velocity')
    await sees(ann, 'Velocity: too few sprints', '3 sprints: a trend needs 6.')


async def test_without_a_closed_sprint_there_is_no_history(board, ann):
    await ann.open('/sprints/boards/1/velocity')
    await sees(ann, 'No closed sprint yet')
