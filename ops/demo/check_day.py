"""What must hold when the day is over, from the data alone: each notice once at every addressee,
and at whom a ladder told, with the same words, each receipt, each alert, nothing else, no gap in
the serials, and nothing open but what the day leaves open. Asked of every desk by the shipped
programs."""
import collections
import json

import day_data
import story


def canonical(form):
    return json.dumps(form, ensure_ascii=False, sort_keys=True)


class Expected:
    """`open`: mailbox -> names that it still owes an answer. `receipts`: name -> {(mailbox,
    state)}."""

    def __init__(self, episodes, desks):
        self.desks = desks
        self.notices = {}  # name -> the step that sends it
        self.receipts = collections.defaultdict(set)
        self.open = collections.defaultdict(set)
        self.alerts = [line.split() for episode in episodes for line in episode.alerts]
        for step in (step for episode in episodes for step in episode.steps):
            if step.says_something and step.name:
                self._sent(step)
            for words in step.commands:
                self._answered(step, words)

    def _sent(self, step):
        self.notices[step.name] = step
        for mailbox in self.readers(step.name):
            self.receipts[step.name].add((mailbox, "delivered"))
        for mailbox in self.to(step.name) + step.get("released", []):
            self.open[mailbox].add(step.name)

    def _answered(self, step, words):
        name = words[1].strip("{}") if len(words) > 1 else ""
        if step.exit not in (0, 6) or name not in self.notices or step.desk not in self.desks:
            return
        mailbox = self.desks[step.desk]
        if words[0] == "show" and mailbox in self.readers(name):
            self.receipts[name].add((mailbox, "read"))
        if words[0] in day_data.ANSWERS:
            self.receipts[name].add((mailbox, day_data.ANSWERS[words[0]]))
        if words[0] in ("ack", "refuse"):
            self.open[mailbox].discard(name)

    def owed_to(self, mailbox):
        """{(name, which addressee owes it an answer)}; by the time of the check all of it is late."""
        return {(name, debtor) for debtor, names in self.open.items() for name in names
                if self.speaker(name) == mailbox and debtor in self.to(name)}

    def speaker(self, name):
        return self.desks[self.notices[name].desk]

    def to(self, name):
        step = self.notices[name]
        if step.commands[0][0] == "reply":
            return [self.speaker(step.commands[0][1].strip("{}"))]
        return step.options("--to")

    def readers(self, name):
        """Addressees, whom the ladder told, and who stands on it in the own office: he gets all
        that his office sends."""
        step = self.notices[name]
        told = step.get("released", [])
        if step.options("--ladder"):
            office = self.speaker(name).split("/")[0]
            told = sorted({*told, f"{office}/head", f"{office}/jwg"})
        return self.to(name) + step.options("--info") + told

    def alerts_of(self, mailbox):
        """(code, what it is about, mailboxes) of each, sorted."""
        return sorted((code, about, mailboxes) for code, about, mailboxes in self.alerts
                      if mailbox in mailboxes.split(","))


# By which offices hand drafts to and fro, the keys of maps, or parts of reports: they count for the
# serials only.
OWN_AFFAIRS = ("draft/1", "map_content/1", "report_sheet/1")
# Alerts that call somebody; the others are said for information.
CALLS = ("NOTIFY", "HANDOVER", "PATTERN", "BREACHED")


class Failed(AssertionError):
    pass


def same(what, wanted, found):
    if wanted != found:
        raise Failed(f"{what}:\n  the data say {wanted}\n  found        {found}")


def check(place, played):
    """Raises Failed. `played`: serials and forms of the day that was played."""
    checked = place.hub.run("check")
    same("liaison-hub check", 0, checked.code)
    place.hub.start()
    place.settle()
    desks = place.desks()
    expected = Expected(day_data.episodes(), desks)
    names = {serial: name for name, serial in played.serials.items()}
    same("notices that were sent", set(expected.notices), set(played.serials))
    revoked = {desk for desk in desks if place.run(desk, "en", ["inbox"], json=True).code == 4}
    same("revoked devices", {"tur-d04"}, revoked)
    living = {desk: mailbox for desk, mailbox in desks.items() if desk not in revoked}
    heads = set()
    for desk in living:
        place.sync(desk)  # everybody has fetched by now; this brings his neighbours' receipts
    holdings, alerts = {}, {}
    for desk in living:
        held = place.run(desk, "en", ["inbox", "--offline"], json=True).values
        holdings[desk] = [row for row in held if row.get("event") != "alert"]
        alerts[desk] = [row for row in held if row.get("event") == "alert"]
    subjects = subjects_in(holdings, alerts, names, played.proposals)
    private = own_affairs_in(holdings)
    for desk, mailbox in living.items():
        held = holdings[desk]
        check_desk(desk, mailbox, held, expected, played)
        check_closed(desk, mailbox, holdings, expected, played)
        same(f"{desk}: alerts", expected.alerts_of(mailbox),
             sorted((row["code"], subject_of(row, subjects), ",".join(row["mailboxes"]))
                    for row in alerts[desk]))
        status = place.run(desk, "en", ["status", "--offline"], json=True).values[0]
        same(f"{desk}: open", expected.open[mailbox],
             {names[notice["serial"]] for notice in status["open"]})
        same(f"{desk}: alerts that wait for an answer", [],
             [row["code"] for row in status.get("alerts", []) if row["code"] in CALLS])
        header = {notice["header"]: notice.get("serial") for notice in held}
        same(f"{desk}: owed by others", expected.owed_to(mailbox),
             {(names.get(header[late["header"]]), late["mailbox"]) for late in status["overdue"]})
        same(f"{desk}: waiting to be sent", 0, status["waiting"])
    for desk in living:
        place.run(desk, "en", ["log", "fetch"])
        same(f"{desk}: log verify", 0, place.run(desk, "en", ["log", "verify"]).code)
        head = place.run(desk, "en", ["log", "head"], json=True).values[0]
        heads.add((head["size"], head["root"]))
    same("one log for all", 1, len(heads))
    check_serials([*played.serials.values(), *private])
    place.hub.stop()
    answers = sum(len(of) for of in expected.receipts.values())
    story.trouble(f"the end is complete: {len(names)} notices in {kinds(expected)} types, {answers} "
                  f"receipts, {played.refused} refusals, {len(living)} desks, "
                  f"{next(iter(heads))[0]} records in the log")


def kinds(expected):
    return len({kind_of(step) for step in expected.notices.values()})


def kind_of(step):
    words = step.commands[0]
    if words[0] == "send":
        return words[1]
    return words[2] if len(words) > 2 and not words[2].startswith("-") else "administrative"


def check_desk(desk, mailbox, held, expected, played):
    mine = {name for name in expected.notices
            if mailbox in (*expected.readers(name), expected.speaker(name))}
    opened = [notice for notice in held if "closed" not in notice and notice["kind"] not in OWN_AFFAIRS]
    serials = sorted(played.serials[name] for name in mine)
    same(f"{desk}: notices", serials, sorted(notice["serial"] for notice in opened))
    for notice in opened:
        name = next(name for name in mine if played.serials[name] == notice["serial"])
        same(f"{desk}: findings of {name}", [], notice["findings"])
        same(f"{desk}: kind of {name}", f"{kind_of(expected.notices[name])}/1", notice["kind"])
        form = dict(notice["form"])
        for member in ("refs", "map"):  # named on the command line; filled in by the program
            if member not in (played.forms[name] or {}):
                form.pop(member, None)
        if played.forms[name] is not None:
            same(f"{desk}: words of {name}", canonical(played.forms[name]), canonical(form))
        receipts = {(receipt["as"], receipt["state"]) for receipt in notice["receipts"]}
        # Receipts go to the notice's mailbox and to the answering one; that a matter is resolved
        # goes to everybody who might still answer.
        due = {(by, state) for by, state in expected.receipts[name]
               if mailbox in (by, expected.speaker(name)) or
               (state == "resolved" and mailbox in expected.to(name))}
        same(f"{desk}: receipts of {name}", due, receipts)


def subjects_in(holdings, alerts, names, proposals):
    """Hash that an alert may name -> the notice's or map proposal's name in the data, or the code of
    the alert that opened an incident."""
    subjects = {row["alert"]: row["code"] for rows in alerts.values() for row in rows}
    subjects |= {ref: name for rows in alerts.values() for row in rows for ref in row["refs"]
                 for digits, name in proposals.items() if ref.startswith(digits)}
    for rows in holdings.values():
        subjects |= {row["header"]: names[row["serial"]] for row in rows
                     if row.get("serial") in names}
    return subjects


def subject_of(alert, subjects):
    named = [alert["params"][name] for name in ("obligation", "pattern", "report")
             if name in alert["params"]]
    return named[0] if named else subjects[alert["refs"][0]]


def own_affairs_in(holdings):
    """Serial -> index of each notice that is its offices' own affair."""
    return {notice["serial"]: notice["index"] for held in holdings.values() for notice in held
            if notice.get("kind") in OWN_AFFAIRS}


def check_closed(desk, mailbox, holdings, expected, played):
    """What other mailboxes of the own office have sent is seen, but not opened."""
    office = desk.split("-")[0]
    index = {notice["serial"]: notice["index"] for held in holdings.values() for notice in held
             if "serial" in notice}
    unread = {index[played.serials[name]] for name in expected.notices
              if mailbox not in (*expected.readers(name), expected.speaker(name)) and
              played.sender[name].split("-")[0] == office}
    mine = {notice["serial"] for notice in holdings[desk] if "serial" in notice}
    unread |= {place for serial, place in own_affairs_in(holdings).items()
               if serial not in mine and serial.lower().startswith(office + "-")}
    same(f"{desk}: closed", {(place, "NOT_FOR_THIS_DEVICE") for place in unread},
         {(notice["index"], notice["closed"]) for notice in holdings[desk] if "closed" in notice})


def check_serials(serials):
    """A running number without gaps for every device."""
    numbers = collections.defaultdict(list)
    for serial in serials:
        device, _, number = serial.rsplit("-", 2)
        numbers[device].append(int(number))
    for device, used in numbers.items():
        same(f"serials of {device}", list(range(1, len(used) + 1)), sorted(used))
