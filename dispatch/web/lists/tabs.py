"""The pages of a draft, in their order.

To add one: a blueprint whose page takes ``draft_id`` and answers with
``frame.draft_page(visit, here, "lists/….html", …)`` on a template that extends
``lists/draft.html`` and fills the block ``tab``; its blueprint in ``mount.PAGES``;
its line here.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tab:
    """One entry of a draft's menu."""

    endpoint: str
    text: str


TABS = (
    Tab("draft_rows.lines", "条目"),
    Tab("draft_rows.matters", "事项"),
    Tab("draft_import.ask", "导入"),
    Tab("draft_triage.show", "研判词"),
    Tab("draft_tests.show", "检验"),
    Tab("draft_trial.ask", "试判"),
    Tab("draft_audit.show", "体检"),
    Tab("draft_coverage.show", "覆盖"),
    Tab("draft_compare.show", "比对"),
    Tab("draft_what_if.show", "推演"),
    Tab("draft_report.show", "体检报告"),
    Tab("draft_changes.show", "修改记录"),
    Tab("draft_decision.show", "提交与审定"),
)
