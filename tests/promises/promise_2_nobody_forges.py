#!/usr/bin/env python3
"""Promise 2: nobody forges, alters or later denies. A pack is accepted by `liaison verify`, and by
sha256sum, openssl, age and Go alone; after a change of any byte of any file both refuse it.

evidence_bytes changes every byte in one process; here the shipped command and the stock tools see a
sample, because each of their runs costs a process or a hundred."""
import pathlib
import random
import re
import shutil
import subprocess

import harness

CHANGES = 400 if harness.LONG else 60
STOCK_CHANGES = 60 if harness.LONG else 12
ROOT = pathlib.Path(__file__).resolve().parents[2]


def files_of(pack):
    return sorted(path for path in pack.rglob("*") if path.is_file())


def positions(pack, chance, count):
    """First and last byte of every kind of file, then random ones, each with another value."""
    kinds = {}
    for path in files_of(pack):
        kinds.setdefault(re.sub(r"^\d+", "", path.name), path)
    chosen = [(path, place) for path in kinds.values()
              for place in (0, path.stat().st_size - 1)]
    while len(chosen) < count:
        path = chance.choice(files_of(pack))
        chosen.append((path, chance.randrange(path.stat().st_size)))
    return chosen


class Changed:
    """One byte of one file is another, as long as the block lasts."""

    def __init__(self, path, place, chance):
        self.path, self.place = path, place
        self.before = path.read_bytes()
        self.value = (self.before[place] + chance.randrange(1, 256)) % 256

    def __enter__(self):
        data = bytearray(self.before)
        data[self.place] = self.value
        self.path.write_bytes(data)
        return self

    def __exit__(self, *_):
        self.path.write_bytes(self.before)

    def __str__(self):
        return f"{self.path}, byte {self.place}: {self.before[self.place]} -> {self.value}"


class NobodyForges(harness.MissionTest):
    def setUp(self):
        super().setUp()
        seed = random.SystemRandom().randrange(1 << 32)
        harness.report(f"seed {seed}")
        self.chance = random.Random(seed)
        self.mission.start("tur-d01", "irn-d01")
        self.sent = self.mission.desk("tur-d01").must_send("irn/duty", "I have said this")
        desk = self.mission.desk("irn-d01")
        desk.inbox()
        self.pack = pathlib.Path(self.folder) / "pack"
        self.exported = desk.must("export", self.sent["serial"], str(self.pack))[0]
        self.pin_file = pathlib.Path(self.folder) / "pin"
        self.pin_file.write_text(self.mission.pin + "\n")
        self.mission.hub.stop()  # from here on nobody can be asked

    def verify(self, *more, digest=True):
        """As a stranger: without a home, key or passphrase."""
        paper = ("--digest", self.exported["digest"]) if digest else ()
        return harness.run([harness.Programs.liaison, "--home", str(self.pack / "no-home"),
                            "--json", "--lang", "en", "verify", str(self.pack), *paper, *more])

    def stock_verify(self):
        return harness.run([str(ROOT / "ops/demo/stock-verify"), str(self.pack),
                            self.exported["digest"], str(self.pin_file)],
                           env={"GOCACHE": str(pathlib.Path(self.folder) / "go")})

    def test_liaison_verify_accepts_the_pack_and_refuses_it_after_a_change_of_any_byte(self):
        charter = ("--charter", self.mission.pin)
        genuine = self.verify(*charter)
        self.assertEqual(genuine.code, 0, genuine)
        self.assertEqual(genuine.values[0]["serial"], self.sent["serial"])
        self.assertEqual(genuine.values[0]["index"], self.sent["index"])
        # All fits, but whose charter is that? Not forged, and not trusted either.
        self.assertRefused(self.verify(), 4, "CHARTER_NOT_PINNED")
        stranger = self.mission.pin[:-1] + ("0" if self.mission.pin[-1] != "0" else "1")
        self.assertRefused(self.verify("--charter", stranger), 7, "FORGED")
        for path, place in positions(self.pack, self.chance, CHANGES):
            with Changed(path, place, self.chance) as change:
                answer = self.verify(*charter)
            self.assertEqual(answer.code, 7, f"{change}: {answer}")
            self.assertEqual(answer.error["reason"], "FORGED")
            self.assertFalse(answer.values[0]["genuine"])
        self.assertEqual(self.verify(*charter).code, 0)

    def test_no_byte_of_any_file_can_be_changed(self):
        """All of them, by the library that `liaison verify` calls; also where the forger corrects
        SHA256SUMS and the reader has no digest on paper."""
        answer = harness.run([harness.Programs.more[0], str(self.pack), self.mission.pin],
                             timeout=10 * harness.PATIENCE_S)
        harness.report(answer.out.rstrip())
        self.assertEqual(answer.code, 0, answer)

    def test_a_file_too_many_or_too_few_is_refused(self):
        charter = ("--charter", self.mission.pin)
        extra = self.pack / "trust" / "9999.entry"
        extra.write_text("more")
        self.assertRefused(self.verify(*charter), 7, "FORGED")
        extra.unlink()
        for path in files_of(self.pack):
            aside = pathlib.Path(self.folder) / "aside"
            shutil.move(path, aside)
            self.assertRefused(self.verify(*charter), 7, "FORGED")
            shutil.move(aside, path)
        self.assertEqual(self.verify(*charter).code, 0)

    def test_stock_tools_accept_the_pack_and_refuse_it_after_a_change_of_any_byte(self):
        genuine = self.stock_verify()
        self.assertEqual(genuine.code, 0, genuine)
        for path, place in positions(self.pack, self.chance, STOCK_CHANGES):
            with Changed(path, place, self.chance) as change:
                answer = self.stock_verify()
            self.assertNotEqual(answer.code, 0, f"{change}: {answer}")
        self.assertEqual(self.stock_verify().code, 0)

    def test_stock_age_opens_the_sealed_body_and_finds_the_signed_notice(self):
        """What the addressee can hand over besides: the weekly key, opened by stock age alone."""
        home = self.mission.desk("irn-d01").home
        store = subprocess.run(["age", "--decrypt", "-i", "-", str(home / "keys/prekey-1.age")],
                               input=self.store_identity(home), capture_output=True, check=True,
                               timeout=harness.PATIENCE_S)
        identity = pathlib.Path(self.folder) / "identity"
        identity.touch(0o600)
        identity.write_bytes(store.stdout)
        opened = subprocess.run(["age", "--decrypt", "-i", str(identity),
                                 str(self.pack / "sealed.age")], capture_output=True, check=True,
                                timeout=harness.PATIENCE_S)
        notice = (self.pack / "notice.note").read_bytes()
        self.assertIn(b"I have said this", notice)
        self.assertEqual(opened.stdout.split(b"\0", 1)[0], notice)
        self.assertEqual(opened.stdout.split(b"\0", 1)[1].strip(b"\0"), b"")

    def store_identity(self, home):
        """root.age asks for its passphrase on a terminal, so a terminal is made."""
        passphrase = self.mission.passphrase.read_text().rstrip("\n")
        script = ('log_user 0; set timeout 60; set stty_init "-echo"\n'
                  'spawn -noecho age --decrypt -o $env(OUT) $env(FILE)\n'
                  'expect "passphrase"; send -- "$env(PASSPHRASE)\\r"; expect eof\n'
                  'exit [lindex [wait] 3]')
        out = pathlib.Path(self.folder) / "store-identity"
        answer = harness.run(["expect", "-c", script],
                             env={"OUT": str(out), "FILE": str(home / "keys/root.age"),
                                  "PASSPHRASE": passphrase})
        self.assertEqual(answer.code, 0, answer)
        return out.read_bytes()


if __name__ == "__main__":
    harness.main("EVIDENCE_BYTES")
