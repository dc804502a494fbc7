"""What runs by itself from the first day on; people may change it afterwards."""

from app.domain.ops.entries import EntryDraft, Shipped
from app.domain.ops.firing import Misfire
from jobs import backups, housekeeping, keys
from jobs.seasons import alerts, overdue, snapshot, verify
from jobs.sprints import census, prune, recheck_closed, score_forecasts

SHIPPED = (
    Shipped('clean up', EntryDraft(housekeeping.CLEAN_UP.slug, expression='17 * * * *', misfire=Misfire.SKIP)),
    Shipped('backup', EntryDraft(backups.BACKUP.slug, expression='30 2 * * *', note='Keeps the newest 14.')),
    Shipped('retention', EntryDraft(housekeeping.RETENTION.slug, expression='30 3 * * *')),
    Shipped('restore check', EntryDraft(backups.RESTORE_CHECK.slug, expression='30 4 * * 0')),
    Shipped('key age', EntryDraft(keys.CHECK_AGE.slug, expression='0 6 * * *')),
    Shipped('overdue orders', EntryDraft(overdue.DEFINITION.slug, expression='5 0 * * *')),
    Shipped('plans of the month', EntryDraft(snapshot.DEFINITION.slug, expression='15 0 1 * *')),
    Shipped('season alerts', EntryDraft(alerts.DEFINITION.slug, expression='35 * * * *', misfire=Misfire.SKIP)),
    Shipped('verify seasons', EntryDraft(verify.DEFINITION.slug, expression='10 2 * * *')),
    Shipped('sprints census', EntryDraft(census.DEFINITION.slug, expression='40 1 * * *', note='Each board.')),
    Shipped('closed sprints', EntryDraft(recheck_closed.DEFINITION.slug, expression='20 5 * * 6',
                                         note='Each board.')),
    Shipped('forecasts', EntryDraft(score_forecasts.DEFINITION.slug, expression='10 6 * * *')),
    Shipped('sprints retention', EntryDraft(prune.DEFINITION.slug, expression='50 3 * * *')),
)
