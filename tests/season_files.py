"""Files that are brought into seasons, without a worker around their runs."""

import csv
import io

from sqlmodel import select

from app.domain.seasons.importing.import_views import ImportDraft
from app.services.seasons import import_reading, imports
from app.work import read, transact
from jobs.seasons.import_file import check_file, write_file
from models.ops import OpsRun
from tests.people import ANN, PIA
from tests.seasons import CODE
from tests.uploads import upload
from tests.voice import Said


def text_of(*rows, delimiter=';'):
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode()


def brought(kind, *rows, actor=PIA, season=CODE, content=b'', name='file.csv', **more):
    """The number of an import that was read and weighed."""
    file = upload(actor, name, content or text_of(*rows))
    number, _ = transact(imports.ask_import, actor, ImportDraft(file.id, kind, season, **more))
    checked(number)
    return number


def checked(number, voice=None):
    """What its latest run says."""
    return check_file(voice or Said(), _parameters(number))


def answered(number, actor=PIA, **change):
    transact(imports.answer, actor, number, change)
    checked(number)
    return seen(number)


def committed(number, actor=PIA, is_partial=False, voice=None):
    transact(imports.ask_commit, actor, number, is_partial)
    return write_file(voice or Said(), _parameters(number))


def imported(kind, *rows, **more):
    number = brought(kind, *rows, **more)
    committed(number, more.get('actor', PIA))
    return number


def seen(number, actor=ANN):
    return read(import_reading.view_import, actor, number)


def counts(number):
    """new, changed, same, rejected."""
    found = seen(number).line.counts
    assert found['read'] == sum(found.get(name, 0) for name in ('new', 'changed', 'same', 'rejected', 'left_out'))
    return tuple(found[name] for name in ('new', 'changed', 'same', 'rejected'))


def _parameters(number):
    rows = read(lambda work: [row.parameters for row in work.session.exec(select(OpsRun).order_by(OpsRun.id))])
    return [one for one in rows if one.get('import') == number][-1]
