"""Annotations of the saved view that is looked at: drawn for all who load it, moved and written by planners."""

from dataclasses import replace
from datetime import timedelta

from nicegui import ui

from app.domain.portfolio.views.notes import Annotation, AnnotationDraft
from app.errors import AppError
from app.events import VIEWS
from app.realtime import follow
from app.services.people import sessions
from app.services.portfolio import annotations
from components.controls import block
from components.feedback import problem_shown, refusals_shown, toast
from components.portfolio.annotating import AnnotationDialog
from components.timeline import Timeline
from pages.kit import do
from pages.portfolio.board import Board


class Annotating:
    def __init__(self, board: Board) -> None:
        self.board = board
        self.timeline: Timeline  # placed by the page
        self.ear: ui.element | None = None
        self.known: dict[int, Annotation] = {}

    async def watch(self) -> None:
        """Those of the view of the moment."""
        board = self.board
        if self.ear:
            self.ear.delete()
            self.ear = None
        self._show(())
        if board.place.saved is None:
            return
        with board.root:
            self.ear = block().props('hidden')
        with self.ear, refusals_shown():
            await follow(VIEWS, sessions.looking, board.who.credential, annotations.list_annotations,
                         board.place.saved, show=self._show)

    async def add(self) -> None:
        if self.board.place.saved is None:
            toast('Save this view first, or load one: annotations belong to a view')
            return
        view, timeline = self.board.view, self.timeline
        first, last = timeline.days or ((view.axis.today, view.axis.today) if view else (None, None))
        if first and last:
            draft = AnnotationDraft('note', first + (last - first) / 3, y=max(0, timeline.span[0]) + 40)
            self.board.open(lambda: AnnotationDialog(draft, self._draw))

    async def touched(self, own: int, days: int, down: int, is_opened: bool) -> None:
        """A note was clicked, or let go somewhere else."""
        note = self.known.get(own)
        if note is None or not self.board.may_plan:
            return
        if is_opened:
            self.board.open(lambda: AnnotationDialog(note.draft, lambda draft: self._redraw(note, draft),
                                                     lambda: self._erase(note)))
            return
        draft, by = note.draft, timedelta(days)
        moved = replace(draft, day=draft.day + by, until=draft.until + by if draft.until else None,
                        y=max(0, draft.y + down))
        try:
            await self._redraw(note, moved)
        except AppError as error:
            problem_shown(error)
            self._show(tuple(self.known.values()))

    async def _draw(self, draft: AnnotationDraft) -> None:
        await do(self.board.who, annotations.draw, self.board.place.saved, draft)
        toast('Whoever loads this view sees it')

    async def _redraw(self, note: Annotation, draft: AnnotationDraft) -> None:
        async def undo() -> None:
            with refusals_shown():
                await do(self.board.who, annotations.redraw, note.id, note.draft)
        await do(self.board.who, annotations.redraw, note.id, draft, note.version)
        toast('The annotation has changed', undo)

    async def _erase(self, note: Annotation) -> None:
        async def undo() -> None:
            with refusals_shown():
                await do(self.board.who, annotations.draw, note.view, note.draft)
        with refusals_shown():
            await do(self.board.who, annotations.erase, note.id, note.version)
            toast('The annotation is gone', undo)

    def _show(self, found: tuple[Annotation, ...]) -> None:
        self.known = {one.id: one for one in found}
        self.timeline.annotate(found)
