"""The words of believable reports: made up here, put together anew each time."""

from collections.abc import Sequence
from random import Random

from dispatch.territory.model import Level
from dispatch.territory.tree import Area, Territory

_OPENINGS = (
    "{time}巡查至{place}{spot}，",
    "{time}在{place}{spot}",
    "{place}{spot}，{time}",
    "{time}接居民来电，称{place}{spot}",
    "走访{place}时村民说，{time}{spot}",
    "{place}群众{time}上门反映：{spot}",
    "{time}路过{place}，看见{spot}",
)
_CORES = (
    "有{what}的情况",
    "又出现{what}的问题",
    "{what}的情况比较明显",
    "疑似{what}",
    "发现{what}，暂时无人处理",
    "存在{what}的现象，附近住户意见较大",
    "{what}的事还没有人管",
)
_DETAILS = (
    "这阵子已经不是头一回",
    "涉及约{n}户人家",
    "面积大约{n}平方米",
    "前几天劝说过，今天照旧",
    "上个月处理过一回，现在反复",
    "来往的人不少，老人孩子也多",
    "现场没有看到负责人",
    "拍了照片，可以随时提供",
    "离主要道路只有{n}米左右",
    "下雨之后更加明显",
)
_WISHES = (
    "请尽快安排人来看一下",
    "望有关单位核实处理",
    "希望今天能有答复",
    "请协调处理",
    "盼回复",
    "麻烦派人到现场",
    "",
)
_SPOTS = (
    "菜场东侧",
    "文化礼堂边上",
    "公交站旁",
    "老桥头",
    "村口大樟树下",
    "卫生室对面",
    "{n}号楼楼下",
    "{n}组晒场",
    "便民服务点后面",
    "快递站门前",
    "",
)
_TIMES = ("今天早上", "刚才", "昨天傍晚", "中午前后", "今天上午", "这两天", "昨晚", "半小时前")
_ALARMS = (
    "现场有人受伤，情况紧急",
    "能看到浓烟，请马上来人",
    "空气里有刺鼻气味，大家都不敢靠近",
    "边上的墙体开裂，看着摇摇欲坠",
    "有人被困，正在等待帮助",
    "地上有电线裸露，很危险",
)
_VAGUE = (
    "{place}这边有点事情，请派人来了解一下",
    "上次在{place}说过的那件事，现在还是老样子",
    "{place}{spot}看着不太对劲，说不清是什么",
    "想咨询一下，{place}的事情应该找谁",
    "{place}群众希望有人来一趟，电话里讲不明白",
)
_FAMILY_NAMES = "陈沈姚徐钱周吴郑冯褚卫蒋韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"
_GIVEN_NAMES = (
    *("建国", "国强", "小燕", "美娟", "志明", "春花", "海平", "阿根", "丽萍", "永康"),
    *("雪琴", "文斌", "水珍", "金龙", "晓峰", "玉兰", "根宝", "佳怡", "思远", "子涵"),
)


class Phrases:
    """Puts words together; the same seed gives the same words."""

    def __init__(self, rng: Random, territory: Territory) -> None:
        self._rng = rng
        self._territory = territory

    def report(self, what: str, area: Area, *, alarm: bool = False) -> str:
        """Return what somebody might write of ``what`` at a place."""
        rng = self._rng
        opening = rng.choice(_OPENINGS).format(
            time=rng.choice(_TIMES), place=self.place(area), spot=self._some(_SPOTS)
        )
        parts = [opening + rng.choice(_CORES).format(what=what)]
        if alarm:
            parts.append(rng.choice(_ALARMS))
        parts += [self._some(_DETAILS) for _ in range(rng.choice((0, 1, 1, 2)))]
        parts.append(rng.choice(_WISHES))
        return "，".join(part for part in parts if part) + "。"

    def vague(self, area: Area) -> str:
        """Return words that say nothing of what is the matter."""
        words = self._rng.choice(_VAGUE)
        return words.format(place=self.place(area), spot=self._some(_SPOTS)) + "。"

    def place(self, area: Area) -> str:
        """Return a place as people call it, from the township down."""
        names = [
            found.name
            for code in reversed(area.path)
            if (found := self._territory.get(code)) and found.level is not Level.COUNTY
        ]
        return "".join(names) or area.name

    def person(self) -> str:
        """Return a made-up name."""
        return self._rng.choice(_FAMILY_NAMES) + self._rng.choice(_GIVEN_NAMES)

    def phone(self) -> str:
        """Return a telephone number that nobody has."""
        return f"1380000{self._rng.randrange(10_000):04d}"

    def _some(self, choices: Sequence[str]) -> str:
        return self._rng.choice(choices).format(n=self._rng.randrange(2, 40))
