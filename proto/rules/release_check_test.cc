#include "proto/rules/release_check.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/rules/directory_testing.h"
#include "proto/rules/time_zones_testing.h"
#include "proto/text/act.h"
#include "proto/text/office_act.h"

namespace liaison {
namespace {

const MailboxId kSender = {"tur", Role::kDuty};
const MailboxId kDuty = {"irn", Role::kDuty};
const MailboxId kHead = {"irn", Role::kHead};
const MailboxId kOtherHead = {"rus", Role::kHead};
const MailboxId kJwg = {"irn", Role::kJwg};
// Behind everything.
constexpr LeafIndex kNotHere(99998);
constexpr LeafIndex kOwnPlace(99999);

// tur/duty to irn/duty; irn's rungs: 2 the head after 10 min, 3 rus' head after 30, 4 after 60.
// Records that a release may name as evidence lie behind the envelope, by name.
class ReleaseWorld {
 public:
  // `duty_gone`: irn's duty officer had no device when the envelope came.
  explicit ReleaseWorld(bool duty_gone = false) {
    if (duty_gone) RevokeDuty();
    AddPublic("note before");
    header_.ns = world_.mission().ns();
    header_.as = kSender;
    header_.to = {kDuty};
    header_.precedence = Precedence::kFlash;
    header_.escalate = {
        {"irn", 2, 600, kHead}, {"irn", 3, 1800, kOtherHead}, {"irn", 4, 3600, kJwg}};
    header_.from = world_.mission().FullName("tur/d01");
    hash_ = Sha256("header");
    accepted_ms_ = world_.now_ms();
    Add("envelope", RecordKind::kEnvelope, "header");
    AddReceipts();
    AddPublic("note while all is well");
    if (!duty_gone) RevokeDuty();
    AddPublic("note when duty is gone");
    Add("another envelope when duty is gone", RecordKind::kEnvelope, "another");
    AddLower("2 by hand at 1 min", 2, 60, "MANUAL", "passed on");
    AddLower("2 by nothing at 1 min", 2, 60, "DUE", "");
    AddLower("2 by roster at 1 min", 2, 60, "EMPTY", "roster");
    AddLower("2 of another envelope", 2, 60, "MANUAL", "passed on", Sha256("another"));
    AddLower("2 by hand at 1 min, late", 2, 60, "MANUAL", "passed on", std::nullopt, 5);
    AddLower("2 at 10 min, as if due at 0", 2, 0, "DUE", "", std::nullopt, 600);
    AddLower("4 at 60 min", 4, 3600, "DUE", "");
  }

  // It comes when it was due, unless `late_s` later.
  absl::StatusOr<ReleaseVerdict> Check(Release release, int64_t due_s, int64_t late_s = 0) {
    release.due_ms = accepted_ms_ + due_s * 1000;
    return CheckRelease(
        release, {kOwnPlace, accepted_ms_ + (due_s + late_s) * 1000}, header_,
        {places_.at("envelope"), accepted_ms_}, world_.directory(),
        [&](LeafIndex index) -> absl::StatusOr<std::optional<EvidenceRecord>> {
          const auto found = records_.find(index);
          if (found == records_.end()) return std::nullopt;
          return found->second;
        },
        zones_);
  }
  // From here on the reader knows these.
  void KnowZones(const TimeZones* zones) { zones_ = zones; }
  // After everything else.
  void LoseTheHead() { Revoke({"irn/d02"}); }
  // "" and unknown names are the places of no record and of one that nobody here knows.
  Release Make(uint32_t rung, std::vector<MailboxId> mailboxes, std::string reason,
               const std::string& evidence) const {
    Release release{.envelope = hash_, .office = "irn", .rung = rung, .reason = std::move(reason)};
    release.head.ns = header_.ns;
    release.mailboxes = std::move(mailboxes);
    if (!evidence.empty()) {
      const auto place = places_.find(evidence);
      release.evidence = place == places_.end() ? kNotHere : place->second;
      if (evidence == "itself") release.evidence = kOwnPlace;
    }
    return release;
  }
  EnvelopeHeader& header() { return header_; }

 private:
  void Add(const std::string& name, RecordKind kind, std::string body, int64_t at_s = 0) {
    places_[name] = world_.next();
    records_[world_.next()] = {
        .kind = kind, .time_ms = accepted_ms_ + at_s * 1000, .body = std::move(body)};
    world_.Skip();
  }
  void AddPublic(const std::string& name) { Add(name, RecordKind::kNote, ""); }
  void RevokeDuty() { Revoke({"irn/d01", "irn/d04"}); }
  void Revoke(const std::vector<absl::string_view>& devices) {
    for (const absl::string_view device : devices) {
      EXPECT_EQ(world_.Log(world_.Revoke(device, RevokeReason::kLost, "irn/r01")),
                absl::OkStatus());
    }
  }
  void AddAct(const std::string& name, absl::string_view device, const std::string& text) {
    Add(name, RecordKind::kAct, world_.mission().signer(device).SignNote(text));
  }
  std::string ReceiptText(absl::string_view device, const MailboxId& as, ReceiptState state,
                          const Hash& target) {
    Receipt receipt;
    receipt.ns = header_.ns;
    receipt.hub = absl::StrCat(header_.ns, "/log");
    receipt.from = world_.mission().FullName(device);
    receipt.as = as;
    receipt.target = target;
    receipt.index = places_.at("envelope");
    receipt.state = state;
    if (state == ReceiptState::kRefused) receipt.reason = "not_for_us";
    receipt.stream = {.to = kSender.ToString(), .counter = 1, .prev = Hash()};
    receipt.seen.size = TreeSize(1);
    return PrintReceipt(receipt);
  }
  void AddReceipts() {
    const auto add = [&](const std::string& name, absl::string_view device, const MailboxId& as,
                         ReceiptState state) {
      AddAct(name, device, ReceiptText(device, as, state, hash_));
    };
    add("delivered", "irn/d01", kDuty, ReceiptState::kDelivered);
    add("passed on", "irn/d01", kDuty, ReceiptState::kPassedOn);
    add("refused", "irn/d01", kDuty, ReceiptState::kRefused);
    add("resolved by the sender", "tur/d01", kSender, ReceiptState::kResolved);
    add("refused by a stranger", "un/d01", {"un", Role::kDuty}, ReceiptState::kRefused);
    AddAct("passed on of another", "irn/d01",
           ReceiptText("irn/d01", kDuty, ReceiptState::kPassedOn, Sha256("another")));
    AddRosters();
    AddIncidentActs();
    Delegation delegation{.head = Head("irn/d01", kDuty)};
    delegation.mailbox = kDuty;
    delegation.to = world_.mission().FullName("irn/d02");
    delegation.until_s = 1;
    AddAct("delegation", "irn/d01", PrintOfficeAct(delegation));
  }
  ActHead Head(absl::string_view device, const MailboxId& as) {
    ActHead head{.ns = header_.ns, .hub = absl::StrCat(header_.ns, "/log")};
    head.from = world_.mission().FullName(device);
    head.as = as;
    head.stream = {.to = "hub", .counter = 1, .prev = Hash()};
    head.seen.size = TreeSize(1);
    return head;
  }
  // The envelope comes on a Friday at 00:00 UTC, in Moscow at 03:00.
  void AddRosters() {
    const auto add = [&](const std::string& name, const MailboxId& mailbox, absl::string_view from,
                         absl::string_view until, absl::string_view zone = "Europe/Moscow") {
      RosterAct act{.head = Head("irn/d02", kHead)};
      act.id = "R-1";
      act.roster = absl::StrCat(R"({"mailbox":")", mailbox.ToString(),
                                R"(","overrides":[],"shifts":[{"days":[1,2,3,4,5,6,7],)",
                                R"("devices":["d01"],"from":")", from, R"(","until":")", until,
                                R"("}],"zone":")", zone, R"("})");
      AddAct(name, "irn/d02", PrintOfficeAct(act));
    };
    add("roster", kDuty, "08:00", "20:00");
    add("roster of the night", kDuty, "20:00", "03:10");
    add("roster of the day before", kDuty, "08:00", "03:00");
    add("roster somewhere", kDuty, "08:00", "20:00", "Mars/Base");
    add("roster of the head", kHead, "08:00", "20:00");
    add("roster of a stranger", {"un", Role::kDuty}, "08:00", "20:00");
    AddAct("no roster", "irn/d02", absl::StrCat(header_.ns, "/roster/v1\n"));
  }
  void AddIncidentActs() {
    const auto add = [&](const std::string& name, absl::string_view device, const MailboxId& as,
                         const std::function<void(IncidentAct&)>& change) {
      IncidentAct act{.head = Head(device, as)};
      act.head.stream.to = kSender.ToString();
      act.incident = hash_;
      act.office = "irn";
      act.reason = "urgent";
      change(act);
      AddAct(name, device, PrintOfficeAct(act));
    };
    add("escalated", "irn/d01", kDuty, [](IncidentAct&) {});
    add("escalated to 2", "irn/d01", kDuty, [](IncidentAct& act) { act.rung = 2; });
    add("escalated to 3", "irn/d01", kDuty, [](IncidentAct& act) { act.rung = 3; });
    add("escalated by the sender", "tur/d01", kSender, [](IncidentAct&) {});
    add("escalated by a stranger", "un/d01", {"un", Role::kDuty}, [](IncidentAct&) {});
    add("escalated another", "irn/d01", kDuty,
        [](IncidentAct& act) { act.incident = Sha256("another"); });
    add("escalated for rus", "tur/d01", kSender, [](IncidentAct& act) { act.office = "rus"; });
    add("snoozed", "irn/d01", kDuty, [](IncidentAct& act) { act.verb = IncidentVerb::kSnooze; });
    add("escalated on behalf", "irn/d01", kDuty,
        [](IncidentAct& act) { act.on_behalf = OnBehalf{.mailbox = kHead}; });
  }
  void AddLower(const std::string& name, uint32_t rung, int64_t at_s, std::string reason,
                const std::string& evidence, std::optional<Hash> envelope = std::nullopt,
                int64_t late_s = 0) {
    Release release = Make(rung, {rung == 2 ? kHead : kJwg}, std::move(reason), evidence);
    release.due_ms = accepted_ms_ + at_s * 1000;
    if (envelope.has_value()) release.envelope = *envelope;
    Add(name, RecordKind::kRelease, PrintRelease(release), at_s + late_s);
  }

  FoundedMission world_;
  EnvelopeHeader header_;
  Hash hash_;
  int64_t accepted_ms_ = 0;
  const TimeZones* zones_ = nullptr;
  std::map<std::string, LeafIndex> places_;
  std::map<LeafIndex, EvidenceRecord> records_;
};

// "" fine; a reason in small letters: the field of RELEASE_FORGED; else why it is not checked.
std::string Told(const absl::StatusOr<ReleaseVerdict>& verdict) {
  if (verdict.ok()) return verdict->unchecked;
  EXPECT_TRUE(absl::IsDataLoss(verdict.status())) << verdict.status();
  EXPECT_EQ(ReasonOf(verdict.status()), "RELEASE_FORGED");
  return DetailOf(verdict.status())->field;
}

struct Case {
  uint32_t rung;
  MailboxId mailbox;
  int64_t at_s;
  std::string reason;
  std::string evidence;
  std::string told;
};

void ExpectAll(ReleaseWorld& world, const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    EXPECT_EQ(
        Told(world.Check(world.Make(one.rung, {one.mailbox}, one.reason, one.evidence), one.at_s)),
        one.told)
        << one.rung << " " << one.at_s << " s " << one.reason << " '" << one.evidence << "'";
  }
}

TEST(ReleaseCheck, RungAndMailboxAreThoseOfTheHeader) {
  ReleaseWorld world;
  ExpectAll(world, {
                       {2, kHead, 600, "DUE", "", ""},
                       {2, kHead, 999999, "LATE", "", ""},
                       {3, kOtherHead, 1800, "DUE", "", ""},
                       {1, kDuty, 600, "DUE", "", "rung"},
                       {5, kHead, 999999, "DUE", "", "rung"},
                       {2, kOtherHead, 600, "DUE", "", "mailbox"},
                       {3, kHead, 999999, "DUE", "", "mailbox"},
                   });
  Release release = world.Make(2, {}, "DUE", "");
  EXPECT_EQ(Told(world.Check(release, 600)), "mailbox");
  release.mailboxes = {kHead, kHead};
  EXPECT_EQ(Told(world.Check(release, 600)), "mailbox");
  release.mailboxes = {kHead};
  release.office = "rus";
  EXPECT_EQ(Told(world.Check(release, 600)), "rung");
}

TEST(ReleaseCheck, MailboxesOfARungComeInAnyNumberButSorted) {
  ReleaseWorld world;
  world.header().escalate = {{"irn", 2, 600, kHead}, {"irn", 2, 600, kOtherHead}};
  EXPECT_EQ(Told(world.Check(world.Make(2, {kHead, kOtherHead}, "DUE", ""), 600)), "");
  EXPECT_EQ(Told(world.Check(world.Make(2, {kOtherHead, kHead}, "DUE", ""), 600)), "mailbox");
  EXPECT_EQ(Told(world.Check(world.Make(2, {kOtherHead}, "DUE", ""), 600)), "");
}

TEST(ReleaseCheck, ResealedHeaderIsNeverReleased) {
  ReleaseWorld world;
  world.header().reseal = Hash();
  EXPECT_EQ(Told(world.Check(world.Make(2, {kHead}, "DUE", ""), 600)), "envelope");
}

TEST(ReleaseCheck, BeforeItsTimeNothingGoesWithoutEvidence) {
  ReleaseWorld world;
  ExpectAll(world, {
                       {2, kHead, 599, "DUE", "", "early"},
                       {2, kHead, 599, "MANUAL", "", "early"},
                       {2, kHead, 599, "EMPTY", "", "early"},
                       {2, kHead, 599, "DUE", "passed on", "evidence"},
                       {2, kHead, 599, "handover", "passed on", "evidence"},
                       {2, kHead, 599, "MANUAL", "itself", "evidence"},
                       {2, kHead, 599, "MANUAL", "not here", "EVIDENCE_UNKNOWN"},
                   });
}

TEST(ReleaseCheck, ManualIsWhatAPersonOfEitherSideSaidOfThisEnvelope) {
  ReleaseWorld world;
  ExpectAll(world, {
                       {2, kHead, 0, "MANUAL", "passed on", ""},
                       {3, kOtherHead, 0, "MANUAL", "passed on", ""},
                       {2, kHead, 0, "MANUAL", "refused", ""},
                       {2, kHead, 0, "MANUAL", "resolved by the sender", ""},
                       {2, kHead, 0, "MANUAL", "delivered", "evidence"},
                       {2, kHead, 0, "MANUAL", "passed on of another", "evidence"},
                       {2, kHead, 0, "MANUAL", "refused by a stranger", "evidence"},
                       {2, kHead, 0, "MANUAL", "delegation", "evidence"},
                       {2, kHead, 0, "MANUAL", "roster", "evidence"},
                       {2, kHead, 0, "MANUAL", "no roster", "evidence"},
                       {2, kHead, 0, "MANUAL", "envelope", "evidence"},
                       {2, kHead, 0, "MANUAL", "note while all is well", "evidence"},
                   });
}

TEST(ReleaseCheck, RefusedIsARefusalOfARungBelow) {
  ReleaseWorld world;
  ExpectAll(world, {
                       {2, kHead, 0, "REFUSED", "refused", ""},
                       {2, kHead, 0, "REFUSED", "passed on", "evidence"},
                       {2, kHead, 0, "REFUSED", "refused by a stranger", "evidence"},
                   });
}

TEST(ReleaseCheck, ManualIsAlsoAnActThatEscalatesThisIncident) {
  ReleaseWorld world;
  ExpectAll(world, {
                       {2, kHead, 0, "MANUAL", "escalated", ""},
                       {3, kOtherHead, 0, "MANUAL", "escalated", ""},
                       {2, kHead, 0, "MANUAL", "escalated by the sender", ""},
                       {2, kHead, 0, "MANUAL", "escalated to 2", ""},
                       {3, kOtherHead, 0, "MANUAL", "escalated to 2", ""},
                       {3, kOtherHead, 0, "MANUAL", "escalated to 3", ""},
                       {2, kHead, 0, "MANUAL", "escalated to 3", "evidence"},
                       {2, kHead, 0, "MANUAL", "escalated by a stranger", "evidence"},
                       {2, kHead, 0, "MANUAL", "escalated another", "evidence"},
                       {2, kHead, 0, "MANUAL", "escalated for rus", "evidence"},
                       {2, kHead, 0, "MANUAL", "escalated on behalf", "evidence"},
                       {2, kHead, 0, "MANUAL", "snoozed", "evidence"},
                       {2, kHead, 0, "REFUSED", "escalated", "evidence"},
                       {2, kHead, 0, "EMPTY", "escalated", "evidence"},
                   });
}

TEST(ReleaseCheck, EmptyRestsOnARosterOfARungBelow) {
  ReleaseWorld world;
  ExpectAll(world, {
                       {2, kHead, 0, "EMPTY", "roster", "ROSTER"},
                       {3, kOtherHead, 0, "EMPTY", "roster of the head", "ROSTER"},
                       {2, kHead, 0, "EMPTY", "roster of the head", "evidence"},
                       {2, kHead, 0, "EMPTY", "roster of a stranger", "evidence"},
                       {2, kHead, 0, "EMPTY", "no roster", "evidence"},
                       {2, kHead, 0, "EMPTY", "not here", "EVIDENCE_UNKNOWN"},
                       {2, kHead, 0, "EMPTY", "delegation", "evidence"},
                       {2, kHead, 0, "EMPTY", "passed on", "evidence"},
                       {2, kHead, 0, "EMPTY", "envelope", "evidence"},
                   });
}

TEST(ReleaseCheck, WhoKnowsTheTimeZoneSeesWhetherNobodyWasOnDutyWhenItWasDue) {
  ReleaseWorld world;
  const TimeZones zones = TestTimeZones();
  world.KnowZones(&zones);
  ExpectAll(world, {
                       {2, kHead, 0, "EMPTY", "roster", ""},
                       {2, kHead, 0, "EMPTY", "roster of the night", "evidence"},
                       {2, kHead, 599, "EMPTY", "roster of the night", "evidence"},
                       {2, kHead, 0, "EMPTY", "roster of the day before", ""},
                       {2, kHead, 0, "EMPTY", "roster somewhere", "ROSTER"},
                       // Nobody was there at ten past: what follows is early by as much.
                       {4, kJwg, 600, "EMPTY", "roster of the night", ""},
                       {4, kJwg, 601, "EMPTY", "roster of the night", ""},
                   });
  const Release release = world.Make(2, {kHead}, "EMPTY", "roster");
  EXPECT_EQ(Told(world.Check(release, /*due_s=*/60, /*late_s=*/-1)), "early");
  EXPECT_EQ(Told(world.Check(release, /*due_s=*/-1, /*late_s=*/60)), "evidence");
}

TEST(ReleaseCheck, UndeliverableSkipsRungsWithoutDevicesOnly) {
  ReleaseWorld world;
  ExpectAll(world, {
                       {2, kHead, 0, "UNDELIVERABLE", "note when duty is gone", ""},
                       {2, kHead, 0, "UNDELIVERABLE", "note while all is well", "evidence"},
                       {2, kHead, 0, "UNDELIVERABLE", "envelope", "evidence"},
                       {2, kHead, 0, "UNDELIVERABLE", "passed on", "evidence"},
                       // The head of irn could be reached: it has its 20 minutes.
                       {3, kOtherHead, 1199, "UNDELIVERABLE", "note when duty is gone", "early"},
                       {3, kOtherHead, 1200, "UNDELIVERABLE", "note when duty is gone", ""},
                       // No note, but certificates end between notes.
                       {2, kHead, 0, "UNDELIVERABLE", "another envelope when duty is gone", ""},
                   });
  ReleaseWorld from_the_first(/*duty_gone=*/true);
  ExpectAll(from_the_first, {
                                {2, kHead, 0, "UNDELIVERABLE", "envelope", ""},
                                {2, kHead, 0, "UNDELIVERABLE", "note before", "evidence"},
                            });
  // Rung 2 with a mailbox that nobody holds: 3 goes when 2 would have, or at once after 1.
  from_the_first.header().escalate[0].mailbox = {"irn", Role::kEditor};
  ExpectAll(from_the_first, {{3, kOtherHead, 0, "UNDELIVERABLE", "envelope", ""}});
  world.header().escalate[0].mailbox = {"irn", Role::kEditor};
  ExpectAll(world, {
                       {3, kOtherHead, 600, "UNDELIVERABLE", "envelope", ""},
                       {3, kOtherHead, 599, "UNDELIVERABLE", "envelope", "early"},
                   });
}

TEST(ReleaseCheck, ARungThatBecameUndeliverableAfterItsReleaseCounts) {
  ReleaseWorld world;
  ExpectAll(world, {{3, kOtherHead, 120, "UNDELIVERABLE", "2 by hand at 1 min", "early"}});
  world.LoseTheHead();
  ExpectAll(world, {
                       {3, kOtherHead, 120, "UNDELIVERABLE", "2 by hand at 1 min", ""},
                       {3, kOtherHead, 59, "UNDELIVERABLE", "2 by hand at 1 min", "early"},
                       {3, kOtherHead, 120, "DUE", "2 by hand at 1 min", ""},
                       {4, kJwg, 120, "UNDELIVERABLE", "2 by hand at 1 min", "early"},
                   });
}

TEST(ReleaseCheck, AfterAnEarlyRungTheNextIsAsEarlyAndNoEarlier) {
  ReleaseWorld world;
  ExpectAll(world, {
                       // 2 came 9 minutes early; 3 waits its own 20 minutes.
                       {3, kOtherHead, 1260, "DUE", "2 by hand at 1 min", ""},
                       {3, kOtherHead, 1259, "DUE", "2 by hand at 1 min", "early"},
                       {3, kOtherHead, 60, "UNDELIVERABLE", "2 by hand at 1 min", "early"},
                       // Dues are compared, not records.
                       {3, kOtherHead, 1260, "DUE", "2 by hand at 1 min, late", ""},
                       {3, kOtherHead, 1200, "DUE", "2 at 10 min, as if due at 0", "early"},
                       {3, kOtherHead, 1260, "DUE", "2 by roster at 1 min", "ROSTER"},
                       {3, kOtherHead, 1260, "DUE", "2 by nothing at 1 min", "early"},
                       {3, kOtherHead, 1260, "DUE", "2 of another envelope", "evidence"},
                       {3, kOtherHead, 1260, "DUE", "4 at 60 min", "evidence"},
                       {2, kHead, 60, "DUE", "2 by hand at 1 min", "evidence"},
                   });
}

}  // namespace
}  // namespace liaison
