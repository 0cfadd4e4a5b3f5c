-- Hand-backs, failed verifications, supervisions and reopenings leave the house, too.

drop index notice_undecided;

create index notice_undecided on notice (county_code, send_not_before)
    where decided_at is null and (
        account is not null
        or kind in ('alarm', 'handed_back', 'reopened', 'sent_back', 'supervised')
    );
