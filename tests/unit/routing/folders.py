"""A county's folder with nothing in it but what deciding needs."""

from pathlib import Path

DIVISIONS = """level,code,name,parent_code,kind,note
county,330521,德清县,3305,,
township,330521001,武康街道,330521,subdistrict,
village,330521001001,居仁社区,330521001,community,
village,330521001002,对河口村,330521001,village,
"""
UNITS = """unit_code,name,level,kind,parent,active
330521-ZHZF,德清县综合行政执法局,county,department,,1
330521-SHZL,德清县社会治理中心,county,command_center,,1
330521001,武康街道,township,township,330521,1
"""
_COLUMNS = (
    "row_id,item_id,matter_code,matter_name,gov_code,platform,area,zone,unit,role,duty,"
    "valid_from,valid_to,limit_value,limit_type,basis"
)
_MATTER = "I1,M001,乱倒垃圾,,comprehensive_law_enforcement,*"
LINES = f"""{_COLUMNS}
A1,{_MATTER},urban,330521-ZHZF,lead,dispose,2026-01-01,2026-06-30,40,work_hour,REC
A2,{_MATTER},rural,@township,lead,dispose,2026-01-01,,40,work_hour,REC
A3,{_MATTER},all,@township,cooperate,dispose,2026-01-01,,,,
"""
CALENDAR = """{"2026": {"status": "final", "off": {}, "work": {}}}"""


def write_folder(path: Path) -> Path:
    (path / "divisions.csv").write_text(DIVISIONS)
    (path / "units.csv").write_text(UNITS)
    (path / "responsibility.csv").write_text(LINES)
    (path / "calendar.json").write_text(CALENDAR)
    return path


def a_report(**fields: object) -> dict[str, object]:
    ordinary: dict[str, object] = {
        "id": "r1",
        "text": "路边有人倒垃圾",
        "area_code": "330521001001",
        "occurred_at": "2026-03-02T09:30:00+08:00",
        "channel": "grid",
        "matter_hint": "M001",
    }
    return ordinary | fields
