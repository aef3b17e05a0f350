// A PDF with its evidence: read again, drawn again, compared. R29's altered page.
#include "clients/core/report_pack/report_drawing.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/core/report_pack/pack_testing.h"
#include "clients/core/report_pack/pack_zip.h"
#include "clients/core/report_pack/pdf_attachments.h"
#include "clients/core/report_pack/verify_report.h"
#include "clients/core/report_render/pdf_finish.h"
#include "proto/base/error.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

using Attachments = std::map<std::string, std::string>;

constexpr size_t kPlenty = size_t{64} << 20;

struct Drawn {
  std::string pdf;
  Attachments attachments;
  PackFiles files;
  ReportState state;
};

// Drawn once: fonts take a second.
const Drawn& Report() {
  static const Drawn* const kDrawn = [] {
    PackStage stage;
    stage.Play();
    auto* drawn = new Drawn{.files = stage.Pack()};
    drawn->state = *VerifyReport(drawn->files, {}, SodiumCrypto()).state;
    const ReportDrawing drawing =
        DrawingOf(drawn->files, drawn->state, ZipPack(drawn->files).value()).value();
    drawn->pdf = RenderPdf(drawing.In(Language::kTr, false), Phrasebook::BuiltIn()).value();
    drawn->attachments = ReadPdfAttachments(drawn->pdf, kPlenty).value();
    return drawn;
  }();
  return *kDrawn;
}

std::string Checked(const std::string& pdf, const Attachments& attachments) {
  const absl::Status status =
      CheckRendering(pdf, attachments, Report().files, Report().state, Phrasebook::BuiltIn());
  return status.ok() ? "ok" : absl::StrCat(ReasonOf(status), " ", DetailOf(status)->subject);
}

TEST(ReportDrawingTest, AReportCarriesItsEvidence) {
  const Attachments& attachments = Report().attachments;
  EXPECT_EQ(attachments.size(), 4U);
  EXPECT_EQ(UnzipPack(attachments.at(kPdfEvidence)).value(), Report().files);
  EXPECT_EQ(Checked(Report().pdf, attachments), "ok");
}

TEST(ReportDrawingTest, AnAlteredPageIsFoundWhereItCanBeDrawnAgain) {
  std::string altered = Report().pdf;
  altered.at(altered.size() / 3) = static_cast<char>(altered.at(altered.size() / 3) ^ 1);
  EXPECT_EQ(Checked(altered, Report().attachments), "RENDERING pdf");
}

TEST(ReportDrawingTest, WhatOtherVersionsDrewIsNotComparable) {
  Attachments attachments = Report().attachments;
  std::string& environment = attachments.at(kPdfEnvironment);
  const size_t at = environment.find("\"cairo\":\"") + 9;
  environment.replace(at, 1, "9");
  EXPECT_EQ(Checked(Report().pdf, attachments), "NOT_COMPARABLE versions.cairo");
  attachments.erase(kPdfEnvironment);
  EXPECT_EQ(Checked(Report().pdf, attachments), "NOT_COMPARABLE render.json");
}

TEST(ReportDrawingTest, WhatLiesAttachedIsWhatTheEvidenceHolds) {
  Attachments attachments = Report().attachments;
  attachments.at(kPdfModel) += " ";
  EXPECT_EQ(Checked(Report().pdf, attachments), "ATTACHMENT report.json");
}

TEST(ReadPdfAttachmentsTest, StopsADecompressionThatIsTooMuch) {
  EXPECT_EQ(ReasonOf(ReadPdfAttachments(Report().pdf, 1000).status()), "PDF");
  EXPECT_EQ(ReasonOf(ReadPdfAttachments("%PDF-1.7\nno pages\n", kPlenty).status()), "PDF");
  EXPECT_EQ(ReasonOf(ReadPdfAttachments("", kPlenty).status()), "PDF");
}

}  // namespace
}  // namespace liaison
