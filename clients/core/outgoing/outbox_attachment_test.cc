// Notices with attachments in the outbox: against a scripted hub, with a real store.
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/core/attachments/attachment_keys.h"
#include "clients/core/attachments/attachment_store.h"
#include "clients/core/outgoing/outbox.h"
#include "clients/core/sealing/open.h"
#include "clients/core/trust/hub_testing.h"
#include "proto/base/error.h"
#include "proto/text/note.h"
#include "proto/text/notice.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/fakes/manual_clock.h"
#include "tests/fakes/memory_file_system.h"
#include "tests/fakes/seeded_random.h"
#include "tests/fakes/test_mission.h"

namespace liaison {
namespace {

class OutboxAttachmentTest : public testing::Test {
 protected:
  OutboxAttachmentTest() {
    TestMissionOptions options;
    options.recipient = [this](absl::string_view, uint64_t) {
      return readers_.emplace_back(AgeIdentity::Generate(random_)).recipient().ToString();
    };
    mission_ = std::make_unique<TestMission>(random_, options);
    hub_ = std::make_unique<ScriptedHub>(*mission_);
    clock_ = std::make_unique<ManualClock>(absl::FromUnixSeconds(mission_->founded_s() + 3600));
    mirror_ = std::move(Mirror::Open("mirror", mission_->ns(), mission_->charter_hash(),
                                     SodiumCrypto(), files_))
                  .value();
    EXPECT_TRUE(mirror_->Update(*hub_).ok());
    database_ = std::move(Database::Open(path_, Secret(32))).value();
    outbox_ = std::move(Outbox::Open({.ns = mission_->ns(), .lock_path = "outbox.lock"},
                                     mission_->signer("tur/d01"), *database_, *mirror_, *clock_,
                                     random_, files_))
                  .value();
  }
  ~OutboxAttachmentTest() override {
    outbox_.reset();
    database_.reset();
    for (const char* suffix : {"", "-wal", "-shm"}) {
      std::remove(absl::StrCat(path_, suffix).c_str());
    }
  }
  NoticeDraft Draft() {
    return {.as = {"tur", Role::kDuty},
            .to = {{"irn", Role::kDuty}},
            .kind = "violation",
            .kind_version = 1,
            .lang = "tr",
            .form = Json(Json::Object{{"label", "mission"}})};
  }
  NoticeAttachment Attach(absl::string_view name) {
    absl::StatusOr<SealedAttachment> sealed = store_.SealBytes("a photograph", name);
    EXPECT_TRUE(sealed.ok()) << sealed.status();
    EXPECT_TRUE(AttachmentKeys::Open(*database_)->Add(sealed->key).ok());
    return sealed->attach;
  }
  OutboxItem Queue(NoticeDraft draft) {
    const absl::StatusOr<OutboxItem> item = outbox_->Enqueue(std::move(draft));
    EXPECT_TRUE(item.ok()) << item.status();
    return item.value_or(OutboxItem());
  }
  OutboxState Flushed(const OutboxItem& item) {
    const absl::StatusOr<FlushReport> report = outbox_->Flush(*hub_);
    EXPECT_TRUE(report.ok()) << report.status();
    return outbox_->Get(item.id)->state;
  }
  void UploadAll() {
    const absl::StatusOr<std::vector<HeaderAttachment>> waiting = outbox_->AttachmentsWaiting();
    ASSERT_TRUE(waiting.ok());
    for (const HeaderAttachment& attach : *waiting) {
      ASSERT_TRUE(store_.Upload(*hub_, attach.sha256, nullptr).ok());
    }
  }

  const std::string path_ =
      absl::StrCat(testing::TempDir(), "/outbox_attachment_",
                   testing::UnitTest::GetInstance()->current_test_info()->name(), ".db");
  SeededRandom random_{6};
  MemoryFileSystem files_;
  AttachmentStore store_{"home", files_, random_};
  std::unique_ptr<TestMission> mission_;
  std::unique_ptr<ScriptedHub> hub_;
  std::unique_ptr<ManualClock> clock_;
  std::unique_ptr<Mirror> mirror_;
  std::vector<AgeIdentity> readers_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Outbox> outbox_;
};

TEST_F(OutboxAttachmentTest, ANoticeWaitsForItsAttachmentsAndHoldsUpNothingElse) {
  NoticeDraft draft = Draft();
  draft.precedence = Precedence::kFlash;
  draft.attach = {Attach("a.jpg"), Attach("b.jpg")};
  const OutboxItem with = Queue(draft);
  const OutboxItem without = Queue(Draft());
  EXPECT_EQ(Flushed(without), OutboxState::kAccepted);
  EXPECT_EQ(outbox_->Get(with.id)->state, OutboxState::kQueued);
  EXPECT_TRUE(outbox_->Get(with.id)->note.empty());  // no number was given

  UploadAll();
  EXPECT_EQ(Flushed(with), OutboxState::kAccepted);
  EXPECT_TRUE(outbox_->AttachmentsWaiting()->empty());
  const OutboxItem sent = *outbox_->Get(with.id);
  const absl::StatusOr<OpenedNotice> opened = OpenNotice(sent.sealed, readers_);
  ASSERT_TRUE(opened.ok()) << opened.status();
  const absl::StatusOr<Notice> notice =
      ParseNotice(mission_->ns(), ParseNote(opened->plaintext.note, kMaxNoticeBytes)->text);
  ASSERT_TRUE(notice.ok());
  ASSERT_EQ(notice->attach.size(), 2u);
  ASSERT_EQ(opened->plaintext.attachment_keys.size(), 2u);
  for (size_t i = 0; i < 2; ++i) {
    const absl::StatusOr<Secret> plain =
        store_.OpenToMemory(notice->attach[i], opened->plaintext.attachment_keys[i].identity, 1000);
    ASSERT_TRUE(plain.ok()) << plain.status();
    EXPECT_EQ(plain->view(), "a photograph");
  }
}

TEST_F(OutboxAttachmentTest, WhatTheHubDroppedIsAskedForAgain) {
  NoticeDraft draft = Draft();
  draft.attach = {Attach("a.jpg")};
  const OutboxItem item = Queue(draft);
  UploadAll();
  hub_->refuse.push_back({"INVALID_ARGUMENT", "attach", "BLOB_MISSING"});
  EXPECT_EQ(Flushed(item), OutboxState::kQueued);
  EXPECT_EQ(outbox_->AttachmentsWaiting()->size(), 1u);
  EXPECT_EQ(Flushed(item), OutboxState::kAccepted);
}

TEST_F(OutboxAttachmentTest, ADraftCarriesTheAttachmentsOfItsNotice) {
  NoticeDraft draft = Draft();
  draft.attach = {Attach("a.jpg")};
  const absl::StatusOr<OutboxItem> carrier = outbox_->EnqueueDraft(draft, {"tur", Role::kHead});
  ASSERT_TRUE(carrier.ok()) << carrier.status();
  const absl::StatusOr<FrozenNotice> frozen =
      FrozenIn(mission_->ns(), carrier->notice, SodiumCrypto());
  ASSERT_TRUE(frozen.ok());
  EXPECT_EQ(frozen->notice.attach, draft.attach);
  const absl::StatusOr<Notice> said =
      ParseNotice(mission_->ns(), ParseNote(carrier->notice, kMaxNoticeBytes)->text);
  ASSERT_TRUE(said.ok());
  EXPECT_EQ(said->attach, draft.attach);
}

TEST_F(OutboxAttachmentTest, NoBagTakesIt) {
  EXPECT_EQ(Flushed(Queue(Draft())), OutboxState::kAccepted);
  NoticeDraft draft = Draft();
  draft.attach = {Attach("a.jpg")};
  const OutboxItem with = Queue(draft);
  const OutboxItem without = Queue(Draft());
  const absl::StatusOr<std::vector<OutboxItem>> packed = outbox_->PrepareForBag({});
  ASSERT_TRUE(packed.ok()) << packed.status();
  ASSERT_EQ(packed->size(), 1u);
  EXPECT_EQ(packed->front().serial, without.serial);
  EXPECT_EQ(*outbox_->LeftOutOfBag({}), std::vector<std::string>{with.serial});
  EXPECT_TRUE(outbox_->LeftOutOfBag(std::vector<MailboxId>{{"un", Role::kDuty}})->empty());
}

TEST_F(OutboxAttachmentTest, WithoutItsKeysItIsNotSent) {
  NoticeDraft draft = Draft();
  draft.attach = {store_.SealBytes("x", "x")->attach};
  const OutboxItem item = Queue(draft);
  UploadAll();
  EXPECT_EQ(Flushed(item), OutboxState::kQueued);
  EXPECT_EQ(outbox_->Get(item.id)->refusal_reason, "ATTACHMENT_KEY");
}

}  // namespace
}  // namespace liaison
