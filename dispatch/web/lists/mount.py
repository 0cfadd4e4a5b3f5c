"""Every page of the list keeper's, in one table."""

from flask import Blueprint

from dispatch.web.lists import (
    changes,
    decision,
    edition,
    edits,
    home,
    own_tests,
    rebase,
    requests,
    reroutes,
    rows,
    trial,
)

PAGES: tuple[Blueprint, ...] = (
    home.pages,
    edition.pages,
    rows.pages,
    edits.pages,
    own_tests.pages,
    trial.pages,
    changes.pages,
    changes.history,
    decision.pages,
    rebase.pages,
    requests.pages,
    reroutes.pages,
)
