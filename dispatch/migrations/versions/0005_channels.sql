-- Notices that leave the house: by which channel, to whom, and what became of each message.

-- When somebody decided by which channels a notice leaves; null while nobody has. Only notices
-- that can leave are in the index, so that a case opens without touching it.
alter table notice add column decided_at timestamp with time zone;

create index notice_undecided on notice (county_code, send_not_before)
    where decided_at is null and (account is not null or kind = 'alarm');

create table channel (
    county_code text not null,
    channel_id uuid not null,
    kind text not null,
    name text not null,
    unit_code text,
    sealed bytea not null,
    hint text not null,
    active boolean not null,
    created_at timestamp with time zone not null,
    created_by text not null,
    changed_at timestamp with time zone not null,
    changed_by text not null,
    primary key (county_code, channel_id)
);

create table address (
    county_code text not null,
    account text not null,
    kind text not null,
    sealed bytea not null,
    hint text not null,
    changed_at timestamp with time zone not null,
    primary key (county_code, account, kind)
);

create table delivery (
    county_code text not null,
    delivery_id uuid not null,
    channel_id uuid not null,
    account text,
    purpose text not null,
    state text not null,
    at_once boolean not null,
    attempts integer default 0 not null,
    next_at timestamp with time zone,
    lease_until timestamp with time zone,
    tried_at timestamp with time zone,
    finished_at timestamp with time zone,
    hint text default '' not null,
    error text,
    created_at timestamp with time zone not null,
    primary key (county_code, delivery_id)
);

create index delivery_due on delivery (next_at)
    where state in ('waiting', 'sending', 'failed');

create index delivery_tried on delivery (county_code, channel_id, tried_at);

create index delivery_latest on delivery (county_code, created_at, delivery_id);

create table delivery_notice (
    county_code text not null,
    delivery_id uuid not null,
    notice_id uuid not null,
    primary key (county_code, delivery_id, notice_id)
);

grant select, insert, update on channel, address, delivery to dispatch_app;
grant delete on address to dispatch_app;
grant select, insert on delivery_notice to dispatch_app;

-- The addresses of channels are sealed; the deliveries name no case.
alter table channel enable row level security;
alter table channel force row level security;
create policy scope on channel using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) <> '')
);

alter table delivery enable row level security;
alter table delivery force row level security;
create policy scope on delivery using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) <> '')
);

-- An address is its owner's; beside them only the workers use it.
alter table address enable row level security;
alter table address force row level security;
create policy scope on address using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) <> ''
        and account = current_setting('dispatch.account', true))
);

alter table delivery_notice enable row level security;
alter table delivery_notice force row level security;
create policy work on delivery_notice using (
    current_setting('dispatch.reach', true) = 'deployment'
);
