-- Accepted reports can be found by their message, and those without a case at once.
alter table outbox add column report_id uuid;

create index outbox_of_report on outbox (report_id) where report_id is not null;

create index report_without_case on report (county_code, report_id) where case_id is null;
