"""The log of a run on the screen: paged, searched, followed, folded."""

import pytest

from components.ops.log_view import flow
from components.ops.log_view.rows import Row
from tests.pages.conftest import (
    fill,
    give,
    misses,
    open_menu,
    press,
    press_last,
    sees,
    shown,
    sign_in,
    touch,
    type_key,
    until,
)
from tests.pages.ops_run.conftest import at, chosen, is_pressed, rows
from tests.people import ANN


@pytest.fixture
def long_log(running):
    """A thousand lines, of which two have what is sought."""
    running.writes(''.join(f'line {number}{" needle" if number in (100, 900) else ""}\n' for number in range(1, 1001)))
    running.ends()
    return running


async def test_a_long_log_opens_at_its_end(oliver, long_log):
    await at(oliver, long_log)
    assert (rows(oliver)[0], rows(oliver)[-1], len(rows(oliver))) == (801, 1000, 200)


async def test_one_pages_back_and_on(oliver, long_log):
    await at(oliver, long_log)
    press(oliver, 'Earlier lines')
    await until(lambda: rows(oliver)[0] == 601)
    await at(oliver, long_log, '?line=300')
    await until(lambda: rows(oliver)[:1] == [201])
    press(oliver, 'Later lines')
    await until(lambda: rows(oliver)[-1] == 600)


async def test_a_link_leads_to_its_line(oliver, long_log):
    await at(oliver, long_log, '?line=500')
    assert chosen(oliver) == [500] and 500 in rows(oliver)


async def test_g_leads_to_a_line(oliver, long_log):
    await at(oliver, long_log)
    type_key(oliver, 'g')
    await sees(oliver, 'Line or time')
    fill(oliver, Line_or_time='42')
    press(oliver, 'Go there')
    await until(lambda: chosen(oliver) == [42])


async def test_what_is_neither_a_line_nor_a_time_is_refused(oliver, long_log):
    await at(oliver, long_log)
    type_key(oliver, 'g')
    await sees(oliver, 'Line or time')
    fill(oliver, Line_or_time='soon')
    press(oliver, 'Go there')
    await sees(oliver, 'Give the number of a line, or a time such as 10:45.')


async def test_the_search_finds_all_lines_and_goes_from_one_to_the_next(oliver, long_log):
    await at(oliver, long_log)
    give(oliver, 'Search in log', 'NEEDLE')
    await sees(oliver, '1 of 2')
    await until(lambda: chosen(oliver) == [100])
    press(oliver, 'Next match')
    await until(lambda: chosen(oliver) == [900])
    type_key(oliver, 'n')
    await until(lambda: chosen(oliver) == [100])
    type_key(oliver, 'N', shiftKey=True)
    await until(lambda: chosen(oliver) == [900])


async def test_hits_are_marked(oliver, long_log):
    await at(oliver, long_log)
    give(oliver, 'Search in log', 'needle')
    await until(lambda: [mark.text for mark in shown(oliver) if mark.tag == 'mark'] == ['needle'])
    give(oliver, 'Search in log', '')
    await until(lambda: not [mark for mark in shown(oliver) if mark.tag == 'mark'])


async def test_a_search_without_a_hit_says_so(oliver, long_log):
    await at(oliver, long_log)
    give(oliver, 'Search in log', 'nothing like that')
    await sees(oliver, 'none')


async def test_a_pattern_that_makes_no_sense_is_told(oliver, long_log):
    await at(oliver, long_log)
    give(oliver, 'Search in log', '(')
    press(oliver, 'Regular expression')
    await until(lambda: 'regular expression' in count_of(oliver))


def count_of(user):
    return next(one.text for one in shown(user) if 'rt-log-count' in one.classes)


async def test_reading_stops_the_following_and_new_lines_are_counted(oliver, running):
    running.writes('one\n')
    await at(oliver, running)
    assert is_pressed(oliver, 'Follow')
    type_key(oliver, 'f')
    await until(lambda: not is_pressed(oliver, 'Follow'))
    running.writes('two\nthree\n')
    await sees(oliver, '2 new lines')
    assert rows(oliver) == [1]
    press(oliver, '2 new lines')
    await until(lambda: rows(oliver) == [1, 2, 3] and is_pressed(oliver, 'Follow'))


async def test_listeners_hear_how_much_came_and_not_each_line(oliver, running, monkeypatch):
    monkeypatch.setattr(flow, 'QUIET', 0.05)
    await at(oliver, running)
    running.writes('one\n')
    running.writes('two\n')
    await until(lambda: any(one.text.endswith('new lines') or one.text.endswith('new line')
                            for one in shown(oliver) if one.props.get('role') == 'log'))


async def test_sections_are_listed_and_can_be_folded(oliver, running):
    running.writes('before\n::group::Reading\ninside\n::endgroup::\nafter\n')
    running.ends()
    await at(oliver, running)
    await sees(oliver, 'Sections', 'Reading', 'inside')
    press(oliver, 'Section Reading')
    await until(lambda: ['inside' in row.text for row in shown(oliver, Row) if 'rt-hidden' in row.classes] == [True])


async def test_only_errors_can_be_shown(oliver, running):
    running.writes('fine\n::error::broken\nfine again\n')
    running.ends()
    await at(oliver, running)
    open_menu(oliver, 'Which lines: All lines')
    press(oliver, 'Errors')
    await until(lambda: rows(oliver) == [2])


async def test_times_can_be_left_out_and_counted_from_the_start(oliver, running):
    running.writes('one\n')
    await at(oliver, running)
    press(oliver, 'Show times')
    await until(lambda: not is_pressed(oliver, 'Show times'))
    press(oliver, 'More about this log')
    press(oliver, 'Times since the start')
    await until(lambda: shown(oliver, Row)[0].props['data-at'].startswith('+0:0'))


async def test_a_cleared_log_says_so(user, running):
    running.writes('one\n')
    running.ends()
    sign_in(user, ANN)
    await at(user, running)
    press(user, 'More about this log')
    press(user, 'Clear this log…')
    await sees(user, 'What the run said is gone for everybody.')
    press_last(user, 'Clear the log')
    await misses(user, 'What the run said is gone for everybody.')
    await at(user, running)
    await sees(user, 'This log was cleared. The run and what came of it are kept.')


async def test_a_flood_is_shown_by_a_terminal_until_somebody_reads(oliver, running, monkeypatch):
    monkeypatch.setattr(flow, 'FLOOD', 5)
    running.writes('one\n')
    await at(oliver, running)
    running.writes(''.join(f'line {number}\n' for number in range(50)))
    await until(lambda: [one for one in shown(oliver) if 'rt-log-terminal' in one.classes])
    touch(oliver, next(one for one in shown(oliver) if 'rt-log-terminal' in one.classes), 'wheel', {'deltaY': -9})
    await until(lambda: rows(oliver)[-1:] == [51])
    assert not is_pressed(oliver, 'Follow')
