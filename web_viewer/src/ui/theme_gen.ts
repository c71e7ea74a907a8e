/** Generated from web_viewer/src/ui/tokens.json by tools/tokens.py; edit the source, never this file. */
export const ramps = {
  "rail": [
    "#F1F8FA",
    "#E3F2F5",
    "#B9DEE6",
    "#6CC5D6",
    "#3FA9BE",
    "#23889E",
    "#187A92",
    "#0B6478",
    "#0B5F73",
    "#084A5A"
  ],
  "good": [
    "#F2F9F4",
    "#E4F3E9",
    "#B5DEC4",
    "#6FCF97",
    "#45A56F",
    "#2C8A53",
    "#237A46",
    "#1F7A43",
    "#1B6B3A",
    "#12502A"
  ],
  "wait": [
    "#FDF8EE",
    "#FCF0DC",
    "#F5D59C",
    "#F2B65A",
    "#D08A25",
    "#B3721A",
    "#9C6112",
    "#96540A",
    "#8A4B00",
    "#683900"
  ],
  "stop": [
    "#FDF4F3",
    "#FBE9E7",
    "#F3BEB9",
    "#FF9389",
    "#E5675C",
    "#D2493E",
    "#C43B30",
    "#B3261E",
    "#A3211A",
    "#7F1812"
  ],
  "live": [
    "#F8F4FD",
    "#F0E8FB",
    "#D6C3F3",
    "#C3A2F7",
    "#A578E4",
    "#9460D9",
    "#8454D2",
    "#6B2FB3",
    "#6029A3",
    "#48207A"
  ],
  "gray": [
    "#F6F7F9",
    "#EDF0F3",
    "#E2E6EA",
    "#D5DAE1",
    "#C3CAD3",
    "#9AA5B1",
    "#66717F",
    "#55606E",
    "#3C4652",
    "#1B2430"
  ],
  "dark": [
    "#E6EAEF",
    "#C9D1DA",
    "#A3AEBB",
    "#909BA9",
    "#3A4450",
    "#2D3641",
    "#232A33",
    "#1A2027",
    "#12161B",
    "#0B0E12"
  ]
} as const;
export const accents = ["rail", "good", "wait", "stop", "live"] as const;
export const schemes = {
  "light": {
    "page": "#F6F7F9",
    "surface": "#FFFFFF",
    "raised": "#FFFFFF",
    "text": "#1B2430",
    "muted": "#55606E",
    "placeholder": "#66717F",
    "control": "#7B8794",
    "line": "#D5DAE1",
    "disabled": "#616C7A",
    "rail-tint": "#E3F2F5",
    "rail-text": "#0B5F73",
    "rail-fill": "#0B6478",
    "good-tint": "#E4F3E9",
    "good-text": "#1B6B3A",
    "good-fill": "#1F7A43",
    "wait-tint": "#FCF0DC",
    "wait-text": "#8A4B00",
    "wait-fill": "#96540A",
    "stop-tint": "#FBE9E7",
    "stop-text": "#A3211A",
    "stop-fill": "#B3261E",
    "live-tint": "#F0E8FB",
    "live-text": "#6029A3",
    "live-fill": "#6B2FB3"
  },
  "dark": {
    "page": "#12161B",
    "surface": "#1A2027",
    "raised": "#232A33",
    "text": "#E6EAEF",
    "muted": "#A3AEBB",
    "placeholder": "#909BA9",
    "control": "#768291",
    "line": "#3A4450",
    "disabled": "#909BA9",
    "rail-tint": "#1A2E38",
    "rail-text": "#6CC5D6",
    "rail-fill": "#187A92",
    "good-tint": "#1B2E2C",
    "good-text": "#6FCF97",
    "good-fill": "#237A46",
    "wait-tint": "#2F2A24",
    "wait-text": "#F2B65A",
    "wait-fill": "#9C6112",
    "stop-tint": "#352428",
    "stop-text": "#FF9389",
    "stop-fill": "#C43B30",
    "live-tint": "#2B2842",
    "live-text": "#C3A2F7",
    "live-fill": "#8454D2"
  }
} as const;
export const fonts = {"xs": [12, 16, 500], "sm": [14, 20, 400], "md": [16, 24, 400], "lg": [18, 26, 600], "xl": [22, 30, 600], "2xl": [28, 36, 600], "code": [32, 40, 600]} as const;
export const space = [4, 8, 12, 16, 24, 32, 48] as const;
export const radius = {"chip": 4, "control": 6, "card": 10} as const;
export const height = {"control": 36, "compact": 28, "end_user": 44, "row": 36, "row_wide": 44, "header": 48, "nav": 224, "nav_narrow": 56} as const;
export const width = {"form": 640, "reading": "68ch"} as const;
export const ground = "#0B0E12";
