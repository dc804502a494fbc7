"""What other areas' calendars learn about seasons."""

from datetime import date

from app.services.seasons.telling import tell_seasons
from app.work import read
from tests.seasons import plant_season

YEAR = date(2030, 1, 1), date(2030, 12, 31)


def test_a_season_is_told_by_its_beginning_its_end_and_the_steps_it_reached(workspace, time):
    plant_season('plan_uploaded')
    assert [(str(one.start), one.title) for one in read(tell_seasons, *YEAR)] == [
        ('2030-02-04', 'Spring/Summer 2030 begins'), ('2030-03-31', 'Spring/Summer 2030 ends'),
        ('2030-01-09', 'Spring/Summer 2030: locations defined'), ('2030-01-09', 'Spring/Summer 2030: plan uploaded')]


def test_only_what_lies_within_the_days_that_are_shown_is_told(workspace, time):
    plant_season()
    assert [one.title for one in read(tell_seasons, date(2030, 3, 1), date(2030, 3, 31))] == ['Spring/Summer 2030 ends']
