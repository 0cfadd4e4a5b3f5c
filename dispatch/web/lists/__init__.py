"""The list keeper's pages: editions, drafts and their rows, requests, proposals for open cases.

    home ─► draft ─► tabs: rows · tests · try · changes · decision …   each a module, a line in tabs
                └─► edits (one cell, a form, many rows) ─► flows.keep_draft ─► the row anew

A draft's page is made by ``frame.draft_page`` on ``lists/draft.html``, which draws the head
and the tabs.
"""
