"""What people see: pages for the phone, the desk and the supervisor.

    visit.page ─► one transaction ─► board (reads) or flows (acts) ─► template

An entry translates and calls; it decides nothing. ``visit`` is the one door:
who is signed in, which roles may open a page, one transaction per request.
"""
