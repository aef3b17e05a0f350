// A mission that buries a desk under notices for its information.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "proto/wire/hash.h"
#include "tests/hostile/hostile_world.h"

namespace liaison {
namespace {

// More than a list shows.
constexpr uint64_t kCrowd = 300;

TEST(CrowdedDesk, NoticesForInformationNeverHideTheOneThatIsOwed) {
  HonestHub world;
  Victim& tur = world.Join("tur/d01");
  Victim& irn = world.Join("irn/d01");
  tur.Say(kTur, kIrn, "answer this");
  ASSERT_TRUE(tur.Sync().ok());
  NoticeDraft draft = DraftOf(kTur, {kJor}, "for information");
  draft.info = {kIrn};
  ASSERT_TRUE(tur.desk().outbox().Enqueue(draft).ok());
  ASSERT_TRUE(tur.Sync().ok());
  ASSERT_TRUE(irn.Sync().ok());
  const Hash owed = irn.Notices().front().header_hash;
  ArchivedNotice newer = irn.Notices().back();
  for (uint64_t i = 1; i <= kCrowd; ++i) {
    newer.header_hash = Sha256(absl::StrCat("header ", i));
    newer.notice_hash = Sha256(absl::StrCat("notice ", i));
    newer.serial = absl::StrCat("TUR/d01/2017/", 100 + i);
    newer.index = LeafIndex(newer.index->value() + 1);
    ASSERT_TRUE(irn.desk().archive().StoreNotice(newer, "").ok());
  }
  const auto unanswered =
      irn.desk().archive().List({.only_open = true, .mailboxes = {kIrn}, .limit = 10 * kCrowd});
  ASSERT_TRUE(unanswered.ok());
  ASSERT_GE(unanswered->size(), kCrowd + 2);  // the crowd would fill any list

  const auto open = irn.desk().ListOpen({});

  ASSERT_TRUE(open.ok()) << open.status();
  ASSERT_EQ(open->size(), 1u);
  EXPECT_EQ(open->front().header_hash, owed);
}

}  // namespace
}  // namespace liaison
