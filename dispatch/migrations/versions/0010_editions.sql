-- The list as editions: drafts and who changed what, requests of units, proposals for open cases,
-- trials of a draft on history; and cases of the past, which lists and triage are tried on.

-- Where an edition came from; null for one that a county's folder brought.
alter table edition add column draft_id uuid;
alter table edition add column title text default '' not null;
alter table edition add column approved_by text;
alter table edition add column in_force_from date;

create table list_draft (
    county_code text not null,
    draft_id uuid not null,
    title text not null,
    state text not null,
    base_edition integer not null,
    version integer not null,
    files jsonb not null,
    created_by text not null,
    created_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    submitted_by text,
    submitted_at timestamp with time zone,
    submission jsonb,
    decided_by text,
    decided_at timestamp with time zone,
    decision_note text default '' not null,
    in_force_from date,
    edition integer,
    held_back text,
    primary key (county_code, draft_id)
);

create index list_draft_latest on list_draft (county_code, changed_at);

create table list_change (
    county_code text not null,
    draft_id uuid not null,
    change_id bigint generated always as identity,
    version integer not null,
    file text not null,
    row_id text not null,
    action text not null,
    before jsonb not null,
    after jsonb not null,
    why text not null,
    changed_by text not null,
    changed_at timestamp with time zone not null,
    primary key (county_code, draft_id, change_id)
);

create index list_change_of_row on list_change (county_code, file, row_id, change_id);

create table change_request (
    county_code text not null,
    request_id uuid not null,
    unit_code text not null,
    title text not null,
    reason text not null,
    basis text not null,
    edits jsonb not null,
    state text not null,
    asked_by text not null,
    asked_at timestamp with time zone not null,
    draft_id uuid,
    answered_by text,
    answered_at timestamp with time zone,
    answer text default '' not null,
    primary key (county_code, request_id)
);

create index change_request_latest on change_request (county_code, asked_at);

create table dismissed_finding (
    county_code text not null,
    finding text not null,
    what text not null,
    reason text not null,
    dismissed_by text not null,
    dismissed_at timestamp with time zone not null,
    primary key (county_code, finding)
);

create table reroute (
    county_code text not null,
    edition integer not null,
    case_id uuid not null,
    number text not null,
    from_unit text,
    to_unit text,
    outcome text not null,
    reason text not null,
    state text not null,
    proposed_at timestamp with time zone not null,
    decided_by text,
    decided_at timestamp with time zone,
    note text default '' not null,
    primary key (county_code, edition, case_id)
);

create index reroute_open on reroute (county_code, proposed_at, case_id) where state = 'open';

create table rerouted_edition (
    county_code text not null,
    edition integer not null,
    looked_at timestamp with time zone not null,
    cases integer not null,
    primary key (county_code, edition)
);

create table history_import (
    county_code text not null,
    import_id uuid not null,
    source text not null,
    file_name text not null,
    accepted integer not null,
    refused integer not null,
    imported_by text not null,
    imported_at timestamp with time zone not null,
    primary key (county_code, import_id)
);

create table past_case (
    county_code text not null,
    source text not null,
    case_id text not null,
    occurred_on date not null,
    area text not null,
    matter text,
    unit text,
    title text not null,
    text text not null,
    attributes jsonb not null,
    opened_on date,
    closed_on date,
    closed_at timestamp with time zone,
    returns integer not null,
    returned_by text[] not null,
    penalty boolean not null,
    held boolean not null,
    import_id uuid,
    primary key (county_code, source, case_id)
);

create index past_case_live on past_case (county_code, closed_at) where source = 'live';

create table what_if (
    county_code text not null,
    what_if_id uuid not null,
    draft_id uuid not null,
    version integer not null,
    as_of date not null,
    state text not null,
    done integer default 0 not null,
    total integer default 0 not null,
    asked_by text not null,
    asked_at timestamp with time zone not null,
    beat_at timestamp with time zone,
    finished_at timestamp with time zone,
    result jsonb,
    trouble text,
    primary key (county_code, what_if_id)
);

create index what_if_waiting on what_if (asked_at) where state in ('waiting', 'running');

create table what_if_move (
    county_code text not null,
    what_if_id uuid not null,
    source text not null,
    case_id text not null,
    matter text,
    township text,
    from_unit text,
    to_unit text,
    outcome_before text not null,
    outcome_after text not null,
    primary key (county_code, what_if_id, source, case_id)
);

grant select, insert, update on
    list_draft, change_request, dismissed_finding, reroute, past_case, what_if to dispatch_app;
grant delete on dismissed_finding, what_if_move to dispatch_app;
grant select, insert on list_change, rerouted_edition, history_import, what_if_move to dispatch_app;

-- The list is its county's to read; who may change it is asked of the flows.
do $$
declare
    name text;
begin
    foreach name in array array[
        'list_draft', 'list_change', 'change_request', 'dismissed_finding', 'rerouted_edition',
        'history_import', 'what_if'
    ] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format($policy$
            create policy scope on %I using (
                current_setting('dispatch.reach', true) = 'deployment'
                or (county_code = current_setting('dispatch.county', true)
                    and current_setting('dispatch.reach', true) <> '')
            )
        $policy$, name);
    end loop;
end
$$;

-- A proposal names a case: it is seen by whoever sees the county's cases, and by nobody else.
alter table reroute enable row level security;
alter table reroute force row level security;
create policy scope on reroute using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) = 'county')
);

-- What people once wrote: for those who keep the list, and for the county's desk.
do $$
declare
    name text;
begin
    foreach name in array array['past_case', 'what_if_move'] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format($policy$
            create policy scope on %I using (
                current_setting('dispatch.reach', true) = 'deployment'
                or (county_code = current_setting('dispatch.county', true)
                    and current_setting('dispatch.reach', true) in ('county', 'list'))
            )
        $policy$, name);
    end loop;
end
$$;
