"""Tokens: a program's key, given for a password, shown once, taken back."""

from datetime import timedelta
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from werkzeug.exceptions import Unauthorized

from dispatch.flows.keep_key import NoSuchKey, at_the_door, give_key, take_key_back
from dispatch.flows.sign_in import LONGEST_PASSWORD, TurnedAway
from dispatch.people.access import KeyKind, read_key
from dispatch.vocabulary import Role
from dispatch.web.api.door import door
from dispatch.web.api.shapes import instant, text
from dispatch.web.deployment import deployment
from dispatch.web.entrance import knocked
from dispatch.web.limiter import SIGN_IN, limiter
from dispatch.web.visit import present_visit

operations = Blueprint("tokens", __name__, description="Keys of programs")

LIVES = timedelta(hours=12)
"""On the county's clock, at that clock's own speed."""


class SignInSchema(Schema):
    """Who wants a token."""

    account = text(shortest=1, longest=64, required=True)
    password = fields.String(required=True, validate=validate.Length(1, LONGEST_PASSWORD))
    label = text(longest=64, load_default="")


class NewTokenSchema(Schema):
    """A token as it is shown, once."""

    id = fields.UUID(required=True)
    token = fields.String(required=True)
    token_type = fields.Constant("Bearer", dump_only=True)
    expires_at = instant(required=True)


class TokenSchema(Schema):
    """A token as it is listed: never its secret."""

    id = fields.UUID(required=True, attribute="key_id")
    label = fields.String(required=True)
    created_at = instant(required=True)
    expires_at = instant(required=True)


class TokensSchema(Schema):
    """One's own tokens."""

    items = fields.List(fields.Nested(TokenSchema), required=True)


@operations.post("/tokens")
@limiter.limit(SIGN_IN)
@operations.arguments(SignInSchema)
@operations.response(201, NewTokenSchema)
def give(said: dict[str, str]) -> object:
    """Give a token for a password; five wrong ones in a row lock the account for a while."""
    account = knocked(said["account"].strip(), said["password"])
    if isinstance(account, TurnedAway):
        raise Unauthorized
    here = deployment()
    now = here.clock.now()
    expires_at = now + LIVES * max(1.0, here.clock.course()[0])
    with here.work(at_the_door(account.county, account.person.account)) as work:
        key = give_key(
            account,
            KeyKind.TOKEN,
            label=said["label"],
            expires_at=expires_at,
            work=work,
            now=now,
        )
    return {"id": key.key_id, "token": str(key), "expires_at": expires_at}


@operations.get("/tokens")
@door(Role)
@operations.response(200, TokensSchema)
def listed() -> object:
    """List one's own tokens, the newest first."""
    visit = present_visit()
    account = visit.account
    return {"items": visit.work.keys.of(account.county, account.person.account, KeyKind.TOKEN)}


@operations.delete("/tokens/current")
@door(Role)
@operations.response(204)
def end_this() -> ResponseReturnValue:
    """Take back the token that this call was made with."""
    visit = present_visit()
    key = read_key(request.headers.get("Authorization", "")[len("bearer ") :].strip())
    if key is None:
        raise NoSuchKey("没有这个令牌")
    take_key_back(visit.account, key.key_id, work=visit.work, now=visit.now)
    return "", 204


@operations.delete("/tokens/<uuid:token_id>")
@door(Role)
@operations.response(204)
def end(token_id: UUID) -> ResponseReturnValue:
    """Take back one of one's own tokens."""
    visit = present_visit()
    take_key_back(visit.account, token_id, work=visit.work, now=visit.now)
    return "", 204
