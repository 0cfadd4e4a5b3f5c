-- The foundation: every table, the app role, row-level security.
-- No extension is required. county_code leads every key of county data.

create table account (
    account text not null,
    county_code text not null,
    name text not null,
    unit_code text not null,
    post text not null,
    roles text[] not null,
    areas text[] not null,
    password_hash text,
    active boolean default true not null,
    failed_signins integer default 0 not null,
    locked_until timestamp with time zone,
    session_epoch integer default 0 not null,
    primary key (account)
);

create index account_of_unit on account (county_code, unit_code);

create table audit_entry (
    county_code text not null,
    seq bigint not null,
    at timestamp with time zone not null,
    actor text not null,
    action text not null,
    object text not null,
    body jsonb not null,
    prev_hash bytea not null,
    hash bytea not null,
    primary key (county_code, seq)
);

create table brake (
    county_code text not null,
    held_at timestamp with time zone not null,
    reason text not null,
    due_after timestamp with time zone not null,
    due_until timestamp with time zone not null,
    released_at timestamp with time zone,
    primary key (county_code)
);

create table case_counter (
    county_code text not null,
    year integer not null,
    last integer not null,
    primary key (county_code, year)
);

create table cases (
    county_code text not null,
    case_id uuid not null,
    number text not null,
    report_id uuid not null,
    state text not null,
    title text not null,
    area_code text not null,
    places text[] not null,
    township text,
    matter text,
    platform text,
    urgency text not null,
    outcome text not null,
    reason text,
    lead_unit text,
    holder_unit text not null,
    handler_unit text,
    verify_unit text not null,
    parties text[] not null,
    handled_by text[] not null,
    reporter_account text,
    edition integer not null,
    because jsonb not null,
    strength text,
    overdue boolean default false not null,
    opened_at timestamp with time zone not null,
    state_since timestamp with time zone not null,
    closed_at timestamp with time zone,
    last_seq integer not null,
    last_hash bytea not null,
    primary key (county_code, case_id),
    constraint cases_number unique (county_code, number)
);

create index cases_held on cases (county_code, holder_unit, opened_at, case_id) where state != 'closed';

create index cases_open on cases (county_code, state, opened_at, case_id) where state != 'closed';

create index cases_parties on cases using gin (parties);

create index cases_places on cases using gin (places);

create index cases_reporter on cases (county_code, reporter_account) where reporter_account is not null;

create table county (
    county_code text not null,
    name text not null,
    edition integer not null,
    primary key (county_code)
);

create table edition (
    county_code text not null,
    edition integer not null,
    list_sha256 text not null,
    published_at timestamp with time zone not null,
    published_by text not null,
    files jsonb not null,
    primary key (county_code, edition)
);

create table frozen_ladder (
    county_code text not null,
    ladder text not null,
    policy text not null,
    primary key (county_code, ladder)
);

create table journal (
    county_code text not null,
    case_id uuid not null,
    seq integer not null,
    kind text not null,
    at timestamp with time zone not null,
    actor text not null,
    actor_unit text not null,
    state text not null,
    holder_unit text not null,
    body jsonb not null,
    prev_hash bytea not null,
    hash bytea not null,
    xid xid8 default pg_current_xact_id() not null,
    entry_id bigint generated always as identity,
    primary key (county_code, case_id, seq)
);

create table notice (
    county_code text not null,
    notice_id uuid not null,
    kind text not null,
    account text,
    unit_code text,
    subject_id uuid not null,
    subject_kind text not null,
    clock text,
    cycle integer,
    rung integer,
    strength text,
    body jsonb not null,
    created_at timestamp with time zone not null,
    send_not_before timestamp with time zone not null,
    read_at timestamp with time zone,
    acknowledged_at timestamp with time zone,
    acknowledged_until timestamp with time zone,
    primary key (county_code, notice_id)
);

create index notice_of_account on notice (county_code, account, created_at);

create index notice_of_subject on notice (county_code, subject_id);

create unique index notice_once on notice (county_code, account, subject_id, clock, cycle, rung) where rung is not null;

create table outbox (
    message_id bigint generated always as identity,
    xid xid8 default pg_current_xact_id() not null,
    county_code text not null,
    topic text not null,
    key text not null,
    payload bytea not null,
    created_at timestamp with time zone not null,
    sent_at timestamp with time zone,
    refused text,
    primary key (message_id)
);

create index outbox_waiting on outbox (xid, message_id) where sent_at is null and refused is null;

create table promise (
    county_code text not null,
    subject_id uuid not null,
    subject_kind text not null,
    clock text not null,
    cycle integer not null,
    urgency text not null,
    budget text not null,
    limit_type text not null,
    started_at timestamp with time zone not null,
    suspensions jsonb default '[]' not null,
    finished_at timestamp with time zone,
    due_at timestamp with time zone not null,
    provisional boolean not null,
    ladder text not null,
    rungs_fired integer default 0 not null,
    next_at timestamp with time zone,
    primary key (county_code, subject_id, clock, cycle)
);

create index promise_timer on promise (county_code, next_at) where next_at is not null;

create table quarantine (
    quarantine_id uuid not null,
    county_code text not null,
    topic text not null,
    partition integer not null,
    position bigint not null,
    key bytea,
    raw bytea,
    headers jsonb not null,
    reason text not null,
    detail text not null,
    source text,
    record_id text,
    arrived_at timestamp with time zone not null,
    state text default 'open' not null,
    resolved_at timestamp with time zone,
    resolved_by text,
    note text,
    primary key (quarantine_id),
    constraint quarantine_position unique (topic, partition, position)
);

create index quarantine_open on quarantine (county_code, arrived_at) where state = 'open';

create table report (
    county_code text not null,
    report_id uuid not null,
    source text not null,
    record_id text not null,
    body_sha256 text not null,
    receipt text not null,
    taken_at timestamp with time zone not null,
    occurred_at timestamp with time zone not null,
    area_code text not null,
    title text not null,
    text text not null,
    channel text not null,
    matter_hint text,
    urgency_hint text,
    lon double precision,
    lat double precision,
    crs text,
    attributes jsonb not null,
    reporter jsonb not null,
    attachments jsonb not null,
    reporter_account text,
    topic text,
    partition integer,
    position bigint,
    case_id uuid,
    primary key (county_code, report_id),
    constraint report_inbox unique (county_code, source, record_id),
    constraint report_receipt unique (county_code, receipt)
);

create index report_of_account on report (county_code, reporter_account, taken_at) where reporter_account is not null;

create table rung_fired (
    county_code text not null,
    subject_id uuid not null,
    clock text not null,
    cycle integer not null,
    rung integer not null,
    due_at timestamp with time zone not null,
    fired_at timestamp with time zone not null,
    strength text not null,
    audience text[] not null,
    told text[] not null,
    primary key (county_code, subject_id, clock, cycle, rung)
);

create table stored_position (
    consumer text not null,
    topic text not null,
    partition integer not null,
    next_position bigint not null,
    primary key (consumer, topic, partition)
);

create table unit (
    county_code text not null,
    unit_code text not null,
    name text not null,
    kind text not null,
    active boolean not null,
    primary key (county_code, unit_code)
);

-- The app role owns nothing and cannot bypass row-level security.
do $$
begin
    create role dispatch_app login;
exception when duplicate_object or unique_violation then null;
end
$$;
alter role dispatch_app nosuperuser nocreatedb nocreaterole nobypassrls;
grant dispatch_app to current_user;
grant usage on schema public to dispatch_app;

grant select, insert, update on
    account, brake, case_counter, cases, county, frozen_ladder, notice, outbox,
    promise, quarantine, report, stored_position, unit to dispatch_app;
grant delete on outbox, unit to dispatch_app;
-- What may only be added to.
grant select, insert on audit_entry, edition, journal, rung_fired to dispatch_app;

-- What an actor may see. The settings are set per transaction; unset sees nothing.
alter table cases enable row level security;
alter table cases force row level security;
create policy scope on cases using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (
        county_code = current_setting('dispatch.county', true)
        and (
            current_setting('dispatch.reach', true) = 'county'
            or (
                current_setting('dispatch.reach', true) = 'some'
                and (
                    parties && string_to_array(current_setting('dispatch.units', true), ',')
                    or places && string_to_array(current_setting('dispatch.areas', true), ',')
                    or reporter_account = current_setting('dispatch.account', true)
                )
            )
        )
    )
);

-- What belongs to a case is seen by whoever sees the case.
alter table journal enable row level security;
alter table journal force row level security;
create policy scope on journal using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) = 'county')
    or exists (
        select 1 from cases c
        where c.county_code = journal.county_code and c.case_id = journal.case_id
    )
);

alter table promise enable row level security;
alter table promise force row level security;
create policy scope on promise using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) = 'county')
    or exists (
        select 1 from cases c
        where c.county_code = promise.county_code and c.case_id = promise.subject_id
    )
);

alter table rung_fired enable row level security;
alter table rung_fired force row level security;
create policy scope on rung_fired using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) = 'county')
    or exists (
        select 1 from cases c
        where c.county_code = rung_fired.county_code and c.case_id = rung_fired.subject_id
    )
);

alter table report enable row level security;
alter table report force row level security;
create policy scope on report using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) = 'county')
    or exists (
        select 1 from cases c
        where c.county_code = report.county_code and c.case_id = report.case_id
    )
    or (county_code = current_setting('dispatch.county', true)
        and reporter_account = current_setting('dispatch.account', true))
);

alter table notice enable row level security;
alter table notice force row level security;
create policy scope on notice using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) = 'county')
    or exists (
        select 1 from cases c
        where c.county_code = notice.county_code and c.case_id = notice.subject_id
    )
    or (county_code = current_setting('dispatch.county', true)
        and account = current_setting('dispatch.account', true))
) with check (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) <> '')
);

-- Set-up and counters of a county are its own. A scope that is set has a reach: without one,
-- the empty county of a stranger's sign-in would be everybody's.
alter table audit_entry enable row level security;
alter table audit_entry force row level security;
create policy scope on audit_entry using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) <> '')
);

alter table brake enable row level security;
alter table brake force row level security;
create policy scope on brake using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) <> '')
);

alter table case_counter enable row level security;
alter table case_counter force row level security;
create policy scope on case_counter using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) <> '')
);

alter table county enable row level security;
alter table county force row level security;
create policy scope on county using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) <> '')
);

alter table edition enable row level security;
alter table edition force row level security;
create policy scope on edition using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) <> '')
);

alter table frozen_ladder enable row level security;
alter table frozen_ladder force row level security;
create policy scope on frozen_ladder using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) <> '')
);

alter table unit enable row level security;
alter table unit force row level security;
create policy scope on unit using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) <> '')
);

-- Anybody in the county may put a message out; only workers read or mark them.
alter table outbox enable row level security;
alter table outbox force row level security;
create policy put on outbox for insert with check (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) <> '')
);
create policy work on outbox using (
    current_setting('dispatch.reach', true) = 'deployment'
);

-- Refused records may hold anything: only workers and the county's desk see them.
alter table quarantine enable row level security;
alter table quarantine force row level security;
create policy scope on quarantine using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) = 'county')
);

alter table stored_position enable row level security;
alter table stored_position force row level security;
create policy work on stored_position using (
    current_setting('dispatch.reach', true) = 'deployment'
);
