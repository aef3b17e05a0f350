#!/usr/bin/env python3
"""A siren for the tests of the alarm: writes what it was told into a file."""
import pathlib
import stat

import harness


class SirenTest(harness.MissionTest):
    def setUp(self):
        super().setUp()
        self.heard = pathlib.Path(self.folder) / "heard"
        self.heard.touch()
        siren = pathlib.Path(self.folder) / "siren"
        # Python, because a shell would clear the signal mask that it inherits.
        siren.write_text(f"""#!/usr/bin/env python3
import pathlib, sys
pathlib.Path("{self.folder}/status").write_text(pathlib.Path("/proc/self/status").read_text())
with open("{self.heard}", "a") as heard:
    print(len(sys.argv) - 1, *sys.argv[1:], file=heard)
""")
        siren.chmod(stat.S_IRWXU)
        self.siren = siren

    def give_siren(self, desk, program):
        config = desk.home / "config.toml"
        config.write_text(config.read_text() + f'\nalarm = "{program}"\n')

    def with_alarm(self, desk, program, *more):
        """The desk's open screen; it ends with the test."""
        self.give_siren(desk, program)
        watch = harness.Lines(desk.arguments("watch", "--alarm", *more))
        self.addCleanup(watch.end, harness.signal.SIGTERM)
        return watch

    def said(self):
        return self.heard.read_text().splitlines()

    def await_lines(self, wanted, count=1):
        """Waits until the siren has been told that `count` times."""
        watched = harness.Lines(["tail", "-n", "+1", "-f", str(self.heard)])
        self.addCleanup(watched.end, harness.signal.SIGTERM)
        after = 0
        for _ in range(count):
            after = watched.wait_for(lambda line: line == wanted, after=after)[1] + 1
