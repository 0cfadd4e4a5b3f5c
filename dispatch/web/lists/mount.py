"""Every page of the list keeper's, in one table."""

from flask import Blueprint

from dispatch.web.lists import (
    changes,
    decision,
    edition,
    export,
    home,
    importing,
    own_tests,
    past,
    rebase,
    requests,
    reroutes,
    rows,
    triage_words,
    trial,
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
    importing.pages,
    export.pages,
    past.pages,
    triage_words.pages,
)
