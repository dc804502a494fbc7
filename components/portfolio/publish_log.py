"""A publication as it goes: how far it is, what became of each item, and why some were not sent."""

from nicegui import ui

from app.domain.portfolio.scenarios.publication_views import FIELD_WORDS, EntryView, PublishingView
from components.controls import Button, Handler, Pill, Text, block, link, put
from components.listing import Keyed
from components.moments import clock_time
from components.portfolio.figures import counted

LOOKS = {  # state of an entry → word, icon, tone
    'pending': ('Waiting', 'schedule', ''), 'checking': ('Sending', 'progress_activity', 'info'),
    'patched': ('Sent', 'check_circle', 'ok'), 'conflict': ('Conflict', 'sync_problem', 'warn'),
    'refused': ('Refused', 'error', 'bad'), 'failed': ('Failed', 'error', 'bad'),
    'skipped': ('Left out', 'block', '')}
STILL_WAITING = ('Not sent', 'block', '')


class PublishLog(ui.element):
    """`on_back` leads to what is left; `on_cancel` ends it between two items."""

    def __init__(self, on_back: Handler, on_cancel: Handler | None = None) -> None:
        super().__init__('section')
        self.classes('rt-card rt-publish-log')
        self.view: PublishingView | None = None
        self.can_cancel = on_cancel is not None
        with self:
            with block('rt-card-head rt-ln'):
                self.title = Text('Publishing', 'rt-grow', 'h2')
                self.run = link('', '', 'rt-sm', 'chevron_right')
                self.cancel = Button('Stop', on_cancel, size='s', icon='stop_circle')
                self.back = Button('Review what is left', on_back, size='s')
            self.bar = ui.linear_progress(0, show_value=False, size='4px').props('aria-label="Items done"')
            self.summary = Text('', 'rt-publish-summary', 'p').props('role=status')
            with block('rt-publish-list', 'ol').props('role=log aria-label=Publishing aria-live=polite') as place:
                self.entries = Keyed[tuple[str, int], EntryLine](place, EntryLine)

    def show(self, view: PublishingView) -> None:
        if view == self.view:
            return
        self.view = view
        keys = [(entry.kind, entry.item_id) for entry in view.entries]
        for entry, line in zip(view.entries, self.entries.arrange(keys), strict=True):
            line.show(entry, view.is_over)
        self.title.say('Published' if view.is_over else 'Publishing')
        self.run.say(f'Run {view.run_id}')
        put(self.run, href=f'/ops/runs/{view.run_id}')
        self.bar.set_value(view.done / max(1, len(view.entries)))
        self.bar.set_visibility(not view.is_over)
        self.back.set_visibility(view.is_over)
        self.cancel.set_visibility(self.can_cancel and not view.is_over)
        self.summary.say(_summary(view))


class EntryLine(ui.element):
    def __init__(self) -> None:
        super().__init__('li')
        self.classes('rt-publish-entry')
        with self:
            self.state = Pill()
            with block('rt-grow rt-min0'):
                with block('rt-row'):
                    self.number = Text('', 'rt-3 rt-num')
                    self.title = Text('', 'rt-b rt-clip')
                    self.fields = Text('', 'rt-3 rt-clip')
                self.message = Text('', 'rt-sm rt-2', 'div')
            self.at = Text('', 'rt-sm rt-3 rt-num')

    def show(self, entry: EntryView, is_over: bool) -> None:
        word, icon, tone = STILL_WAITING if is_over and entry.state == 'pending' else LOOKS[entry.state]
        self.state.show(word, icon, tone)
        self.number.say(entry.number)
        self.title.say(entry.title)
        self.fields.say(', '.join(FIELD_WORDS.get(field, field).lower() for field in entry.fields))
        self.message.say(entry.message)
        self.message.set_visibility(bool(entry.message))
        self.at.say(clock_time(entry.at) if entry.at and entry.state not in ('pending', 'checking') else '')


def _summary(view: PublishingView) -> str:
    if not view.is_over:
        return f'{view.done} of {counted(len(view.entries), "item")}, asked for by {view.by}'
    parts = [f'{view.count("patched")} sent']
    for word, states in (('left out', ('skipped',)), ('in conflict', ('conflict',)), ('refused', ('refused',)),
                         ('failed', ('failed',)), ('not sent', ('pending', 'checking'))):
        if count := view.count(*states):
            parts.append(f'{count} {word}')
    return f'{", ".join(parts)}. {view.reason}'.strip()
