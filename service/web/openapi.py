"""The OpenAPI document, made without a database: `python -m service.web.openapi > service/ui/openapi.json`.

flask-smorest describes what each endpoint takes and gives; what is true of all of them (who may ask, which problems
come back, which headers count) is added here, in one place.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import Any, Final

import orjson
from flask import Flask

from service.web import api
from service.web.door import COOKIE
from service.web.requests import MAX_BODY
from service.web.resource import API
from service.web.schemas.common import Problem

UNSAFE: Final = ("post", "put", "delete", "patch")
PROBLEMS: Final[dict[int, str]] = {
    401: "未登录 · Signed out",
    403: "不能办理 · Not allowed, or the CSRF token is missing",
    404: "没有找到，或者不能查看 · Not found, or not for you to see",
    409: "情况已变化 · Not in the present state",
    412: "版本已更新 · If-Match names an older version",
    413: "内容过大 · The body exceeds {most} KiB",
    415: "不是 JSON · The body is not JSON",
    422: "需要改正 · Not valid; `errors` names each field",
    429: "操作太快 · Too many log-ins or changes at once; Retry-After says when",
    503: "暂时不能用 · The database cannot be reached",
}
DESCRIPTION: Final = (
    "街道党员发展流程服务的接口。会话用 Cookie，改动须带 X-CSRF-Token；错误为 problem+json，"
    "语言随 Accept-Language（默认中文）。\n\n"
    "The API of Yangguang. A cookie holds the session, unsafe verbs need X-CSRF-Token, failures are problem+json in "
    "the language of Accept-Language (Chinese by default). Times are ISO 8601 with zone; lists are read by cursor. "
    "An address above 8,190 bytes gets 414 from the server itself."
)


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document."""
    registry = api.register(Flask("yangguang", static_folder=None))
    registry.spec.components.schema("Problem", schema=Problem)
    spec: dict[str, Any] = registry.spec.to_dict()
    spec["info"] |= {"description": DESCRIPTION, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}
    spec["servers"] = [{"url": API}]
    spec["paths"] = {path.removeprefix(API): _path(path, item) for path, item in spec["paths"].items()}
    parts = spec["components"]
    parts.pop("responses", None)
    for unused in ("Error", "PaginationMetadata"):
        parts["schemas"].pop(unused, None)
    parts["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
        "token": {"type": "http", "scheme": "bearer", "description": "API 令牌 · An API token; needs no CSRF token"},
        "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token", "description": "`csrf` of the session"},
    }
    parts["headers"] = {
        "ETag": {"schema": {"type": "string"}, "description": "行版本 · The row's version, for If-Match"}
    }
    spec["security"] = [{"session": []}, {"token": []}]
    return spec


def as_bytes() -> bytes:
    """Return the document as it is committed and served."""
    return orjson.dumps(document(), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _path(path: str, item: dict[str, Any]) -> dict[str, Any]:
    shared = item.pop("parameters", [])
    for method, operation in item.items():
        operation["operationId"] = f"{method}{''.join(part.strip('{}').title() for part in path.split('/')[3:])}"
        _complete(method, operation, bool(shared))
    return {**item, **({"parameters": shared} if shared else {})}


def _complete(method: str, operation: dict[str, Any], by_id: bool) -> None:
    """Add what every operation of its kind shares."""
    public, etag, post, most = (operation.pop(key) for key in ("x-public", "x-etag", "x-post", "x-most"))
    unsafe, parsed = method in UNSAFE, "requestBody" in operation
    statuses = {503}
    if public:
        operation["security"] = []
        statuses |= {401, 403, 429} if unsafe else {404}
    else:
        statuses |= {401, 403, 429} if unsafe else {401, 403}
    if by_id:
        statuses.add(404)
    if operation.get("parameters"):
        statuses.add(422)
    if parsed:
        statuses |= {413, 415, 422}
    parameters = operation.setdefault("parameters", [])
    if unsafe or post:
        statuses.add(403)
    if unsafe and not public:
        statuses |= {404, 409, 422} if method != "delete" else set()
        operation["security"] = [{"session": [], "csrf": []}, {"token": []}]
    if method == "post" and not public:
        statuses.add(413)
        parameters.append(_header("Idempotency-Key", "同一次提交用同一编号 · One key for one intent", _KEY))
    if unsafe and etag:
        statuses.add(412)
        parameters.append(_header("If-Match", "看到的版本 · The version seen, quoted", {"type": "string"}))
    parameters.append(_header("Accept-Language", "zh-CN 或 en · zh-CN or en", {"type": "string"}))
    responses = {code: answer for code, answer in operation["responses"].items() if code.startswith("2")}
    if etag and not unsafe:
        responses["200"]["headers"] = {"ETag": {"$ref": "#/components/headers/ETag"}}
    operation["responses"] = responses | {
        str(status): _problem(status, most or MAX_BODY) for status in sorted(statuses)
    }


_KEY: Final = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"}


def _header(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"in": "header", "name": name, "description": description, "schema": schema}


def _problem(status: int, most: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    described = PROBLEMS[status].format(most=most // 1024)
    return {"description": described, "content": {"application/problem+json": {"schema": schema}}}


if __name__ == "__main__":
    sys.stdout.buffer.write(as_bytes())
