"""Categories: a tree of any depth; a branch that moves takes all below it along, and seasons keep what they had."""

from dataclasses import asdict, replace

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.seasons.drafts import CategoryDraft, checked_category
from app.domain.seasons.master_views import CategoryView
from app.domain.seasons.tree import Branch, Tree, demand_no_circle, in_order
from app.errors import Conflict, Rejected
from app.services.seasons.masters.keeping import (
    TURN,
    added,
    changed,
    company_of,
    demand_free,
    only_called,
    removed,
    seen,
)
from app.work import Work
from models.masters import MasterCategory
from models.seasons import Season, SeasonCategory


def add_category(work: Work, actor: Actor, draft: CategoryDraft) -> int:
    demand(actor, 'seasons.admin')
    work.take_turns(TURN)
    draft = checked_category(draft)
    _demand_fit(work, draft)
    row = MasterCategory(company_id=company_of(work).id, **asdict(draft))
    return added(work, actor, row, 'category', draft.code).id


def change_category(work: Work, actor: Actor, category_id: int, draft: CategoryDraft,
                    version: int | None = None) -> None:
    """Also moves it, with all that hangs on it; any circle is refused."""
    demand(actor, 'seasons.admin')
    work.take_turns(TURN)
    row = seen(work, MasterCategory, category_id, version)
    draft = checked_category(replace(draft, code=draft.code or row.code))
    _demand_fit(work, draft, category_id)
    demand_no_circle(tree_of(work), category_id, draft.parent_id)
    changed(work, actor, row, asdict(draft), 'category', row.code)


def remove_category(work: Work, actor: Actor, category_id: int, version: int | None = None) -> None:
    """Refused while something hangs on it, or once a season has it."""
    demand(actor, 'seasons.admin')
    work.take_turns(TURN)
    row = seen(work, MasterCategory, category_id, version)
    if work.session.exec(select(MasterCategory).where(MasterCategory.parent_id == category_id)).first():
        raise Conflict(f'Other categories hang on {row.name}. Move or remove them first.', 'seasons.in_use')
    season = work.session.exec(select(Season.name).join(
        SeasonCategory, col(SeasonCategory.season_id) == col(Season.id)).where(
        SeasonCategory.category_id == category_id)).first()
    if season:
        raise Conflict(f'{row.name} belongs to {season}. Make it inactive instead.', 'seasons.in_use')
    removed(work, actor, row, 'category', row.code)


def list_categories(work: Work, actor: Actor) -> tuple[CategoryView, ...]:
    """In the order of the tree."""
    demand(actor, 'seasons.look')
    return categories_of(work)


def find_code(work: Work, actor: Actor, name: str) -> CategoryView:
    """By its name, in whatever case. Raises NotFound, Conflict where several are called so."""
    demand(actor, 'seasons.look')
    return only_called(categories_of(work), name, 'category', 'categories')


def categories_of(work: Work) -> tuple[CategoryView, ...]:
    rows = {row.id: row for row in work.session.exec(select(MasterCategory))}
    parents = [row.parent_id for row in rows.values()]
    return tuple(_view(rows[path[-1].id], path, parents.count(path[-1].id)) for path in in_order(_tree(rows.values())))


def tree_of(work: Work) -> Tree:
    return _tree(work.session.exec(select(MasterCategory)))


def _tree(rows: object) -> Tree:
    return {row.id: Branch(row.id, row.code, row.name, row.parent_id) for row in rows}  # type: ignore[attr-defined]


def _view(row: MasterCategory, path: tuple[Branch, ...], children: int) -> CategoryView:
    return CategoryView(row.id, CategoryDraft(row.name, row.code, row.parent_id, row.description, row.is_active),
                        len(path), tuple(one.name for one in path[:-1]), children, row.version)


def _demand_fit(work: Work, draft: CategoryDraft, row_id: int = 0) -> None:
    demand_free(work, MasterCategory.code, draft.code, f'There is a category with the code {draft.code} already.',
                'code', row_id)
    if draft.parent_id is not None and work.session.get(MasterCategory, draft.parent_id) is None:
        raise Rejected('There is no such category to hang it on.', 'seasons.unknown_category', 'parent_id')
