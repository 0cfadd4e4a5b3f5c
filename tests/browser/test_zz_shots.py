from tests.browser.test_live import *
from tests.browser.conftest import *
def test_shots(live, follows, world):
    for size,name in ((DESK,"desk"),(PHONE,"phone")):
        page=follows("desk1","/queue",size=size)
        world.arrives("新来的占道摊位。","330521001001",matter="M014",urgency="red")
        page.locator(".is-new").first.wait_for(timeout=30000)
        page.screenshot(path=f"/tmp/a_new_{name}.png")
        page.mouse.move(0,0); page.evaluate("window.scrollTo(0,600)")
        world.arrives("又一处占道摊位。","330521001001",matter="M014",urgency="red")
        page.get_by_role("button",name="件新案件").wait_for(timeout=30000)
        live.stop()
        page.locator("#live-note").wait_for(timeout=30000)
        page.screenshot(path=f"/tmp/a_stale_{name}.png")
        live.start()
