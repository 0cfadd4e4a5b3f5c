-- The change log is the journal in the order of its transactions.
create index journal_order on journal (xid, entry_id);
