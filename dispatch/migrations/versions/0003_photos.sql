-- Photos: who brought them, and which report or timeline entry shows them.

create table photo (
    county_code text not null,
    photo_id text not null,
    uploaded_by text not null,
    uploaded_at timestamp with time zone not null,
    thumb_id text not null,
    width integer not null,
    height integer not null,
    size integer not null,
    taken_at timestamp with time zone,
    lon double precision,
    lat double precision,
    forgotten_at timestamp with time zone,
    primary key (county_code, photo_id, uploaded_by)
);

create index photo_thumb on photo (county_code, thumb_id);

create index photo_forgotten on photo (county_code, forgotten_at) where forgotten_at is not null;

-- seq is the timeline entry that shows it; 0 is the report itself. A photo that another
-- system names may arrive later, or never: there is no foreign key.
create table photo_use (
    county_code text not null,
    report_id uuid not null,
    kind text not null,
    seq integer not null,
    place integer not null,
    photo_id text not null,
    shown_by text,
    shown_at timestamp with time zone not null,
    primary key (county_code, report_id, kind, seq, photo_id)
);

create index photo_use_of_photo on photo_use (county_code, photo_id);

grant select, insert, update, delete on photo to dispatch_app;
grant select, insert on photo_use to dispatch_app;

-- What a report or its case shows is seen by whoever sees the report or the case.
alter table photo_use enable row level security;
alter table photo_use force row level security;
create policy scope on photo_use using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) = 'county')
    or exists (
        select 1 from report r
        where r.county_code = photo_use.county_code and r.report_id = photo_use.report_id
    )
);

-- A photo is seen by whoever brought it, and by whoever sees where it is shown.
alter table photo enable row level security;
alter table photo force row level security;
create policy scope on photo using (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) = 'county')
    or (county_code = current_setting('dispatch.county', true)
        and uploaded_by = current_setting('dispatch.account', true))
    or exists (
        select 1 from photo_use u
        where u.county_code = photo.county_code and u.photo_id = photo.photo_id
    )
) with check (
    current_setting('dispatch.reach', true) = 'deployment'
    or (county_code = current_setting('dispatch.county', true)
        and current_setting('dispatch.reach', true) <> ''
        and uploaded_by = current_setting('dispatch.account', true))
);
