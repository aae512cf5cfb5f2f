"""The interface's description for people: /api/docs, drawn on the server from the OpenAPI document.

No script and nothing from elsewhere: it works under the strict policy, without a network, in any browser.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, render_template

from service.web import openapi

PAGES: Final = Path(__file__).parent / "pages"
VERBS: Final = ("get", "post", "put", "delete")


def register(app: Flask) -> None:
    """Add the document and its page."""
    app.template_folder = str(PAGES)

    @app.get("/api/openapi.json")
    def document() -> Response:
        return Response(openapi.as_bytes(), mimetype="application/json")

    @app.get("/api/docs")
    def page() -> Response:
        return Response(render_template("docs.html", **outline()), mimetype="text/html")

    @app.get("/api/docs/docs.css")
    def style() -> Response:
        answer = Response((PAGES / "docs.css").read_bytes(), mimetype="text/css")
        answer.headers["Cache-Control"] = "no-cache"
        return answer


def outline() -> dict[str, Any]:
    """Return what the page shows."""
    spec = openapi.document()
    tags = [{**tag, "operations": []} for tag in spec["tags"]]
    by_name = {tag["name"]: tag for tag in tags}
    for path, item in spec["paths"].items():
        for verb in VERBS:
            if verb in item:
                operation = _operation(path, verb, item[verb], item.get("parameters", []))
                by_name[item[verb]["tags"][0]]["operations"].append(operation)
    schemas = [{"name": name, **_shape(schema)} for name, schema in sorted(spec["components"]["schemas"].items())]
    return {"info": spec["info"], "base": spec["servers"][0]["url"], "tags": tags, "schemas": schemas}


def _operation(path: str, verb: str, operation: dict[str, Any], shared: list[dict[str, Any]]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    answers = [
        {"status": status, "text": answer["description"], "type": _answer(answer)}
        for status, answer in operation["responses"].items()
    ]
    return {
        "id": operation["operationId"],
        "verb": verb.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "public": operation.get("security") == [],
        "parameters": [{**p, "type": kind(p["schema"])} for p in (*shared, *operation["parameters"])],
        "body": kind(body) if body else None,
        "answers": answers,
    }


def _answer(answer: dict[str, Any]) -> dict[str, str] | None:
    content = next(iter(answer.get("content", {}).values()), None)
    return kind(content["schema"]) if content and "schema" in content else None


def _shape(schema: dict[str, Any]) -> dict[str, Any]:
    required = schema.get("required", ())
    fields = [
        {"name": name, "type": kind(part), "required": name in required}
        for name, part in schema.get("properties", {}).items()
    ]
    return {"fields": fields}


def kind(schema: dict[str, Any]) -> dict[str, str]:
    """Say a schema in a few words, with the name of the shape it refers to."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return {"text": name, "link": name}
    for several in ("oneOf", "anyOf"):
        if several in schema:
            parts = [kind(part) for part in schema[several]]
            link = next((part["link"] for part in parts if part["link"]), "")
            return {"text": " | ".join(part["text"] for part in parts), "link": link}
    if schema.get("type") == "array":
        item = kind(schema.get("items", {}))
        return {"text": f"{item['text']}[]", "link": item["link"]}
    if "enum" in schema:
        return {"text": " | ".join("null" if word is None else str(word) for word in schema["enum"]), "link": ""}
    types = schema.get("type", "any")
    text = " | ".join(types) if isinstance(types, list) else str(types)
    return {"text": f"{text} ({schema['format']})" if "format" in schema else text, "link": ""}
