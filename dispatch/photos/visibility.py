"""Which photos a scope may see: those it brought, and those that its cases and reports show."""

from sqlalchemy import ColumnElement, and_, false, literal, or_, select, true

from dispatch.casework.tables import cases
from dispatch.casework.visibility import visible_cases
from dispatch.intake.tables import report
from dispatch.people.scope import Reach, Scope
from dispatch.photos.tables import photo, photo_use


def visible_photos(scope: Scope) -> ColumnElement[bool]:
    """Return the condition on ``photo`` that leaves what this scope may see."""
    if scope.reach is Reach.DEPLOYMENT:
        return true()
    county = photo.c.county_code == scope.county
    if scope.reach is Reach.COUNTY:
        return county
    if scope.reach in (Reach.NONE, Reach.LIST):
        return false()
    of_its_report = and_(
        cases.c.county_code == report.c.county_code, cases.c.case_id == report.c.case_id
    )
    shown_to_it = (
        select(literal(1))
        .select_from(photo_use)
        .join(
            report,
            and_(
                report.c.county_code == photo_use.c.county_code,
                report.c.report_id == photo_use.c.report_id,
            ),
        )
        .outerjoin(cases, of_its_report)
        .where(
            photo_use.c.county_code == photo.c.county_code,
            photo_use.c.photo_id == photo.c.photo_id,
            or_(report.c.reporter_account == scope.account, visible_cases(scope)),
        )
        .exists()
    )
    return and_(county, or_(photo.c.uploaded_by == scope.account, shown_to_it))
