// What a hub can lie about when a record is handed to it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/time.h"
#include "proto/base/error.h"
#include "tests/hostile/hostile_world.h"

namespace liaison {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(LyingSubmit, OkWithoutProofIsAnAlarmAndTheRecordStaysQueued) {  // T-05
  HonestHub world;
  Victim& tur = world.Join("tur/d01");
  const OutboxItem said = tur.Say(kTur, kIrn, "swallowed");
  tur.lies.swallow = true;
  const absl::Status synced = tur.Sync();
  EXPECT_TRUE(absl::IsDataLoss(synced)) << synced;
  EXPECT_EQ(ReasonOf(synced), "UNPROVEN");
  EXPECT_EQ(tur.desk().outbox().Waiting(), 1U);
  EXPECT_NE(tur.desk().outbox().Get(said.id)->state, OutboxState::kAccepted);

  tur.lies.swallow = false;
  EXPECT_EQ(tur.Sync(), absl::OkStatus());
  EXPECT_EQ(tur.desk().outbox().Get(said.id)->state, OutboxState::kAccepted);
  ASSERT_THAT(tur.lies.submitted, SizeIs(2));
  EXPECT_EQ(tur.lies.submitted[0].note, tur.lies.submitted[1].note) << "not the identical bytes";
}

TEST(LyingSubmit, RefusalThatTheHubDidNotSignIsAnAlarmAndRefusesNothing) {  // T-05
  HonestHub world;
  Victim& tur = world.Join("tur/d01");
  const OutboxItem said = tur.Say(kTur, kIrn, "refused by nobody");
  tur.lies.refuse_unsigned = true;
  const absl::Status synced = tur.Sync();
  EXPECT_TRUE(absl::IsDataLoss(synced)) << synced;
  EXPECT_EQ(ReasonOf(synced), "UNPROVEN");
  EXPECT_EQ(tur.desk().outbox().Waiting(), 1U);

  tur.lies.refuse_unsigned = false;
  EXPECT_EQ(tur.Sync(), absl::OkStatus());
  EXPECT_EQ(tur.desk().outbox().Get(said.id)->state, OutboxState::kAccepted);
}

}  // namespace
}  // namespace liaison
