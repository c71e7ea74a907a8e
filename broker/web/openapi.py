"""The description of the API (OpenAPI 3.1), drawn from the declared routes and their types."""

import re
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from broker.web.bodies import CSV, Upload
from broker.web.declare import Route
from broker.web.downloads import Download
from broker.web.images import Image
from broker.web.policy import Public, Signed, When

_JSON: Final = "application/json"
_IMAGE: Final = "image/*"
_FILES: Final = (Upload, Download, Image)
_TEXT: Final = {"type": "string"}


class ErrorDetail(msgspec.Struct, frozen=True, kw_only=True):
    """What went otherwise: a stable code, a sentence for a person, a reference to quote, fields to look at."""

    code: str
    message: str
    reference: str | None
    fields: dict[str, str] | None


class ErrorBody(msgspec.Struct, frozen=True, kw_only=True):
    """Every answer that is no success."""

    error: ErrorDetail


def describe(routes: Iterable[Route], version: str) -> dict[str, Any]:
    """Draw the whole document."""
    routes = tuple(routes)
    named = (each for route in routes for each in (route.body, route.query, route.answer))
    types = [ErrorBody, *(each for each in named if each and each not in _FILES)]
    schemas, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    schema_of = dict(zip(map(repr, types), schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schema_of, components)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Handrail",
            "version": version,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "sign_in": {"type": "apiKey", "in": "cookie", "name": "__Host-handrail"},
                "api_token": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _operation(route: Route, schema_of: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    good = {"type": "object"} if route.answer is None else schema_of.get(repr(route.answer), _TEXT)
    operation: dict[str, Any] = {
        "operationId": f"{route.tag}_{route.name}",
        "summary": route.summary,
        "tags": [route.tag],
        "parameters": [*_identifiers(route), *_query(route, schema_of, components)],
        "responses": {
            str(route.status): {"description": "Done.", "content": {_form_of(route.answer): {"schema": good}}},
            "default": {
                "description": "Not done, and why.",
                "content": {_JSON: {"schema": schema_of[repr(ErrorBody)]}},
            },
        },
        "security": _security(route),
    }
    if isinstance(route.policy, Signed):
        operation["x-any-of-permissions"] = [str(each) for each in route.policy.any_of]
        if fresh := route.policy.fresh:
            operation["x-needs-fresh-proof"] = fresh.words if isinstance(fresh, When) else True
            operation["responses"]["403"] = {
                "description": "`step_up.needed`: show again that it is you; its fields name the ways.",
                "content": {_JSON: {"schema": schema_of[repr(ErrorBody)]}},
            }
    if route.body is not None:
        content = {_form_of(route.body): {"schema": schema_of.get(repr(route.body), _TEXT)}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _form_of(expected: Any) -> str:
    if expected is Image:
        return _IMAGE
    return CSV if expected in _FILES else _JSON


def _security(route: Route) -> list[dict[str, list[str]]]:
    if isinstance(route.policy, Public):
        return []
    is_for_tokens = isinstance(route.policy, Signed) and route.policy.by_token
    return [{"sign_in": []}, {"api_token": []}] if is_for_tokens else [{"sign_in": []}]


def _identifiers(route: Route) -> list[dict[str, Any]]:
    form = {"type": "string", "pattern": "^[a-z2-7]{26}$"}
    return [{"name": name, "in": "path", "required": True, "schema": form} for name in route.identifiers]


def _query(route: Route, schema_of: dict[str, Any], components: dict[str, Any]) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    name = re.sub(r".*/", "", schema_of[repr(route.query)]["$ref"])
    content = components[name]
    required = content.get("required", [])
    return [
        {"name": key, "in": "query", "required": key in required, "schema": schema}
        for key, schema in content["properties"].items()
    ]
