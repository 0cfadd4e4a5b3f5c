-- What keeps batches, queues and clocks quick at millions of rows.
-- Plain "create index": it locks its table while it builds, about a second per 300,000 rows.
-- A database that already holds millions wants a quiet hour for it.

-- A reason is about 2 kB. Compressing it saved a fifth of its size and cost more than
-- everything else that a case's row costs.
alter table cases alter column because set storage external;
alter table cases set (toast_tuple_target = 8160);

-- A page of the queue is a walk along this one: the open clocks in the order they run out.
create index promise_due on promise (county_code, due_at, subject_id)
    where finished_at is null and subject_kind = 'case';

-- The closed ones, newest first.
create index cases_closed on cases (county_code, closed_at, case_id) where state = 'closed';

-- What is for a unit's queue has no account: it need not be sought among somebody's own.
drop index notice_of_account;
create index notice_of_account on notice (county_code, account, created_at)
    where account is not null;

-- Of a unit's notices the few kinds that people are told of lie in an inbox; every page counts
-- them. The many that only stand in a queue need no index for that.
create index notice_of_unit on notice (county_code, unit_code, created_at)
    where kind in ('alarm', 'handed_back', 'reopened', 'sent_back', 'supervised');

-- Nothing could use these two: row-level security lets only leakproof comparisons near an index,
-- and "have these arrays a member in common" is none. Each case paid for both.
drop index cases_parties;
drop index cases_places;

-- The same line as before, asked row by row: "exists" let the planner read every case first to
-- answer it for the first page of a queue.
alter policy scope on promise using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) = 'county')
    or (
        select true from cases c
        where c.county_code = promise.county_code and c.case_id = promise.subject_id
    )
);
