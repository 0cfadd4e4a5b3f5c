"""Whether those who listen still may: asked again while their streams are open."""

from collections import defaultdict
from collections.abc import Iterable

from dispatch.bootstrap import Deployment
from dispatch.flows.keep_key import at_the_door, holder_of
from dispatch.people.access import GivenKey, KeyKind
from dispatch.people.scope import Scope, actor_of
from dispatch.web.live.viewer import Viewer


def may_no_longer(deployment: Deployment, viewers: Iterable[Viewer]) -> list[Viewer]:
    """Return those who signed out, lost their account, or have another scope by now."""
    by_session: dict[GivenKey, list[Viewer]] = defaultdict(list)
    for viewer in viewers:
        by_session[viewer.key].append(viewer)
    gone: list[Viewer] = []
    for key, pages in by_session.items():
        scope = _scope_now(deployment, key)
        gone += [viewer for viewer in pages if viewer.scope != scope]
    return gone


def _scope_now(deployment: Deployment, key: GivenKey) -> Scope | None:
    with deployment.work(at_the_door(key.county)) as work:
        account = holder_of(key, KeyKind.SESSION, work=work, now=deployment.clock.now())
    if account is None:
        return None
    register = deployment.county(account.county).book.register
    return actor_of(account.county, account.person, register).scope
