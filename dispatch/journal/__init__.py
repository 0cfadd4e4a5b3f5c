"""What must not be lost or altered: the timeline of each case, the outbox, the audit.

One row of ``journal`` is a case's timeline entry, a link of its hash chain and
an item of the change log; ``outbox`` holds messages that must leave the house;
``audit_entry`` says who did what to the system itself.
"""
