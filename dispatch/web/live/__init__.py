"""The live process: tells open pages that a case of theirs has changed.

    journal ─► Reader (one a process) ─► Hub ─► a bounded queue a viewer ─► text/event-stream
                 ▲                        └ within(scope, bounds): only whose case it is
    Redis says "look now"; without it the reader looks every second

A message names the case and what happened, never what it is about: the page
fetches that itself, with its own rights. The place in the change log is the
message's id, so whoever comes back goes on where they were, or is told to
fetch everything anew.
"""
