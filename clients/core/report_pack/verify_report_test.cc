// A genuine pack, and what becomes of it in other hands: R27, R29, R30.
#include "clients/core/report_pack/verify_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/core/report_pack/pack_log.h"
#include "clients/core/report_pack/pack_replay.h"
#include "clients/core/report_pack/pack_testing.h"
#include "clients/core/report_pack/pack_zip.h"
#include "clients/core/report_pack/report_pack.h"
#include "proto/base/error.h"
#include "proto/rules/report_machine.h"
#include "proto/text/canonical_json.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/fakes/memory_file_system.h"

namespace liaison {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Names = std::vector<std::string>;
// One report, played once: verification changes nothing.
PackStage& Played() {
  static PackStage* const kStage = [] {
    auto* stage = new PackStage;
    stage->Play();
    return stage;
  }();
  return *kStage;
}
const PackFiles& Genuine() {
  static const auto* const kFiles = new PackFiles(Played().Pack());
  return *kFiles;
}

ReportVerdict Verify(const PackFiles& files, ReportVerifyRequest request = {}) {
  if (!request.charter.has_value()) request.charter = Played().mission().charter_hash();
  return VerifyReport(files, request, SodiumCrypto());
}

TEST(VerifyReportTest, AGenuineReportHoldsUpToLevel3) {
  const ReportVerdict verdict = Verify(Genuine());
  EXPECT_THAT(FailedChecks(verdict), IsEmpty()) << Told(verdict);
  EXPECT_EQ(verdict.level, ReportLevel::kL3);
  EXPECT_FALSE(verdict.contradicted || verdict.unknown_key);
  EXPECT_EQ(verdict.figures_ok, verdict.figures);
  EXPECT_GT(verdict.figures, 20U);
  EXPECT_EQ(verdict.rows_sealed, 32U);
  ASSERT_TRUE(verdict.state.has_value());
  EXPECT_EQ(verdict.state->outcome, ReportOutcome::kWithReservations);
  EXPECT_FALSE(verdict.announced);
}

TEST(VerifyReportTest, ItsZipIsTheSameBytesAndGivesTheSameVerdict) {
  const std::string zip = ZipPack(Genuine()).value();
  EXPECT_EQ(zip, ZipPack(Played().Pack()).value());
  EXPECT_EQ(UnzipPack(zip).value(), Genuine());
}

TEST(VerifyReportTest, AnotherPinnedCharterEndsIt) {
  const ReportVerdict verdict = Verify(Genuine(), {.charter = Sha256("another mission")});
  ASSERT_THAT(FailedChecks(verdict), ElementsAre("charter"));
  EXPECT_EQ(verdict.level, ReportLevel::kL0);
}

// R30.
TEST(VerifyReportTest, OpensWhatItHasKeysFor) {
  size_t left = 0;
  size_t told = 0;
  const auto verify_with = [&](size_t keys) {
    left = keys;
    return Verify(Genuine(),
                  {.opened = [&left](const ReportRow& row) -> std::optional<ReportRow> {
                     if (left == 0) return std::nullopt;
                     --left;
                     return row;
                   },
                   .progress = [&told](size_t done, size_t all) { told = done * 1000 + all; }});
  };
  const ReportVerdict some = verify_with(30);
  EXPECT_THAT(FailedChecks(some), IsEmpty()) << Told(some);
  EXPECT_EQ(some.level, ReportLevel::kL3) << "two notices may say anything";
  EXPECT_EQ(some.rows_opened, 30U);
  EXPECT_EQ(some.rows_sealed, 2U);
  EXPECT_EQ(told, 32032U);
  const ReportVerdict all = verify_with(32);
  EXPECT_EQ(all.level, ReportLevel::kL4);
  EXPECT_EQ(all.rows_opened, 32U);
}

TEST(VerifyReportTest, KeysThatOpenNothingAreLevel3) {
  const ReportVerdict verdict =
      Verify(Genuine(),
             {.opened = [](const ReportRow&) -> std::optional<ReportRow> { return std::nullopt; }});
  EXPECT_EQ(verdict.level, ReportLevel::kL3);
  EXPECT_EQ(verdict.rows_sealed, 32U);
}

TEST(VerifyReportTest, ANoticeThatSaysSomethingElseThanItsRowIsAForgery) {
  const ReportVerdict verdict =
      Verify(Genuine(), {.opened = [](const ReportRow& row) -> std::optional<ReportRow> {
               ReportRow other = row;
               if (row.serial == "TUR-d01-2017-000007") other.province = "homs";
               return other;
             }});
  ASSERT_THAT(FailedChecks(verdict), ElementsAre("opened"));
  EXPECT_EQ(verdict.checks.back().detail, "TUR-d01-2017-000007");
  EXPECT_EQ(verdict.rows_failed, 1U);
  EXPECT_TRUE(verdict.contradicted);
}

// What stands in the log's entries under the names that edits use: "@sign.rus", "@cert.rus".
std::string EntryNamed(const PackFiles& files, absl::string_view name) {
  const size_t dot = name.find('.');
  const absl::string_view act = name.substr(1, dot - 1);
  const absl::string_view office = name.substr(dot + 1);
  for (const auto& [file, bytes] : files) {
    const bool found = act == "cert"
                           ? absl::StrContains(bytes, absl::StrCat("/", office, "/d03\n")) &&
                                 absl::StrContains(bytes, "/cert/v1\n")
                           : absl::StrContains(bytes, absl::StrCat("\nact ", act, "\n")) &&
                                 absl::StrContains(bytes, absl::StrCat("\nas ", office, "/jwg\n"));
    if (found && absl::StrContains(file, "log/")) return file.substr(4, file.size() - 10);
  }
  ADD_FAILURE() << "no entry " << name;
  return "";
}

// Tamperings as data: tests/data/report_packs.
class Tampering {
 public:
  explicit Tampering(PackFiles files) : files_(std::move(files)) {}

  void Edit(const nlohmann::json& edit) {
    if (edit.contains("remove")) {
      EXPECT_EQ(files_.erase(Name(edit.at("remove"))), 1U) << edit;
    } else if (edit.contains("exchange")) {
      std::swap(files_.at(Name(edit.at("exchange")[0])), files_.at(Name(edit.at("exchange")[1])));
    } else if (edit.contains("restate")) {
      Json manifest = ParseCanonicalJson(files_.at(kPackManifest)).value();
      (*manifest.mutable_object())["model"] = ToBase64(Sha256(files_.at(kPackModel)));
      files_[kPackManifest] = PrintCanonicalJson(manifest);
    } else {
      EditFile(edit, files_[Name(edit.at("file"))]);
    }
  }

  PackFiles Files(bool sums) {
    if (sums) AddPackSums(files_, SodiumCrypto());
    return files_;
  }

 private:
  std::string Name(const std::string& name) const {
    const size_t at = name.find('@');
    if (at == std::string::npos) return name;
    const std::string word = name.substr(at, name.rfind('.') - at);
    return absl::StrReplaceAll(name, {{word, EntryNamed(files_, word)}});
  }

  static void EditFile(const nlohmann::json& edit, std::string& bytes) {
    if (edit.contains("put")) {
      bytes = edit.at("put");
    } else if (edit.contains("flip")) {
      const size_t at = edit.at("flip");
      bytes.at(at) = static_cast<char>(bytes.at(at) ^ 1);
    } else if (edit.contains("replace")) {
      Replace(edit, bytes);
    } else {
      EditJson(edit, bytes);
    }
  }

  // `within`: the object that begins or ends next to `replace`, where that is only the mark.
  static void Replace(const nlohmann::json& edit, std::string& bytes) {
    const std::string mark = edit.at("replace");
    const std::string was = edit.value("within", mark);
    size_t at = bytes.find(mark);
    ASSERT_NE(at, std::string::npos) << edit;
    at = bytes.find(was, at);
    ASSERT_NE(at, std::string::npos) << edit;
    bytes.replace(at, was.size(), std::string(edit.at("by")));
  }

  static void EditJson(const nlohmann::json& edit, std::string& bytes) {
    nlohmann::json json = nlohmann::json::parse(bytes);
    const auto at = [&json](const std::string& path) -> nlohmann::json& {
      return json[nlohmann::json::json_pointer("/" + path)];
    };
    if (edit.contains("set")) at(edit.at("set")) = edit.at("to");
    if (edit.contains("swap")) std::swap(at(edit.at("swap")[0]), at(edit.at("swap")[1]));
    if (edit.contains("drop")) {
      const std::string path = edit.at("drop");
      const size_t slash = path.rfind('/');
      at(path.substr(0, slash)).erase(std::stoul(path.substr(slash + 1)));
    }
    bytes = json.dump();
  }

  PackFiles files_;
};

// R29.
TEST(VerifyReportTest, NamesTheCheckThatATamperingBreaks) {
  std::ifstream file(LIAISON_SOURCE_DIR "/tests/data/report_packs/R29.json");
  const nlohmann::json cases = nlohmann::json::parse(file);
  ASSERT_GT(cases.size(), 15U);
  for (const nlohmann::json& one : cases) {
    SCOPED_TRACE(one.at("name"));
    Tampering tampering(Genuine());
    for (const nlohmann::json& edit : one.at("edits")) tampering.Edit(edit);
    const ReportVerdict verdict = Verify(tampering.Files(one.value("sums", true)));
    EXPECT_EQ(FailedChecks(verdict), one.at("failed").get<Names>()) << Told(verdict);
    const bool unknown = one.value("exit", 7) == 4;
    EXPECT_EQ(verdict.unknown_key, unknown);
    EXPECT_EQ(verdict.contradicted, !unknown && !one.at("failed").empty());
    if (one.contains("not_made")) {
      EXPECT_EQ(ChecksNotMade(verdict), one.at("not_made").get<Names>()) << Told(verdict);
    }
    const nlohmann::json details = one.value("details", nlohmann::json::object());
    for (const ReportCheck& check : verdict.checks) {
      EXPECT_EQ(check.detail, details.value(check.id, check.detail)) << check.id;
    }
  }
}

TEST(VerifyReportTest, NoticesAChangedByteWhereverItLies) {
  constexpr size_t kStep = 131;
  for (const auto& [name, bytes] : Genuine()) {
    if (name == kPackSums || name == "README.txt") continue;
    for (size_t at = bytes.size() / 2 % kStep; at < bytes.size(); at += kStep) {
      PackFiles files = Genuine();
      files[name][at] = static_cast<char>(bytes[at] ^ (1 << at % 8));
      AddPackSums(files, SodiumCrypto());
      EXPECT_THAT(FailedChecks(Verify(files)), testing::Not(IsEmpty())) << name << ' ' << at;
    }
  }
}

TEST(VerifyReportTest, ASignatureOfAnotherModelDoesNotCount) {
  PackFiles files = Genuine();
  const LeafIndex index = Played().Place("tur");
  Played().Replace(files, index, Played().AnswerNote("tur", Sha256("another model")));
  EXPECT_THAT(FailedChecks(Verify(files)), ElementsAre("manifest"));
}

TEST(VerifyReportTest, AnotherTextThatTheOfficeSignedIsNotTheOneSignedFor) {
  PackFiles files = Genuine();
  files[PackTextName("irn")] = Played().TextNotice("irn", ReportVerb::kReserve, "All is well.");
  AddPackSums(files, SodiumCrypto());
  const ReportVerdict verdict = Verify(files);
  ASSERT_THAT(FailedChecks(verdict), ElementsAre("texts"));
  EXPECT_EQ(verdict.FirstFailed()->detail, "irn");
}

// R27.
TEST(VerifyReportTest, AKeyThatWasRevokedLaterStandsAndIsShown) {
  PackStage stage;
  stage.Play();
  const LeafIndex revoked = stage.Revoke("rus/d03");
  const ReportVerdict verdict = Verify(stage.Pack());
  EXPECT_THAT(FailedChecks(verdict), IsEmpty()) << Told(verdict);
  EXPECT_EQ(verdict.state->answers.at("rus").revoked, revoked);
}

TEST(VerifyReportTest, AKeyThatWasRevokedBeforeIsAForgery) {
  PackStage stage;
  stage.OpenAndContribute();
  stage.DraftAndFreeze();
  const std::string revoked = stage.RevokeNote("tur/d03");
  const LeafIndex before = stage.Sealed();
  stage.AnswerAll();
  PackFiles files = stage.Pack();
  EXPECT_THAT(FailedChecks(Verify(files)), IsEmpty());
  stage.Replace(files, before, revoked);
  const ReportVerdict verdict = Verify(files);
  ASSERT_THAT(FailedChecks(verdict), ElementsAre("signatures", "manifest"));
  EXPECT_EQ(ReasonOf(verdict.FirstFailed()->status), "KEY_REVOKED");
  EXPECT_EQ(verdict.FirstFailed()->detail, absl::StrCat(stage.Place("tur").value()));
  EXPECT_TRUE(verdict.contradicted);
}

TEST(VerifyReportTest, AFigureThatEverybodySignedMustStillFollowFromTheRows) {
  PackStage stage;
  stage.falsify_model = [](ReportModel& model) {
    for (Figure& figure : model.figures) {
      if (figure.id == "v.reg.tur") figure.value = int64_t{18};
    }
  };
  stage.Play();
  const ReportVerdict verdict = Verify(stage.Pack());
  ASSERT_THAT(FailedChecks(verdict), ElementsAre("figures", "sheets"));
  EXPECT_EQ(verdict.FirstFailed()->detail, "v.reg.tur");
  EXPECT_EQ(verdict.level, ReportLevel::kL1);
  EXPECT_EQ(verdict.figures_ok + 1, verdict.figures);
}

TEST(VerifyReportTest, ARowThatEverybodySignedMustLieInTheLog) {
  PackStage stage;
  stage.falsify_sheets = [](std::map<std::string, ReportSheet>& sheets) {
    sheets["tur"].rows[4].header = Sha256("a notice that was never sent");
  };
  stage.Play();
  const ReportVerdict verdict = Verify(stage.Pack());
  ASSERT_THAT(FailedChecks(verdict), ElementsAre("leaves"));
  EXPECT_EQ(verdict.FirstFailed()->detail, "TUR-d01-2017-000005");
  EXPECT_EQ(verdict.level, ReportLevel::kL2);
}

// It is no row of the model, but it explains a serial: without it that would be a gap.
TEST(VerifyReportTest, ARowBehindTheCutMustLieInTheLogToo) {
  PackStage stage;
  stage.falsify_sheets = [](std::map<std::string, ReportSheet>& sheets) {
    sheets["tur"].rows[4].index = LeafIndex(1'000'000);
  };
  stage.Play();
  ASSERT_EQ(stage.model().rows.size(), 31U);
  const ReportVerdict verdict = Verify(stage.Pack());
  ASSERT_THAT(FailedChecks(verdict), ElementsAre("leaves"));
  EXPECT_EQ(verdict.FirstFailed()->detail, "TUR-d01-2017-000005");
}

TEST(VerifyReportTest, AModelOfAnotherCutIsNotThisReport) {
  PackStage stage;
  stage.falsify_model = [](ReportModel& model) { ++model.cut_ms; };
  stage.Play();
  EXPECT_THAT(FailedChecks(Verify(stage.Pack())), ElementsAre("frame"));
}

TEST(VerifyReportTest, TheMapDrawnIsTheOneInForceAtTheEndOfThePeriod) {
  PackStage stage;
  stage.map = "a map";
  stage.falsify_model = [](ReportModel& model) {
    const int64_t start_ms = model.period.start_ms;
    const auto add = [&](absl::string_view bytes, int64_t from_ms,
                         std::optional<int64_t> until_ms) {
      model.maps.push_back({.map = "z",
                            .version = model.maps.size() + 1,
                            .digest = Sha256(bytes),
                            .from_ms = from_ms,
                            .until_ms = until_ms});
    };
    add("an older map", start_ms, start_ms + 1000);
    add("a map", start_ms + 1000, std::nullopt);
    add("a later map", model.period.end_ms, std::nullopt);
  };
  stage.Play();
  const ReportVerdict verdict = Verify(stage.Pack());
  EXPECT_THAT(FailedChecks(verdict), IsEmpty()) << Told(verdict);
  stage.map = "an older map";
  EXPECT_THAT(FailedChecks(Verify(stage.Pack())), ElementsAre("map"));
}

TEST(VerifyReportTest, TheHubsWordAboutTheEndMustBeTheSame) {
  PackStage stage;
  stage.Play();
  const Hash manifest = Sha256(stage.Pack().at(kPackManifest));
  stage.Announce(manifest);
  const ReportVerdict same = Verify(stage.Pack());
  EXPECT_THAT(FailedChecks(same), IsEmpty()) << Told(same);
  EXPECT_TRUE(same.announced);
  stage.Announce(Sha256("another end"));
  EXPECT_THAT(FailedChecks(Verify(stage.Pack())), ElementsAre("manifest"));
}

TEST(VerifyReportTest, AnOwnCopyOfTheLogShowsWhatAPackLeavesOut) {
  PackStage stage;
  stage.Play();
  const PackFiles whole = stage.Pack();
  const ReportVerifyRequest with_own{.mirror = &stage.mirror()};
  EXPECT_THAT(FailedChecks(Verify(whole, with_own)), IsEmpty());

  PackFiles forked = whole;
  stage.Replace(forked, LeafIndex(stage.hub().size().value() - 1), stage.RevokeNote("un/d01"));
  EXPECT_THAT(FailedChecks(Verify(forked, with_own)), testing::Contains("own_log"));
}

// What a pack alone cannot show, and what shows it.
TEST(VerifyReportTest, ARefusalThatIsLeftOutShowsByTheHubsWordAndByAnOwnLog) {
  PackStage stage;
  stage.sign_due_s = stage.hub().now_ms / 1000 + 60;
  stage.OpenAndContribute();
  stage.DraftAndFreeze();
  stage.Answer("rus", ReportVerb::kSign);
  stage.Answer("tur", ReportVerb::kSign);
  stage.Answer("irn", ReportVerb::kRefuse, "No.");
  PackFiles whole = stage.Pack();
  const LeafIndex announced = stage.Announce(Sha256(whole.at(kPackManifest)));
  stage.hub().now_ms += 120'000;
  const LeafIndex after_due = stage.Revoke("un/d01");
  whole = stage.Pack();

  PackFiles without = whole;
  without.erase(PackEntryName(stage.Place("irn")));
  without.erase(PackEntryName(announced));
  ASSERT_EQ(without.count(PackEntryName(after_due)), 1U);
  PackLog log = ReadPackCharter(without, std::nullopt, SodiumCrypto()).value();
  ASSERT_TRUE(ReadPackHead(without, log).ok() && ReadPackEntries(without, log).ok());
  const Json manifest = ParseCanonicalJson(whole.at(kPackManifest)).value();
  without[kPackManifest] =
      PrintCanonicalJson(ManifestOf(*ReplayPack(log, manifest, SodiumCrypto()).state));
  AddPackSums(without, SodiumCrypto());
  const ReportVerdict alone = Verify(without);
  EXPECT_THAT(FailedChecks(alone), IsEmpty());
  EXPECT_FALSE(alone.announced) << "which is said";
  EXPECT_THAT(FailedChecks(Verify(without, {.mirror = &stage.mirror()})), ElementsAre("own_log"));
  without[PackEntryName(announced)] = whole.at(PackEntryName(announced));
  AddPackSums(without, SodiumCrypto());
  EXPECT_THAT(FailedChecks(Verify(without)), ElementsAre("manifest"));
}

TEST(VerifyReportTest, NotesAboutAnotherReportAreNotThisOnes) {
  PackStage stage;
  stage.OpenAndContribute();
  stage.DraftAndFreeze();
  stage.number = "2017-06";
  const LeafIndex other[] = {stage.Withdraw("rus"), stage.Withdraw("tur")};
  stage.number = "2017-05";
  stage.AnswerAll();
  PackFiles files = stage.Pack();
  for (const LeafIndex index : other) files[PackEntryName(index)] = stage.hub().Entry(index);
  AddPackSums(files, SodiumCrypto());
  const ReportVerdict verdict = Verify(files);
  EXPECT_THAT(FailedChecks(verdict), IsEmpty()) << Told(verdict);
}

TEST(VerifyReportTest, WhateverLetterAnAnswerNamesIsTheOneThatItNames) {
  for (const bool of_another : {false, true}) {
    PackStage stage;
    stage.OpenAndContribute();
    stage.DraftAndFreeze();
    stage.Answer("rus", ReportVerb::kSign);
    stage.letter_part = "comment";
    if (of_another) stage.letter_from = "rus";
    stage.Answer("tur", ReportVerb::kSign, "With this.");
    stage.Answer("irn", ReportVerb::kReserve, "See my comment.");
    const ReportVerdict verdict = Verify(stage.Pack());
    EXPECT_THAT(FailedChecks(verdict), IsEmpty()) << Told(verdict);
    EXPECT_FALSE(verdict.unknown_key);
  }
}

// A fork that goes on behind the own copy's end.
TEST(VerifyReportTest, AnOwnCopyThatIsShorterIsComparedAsFarAsItGoes) {
  PackStage stage;
  stage.OpenAndContribute();
  stage.DraftAndFreeze();
  const LeafIndex before = stage.Sealed();
  const std::unique_ptr<Mirror> unfinished = stage.CopyOfLog();
  stage.AnswerAll();
  const std::unique_ptr<Mirror> finished = stage.CopyOfLog();
  const std::string other = stage.RevokeNote("un/d01");
  stage.Sealed();
  const PackFiles whole = stage.Pack();
  PackFiles forked = whole;
  stage.Replace(forked, before, other);

  const ReportVerdict known = Verify(whole, {.mirror = finished.get()});
  EXPECT_THAT(FailedChecks(known), IsEmpty()) << Told(known);
  EXPECT_THAT(ChecksNotMade(known), IsEmpty()) << "what decided lies in both";
  const ReportVerdict so_far = Verify(whole, {.mirror = unfinished.get()});
  EXPECT_THAT(FailedChecks(so_far), IsEmpty()) << Told(so_far);
  EXPECT_THAT(ChecksNotMade(so_far), ElementsAre("own_log"));
  EXPECT_EQ(CheckOf(so_far, "own_log").detail, absl::StrCat(unfinished->size().value()));
  EXPECT_TRUE(CheckOf(so_far, "own_log").status.ok());
  for (const Mirror* mirror : {finished.get(), unfinished.get()}) {
    EXPECT_THAT(FailedChecks(Verify(forked, {.mirror = mirror})), ElementsAre("own_log"));
  }
}

// Days and late reports of earlier periods rest on what everybody can know from the log.
TEST(VerifyReportTest, DaysOfUtcAreNotMoved) {
  PackStage stage;
  stage.falsify_frame = [](ReportFrame& frame) {
    frame.zone = ZoneRules({{.from_s = 0, .offset_s = 86400}});
  };
  stage.Play();
  const ReportVerdict verdict = Verify(stage.Pack());
  ASSERT_THAT(FailedChecks(verdict), ElementsAre("frame"));
  EXPECT_EQ(verdict.FirstFailed()->detail, "offsets");
}

TEST(VerifyReportTest, DaysOfAZoneAreThoseOfItsRulesWhereTheyAreKnown) {
  PackStage stage;
  const ZoneRules rules({{.from_s = 0, .offset_s = 10800}});
  stage.period.zone = "Asia/Damascus";
  stage.falsify_frame = [&](ReportFrame& frame) { frame.zone = rules; };
  stage.Play();
  const PackFiles files = stage.Pack();
  const auto with = [&](const std::optional<ZoneRules>& known) {
    return Verify(files, {.zone_rules = [known](const ReportPeriod&) { return known; },
                          .mirror = &stage.mirror()});
  };
  const ReportVerdict known = with(rules);
  EXPECT_THAT(FailedChecks(known), IsEmpty()) << Told(known);
  EXPECT_THAT(ChecksNotMade(known), IsEmpty());
  const ReportVerdict other = with(ZoneRules({{.from_s = 0, .offset_s = 7200}}));
  EXPECT_THAT(FailedChecks(other), ElementsAre("frame"));
  const ReportVerdict unknown = with(std::nullopt);
  EXPECT_THAT(FailedChecks(unknown), IsEmpty()) << Told(unknown);
  EXPECT_EQ(CheckOf(unknown, "stated").detail, "offsets");
  EXPECT_TRUE(CheckOf(unknown, "stated").status.ok());
}

TEST(VerifyReportTest, TheEarlierReportIsTheOneOfTheOwnLog) {
  PackStage stage;
  stage.falsify_frame = [](ReportFrame& frame) { frame.earlier_cut = LeafIndex(3); };
  stage.Play();
  const PackFiles files = stage.Pack();
  const ReportVerdict alone = Verify(files);
  EXPECT_THAT(FailedChecks(alone), IsEmpty()) << Told(alone);
  EXPECT_EQ(CheckOf(alone, "stated").detail, "earlier_cut");
  const ReportVerdict with_own = Verify(files, {.mirror = &stage.mirror()});
  ASSERT_THAT(FailedChecks(with_own), ElementsAre("frame"));
  EXPECT_EQ(with_own.FirstFailed()->detail, "earlier_cut");
}

TEST(VerifyReportTest, AnArchiveThatCannotBeReadContradictsNothing) {
  const ReportVerdict verdict = Verify(
      Genuine(), {.opened = [](const ReportRow&) -> absl::StatusOr<std::optional<ReportRow>> {
        return absl::UnavailableError("the database is locked");
      }});
  EXPECT_THAT(FailedChecks(verdict), IsEmpty()) << Told(verdict);
  EXPECT_TRUE(absl::IsUnavailable(CheckOf(verdict, "opened").status));
  EXPECT_FALSE(CheckOf(verdict, "opened").made);
  EXPECT_FALSE(verdict.contradicted);
  EXPECT_EQ(verdict.rows_failed, 0U);
  EXPECT_EQ(verdict.rows_sealed, 32U);
  EXPECT_EQ(verdict.level, ReportLevel::kL3);
}

TEST(VerifyReportTest, ANoticeThatMakesNoRowContradictsIt) {
  const ReportVerdict verdict = Verify(
      Genuine(), {.opened = [](const ReportRow&) -> absl::StatusOr<std::optional<ReportRow>> {
        return absl::InvalidArgumentError("no such kind");
      }});
  EXPECT_THAT(FailedChecks(verdict), ElementsAre("opened"));
  EXPECT_EQ(verdict.rows_failed, 32U);
}

}  // namespace
}  // namespace liaison
