"""Annotations of saved views: whoever sees the view sees them; planners draw in their own and in shared ones."""

from dataclasses import asdict
from typing import Any

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.portfolio.views.notes import COLOURS, HIGHEST, LONGEST, SHAPES, Annotation, AnnotationDraft
from app.errors import Conflict, NotFound, Rejected
from app.events import VIEWS, ViewsChanged
from app.services import audit
from app.services.portfolio import views
from app.work import Work
from models.portfolio import PortfolioAnnotation

MOST = 500  # of one view


def list_annotations(work: Work, actor: Actor, view_id: int) -> tuple[Annotation, ...]:
    """From left to right."""
    views.find_view(work, actor, view_id)
    rows = work.session.exec(select(PortfolioAnnotation).where(PortfolioAnnotation.view_id == view_id).order_by(
        col(PortfolioAnnotation.day), col(PortfolioAnnotation.id)))
    return tuple(map(_annotation, rows))


def find_annotation(work: Work, actor: Actor, annotation_id: int) -> Annotation:
    return _annotation(_seen(work, actor, annotation_id))


def draw(work: Work, actor: Actor, view_id: int, draft: AnnotationDraft) -> int:
    """Returns its id."""
    demand(actor, 'portfolio.plan')
    if len(list_annotations(work, actor, view_id)) >= MOST:
        raise Rejected(f'A view has at most {MOST} annotations.', 'portfolio.too_many')
    row = PortfolioAnnotation(view_id=view_id, **_checked(draft))
    work.session.add(row)
    work.session.flush()
    audit.write(work, actor, 'portfolio.add_annotation', f'view {view_id}', after=_audited(row))
    work.record(ViewsChanged(VIEWS))
    return row.id


def redraw(work: Work, actor: Actor, annotation_id: int, draft: AnnotationDraft, version: int | None = None) -> None:
    """Move it, or change what it says."""
    demand(actor, 'portfolio.plan')
    row = _locked(work, actor, annotation_id, version)
    before = _audited(row)
    for name, value in _checked(draft).items():
        setattr(row, name, value)
    if before != _audited(row):
        row.version += 1
        work.session.add(row)
        audit.write(work, actor, 'portfolio.change_annotation', f'view {row.view_id}', '', before, _audited(row))
        work.record(ViewsChanged(VIEWS))


def erase(work: Work, actor: Actor, annotation_id: int, version: int | None = None) -> tuple[int, AnnotationDraft]:
    """Returns the view and what it was, so that it can be drawn again."""
    demand(actor, 'portfolio.plan')
    row = _locked(work, actor, annotation_id, version)
    former = _annotation(row)
    work.session.delete(row)
    audit.write(work, actor, 'portfolio.remove_annotation', f'view {row.view_id}', before=_audited(row))
    work.record(ViewsChanged(VIEWS))
    return former.view, former.draft


def _seen(work: Work, actor: Actor, annotation_id: int) -> PortfolioAnnotation:
    demand(actor, 'portfolio.look')
    row = work.session.get(PortfolioAnnotation, annotation_id)
    if row is None:
        raise NotFound('There is no such annotation, or not for you.')
    views.find_view(work, actor, row.view_id)
    return row


def _locked(work: Work, actor: Actor, annotation_id: int, version: int | None) -> PortfolioAnnotation:
    _seen(work, actor, annotation_id)
    row = work.lock(PortfolioAnnotation, annotation_id)
    if version is not None and version != row.version:
        raise Conflict('Somebody else has changed this meanwhile. Look again.', 'stale_version', row.version)
    return row


def _checked(draft: AnnotationDraft) -> dict[str, Any]:
    if draft.shape not in SHAPES:
        raise Rejected(f'Choose one of {", ".join(SHAPES)}.', field='shape')
    if draft.colour not in COLOURS:
        raise Rejected('There are colours 1 to 6.', field='colour')
    if not 0 <= draft.y <= HIGHEST or not 0 <= draft.height <= HIGHEST:
        raise Rejected('It lies outside of the timeline.', field='y')
    if len(draft.text) > LONGEST:
        raise Rejected(f'At most {LONGEST} characters fit here.', field='text')
    if draft.until is not None and draft.until < draft.day:
        raise Rejected('It cannot end before it begins.', field='until')
    return asdict(draft) | {'text': draft.text.strip()}


def _annotation(row: PortfolioAnnotation) -> Annotation:
    return Annotation(row.id, row.view_id, AnnotationDraft(row.shape, row.day, row.until, row.y, row.height, row.text,
                                                           row.colour), row.version)


def _audited(row: PortfolioAnnotation) -> dict[str, Any]:
    return {name: str(value) for name, value in row.model_dump().items() if name not in ('id', 'version')}
