#include "hub/gateway/inbox_watch.h"

#include <gtest/gtest.h>

#include <utility>

namespace liaison {
namespace {

TEST(InboxMessage, ReleaseCarriesTheEnvelopeThatItOpens) {
  InboxBatch batch;
  batch.records.push_back({.index = LeafIndex(4), .kind = RecordKind::kEnvelope, .body = "other"});
  batch.records.push_back(
      {.index = LeafIndex(9),
       .kind = RecordKind::kRelease,
       .body = "release",
       .sealed = "age",
       .released = ReleasedEnvelope{.index = LeafIndex(4), .time_ms = 1234, .header = "header"}});
  v1::InboxMessage message;
  WriteBatch(std::move(batch), message);
  ASSERT_EQ(message.items_size(), 2);
  EXPECT_EQ(message.items(0).released_header(), "");
  EXPECT_EQ(message.items(1).released_header(), "header");
  EXPECT_EQ(message.items(1).released_index(), 4u);
  EXPECT_EQ(message.items(1).released_time_ms(), 1234);
  EXPECT_EQ(message.items(1).sealed(), "age");
}

}  // namespace
}  // namespace liaison
