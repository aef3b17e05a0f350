// The hub's end of link and output, against this test's own other end.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "hub/plugin_process/plugin_link.h"
#include "hub/plugin_process/plugin_output.h"
#include "tests/fakes/manual_clock.h"

namespace liaison {
namespace {

using Kind = LinkEvent::Kind;

class PluginLinkTest : public testing::Test {
 protected:
  PluginLinkTest() {
    int ends[2];
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
    plugin_ = ends[1];
    link_ = std::make_unique<PluginLink>(std::make_unique<Descriptor>(ends[0]), 1000);
  }
  ~PluginLinkTest() override { close(plugin_); }

  void Write(absl::string_view bytes) {
    EXPECT_EQ(write(plugin_, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }
  // Writes frames until the socket takes no more; returns how many bytes it took.
  size_t Fill() {
    std::string frame;
    AppendFrame(std::string(1000, 'x'), frame);
    size_t taken = 0;
    ssize_t put = 0;
    while ((put = write(plugin_, frame.data(), frame.size())) ==
           static_cast<ssize_t>(frame.size())) {
      taken += frame.size();
    }
    return taken;
  }

  int plugin_ = -1;
  std::unique_ptr<PluginLink> link_;
};

TEST_F(PluginLinkTest, CutAnywhereAFrameIsPartialThenAMessage) {
  std::string frame;
  AppendFrame("message", frame);
  for (size_t cut = 1; cut < frame.size(); ++cut) {
    Write(absl::string_view(frame).substr(0, cut));
    EXPECT_EQ(link_->Receive().kind, Kind::kPartial) << cut;
    Write(absl::string_view(frame).substr(cut));
    EXPECT_EQ(link_->Receive().text, "message") << cut;
    EXPECT_EQ(link_->Receive().kind, Kind::kNothing) << cut;
  }
}

TEST_F(PluginLinkTest, KnowsThatMoreIsHereThanAPollWouldTell) {
  std::string frames;
  for (const char* text : {"one", "two"}) AppendFrame(text, frames);
  Write(frames);
  EXPECT_FALSE(link_->has_unread());
  EXPECT_EQ(link_->Receive().text, "one");
  EXPECT_TRUE(link_->has_unread());
  EXPECT_EQ(link_->Receive().text, "two");
  EXPECT_EQ(link_->Receive().kind, Kind::kNothing);
  EXPECT_FALSE(link_->has_unread());
}

TEST_F(PluginLinkTest, AFrameLongerThanAllowedIsAFaultBeforeItsBytesCome) {
  Write({"\0\0\x03\xE9", 4});  // 1001
  Write("sum!");
  EXPECT_EQ(link_->Receive().kind, Kind::kFault);
  std::string frame;
  AppendFrame("later", frame);
  Write(frame);
  EXPECT_EQ(link_->Receive().kind, Kind::kFault) << "nothing more comes";
}

TEST_F(PluginLinkTest, AFloodWaitsInItsOwnSocket) {
  EXPECT_GT(Fill(), size_t{64} << 10);
  EXPECT_EQ(link_->Receive().kind, Kind::kMessage);
  EXPECT_LE(Fill(), size_t{70} << 10) << "as much as was read ahead";
  EXPECT_EQ(link_->Receive().kind, Kind::kMessage);
  EXPECT_EQ(Fill(), 0U) << "the second was here already";
}

TEST_F(PluginLinkTest, WhatDoesNotFitIsSentLater) {
  const std::string message(3'000'000, 'm');
  link_->Send(message);
  EXPECT_TRUE(link_->wants_to_send());
  size_t got = 0;
  std::string bytes(100'000, '\0');
  while (link_->wants_to_send() || got < message.size() + kFrameHeadBytes) {
    const ssize_t some = read(plugin_, bytes.data(), bytes.size());
    if (some > 0) got += static_cast<size_t>(some);
    link_->Flush();
  }
  EXPECT_EQ(got, message.size() + kFrameHeadBytes);
}

TEST_F(PluginLinkTest, SendingToOneThatIsGoneIsNoSignal) {
  close(std::exchange(plugin_, -1));
  link_->Send("hello?");
  EXPECT_FALSE(link_->wants_to_send());
  EXPECT_EQ(link_->Receive().kind, Kind::kClosed);
}

class PluginOutputTest : public testing::Test {
 protected:
  PluginOutputTest() {
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_NONBLOCK), 0);
    plugin_ = ends[1];
    output_ = std::make_unique<PluginOutput>(std::make_unique<Descriptor>(ends[0]), clock_);
  }
  ~PluginOutputTest() override { close(plugin_); }

  void Write(size_t size) {
    const std::string bytes(size, 'x');
    EXPECT_EQ(write(plugin_, bytes.data(), size), static_cast<ssize_t>(size));
  }

  ManualClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  int plugin_ = -1;
  std::unique_ptr<PluginOutput> output_;
};

TEST_F(PluginOutputTest, DoesNotListenUntilTheNextSecondOnceItsBytesAreUsedUp) {
  Write(kOutputBytesPerSecond);
  EXPECT_TRUE(output_->listens());
  output_->Drain();
  EXPECT_FALSE(output_->listens());
  Write(100);
  EXPECT_EQ(output_->Take().size(), kOutputBytesPerSecond);
  EXPECT_EQ(output_->Take(), "");
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(output_->listens());
  EXPECT_EQ(output_->Take().size(), 100U);
}

TEST_F(PluginOutputTest, SingleBytesCostAsManyReadsAsASecondHas) {
  int reads = 0;
  for (; output_->listens(); ++reads) {
    Write(1);
    output_->Drain();
  }
  EXPECT_EQ(reads, 64);
  Write(1);
  EXPECT_EQ(output_->Take().size(), 65U) << "the host may still take what is there";
}

TEST_F(PluginOutputTest, AClockSetBackDoesNotSilenceIt) {
  Write(kOutputBytesPerSecond);
  output_->Drain();
  clock_.Advance(absl::Hours(-1));
  EXPECT_TRUE(output_->listens());
}

TEST_F(PluginOutputTest, WhatNobodyTakesIsDroppedAndCounted) {
  Write(kOutputBytesPerSecond);
  output_->Drain();
  clock_.Advance(absl::Seconds(1));
  Write(7);
  EXPECT_EQ(output_->Take(), std::string(kOutputBytesPerSecond, 'x') + "\n[7 bytes dropped]\n");
}

TEST_F(PluginOutputTest, AClosedPipeIsNotListenedTo) {
  close(std::exchange(plugin_, -1));
  output_->Drain();
  EXPECT_FALSE(output_->listens());
}

}  // namespace
}  // namespace liaison
