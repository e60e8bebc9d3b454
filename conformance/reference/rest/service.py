"""The service: the only module that knows what an operation of the REST contract does, and what it answers."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.contract.example import smallest
from conformance.contract.rest import route_of, value, written
from conformance.errors import UsageError, WireError
from conformance.model.binding import JSON, Binding
from conformance.model.contract import Contract, Operation
from conformance.model.exchange import Request, Response, field_values
from conformance.reference.rest.binding import bound
from conformance.reference.rest.refusal import Refusal, RefusedError, absent
from conformance.reference.rest.routing import called
from conformance.reference.store import Standing, Store, credentials
from conformance.servicestack.members import uses_of
from conformance.servicestack.moment import wcf

PLAYED = "servicestack"
_SERVER = (("Vary", "Accept"), ("X-Powered-By", "ServiceStack/5.02 NET45"))
_CHALLENGE = (("WWW-Authenticate", 'credentials realm="/auth/credentials"'),)
_SESSION_KEY = "SessionId"  # what an entry of Sessions says a session by


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The service of one contract; ``lenient`` is ServiceStack's way, the other one is the specifications'."""

    contract: Contract = field(repr=False)
    store: Store = field(repr=False)
    lenient: bool
    held: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict, repr=False)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def answer(self, request: Request) -> Response:
        """Return the answer to a request."""
        answer_format = JSON
        try:
            asked = called(request, self.contract, lenient=self.lenient)
            answer_format = asked.format
            members = bound(request, asked, self.contract, lenient=self.lenient)
            self.require_session(request, asked.operation)
            return _response(200, self.serve(asked.operation, members), answer_format)
        except RefusedError as refused:
            return refusal(refused.refusal, answer_format)
        except WireError as broken:
            return refusal(Refusal(status=400, code="SerializationException", message=str(broken)), answer_format)

    def require_session(self, request: Request, operation: Operation) -> None:
        """Make sure that the caller has a session, and a role that is needed.

        Raises:
            RefusedError: there is none.
        """
        rule, route = self.contract.session, route_of(operation)
        if rule is None or route.anonymous:
            return
        given = next(iter(field_values(request.headers, rule.header)), "")
        if self.store.standing(given) is not Standing.OPEN:
            raise RefusedError(Refusal(status=401, headers=_CHALLENGE))
        if route.roles and self.store.is_foreign(given):
            raise RefusedError(Refusal(status=403))

    def serve(self, operation: Operation, members: dict[str, Any]) -> dict[str, Any]:
        """Return what an operation answers.

        Raises:
            RefusedError: it does not.
        """
        rule = self.contract.session
        if rule is not None and operation.name == rule.login:
            return self.told(operation, {**members, rule.value: self.opened(members), "FailedLoginReason": "None"})
        return self.assign(operation, members)

    def told(self, operation: Operation, members: Mapping[str, Any]) -> dict[str, Any]:
        """Return an answer: what its type does not declare is left out, and what it requires is there."""
        payload = operation.output.payload
        whole = {**value(smallest(self.contract, payload), self.contract), **members, "ResponseStatus": {}}
        return {name: whole[name] for name in uses_of(payload, self.contract.schema) if name in whole}

    def opened(self, members: Mapping[str, Any]) -> str:
        """Return a session that is opened, where the credentials are those of a subject.

        Raises:
            RefusedError: they are not.
        """
        known = credentials(self.contract)
        told = {path: str(members.get(path, "")) for path in known}
        if any(told[path] not in values for path, values in known.items()):
            message = "Invalid username/password combination."
            code = "None" if self.lenient else "Unauthorized"
            why = Refusal(status=401, code=code, message=message, headers=_CHALLENGE)
            raise RefusedError(why)
        return self.store.open_session()

    def assign(self, operation: Operation, members: dict[str, Any]) -> dict[str, Any]:
        """Assign sessions to what the repeated members name, or take them away, and tell which it has then."""
        for name in operation.echo:
            known = self.contract.subjects.get(f"{operation.name}/{name}", ())
            named = str(members.get(name, ""))
            if known and named not in known:
                raise RefusedError(absent(name, f"there is no {name} '{named}'"))
        after = self.changed(operation, members, tuple(str(members.get(name) or "") for name in operation.echo))
        held = [{_SESSION_KEY: session} for session in sorted(after)]
        return self.told(operation, {"BypassCache": False, "Device": "Desktop", **members, "Sessions": held})

    def changed(self, operation: Operation, members: Mapping[str, Any], place: tuple[str, ...]) -> set[str]:
        """Change the sessions at a place, and return them.

        Raises:
            RefusedError: one is named that there is not.
        """
        listed = [entry for name in ("SessionIds", "Sessions") for entry in _items(members.get(name))]
        named = (entry.get(_SESSION_KEY) if isinstance(entry, dict) else entry for entry in listed)
        wanted = {str(entry) for entry in named if entry is not None and entry != ""}
        exist = self.contract.subjects.get(f"{operation.name}/SessionIds/item", ())
        unknown = sorted(wanted - set(exist)) if exist else []
        if unknown:
            raise RefusedError(absent("SessionIds", f"there is no session '{unknown[0]}'"))
        with self.lock:
            before = set(self.held.get(place, ()))
            after = before - wanted if route_of(operation).verb == "DELETE" else before | wanted
            self.held[place] = tuple(sorted(after))
        return after


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def service(contract: Contract, platform: str | None, *, clock: Callable[[], float]) -> Service:
    """Return a service with a state of its own.

    Raises:
        UsageError: the platform is one that cannot be played.
    """
    if platform not in {None, "none", PLAYED}:
        message = f"the reference endpoint cannot play {platform!r}; it plays {PLAYED} or none"
        raise UsageError(message)
    return Service(contract=contract, store=Store(contract, clock), lenient=platform == PLAYED)


def refusal(why: Refusal, answer_format: Binding) -> Response:
    """Return the answer that refuses a request."""
    if not why.code:
        told = (("Content-Type", "text/plain"),) if why.text else ()
        return Response(status=why.status, headers=(*told, *why.headers, *_SERVER), body=why.text.encode())
    errors = [{"ErrorCode": one.code, "FieldName": one.member, "Message": one.message} for one in why.faults]
    status = {"ErrorCode": why.code, "Message": why.message, "Errors": errors}
    return _response(why.status, {"ResponseStatus": status}, answer_format, *why.headers)


def _response(status: int, members: Mapping[str, Any], answer_format: Binding, *headers: tuple[str, str]) -> Response:
    told = {name: value for name, value in members.items() if value is not None}
    if answer_format == JSON and "DateCached" in told:
        told["DateCached"] = wcf(str(told["DateCached"]))
    content = ("Content-Type", f"{answer_format.media_type}; charset=utf-8")
    return Response(status=status, headers=(content, *headers, *_SERVER), body=written(told, answer_format))
