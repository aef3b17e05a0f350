#!/usr/bin/env python3
"""Replays the transcripts of tests/data/cli with the shipped programs.

    replay.py LIAISON LIAISON_HUB MISSION [--record] [NAME ...]

MISSION is what tests/promises/found.py founded; every transcript gets a copy as its working folder
and a hub of its own. --record writes what the programs said into the transcripts: read the
difference before you commit it. tests/cli/README.md explains the format.
"""
import concurrent.futures
import difflib
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "promises"))
import cheap_key_store  # noqa: E402
import harness  # noqa: E402

TRANSCRIPTS = HERE.parent / "data" / "cli"

# What differs from run to run, the longest form first. As narrow as the formats allow: a text that
# lost its time or its hash must still fail.
VARYING = [
    (r"\b\w+\.example/[\w/]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}(?![A-Za-z0-9+/=])", "<VKEY>"),
    (r"\b[0-9a-f]{8}( [0-9a-f]{8}){8}\b", "<SEED>"),
    (r"\b[0-9a-f]{8}( [0-9a-f]{8}){7}\b", "<PIN>"),
    (r"\b[0-9a-f]{64}\b", "<HASH>"),
    (r"\b[0-9a-f]{16}\b", "<HASH16>"),
    (r"\bage1[02-9ac-hj-np-z]{58}\b", "<RECIPIENT>"),
    (r"— (\S+) [A-Za-z0-9+/]{91}=(?![A-Za-z0-9+/=])", r"— \1 <SIGNATURE>"),
    (r"((?<![A-Za-z0-9+/])|(?<=\\n))[A-Za-z0-9+/]{43}=(?![A-Za-z0-9+/=])", "<BASE64>"),
    (r"\btime 1\d{12}\b", "time <TIME>"),
    (r"\b20\d\d-\d\d-\d\d \d\d:\d\d(:\d\d(\.\d{3})?)?( UTC|Z)?(?!\d)", "<TIME>"),
    (r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z", "<TIME>"),
    (r'("\w*_ms":)[14]\d{12}\b', r"\1<TIME>"),
    (r'(?<=")[0-9a-f]{8}(?=","event":"rings")|(?<=FLASH )[0-9a-f]{8}\b|(?<=برقي )[0-9a-f]{8}\b',
     "<DIGITS>"),
    (r"(?<=~)[0-9a-f]{8}\b|(?<= v\d )[0-9a-f]{8}\b", "<DIGITS>"),
    (r"\b(in force for|said) \d+ s\b|\(\d+ s(?= old\))", "<SPAN>"),
    (r"(قيل قبل|سارٍ منذ|\(قبل) \d+ ث", "<SPAN>"),
    # How large a drawn page is changes with every word on it.
    (r"\d[\d\s]*(?= (bytes,|بايت،) M <PIN>)", "<SIZE>"),
    (r'(?<="bytes":)\d+(?=,"format":"csv")', "<SIZE>"),
    (r'("age_s":)\d+', r"\1<SPAN>"),
    (r"(?m)\b(just now|\d+ (s|min) ago)$", "<AGO>"),
    (r"(?m)(الآن|قبل \d+ (ث|د))$", "<AGO>"),
    (r"(?m)\bdue in (\d+) (min|h)$", "due in <SPAN>"),
    (r"(?m)(\bdue in |المهلة: بعد )\d\d\u202f\d{3} (d|ي)$", r"\1<SPAN>"),
    (r'"tz":"20\d\d[a-z]"', '"tz":"<TZ>"'),
    (r'("\w*time_s":)1\d{9}\b', r"\1<TIME>"),
    (r"(\.damaged-)1\d{12}\b", r"\1<TIME>"),
    (r"(\b[A-Z]{2,3}-d\d\d-)20\d\d(-\d{6}\b)", r"\1<YEAR>\2"),
    (r"(\b[A-Z]{2,3}-d\d\d )20\d\d\b", r"\1<YEAR>"),
    (r"((?<=digest )|(?<=البصمة ))[0-9a-f]{8}(?=…)", "<DIGITS>"),
    (r"\b(127\.0\.0\.1:)\d{4,5}\b", r"\1<PORT>"),
    (r"\b(port=)\d{4,5}\b", r"\1<PORT>"),
]


class Step:
    """One line of a transcript that does something, and what is expected of it."""

    def __init__(self, line):
        self.line = line
        self.out, self.err, self.code = [], [], 0

    def print(self):
        text = [self.line]
        text += ["  " + line if line else "" for line in self.out]
        text += [("2> " + line).rstrip() for line in self.err]
        if self.code != 0:
            text.append(f"? {self.code}")
        return text


def parse(text):
    """Comments and steps in order: strings and Steps. Blank lines are layout, see render()."""
    parts = []
    for number, line in enumerate(text.splitlines(), 1):
        step = parts[-1] if parts and isinstance(parts[-1], Step) else None
        if line.startswith(("$ ", "% ")):
            parts.append(Step(line))
        elif line.startswith("#"):
            parts.append(line)
        elif step is None:
            if line:
                raise SystemExit(f"line {number}: {line!r} belongs to no command")
        elif line.startswith("2>"):
            step.err.append(line[3:])
        elif line.startswith("? "):
            step.code = int(line[2:])
        elif line.startswith("  ") or not line:
            step.out.append(line[2:])
        else:
            raise SystemExit(f"line {number}: {line!r} is neither output, 2>, ? nor a command")
    for part in parts:
        while isinstance(part, Step) and part.out and not part.out[-1]:
            part.out.pop()
    return parts


def render(parts):
    """The transcript's lines: a blank one where a group of comments, or a command, begins."""
    lines = []
    before = None
    for part in parts:
        text = part.print() if isinstance(part, Step) else [part]
        spoke = isinstance(before, Step) and len(before.print()) > 1
        if spoke or (isinstance(before, Step) and isinstance(part, str)):
            lines.append("")
        lines += text
        before = part
    return lines


def lines_of(text):
    """A text's lines; a missing line end shows, a blank end does not."""
    lines = [line.rstrip() for line in text.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    return lines


class Play:
    """One transcript's run in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.mission = harness.Mission(folder)
        self.variables = {"<PIN>": self.mission.pin, "<HASH>": "", "<HUB>": "127.0.0.1:1"}

    def normalise(self, text):
        text = text.replace(str(self.folder), "<FOLDER>")
        for pattern, placeholder in VARYING:
            text = re.sub(pattern, placeholder, text)
        return text

    def words(self, line):
        for placeholder, value in self.variables.items():
            line = line.replace(placeholder, shlex.quote(value))
        return shlex.split(line)

    def prepare(self, line):
        """What `%` lines ask for."""
        # A name is not yet its value where it gets one.
        words = shlex.split(line) if line.startswith("set ") else self.words(line)
        if words[:2] == ["hub", "start"]:
            self.mission.start(*words[2:])
            self.variables["<HUB>"] = f"127.0.0.1:{self.mission.hub.port}"
        elif words[:2] == ["hub", "stop"]:
            self.mission.hub.stop()
        elif words[0] == "cheapen":
            cheap_key_store.cheapen_store(self.folder / words[1] / "keys",
                                          self.folder / "passphrase")
        elif words[0] == "set":
            # The first match of the pattern in a file becomes a word for later commands.
            found = re.search(words[3], (self.folder / words[2]).read_text())
            self.variables[words[1]] = found.group(0)
        elif words[0] == "data":
            shutil.copy(TRANSCRIPTS / words[1], self.folder)
        elif words[0] == "sh":
            subprocess.run(["/bin/sh", "-ec", words[1]], cwd=self.folder, check=True,
                           stdin=subprocess.DEVNULL, capture_output=True,
                           env={**self.environment(), "LIAISON": harness.Programs.liaison,
                                "HUB": harness.Programs.hub})
        else:
            raise SystemExit(f"what is '% {line}'?")

    def environment(self):
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder / "home"),
                "LIAISON_PASSPHRASE_FILE": "passphrase"}

    def command(self, line):
        words = self.words(line)
        until = None
        if words[0] == "until":  # until N COMMAND...: SIGTERM after N lines of stdout
            until, words = int(words[1]), words[2:]
        program = {"liaison": harness.Programs.liaison, "liaison-hub": harness.Programs.hub}
        arguments = [program[words[0]], *words[1:]]
        environment = self.environment()
        if until is None:
            done = subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True,
                                  cwd=self.folder, env=environment, start_new_session=True,
                                  timeout=harness.PATIENCE_S, check=False)
            return done.stdout.decode(), done.stderr.decode(), done.returncode
        with open(self.folder / "stderr", "wb") as stderr, subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stderr,
                cwd=self.folder, env=environment, start_new_session=True) as process:
            seen = [process.stdout.readline().decode() for _ in range(until)]
            process.send_signal(signal.SIGTERM)
            seen.append(process.stdout.read().decode())
            code = process.wait(harness.PATIENCE_S)
        return "".join(seen), (self.folder / "stderr").read_text(), code

    def run(self, step):
        """The step as it happened now."""
        now = Step(step.line)
        if step.line.startswith("% "):
            self.prepare(step.line[2:])
            return now
        out, err, now.code = self.command(step.line[2:])
        now.out = lines_of(self.normalise(out))
        now.err = lines_of(self.normalise(err))
        return now

    def end(self):
        if self.mission.hub.running is not None:
            self.mission.hub.kill()


def perform(parts):
    """What the steps say now, in a fresh copy of the mission. Stops where a preparation fails."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="liaison-cli-"))
    shutil.copytree(harness.Programs.template, folder, dirs_exist_ok=True)
    play = Play(folder)
    said = []
    try:
        for part in parts:
            said.append(play.run(part) if isinstance(part, Step) else part)
    except (AssertionError, OSError, ValueError, subprocess.SubprocessError) as error:
        said.append(f"# CANNOT GO ON at {part.line}: {error!r}")
    finally:
        play.end()
        shutil.rmtree(folder, ignore_errors=True)
    return said


def replay(path, record):
    """Returns whether it went as written."""
    parts = parse(path.read_text())
    said = perform(parts)
    now, wanted = render(said), render(parts)
    if now == wanted:
        print(f"ok    {path.name}", flush=True)
        return True
    if record and len(said) == len(parts):
        path.write_text("\n".join(now) + "\n")
        print(f"wrote {path.name}", flush=True)
        return True
    difference = difflib.unified_diff(wanted, now, "transcript", "now", lineterm="", n=4)
    print("\n".join([f"FAIL  {path.name}", *difference]), flush=True)
    return False


def main():
    arguments = [word for word in sys.argv[1:] if word != "--record"]
    if len(arguments) < 3:
        sys.exit(__doc__)
    harness.Programs.liaison, harness.Programs.hub, harness.Programs.template = (
        os.path.abspath(path) for path in arguments[:3])
    names = arguments[3:]
    paths = sorted(path for path in TRANSCRIPTS.glob("*.txt")
                   if not names or path.stem in names)
    if not paths:
        sys.exit(f"no transcript of {names} in {TRANSCRIPTS}")
    record = "--record" in sys.argv
    # Two at a time, for the waiting in them.
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda path: replay(path, record), paths))
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
