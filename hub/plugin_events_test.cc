// What a plugin is told of a record, whenever it is told: live, or from the beginning again.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "hub/plugin_host_testing.h"
#include "proto/base/error.h"
#include "proto/text/map_note.h"
#include "proto/text/report_note.h"

namespace liaison {
namespace {

namespace v1 = plugin::v1;

constexpr char kWatcherManifest[] = R"(
plugin_id: "tally" version: "1.0.0" protocol: 1 schema: 1
subscribe { kinds: [ENVELOPE, ACT, NOTE] }
order_key: "incident" ladders: "*"
alert { codes: ["COUNTED"] per_minute: 1 }
quota { state_mib: 1 timers: 1 data_mib: 32 }
on_poison: HALT
)";

std::vector<std::string> ListOf(const google::protobuf::RepeatedPtrField<std::string>& field) {
  return {field.begin(), field.end()};
}

class PluginEventsTest : public PluginHostTest {
 protected:
  PluginEventsTest() {
    test_.plugins().Define("tally",
                           [this](const v1::Event& event, const SimulatedState&, v1::EventResult&) {
                             told_[event.seq()].push_back(event);
                             newest_ = event;
                           });
    test_.Install(kWatcherManifest);
    test_.Enable();
  }
  void Submit(absl::string_view device, const Submission& submission) {
    ASSERT_TRUE(test_.hub().Submit(device, submission).accepted.has_value());
    test_.Run();
  }
  void SendTo(std::vector<MailboxId> to) {
    ASSERT_TRUE(desk_.Send(std::move(to), Precedence::kRoutine).accepted.has_value());
    test_.Run();
  }
  // Every record is told a second time, and nothing about it is another thing.
  void ExpectTheSameFromTheBeginning() {
    EXPECT_EQ(test_.Ask({.verb = PluginRequest::Verb::kReplayRebuild, .plugin = "tally"}).status(),
              absl::OkStatus());
    for (const auto& [seq, events] : told_) {
      ASSERT_EQ(events.size(), 2) << seq;
      EXPECT_EQ(events[0].SerializeAsString(), events[1].SerializeAsString()) << seq;
    }
  }

  std::map<uint64_t, std::vector<v1::Event>> told_;
  v1::Event newest_;
};

TEST_F(PluginEventsTest, ANoteThatChangesKeysNamesTheMailboxesThatNobodyCanSealTo) {
  Submit("jor/d01", MakeRevocation(test_.hub(), "jor/d03"));
  EXPECT_EQ(newest_.note().type(), "revoke");
  EXPECT_EQ(ListOf(newest_.note().undeliverable()),
            (std::vector<std::string>{"jor/editor", "jor/jwg"}));
  // Of irn's duty desk one device is left.
  Submit("irn/d01", MakeRevocation(test_.hub(), "irn/d04"));
  EXPECT_EQ(ListOf(newest_.note().undeliverable()), std::vector<std::string>{"irn/editor"});
  ExpectTheSameFromTheBeginning();
}

TEST_F(PluginEventsTest, TheFoundingNotesSayWhenAMailboxCanBeSealedTo) {
  // Of a charter all five offices; of a certificate one, whose devices have no prekeys yet.
  const std::map<std::string, int> expected = {{"charter", 20}, {"cert", 4}, {"archive", 0}};
  int seen = 0;
  for (const auto& [seq, events] : told_) {
    const v1::SignedNote& note = events.front().note();
    const auto found = expected.find(note.type());
    if (found == expected.end()) continue;
    EXPECT_EQ(note.undeliverable_size(), found->second) << note.type();
    ++seen;
  }
  EXPECT_GT(seen, 20);
}

TEST_F(PluginEventsTest, AnEnvelopeNamesThoseOfItsMailboxesThatNobodyCanSealTo) {
  Submit("jor/d01", MakeRevocation(test_.hub(), "jor/d03"));
  SendTo({kIrnDuty, {"jor", Role::kJwg}});
  EXPECT_EQ(ListOf(newest_.envelope().undeliverable()), std::vector<std::string>{"jor/jwg"});

  EnvelopeHeader header = desk_.NextHeader({kIrnDuty}, Precedence::kRoutine);
  header.ladder = PolicyRef{"L-STD", 1};
  header.escalate = {{.office = "irn", .rung = 2, .after_s = 60, .mailbox = {"jor", Role::kJwg}},
                     {.office = "irn", .rung = 3, .after_s = 90, .mailbox = kRusDuty}};
  Submit("tur/d01", desk_.Sign(header));
  EXPECT_EQ(ListOf(newest_.envelope().undeliverable()), std::vector<std::string>{"jor/jwg"});
  ExpectTheSameFromTheBeginning();
}

TEST_F(PluginEventsTest, PrekeysThatHaveRunOutCountByTheTimeOfTheRecord) {
  SendTo({kIrnDuty});
  EXPECT_EQ(newest_.envelope().undeliverable_size(), 0);
  // No public note tells the directory of the hours in between.
  test_.hub().clock().Advance(absl::Hours(24 * 7 * 8) - absl::Milliseconds(1));
  SendTo({kIrnDuty});
  EXPECT_EQ(newest_.envelope().undeliverable_size(), 0);
  test_.hub().clock().Advance(absl::Milliseconds(1));
  SendTo({kIrnDuty});
  EXPECT_EQ(ListOf(newest_.envelope().undeliverable()), std::vector<std::string>{"irn/duty"});
  Submit("jor/d01", MakeRevocation(test_.hub(), "jor/d03"));
  ExpectTheSameFromTheBeginning();
}

TEST_F(PluginEventsTest, AnIncidentActNamesItsIncidentAndIsOrderedWithIt) {
  SendTo({kIrnDuty});
  const std::string first = newest_.envelope().header_hash();
  EnvelopeHeader header = desk_.NextHeader({kIrnDuty}, Precedence::kRoutine);
  header.follows = {Sha256(PrintHeader(desk_.last()))};
  Submit("tur/d01", desk_.Sign(header));
  TestDesk irn(test_.hub(), "irn/d01", kIrnDuty);
  IncidentAct act{.head = irn.NextHead("tur/duty"), .office = "irn", .reason = "manual"};
  act.incident = Sha256(PrintHeader(header));
  Submit("irn/d01", irn.Sign(act));
  EXPECT_EQ(newest_.act().type(), "incident-act");
  EXPECT_EQ(newest_.act().target(), act.incident.view());
  EXPECT_EQ(newest_.order_key(), first);
  ExpectTheSameFromTheBeginning();
}

// A record about a map that cannot be processed stops this map and nothing else.
TEST_F(PluginEventsTest, ANoteAboutAMapIsOrderedWithItsMap) {
  const TestMission& mission = test_.hub().mission();
  MapPolicy policy{.head = {.ns = mission.ns(),
                            .hub = absl::StrCat(mission.ns(), "/log"),
                            .map = "zones-north",
                            .from = mission.FullName("irn/d03"),
                            .as = {"irn", Role::kJwg},
                            .seen = desk_.NextHead("hub").seen},
                   .approve = {"irn", "rus", "tur"},
                   .threshold = 3,
                   .propose = {"rus"},
                   .revert_threshold = 3,
                   .held_by_s = 86400,
                   .max_age_s = 86400};
  const std::string note = SignNoteBy(
      PrintMapNote(policy),
      {&mission.signer("irn/d03"), &mission.signer("rus/d03"), &mission.signer("tur/d03")});
  Submit("irn/d03", {.kind = RecordKind::kNote, .note = note, .sealed = ""});
  EXPECT_EQ(newest_.note().type(), "map-policy");
  EXPECT_EQ(newest_.order_key(), "zones-north");
  ExpectTheSameFromTheBeginning();
}

TEST_F(PluginEventsTest, ANoteAboutAReportIsOrderedWithItsReport) {
  const TestMission& mission = test_.hub().mission();
  const ReportNote withdraw{.head = {.ns = mission.ns(),
                                     .hub = absl::StrCat(mission.ns(), "/log"),
                                     .report = "JWG-2017-05",
                                     .from = mission.FullName("rus/d03"),
                                     .as = {"rus", Role::kJwg},
                                     .seen = desk_.NextHead("hub").seen},
                            .act = ReportStep{.verb = ReportVerb::kWithdraw}};
  const std::string note = SignNoteBy(PrintReportNote(withdraw), {&mission.signer("rus/d03")});
  Submit("rus/d03", {.kind = RecordKind::kNote, .note = note, .sealed = ""});
  EXPECT_EQ(newest_.note().type(), "report");
  EXPECT_EQ(newest_.order_key(), "JWG-2017-05");
  ExpectTheSameFromTheBeginning();
}

TEST_F(PluginEventsTest, APublicAlertIsALeafInFullAndInItsMailboxes) {
  test_.plugins().Define(
      "tally", [](const v1::Event& event, const SimulatedState&, v1::EventResult& result) {
        if (!event.has_envelope()) return;
        v1::Alert& alert = *result.add_effects()->mutable_alert();
        alert.set_code("COUNTED");
        alert.add_mailboxes("irn/jwg");
        alert.add_mailboxes("un/duty");
        alert.set_public_(true);
      });
  test_.Reopen();  // a process keeps what it was defined as
  SendTo({kIrnDuty});
  const std::vector<LoggedRecord> log = test_.ReadLog();
  const auto alert = std::find_if(log.begin(), log.end(), [](const LoggedRecord& record) {
    return record.head.kind == RecordKind::kAlert;
  });
  ASSERT_NE(alert, log.end());
  EXPECT_TRUE(alert->head.is_public);
  EXPECT_EQ(test_.hub().Check(), absl::OkStatus());
  // Who it is for has it in the inbox, as the leaf has it; others find it in the log.
  const std::map<std::string, size_t> expected = {{"irn/d03", 1}, {"un/d01", 1}, {"irn/d01", 0}};
  for (const auto& [device, count] : expected) {
    InboxCursors cursors;
    const InboxBatch batch = hub().ReadInbox(test_.hub().PrincipalOf(device), cursors).value();
    std::vector<std::string> bodies;
    for (const InboxRecord& record : batch.records) {
      if (record.kind == RecordKind::kAlert) bodies.push_back(record.body);
    }
    EXPECT_EQ(bodies, std::vector<std::string>(count, alert->body)) << device;
  }
}

constexpr char kZones[] = R"({"database":"2025b","zones":{"UTC":[{"from_s":0,"offset_s":0}]}})";

class TimeZonesTest : public PluginHostTest {
 protected:
  absl::StatusOr<Json> Log(const std::string& json) {
    return test_.Ask({.verb = PluginRequest::Verb::kTimeZones, .data = json});
  }
  // What the device finds in its inbox, from the beginning.
  std::vector<std::string> ZonesOf(absl::string_view device) {
    std::vector<std::string> zones;
    InboxCursors cursors;
    for (bool more = true; more;) {
      const InboxBatch batch = hub().ReadInbox(test_.hub().PrincipalOf(device), cursors).value();
      more = !batch.records.empty();
      for (const InboxRecord& record : batch.records) {
        if (record.kind == RecordKind::kControl) zones.push_back(record.sealed);
      }
    }
    return zones;
  }
};

TEST_F(TimeZonesTest, TheyAreLoggedOnceAndReachEverybody) {
  const absl::StatusOr<Json> logged = Log(kZones);
  ASSERT_EQ(logged.status(), absl::OkStatus());
  EXPECT_TRUE(*logged->Find("logged")->boolean());
  const TreeSize size = test_.hub().size();
  const absl::StatusOr<Json> again = Log(kZones);
  ASSERT_EQ(again.status(), absl::OkStatus());
  EXPECT_FALSE(*again->Find("logged")->boolean());
  EXPECT_EQ(again->IntegerOr("record", -1), logged->IntegerOr("record", -2));
  EXPECT_EQ(test_.hub().size(), size);
  for (const std::string& device : test_.hub().mission().devices()) {
    EXPECT_EQ(ZonesOf(device), std::vector<std::string>{kZones}) << device;
  }
  const std::string other = absl::StrReplaceAll(kZones, {{"2025b", "2026a"}});
  EXPECT_TRUE(*Log(other)->Find("logged")->boolean());
  EXPECT_TRUE(*Log(kZones)->Find("logged")->boolean()) << "only the newest counts";
  EXPECT_EQ(test_.hub().Check(), absl::OkStatus());
}

TEST_F(TimeZonesTest, ADeviceThatComesLaterHasThemToo) {
  ASSERT_TRUE(Log(kZones).ok());
  const int64_t now_s = absl::ToUnixSeconds(test_.hub().clock().Now());
  for (const std::string& note : test_.hub().mission().AddDevice("irn/d09", Role::kDuty, now_s)) {
    const Outcome outcome =
        test_.hub().Submit("irn/d01", {.kind = RecordKind::kNote, .note = note, .sealed = ""});
    ASSERT_EQ(outcome.status, absl::OkStatus());
  }
  EXPECT_EQ(ZonesOf("irn/d09"), std::vector<std::string>{kZones});
}

TEST_F(TimeZonesTest, WhatIsNoTimeZonesIsNotLogged) {
  const TreeSize size = test_.hub().size();
  EXPECT_EQ(Log("{}").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(Log(std::string(1 << 20, ' ')).status()), "SIZE");
  EXPECT_EQ(test_.hub().size(), size);
}

}  // namespace
}  // namespace liaison
