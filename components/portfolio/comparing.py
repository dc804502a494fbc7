"""The panel “What changes”: cost and load, each change with its author and a way back, conflicts, warnings."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from nicegui import ui

from app.domain.portfolio.scenarios.comparing import ChangeView, CompareView, Dispute
from components.controls import Button, IconButton, Segmented, Text, block, sign
from components.feedback import empty_state
from components.moments import short_moment, signed, within
from components.portfolio.figures import amount, counted, percent

CHANGES, CONFLICTS, WARNINGS = 'changes', 'conflicts', 'warnings'
MINE, THEIRS = 'mine', 'theirs'
FEW = 150  # changes that are listed at first


@dataclass(frozen=True)
class CompareWishes:
    undo: Callable[[ChangeView], Awaitable[Any]]
    settle: Callable[[Dispute, str], Awaitable[Any]]
    reveal: Callable[[int], Any]
    publish: Callable[[], Any]


class ComparePanel(ui.element):
    def __init__(self, wishes: CompareWishes) -> None:
        super().__init__('aside')
        self.classes('rt-panel rt-compare-panel').props('aria-label="What changes"')
        self.wishes = wishes
        self.view: CompareView | None = None
        self.part = CHANGES
        self.most = FEW
        with self:
            with block('rt-panel-head'):
                Text('What changes', '', 'h2')
                self.against = Text('', 'rt-3 rt-sm rt-clip rt-grow')
            self.figures = block('rt-compare-figures')
            with block('rt-compare-tabs') as self.tabs:
                pass
            self.list = block('rt-panel-body rt-compare-list')
            with block('rt-panel-foot rt-col') as self.foot:
                self.advice = Text('', 'rt-sm rt-warn-text')
                self.publish = Button('Publish…', wishes.publish, icon='publish', look='proposed', size='l',
                                      is_wide=True)

    def show(self, view: CompareView) -> None:
        if view == self.view:
            return
        self.view = view
        self.against.say(f'against {view.before}')
        self._figures(view)
        self.tabs.clear()
        with self.tabs:
            Segmented('What changes', {
                CHANGES: f'Changes · {view.count}', CONFLICTS: f'Conflicts · {len(view.disputes)}',
                WARNINGS: f'Warnings · {len(view.warnings)}'}, self.part, self._turn, is_wide=True)
        self.foot.set_visibility(view.may_publish and bool(view.count))
        self.publish.say(f'Publish {counted(view.count, "change")}…')
        self.publish.enable(not view.disputes)
        self.advice.say(f'Settle {_so_many(len(view.disputes))} before you publish')
        self.advice.set_visibility(bool(view.disputes))
        self._fill()

    def _turn(self, part: str) -> None:
        self.part = part
        self._fill()

    def _figures(self, view: CompareView) -> None:
        figures = view.figures
        self.figures.clear()
        with self.figures:
            if figures.months is not None:
                before, after = figures.total(0), figures.total(1)
                share = f', {abs((after - before) / before * 100):.0f} % {"less" if after < before else "more"}' if (
                    before and after != before) else ''
                change = f'{signed(float(after - before))[:1]}{amount(abs(after - before))}'
                figure(f'Cost, {figures.currency}', change if after != before else '±0', f'{amount(after)}{share}',
                       worse=_worse(before, after))
            was, now = figures.peak
            figure('Peak load', percent(now), f'was {percent(was)}', worse=_worse(was or Decimal(0), now or Decimal(0)))
            figure('End later', counted(figures.later, 'item'), f'{figures.earlier} end earlier',
                   worse=True if figures.later else False if figures.earlier else None)

    def _fill(self) -> None:
        view = self.view
        if view is None:
            return
        self.list.clear()
        with self.list:
            {CHANGES: self._changes, CONFLICTS: self._conflicts, WARNINGS: self._warnings}[self.part](view)

    def _changes(self, view: CompareView) -> None:
        if not view.count:
            empty_state('compare_arrows', 'Nothing differs', f'{view.after} is as {view.before} is.')
        left = self.most
        disputes: dict[int, list[Dispute]] = {}
        for dispute in view.disputes:
            disputes.setdefault(dispute.item_id, []).append(dispute)
        for group in view.groups:
            if left <= 0:
                break
            with block('rt-compare-group'):
                Text(group.title or 'Without a parent', 'rt-grow', 'h3')
                Text(str(len(group.changes)), 'rt-3 rt-num')
            with block('rt-compare-changes', 'ul'):
                for change in group.changes[:left]:
                    self._change(view, change, disputes.get(change.item_id, []))
            left -= len(group.changes)
        if view.count > self.most:
            Button(f'Show all {view.count}', self._all, look='ghost')

    def _all(self) -> None:
        self.most = 100_000
        self._fill()

    def _change(self, view: CompareView, change: ChangeView, disputes: list[Dispute]) -> None:
        with block(f'rt-change{" rt-disputed" if disputes else ""}', 'li'):
            sign(change.sign, 18, 'rt-acc-text')
            with block('rt-grow rt-min0'):
                if change.item_id > 0:
                    Text(change.title, 'rt-link-btn rt-b rt-clip', 'button').props('type=button').on(
                        'click', partial(self.wishes.reveal, change.item_id), args=[])
                else:
                    Text(change.title, 'rt-b rt-clip', 'div')
                for word, before, after in change.lines:
                    with block('rt-row rt-change-line'):
                        if word:
                            Text(f'{word}:', 'rt-3')
                        if before:
                            Text(before, 'rt-3')
                            sign('arrow_right_alt', 14, 'rt-3')
                        Text(after)
                if change.by:
                    Text(f'{change.by.name} · {within(short_moment(change.by.at))}', 'rt-sm rt-3', 'div')
                elif change.item_id > 0 and view.may_edit:
                    Text('grows with what is in it', 'rt-sm rt-3', 'div')
                for dispute in disputes:
                    self._dispute(view, dispute)
            if view.may_edit and change.item_id > 0 and change.by:
                IconButton('undo', f'Undo the change of {change.title}', partial(self.wishes.undo, change))

    def _conflicts(self, view: CompareView) -> None:
        if not view.disputes:
            empty_state('check_circle', 'No conflict', 'Nobody changed the same in the live plan.')
        with block('rt-compare-changes', 'ul'):
            for dispute in view.disputes:
                with block('rt-change rt-disputed', 'li'), block('rt-grow rt-min0'):
                    Text(dispute.title, 'rt-b', 'div')
                    self._dispute(view, dispute)

    def _dispute(self, view: CompareView, dispute: Dispute) -> None:
        """Both values, two equal buttons."""
        with block('rt-row rt-warn-text rt-sm'):
            sign('sync_problem', 16)
            Text(f'{dispute.name}: {dispute.by or "we"} planned {dispute.mine}, the live plan has {dispute.theirs} by '
                 f'now (was {dispute.base})')
        if view.may_edit:
            with block('rt-row'):
                for text, choice in (('Keep ours', MINE), ('Take theirs', THEIRS)):
                    button = Button(text, partial(self.wishes.settle, dispute, choice), size='s')
                    button.props['aria-label'] = f'{text}: {dispute.name} of {dispute.title}'

    def _warnings(self, view: CompareView) -> None:
        if not view.warnings:
            empty_state('check_circle', 'No warning', 'No order of work breaks that held before, and no team has more '
                        'than it can do.')
        with block('rt-compare-changes', 'ul'):
            for text in view.warnings:
                with block('rt-change', 'li'):
                    sign('warning', 18, 'rt-warn-text')
                    Text(text, 'rt-grow')


def figure(title: str, value: str, note: str, *, worse: bool | None) -> None:
    """`worse` is empty where nothing differs: then it has no colour."""
    tone = 'rt-3' if worse is None else 'rt-warn-text' if worse else 'rt-good-text'
    with block('rt-figure'):
        Text(title, 'rt-sm rt-2', 'div')
        Text(value, 'rt-figure-value', 'div')
        Text(note, f'rt-sm {tone}', 'div')


def _worse(before: Decimal, after: Decimal) -> bool | None:
    return after > before if after != before else None


def _so_many(count: int) -> str:
    return 'one conflict' if count == 1 else counted(count, 'conflict')
