"""The window that asks the person, on top of everything, where every way out but one means no.

Driving it from a test, with a window manager on the display: its title is "Handrail: Let a technician help you?".
It never takes the focus by itself. `xdotool search --sync --name TITLE windowactivate --sync`, wait 1.5 s (*Yes* is
armed 1 s after the window was shown, moved, uncovered or changed, and keys count 1 s after they came to the window),
then `key Tab` goes from *No* to *Yes* and `key space` presses it. `key Escape` or `key Return` says no. Time 0.3 s
between keys is plenty. `tests/agent/desktop/person.py` does just this.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from agent import clock
from agent.desktop import consent
from agent.desktop.armed_window import ArmedWindow
from agent.desktop.banner import minutes_and_seconds
from agent.desktop.logo import headed
from agent.desktop.parts import QuotedText, as_one_stop, button, fit, label, row
from agent.desktop.situation import whole_seconds
from agent.desktop.texts import Texts
from protocol.capabilities import Capability
from protocol.grant import Decision, Origin
from protocol.links.core_desktop import AnswerConsent, AskConsent, Occasion

WIDTH: Final = 744
_LABEL_WIDTH: Final = 92
_MARGIN: Final = 24

Answered = Callable[[AnswerConsent], None]


class ConsentWindow(ArmedWindow):
    """One question; calls `answered` exactly once, unless core takes the question back."""

    def __init__(
        self, question: AskConsent, texts: Texts, answered: Answered, *, is_covered: Callable[[int], bool]
    ) -> None:
        flags = Qt.WindowType.Dialog | Qt.WindowType.CustomizeWindowHint | Qt.WindowType.WindowTitleHint
        super().__init__(None, flags | Qt.WindowType.WindowCloseButtonHint | Qt.WindowType.WindowStaysOnTopHint)
        self.question = question
        self._texts = texts
        self._answered = answered
        self._until = clock.monotonic() + question.deadline_seconds
        self._choices = consent.first_choices(question)
        self.setWindowTitle(texts(f"consent.title.{consent.matter(question)}"))
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._build()
        self.arm(yes=self._yes, no=self._no, is_covered=is_covered)

    # What it shows.

    def _build(self) -> None:
        texts = self._texts
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 20, _MARGIN, 20)
        column.setSpacing(12)
        column.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        self.setMinimumWidth(WIDTH)
        heading = texts(f"consent.heading.{consent.matter(self.question)}")
        column.addLayout(headed(label(heading, size="xl"), texts, WIDTH - 2 * _MARGIN))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        self._add_who()
        self._add_why()
        self._add_capabilities()
        self._add_length()
        self._add("consent.label.recorded", label(consent.recording_line(self.question, texts)))
        self._add("consent.label.to_stop", label(texts("consent.to_stop")))
        self._so = label("", role="summary")
        column.addWidget(self._so)
        self._later = label("", role="summary")
        self._later.setVisible(self.question.known_until is not None)
        column.addWidget(self._later)
        column.addWidget(label(texts("consent.never")))
        self._add_buttons(column)
        self.setAccessibleName(heading)

    def _add(self, key: str, *parts: QWidget) -> None:
        line = self._grid.rowCount()
        name = label(self._texts(key), role="muted", wraps=False)
        if not isinstance(parts[0], QLabel | QuotedText):
            # The name stands on the line of the first choice, which is taller than a line of text.
            name.setMinimumHeight(parts[0].sizeHint().height())
        self._grid.addWidget(name, line, 0, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout()
        box.setSpacing(0)
        for part in parts:
            box.addWidget(part)
        self._grid.addLayout(box, line, 1)

    def _add_who(self) -> None:
        proof, is_known = consent.signed_in_line(self.question, self._texts)
        lines = [label(line) for line in consent.who_lines(self.question, self._texts)]
        if warning := consent.disguise_line(self.question, self._texts):
            lines.append(label(warning, role="stop"))
        self._add("consent.label.who", *lines, label(proof, role="good" if is_known else "muted"))

    def _add_why(self) -> None:
        asked = label(consent.origin_line(self.question, self._texts))
        if self.question.occasion is not Occasion.START or self.question.origin is Origin.OWN:
            self._add("consent.label.why", asked)
            self._quote = None
            return
        if not self.question.reason.strip():
            self._add("consent.label.why", label(self._texts("consent.no_reason")), asked)
            self._quote = None
            return
        is_theirs = self.question.origin is not Origin.REQUEST
        self._quote = QuotedText(
            self.question.reason,
            self._texts,
            sentence="consent.they_write" if is_theirs else "consent.you_wrote",
            name=self._texts("consent.label.why"),
            width=WIDTH - 2 * _MARGIN - _LABEL_WIDTH - 24,
        )
        self._add("consent.label.why", self._quote, asked)

    def _add_capabilities(self) -> None:
        texts = self._texts
        self._view = QRadioButton(texts("consent.view"))
        self._control = QRadioButton(texts("consent.control"))
        parts: list[QWidget] = [self._control, self._view]
        if not consent.asks_for_capabilities(self.question):
            parts = [label(texts("consent.as_now"))]
        elif self.question.occasion is Occasion.WIDEN:
            parts = [label(texts("consent.also_control"))] if consent.offers_control(self.question) else []
        elif not consent.offers_control(self.question):
            parts = [label(texts("consent.view_only"))]
        group = QButtonGroup(self)
        for radio in (self._control, self._view):
            group.addButton(radio)
            radio.setAccessibleName(radio.text())
        (self._control if self._choices.control else self._view).setChecked(True)
        as_one_stop((self._control, self._view))
        asked = frozenset(self.question.capabilities)
        chosen = self._choices
        self._chat = self._box("consent.chat", shown=Capability.CHAT in asked, checked=chosen.chat)
        self._clipboard = self._box(
            "consent.clipboard", shown=bool(asked & consent.CLIPBOARD), checked=chosen.clipboard
        )
        self._files = self._box("consent.files", shown=bool(asked & consent.FILES), checked=chosen.files)
        boxes = [box for box in (self._chat, self._clipboard, self._files) if box.isEnabled()]
        others = [*boxes, *self._screen_choice()]
        if others:
            holder = QWidget()
            holder.setLayout(row(*others, 0))
            parts.append(holder)
        self._add("consent.label.they_may", *parts)
        for choice in (self._control, self._view, self._chat, self._clipboard, self._files):
            choice.toggled.connect(self._choose)

    def _screen_choice(self) -> list[QWidget]:
        """Offer the screens where there is more than one: the person may give all, or one alone."""
        self._screens = QComboBox()
        if not consent.asks_for_screen(self.question):
            return []
        for name, text in consent.screen_labels(self.question, self._texts):
            self._screens.addItem(text, name)
        self._screens.setAccessibleName(self._texts("consent.screens"))
        self._screens.currentIndexChanged.connect(lambda _index: self._choose())
        return [label(self._texts("consent.screens"), wraps=False), self._screens]

    def _box(self, key: str, *, shown: bool, checked: bool) -> QCheckBox:
        made = QCheckBox(self._texts(key))
        made.setAccessibleName(made.text())
        made.setChecked(checked)
        made.setEnabled(shown)
        return made

    def _add_length(self) -> None:
        group = QButtonGroup(self)
        self._lengths: dict[int, QRadioButton] = {}
        if not consent.asks_for_time(self.question):
            self._add("consent.label.how_long", label(self._texts("consent.end_as_agreed")))
            return
        for seconds in consent.seconds_offered(self.question):
            radio = QRadioButton(consent.length_label(seconds, self._texts))
            radio.setAccessibleName(radio.text())
            radio.setChecked(seconds == self._choices.seconds)
            radio.toggled.connect(self._choose)
            group.addButton(radio)
            self._lengths[seconds] = radio
        as_one_stop(self._lengths.values())
        holder = QWidget()
        then = "consent.then_ends" if self.question.occasion is Occasion.START else "consent.from_now"
        holder.setLayout(row(*self._lengths.values(), label(self._texts(then), wraps=False), 0))
        self._add("consent.label.how_long", holder)

    def _add_buttons(self, column: QVBoxLayout) -> None:
        texts = self._texts
        self._not_asked = button(texts("consent.not_asked"), lambda: self.refuse(Decision.NOT_ASKED_FOR), role="plain")
        self._countdown = label("", role="muted", wraps=False)
        self._no = button(texts("consent.no"), lambda: self.refuse(Decision.NO), role="primary")
        self._no.setMinimumWidth(120)
        self._no.setDefault(True)
        self._yes = button(texts(self._yes_key()), self._agree)
        begins = self.question.occasion is Occasion.START
        means = "consent.not_asked_means" if begins else "consent.not_asked_ends"
        column.addWidget(label(texts(means), role="muted"))
        column.addLayout(row(self._not_asked, 0, self._countdown, self._no, self._yes))
        QWidget.setTabOrder(self._not_asked, self._no)
        QWidget.setTabOrder(self._no, self._yes)
        self._no.setFocus()

    def _yes_key(self) -> str:
        key = f"consent.yes.{consent.matter(self.question)}"
        return key if self._texts.has(key) else f"consent.yes.{self.question.occasion}"

    # What the person does.

    def _choose(self, _checked: bool = False) -> None:
        chosen = [seconds for seconds, radio in self._lengths.items() if radio.isChecked()]
        self._choices = consent.Choices(
            control=self._control.isChecked() and consent.offers_control(self.question),
            chat=self._chat.isChecked() and self._chat.isEnabled(),
            clipboard=self._clipboard.isChecked(),
            files=self._files.isChecked(),
            seconds=chosen[0] if chosen else self._choices.seconds,
            display=self._screens.currentData(),
        )
        self._tick()

    def _agree(self) -> None:
        if self.is_armed():
            self._answer(consent.yes(self.question, self._choices))

    def refuse(self, decision: Decision) -> None:
        """Answer no, or what silence means here."""
        if decision is Decision.TIMED_OUT:
            self._answer(consent.silence(self.question, self._choices, was_in_sight=self._was_in_sight))
        else:
            self._answer(consent.refusal(self.question, decision))

    def _answer(self, answer: AnswerConsent) -> None:
        if not self._is_over:
            self.withdraw()
            self._answered(answer)

    def pass_time(self, now: float) -> bool:
        """Count down, and say until when what is chosen would last."""
        left = whole_seconds(self._until, now)
        silence = "consent.countdown_yes" if self.question.silence_is_yes else "consent.countdown"
        self._countdown.setText(self._texts(silence, left=minutes_and_seconds(left)))
        self._so.setText(consent.so_line(self.question, self._choices, self._texts, clock.now()))
        self._later.setText(consent.later_line(self.question, self._choices, self._texts))
        return left == 0

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the screen."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.screen().availableGeometry()
        if self._quote is not None and self.sizeHint().height() > room.height():
            self._quote.shorten(1)
        fit(self)
        frame = self.frameGeometry()
        frame.moveCenter(room.center())
        top = max(room.top(), frame.top())
        self.move(max(room.left(), frame.left()), top)
