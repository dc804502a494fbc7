"""Dialogs for what planners put on the axis themselves: plan events and markers."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date

from app.domain.portfolio.setup.drafts import HappeningDraft, MarkerDraft
from components.controls import Button, Field, Switch, Text, block
from components.dialogs import Dialog
from components.portfolio.setup.panel import DraftForm, choice, chosen, day_of, optional_day_of

Remove = Callable[[], Awaitable[None]]


class HappeningDialog(Dialog):
    """`save` keeps the draft or raises what is wrong with it; `categories` are those used so far."""

    def __init__(self, plans: Mapping[int, str], save: Callable[[HappeningDraft], Awaitable[None]],
                 former: HappeningDraft | None = None, remove: Remove | None = None, *, day: date | None = None,
                 categories: Sequence[str] = ()) -> None:
        super().__init__('Plan event' if former else 'New plan event')
        self.save = save
        was = former or HappeningDraft('', day or date.min)
        with self.body, DraftForm('Save event' if former else 'Add event', self._send) as self.form, self.form.body:
            self.name = self.form.add('title', Field('Title', was.title, autocomplete='off'))
            with block('rt-row').style('gap: 14px; align-items: flex-start'):
                self.start = self.form.add('start', _day('First day', was.start))
                self.end = self.form.add('end', _day('Last day', was.end))
            Text('Without a last day it is one day, else a band.', 'rt-hint')
            self.plan = choice('Plan', plans, was.plan_id, 'All plans')
            used = f'Used so far: {", ".join(categories)}' if categories else 'Such as Trade or Release'
            self.category = self.form.add('category', Field('Category', was.category, hint=used, autocomplete='off'))
            self.is_special = Switch('Special', 'Drawn stronger than others.', was.is_special)
        self.on('hide', self.delete, args=[])
        _foot(self, self.form, remove)

    async def _send(self) -> None:
        await self.save(HappeningDraft(self.name.value, day_of(self.start, 'start'), optional_day_of(self.end, 'end'),
                                       chosen(self.plan), self.category.value, self.is_special.value))
        self.close()


class MarkerDialog(Dialog):
    def __init__(self, plans: Mapping[int, str], teams: Mapping[int, str],
                 save: Callable[[MarkerDraft], Awaitable[None]], former: MarkerDraft | None = None,
                 remove: Remove | None = None, *, day: date | None = None) -> None:
        super().__init__('Marker' if former else 'New marker')
        self.save, self.former = save, former or MarkerDraft('', day or date.min)
        was = self.former
        with self.body, DraftForm('Save marker' if former else 'Add marker', self._send) as self.form, self.form.body:
            self.label = self.form.add('label', Field('Label', was.label, autocomplete='off'))
            self.day = self.form.add('day', _day('Day', was.day))
            self.plan = choice('Plan', plans, was.plan_id, 'All plans')
            self.team = choice('Team', teams, was.team_id, 'All teams')
        self.on('hide', self.delete, args=[])
        _foot(self, self.form, remove)

    async def _send(self) -> None:
        await self.save(MarkerDraft(self.label.value, day_of(self.day, 'day'), chosen(self.plan), chosen(self.team),
                                    self.former.colour))
        self.close()


def _day(label: str, value: date | None) -> Field:
    return Field(label, value.isoformat() if value and value != date.min else '', kind='date').classes('rt-grow')


def _foot(dialog: Dialog, form: DraftForm, remove: Remove | None) -> None:
    """Its button is the last, as in every dialog."""
    async def removed() -> None:
        if remove:
            await remove()
        dialog.close()
    dialog.foot.delete()
    with form, block('rt-dialog-foot') as foot:
        if remove:
            Button('Remove', removed, look='danger', size='l', icon='delete')
        Button('Back', dialog.close, size='l')
    form.button.classes(remove='rt-w').move(foot)
