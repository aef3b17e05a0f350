// A PDF with its evidence: read again, drawn again, compared. R29's altered page.
#include "clients/core/report_pack/report_drawing.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/core/report_pack/confined_work.h"
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

std::string Deflated(absl::string_view bytes, int flush) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, bytes.size()) + 16, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, flush);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

std::string BigEndian(uint64_t number, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(number >> (8 * i) & 0xff);
  return out;
}

std::string Zlib(absl::string_view raw, uint64_t adler) {
  return absl::StrCat("\x78\xda", raw, BigEndian(adler, 4));
}

constexpr size_t kMiB = size_t{1} << 20;

// A gibibyte of zeros, packed twice: the inner one is one mebibyte again and again.
std::string PackedTwice(size_t mebibytes) {
  std::string inner;
  const std::string one = Deflated(std::string(kMiB, '\0'), Z_FULL_FLUSH);
  for (size_t i = 0; i < mebibytes; ++i) inner += one;
  inner += Deflated("", Z_FINISH);
  const std::string once = Zlib(inner, mebibytes * kMiB % 65521 << 16 | 1);
  return Zlib(Deflated(once, Z_FINISH), adler32(1, reinterpret_cast<const Bytef*>(once.data()),
                                                static_cast<uInt>(once.size())));
}

// Its table of objects is such a stream.
std::string PdfThatUnpacksTo(size_t mebibytes) {
  const std::string table = PackedTwice(mebibytes);
  std::string pdf = "%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n";
  const size_t at = pdf.size();
  absl::StrAppend(&pdf, "2 0 obj\n<</Type/XRef/Size 3/W[1 4 1]/Root 1 0 R/Length ", table.size(),
                  "/Filter[/FlateDecode/FlateDecode]>>\nstream\n", table,
                  "\nendstream\nendobj\nstartxref\n", at, "\n%%EOF\n");
  return pdf;
}

int64_t PeakBytes(__rusage_who who) {
  rusage usage{};
  EXPECT_EQ(getrusage(who, &usage), 0);
  return int64_t{usage.ru_maxrss} * 1024;
}

// No process is ever larger than this one and what a reader is given.
TEST(ReadPdfAttachmentsTest, WhateverAPdfUnpacksToItsReaderStaysSmall) {
  if (!ConfinesFully()) GTEST_SKIP() << "sanitizers need memory of their own";
  const std::string pdf = PdfThatUnpacksTo(1024);
  EXPECT_LT(pdf.size(), 50'000U);
  const int64_t before = PeakBytes(RUSAGE_SELF);
  const absl::Status read = ReadPdfAttachments(pdf, kPlenty).status();
  ASSERT_EQ(ReasonOf(read), "PDF") << read;
  EXPECT_EQ(DetailOf(read)->field, "limit");
  const int64_t peak = std::max(PeakBytes(RUSAGE_SELF), PeakBytes(RUSAGE_CHILDREN));
  EXPECT_LT(peak, before + static_cast<int64_t>(256 * kMiB));
}

}  // namespace
}  // namespace liaison
