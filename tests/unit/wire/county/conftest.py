"""A county small enough to be read at a glance, and a way to break it."""

import json
from collections.abc import Callable, Mapping

import pytest

Files = dict[str, bytes]
FolderBuilder = Callable[..., Files]

_ORDINARY: Mapping[str, str] = {
    "divisions.csv": """\
level,code,name,parent_code,kind,note
city,3305,湖州市,33,,
county,330521,德清县,3305,,
township,330521001,武康街道,330521,subdistrict,
township,330521102,新市镇,330521,town,
village,330521001001,居仁社区,330521001,community,
village,330521102200,句城村,330521102,village,
""",
    "units.csv": """\
unit_code,name,level,kind,parent,active,parent_functional,areas,platform
CC,社会治理中心,county,command_center,330521,1,,,
GA,公安局,county,department,330521,1,,,
OLD,已撤并单位,county,department,330521,0,,,
330521001,武康街道,township,township,330521,1,,330521001,
330521102,新市镇,township,township,330521,1,,330521102,
PCS,武康派出所,township,stationed,330521001,1,GA,330521001,social_governance
""",
    "responsibility.csv": """\
row_id,item_id,matter_code,matter_name,gov_code,platform,area,zone,unit,role,duty,valid_from,valid_to,\
limit_value,limit_type,basis,basis_kind,list_kind,condition,overrides,hand_over
R1,I1,M1,噪声扰民,,social_governance,*,all,GA,lead,dispose,2026-01-01,,2,urgent_hour,某法,law,,,,
R2,I1,M1,噪声扰民,,social_governance,330521102,all,@township,cooperate,dispose,,,,,,,,,,
""",
    "calendar.json": json.dumps({"2026": {"status": "final", "off": {}, "work": {}}}),
    "grids.csv": """\
grid_code,name,village_code,township_code,lon,lat,households
330521001001001,居仁社区第1网格,330521001001,330521001,120.1,30.5,273
""",
    "matters.csv": """\
matter_code,name,gov_code,platform,keywords,list_kind,parent_code,required_stages
M0,噪声,,social_governance,吵,cooperative,,
M1,噪声扰民,06028,social_governance,广场舞;音响太吵,cooperative,M0,dispose
""",
    "receivers.csv": "unit,township,receiver\nGA,330521001,PCS\n",
    "powers.csv": "matter_code,township\nM1,330521102\n",
    "people.csv": """\
account,name,unit,post,roles,areas
desk1,王丽,CC,dispatcher,county_desk,
wk-liwei,李伟,PCS,handler,unit;village,330521001001
""",
    # Short ones, because the product's own take longer to read than all the rest.
    "limits.yaml": "{}",
    "ladder.yaml": "{}",
    "triage.yaml": "{margin: 0.2, weights: {title: 2, length: 1.5}, safety: {red: [], orange: []}}",
    "county.yaml": 'code: "330521"\nname: 德清\nzone: Asia/Shanghai\n',
}
NEEDED = ("divisions.csv", "units.csv", "responsibility.csv", "calendar.json")


@pytest.fixture
def a_folder() -> FolderBuilder:
    """Build a whole county; ``swaps`` are (file, old, new), ``only`` the files it has."""

    def build(*swaps: tuple[str, str, str], only: tuple[str, ...] = tuple(_ORDINARY)) -> Files:
        texts = {name: _ORDINARY[name] for name in only}
        for name, old, new in swaps:
            assert old in texts[name], f"{old!r} is not in {name}"
            texts[name] = texts[name].replace(old, new)
        return {name: text.encode() for name, text in texts.items()}

    return build


@pytest.fixture
def a_bare_folder(a_folder: FolderBuilder) -> Files:
    """The four files a county cannot do without."""
    return a_folder(only=NEEDED)
