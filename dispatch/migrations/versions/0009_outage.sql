-- Since when a server that the house needs has been away, as the process that needs it found.

create table outage (
    part text not null,
    since timestamp with time zone not null,
    until timestamp with time zone,
    primary key (part)
);

grant select, insert, update on outage to dispatch_app;

-- That a server is away is everybody's to know; only the workers say so.
alter table outage enable row level security;
alter table outage force row level security;
create policy known on outage for select using (
    current_setting('dispatch.reach', true) <> ''
);
create policy work on outage using (
    current_setting('dispatch.reach', true) = 'deployment'
);
