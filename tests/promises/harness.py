"""What the promise tests share: a mission folder, its hub as a process, its desks as commands.

A test program is called with the paths of `liaison`, of `liaison-hub`, and of the founded mission
that promises.found made; it copies that mission for itself. Nothing here waits by sleeping: a
process is waited for by what it prints.
"""
import json
import os
import pathlib
import pty
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

NS = "promises.example"
# For whatever should happen at once but may take long on a loaded machine.
PATIENCE_S = 120
# The sizes that the issue names, instead of those that fit into every run of ops/test.
LONG = os.environ.get("LIAISON_LONG", "") not in ("", "0")


class Programs:
    """Set once by main()."""

    liaison = ""
    hub = ""
    template = ""
    more = ()  # further paths that a test asks for


class Answer:
    """What one command said. `values`: its stdout as NDJSON."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def values(self):
        return [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]

    @property
    def error(self):
        """The error object of --json; {} if there is none."""
        for line in self.err.splitlines():
            if line.startswith('{"error"'):
                return json.loads(line)["error"]
        return {}

    def __str__(self):
        return f"exit {self.code}\n--- stdout\n{self.out}--- stderr\n{self.err}"


def run(arguments, env=None, timeout=PATIENCE_S):
    """Runs a program to its end."""
    done = subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout,
                          env={**os.environ, **(env or {})}, check=False)
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())


class Lines:
    """A process whose lines are read as they come, so that a test can wait for one of them."""

    def __init__(self, arguments, stdin=subprocess.DEVNULL):
        self.process = subprocess.Popen(arguments, stdin=stdin, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)
        self._changed = threading.Condition()
        self._lines = []
        self._open = 2
        for stream in (self.process.stdout, self.process.stderr):
            threading.Thread(target=self._read, args=(stream,), daemon=True).start()

    def _read(self, stream):
        for raw in stream:
            with self._changed:
                self._lines.append(raw.decode(errors="replace").rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._open -= 1
            self._changed.notify_all()

    @property
    def lines(self):
        with self._changed:
            return list(self._lines)

    def wait_for(self, wanted, after=0, timeout=PATIENCE_S):
        """The first line from position `after` on for which `wanted` holds, and its position."""
        found = []

        def look():
            for position in range(after, len(self._lines)):
                if wanted(self._lines[position]):
                    found.append((self._lines[position], position))
                    return True
            return self._open == 0

        with self._changed:
            self._changed.wait_for(look, timeout)
            if found:
                return found[0]
            raise AssertionError("the line never came; there were:\n" + "\n".join(self._lines))

    def end(self, how):
        """Sends that signal, waits for the end, returns the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        status = self.process.wait(PATIENCE_S)
        with self._changed:
            self._changed.wait_for(lambda: self._open == 0, PATIENCE_S)
        self.process.stdout.close()
        self.process.stderr.close()
        return status


def memory_of(pid):
    """Every mapping that can be read: more than a core has, which leaves out what is marked so.

    What is larger than the machine's memory is a sanitizer's table of which bytes are in use.
    """
    limit = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with open(f"/proc/{pid}/maps", encoding="ascii") as maps, open(f"/proc/{pid}/mem", "rb") as mem:
        for line in maps:
            span, permissions = line.split(" ", 2)[:2]
            if "r" not in permissions or line.rstrip().endswith(("[vvar]", "[vsyscall]")):
                continue
            begin, end = (int(word, 16) for word in span.split("-"))
            if end - begin > limit:
                continue
            try:
                mem.seek(begin)
                yield line.rstrip(), mem.read(end - begin)
            except OSError:
                continue  # gone since, or a device's


class Terminal:
    """A program that a person sits before: on a terminal of its own, which is also read and typed on."""

    def __init__(self, arguments):
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            os.execv(arguments[0], arguments)
        self._changed = threading.Condition()
        self._said = ""
        self._open = True
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        while True:
            try:
                data = os.read(self._terminal, 4096)
            except OSError:  # the program has gone
                data = b""
            with self._changed:
                self._said += data.decode(errors="replace")
                self._open = bool(data)
                self._changed.notify_all()
            if not data:
                return

    @property
    def said(self):
        with self._changed:
            return self._said

    def wait_for(self, text, after=0):
        """The position behind `text`, looked for from position `after` on."""
        with self._changed:
            self._changed.wait_for(
                lambda: text in self._said[after:] or not self._open, PATIENCE_S)
            if text not in self._said[after:]:
                raise AssertionError(f"{text!r} never came; there was:\n{self._said}")
            return self._said.index(text, after) + len(text)

    def type(self, text):
        os.write(self._terminal, text.encode())

    def end(self, how=signal.SIGTERM):
        """Sends that signal, waits for the end, returns the exit status."""
        os.kill(self.pid, how)
        return self.wait()

    def wait(self):
        _, status = os.waitpid(self.pid, 0)
        os.close(self._terminal)
        return os.waitstatus_to_exitcode(status)


def free_port():
    """A port below those that the kernel gives to clients. From among those, a client that calls
    while the hub is away could be given the hub's own port, and keep it from coming back."""
    first = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    while True:
        port = random.SystemRandom().randrange(min(10000, first // 2), first)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def meet_at(folder, port):
    """Hub and desks of a founded folder know each other by this port."""
    folder = pathlib.Path(folder)
    for config in (folder / "hub" / "hub.toml", *folder.glob("desks/*/config.toml")):
        config.write_text(re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{port}", config.read_text()))


class Hub:
    """The hub of one mission folder, on one port for as long as the test lasts."""

    def __init__(self, folder, ns=NS):
        self.folder = pathlib.Path(folder)
        self.ns = ns
        self.config = self.folder / "hub.toml"
        self.data = self.folder / "data"
        self.port = free_port()
        self.running = None
        self.log = []  # every line of every run

    def configure(self, extra=""):
        self.config.write_text(f'ns = "{self.ns}"\ndata = "data"\n[listen]\n'
                               f'address = "127.0.0.1:{self.port}"\n{extra}')

    def start(self):
        self.running = Lines([Programs.hub, "run", "--config", str(self.config)])
        self.running.wait_for(lambda line: line.startswith("ready port="))

    def _end(self, how):
        status = self.running.end(how)
        self.log += self.running.lines
        self.running = None
        return status

    def stop(self):
        """An orderly end; returns the exit status."""
        return self._end(signal.SIGTERM)

    def kill(self):
        return self._end(signal.SIGKILL)

    def run(self, *arguments):
        return run([Programs.hub, "--config", str(self.config), "--json", *arguments])

    def plugins(self):
        """As it lists them. One that has more to do than its machine has time for is asked again:
        the command itself waits a while."""
        for _ in range(10):
            answer = self.run("plugin", "list")
            if answer.code != 6:
                break
        if answer.code != 0:
            raise AssertionError(f"plugin list: {answer}")
        return answer.values[0]["plugins"]


class Desk:
    """One device's home folder, driven by the command line."""

    def __init__(self, mission, name):
        self.mission = mission
        self.home = mission.folder / "desks" / name
        self.name = name

    def arguments(self, *arguments):
        return [Programs.liaison, "--home", str(self.home), "--passphrase-file",
                str(self.mission.passphrase), "--json", "--lang", "en", *arguments]

    def run(self, *arguments, timeout=PATIENCE_S):
        return run(self.arguments(*arguments), timeout=timeout)

    def must(self, *arguments):
        """As run(), for a command that has to succeed; its values."""
        answer = self.run(*arguments)
        if answer.code != 0:
            raise AssertionError(f"{self.name}: {' '.join(arguments)}: {answer}")
        return answer.values

    def send(self, to, text, *more):
        """An administrative notice. Options in `more`."""
        return self.run("send", "administrative", "--to", to, "--precedence", "routine",
                        "--field", "subject=promise", "--text", text, *more)

    def must_send(self, to, text, *more):
        answer = self.send(to, text, *more)
        if answer.code != 0:
            raise AssertionError(f"{self.name}: send: {answer}")
        return answer.values[0]

    def inbox(self):
        return self.must("inbox")

    def received(self):
        """The notices that others sent, oldest first."""
        return [notice for notice in reversed(self.inbox()) if notice.get("sent") is False]

    def head(self):
        return self.must("log", "head")[0]

    def watch(self):
        return Lines(self.arguments("watch"))


class Mission:
    """A copy of the founded mission, with its own hub on its own port."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.passphrase = self.folder / "passphrase"
        self.pin = (self.folder / "founding" / "pin").read_text().strip()
        self.hub = Hub(self.folder / "hub")

    def desk(self, name):
        return Desk(self, name)

    def start(self, *desks, hub_extra=""):
        """Starts the hub and tells these desks where it is."""
        self.hub.configure(hub_extra)
        self.hub.start()
        for name in desks:
            self.tell_hub(name)

    def tell_hub(self, name):
        self.desk(name).must("mission", "join", "--charter",
                             str(self.folder / "founding" / "charter.note"), "--pin", self.pin,
                             "--hub", f"127.0.0.1:{self.hub.port}")


class MissionTest(unittest.TestCase):
    """Gives every test method a mission of its own, which is gone afterwards."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="liaison-promise-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        shutil.copytree(Programs.template, self.folder, dirs_exist_ok=True)
        self.mission = Mission(self.folder)
        self.addCleanup(self._end_hub)

    def _end_hub(self):
        if self.mission.hub.running is not None:
            self.mission.hub.kill()

    def assertRefused(self, answer, code, reason):
        """Exit status, reason in the JSON error, and an advice for people."""
        self.assertEqual(answer.code, code, answer)
        self.assertEqual(answer.error.get("reason"), reason, answer)
        self.assertTrue(answer.error.get("message"), answer)


def plugin_processes(parent):
    """The launcher's children: what it has started."""
    children = pathlib.Path(f"/proc/{parent}/task")
    found = []
    for task in children.glob("*/children"):
        for child in task.read_text().split():
            found += [int(pid) for file in pathlib.Path(f"/proc/{child}/task").glob("*/children")
                      for pid in file.read_text().split()]
    return found


def report(text):
    """For the person who reads the test's log."""
    print(text, file=sys.stderr, flush=True)


def main(*more):
    """promise_N.py LIAISON LIAISON_HUB MISSION [`more` paths] [unittest arguments]"""
    paths = ("LIAISON", "LIAISON_HUB", "MISSION", *more)
    if len(sys.argv) <= len(paths):
        sys.exit(f"usage: {sys.argv[0]} {' '.join(paths)} [unittest arguments]")
    Programs.liaison, Programs.hub, Programs.template, *Programs.more = sys.argv[1:len(paths) + 1]
    for name in ("LIAISON_LANG", "LIAISON_HOME", "LIAISON_PASSPHRASE_FILE"):
        os.environ.pop(name, None)
    unittest.main(argv=[sys.argv[0], *sys.argv[len(paths) + 1:]], verbosity=2)
