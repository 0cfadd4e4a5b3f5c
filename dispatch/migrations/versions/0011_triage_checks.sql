-- A random part of what words or the learned model decided, and what a person says of it.

create table triage_check (
    county_code text not null,
    case_id uuid not null,
    number text not null,
    title text not null,
    text text not null,
    suggested text not null,
    source text not null,
    model_version text not null,
    reasons text[] not null,
    picked_at timestamp with time zone not null,
    verdict text,
    matter text,
    judged_by text,
    judged_at timestamp with time zone,
    primary key (county_code, case_id)
);

create index triage_check_open on triage_check (county_code, picked_at, case_id) where verdict is null;

grant select, insert, update on triage_check to dispatch_app;

-- What people wrote, masked: for those who keep the list, and for the county's desk.
alter table triage_check enable row level security;
alter table triage_check force row level security;
create policy scope on triage_check using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) in ('county', 'list'))
);
