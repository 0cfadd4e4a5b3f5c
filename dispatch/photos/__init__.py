"""Photos of what was reported, before and after: facts about them and where they are shown.

The pixels lie in ``blobs``; here stands who brought a photo, when and where it
says it was taken, and which report or timeline entry shows it.
"""
