"""What must always hold, each as one question that finds the first row that breaks it.

Run after every fault in the tests, by the clockwork as an auditor, and by
``dispatch verify``. A checker that cannot fail proves nothing: the tests break
each of them once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection, select, text

from dispatch.casework.replay import Broken, replay
from dispatch.casework.rows import entry_from
from dispatch.casework.tables import cases
from dispatch.journal.tables import journal

_GRACE = timedelta(minutes=2)
"""How long after its instant a rung may still be on its way."""
_YOUNG = timedelta(minutes=5)
"""How long an accepted report may be on its way to its case."""


@dataclass(frozen=True, slots=True)
class Invariant:
    """One thing that must hold; ``question`` returns the rows that break it."""

    name: str
    promise: str
    question: str


@dataclass(frozen=True, slots=True)
class Breach:
    """An invariant that does not hold, and the first row that breaks it."""

    name: str
    promise: str
    first: str


INVARIANTS = (
    Invariant(
        "report_has_case",
        "每份已出具回执的上报都有且只有一个案件",
        """
        select r.receipt from report r
        left join cases c on c.county_code = r.county_code and c.case_id = r.case_id
        where c.case_id is null and (r.case_id is not null or r.taken_at < :young)
        """,
    ),
    Invariant(
        "case_has_report",
        "没有无来源的案件,也没有一报两案",
        """
        select c.number from cases c
        left join report r on r.county_code = c.county_code
            and r.report_id = c.report_id and r.case_id = c.case_id
        where r.report_id is null
        """,
    ),
    Invariant(
        "report_once",
        "同一来源同一编号只有一份上报",
        """
        select min(receipt) from report
        group by county_code, source, record_id having count(*) > 1
        """,
    ),
    Invariant(
        "case_once",
        "一个案件只来自一份上报",
        """
        select min(c.number) from report r
        join cases c on c.county_code = r.county_code and c.case_id = r.case_id
        group by c.county_code, c.case_id having count(*) > 1
        """,
    ),
    Invariant(
        "timeline_whole",
        "每个案件的时间线从 1 起连续编号,末条即当前状态",
        """
        select c.number from cases c
        join (
            select county_code, case_id, count(*) as entries, max(seq) as last
            from journal group by county_code, case_id
        ) j using (county_code, case_id)
        join journal e on e.county_code = c.county_code
            and e.case_id = c.case_id and e.seq = j.last
        where j.entries <> j.last or c.last_seq <> j.last or c.last_hash <> e.hash
            or c.state <> e.state or c.holder_unit <> e.holder_unit
        """,
    ),
    Invariant(
        "timeline_present",
        "每个案件都有时间线",
        """
        select c.number from cases c where not exists (
            select 1 from journal j
            where j.county_code = c.county_code and j.case_id = c.case_id
        )
        """,
    ),
    Invariant(
        "open_case_watched",
        "每个未办结案件都有下一次检查时间",
        """
        select c.number from cases c
        where c.state <> 'closed' and not exists (
            select 1 from promise p
            where p.county_code = c.county_code and p.subject_id = c.case_id
                and p.finished_at is null and p.next_at is not null
        )
        """,
    ),
    Invariant(
        "closed_case_silent",
        "已办结案件没有仍在运行的时钟",
        """
        select c.number from cases c
        join promise p on p.county_code = c.county_code and p.subject_id = c.case_id
        where c.state = 'closed' and p.finished_at is null
        """,
    ),
    Invariant(
        "holder_of_county",
        "每个案件由本县一个有效单位负责",
        """
        select c.number from cases c
        left join unit u on u.county_code = c.county_code and u.unit_code = c.holder_unit
        where u.unit_code is null or (c.state <> 'closed' and not u.active)
        """,
    ),
    Invariant(
        "rungs_in_turn",
        "督办逐级触发,不重不漏",
        """
        select p.subject_id::text || ' ' || p.clock from promise p
        left join (
            select county_code, subject_id, clock, cycle, count(*) as fired, max(rung) as top
            from rung_fired group by county_code, subject_id, clock, cycle
        ) f using (county_code, subject_id, clock, cycle)
        where coalesce(f.fired, 0) <> p.rungs_fired or coalesce(f.top, 0) <> p.rungs_fired
        """,
    ),
    Invariant(
        "rung_on_time",
        "到期的督办在两分钟内触发,或者已刹车并公示",
        """
        select p.subject_id::text || ' ' || p.clock from promise p
        left join brake b on b.county_code = p.county_code and b.released_at is null
            and p.next_at > b.due_after and p.next_at <= b.due_until
        where p.next_at < :overdue and b.county_code is null
        """,
    ),
    Invariant(
        "rung_told",
        "每次督办都通知到当时在岗的每个人,无人在岗时已报警",
        """
        select f.subject_id::text || ' ' || f.clock || ' ' || f.rung from rung_fired f
        where (
            select count(*) from notice n
            where n.county_code = f.county_code and n.subject_id = f.subject_id
                and n.clock = f.clock and n.cycle = f.cycle
                and (n.rung = f.rung or (n.body ->> 'alarm' is not null
                    and (n.body ->> 'rung')::int = f.rung))
        ) <> greatest(cardinality(f.told), 1)
        """,
    ),
    Invariant(
        "notice_decided",
        "有渠道的县,每条督办通知到时即定下是否外发",
        """
        select n.notice_id::text from notice n
        where n.decided_at is null and (
                n.account is not null
                or n.kind in ('alarm', 'handed_back', 'reopened', 'sent_back', 'supervised')
            ) and n.send_not_before < :young and exists (
                select 1 from channel c
                where c.county_code = n.county_code and c.active and c.created_at < n.created_at
            )
        """,
    ),
    Invariant(
        "message_ends",
        "每条外发消息都有结果,或者正在按时重试",
        """
        select d.delivery_id::text from delivery d
        where d.state in ('waiting', 'sending', 'failed')
            and (d.next_at is null or d.next_at < :young)
        """,
    ),
    Invariant(
        "quarantine_watched",
        "每条隔离记录都有负责单位和时钟",
        """
        select q.quarantine_id::text from quarantine q
        where q.state = 'open' and exists (select 1 from county) and not exists (
            select 1 from promise p
            where p.county_code = q.county_code and p.subject_id = q.quarantine_id
                and p.finished_at is null and p.next_at is not null
        )
        """,
    ),
    Invariant(
        "position_behind",
        "已取用的记录都在已保存的位置之前",
        """
        select topic || '/' || partition || '@' || position from (
            select topic, partition, position from report where topic is not null
            union all select topic, partition, position from quarantine
        ) taken
        join (
            select topic, partition, max(next_position) as furthest
            from stored_position group by topic, partition
        ) s using (topic, partition)
        where taken.position >= s.furthest
        """,
    ),
    Invariant(
        "photo_there",
        "本县人员上传并引用的每张照片都在",
        """
        select u.photo_id from photo_use u
        left join photo p on p.county_code = u.county_code and p.photo_id = u.photo_id
            and p.uploaded_by = u.shown_by and p.forgotten_at is null
        where u.shown_by is not null and p.photo_id is null
        union all
        select r.receipt from report r, jsonb_array_elements(r.attachments) a
        where r.source like 'urn:fourplatforms:web:%' and a ? 'id' and not exists (
            select 1 from photo_use u
            where u.county_code = r.county_code and u.report_id = r.report_id
                and u.photo_id = a ->> 'id'
        )
        """,
    ),
    Invariant(
        "numbers_whole",
        "案件编号连续无缺",
        """
        select k.county_code || ' ' || k.year from case_counter k
        where k.last <> (
            select count(*) from cases c
            where c.county_code = k.county_code
                and c.number like 'C' || k.county_code || k.year || '%'
        )
        """,
    ),
)


def first_breaches(
    connection: Connection, *, now: datetime, grace: timedelta = _GRACE
) -> Iterator[Breach]:
    """Ask every invariant and return the first breach of each that does not hold."""
    facts = {"young": now - max(_YOUNG, grace), "overdue": now - grace}
    for invariant in INVARIANTS:
        question = text(invariant.question)
        wanted = {name: facts[name] for name in question.compile().params}
        first = connection.execute(question, wanted).first()
        if first is not None:
            yield Breach(invariant.name, invariant.promise, str(first[0]))


def first_broken_chain(connection: Connection) -> Breach | None:
    """Replay every case from its timeline; return the first that does not hold."""
    rows = connection.execution_options(yield_per=5000).execute(
        select(journal).order_by(journal.c.county_code, journal.c.case_id, journal.c.seq)
    )
    stored = {
        (row.county_code, row.case_id): row
        for row in connection.execute(
            select(
                cases.c.county_code,
                cases.c.case_id,
                cases.c.number,
                cases.c.state,
                cases.c.holder_unit,
                cases.c.last_hash,
            )
        )
    }
    for key, entries in groupby(map(entry_from, rows), key=lambda e: (e.county, e.case_id)):
        row = stored.get(key)
        reached = replay(entries)
        if row is None:
            return Breach("chain", "时间线可逐条验证", f"timeline of an unknown case {key[1]}")
        if isinstance(reached, Broken):
            return Breach(
                "chain", "时间线可逐条验证", f"{row.number} entry {reached.seq}: {reached.why}"
            )
        there = (row.state, row.holder_unit, bytes(row.last_hash))
        if there != (reached.state.value, reached.holder_unit, reached.last_hash):
            return Breach("chain", "时间线可逐条验证", f"{row.number}: the stored state is another")
    return None
