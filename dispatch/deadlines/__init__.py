"""What is promised and until when, and who hears of it when it is not kept.

    hours, years ─► stretch ─► calendar ─► limits ─► promise ─► ladder
                                              budget ─┘   policy ─┘

Reads left to right: the working day, the year, the working minutes of several
years, a county's calendar, the arithmetic of the four limits, one clock of one
case, and the rungs it climbs when it is late.
"""
