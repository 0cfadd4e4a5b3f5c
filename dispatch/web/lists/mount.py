"""Every page of the list keeper's, in one table."""

from flask import Blueprint

from dispatch.web.lists import (
    changes,
    compare,
    coverage,
    decision,
    edition,
    findings,
    home,
    interface,
    own_tests,
    rebase,
    report,
    requests,
    reroutes,
    rows,
    trial,
    what_if,
)

PAGES: tuple[Blueprint, ...] = (
    home.pages,
    edition.pages,
    rows.pages,
    own_tests.pages,
    trial.pages,
    changes.pages,
    changes.history,
    decision.pages,
    rebase.pages,
    requests.pages,
    reroutes.pages,
    findings.pages,
    coverage.pages,
    compare.pages,
    what_if.pages,
    report.pages,
    interface.pages,
)
