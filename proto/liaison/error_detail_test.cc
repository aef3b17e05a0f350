#include "proto/liaison/error_detail.h"

#include <string>

#include "gtest/gtest.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

TEST(ErrorDetail, ComesBackAsItWasSent) {
  const absl::Status sent = MakeError(
      absl::StatusCode::kResourceExhausted, "the queue is full; wait",
      {.reason = "QUEUE_FULL", .subject = "queue", .field = "records", .retry_after_ms = 250});
  const absl::Status got = DecodeError(sent.code(), sent.message(), EncodeErrorDetail(sent));
  EXPECT_EQ(got, sent);
}

TEST(ErrorDetail, IsEmptyForAStatusWithoutOne) {
  EXPECT_EQ(EncodeErrorDetail(absl::NotFoundError("no such tile")), "");
  EXPECT_EQ(DecodeError(absl::StatusCode::kNotFound, "no such tile", ""),
            absl::NotFoundError("no such tile"));
}

TEST(ErrorDetail, OfAHostilePeerIsLeftOut) {
  const absl::Status bare = absl::AbortedError("again");
  EXPECT_EQ(DecodeError(absl::StatusCode::kAborted, "again", "\xff\xff\xff"), bare);
  const absl::Status long_one =
      MakeError(absl::StatusCode::kAborted, "again",
                {.reason = std::string(5000, 'A'), .subject = "", .field = ""});
  EXPECT_EQ(DecodeError(absl::StatusCode::kAborted, "again", EncodeErrorDetail(long_one)), bare);
}

TEST(ErrorDetail, OfAStatusThatSaysOkIsNoError) {
  EXPECT_TRUE(DecodeError(absl::StatusCode::kOk, "", "").ok());
}

}  // namespace
}  // namespace liaison
