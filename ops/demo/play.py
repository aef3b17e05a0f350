#!/usr/bin/env python3
"""Plays the demonstration day of ops/demo/day on a mission in FOLDER, tells it as a story, and
checks what everybody holds in the end.

    play.py found BUILD FOLDER [PORT]        the founding, on the morning of the day
    play.py day BUILD FOLDER [--copy] [--kill SEED]
                                             the day; in a copy of FOLDER that is gone afterwards;
                                             hub and desks are killed at random
"""
import base64
import datetime
import pathlib
import re
import shutil
import sys
import tempfile
import time

import check_day
import day_data
import story
import world
from world import SERIAL, harness

HANDLE_DIGITS = 8  # of an alert's hash, as programs show it
PROPOSAL = re.compile(r"v\d+~([0-9a-f]{8})")
DIGEST = re.compile(r"(?<!~)\b([0-9a-f]{8})(?:[0-9a-f]{56})?\b")
STEP = datetime.timedelta(seconds=40)  # between two steps that name no time


class Play:
    def __init__(self, place, day):
        self.world, self.day = place, day
        self.serials = {}  # name of a notice -> its serial
        self.forms = {}  # ... -> what it said
        self.sender = {}  # ... -> the desk that sent it
        self.refused = 0
        self.variables = {}
        self.proposals = {}  # first digits of a map proposal's hash -> its name

    def serial(self, name):
        """As it is said on the telephone."""
        if name in self.variables:
            return self.variables[name]
        device, number = self.serials[name].rsplit("-", 2)[0::2]
        return f"{device}-{int(number)}"

    def hash(self, name):
        held = self.world.run(self.sender[name], "en", ["inbox", "--offline"], json=True).values
        notice = next(notice for notice in held if notice.get("serial") == self.serials[name])
        return base64.b64encode(bytes.fromhex(notice["notice"])).decode()

    def episode(self, episode):
        self.world.pass_until(self.day.at(episode.at))
        story.heading(day_data.Day.spoken(episode.at), episode.title, episode.why)
        if not episode.steps[0].get("say"):
            story.line()
        for step in episode.steps:
            at = step.get("at")
            self.world.pass_until(self.day.at(at) if at else self.world.now + STEP)
            self.step(step)

    def step(self, step):
        if sentence := step.get("say"):
            at = day_data.Day.spoken(step.get("at")) if step.get("at") else ""
            story.sentence(f"{at}  {sentence}".strip())
        if step.get("hub") == "stop":
            self.world.hub.stop()
        elif step.get("hub") == "start":
            self.world.hub.start()
        elif line := step.get("line"):
            self.world.set_line(step.desk, line == "up")
        elif step.get("resubmit"):
            self.resubmit(step)
        elif spoiled := step.get("spoil"):
            self.spoil(spoiled)
        elif fetch := step.get("fetch"):
            self.fetch(fetch["but"])
        for words in step.commands:
            self.command(step, [self.day.word(day_data.fill(word, self.serial)) for word in words])

    def command(self, step, words):
        lang = step.get("lang", "en")
        story.speaker(step.desk, lang, words)
        if form := step.get("form"):
            form = self.day.resolve(form, self.serial, self.hash)
            story.spoken(form)
            path = self.world.folder / "form.json"
            path.write_text(check_day.canonical(form), encoding="utf-8")
            words = [*words, "--file", "form.json"]
        # A refusal is taken as JSON, which holds its reason beside what the officer reads.
        refused = "reason" in step.data
        answer = self.world.perform(step.desk, lang, words, step.exit, json=refused,
                                    on_trouble=lambda who: story.aside(
                                        f"the {who} is killed here, and started again"))
        if refused:
            self.refusal(step, answer)
        elif step.says_something:
            self.sent(step, form, answer)
        else:
            self.answered(step, words, answer)

    def refusal(self, step, answer):
        if answer.error.get("reason") != step.get("reason"):
            raise AssertionError(f"another refusal than {step.get('reason')}: {answer}")
        self.refused += 1
        story.output(answer.error["message"])

    def sent(self, step, form, answer):
        serial = SERIAL.search(answer.out + answer.err)
        if serial is None:
            raise AssertionError(f"{step.desk} has sent nothing: {answer}")
        self.serials[step.name] = serial[0]
        self.forms[step.name], self.sender[step.name] = form, step.desk
        story.output(answer.out + answer.err)

    def fetch(self, but):
        """Every other desk fetches what is new."""
        for desk in self.world.desks():
            if desk not in but:
                self.world.sync(desk)

    def proposed(self, name, said):
        """{name} is the proposal, {name_digest} how its document's digest begins."""
        self.variables[name] = PROPOSAL.search(said)[0]
        self.variables[f"{name}_digest"] = DIGEST.search(said)[1]
        self.proposals[PROPOSAL.search(said)[1]] = name

    def answered(self, step, words, answer):
        if words[0] == "export":
            self.variables["digest"] = answer.out.split()[-1]
        text = answer.out + answer.err
        if proposal := step.get("proposal"):
            self.proposed(proposal, text)
        for name, code in step.get("alerts", {}).items():
            self.variables[name] = self.alert(step.desk, code)
        if only := step.get("only"):
            wanted = [self.serials.get(name) or self.variables[name] for name in only]
            text = "\n".join(part for part in text.splitlines()
                             if any(serial in part for serial in wanted))
            if not text:
                raise AssertionError(f"{step.desk} does not see {only}: {answer}")
        story.output(text)

    def alert(self, desk, code):
        """The handle of the newest one with that code at this desk."""
        held = self.world.run(desk, "en", ["inbox", "--offline"], json=True).values
        alerts = [row for row in held if row.get("event") == "alert" and row["code"] == code]
        if not alerts:
            raise AssertionError(f"{desk} has no alert {code}")
        return max(alerts, key=lambda row: row["index"])["alert"][:HANDLE_DIGITS]

    def resubmit(self, step):
        """Somebody hands the hub what he recorded: a copy of an evidence pack's envelope, in which
        he may have changed something."""
        pack = self.world.folder / step.get("resubmit")
        header = (pack / "header.note").read_bytes()
        for old, new in step.get("change", {}).items():
            if old.encode() not in header:
                raise AssertionError(f"no {old} in {header!r}")
            header = header.replace(old.encode(), new.encode(), 1)
        (self.world.folder / "recorded.note").write_bytes(header)
        done = harness.run([str(self.world.build.resubmit),
                            str(self.world.folder / "desks" / step.desk),
                            str(self.world.passphrase), str(self.world.folder / "recorded.note"),
                            str(pack / "sealed.age")])
        said = " ".join(done.out.split())
        if not said.startswith(step.get("answer")):
            raise AssertionError(f"the hub's answer to what was recorded: {done}")
        self.refused += said.startswith("refused")
        story.output(f"the hub: {said}")

    def spoil(self, file):
        """One bit of a file turned over."""
        path = self.world.folder / file
        bytes_ = bytearray(path.read_bytes())
        bytes_[len(bytes_) // 2] ^= 1
        path.write_bytes(bytes_)

    def leave_evidence(self):
        """A pack of the day's first report, for stock tools: evidence/ and evidence.digest."""
        folder = self.world.folder / "evidence"
        shutil.rmtree(folder, ignore_errors=True)
        pack = self.world.run("irn-d01", "en", ["export", self.serials["sarmin"], "evidence"],
                              json=True)
        (self.world.folder / "evidence.digest").write_text(pack.values[0]["digest"] + "\n")

    def day_long(self):
        for episode in day_data.episodes():
            self.episode(episode)


def found(build, folder, port):
    place = world.World(build, folder)
    place.folder.mkdir(parents=True, exist_ok=True)
    day = day_data.Day.last(datetime.datetime.now(datetime.timezone.utc))
    place.virtual(day.at(day_data.FOUNDED))
    obligations = place.folder / "obligations"
    obligations.mkdir(exist_ok=True)
    for path in day_data.OBLIGATIONS.glob("*.json"):
        (obligations / path.name).write_text(day.obligation(path), encoding="utf-8")
    place.found(port or harness.free_port(), obligations)
    (place.folder / "midnight").write_text(day.midnight.isoformat() + "\n")


def play(build, folder, accidents):
    begin = time.monotonic()
    place = world.World(build, folder, accidents)
    place.open()
    shutil.copytree(day_data.MAPS, place.folder / "maps", dirs_exist_ok=True)
    day = day_data.Day(
        datetime.datetime.fromisoformat((place.folder / "midnight").read_text().strip()))
    place.virtual(day.at(day_data.FOUNDED))
    place.hub.start()
    played = Play(place, day)
    try:
        played.day_long()
        place.hub.stop()
        story.trouble(f"the day: {time.monotonic() - begin:.0f} s")
        if accidents is not None:
            story.trouble(f"killed on the way: the hub {accidents.hubs} times, desks "
                          f"{accidents.desks} times")
        place.real()
        check_day.check(place, played)
        played.leave_evidence()
    finally:
        if place.hub.running is not None:
            place.hub.kill()
    story.trouble(f"with the check: {time.monotonic() - begin:.0f} s")


def main():
    words = sys.argv[1:]
    seed = None
    if "--kill" in words:
        place = words.index("--kill")
        seed = int(words[place + 1])
        words[place:place + 2] = []
    copied = "--copy" in words
    words = [word for word in words if word != "--copy"]
    if len(words) < 3 or words[0] not in ("found", "day"):
        sys.exit(__doc__)
    build, folder = world.Build(words[1]), pathlib.Path(words[2]).resolve()
    accidents = None if seed is None else world.Accidents(seed)
    if words[0] == "found":
        # What was interrupted is thrown away: nothing was logged that anybody relies on.
        for part in ("hub", "desks", "founding", "pack", "evidence"):
            shutil.rmtree(folder / part, ignore_errors=True)
        found(build, folder, words[3] if len(words) > 3 else None)
    elif copied:
        with tempfile.TemporaryDirectory(prefix="liaison-day-") as copy:
            shutil.copytree(folder, copy, dirs_exist_ok=True, symlinks=True)
            harness.meet_at(copy, harness.free_port())
            play(build, copy, accidents)
    else:
        play(build, folder, accidents)


if __name__ == "__main__":
    main()
