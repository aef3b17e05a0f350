#!/usr/bin/env python3
"""Promise 1: only addressees read. The hub's whole data folder, its log and its memory are searched
as its machine's owner could; and a party that is not addressed looks at all it has."""
import base64
import concurrent.futures
import os
import pathlib
import re
import secrets
import unittest

import harness

NOTICES = 200 if harness.LONG else 40


def forms(secret):
    """The bytes themselves, and as programs like to write bytes: hex, base64 at each offset."""
    yield secret
    yield secret.hex().encode()
    for offset in range(3):
        # Without the characters that hold bits of the neighbours.
        text = base64.b64encode(bytes(offset) + secret)
        yield text[4 if offset else 0:-4]


def files_below(folder):
    return [path for path in pathlib.Path(folder).rglob("*")
            if path.is_file() and not path.is_symlink()]


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


def mirrored_leaves(home):
    """Every entry of the mirrored log (tlog-tiles: u16 length, bytes)."""
    bundles = {}
    for path in files_below(pathlib.Path(home) / "mirror" / "tile" / "entries"):
        name = str(path.relative_to(pathlib.Path(home) / "mirror" / "tile" / "entries"))
        number = int(re.sub(r"\.p/\d+$", "", name).replace("x", "").replace("/", ""))
        data, entries = path.read_bytes(), []
        while data:
            size = int.from_bytes(data[:2], "big")
            entries.append(data[2:2 + size])
            data = data[2 + size:]
        if len(entries) > len(bundles.get(number, [])):
            bundles[number] = entries
    return [entry for number in sorted(bundles) for entry in bundles[number]]


class OnlyAddresseesRead(harness.MissionTest):
    def send_all(self, canary):
        desk = self.mission.desk("tur-d01")
        desk.must("log", "fetch")

        def send(number):
            return desk.must_send("irn/duty", f"{canary} {number}")

        # Two at once: an outbox has one writer, but the rest of a command overlaps.
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            return list(pool.map(send, range(NOTICES)))

    def header_id(self, serial):
        """The `id` line of the header, from an evidence pack."""
        pack = pathlib.Path(self.folder) / f"pack-{serial}"
        self.mission.desk("irn-d01").must("export", serial, str(pack))
        header = (pack / "header.note").read_bytes()
        return re.search(rb"^id (\S+)$", header, re.M).group(1)

    def search(self, places, needle):
        return [name for name, data in places if any(form in data for form in forms(needle))]

    def assertFoundNowhere(self, places, canary, what):
        self.assertEqual(self.search(places, canary), [], f"the canary lies in {what}")

    def assertFindsEvery(self, places, header_ids, what):
        missing = [header for header in header_ids if not self.search(places, header)]
        self.assertEqual(missing, [], f"{what} must hold the headers, else the search is no search")

    def test_the_hubs_owner_finds_nothing_in_its_files_log_or_memory(self):
        canary = secrets.token_hex(16)
        self.assertEqual(len(canary), 32)
        self.mission.start("tur-d01", "irn-d01", hub_extra='[log]\nlevel = "debug"\n')
        sent = self.send_all(canary)
        received = self.mission.desk("irn-d01").received()
        self.assertEqual(len(received), NOTICES)
        for notice in received:
            self.assertTrue(notice["form"]["text"].startswith(canary))
        hub = self.mission.hub
        header_ids = [self.header_id(notice["serial"]) for notice in sent[::NOTICES // 10]]
        header_hashes = [bytes.fromhex(notice["header"]) for notice in received]
        # Where the canary does lie in clear, the same search finds it.
        pack = [(str(path), path.read_bytes())
                for path in files_below(pathlib.Path(self.folder) / f"pack-{sent[0]['serial']}")]
        self.assertTrue(self.search(pack, canary.encode()))

        if os.geteuid() == 0:
            memory = list(memory_of(hub.running.process.pid))
            size = sum(len(data) for _, data in memory)
            harness.report(f"searched {len(memory)} mappings, {size >> 20} MiB of memory")
            self.assertFoundNowhere(memory, canary.encode(), "the hub's memory")
            self.assertFindsEvery(memory, header_ids, "its memory")
        else:
            harness.report("not root, so the hub's memory cannot be read and was not searched")
        running = [(str(path), path.read_bytes()) for path in files_below(hub.data)
                   if path.name != "admin.sock"]
        self.assertEqual(hub.stop(), 0)
        stopped = [(str(path), path.read_bytes()) for path in files_below(hub.data)]
        for what, files in (("data folder while it runs", running),
                            ("data folder after its end", stopped)):
            harness.report(f"searched {len(files)} files, "
                           f"{sum(len(data) for _, data in files) >> 10} KiB, of its {what}")
            self.assertFoundNowhere(files, canary.encode(), what)
            self.assertFindsEvery(files, header_ids + header_hashes, what)
        log = [("log", "\n".join(hub.log).encode())]
        self.assertIn(b"listening", log[0][1])
        self.assertFoundNowhere(log, canary.encode(), "its log")

    def test_the_hubs_log_has_no_content_no_keys_and_no_pairs_of_offices(self):
        mission = self.mission
        mission.start("tur-d01", "irn-d01", hub_extra='[log]\nlevel = "debug"\n')
        sent = mission.desk("tur-d01").must_send("irn/duty", "nothing to see")
        mission.desk("irn-d01").inbox()
        mission.desk("irn-d01").must("show", sent["serial"])
        mission.desk("irn-d01").must("ack", sent["serial"])
        self.assertEqual(mission.hub.stop(), 0)
        log = mission.hub.log
        self.assertTrue(any("listening" in line for line in log), log)
        text = "\n".join(log)
        for told in ("nothing to see", sent["serial"], sent["notice"], "AGE-SECRET", "age1",
                     "PRIVATE KEY"):
            self.assertNotIn(told, text)
        for key in (mission.hub.data / "keys").iterdir():
            # A raw seed, or the lines of a PEM.
            parts = [part for part in key.read_bytes().split(b"\n") if not part.startswith(b"--")]
            for secret in [key.read_bytes()] + [part for part in parts if len(part) >= 32]:
                self.assertEqual(self.search([("the log", text.encode())], secret), [])
        for line in log:
            offices = {office for office in ("tur", "irn") if re.search(rf"\b{office}\b", line)}
            self.assertLess(len(offices), 2, f"this line says who writes to whom: {line}")

    def test_a_party_that_is_not_addressed_has_a_sealed_leaf_and_nothing_else(self):
        canary = secrets.token_hex(16)
        mission = self.mission
        mission.start("tur-d01", "irn-d01", "un-d01")
        observer = mission.desk("un-d01")
        observer.inbox()
        before = observer.head()["size"]
        sent = mission.desk("tur-d01").must_send("irn/duty", canary)
        self.assertEqual(observer.inbox(), [])
        self.assertEqual(observer.run("show", sent["serial"]).code, 3)
        self.assertGreater(observer.head()["size"], before)
        leaves = mirrored_leaves(observer.home)
        self.assertEqual(len(leaves), observer.head()["size"])
        self.assertRegex(leaves[sent["index"]],
                         rb"\A\S+/sealed/v1\ntime \d+\nhash [A-Za-z0-9+/]{43}=\n\Z")
        # What else has come since is public by design: desks publish their weekly keys.
        for leaf in leaves[before:]:
            self.assertRegex(leaf, rb"\A\S+/sealed/v1\n|"
                                   rb"\A\S+/public/v1\ntime \d+\n\n\S+/prekey/v1\n")
        home = [(str(path), path.read_bytes()) for path in files_below(observer.home)]
        self.assertFoundNowhere(home, canary.encode(), "the observer's home")


if __name__ == "__main__":
    harness.main()
