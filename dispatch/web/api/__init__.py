"""What programs ask for: the same flows and pictures as the pages, as JSON under /api/v1.

    door ─► bearer token, or session + CSRF token ─► role? ─► one transaction ─► flow or board
      └ no: problem+json with a code that stays (RFC 9457)

The description at /api/openapi.json is made from the code that answers.
"""
