"""The week as data: ops/demo/day/*.json, read and checked. README.md here explains the format."""
import datetime
import json
import pathlib
import re
import shlex

FOLDER = pathlib.Path(__file__).resolve().parent / "day"
OBLIGATIONS = FOLDER.parent / "obligations"
MAPS = FOLDER.parent / "maps"
# Damascus keeps UTC+3 all year round; so the day needs no table of time zones.
DAMASCUS = datetime.timezone(datetime.timedelta(hours=3))
FOUNDED, ENDS = "05:00", "8d20:00"
SAYING = ("send", "reply")
# A verb that a mailbox answers with -> the state of its receipt.
ANSWERS = {"ack": "acknowledged", "pass-on": "passed_on", "refuse": "refused",
           "resolve": "resolved"}
EPISODE_KEYS = {"at", "title", "why", "alerts", "steps"}
STEP_KEYS = {"at", "say", "desk", "lang", "do", "form", "name", "only", "exit", "reason", "hub",
             "line", "resubmit", "change", "answer", "spoil", "alerts", "released", "proposal",
             "fetch"}


class Step:
    """One thing that somebody does. `commands`: the words of each `liaison` command."""

    def __init__(self, data, episode):
        if unknown := set(data) - STEP_KEYS:
            raise ValueError(f"{episode}: what is {unknown}?")
        self.data = data
        self.desk = data.get("desk", "")
        self.name = data.get("name", "")
        done = data.get("do", [])
        self.commands = [shlex.split(line) for line in ([done] if isinstance(done, str) else done)]

    def get(self, key, default=None):
        return self.data.get(key, default)

    @property
    def exit(self):
        return self.data.get("exit", 0)

    @property
    def says_something(self):
        return bool(self.commands) and self.commands[0][0] in SAYING

    def options(self, name):
        """Every value of an option of the first command."""
        words = self.commands[0]
        return [words[i + 1] for i, word in enumerate(words[:-1]) if word == name]


class Episode:
    def __init__(self, path):
        data = json.loads(path.read_text(encoding="utf-8"))
        if unknown := set(data) - EPISODE_KEYS:
            raise ValueError(f"{path.name}: what is {unknown}?")
        self.at, self.title, self.why = data["at"], data["title"], data["why"]
        self.alerts = data.get("alerts", [])
        self.steps = [Step(step, path.name) for step in data["steps"]]


def episodes():
    return [Episode(path) for path in sorted(FOLDER.glob("*.json"))]


class Day:
    """The first day, whose midnight in Damascus this is, and times on it and on those after it."""

    def __init__(self, midnight):
        self.midnight = midnight

    @classmethod
    def last(cls, now):
        """Of the last week that is over."""
        day = cls(now.astimezone(DAMASCUS).replace(hour=0, minute=0, second=0, microsecond=0))
        while now < day.at(ENDS):
            day.midnight -= datetime.timedelta(days=1)
        return day

    def at(self, clock):
        """The time that "07:40" or "1d10:00" (tomorrow at ten) names."""
        days, hours, minutes = re.fullmatch(r"(?:(\d+)d)?(\d\d):(\d\d)", clock).groups()
        return self.midnight + datetime.timedelta(days=int(days or 0), hours=int(hours),
                                                  minutes=int(minutes))

    @staticmethod
    def spoken(clock):
        """How the story says that time: "09:05", "day 2, 09:05"."""
        days, time = re.fullmatch(r"(?:(\d+)d)?(\d\d:\d\d)", clock).groups()
        return f"day {int(days) + 1}, {time}" if days else time

    def date(self, word):
        """The day that "@-5d" names, five days before this one: "2026-11-21"."""
        days = datetime.timedelta(days=int(re.fullmatch(r"@([+-]?\d+)d", word)[1]))
        return (self.midnight + days).date().isoformat()

    def word(self, word):
        """A word of a command: "@6d" is that day, "@7d18:00" that time in UTC."""
        if not re.fullmatch(r"@\d+d(\d\d:\d\d)?", word):
            return word
        if word.endswith("d"):
            return self.date(word)
        return self.at(word[1:]).astimezone(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M")

    def obligation(self, path):
        """The rules of an obligation, with "@-5d" as a date."""
        return re.sub(r'"(@[^"]*)"', lambda found: f'"{self.date(found[1])}"',
                      path.read_text(encoding="utf-8"))

    def resolve(self, form, serial_of, hash_of):
        """A form with "@07:40" as seconds, "#name" as the hash of that notice's text, and {name} in
        texts as its serial."""
        if isinstance(form, dict):
            return {key: self.resolve(value, serial_of, hash_of) for key, value in form.items()}
        if isinstance(form, list):
            return [self.resolve(value, serial_of, hash_of) for value in form]
        if not isinstance(form, str):
            return form
        if form.startswith("@"):
            return int(self.at(form[1:]).timestamp())
        if form.startswith("#"):
            return hash_of(form[1:])
        return fill(form, serial_of)


def fill(text, serial_of):
    return re.sub(r"\{(\w+)\}", lambda found: serial_of(found[1]), text)
