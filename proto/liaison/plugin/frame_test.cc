#include "proto/liaison/plugin/frame.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace liaison {
namespace {

constexpr size_t kMax = 1000;

TEST(Frame, ChecksumsAreThoseOfRfc3720) {
  std::string rising;
  for (int i = 0; i < 32; ++i) rising.push_back(static_cast<char>(i));
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(Crc32c(std::string(32, '\xff')), 0x62a8ab43u);
  EXPECT_EQ(Crc32c(rising), 0x46dd794eu);
  EXPECT_EQ(Crc32c("123456789"), 0xe3069283u);
}

TEST(Frame, MessagesComeOutAsTheyWentInWhereverTheStreamIsCut) {
  const std::vector<std::string> messages = {"one", "", std::string(kMax, 'x'), "four"};
  std::string stream;
  for (const std::string& message : messages) AppendFrame(message, stream);
  for (size_t step = 1; step < 40; ++step) {
    FrameReader reader(kMax);
    std::vector<std::string> found;
    for (size_t at = 0; at < stream.size(); at += step) {
      reader.Add(stream.substr(at, step));
      std::string message;
      while (reader.Next(message) == FrameReader::Result::kMessage) found.push_back(message);
    }
    EXPECT_EQ(found, messages) << step;
  }
}

TEST(Frame, ATornFrameIsPartialAtEveryByte) {
  std::string stream;
  AppendFrame("message", stream);
  for (size_t length = 1; length < stream.size(); ++length) {
    FrameReader reader(kMax);
    reader.Add(stream.substr(0, length));
    std::string message;
    EXPECT_EQ(reader.Next(message), FrameReader::Result::kPartial);
  }
}

TEST(Frame, ALongerFrameIsRefusedByItsHead) {
  std::string stream;
  AppendFrame(std::string(kMax + 1, 'x'), stream);
  FrameReader reader(kMax);
  reader.Add(stream.substr(0, kFrameHeadBytes));
  std::string message;
  EXPECT_EQ(reader.Next(message), FrameReader::Result::kTooLong);
}

TEST(Frame, EveryChangedByteOfAMessageIsSeen) {
  std::string stream;
  AppendFrame("message", stream);
  for (size_t at = 4; at < stream.size(); ++at) {
    std::string changed = stream;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    FrameReader reader(kMax);
    reader.Add(changed);
    std::string message;
    EXPECT_EQ(reader.Next(message), FrameReader::Result::kBadChecksum) << at;
  }
}

}  // namespace
}  // namespace liaison
