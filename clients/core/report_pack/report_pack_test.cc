// What is packed, and what the pack of somebody who holds less says.
#include "clients/core/report_pack/report_pack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/core/report_pack/pack_log.h"
#include "clients/core/report_pack/pack_testing.h"
#include "proto/base/error.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/fakes/memory_file_system.h"

namespace liaison {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ReportVerdict VerdictOf(const PackFiles& files, const Mirror* mirror = nullptr) {
  return VerifyReport(files, {.mirror = mirror}, SodiumCrypto());
}

TEST(MakeReportPackTest, LiesInAFolderAsWell) {
  PackStage stage;
  stage.Play();
  const PackFiles pack = stage.Pack();
  MemoryFileSystem files;
  ASSERT_TRUE(WritePack(pack, "out", files).ok());
  const auto read = ReadReportPack("out", files);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, pack);
  EXPECT_EQ(ReasonOf(WritePack(pack, "out", files)), "FOLDER_IN_USE");
}

// What has no effect says nothing about the report, whatever it needs to be understood; also where
// it is packed since it lies at the cut, whose time is needed.
TEST(MakeReportPackTest, LeavesOutWhatHadNoEffect) {
  for (const bool at_cut : {false, true}) {
    PackStage stage;
    stage.OpenAndContribute();
    stage.LogLadder();
    stage.ladder = PolicyRef{.id = "L-REPORT", .version = 1};
    const LeafIndex again = stage.Open();
    if (!at_cut) stage.Sealed();
    stage.DraftAndFreeze();
    stage.AnswerAll();
    const PackFiles files = stage.Pack();
    EXPECT_EQ(files.count(PackEntryName(again)), at_cut ? 1U : 0U);
    const ReportVerdict verdict = VerdictOf(files);
    EXPECT_THAT(FailedChecks(verdict), IsEmpty()) << Told(verdict);
  }
}

TEST(MakeReportPackTest, WhatLiesAtTheCutMayRestOnWhatIsNotHere) {
  PackStage stage;
  stage.OpenAndContribute();
  stage.LogLadder();
  stage.LogLadder();
  stage.DraftAndFreeze();
  stage.AnswerAll();
  const ReportVerdict verdict = VerdictOf(stage.Pack());
  EXPECT_THAT(FailedChecks(verdict), IsEmpty()) << Told(verdict);
}

TEST(MakeReportPackTest, TheOpeningIsTheOneThatHadEffect) {
  PackStage stage;
  stage.number = "2017-05-DRAFT";
  stage.Open();  // has the period
  stage.number = "2017-05";
  stage.sign_due_s = stage.hub().now_ms / 1000 + 1000;
  const LeafIndex too_early = stage.Open();
  stage.number = "2017-05-DRAFT";
  stage.Withdraw("rus");
  stage.Withdraw("tur");
  stage.number = "2017-05";
  stage.sign_due_s.reset();
  stage.Play();
  const PackFiles files = stage.Pack();
  EXPECT_EQ(files.count(PackEntryName(too_early)), 0U);
  const ReportVerdict verdict = VerdictOf(files);
  EXPECT_THAT(FailedChecks(verdict), IsEmpty()) << Told(verdict);
}

// A letter that was named and never sent keeps nobody from the report.
TEST(MakeReportPackTest, APackWithoutALetterThatNobodyHoldsSaysSo) {
  PackStage stage;
  stage.Play();
  stage.lose_texts = true;
  const PackFiles files = stage.Pack();
  EXPECT_EQ(files.count(PackTextName("irn")), 0U);
  const ReportVerdict verdict = VerdictOf(files, &stage.mirror());
  EXPECT_THAT(FailedChecks(verdict), IsEmpty()) << Told(verdict);
  EXPECT_THAT(ChecksNotMade(verdict), ElementsAre("texts"));
  EXPECT_FALSE(verdict.contradicted);
  EXPECT_EQ(ReasonOf(CheckOf(verdict, "texts").status), "TEXT_NOT_HELD");
  EXPECT_EQ(CheckOf(verdict, "texts").detail, "irn");
}

TEST(MakeReportPackTest, WantsAnEndAndTheSheets) {
  PackStage stage;
  stage.OpenAndContribute();
  stage.DraftAndFreeze();
  EXPECT_EQ(ReasonOf(stage.TryPack().status()), "NOT_FINAL");
  stage.Answer("rus", ReportVerb::kSign);
  stage.Answer("tur", ReportVerb::kSign);
  stage.Answer("irn", ReportVerb::kRefuse, "No.");
  const ReportVerdict verdict = VerdictOf(stage.Pack());
  EXPECT_THAT(FailedChecks(verdict), IsEmpty()) << Told(verdict);
  EXPECT_EQ(verdict.state->outcome, ReportOutcome::kPartial);
  stage.lose_sheets = true;
  const absl::Status missing = stage.TryPack().status();
  EXPECT_EQ(ReasonOf(missing), "MISSING");
  EXPECT_EQ(DetailOf(missing)->subject, "sheets/irn.json");
}

}  // namespace
}  // namespace liaison
