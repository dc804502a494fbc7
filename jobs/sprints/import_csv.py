"""`sprints.import_csv`: a board from a file of Jira, read by the same steps as a real one, or refused as a whole."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from app.domain.access import SYSTEM
from app.domain.ops.commands import Definition, Parameter
from app.domain.people import zone_name
from app.domain.sprints.imports.csv_import import CsvExport, ImportDraft, read_export
from app.domain.sprints.jira.following import Hints
from app.domain.sprints.setup.site_setup import LONGEST
from app.errors import Rejected
from app.services.sprints import importing, syncing
from app.services.sprints.importing import IMPORT
from app.work import read, transact
from jobs.sprints.csv_source import CsvSource, board_of
from jobs.sprints.visit import Visit
from jobs.voice import Voice

SAID: Final = 500  # rows that cannot be read, of which every one is named
ENDINGS: Final = (('.csv', 'CSV'), ('.tsv', 'CSV with tabs'), ('.txt', 'Text'))

DEFINITION = Definition(
    IMPORT, 'Import sprints from a file', 'Makes a board from “Export CSV (all fields)” of Jira. One row that cannot '
    'be read refuses the whole file.', area='sprints', right='sprints.admin', parameters=(
        Parameter('file', 'file', 'The export.', is_required=True, choices=ENDINGS),
        Parameter('name', 'text', 'What the new board is called.', is_required=True, longest=LONGEST),
        Parameter('zone', 'text', 'Time zone of the dates in the file, such as Europe/Berlin.', 'UTC', longest=60),
        Parameter('site', 'whole', 'Number of the site whose file this one replaces.', low=1)),
    retries=1, timeout=1800, priority=3)


def import_csv(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Whoever asked for this run was allowed to add boards."""
    draft = ImportDraft(0, str(parameters['name']), str(parameters.get('zone') or 'UTC'), parameters.get('site'))
    known = read(importing.known_sprints, draft.site)
    voice.speak(f'Reading the file with dates in {draft.zone}')
    export = read_export(Path(parameters['file']).read_bytes(), ZoneInfo(zone_name(draft.zone)), known)
    _demand_whole(voice, export)
    for remark in export.remarks:
        voice.speak(remark, 'warning')
    taken = transact(importing.take, SYSTEM, voice.run_id, draft, export, board_of(export, draft.name))
    visit = Visit(voice, CsvSource(export, draft.name, draft.zone), transact(syncing.begin, taken.board))
    visit.begin(is_census=True, is_anew=False)
    visit.read_changes(Hints())
    kept = visit.tally.kept
    voice.speak(f'{len(export.issues):,} issues in {len(export.sprints):,} sprints are there, without their histories')
    return {'site': taken.site, 'board': taken.board, 'issues': len(export.issues), 'sprints': len(export.sprints),
            'new': kept.added, 'changed': kept.changed, 'dropped': taken.dropped}


def _demand_whole(voice: Voice, export: CsvExport) -> None:
    for error in export.errors[:SAID]:
        voice.speak(f'Line {error.line}{f", {error.field}" if error.field else ""}: {error.reason} — {error.text}',
                    'error')
    if export.errors:
        count = len(export.errors)
        raise Rejected(f'{count:,} {"thing" if count == 1 else "things"} in the file cannot be read, so nothing was '
                       f'imported. The first is in line {export.errors[0].line}: {export.errors[0].reason}',
                       'sprints.csv', 'file')
