// A desk of tur for tests: a mission, a scripted hub, the own copy of its log, a database with its
// archive, and notices of any office put there as a receiver would.
#ifndef LIAISON_CLIENTS_CORE_REPORT_DESK_DESK_TESTING_H_
#define LIAISON_CLIENTS_CORE_REPORT_DESK_DESK_TESTING_H_

#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/core/incoming/archive.h"
#include "clients/core/outgoing/compose.h"
#include "clients/core/report/report_testing.h"
#include "clients/core/report_desk/sheet_check.h"
#include "clients/core/trust/hub_testing.h"
#include "clients/core/trust/mirror.h"
#include "proto/base/error.h"
#include "proto/text/note.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/fakes/memory_file_system.h"
#include "tests/fakes/seeded_random.h"
#include "tests/fakes/test_mission.h"

namespace liaison {

inline constexpr char kTestReport[] = "JWG-2017-05";
inline constexpr int64_t kTestDay_ms = 24 * kTestHour_ms;
inline constexpr int64_t kApril_ms = kTestStart_ms - 20 * kTestDay_ms;  // long before the period

// A notice, as its office sent it.
struct TestSending {
  std::string device = "tur/d01";
  uint64_t number = 1;
  std::string kind = "violation";
  int64_t event_ms = kTestStart_ms + kTestDay_ms;
  // An hour after the event, unless said otherwise.
  std::optional<int64_t> logged_ms = std::nullopt;
  std::string label = "mission";
  std::vector<std::pair<std::string, Hash>> refs = {};  // verb and notice
  Json::Object fields = {};                             // of the form, beside these
  std::vector<NoticeAttachment> attach = {};
  std::optional<MailboxId> to = std::nullopt;  // irn/duty, of irn's tur/duty
};

class ReportDeskTest : public testing::Test {
 protected:
  ReportDeskTest() {
    mirror_ = std::move(Mirror::Open("mirror", mission_.ns(), mission_.charter_hash(),
                                     SodiumCrypto(), files_))
                  .value();
    Update();
    RemoveDatabase();
    database_ = std::move(Database::Open(path_, Secret(32))).value();
    archive_ = std::move(Archive::Open(*database_)).value();
  }
  ~ReportDeskTest() override {
    archive_.reset();
    database_.reset();
    RemoveDatabase();
  }

  void Update() {
    const absl::Status updated = mirror_->Update(hub_);
    EXPECT_TRUE(updated.ok()) << updated;
  }

  // Before, too: a test that died left its own.
  void RemoveDatabase() const {
    for (const char* suffix : {"", "-wal", "-shm"}) {
      std::remove(absl::StrCat(path_, suffix).c_str());
    }
  }
  static Json FormOf(const TestSending& sending) {
    Json::Object form = sending.fields;
    if (sending.kind == "violation") form["kind"] = "mortar";
    form["label"] = sending.label;
    form["event"] = Json::Object{{"time_s", sending.event_ms / 1000}, {"accuracy_s", 60}};
    Json::Array refs;
    for (const auto& [verb, notice] : sending.refs) {
      refs.push_back(Json::Object{{"verb", verb}, {"hash", ToBase64(notice)}});
    }
    if (!refs.empty()) form["refs"] = std::move(refs);
    return form;
  }
  ComposedNotice Composed(const TestSending& sending) {
    const std::string office = sending.device.substr(0, sending.device.find('/'));
    const NoticeDraft draft{
        .as = {office, Role::kDuty},
        .to = {sending.to.value_or(MailboxId{office == "irn" ? "tur" : "irn", Role::kDuty})},
        .kind = sending.kind,
        .lang = "en",
        .form = FormOf(sending),
        .attach = sending.attach};
    const ComposeContext context{
        .ns = mission_.ns(),
        .id = random_.Bytes<16>(),
        .serial = {office, sending.device.substr(office.size() + 1), 2017, sending.number},
        .time_s = sending.event_ms / 1000};
    const Hash envelope = Sha256("an envelope");
    absl::StatusOr<ComposedNotice> composed =
        Compose(draft, context, mirror_->directory().mission(), mission_.signer(sending.device),
                [&](const Hash&) { return std::optional<Hash>(envelope); });
    EXPECT_TRUE(composed.ok()) << composed.status();
    return *std::move(composed);
  }
  // Puts it into the archive, the next one in the log. Its notice hash.
  Hash Hold(const TestSending& sending) { return Hold(sending, Composed(sending)); }
  Hash Hold(const TestSending& sending, const ComposedNotice& composed) {
    EnvelopeHeader header = WithPlaceholders(composed.header);
    header.from = mission_.FullName(sending.device);
    const std::string text = PrintHeader(header);
    const ArchivedNotice held{
        .header_hash = Sha256(text),
        .index = LeafIndex(next_index_++),
        .time_ms = sending.logged_ms.value_or(sending.event_ms + kTestHour_ms),
        .sent = sending.device.substr(0, 3) == "tur",
        .header = mission_.signer(sending.device).SignNote(text),
        .notice = composed.notice,
        .notice_hash = composed.notice_hash,
        .serial = composed.serial.ToString(),
        .kind = sending.kind};
    envelopes_[held.notice_hash] = held.header_hash;
    EXPECT_TRUE(archive_->StoreNotice(held, "").ok());
    return held.notice_hash;
  }
  // A receipt of `mailbox` about a notice that is held; the hash of its text.
  Hash Answer(const Hash& notice, const MailboxId& mailbox, ReceiptState state,
              std::optional<LeafIndex> index = std::nullopt) {
    const ArchivedReceipt receipt{.hash = Sha256(absl::StrCat("act ", ++acts_)),
                                  .target = envelopes_.at(notice),
                                  .index = index.value_or(LeafIndex(next_index_++)),
                                  .time_ms = kTestStart_ms + acts_,
                                  .from = mission_.FullName(mailbox.office + "/d01"),
                                  .as = mailbox,
                                  .state = state};
    EXPECT_TRUE(archive_->StoreReceipt(receipt).ok());
    return receipt.hash;
  }

  // What contradicts these sheets at a duty desk of tur: reason, serial and office of each.
  std::string FaultsHere(const std::vector<ReportSheet>& sheets,
                         std::optional<LeafIndex> cut = std::nullopt,
                         std::map<std::string, LeafIndex> contributed = {}, bool synced = true) {
    const std::string device = mission_.FullName("tur/d01");
    const ReportOpen open = TestFrame().open;
    std::pair<uint64_t, uint64_t> progress;
    const absl::StatusOr<std::vector<SheetFault>> faults =
        CheckSheets({.mirror = *mirror_,
                     .archive = *archive_,
                     .device = device,
                     .open = open,
                     .cut = cut.value_or(LeafIndex(mirror_->size().value())),
                     .contributed = std::move(contributed),
                     .synced = synced,
                     .progress =
                         [&](uint64_t done, uint64_t total) {
                           progress = {done, total};
                         }},
                    sheets);
    EXPECT_TRUE(faults.ok()) << faults.status();
    EXPECT_EQ(progress.first, progress.second) << "all of them were looked at";
    std::vector<std::string> texts;
    for (const SheetFault& fault : *faults) {
      const ErrorDetail detail = DetailOf(SheetFaultError(fault)).value_or(ErrorDetail());
      texts.push_back(absl::StrCat(detail.reason, " ", detail.subject, " ", detail.field));
    }
    return absl::StrJoin(texts, "; ");
  }

  SeededRandom random_{5};
  TestMission mission_{random_};
  ScriptedHub hub_{mission_};
  MemoryFileSystem files_;
  std::unique_ptr<Mirror> mirror_;
  const std::string path_ =
      absl::StrCat(testing::TempDir(), "report_desk_",
                   testing::UnitTest::GetInstance()->current_test_info()->name(), ".db");
  std::unique_ptr<Database> database_;
  std::unique_ptr<Archive> archive_;
  uint64_t next_index_ = 100;
  int64_t acts_ = 0;
  std::map<Hash, Hash> envelopes_;  // notice hash -> header hash
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_DESK_DESK_TESTING_H_
