// Sheets and drafts of others on their way to a desk: a scripted hub, real stores.
#include "clients/core/report_desk/report_fetch.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "clients/core/attachments/attachment_keys.h"
#include "clients/core/report_desk/desk_testing.h"
#include "clients/core/report_desk/report_papers.h"
#include "proto/base/error.h"
#include "proto/text/unanswered.h"

namespace liaison {
namespace {

class ReportFetchTest : public ReportDeskTest {
 protected:
  ReportFetchTest() : store_(std::move(ReportStore::Open(*database_)).value()) {}

  ReportSources Sources() {
    return {.ns = ns_,
            .archive = *archive_,
            .database = *database_,
            .attachments = received_,
            .store = *store_,
            .line = [this]() -> absl::StatusOr<HubConnection*> {
              ++asked_;
              return &hub_;
            }};
  }
  // A report_sheet notice of rus that says that `bytes` have this digest; the hub gets the blob,
  // this desk the key.
  Hash Send(const std::string& bytes, const Hash& digest, bool with_key = true) {
    SealedAttachment sealed = SealReportDocument(bytes, "RUS-sheet.json", sent_).value();
    EXPECT_TRUE(sent_.Upload(hub_, sealed.attach.ciphertext_sha256, nullptr).ok());
    if (with_key) {
      EXPECT_TRUE(AttachmentKeys::Open(*database_)->Add(sealed.key).ok());
    }
    return Hold(
        {.device = "rus/d03",
         .number = ++sent_notices_,
         .kind = kReportSheetKind,
         .label = "addressees",
         .fields = {{"report", kTestReport}, {"part", "sheet"}, {"digest", ToBase64(digest)}},
         .attach = {sealed.attach}});
  }
  absl::StatusOr<ReportSheet> Fetch(const Hash& digest, const std::string& office = "rus") {
    return FetchSheet(Sources(), kTestReport, {.office = office, .sheet = digest}, nullptr);
  }
  static ReportSheet RusSheet() {
    ReportSheet sheet = TestSheet("rus", 3);
    sheet.report = kTestReport;
    return sheet;
  }

  const std::string ns_ = mission_.ns();
  const std::string bytes_ = PrintSheet(RusSheet());
  const Hash digest_ = Sha256(bytes_);
  AttachmentStore sent_{"sender", files_, random_};
  AttachmentStore received_{"reader", files_, random_};
  std::unique_ptr<ReportStore> store_;
  uint64_t sent_notices_ = 0;
  int asked_ = 0;
};

TEST_F(ReportFetchTest, FetchesWhatASignedNoteNamesAndAsksTheHubOnce) {
  EXPECT_EQ(ReasonOf(Fetch(digest_).status()), "NOT_HELD");
  Send(bytes_, digest_);
  const absl::StatusOr<ReportSheet> sheet = Fetch(digest_);
  ASSERT_TRUE(sheet.ok()) << sheet.status();
  EXPECT_EQ(*sheet, RusSheet());
  EXPECT_TRUE(Fetch(digest_).ok());
  EXPECT_EQ(asked_, 1);
}

TEST_F(ReportFetchTest, TakesNothingElseForIt) {
  Send("{}", Sha256("{}"));
  EXPECT_EQ(ReasonOf(Fetch(Sha256("{}")).status()), "SHEET") << "no sheet at all";
  EXPECT_EQ(ReasonOf(Fetch(digest_).status()), "NOT_HELD");
  Send("another sheet", digest_);
  EXPECT_EQ(ReasonOf(Fetch(digest_).status()), "CONTENT_MISMATCH") << "the notice lies";
  Send(bytes_, digest_);
  EXPECT_TRUE(Fetch(digest_).ok()) << "the other notice does not keep it away";
  EXPECT_EQ(ReasonOf(Fetch(digest_, "irn").status()), "CONTENT_MISMATCH");
  EXPECT_EQ(
      ReasonOf(FetchSheet(Sources(), "JWG-2017-06", {.office = "rus", .sheet = digest_}, nullptr)
                   .status()),
      "CONTENT_MISMATCH");
}

TEST_F(ReportFetchTest, WithoutItsKeyOrALineItIsAskedForAgain) {
  Send(bytes_, digest_, /*with_key=*/false);
  EXPECT_EQ(ReasonOf(Fetch(digest_).status()), "NO_KEY");
  Send(bytes_, digest_);
  hub_.break_blob_after = 100;
  EXPECT_TRUE(absl::IsUnavailable(Fetch(digest_).status()));
  EXPECT_TRUE(Fetch(digest_).ok());
}

TEST_F(ReportFetchTest, ADraftIsThatOfItsReportAndOfWhatItsNoteSays) {
  const std::string bytes = PrintModel(TestModel());
  ReportDraft draft{
      .model = Sha256(bytes), .size = bytes.size(), .cut = TestModel().cut, .sheets = {}};
  Send(bytes, draft.model);
  const auto fetch = [&](absl::string_view report) {
    return FetchModel(Sources(), report, draft, nullptr);
  };
  const absl::StatusOr<ReportModel> model = fetch(kTestReport);
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(*model, TestModel());
  EXPECT_EQ(ReasonOf(fetch("JWG-2017-06").status()), "CONTENT_MISMATCH");
  draft.size += 1;
  EXPECT_TRUE(fetch(kTestReport).ok()) << "a note that lies of its length strands nobody";
  draft.cut = LeafIndex(draft.cut.value() - 1);
  EXPECT_EQ(ReasonOf(fetch(kTestReport).status()), "CONTENT_MISMATCH");
}

TEST_F(ReportFetchTest, FindsTheWordsThatANoteNames) {
  const Hash words = Hold({.device = "irn/d03",
                           .number = 1,
                           .kind = kReportSheetKind,
                           .fields = {{"report", kTestReport},
                                      {"part", "reservation"},
                                      {"text", "irn does not accept figure 12."}}});
  const auto find = [this](const Hash& text) {
    return FindReportLetter(*archive_, mission_.ns(), text).value();
  };
  const std::optional<ReportLetter> letter = find(words);
  ASSERT_TRUE(letter.has_value());
  EXPECT_EQ(letter->part, "reservation");
  EXPECT_EQ(letter->text, "irn does not accept figure 12.");
  EXPECT_EQ(letter->lang, "en");
  EXPECT_EQ(letter->from, mission_.FullName("irn/d03"));
  EXPECT_EQ(Sha256(ParseNote(letter->notice, kMaxNoticeBytes)->text), words);
  EXPECT_EQ(find(Sha256("other words")), std::nullopt);
}

}  // namespace
}  // namespace liaison
