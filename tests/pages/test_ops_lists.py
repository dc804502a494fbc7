"""Operations at a glance, the history of runs, and the list of commands."""

from datetime import timedelta

import pytest

from app import clock, realtime
from app.events import RUNS
from app.services.ops import runs
from app.work import transact
from components.controls import Text
from components.ops.runs import RunRow
from models.ops import OpsRun
from tests.ops import ask_for
from tests.pages.conftest import (
    arrives,
    choose,
    control,
    give,
    misses,
    named,
    press,
    sees,
    shown,
    sign_in,
    text_of,
    type_key,
    until,
)
from tests.pages.operations import Running
from tests.people import ANN, BOB, CLEO, MAX, OLIVER, invite_cleo, invite_crew


@pytest.fixture
async def oliver(workspace, user):
    invite_cleo()
    invite_crew()
    sign_in(user, OLIVER)
    return user


async def test_two_operators_look_at_the_history_once(oliver, neighbour):
    sign_in(neighbour, OLIVER)
    await oliver.open('/ops/runs')
    await neighbour.open('/ops/runs')
    looks = [topic for topic, service, _ in realtime._feeds if service is runs.list_runs]
    assert looks == [RUNS]


def listed(user):
    return [row.line.id for row in shown(user) if type(row).__name__ == RunRow.__name__]


def ended(state='succeeded', command='say', **more):
    run = Running(command)
    run.ends(state, may_retry=False, **more)
    return run.id


def badges(user):
    return {badge.default_slot.children[0].text for badge in shown(user) if 'rt-badge' in badge.classes
            and badge.default_slot.children}


async def test_operations_stands_in_the_frame_of_those_who_may_look(oliver):
    await oliver.open('/')
    await sees(oliver, 'Operations')
    type_key(oliver, 'g')
    type_key(oliver, 'o')
    await arrives(oliver, '/ops')


async def test_a_guest_sees_nothing_of_it(user, workspace):
    await user.open('/poker')
    assert 'Operations' not in text_of(user)


async def test_an_empty_overview_explains(oliver):
    await oliver.open('/ops')
    await sees(oliver, 'Nothing runs at the moment.', 'The queue is empty.', 'Nothing needs anybody', 'of 4 slots')


async def test_what_runs_is_shown_with_progress_and_its_last_line(oliver):
    await oliver.open('/ops')
    run = Running()
    await sees(oliver, f'Run {run.id}: Say', 'Running')
    run.writes('::progress 30::reading\nrow 17\n')
    await sees(oliver, '30 % · reading', 'row 17')
    run.ends()
    await misses(oliver, f'Run {run.id}: Say')


async def test_what_waits_and_what_failed_is_shown(oliver):
    failed = ended('failed', 'fail', reason='It broke')
    waiting = ask_for('say', priority=9)
    await oliver.open('/ops')
    await sees(oliver, f'Run {failed}: Fail', 'It broke', f'Run {waiting}: Say')
    ended('succeeded', 'fail')
    await misses(oliver, f'Run {failed}: Fail')


async def test_viewers_see_runs_without_what_they_wrote(user, oliver):
    Running().writes('confidential\n')
    sign_in(user, CLEO)
    for path in ('/ops', '/ops/runs'):
        await user.open(path)
        await sees(user, 'Say', 'Running')
        assert 'confidential' not in text_of(user)


async def test_home_tells_what_runs_and_what_waits_for_a_word(user, oliver):
    run = Running()
    blocked = ask_for('approved')
    sign_in(user, MAX)
    await user.open('/')
    await sees(user, 'Say', f'Run {run.id}', 'Approved waits for your approval')
    transact(runs.approve, MAX, blocked)
    await misses(user, 'Approved waits for your approval')


async def test_the_rail_counts_what_needs_a_word_of_whoever_looks(user, oliver, neighbour):
    lost = Running()
    ask_for('approved')
    transact(lambda work: setattr(work.get(OpsRun, lost.id), 'state', 'lost'))
    await oliver.open('/poker')
    await until(lambda: badges(oliver) == {'1'})  # he may decide, and not approve
    sign_in(neighbour, MAX)
    await neighbour.open('/poker')
    await until(lambda: badges(neighbour) == {'2'})


async def test_nothing_is_counted_for_those_who_may_do_nothing_about_it(user, oliver):
    ask_for('approved')
    sign_in(user, CLEO)
    await user.open('/ops')
    await sees(user, 'Approved')
    assert not badges(user)


async def test_the_history_is_newest_first_and_lives(oliver):
    first = ended()
    await oliver.open('/ops/runs')
    second = ended()
    await until(lambda: listed(oliver) == [second, first])


async def test_an_empty_history_explains(oliver):
    await oliver.open('/ops/runs')
    await sees(oliver, 'Nothing has run yet')


async def test_fifty_runs_are_shown_at_a_time(oliver):
    numbers = [ask_for('say') for _ in range(53)]
    await oliver.open('/ops/runs')
    assert listed(oliver) == numbers[:2:-1]
    press(oliver, 'Older')
    await until(lambda: listed(oliver) == numbers[2::-1])
    press(oliver, 'Newer')
    await until(lambda: len(listed(oliver)) == 50)


@pytest.mark.parametrize('query', ['state=failed', 'command=fail', 'text=broke', 'text=2', 'actor=person:1',
                                   'trigger=api'])
async def test_the_address_keeps_what_the_history_is_narrowed_to(oliver, query):
    ended()
    run = Running('fail', ANN, trigger='api')
    run.ends('failed', 'It broke', may_retry=False)
    await oliver.open(f'/ops/runs?{query}')
    await until(lambda: listed(oliver) == [run.id])


async def test_days_narrow_the_history(oliver):
    with clock.standing_at(clock.now() - timedelta(days=5)):
        old = ask_for('say')
    new = ask_for('say')
    day = (clock.now() - timedelta(days=2)).date()
    await oliver.open(f'/ops/runs?since={day}')
    assert listed(oliver) == [new]
    await oliver.open(f'/ops/runs?until={day}')
    assert listed(oliver) == [old]
    await oliver.open('/ops/runs?until=someday')
    assert listed(oliver) == [new, old]


async def test_filters_are_chosen_and_cleared(oliver):
    good, bad = ended(), ended('failed', 'fail')
    await oliver.open('/ops/runs')
    next(one for one in control(oliver, 'State').descendants() if one.tag == 'q-menu').open()
    choose(oliver, 'State', 'failed')
    await until(lambda: listed(oliver) == [bad])
    give(oliver, 'Filter the runs', 'zebra')
    await sees(oliver, 'No run is like that')
    press(oliver, 'Clear filters')
    await until(lambda: listed(oliver) == [bad, good])


async def test_keys_walk_through_the_history_and_the_hand_goes_along(oliver, monkeypatch):
    focused = []
    monkeypatch.setattr(Text, 'run_method', lambda self, name, *_: focused.append((self.props.get('href'), name)))
    numbers = [ask_for('say') for _ in range(3)]
    await oliver.open('/ops/runs')
    for key in ('j', 'j', 'k', 'j'):
        type_key(oliver, key)
    await until(lambda: [row.line.id for row in shown(oliver) if 'rt-sel' in row.classes] == [numbers[1]])
    assert focused[-1] == (f'/ops/runs/{numbers[1]}', 'focus')


async def test_the_month_is_summed_up(oliver):
    ended()
    ended('failed', 'fail')
    await oliver.open('/ops/runs')
    await sees(oliver, 'Runs in 30 days', '50 %')


async def test_the_search_finds_runs(oliver):
    run = ended()
    await oliver.open('/')
    type_key(oliver, 'k', ctrlKey=True)
    await sees(oliver, 'Go to')
    palette = next(one for one in shown(oliver) if type(one).__name__ == 'Palette')
    with oliver:
        palette.line.set_value(f'run {run}')
    await until(lambda: f'Run {run}: Say' in [hit.title for hit in palette.hits])


async def test_commands_tell_how_they_have_been_doing(oliver):
    run = Running()
    await oliver.open('/ops/commands')
    await sees(oliver, 'Say', 'Run Say', 'Running', 'never run', 'Switched off', 'Secret missing')
    run.ends()
    await sees(oliver, 'Last 1 run: 1 done')


async def test_commands_are_found_by_name(oliver):
    await oliver.open('/ops/commands')
    give(oliver, 'Filter the commands', 'portfolio exp')
    await sees(oliver, 'Export the portfolio')
    await misses(oliver, 'Sync the portfolio')
    give(oliver, 'Filter the commands', 'zebra')
    await sees(oliver, 'No command is called so')


async def test_a_command_shows_its_parameters_rules_and_runs(oliver):
    run = ended(command='count')
    await oliver.open('/ops/commands/count')
    await sees(oliver, 'Count', 'whole number 0 to 1\u202f000\u202f000', 'external program', f'Run {run}')


async def test_members_see_commands_but_are_not_offered_to_run_programs(user, workspace):
    sign_in(user, BOB)
    await user.open('/ops/commands')
    await sees(user, 'Say', 'Export the portfolio')
    assert not named(user, 'Run Say') and named(user, 'Run Export the portfolio')


async def test_viewers_are_offered_nothing_they_may_not_do(user, oliver):
    sign_in(user, CLEO)
    await user.open('/ops')
    await sees(user, 'Schedules', 'Reports')
    assert not named(user, 'Secrets') and not named(user, 'Run command')
