"""Write the CSS variables, the Mantine colours and the Qt palette from `web_viewer/src/ui/tokens.json`.

`python tools/tokens.py` writes the three files; `python tools/tokens.py --check` fails when one of them is stale.
"""

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "web_viewer/src/ui/tokens.json"
CSS = ROOT / "web_viewer/src/ui/tokens_gen.css"
THEME = ROOT / "web_viewer/src/ui/theme_gen.ts"
QT = ROOT / "agent/desktop/palette_tokens.py"
NOTE = "Generated from web_viewer/src/ui/tokens.json by tools/tokens.py; edit the source, never this file."

Tokens = dict[str, Any]


def blend(above: str, below: str, share: float) -> str:
    """The colour seen when `above` lies over `below` with the opacity `share` (six hex digits each)."""
    pairs = ((int(above[i : i + 2], 16), int(below[i : i + 2], 16)) for i in (0, 2, 4))
    return "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in pairs)


def contrast(first: str, second: str) -> float:
    """WCAG 2 contrast ratio of two colours (six hex digits each)."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """WCAG 2 relative luminance."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def scheme_colours(tokens: Tokens, scheme: str) -> dict[str, str]:
    """Every named colour of one scheme: the plain ones, then tint, text and fill of each accent."""
    colours: dict[str, str] = dict(tokens["schemes"][scheme])
    shades = tokens["shades"][scheme]
    for name in tokens["accents"]:
        ramp = tokens["colors"][name].split()
        tint = shades["tint"]
        mixed = blend(ramp[shades["fill"]], colours["surface"], tokens["dark_tint"])
        colours[f"{name}-tint"] = mixed if tint is None else ramp[tint]
        colours[f"{name}-text"] = ramp[shades["text"]]
        colours[f"{name}-fill"] = ramp[shades["fill"]]
    return colours


def css(tokens: Tokens) -> str:
    """The style sheet: sizes once, colours for each scheme."""
    sizes = [f"  --hr-space-{i + 1}: {value}px;" for i, value in enumerate(tokens["space"])]
    for kind in ("radius", "height"):
        sizes += [f"  --hr-{kind}-{name.replace('_', '-')}: {value}px;" for name, value in tokens[kind].items()]
    for name, (size, line, weight) in tokens["type"].items():
        sizes.append(f"  --hr-font-{name}: {weight} {size}px/{line}px var(--mantine-font-family);")
    for name, measure in tokens["width"].items():
        sizes.append(f"  --hr-width-{name}: {measure if isinstance(measure, str) else f'{measure}px'};")
    sizes.append(f"  --hr-ground: #{tokens['ground']};")
    blocks = [f"/* {NOTE} */", ":root {", *sizes, "}"]
    for scheme in ("light", "dark"):
        blocks.append(f':root[data-mantine-color-scheme="{scheme}"] {{')
        blocks += [f"  --hr-{name}: #{value};" for name, value in scheme_colours(tokens, scheme).items()]
        blocks.append("}")
    return "\n".join(blocks) + "\n"


def theme(tokens: Tokens) -> str:
    """The TypeScript module that Mantine's theme is made of."""
    ramps = {name: ["#" + shade for shade in value.split()] for name, value in tokens["colors"].items()}
    schemes = {s: {n: "#" + v for n, v in scheme_colours(tokens, s).items()} for s in ("light", "dark")}
    lines = [f"/** {NOTE} */", f"export const ramps = {json.dumps(ramps, indent=2)} as const;"]
    lines.append(f"export const accents = {json.dumps(tokens['accents'])} as const;")
    lines.append(f"export const schemes = {json.dumps(schemes, indent=2)} as const;")
    for kind in ("type", "space", "radius", "height", "width"):
        lines.append(f"export const {kind} = {json.dumps(tokens[kind])} as const;")
    lines.append(f"export const ground = {json.dumps('#' + tokens['ground'])};")
    return "\n".join(lines).replace("export const type =", "export const fonts =") + "\n"


def qt(tokens: Tokens) -> str:
    """The Python module that the windows at the device take their colours and sizes from."""
    lines = [f'"""{NOTE}"""', "", "from typing import Final", ""]
    for scheme in ("light", "dark"):
        lines.append(f"{scheme.upper()}: Final[dict[str, str]] = {{")
        lines += [f'    "{n.replace("-", "_")}": "#{v}",' for n, v in scheme_colours(tokens, scheme).items()]
        lines.append("}")
    lines.append("# name: (size, line height, weight); sizes in CSS pixels, which are Qt's device-independent pixels.")
    lines.append("FONTS: Final[dict[str, tuple[int, int, int]]] = {")
    lines += [f'    "{name}": ({size}, {line}, {weight}),' for name, (size, line, weight) in tokens["type"].items()]
    lines += ["}", f"SPACE: Final[tuple[int, ...]] = ({', '.join(map(str, tokens['space']))})"]
    for kind in ("radius", "height"):
        pairs = ", ".join(f'"{name}": {value}' for name, value in tokens[kind].items())
        lines.append(f"{kind.upper()}: Final[dict[str, int]] = {{")
        lines += [f"    {pair}," for pair in pairs.split(", ")]
        lines.append("}")
    return "\n".join(lines) + "\n"


def outputs() -> dict[Path, str]:
    """Each generated file with the text that it should hold."""
    tokens: Tokens = json.loads(SOURCE.read_text("utf-8"))
    return {CSS: css(tokens), THEME: theme(tokens), QT: qt(tokens)}


def main(arguments: list[str]) -> int:
    """Write the files, or with --check only compare them."""
    stale = [path for path, text in outputs().items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is stale: run python tools/tokens.py")
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(outputs()[path], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
