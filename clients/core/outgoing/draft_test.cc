#include "clients/core/outgoing/draft.h"

#include <gtest/gtest.h>

#include <optional>

#include "clients/core/outgoing/compose.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/fakes/seeded_random.h"
#include "tests/fakes/test_mission.h"

namespace liaison {
namespace {

class DraftTest : public testing::Test {
 protected:
  ComposedNotice Compose(uint8_t id) {
    NoticeDraft draft{.as = {"tur", Role::kDuty},
                      .to = {{"irn", Role::kDuty}},
                      .kind = "jwg",
                      .lang = "tr",
                      .form = Json::Object{{"label", "mission"}}};
    ComposeContext context{.ns = mission_.ns(),
                           .serial = Serial{"tur", "d01", 2017, 42},
                           .time_s = mission_.founded_s()};
    context.id.fill(id);
    return *liaison::Compose(
        draft, context, Mission(), mission_.signer("tur/d01"),
        [](const Hash&) -> absl::StatusOr<std::optional<Hash>> { return std::optional<Hash>(); });
  }
  // The draft notice that carries the stable part of one and the signed notice of another.
  absl::StatusOr<FrozenNotice> Read(const ComposedNotice& header, const ComposedNotice& notice) {
    ASSIGN_OR_RETURN(const Note note, ParseNote(notice.notice, kMaxNoticeBytes));
    return Read(DraftForm(PrintStablePart(header.header), note));
  }
  absl::StatusOr<FrozenNotice> Read(const Json& form) {
    return ReadDraft({.ns = mission_.ns(), .form = PrintCanonicalJson(form)}, SodiumCrypto());
  }

  SeededRandom random_{1};
  TestMission mission_{random_};
};

TEST_F(DraftTest, CarriesANoticeAsItsAuthorFrozeIt) {
  const ComposedNotice composed = Compose(1);
  const absl::StatusOr<FrozenNotice> frozen = Read(composed, composed);
  ASSERT_TRUE(frozen.ok()) << frozen.status();
  EXPECT_EQ(frozen->notice_hash, composed.notice_hash);
  EXPECT_EQ(PrintNote(frozen->note), composed.notice);
  EXPECT_EQ(PrintStablePart(frozen->header), PrintStablePart(composed.header));
  EXPECT_EQ(frozen->notice.serial.ToString(), "TUR-d01-2017-000042");
}

TEST_F(DraftTest, IsRefusedWithTheEnvelopeOfAnotherNotice) {
  EXPECT_EQ(ReasonOf(Read(Compose(1), Compose(2)).status()), "CONTEXT");
}

TEST_F(DraftTest, IsRefusedWhereAPartIsDamaged) {
  const ComposedNotice composed = Compose(1);
  const Json whole =
      DraftForm(PrintStablePart(composed.header), *ParseNote(composed.notice, kMaxNoticeBytes));
  for (const char* field : {"stable", "note"}) {
    for (const std::string& damaged : {std::string("!"), EncodeBase64("neither of the two")}) {
      Json form = whole;
      (*form.mutable_object())[field] = damaged;
      EXPECT_EQ(Read(form).status().code(), absl::StatusCode::kInvalidArgument) << field;
    }
  }
}

TEST(Draft, LapsesADayAfterTheWeekOfItsTags) {
  constexpr int64_t kDay_s = 24 * 3600;
  constexpr int64_t kWeek_s = 7 * kDay_s;
  EXPECT_EQ(DraftLapses_s({.time_s = 10 * kWeek_s}), 11 * kWeek_s + kDay_s);
  EXPECT_EQ(DraftLapses_s({.time_s = 11 * kWeek_s - 1}), 11 * kWeek_s + kDay_s);
}

}  // namespace
}  // namespace liaison
