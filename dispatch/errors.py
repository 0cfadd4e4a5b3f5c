"""The error families. The family tells who acts; the subclass names the situation.

    DispatchError
    ├── Refused        the caller asked for something that may not be: the caller mends it
    ├── NotFound       what was asked for is not there, or is not theirs to see: the caller
    ├── BadMessage     a record nobody can take as it stands: the quarantine
    └── Unusable       a file, setting or argument cannot be used: whoever supplied it

Anything else is a defect and must be seen. Subclasses live beside the function
that raises them; HTTP statuses and exit codes appear only where an entry
translates a family.
"""


class Phrase(str):
    """A value of an error's text that is itself a text of ours: it is translated too."""

    __slots__ = ()


class DispatchError(Exception):
    """The root: carries a stable ``code`` and a text that says what to do.

    A text for people is Chinese, with its values beside it, not within it:
    ``NotNow("案件 %(number)s 已办结", number=number)``. So an entry can say it
    in the reader's language; ``str`` of the error says it in Chinese.
    """

    code = "dispatch.error"

    def __init__(self, text: str = "", **values: object) -> None:
        super().__init__(text % values if values else text)
        self.wording = text
        self.values = values


class Refused(DispatchError):
    """What was asked may not be done; the text says why and what would work."""

    code = "refused"


class NotFound(DispatchError):
    """There is no such thing, as far as the asker may know."""

    code = "not_found"


class BadMessage(DispatchError):
    """A record that cannot be taken; ``code`` is its quarantine reason."""

    code = "bad_message"


class Unusable(DispatchError):
    """An input cannot be used; the text names file, row and field."""

    code = "unusable"
