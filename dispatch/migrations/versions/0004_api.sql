-- Keys that open the doors: a browser's session, or the token of a program. Only the hash of a
-- token's secret is kept; the epoch it was made in ends with the account's next password.
create table access_key (
    county_code text not null,
    key_id uuid not null,
    account text not null,
    kind text not null,
    label text not null,
    secret_sha256 bytea not null,
    session_epoch integer not null,
    created_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    primary key (county_code, key_id)
);

create index access_key_of_account on access_key (county_code, account, created_at);

grant select, insert, delete on access_key to dispatch_app;

alter table access_key enable row level security;
alter table access_key force row level security;
create policy scope on access_key using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) <> '')
);

-- How far the journal has been told to other systems, moved by compare-and-set.
create table told_position (
    reader text not null,
    xid xid8 not null,
    entry_id bigint not null,
    primary key (reader)
);

grant select, insert, update on told_position to dispatch_app;

alter table told_position enable row level security;
alter table told_position force row level security;
create policy work on told_position using (
    current_setting('dispatch.reach', true) = 'deployment'
);
