"""Gives Qt's fusion style our colours and sizes, light or dark."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from agent.desktop.brand import Brand, branded
from agent.desktop.palette_tokens import DARK, FONTS, HEIGHT, LIGHT, RADIUS
from agent.desktop.texts import Texts

ROLE_PROPERTY: Final = "handrail"
_SCHEME_PROPERTY: Final = "handrail_scheme"
_BRAND_PROPERTY: Final = "handrail_brand"

_TICK: Final = Path(__file__).parent / "drawings" / "tick.svg"

_SHEET: Final = """
QDialog, QMainWindow {{ background: {surface}; }}
QLabel {{ color: {text}; background: transparent; }}
QLabel[handrail="muted"] {{ color: {muted}; }}
QLabel[handrail="summary"] {{ background: {rail_tint}; color: {text}; border-radius: {radius}px; padding: 8px 12px; }}
QLabel[handrail="good"] {{ color: {good_text}; }}
QLabel[handrail="wait"] {{ color: {wait_text}; }}
QLabel[handrail="stop"] {{ color: {stop_text}; }}
QFrame[handrail="message"] {{ background: {page}; border: 1px solid {line}; border-radius: {radius}px; }}
QFrame[handrail="message_mine"] {{ background: {rail_tint}; border: 1px solid {line}; border-radius: {radius}px; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QPushButton {{ min-height: {inner}px; padding: 0 16px; border-radius: {radius}px; border: 1px solid {control};
  background: {raised}; color: {text}; }}
QPushButton:hover {{ background: {page}; }}
QPushButton:disabled {{ color: {disabled}; border-color: {line}; background: {page}; }}
QPushButton[handrail="primary"] {{ background: {brand_fill}; border-color: {brand_edge}; color: {brand_text}; }}
QPushButton[handrail="plain"] {{ border-color: transparent; background: transparent; color: {rail_text};
  padding: 0 8px; text-align: left; }}
QPushButton[handrail="plain"]:hover {{ text-decoration: underline; }}
QPushButton:focus {{ border: 2px solid {focus}; }}
QPushButton[handrail="primary"]:focus {{ border: 2px solid {text}; }}
QLineEdit, QPlainTextEdit, QListWidget {{ background: {raised}; color: {text}; border: 1px solid {control};
  border-radius: {radius}px; padding: 6px 10px; placeholder-text-color: {placeholder};
  selection-background-color: {rail_fill}; selection-color: #FFFFFF; }}
QLineEdit {{ min-height: {field}px; }}
QLineEdit:focus, QPlainTextEdit:focus, QListWidget:focus {{ border: 2px solid {focus}; padding: 5px 9px; }}
QListWidget::item {{ min-height: {compact}px; padding: 4px; }}
QRadioButton, QCheckBox {{ color: {text}; min-height: {compact}px; spacing: 8px; }}
QRadioButton:focus, QCheckBox:focus {{ color: {rail_text}; text-decoration: underline; }}
QRadioButton::indicator, QCheckBox::indicator {{ width: 14px; height: 14px; border: 2px solid {control};
  background: {raised}; }}
QRadioButton::indicator {{ border-radius: 9px; }}
QCheckBox::indicator {{ border-radius: 4px; }}
QRadioButton::indicator:checked {{ width: 8px; height: 8px; border: 5px solid {rail_fill}; background: #FFFFFF; }}
QCheckBox::indicator:checked {{ border-color: {rail_fill}; background: {rail_fill}; image: url("{tick}"); }}
QRadioButton::indicator:focus, QCheckBox::indicator:focus {{ border-color: {focus}; }}
QMenu {{ background: {raised}; color: {text}; border: 1px solid {control}; padding: 4px; }}
QMenu::item {{ padding: 8px 24px 8px 16px; border-radius: 4px; }}
QMenu::item:selected {{ background: {rail_tint}; color: {text}; }}
QMenu::item:disabled {{ color: {muted}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
"""


def is_dark(application: QApplication) -> bool:
    """Tell whether to be dark: as asked for at the start, or as the person's desktop is."""
    asked = application.property(_SCHEME_PROPERTY)
    if asked:
        return bool(asked == "dark")
    return application.styleHints().colorScheme() is Qt.ColorScheme.Dark


def ask_for_scheme(application: QApplication, scheme: str) -> None:
    """Be light or dark whatever the desktop is."""
    application.setProperty(_SCHEME_PROPERTY, scheme)


def wear(application: QApplication, brand: Brand) -> None:
    """Keep an organization's looks; they show from the next `apply_theme` on."""
    application.setProperty(_BRAND_PROPERTY, brand.colour)


def branded_colours(application: QApplication) -> dict[str, str]:
    """Give the colours of the scheme that is drawn now, with those of the organization."""
    colour = str(application.property(_BRAND_PROPERTY) or "")
    return branded(colours(dark=is_dark(application)), Brand(colour=colour))


def colours(*, dark: bool) -> dict[str, str]:
    """Give the colours of one scheme by name."""
    return DARK if dark else LIGHT


def apply_theme(application: QApplication) -> None:
    """Dress the whole application; call again when the person switches between light and dark."""
    tokens = branded_colours(application)
    application.setStyle("Fusion")
    application.setPalette(_palette(tokens))
    application.setFont(font("md"))
    inner = HEIGHT["end_user"] - 2
    sheet = _SHEET.format(
        **tokens,
        radius=RADIUS["control"],
        inner=inner,
        field=HEIGHT["end_user"] - 14,
        compact=HEIGHT["compact"],
        focus=tokens["rail_text"],
        tick=_TICK.as_posix(),
    )
    application.setStyleSheet(sheet)


def direction_of(texts: Texts) -> Qt.LayoutDirection:
    """Give the way windows run: with the texts, whatever the desktop's own is."""
    return Qt.LayoutDirection.RightToLeft if texts.is_mirrored else Qt.LayoutDirection.LeftToRight


def font(size: str, *, weight: int | None = None) -> QFont:
    """Give the system's font in one of our sizes."""
    pixels, _line, usual = FONTS[size]
    chosen = QFont(QApplication.font())
    chosen.setPixelSize(pixels)
    chosen.setWeight(QFont.Weight(weight or usual))
    return chosen


def dressed(widget: QWidget, role: str) -> None:
    """Give a widget one of the roles of the style sheet: primary, plain, muted, summary, good, wait, stop."""
    widget.setProperty(ROLE_PROPERTY, role)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


def _palette(tokens: dict[str, str]) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    pairs = {
        role.Window: "surface",
        role.WindowText: "text",
        role.Base: "raised",
        role.AlternateBase: "page",
        role.Text: "text",
        role.PlaceholderText: "placeholder",
        role.Button: "raised",
        role.ButtonText: "text",
        role.ToolTipBase: "raised",
        role.ToolTipText: "text",
        role.Highlight: "rail_fill",
        role.Accent: "rail_fill",
        role.Link: "rail_text",
        role.Mid: "line",
        role.Dark: "control",
    }
    for where, name in pairs.items():
        palette.setColor(where, QColor(tokens[name]))
    palette.setColor(role.HighlightedText, QColor("#FFFFFF"))
    disabled = QColor(tokens["disabled"])
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, disabled)
    return palette
