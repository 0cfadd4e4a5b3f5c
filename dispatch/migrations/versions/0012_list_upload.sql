-- A spreadsheet on its way into a draft or into history: its bytes and how it is to be read.
-- It is kept while somebody answers what it leaves open, and forgotten after a week.

create table list_upload (
    county_code text not null,
    upload_id uuid not null,
    draft_id uuid,
    kind text not null,
    file_name text not null,
    content bytea not null,
    headers text default '' not null,
    mapping jsonb not null,
    state text not null,
    result jsonb,
    uploaded_by text not null,
    uploaded_at timestamp with time zone not null,
    primary key (county_code, upload_id)
);

create index list_upload_latest on list_upload (county_code, kind, uploaded_at);
create index list_upload_waiting on list_upload (uploaded_at) where state = 'waiting';

grant select, insert, update, delete on list_upload to dispatch_app;

-- A history holds what people once wrote: for those who keep the list, and for the county's desk.
alter table list_upload enable row level security;
alter table list_upload force row level security;
create policy scope on list_upload using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) in ('county', 'list'))
);
