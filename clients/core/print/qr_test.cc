#include "clients/core/print/qr.h"

#include <gtest/gtest.h>

#include <string>

#include "proto/base/error.h"

namespace liaison {
namespace {

bool Dark(const QrCode& code, size_t x, size_t y) { return code.dark[y * code.width + x]; }

TEST(Qr, HasTheThreeCornersByWhichAReaderFindsIt) {
  const absl::StatusOr<QrCode> code = MakeQrCode("liaison:un.example TUR-d01-2026-000001");
  ASSERT_TRUE(code.ok());
  EXPECT_EQ(code->width % 4, 1u);
  ASSERT_EQ(code->dark.size(), code->width * code->width);
  const size_t last = code->width - 1;
  for (const auto& [x, y] : {std::pair<size_t, size_t>{0, 0}, {last - 6, 0}, {0, last - 6}}) {
    EXPECT_TRUE(Dark(*code, x, y));
    EXPECT_FALSE(Dark(*code, x + 1, y + 1));
    EXPECT_TRUE(Dark(*code, x + 3, y + 3));
  }
}

TEST(Qr, RefusesNothingAndTooMuch) {
  EXPECT_EQ(ReasonOf(MakeQrCode("").status()), "QR_SIZE");
  EXPECT_TRUE(MakeQrCode(std::string(2331, 'x')).ok());
  EXPECT_EQ(ReasonOf(MakeQrCode(std::string(2332, 'x')).status()), "QR_SIZE");
}

}  // namespace
}  // namespace liaison
