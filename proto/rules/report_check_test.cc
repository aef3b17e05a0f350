// What the directory makes of the notes of reports.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "proto/rules/directory_testing.h"
#include "proto/text/report_note.h"

namespace liaison {
namespace {

class ReportCheckTest : public testing::Test {
 protected:
  ReportNote By(const std::string& device, Role role, decltype(ReportNote::act) act) {
    ReportNote note{.head = {.ns = ns(), .hub = absl::StrCat(ns(), "/log")}, .act = std::move(act)};
    note.head.nonce = world_.random().Bytes<16>();
    note.head.report = "JWG-2017-05";
    note.head.from = world_.mission().FullName(device);
    note.head.as = {device.substr(0, device.find('/')), role};
    note.head.seen.size = TreeSize(1);
    return note;
  }
  static ReportOpen Opening() {
    return {.series = "JWG",
            .number = "2017-05",
            .period = {.start_ms = 1493586000000,
                       .end_ms = 1496264400000,
                       .first_day = "2017-05-01",
                       .last_day = "2017-05-31",
                       .zone = "UTC",
                       .tz = "2024b"},
            .rapporteur = "rus",
            .owes = {"irn", "jor", "rus", "tur"},
            .signs = {"irn", "rus", "tur"},
            .label = "mission"};
  }
  ReportNote Open(const std::function<void(ReportOpen&)>& change = {}) {
    ReportOpen open = Opening();
    if (change) change(open);
    return By("tur/d03", Role::kJwg, open);
  }
  ReportNote Step(ReportVerb verb, const std::string& by = "tur/d03", Role role = Role::kJwg) {
    ReportNote note = By(by, role, ReportStep{.verb = verb});
    if (verb != ReportVerb::kWithdraw) std::get<ReportStep>(note.act).model = Sha256("M1");
    if (verb == ReportVerb::kReserve) note.head.text = Sha256("reservation");
    return note;
  }

  absl::Status Try(const ReportNote& note, const std::vector<std::string>& by) {
    return world_.Log(world_.SignBy(PrintReportNote(note), by));
  }
  // "" or the reason.
  std::string Log(const ReportNote& note, const std::vector<std::string>& by = {"tur/d03"}) {
    return ReasonOf(Try(note, by));
  }
  void Certify(const std::string& device, Role role) {
    for (const std::string& note : world_.mission().AddDevice(device, role, world_.now_s())) {
      ASSERT_EQ(world_.Log(note), absl::OkStatus());
    }
  }
  // All roots sign a charter whose mission says this too.
  void AddToMission(const std::string& from, const std::string& to) {
    Charter charter = world_.directory().charter();
    ++charter.serial;
    charter.prev = world_.directory().charter_in_force_hash();
    charter.mission = absl::StrReplaceAll(charter.mission, {{from, to}});
    std::vector<std::string> roots;
    for (const OfficeRoot& line : charter.offices) {
      roots.push_back(absl::StrCat(line.office, "/root"));
    }
    ASSERT_EQ(world_.Log(world_.SignBy(PrintCharter(charter), roots)), absl::OkStatus());
  }
  const std::string& ns() { return world_.mission().ns(); }

  FoundedMission world_;
};

TEST_F(ReportCheckTest, AGuarantorsJwgOpens) {
  EXPECT_EQ(Log(Open()), "");
  EXPECT_EQ(Log(By("jor/d03", Role::kJwg, Opening()), {"jor/d03"}), "NOT_ALLOWED") << "concerned";
  EXPECT_EQ(Log(By("un/d03", Role::kJwg, Opening()), {"un/d03"}), "NOT_ALLOWED") << "observes";
  EXPECT_EQ(Log(By("tur/d02", Role::kHead, Opening()), {"tur/d02"}), "NOT_ALLOWED") << "a head";
  EXPECT_EQ(Log(By("tur/d02", Role::kJwg, Opening()), {"tur/d02"}), "NOT_ALLOWED")
      << "not its mailbox";
  Certify("tur/d06", Role::kEditor);
  const absl::Status status = Try(By("tur/d06", Role::kEditor, Opening()), {"tur/d06"});
  EXPECT_EQ(ReasonOf(status), "NOT_ALLOWED");
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(ReportCheckTest, AnOpeningNamesParties) {
  EXPECT_EQ(Log(Open([](ReportOpen& o) { o.rapporteur = "xyz"; })), "NO_PARTY");
  EXPECT_EQ(Log(Open([](ReportOpen& o) { o.owes = {"irn", "xyz"}; })), "NO_PARTY");
  EXPECT_EQ(Log(Open([](ReportOpen& o) { o.signs.push_back("xyz"); })), "NO_PARTY");
  EXPECT_EQ(Log(Open([](ReportOpen& o) { o.owes = {"irn", "rus"}; })), "OWES");
}

TEST_F(ReportCheckTest, RowsGoNoFurtherThanNoticesMay) {
  const auto with = [this](const std::string& label, const std::string& office) {
    return Log(Open([&](ReportOpen& o) {
      o.label = label;
      o.owes = {"irn", "rus", "tur"};
      if (!office.empty()) o.owes.push_back(office);
      std::sort(o.owes.begin(), o.owes.end());
    }));
  };
  EXPECT_EQ(with("mission", "un"), "LABEL") << "observers are not of the mission's label";
  EXPECT_EQ(with("guarantors", "jor"), "LABEL");
  EXPECT_EQ(with("observers", "un"), "") << "observers may contribute";
}

TEST_F(ReportCheckTest, NoOfficeAloneMakesAReportAndNoDueIsPast) {
  EXPECT_EQ(Log(Open([](ReportOpen& o) { o.threshold = 1; })), "THRESHOLD");
  EXPECT_EQ(Log(Open([&](ReportOpen& o) { o.dues.sign_s = world_.now_s(); })), "DUE_PAST");
  EXPECT_EQ(Log(Open([&](ReportOpen& o) { o.dues.sign_s = world_.now_s() + 3600; })), "");
}

TEST_F(ReportCheckTest, AllGuarantorsSignAndNoObserver) {
  EXPECT_EQ(Log(Open([](ReportOpen& o) { o.signs = {"irn", "rus"}; })), "SIGNS");
  EXPECT_EQ(Log(Open([](ReportOpen& o) { o.signs = {"irn", "rus", "tur", "un"}; })), "SIGNS");
  EXPECT_EQ(Log(Open([](ReportOpen& o) { o.signs = {"irn", "jor", "rus", "tur"}; })), "");
}

constexpr char kReportLadder[] =
    R"({"ack":"any","catch_up":"strict","on_empty":"advance","on_undeliverable":"advance",)"
    R"("renotify_on_handover":false,"repeat":0,"rungs":[{"targets":["addressee/jwg"],"wait_s":)"
    R"({"flash":60,"immediate":60,"priority":60,"routine":60}}]})";

TEST_F(ReportCheckTest, TheLadderIsInTheLog) {
  const auto with_version = [this](uint64_t version) {
    return Log(
        Open([version](ReportOpen& o) { o.ladder = {.id = "L-REPORT", .version = version}; }));
  };
  EXPECT_EQ(with_version(1), "LADDER");
  PolicyNote ladder{.kind = PolicyKind::kLadder, .ns = ns(), .hub = absl::StrCat(ns(), "/log")};
  ladder.policy = {"L-REPORT", 1};
  ladder.from = world_.mission().FullName("irn/d03");
  ladder.as = {"irn", Role::kJwg};
  ladder.seen.size = TreeSize(1);
  ladder.rules = kReportLadder;
  ASSERT_EQ(world_.Log(world_.SignBy(PrintPolicyNote(ladder), {"irn/d03", "tur/d03"})),
            absl::OkStatus());
  EXPECT_EQ(with_version(1), "");
  EXPECT_EQ(with_version(2), "LADDER");
}

TEST_F(ReportCheckTest, TheChartersRapporteurIsTheReports) {
  EXPECT_EQ(Log(Open([](ReportOpen& o) { o.rapporteur = "irn"; })), "");
  AddToMission(R"("zones":[{)", R"("rapporteur":"rus","zones":[{)");
  EXPECT_EQ(Log(Open([](ReportOpen& o) { o.rapporteur = "irn"; })), "RAPPORTEUR");
  EXPECT_EQ(Log(Open()), "");
}

TEST_F(ReportCheckTest, TwoPersonsSignWhereTheCharterSaysSo) {
  EXPECT_EQ(Log(Open([](ReportOpen& o) { o.persons = 2; })), "");
  AddToMission(R"("zones":[{)", R"("two_person":["report"],"zones":[{)");
  EXPECT_EQ(Log(Open()), "TWO_PERSONS");
  EXPECT_EQ(Log(Open([](ReportOpen& o) { o.persons = 2; })), "");
}

TEST_F(ReportCheckTest, EditorsDoTheDesksWorkAndNothingElse) {
  Certify("tur/d06", Role::kEditor);
  const auto by_editor = [this](decltype(ReportNote::act) act) {
    return Log(By("tur/d06", Role::kEditor, std::move(act)), {"tur/d06"});
  };
  const ReportContribute contribution{.sheet = Sha256("sheet"), .size = 1};
  const ReportDraft draft{.model = Sha256("M1"), .size = 1};
  EXPECT_EQ(by_editor(contribution), "");
  EXPECT_EQ(by_editor(draft), "");
  EXPECT_EQ(Log(By("tur/d03", Role::kJwg, contribution)), "") << "a jwg may as well";
  EXPECT_EQ(Log(By("tur/d03", Role::kJwg, draft)), "");
  EXPECT_EQ(Log(By("tur/d01", Role::kDuty, contribution), {"tur/d01"}), "NOT_ALLOWED");
  EXPECT_EQ(Log(By("tur/d02", Role::kHead, draft), {"tur/d02"}), "NOT_ALLOWED");
  for (const ReportVerb verb :
       {ReportVerb::kComment, ReportVerb::kFreeze, ReportVerb::kReopen, ReportVerb::kSign,
        ReportVerb::kReserve, ReportVerb::kRefuse, ReportVerb::kWithdraw}) {
    EXPECT_EQ(Log(Step(verb)), "") << ReportVerbName(verb);
    EXPECT_EQ(Log(Step(verb, "tur/d06", Role::kEditor), {"tur/d06"}),
              verb == ReportVerb::kComment ? "" : "NOT_ALLOWED")
        << ReportVerbName(verb);
    EXPECT_EQ(Log(Step(verb, "tur/d06"), {"tur/d06"}), "NOT_ALLOWED") << "not its mailbox";
  }
}

TEST_F(ReportCheckTest, ADraftIsCutBeforeItsOwnLeaf) {
  const auto with_cut = [this](LeafIndex cut) {
    return Log(
        By("tur/d03", Role::kJwg, ReportDraft{.model = Sha256("M1"), .size = 1, .cut = cut}));
  };
  EXPECT_EQ(with_cut(LeafIndex(world_.next().value() + 1)), "INDEX");
  EXPECT_EQ(with_cut(world_.next()), "");
}

TEST_F(ReportCheckTest, TheSecondLineOfAnAnswerIsAnotherOfficersOfTheSameJwg) {
  Certify("tur/d08", Role::kJwg);
  for (const ReportVerb verb : {ReportVerb::kSign, ReportVerb::kReserve, ReportVerb::kRefuse}) {
    EXPECT_EQ(Log(Step(verb), {"tur/d03", "tur/d08"}), "");
    EXPECT_EQ(Log(Step(verb), {"tur/d03", "tur/d02"}), "NOT_ALLOWED") << "a head";
    EXPECT_EQ(Log(Step(verb), {"tur/d03", "irn/d03"}), "NOT_ALLOWED") << "of another office";
    EXPECT_EQ(Log(Step(verb), {"tur/d03", "tur/d03"}), "NOT_ALLOWED") << "the same officer";
  }
}

TEST_F(ReportCheckTest, TheSecondLineOfAReopeningIsAnotherGuarantors) {
  Certify("tur/d08", Role::kJwg);
  const ReportVerb verb = ReportVerb::kReopen;
  EXPECT_EQ(Log(Step(verb), {"tur/d03", "irn/d03"}), "");
  EXPECT_EQ(Log(Step(verb), {"tur/d03", "tur/d08"}), "NOT_ALLOWED") << "of the same office";
  EXPECT_EQ(Log(Step(verb), {"tur/d03", "jor/d03"}), "NOT_ALLOWED") << "concerned";
  EXPECT_EQ(Log(Step(verb), {"tur/d03", "irn/d02"}), "NOT_ALLOWED") << "a head";
}

TEST_F(ReportCheckTest, NothingElseHasTwoLinesAndNothingThree) {
  Certify("tur/d08", Role::kJwg);
  for (const ReportVerb verb : {ReportVerb::kComment, ReportVerb::kFreeze, ReportVerb::kWithdraw}) {
    EXPECT_EQ(Log(Step(verb), {"tur/d03", "tur/d08"}), "SIGNERS") << ReportVerbName(verb);
  }
  EXPECT_EQ(Log(Open(), {"tur/d03", "tur/d08"}), "SIGNERS");
  EXPECT_EQ(Log(Step(ReportVerb::kSign), {"tur/d03", "tur/d08", "irn/d03"}), "SIGNERS");
}

TEST_F(ReportCheckTest, BadKeysAndOtherLogsGoByTheWordsOfReports) {
  ReportNote note = Step(ReportVerb::kSign);
  note.head.from = absl::StrCat(ns(), "/tur/d77");
  const absl::Status unknown = Try(note, {"tur/d03"});
  EXPECT_EQ(ReasonOf(unknown), "UNKNOWN_KEY");
  EXPECT_EQ(unknown.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(Log(Step(ReportVerb::kSign), {"rus/d03"}), "SIGNERS");
  std::string forged = world_.SignBy(PrintReportNote(Step(ReportVerb::kSign)), {"tur/d03"});
  char& byte = forged[forged.size() - 20];
  byte = byte == 'A' ? 'B' : 'A';
  EXPECT_EQ(ReasonOf(world_.Log(forged)), "BAD_SIGNATURE");
  note = Step(ReportVerb::kSign);
  note.head.hub = "other.example/log";
  const absl::Status carried_over = Try(note, {"tur/d03"});
  EXPECT_EQ(ReasonOf(carried_over), "WRONG_LOG");
  EXPECT_EQ(carried_over.code(), absl::StatusCode::kDataLoss);
  ASSERT_EQ(world_.Log(world_.Revoke("tur/d03", RevokeReason::kLost, "tur/r01")), absl::OkStatus());
  const absl::Status revoked = Try(Step(ReportVerb::kSign), {"tur/d03"});
  EXPECT_EQ(ReasonOf(revoked), "KEY_REVOKED");
  EXPECT_EQ(revoked.code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(ReportCheckTest, ACorrigendumComesLaterAndTheSameTextOnce) {
  const std::string text = absl::StrReplaceAll(PrintReportNote(Step(ReportVerb::kRefuse)),
                                               {{"act refuse", "act corrigendum"}});
  EXPECT_EQ(ReasonOf(world_.Log(world_.SignBy(text, {"tur/d03"}))), "LATER");
  const ReportNote note = Step(ReportVerb::kRefuse);
  EXPECT_EQ(Log(note), "");
  EXPECT_EQ(Log(note), "ALREADY");
}

}  // namespace
}  // namespace liaison
