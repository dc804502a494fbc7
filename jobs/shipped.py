"""What runs by itself from the first day on; people may change it afterwards."""

from app.domain.ops.entries import EntryDraft, Shipped
from app.domain.ops.firing import Misfire
from jobs import backups, housekeeping, keys

SHIPPED = (
    Shipped('clean up', EntryDraft(housekeeping.CLEAN_UP.slug, expression='17 * * * *', misfire=Misfire.SKIP)),
    Shipped('backup', EntryDraft(backups.BACKUP.slug, expression='30 2 * * *', note='Keeps the newest 14.')),
    Shipped('retention', EntryDraft(housekeeping.RETENTION.slug, expression='30 3 * * *')),
    Shipped('restore check', EntryDraft(backups.RESTORE_CHECK.slug, expression='30 4 * * 0')),
    Shipped('key age', EntryDraft(keys.CHECK_AGE.slug, expression='0 6 * * *')),
)
