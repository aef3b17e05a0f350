#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/hash/hash.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/file_system.h"
#include "proto/base/secret.h"
#include "proto/base/status_macros.h"
#include "proto/base/strong_int.h"

namespace liaison {
namespace {

TEST(Secret, StartsAsZerosOfItsSize) {
  const Secret secret(3);
  EXPECT_EQ(secret.size(), 3u);
  EXPECT_EQ(secret.view(), std::string(3, '\0'));
  EXPECT_TRUE(Secret().empty());
  EXPECT_TRUE(Secret(0).empty());
}

TEST(Secret, MovesAndIsNeverCopiedByAccident) {
  static_assert(!std::is_copy_constructible_v<Secret>);
  static_assert(!std::is_copy_assignable_v<Secret>);
  static_assert(!std::is_convertible_v<Secret, std::string>);
  Secret first = Secret::CopyOf("abc");
  const uint8_t* place = first.data();
  Secret second = std::move(first);
  EXPECT_EQ(second.data(), place);
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): moved-from is empty, as promised
  second = Secret::CopyOf("de");
  EXPECT_EQ(second.view(), "de");
  Secret& same = second;
  second = std::move(same);
  EXPECT_EQ(second.view(), "de");
}

TEST(Secret, ComparesItsBytes) {
  EXPECT_TRUE(Secret::CopyOf("abc") == Secret::CopyOf("abc"));
  EXPECT_FALSE(Secret::CopyOf("abc") == Secret::CopyOf("abd"));
  EXPECT_FALSE(Secret::CopyOf("abc") == Secret::CopyOf("ab"));
  EXPECT_TRUE(Secret() == Secret(0));
  const Secret secret = Secret::CopyOf("abc");
  const Secret clone = secret.Clone();
  EXPECT_TRUE(secret == clone);
  EXPECT_NE(secret.data(), clone.data());
}

TEST(SecretDeathTest, EndsTheProcessOnAWriteBehindItsEnd) {
  EXPECT_DEATH(
      {
        Secret secret(32);
        volatile uint8_t* behind = secret.data();
        behind[32] = 1;
      },
      "");
}

TEST(Wipe, OverwritesEverything) {
  char bytes[8];
  std::memcpy(bytes, "password", sizeof bytes);
  Wipe(bytes, sizeof bytes);
  EXPECT_EQ(std::string(bytes, sizeof bytes), std::string(8, '\0'));
}

TEST(Error, CarriesItsDetail) {
  const absl::Status status =
      MakeError(absl::StatusCode::kResourceExhausted, "wait",
                {.reason = "QUOTA", .subject = "irn/duty", .field = "to", .retry_after_ms = 1500});
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  const std::optional<ErrorDetail> detail = DetailOf(status);
  ASSERT_TRUE(detail.has_value());
  EXPECT_EQ(detail->reason, "QUOTA");
  EXPECT_EQ(detail->subject, "irn/duty");
  EXPECT_EQ(detail->field, "to");
  EXPECT_EQ(detail->retry_after_ms, 1500);
  EXPECT_EQ(ReasonOf(status), "QUOTA");
}

TEST(Error, HasNoDetailWhereItIsForeign) {
  EXPECT_FALSE(DetailOf(absl::InternalError("other")).has_value());
  EXPECT_FALSE(DetailOf(absl::OkStatus()).has_value());
  EXPECT_EQ(ReasonOf(absl::OkStatus()), "");
}

TEST(Error, SaysWhichRuleOfWhichFieldIsBroken) {
  const absl::Status status = Malformed("seen", "BASE64", "not canonical");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(DetailOf(status)->field, "seen");
  EXPECT_EQ(ReasonOf(status), "BASE64");
}

absl::StatusOr<int> Half(int number) {
  if (number % 2 != 0) return Malformed("number", "EVEN", "odd");
  return number / 2;
}
absl::StatusOr<int> Quarter(int number) {
  ASSIGN_OR_RETURN(const int half, Half(number));
  RETURN_IF_ERROR(Half(half).status());
  return half / 2;
}

TEST(StatusMacros, ReturnTheFirstErrorUnchanged) {
  EXPECT_EQ(*Quarter(8), 2);
  EXPECT_EQ(ReasonOf(Quarter(7).status()), "EVEN");
  EXPECT_EQ(ReasonOf(Quarter(6).status()), "EVEN");
}

TEST(StrongInt, IsOfItsOwnKind) {
  static_assert(!std::is_convertible_v<uint64_t, LeafIndex>);
  static_assert(!std::is_convertible_v<LeafIndex, uint64_t>);
  static_assert(!std::is_convertible_v<LeafIndex, TreeSize>);
  static_assert(!std::is_constructible_v<TreeSize, LeafIndex>);
  EXPECT_LT(LeafIndex(1), LeafIndex(2));
  EXPECT_EQ(LeafIndex(), LeafIndex(0));
  EXPECT_EQ(absl::HashOf(LeafIndex(1)), absl::HashOf(LeafIndex(1)));
}

TEST(StrongInt, RelatesPositionsAndSizes) {
  EXPECT_EQ(SizeThrough(LeafIndex(4)), TreeSize(5));
  EXPECT_EQ(SizeBefore(LeafIndex(4)), TreeSize(4));
  EXPECT_TRUE(Contains(TreeSize(5), LeafIndex(4)));
  EXPECT_FALSE(Contains(TreeSize(4), LeafIndex(4)));
}

TEST(CheckDeathTest, SaysWhereAndEndsTheProcess) {
  LIAISON_CHECK(1 + 1 == 2);
  EXPECT_DEATH(LIAISON_CHECK(1 + 1 == 3), "base_test.cc:[0-9]+: check failed: 1 \\+ 1 == 3");
}

TEST(JoinPath, PutsOneSlashBetween) {
  EXPECT_EQ(JoinPath("a", "b"), "a/b");
  EXPECT_EQ(JoinPath("a/", "b"), "a/b");
  EXPECT_EQ(JoinPath("/", "b"), "/b");
  EXPECT_EQ(JoinPath("", "b"), "b");
}

}  // namespace
}  // namespace liaison
