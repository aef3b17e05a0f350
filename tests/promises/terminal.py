"""A person at a terminal: a program on a pseudo-terminal, typed to line by line."""
import fcntl
import os
import re
import select
import subprocess
import termios
import time

import harness


class Terminal:
    """`prompt`: what the end of the screen looks like when the program waits to be typed to."""

    def __init__(self, arguments, prompt=r": $", env=None):
        self.screen = ""
        self.lines = 0  # typed so far
        self.keys = 0
        self._prompt = re.compile(prompt)
        self._seen = 0
        self._raw = b""
        self._master, slave = os.openpty()
        environment = {**os.environ, "TERM": "dumb", "NO_COLOR": "1", **(env or {})}
        self.process = subprocess.Popen(arguments, stdin=slave, stdout=slave, stderr=slave,
                                        env=environment, preexec_fn=self._own_terminal,
                                        close_fds=True)
        os.close(slave)

    @staticmethod
    def _own_terminal():
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def _read(self):
        """False: the program has closed its side."""
        ready, _, _ = select.select([self._master], [], [], harness.PATIENCE_S)
        if not ready:
            raise AssertionError(f"nothing came; the screen:\n{self.screen}")
        try:
            more = os.read(self._master, 65536)
        except OSError:  # how Linux says that the last holder of the other side is gone
            more = b""
        self._raw += more
        self.screen = self._raw.decode(errors="ignore").replace("\r\n", "\n")
        return bool(more)

    def wait(self):
        """Until the program waits for a line; what it has said since the last one."""
        while not (len(self.screen) > self._seen and self._prompt.search(self.screen)):
            if not self._read():
                raise AssertionError(f"it ended; the screen:\n{self.screen}")
        said, self._seen = self.screen[self._seen:], len(self.screen)
        return said

    def wait_for(self, text):
        """Until the screen holds it."""
        while text not in self.screen:
            if not self._read():
                raise AssertionError(f"{text!r} never came; the screen:\n{self.screen}")

    def type(self, line):
        """Waits to be asked, then answers; what was said before."""
        said = self.wait()
        self.press(line + "\n")
        self.lines += 1
        self.keys += len(line)
        # The echo of what was typed is no question.
        self._seen += len(line) + 1
        return said

    def press(self, keys):
        os.write(self._master, keys.encode())

    def end(self):
        """Reads to the end; the exit status."""
        deadline = time.monotonic() + harness.PATIENCE_S
        while self._read():
            if time.monotonic() > deadline:
                raise AssertionError(f"it does not end; the screen:\n{self.screen}")
        os.close(self._master)
        return self.process.wait(harness.PATIENCE_S)
