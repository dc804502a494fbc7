"""Approval of a plan, scope by scope: who handed what in, who decided, and what can be done now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nicegui import ui

from app.domain.seasons.checklist import counted
from app.domain.seasons.scopes import STATE_NAMES, ScopeView
from app.domain.seasons.season import APPROVED, DRAFT, RETURNED, REVIEW
from components.controls import Button, Pill, Text, block, put, table_head
from components.listing import Keyed
from components.moments import short_moment

SIGNS = {DRAFT: ('edit', ''), REVIEW: ('schedule', 'info'), APPROVED: ('check_circle', 'ok'),
         RETURNED: ('undo', 'warn')}
HEADS = (('Scope', ''), ('State', ''), ('Missing', 'rt-num rt-not-phone'), ('Last', 'rt-not-phone'), ('', ''))

Deed = Callable[[ScopeView], object]


@dataclass(frozen=True)
class ScopeWishes:
    """What is None is not for whoever looks; `me` is their identity: nobody approves what they handed in."""
    me: str
    submit: Deed | None = None
    approve: Deed | None = None
    give_back: Deed | None = None
    reopen: Deed | None = None


class ApprovalCard(ui.element):
    def __init__(self, wishes: ScopeWishes) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label=Approval')
        with self:
            with block('rt-card-head rt-ln'):
                Text('Approval', tag='h2')
                self.count = Text('', 'rt-sm rt-3 rt-grow')
            with block('rt-scroll-x'), block('rt-table', 'table').props('aria-label="Approval by scope"'):
                table_head(*HEADS)
                self.rows = Keyed[tuple[str, str], ScopeRow](block(tag='tbody'), lambda: ScopeRow(wishes))

    def show(self, scopes: Sequence[ScopeView], can_move: bool, can_reopen: bool) -> None:
        done = sum(one.state == APPROVED for one in scopes)
        self.count.say(f'{done} of {counted(len(scopes), "scope", "scopes")} approved')
        for view, row in zip(scopes, self.rows.arrange([(one.branch, one.cluster) for one in scopes]), strict=True):
            row.show(view, can_move, can_reopen)
        self.set_visibility(bool(scopes))


class ScopeRow(ui.element):
    def __init__(self, wishes: ScopeWishes) -> None:
        super().__init__('tr')
        self.wishes = wishes
        self.shown: tuple[object, ...] = ()
        with self:
            with block(tag='td'):
                self.branch = Text('', 'rt-b', 'div')
                self.cluster = Text('', 'rt-sm rt-3', 'div')
            with block(tag='td'):
                self.state = Pill()
            self.missing = Text('', 'rt-num rt-not-phone', 'td')
            with block('rt-not-phone', 'td'):
                self.last = Text('', 'rt-sm', 'div')
                self.comment = Text('', 'rt-sm rt-2', 'div')
            with block('rt-season-scope-deeds', 'td'), block('rt-row rt-wrap'):
                self.deeds = [self._button(*given) for given in (
                    ('Submit for approval', 'send', wishes.submit), ('Approve', 'check', wishes.approve),
                    ('Return with comment', 'undo', wishes.give_back), ('Re-open scope', 'lock_open', wishes.reopen))]

    def show(self, view: ScopeView, can_move: bool, can_reopen: bool) -> None:
        if self.shown == (view, can_move, can_reopen):
            return
        self.shown, self.view = (view, can_move, can_reopen), view
        self.branch.say(view.branch_name)
        self.cluster.say(view.cluster_name)
        self.state.show(STATE_NAMES[view.state], *SIGNS[view.state])
        self.missing.say(f'{counted(view.missing, "cell", "cells")}' if view.missing else '–')
        self.last.say(f'{short_moment(view.at)} by {view.by_name}' if view.at and view.by_name else '')
        self.comment.say(f'“{view.comment}”' if view.comment else '')
        is_own = view.asked_by == self.wishes.me
        states = (view.state in (DRAFT, RETURNED), view.state == REVIEW and not is_own,
                  view.state == REVIEW and not is_own, view.state == APPROVED and can_reopen)
        for button, is_possible in zip(self.deeds, states, strict=True):
            if button:
                button.set_visibility(is_possible and can_move)
                put(button, aria_description=view.name)

    def _button(self, text: str, icon: str, deed: Deed | None) -> Button | None:
        return Button(text, lambda: deed(self.view), size='s', icon=icon) if deed else None
