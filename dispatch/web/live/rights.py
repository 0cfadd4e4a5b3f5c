"""Whether those who listen still may: asked again while their streams are open."""

from collections.abc import Iterable

from dispatch.bootstrap import Deployment
from dispatch.flows.keep_key import at_the_door, holder_of
from dispatch.people.access import KeyKind
from dispatch.people.scope import actor_of
from dispatch.web.live.viewer import Viewer


def may_no_longer(deployment: Deployment, viewers: Iterable[Viewer]) -> list[Viewer]:
    """Return those who signed out, lost their account, or have another scope by now."""
    return [viewer for viewer in viewers if not _may(deployment, viewer)]


def _may(deployment: Deployment, viewer: Viewer) -> bool:
    with deployment.work(at_the_door(viewer.key.county)) as work:
        now = deployment.clock.now()
        account = holder_of(viewer.key, KeyKind.SESSION, work=work, now=now)
    if account is None:
        return False
    register = deployment.county(account.county).book.register
    return actor_of(account.county, account.person, register).scope == viewer.scope
