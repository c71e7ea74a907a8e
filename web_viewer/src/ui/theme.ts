/** Gives Mantine our colours, type and sizes. */

import {
  Badge,
  Button,
  CloseButton,
  Drawer,
  Modal,
  NavLink,
  Popover,
  Tooltip,
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from "@mantine/core";
import { accents, fonts, radius, ramps, schemes } from "./theme_gen";
import { t } from "./text";

const px = (value: number) => `${value}px`;
const tuple = (ramp: readonly string[]) => ramp as unknown as MantineColorsTuple;

const size = (name: keyof typeof fonts) => px(fonts[name][0]);
const line = (name: keyof typeof fonts) => String(fonts[name][1] / fonts[name][0]);
const heading = (name: keyof typeof fonts) => ({
  fontSize: size(name),
  lineHeight: line(name),
  fontWeight: String(fonts[name][2]),
});
// "aria-label" is an attribute of the element, which the type of the defaults does not know.
const closeLabel: Record<string, string> = { "aria-label": t("common.close") };
const close = { closeButtonProps: { "aria-label": t("common.close") } };

const FILLED = {
  "--button-bg": "var(--hr-filled)",
  "--button-color": "var(--hr-filled-text)",
  "--button-hover": "var(--hr-filled-hover)",
  "--button-bd": "1px solid var(--hr-filled-edge)",
};

export const theme = createTheme({
  primaryColor: "rail",
  primaryShade: { light: 7, dark: 6 },
  colors: Object.fromEntries(Object.entries(ramps).map(([name, ramp]) => [name, tuple(ramp)])),
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
  fontSizes: { xs: size("xs"), sm: size("sm"), md: size("md"), lg: size("lg"), xl: size("xl") },
  lineHeights: { xs: line("xs"), sm: line("sm"), md: line("md"), lg: line("lg"), xl: line("xl") },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  radius: { xs: px(radius.chip), sm: px(radius.control), md: px(radius.control), lg: px(radius.card), xl: px(radius.card) },
  defaultRadius: "md",
  headings: { fontWeight: "600", sizes: { h1: heading("xl"), h2: heading("lg"), h3: { ...heading("md"), fontWeight: "600" } } },
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    Badge: Badge.extend({ defaultProps: { tt: "none", radius: "xs", variant: "light" } }),
    Button: Button.extend({
      defaultProps: { size: "sm" },
      // Filled buttons take an organization's colour; those that name a state keep the state's.
      vars: (_theme, { variant = "filled", color }) => ({ root: variant === "filled" && color === undefined ? FILLED : {} }),
    }),
    CloseButton: CloseButton.extend({ defaultProps: closeLabel }),
    Modal: Modal.extend({ defaultProps: { ...close, transitionProps: { duration: 120, transition: "fade" }, centered: true } }),
    Drawer: Drawer.extend({ defaultProps: { ...close, transitionProps: { duration: 120, transition: "fade" } } }),
    Popover: Popover.extend({ defaultProps: { transitionProps: { duration: 100 }, shadow: "md" } }),
    Tooltip: Tooltip.extend({ defaultProps: { transitionProps: { duration: 100 }, events: { hover: true, focus: true, touch: false } } }),
    // The header of a dialog is no landmark of the page.
    ModalHeader: { defaultProps: { role: "presentation" } },
    DrawerHeader: { defaultProps: { role: "presentation" } },
    NavLink: NavLink.extend({ defaultProps: { variant: "light" } }),
  },
});

type Scheme = keyof typeof schemes;

function variables(scheme: Scheme): Record<string, string> {
  const colours = schemes[scheme];
  const mantine: Record<string, string> = {
    "--mantine-color-body": colours.surface,
    "--mantine-color-text": colours.text,
    "--mantine-color-bright": colours.text,
    "--mantine-color-dimmed": colours.muted,
    "--mantine-color-placeholder": colours.placeholder,
    "--mantine-color-error": colours["stop-text"],
    "--mantine-color-anchor": colours["rail-text"],
    "--mantine-color-default": colours.surface,
    "--mantine-color-default-color": colours.text,
    "--mantine-color-default-border": colours.control,
    "--mantine-color-disabled-color": colours.disabled,
  };
  for (const name of accents) {
    mantine[`--mantine-color-${name}-light`] = colours[`${name}-tint`];
    mantine[`--mantine-color-${name}-light-hover`] = colours[`${name}-tint`];
    mantine[`--mantine-color-${name}-light-color`] = colours[`${name}-text`];
    mantine[`--mantine-color-${name}-text`] = colours[`${name}-text`];
    mantine[`--mantine-color-${name}-outline`] = colours[`${name}-text`];
  }
  return mantine;
}

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: variables("light"),
  dark: variables("dark"),
});
