"""How the day is told: headings, sentences, what people say, and what the programs answer."""
import re
import sys
import textwrap

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
OFFICES = {"rus": "Russia", "irn": "Iran", "tur": "Turkey", "jor": "Jordan", "un": "United Nations"}
LANGUAGES = {"en": "English", "ru": "Russian", "tr": "Turkish", "fa": "Persian", "ar": "Arabic"}
ROLES = {"d01": "duty officer", "d02": "head", "d03": "working group", "d04": "second duty desk",
         "r01": "registrar"}
BOLD, DIM, PLAIN = ("\033[1m", "\033[2m", "\033[0m") if sys.stdout.isatty() else ("", "", "")


def isolated(text):
    """Right-to-left text in its own direction, so that it does not turn the line around it."""
    return f"\u2068{text}\u2069" if RIGHT_TO_LEFT.search(text) else text


def line(text=""):
    print(text, flush=True)


def paragraph(text, indent=""):
    for part in textwrap.wrap(text, 96 - len(indent)):
        line(indent + part)


def heading(at, title, why):
    line()
    line(f"{BOLD}{at}  {title}{PLAIN}")
    line("─" * (len(at) + 2 + len(title)))
    paragraph(why)


def sentence(text):
    line()
    paragraph(text, "  ")


def speaker(desk, lang, words):
    office, device = desk.split("-")
    line(f"  {DIM}{OFFICES[office]}, {ROLES[device]}, in {LANGUAGES[lang]}:{PLAIN} "
         f"liaison {' '.join(quoted(word) for word in words)}")


def quoted(word):
    return f'"{isolated(word)}"' if " " in word else word


def spoken(form):
    """What a person wrote into a form, in his own language."""
    for key in ("subject", "gist", "text"):
        for part in form.get(key, "").splitlines():
            line(f"      “{isolated(part)}”")


def output(text):
    for part in text.splitlines():
        blank = len(part) - len(part.lstrip())
        line("    | " + part[:blank] + isolated(part[blank:]))


def aside(text):
    line(f"    {DIM}({text}){PLAIN}")


def trouble(text):
    """What goes to whoever watches the run, not into the story."""
    print(text, file=sys.stderr, flush=True)
