"""Write `web_viewer/src/protocol/*.gen.ts`: the messages and documents of a browser as TypeScript types and shapes.

`python tools/typescript_messages.py` writes the files; with `--check` it fails when one of them is stale.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any, Final, get_args

from msgspec import inspect

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "web_viewer/src/protocol"
NOTE = "Generated from protocol/ by tools/typescript_messages.py; edit the source, never this file."

# What a browser speaks or reads, by the module that declares it; what these refer to comes along.
LINKS: Final = ("viewer_broker", "viewer_agent", "portal_broker")
UNIONS: Final[dict[str, tuple[str, ...]]] = {
    "protocol.links.viewer_broker": ("BrokerToViewer", "ViewerToBroker"),
    "protocol.links.viewer_agent": ("AgentToViewer", "ViewerToAgent"),
    "protocol.links.portal_broker": ("BrokerToPortal", "PortalToBroker"),
}
TYPES: Final[dict[str, tuple[str, ...]]] = {
    "protocol.capabilities": ("Capability",),
    "protocol.envelope": ("Envelope",),
    "protocol.grant": ("Proposal", "Offer", "Accept"),
    "protocol.links.viewer_agent": ("Channel",),
    "protocol.session.reasons": ("EndReason",),
}
CONSTANTS: Final = (
    "protocol.clipboard",
    "protocol.envelope",
    "protocol.grant",
    "protocol.version",
    "protocol.links.viewer_tiles",
    *(f"protocol.links.{name}" for name in LINKS),
)
SHAPES: Final = (
    "bool",
    "bytes",
    "integer",
    "list",
    "nullable",
    "number",
    "oneOf",
    "optional",
    "record",
    "tagged",
    "text",
)

Known = dict[type, Any]
"""Every struct or enum that is written, with msgspec's description of it."""


def roots() -> Iterator[Any]:
    """The types that the browser needs by name."""
    for module, names in UNIONS.items():
        for name in names:
            yield from get_args(getattr(import_module(module), name))
    for module, names in TYPES.items():
        for name in names:
            yield getattr(import_module(module), name)


def reachable(described: Iterable[Any], known: Known) -> Known:
    """Collect structs and enums, and what their fields refer to."""
    for one in described:
        match one:
            case inspect.StructType(cls=cls, fields=fields) if cls not in known:
                known[cls] = one
                reachable((field.type for field in fields), known)
            case inspect.EnumType(cls=cls):
                known[cls] = one
            case inspect.UnionType(types=types):
                reachable(types, known)
            case inspect.VarTupleType(item_type=item):
                reachable((item,), known)
    return known


def file_name(module: str) -> str:
    """The generated file of a Python module."""
    return f"{module.rsplit('.', 1)[-1]}.gen.ts"


def reference(cls: type, here: str, *, shape: bool) -> str:
    """How a type or its shape is named in the file of the module `here`."""
    name = shape_name(cls.__name__) if shape else cls.__name__
    return name if cls.__module__ == here else f"{cls.__module__.rsplit('.', 1)[-1]}.{name}"


def shape_name(name: str) -> str:
    """The constant that checks values of the named type."""
    return name[0].lower() + name[1:] + "Shape"


def without_none(one: inspect.UnionType) -> tuple[inspect.Type, ...]:
    """The kinds of a union besides null."""
    return tuple(kind for kind in one.types if not isinstance(kind, inspect.NoneType))


def type_of(one: Any, here: str) -> str:
    """The TypeScript type of a field."""
    match one:
        case inspect.StructType(cls=cls) | inspect.EnumType(cls=cls):
            return reference(cls, here, shape=False)
        case inspect.UnionType():
            return " | ".join([*(type_of(kind, here) for kind in without_none(one)), "null"])
        case inspect.VarTupleType(item_type=item):
            return f"readonly {type_of(item, here)}[]"
        case inspect.BytesType():
            return "Uint8Array<ArrayBuffer>"
        case inspect.StrType():
            return "string"
        case inspect.BoolType():
            return "boolean"
        case inspect.IntType() | inspect.FloatType():
            return "number"
    raise TypeError(f"{one} has no TypeScript type yet: add it to type_of and shape_of")


def shape_of(one: Any, here: str) -> str:
    """The expression that checks a field."""
    match one:
        case inspect.StructType(cls=cls) | inspect.EnumType(cls=cls):
            return reference(cls, here, shape=True)
        case inspect.UnionType():
            (kind,) = without_none(one)
            return f"nullable({shape_of(kind, here)})"
        case inspect.VarTupleType(item_type=item, max_length=longest):
            return f"list({shape_of(item, here)}, {bounds(max=longest)})"
        case inspect.BytesType(min_length=shortest, max_length=longest):
            return f"bytes({bounds(min=shortest, max=longest)})"
        case inspect.StrType(max_length=longest):
            return f"text({bounds(max=longest)})"
        case inspect.BoolType():
            return "bool"
        case inspect.IntType(ge=least, le=most):
            return f"integer({bounds(min=least, max=most)})"
        case inspect.FloatType(ge=least, le=most):
            return f"number({bounds(min=least, max=most)})"
    raise TypeError(f"{one} has no shape yet: add it to type_of and shape_of")


def bounds(**limits: float | None) -> str:
    """The limits that there are, as an object."""
    given = [f"{name}: {limit}" for name, limit in limits.items() if limit is not None]
    return f"{{ {', '.join(given)} }}" if given else "{}"


def sentence(cls: type) -> str:
    """The first line of a type's documentation, as a comment."""
    return f"/** {(cls.__doc__ or '').strip().splitlines()[0]} */"


def write_enum(cls: type[Enum]) -> list[str]:
    """A closed set of words, and the check of it."""
    words = json.dumps([member.value for member in cls])
    name = shape_name(cls.__name__)
    return [
        sentence(cls),
        f"export const {name} = oneOf({words} as const);",
        f"export type {cls.__name__} = ReturnType<typeof {name}>;",
        "",
    ]


def write_struct(one: inspect.StructType, here: str) -> list[str]:
    """An interface and the check that gives it."""
    name = one.cls.__name__
    types, shapes = [], []
    if one.tag is not None:
        types.append(f"  readonly {one.tag_field}: {json.dumps(one.tag)};")
        shapes.append(f"  {one.tag_field}: oneOf([{json.dumps(one.tag)}] as const),")
    for field in one.fields:
        types.append(f"  readonly {field.encode_name}: {type_of(field.type, here)};")
        shape = shape_of(field.type, here)
        if not field.required:
            shape = f"optional({shape}, {json.dumps(field.default)})"
        shapes.append(f"  {field.encode_name}: {shape},")
    head = [sentence(one.cls), f"export interface {name} {{", *types, "}"]
    return [*head, f"export const {shape_name(name)}: Shape<{name}> = record<{name}>({{", *shapes, "});", ""]


def write_union(module: str, name: str) -> list[str]:
    """A tagged union of a link, and the check that looks at the tag first."""
    members = get_args(getattr(import_module(module), name))
    rows = [f"  {m.__struct_config__.tag}: {shape_name(m.__name__)}," for m in members]
    kinds = " | ".join(member.__name__ for member in members)
    return [
        f"export type {name} = {kinds};",
        f"export const {shape_name(name)}: Shape<{name}> = tagged<{name}>({{",
        *rows,
        "});",
        "",
    ]


def write_constants(module: str) -> list[str]:
    """The numbers and names that the module states."""
    found = vars(import_module(module)).items()
    own = Path(str(import_module(module).__file__)).read_text("utf-8")
    return [
        f"export const {name} = {json.dumps(value)};"
        for name, value in found
        if name.isupper() and isinstance(value, int | float | str) and f"\n{name}: Final" in own
    ]


def session_states() -> list[str]:
    """The names of the session's states, in the order of its story."""
    tags = [state.__struct_config__.tag for state in get_args(import_module("protocol.session.states").AnyState)]
    return [
        f"export const SESSION_STATES = {json.dumps(tags)} as const;",
        "export type SessionStateName = (typeof SESSION_STATES)[number];",
        "",
    ]


def write_module(module: str, known: Known) -> str:
    """The whole file of one Python module."""
    lines = write_constants(module) if module in CONSTANTS else []
    lines += [""] if lines else []
    own = [one for cls, one in known.items() if cls.__module__ == module]
    for one in in_order(own):
        lines += write_enum(one.cls) if isinstance(one, inspect.EnumType) else write_struct(one, module)
    for name in UNIONS.get(module, ()):
        lines += write_union(module, name)
    if module == "protocol.session.reasons":
        lines += session_states()
    return "\n".join([f"/** {NOTE} */", *imports(lines, module, known), "", *lines]).rstrip() + "\n"


def in_order(own: list[Any]) -> list[Any]:
    """Enums, then structs as declared, which puts each below what it refers to."""
    lines = {one.cls: position(one.cls) for one in own}
    return sorted(own, key=lambda one: (isinstance(one, inspect.StructType), lines[one.cls]))


def position(cls: type) -> int:
    """Where the class stands in its module."""
    return list(vars(import_module(cls.__module__))).index(cls.__name__)


def imports(lines: list[str], module: str, known: Known) -> list[str]:
    """The import lines that the text needs."""
    text = "\n".join(lines)
    used = [name for name in SHAPES if any(f" {name}{after}" in f" {text.replace('(', '( ')}" for after in "(<,")]
    found = [f'import {{ {", ".join(sorted(used))}{", type Shape" if "Shape<" in text else ""} }} from "./shape";']
    others = sorted({cls.__module__ for cls in known} - {module})
    for other in others:
        short = other.rsplit(".", 1)[-1]
        if f"{short}." in text:
            found.append(f'import * as {short} from "./{short}.gen";')
    return found if used else found[1:]


def outputs() -> dict[Path, str]:
    """Each generated file with the text that it should hold."""
    known = reachable(inspect.multi_type_info(roots()), {})
    modules = {cls.__module__ for cls in known} | set(CONSTANTS)
    return {FOLDER / file_name(module): write_module(module, known) for module in sorted(modules)}


def main(arguments: list[str]) -> int:
    """Write the files, or with --check only compare them."""
    wanted = outputs()
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    strangers = [path for path in FOLDER.glob("*.gen.ts") if path not in wanted]
    if "--check" in arguments:
        for path in (*stale, *strangers):
            print(f"{path.relative_to(ROOT)} is stale: run python tools/typescript_messages.py")
        return 1 if stale or strangers else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in strangers:
        path.unlink()
    for path in stale:
        path.write_text(wanted[path], "utf-8")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
