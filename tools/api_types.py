"""Write `web_viewer/src/api/schema.gen.ts`: what the HTTP API takes and gives, as TypeScript types.

`python tools/api_types.py` writes the file; with `--check` it fails when the file is stale.
"""

import contextlib
import io
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "web_viewer/src/api/schema.gen.ts"
NOTE = "Generated from the routes of broker/ by tools/api_types.py; edit the source, never this file."
PLAIN: Final = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}

Schema = dict[str, Any]


def description() -> Schema:
    """What `handrail openapi` prints."""
    sys.path.insert(0, str(ROOT))
    from broker.commands import openapi

    with contextlib.redirect_stdout(io.StringIO()) as printed:
        openapi.main([])
    document: Schema = json.loads(printed.getvalue())
    return document


def names_of(schemas: Schema) -> dict[str, str]:
    """A TypeScript name for each schema; where two features use one name, the feature stands before it."""
    short = {key: schemas[key].get("title", key).replace("[", "Of").replace("]", "") for key in schemas}
    count = Counter(short.values())
    return {key: _feature(key) + name if count[name] > 1 else name for key, name in short.items()}


def _feature(key: str) -> str:
    parts = key.split(".")
    feature = parts[2] if len(parts) > 2 else ""
    return "".join(word.capitalize() for word in feature.split("_"))


def type_of(schema: Schema, names: dict[str, str]) -> str:
    """The TypeScript type of one schema; `unknown` for what says nothing about itself."""
    if "$ref" in schema:
        return names[schema["$ref"].removeprefix("#/components/schemas/")]
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(type_of(each, names) for each in schema["anyOf"])
    match schema.get("type"):
        case "array":
            return f"readonly ({type_of(schema.get('items', {}), names)})[]"
        case "object" if "properties" in schema:
            return _fields(schema, names)
        case "object":
            return f"Record<string, {type_of(schema.get('additionalProperties') or {}, names)}>"
        case kind:
            return PLAIN.get(str(kind), "unknown")


def _fields(schema: Schema, names: dict[str, str]) -> str:
    required = set(schema.get("required", ()))
    # Broker answers carry every field; only what is sent to it may leave some out.
    optional = schema.get("additionalProperties") is False
    lines = [
        f"  {name}{'?' if optional and name not in required else ''}: {type_of(each, names)};"
        for name, each in schema["properties"].items()
    ]
    return "{\n" + "\n".join(lines) + "\n}" if lines else "Record<string, never>"


def render(document: Schema) -> str:
    """The whole file."""
    schemas: Schema = document["components"]["schemas"]
    names = names_of(schemas)
    blocks = [f"/** {NOTE} */"]
    for key in sorted(schemas, key=lambda each: names[each]):
        blocks.append(f"/** {schemas[key].get('description', '')} */")
        blocks.append(f"export type {names[key]} = {type_of(schemas[key], names)};")
    return "\n".join(blocks) + "\n"


def main(arguments: list[str]) -> int:
    """Write the file, or with --check only compare it."""
    text = render(description())
    fresh = TARGET.exists() and TARGET.read_text("utf-8") == text
    if "--check" in arguments:
        if not fresh:
            print(f"{TARGET.relative_to(ROOT)} is stale: run python tools/api_types.py")
        return 0 if fresh else 1
    if not fresh:
        TARGET.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
