"""A master catalogue, what a county lays over it, and what a new master means for it."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from dispatch.responsibility.master import (
    FIELDS,
    Changed,
    Matters,
    Origin,
    Task,
    Upgrade,
    overlay,
    plain,
    upgrade,
)
from dispatch.responsibility.model import Matter
from dispatch.responsibility.upgrade_words import todo_en, todo_zh
from dispatch.vocabulary import MatterCode, Platform
from tests.builders import a_line

NOISE, SHOPS, FIRE = MatterCode("M1"), MatterCode("M2"), MatterCode("M3")


def a_matter(
    code: str = NOISE,
    name: str = "噪声扰民",
    *,
    parent: str | None = None,
    keywords: tuple[str, ...] = (),
    platform: Platform | None = None,
) -> Matter:
    return Matter(
        MatterCode(code),
        name,
        platform,
        keywords=keywords,
        parent=MatterCode(parent) if parent else None,
    )


def of(*matters: Matter) -> Matters:
    return {matter.code: matter for matter in matters}


def tasks(found: Upgrade) -> list[tuple[Task, str]]:
    return [(each.task, each.matter) for each in found.todo]


class TestOverlay:
    def test_lets_the_county_win_field_by_field(self) -> None:
        master = of(a_matter(keywords=("吵",), platform=Platform.SOCIAL_GOVERNANCE))
        own = of(a_matter(name="", keywords=("广场舞",)))

        found = overlay(master, own)

        assert found.matters == of(
            a_matter(keywords=("广场舞",), platform=Platform.SOCIAL_GOVERNANCE)
        )
        assert found.origins[NOISE]["keywords"] is Origin.COUNTY
        assert found.origins[NOISE]["name"] is Origin.MASTER

    def test_takes_new_codes_as_the_countys_own(self) -> None:
        found = overlay(of(a_matter()), of(a_matter(SHOPS, "出店经营", parent=NOISE)))

        assert sorted(found.matters) == [NOISE, SHOPS]
        assert set(found.origins[SHOPS].values()) == {Origin.COUNTY}

    def test_leaves_out_what_the_county_retires(self) -> None:
        found = overlay(of(a_matter(), a_matter(SHOPS, "出店经营")), {}, {SHOPS})

        assert list(found.matters) == [NOISE]
        assert found.retired == {SHOPS}


class TestUpgrade:
    def test_says_nothing_of_the_same_master(self) -> None:
        found = upgrade(of(a_matter()), of(a_matter()), {}, [a_line(matter=NOISE)])

        assert found == Upgrade((), (), (), (), (), ())
        assert not found.blocked

    def test_tells_added_renamed_moved_and_changed_apart(self) -> None:
        old = of(a_matter(), a_matter(SHOPS, "出店经营", keywords=("摆摊",)))
        new = of(
            a_matter(name="噪声"),
            a_matter(SHOPS, "出店经营", parent=NOISE, keywords=("摆摊", "占道")),
            a_matter(FIRE, "火灾隐患"),
        )

        found = upgrade(old, new, {}, [a_line(matter=NOISE)])

        assert found.added == (new[FIRE],)
        assert found.renamed == (Changed(NOISE, "name", "噪声扰民", "噪声"),)
        assert found.moved == (Changed(SHOPS, "parent", "", NOISE),)
        assert found.changed == (Changed(SHOPS, "keywords", "摆摊", "摆摊;占道"),)
        assert tasks(found) == [(Task.NAME_LEAD, FIRE)]
        assert not found.blocked

    def test_names_the_lines_that_a_removed_matter_leaves_alone_and_its_likely_successor(
        self,
    ) -> None:
        lines = [a_line("A2", matter=NOISE), a_line("A1", matter=NOISE), a_line("A3", matter=SHOPS)]
        new = of(a_matter(FIRE, "噪声扰民"), a_matter(SHOPS, "出店经营"))

        found = upgrade(of(a_matter(), new[SHOPS]), new, {}, lines)

        (removed,) = found.removed
        assert removed.orphans == ("A1", "A2")
        assert removed.successor == FIRE
        assert tasks(found) == [(Task.REASSIGN_LINES, NOISE), (Task.NAME_LEAD, FIRE)]
        assert found.blocked

    def test_lets_a_removed_matter_live_on_in_a_county_that_describes_it_whole(self) -> None:
        found = upgrade(of(a_matter()), {}, of(a_matter(name="本县噪声")), [a_line(matter=NOISE)])

        assert found.removed[0].carried_on
        assert found.removed[0].orphans == ()
        assert not found.blocked

    def test_asks_to_complete_a_row_that_only_added_to_what_is_gone(self) -> None:
        found = upgrade(of(a_matter()), {}, of(a_matter(name="", keywords=("吵",))), [])

        assert tasks(found) == [(Task.COMPLETE_ROW, NOISE)]
        assert found.blocked

    def test_shows_what_the_county_overrides_and_keeps_it(self) -> None:
        own = of(a_matter(name="扰民噪声"))

        found = upgrade(of(a_matter()), of(a_matter(name="噪声")), own, [a_line(matter=NOISE)])

        assert found.overridden == (Changed(NOISE, "name", "噪声扰民", "噪声", "扰民噪声"),)
        assert tasks(found) == [(Task.CHECK_OVERRIDE, NOISE)]
        assert not found.blocked

    def test_asks_for_another_parent_where_the_matter_above_is_gone(self) -> None:
        old = of(a_matter(), a_matter(SHOPS, "出店经营"))
        own = of(a_matter(FIRE, "火灾隐患", parent=NOISE))

        found = upgrade(old, of(old[SHOPS]), own, [])

        assert tasks(found) == [(Task.FIND_PARENT, FIRE)]
        assert found.blocked

    def test_leaves_a_retired_matter_alone_until_the_master_drops_it(self) -> None:
        old = of(a_matter(), a_matter(SHOPS, "出店经营"))
        renamed = of(a_matter(name="噪声"), old[SHOPS])

        still = upgrade(old, renamed, {}, [], retired={NOISE})
        gone = upgrade(old, of(old[SHOPS]), {}, [], retired={NOISE})

        assert still == Upgrade((), (), (), (), (), ())
        assert tasks(gone) == [(Task.DROP_RETIREMENT, NOISE)]
        assert gone.removed == ()

    def test_warns_of_a_new_code_that_the_county_uses_itself(self) -> None:
        own = of(a_matter(FIRE, "消防通道"))

        found = upgrade({}, of(a_matter(FIRE, "火灾隐患")), own, [a_line(matter=FIRE)])

        assert tasks(found) == [(Task.CHECK_CLASH, FIRE)]

    def test_says_each_thing_to_do_in_both_languages(self) -> None:
        old = of(a_matter(), a_matter(SHOPS, "出店经营"))
        own = of(
            a_matter(SHOPS, "出店", keywords=("a",)),
            a_matter(FIRE, "消防通道", parent=NOISE),
            a_matter("M4", "自有"),
        )
        new = of(a_matter(SHOPS, "占道"), a_matter("M4", "新"), a_matter("M5", "噪声扰民"))

        found = upgrade(old, new, own, [a_line("A1", matter=NOISE)], retired={MatterCode("M9")})

        assert {each.task for each in found.todo} == set(Task) - {Task.COMPLETE_ROW}
        names = {**old, **own}
        assert todo_zh(found.todo[0], names).startswith("“噪声扰民 M1”已从上级目录删除")
        assert "第A1条" in todo_zh(found.todo[0], names)
        assert "很可能是 M5" in todo_zh(found.todo[0], names)
        for each in found.todo:
            assert "{" not in todo_zh(each, names) + todo_en(each, names)


_CODES = st.sampled_from([MatterCode(f"M{n}") for n in range(5)])
_MATTERS = st.dictionaries(
    _CODES, st.tuples(st.sampled_from(["甲", "乙", "丙"]), st.sampled_from([(), ("a",), ("b",)]))
).map(lambda found: of(*(a_matter(c, name, keywords=k) for c, (name, k) in found.items())))


@given(_MATTERS, _MATTERS, st.lists(_CODES))
def test_an_upgrade_accounts_for_every_difference_and_no_other(
    old: Matters, new: Matters, used: Iterable[MatterCode]
) -> None:
    lines = [a_line(f"A{n}", matter=code) for n, code in enumerate(used)]

    found = upgrade(old, new, {}, lines)

    rebuilt = {code: {f: plain(each, f) for f in FIELDS} for code, each in old.items()}
    for gone in found.removed:
        del rebuilt[gone.matter]
    for each in (*found.renamed, *found.moved, *found.changed):
        assert rebuilt[each.matter][each.field] == each.before
        rebuilt[each.matter][each.field] = each.after
    rebuilt |= {m.code: {f: plain(m, f) for f in FIELDS} for m in found.added}
    assert rebuilt == {code: {f: plain(each, f) for f in FIELDS} for code, each in new.items()}
    orphaned = {row for gone in found.removed for row in gone.orphans}
    assert orphaned == {x.row_id for x in lines if x.matter in old and x.matter not in new}
