#!/usr/bin/env python3
"""Attached files: they arrive as they were signed, go on where a death stopped them, and nothing
readable stands anywhere before everything was checked (CRYPTO 1.7)."""
import hashlib
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import time
import unittest

import harness

MIB = 1 << 20
KILLS = 5


class Attachments(harness.MissionTest):
    def setUp(self):
        super().setUp()
        self.files = pathlib.Path(self.folder) / "files"
        self.files.mkdir()
        self.saved = pathlib.Path(self.folder) / "saved"

    def start(self, extra=""):
        self.mission.start("tur-d01", "irn-d01", "un-d01", hub_extra=extra)
        for name in ("tur-d01", "irn-d01", "un-d01"):
            self.mission.desk(name).must("inbox")
        self.sender = self.mission.desk("tur-d01")
        self.receiver = self.mission.desk("irn-d01")

    def make_file(self, name, size):
        """A file of random bytes; its path and hash."""
        path, digest = self.files / name, hashlib.sha256()
        with path.open("wb") as out:
            for at in range(0, size, MIB):
                piece = os.urandom(min(MIB, size - at))
                digest.update(piece)
                out.write(piece)
        return path, digest.hexdigest()

    def sum_of(self, path):
        """As an officer would."""
        return subprocess.run(["sha256sum", str(path)], capture_output=True, check=True,
                              text=True).stdout.split()[0]

    def send(self, *paths):
        attach = [word for path in paths for word in ("--attach", str(path))]
        return self.sender.must_send("irn/duty", "see the file", *attach)["serial"]

    def save(self, serial):
        return self.receiver.run("show", serial, "--save", str(self.saved))

    def blob(self):
        """The only blob on the hub's disk."""
        found = [path for path in (self.mission.hub.data / "blobs").iterdir() if path.suffix == ""]
        self.assertEqual(len(found), 1, found)
        return found[0]

    def left_of(self, desk):
        folder = desk.home / "attachments"
        return sorted(folder.iterdir()) if folder.exists() else []

    def test_a_file_arrives_as_it_was_signed(self):
        self.start()
        path, digest = self.make_file("photo.bin", 20 * MIB)
        other, other_digest = self.make_file("list.txt", 100)
        serial = self.send(path, other)
        self.receiver.must("inbox")
        shown = self.receiver.must("show", serial)[0]["attachments"]
        self.assertEqual({(a["name"], a["size"], a["sha256"], a["fetched"]) for a in shown},
                         {("photo.bin", 20 * MIB, digest, False),
                          ("list.txt", 100, other_digest, False)})
        answer = self.save(serial)
        self.assertEqual(answer.code, 0, answer)
        self.assertEqual(self.sum_of(self.saved / "photo.bin"), digest)
        self.assertEqual(self.sum_of(self.saved / "list.txt"), other_digest)
        for name in ("photo.bin", "list.txt"):
            self.assertEqual(stat.S_IMODE((self.saved / name).stat().st_mode), 0o600)
        self.assertEqual(sorted(p.name for p in self.saved.iterdir()), ["list.txt", "photo.bin"])
        # Again: it is there already. Another file of that name is left as it is.
        self.assertEqual(self.save(serial).code, 0)
        (self.saved / "list.txt").write_text("mine")
        self.assertRefused(self.save(serial), 5, "FILE_EXISTS")
        self.assertEqual((self.saved / "list.txt").read_text(), "mine")
        # The pack names the hashes, and a stranger compares.
        pack = pathlib.Path(self.folder) / "pack"
        self.receiver.must("export", serial, str(pack))
        verdict = self.receiver.must("verify", str(pack))[0]
        self.assertEqual({a["sha256"] for a in verdict["attachments"]}, {digest, other_digest})
        shutil.copy(pack / "ATTACHMENTS", self.saved)
        os.remove(self.saved / "list.txt")
        shutil.copy(other, self.saved / "list.txt")
        subprocess.run(["sha256sum", "-c", "--strict", "ATTACHMENTS"], cwd=self.saved, check=True,
                       capture_output=True)

    def test_a_foreign_office_cannot_fetch(self):
        self.start()
        path, _ = self.make_file("secret.bin", 1000)
        serial = self.send(path)
        foreign = self.mission.desk("un-d01")
        foreign.must("inbox")
        self.assertNotEqual(
            foreign.run("show", serial, "--save", str(self.saved)).code, 0)
        self.assertFalse(self.saved.exists())

    def test_a_tampered_blob_alarms_and_leaves_nothing(self):
        self.start()
        path, _ = self.make_file("photo.bin", MIB)
        serial = self.send(path)
        self.receiver.must("inbox")
        blob = self.blob()
        for at in (10, 300_000, blob.stat().st_size - 1):
            data = bytearray(blob.read_bytes())
            data[at] ^= 1
            blob.write_bytes(data)
            self.assertRefused(self.save(serial), 7, "BLOB_HASH")
            self.assertEqual(list(self.saved.iterdir()), [])
            self.assertEqual(self.left_of(self.receiver), [])
            data[at] ^= 1
            blob.write_bytes(data)
        self.assertEqual(self.save(serial).code, 0)

    def test_queued_without_a_line_it_goes_by_itself(self):
        self.start()
        path, digest = self.make_file("photo.bin", MIB)
        self.assertEqual(self.mission.hub.stop(), 0)
        answer = self.sender.send("irn/duty", "later", "--attach", str(path))
        self.assertRefused(answer, 6, "QUEUED")
        path.unlink()  # the sealed copy is what is sent
        bag = pathlib.Path(self.folder) / "bag"
        packed = self.sender.must("bag", "pack", str(bag))[0]
        self.assertEqual((packed["notices"], len(packed["left_out"])), ([], 1))
        self.mission.hub.start()
        self.sender.must("inbox")
        self.receiver.must("inbox")
        notice = self.receiver.received()[0]
        self.assertEqual(self.save(notice["serial"]).code, 0)
        self.assertEqual(self.sum_of(self.saved / "photo.bin"), digest)

    def kill_when(self, command, is_time):
        """Kills it as soon as `is_time()`; False where it was done before."""
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        while process.poll() is None:
            if is_time():
                process.send_signal(signal.SIGKILL)
                process.wait()
                return True
        return False

    def test_killed_again_and_again_it_goes_on_where_it_stopped(self):
        self.start()
        path, digest = self.make_file("big.bin", 96 * MIB)
        blobs = self.mission.hub.data / "blobs"
        total = 0

        def part_size(folder):
            sizes = [p.stat().st_size for p in folder.glob("*.part")] if folder.exists() else []
            return max(sizes, default=0)

        # Upload: sender and hub die in turn; what the hub has committed never comes again.
        first = self.sender.arguments("send", "administrative", "--to", "irn/duty", "--field",
                                      "subject=promise", "--text", "x", "--attach", str(path))
        again = self.sender.arguments("inbox")
        killed, reached = 0, []
        for turn in range(KILLS):
            size = part_size(blobs)
            if self.kill_when(first if turn == 0 else again,
                              lambda size=size: part_size(blobs) > size + 9 * MIB):
                killed += 1
            reached.append(part_size(blobs))
            if turn % 2 == 1:
                self.mission.hub.kill()
                self.mission.hub.start()
        self.assertGreaterEqual(killed, 2, "the machine is too fast for the file")
        self.assertEqual(reached, sorted(reached), "bytes came twice")
        while not (notices := self.receiver.received()):
            self.sender.run("inbox")
        serial = notices[0]["serial"]

        # Download: receiver and hub die in turn.
        part, reached, killed = self.receiver.home / "attachments", [], 0
        command = self.receiver.arguments("show", serial, "--save", str(self.saved))
        for turn in range(KILLS):
            size = part_size(part)
            if self.kill_when(command, lambda size=size: part_size(part) > size + 9 * MIB):
                killed += 1
            reached.append(part_size(part))
            self.assertEqual([p for p in self.saved.glob("*")] if self.saved.exists() else [], [])
            if turn % 2 == 1:
                self.mission.hub.kill()
                self.mission.hub.start()
        self.assertGreaterEqual(killed, 2, "the machine is too fast for the file")
        self.assertEqual(reached, sorted(reached), "what was fetched was thrown away")
        self.assertEqual(self.save(serial).code, 0)
        self.assertEqual(self.sum_of(self.saved / "big.bin"), digest)
        total = len(list(self.saved.iterdir()))
        self.assertEqual(total, 1)

    def peak_kib(self, pid):
        try:
            status = pathlib.Path(f"/proc/{pid}/status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return 0
        return int(status.split("VmHWM:")[1].split()[0]) if "VmHWM:" in status else 0

    def transfer(self, command, peaks, who, until=lambda: False, victim=None):
        """Runs it, and once `until()` kills `victim`: itself or the hub, which is started again."""
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        while process.poll() is None:
            peaks[who] = max(peaks.get(who, 0), self.peak_kib(process.pid))
            peaks["hub"] = max(peaks.get("hub", 0),
                               self.peak_kib(self.mission.hub.running.process.pid))
            if victim is not None and until():
                if victim == "hub":
                    self.mission.hub.kill()
                    self.mission.hub.start()
                else:
                    process.kill()
                victim = None
            time.sleep(0.01)
        self.assertIsNone(victim, "it was done before anybody died")
        return process.returncode

    @unittest.skipUnless(harness.LONG, "1 GiB")
    def test_one_gibibyte_in_constant_memory_though_hub_and_receiver_die(self):
        self.start("[limits]\nblob_mib = 2048\n")
        path, digest = self.make_file("huge.bin", 1024 * MIB)
        blobs, part, peaks = self.mission.hub.data / "blobs", self.receiver.home / "attachments", {}

        def reaches(folder, mib):
            return lambda: folder.exists() and any(p.stat().st_size > mib * MIB
                                                   for p in folder.glob("*.part"))

        self.transfer(self.sender.arguments("send", "administrative", "--to", "irn/duty", "--field",
                                            "subject=promise", "--text", "x", "--attach", str(path)),
                      peaks, "sender", reaches(blobs, 300), "hub")
        while not (notices := self.receiver.received()):
            self.transfer(self.sender.arguments("inbox"), peaks, "sender")
        save = self.receiver.arguments("show", notices[0]["serial"], "--save", str(self.saved))
        self.assertNotEqual(self.transfer(save, peaks, "receiver", reaches(part, 250), "itself"), 0)
        self.assertNotEqual(self.transfer(save, peaks, "receiver", reaches(part, 500), "hub"), 0)
        self.assertNotEqual(self.transfer(save, peaks, "receiver", reaches(part, 750), "itself"), 0)
        self.assertEqual(self.transfer(save, peaks, "receiver"), 0)
        self.assertEqual(self.sum_of(self.saved / "huge.bin"), digest)
        harness.report("peak memory in MiB: " + ", ".join(
            f"{who} {kib >> 10}" for who, kib in sorted(peaks.items())))
        self.assertLess(max(peaks.values()), 400 * 1024)


if __name__ == "__main__":
    harness.main()
