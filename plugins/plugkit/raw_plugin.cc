#include "plugins/plugkit/raw_plugin.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "hub/plugin_host/manifest.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr int kPatienceMs = 5000;

bool Ready(int fd, short what) {
  pollfd one{fd, what, 0};
  return poll(&one, 1, kPatienceMs) == 1;
}

}  // namespace

absl::StatusOr<std::unique_ptr<RawPlugin>> RawPlugin::Start(Launcher& launcher,
                                                            const Descriptor& bundle,
                                                            uint64_t data_bytes_max) {
  ASSIGN_OR_RETURN(LaunchedProcess process, launcher.Start(bundle, /*slot=*/0, data_bytes_max));
  return std::make_unique<RawPlugin>(launcher, std::move(process));
}

RawPlugin::RawPlugin(Launcher& launcher, LaunchedProcess process)
    : launcher_(launcher), process_(std::move(process)), reader_(kFrameBytesMax) {}

RawPlugin::~RawPlugin() { launcher_.Forget(process_.id); }

void RawPlugin::Send(const plugin::v1::ToPlugin& message) {
  std::string frame;
  AppendFrame(message.SerializeAsString(), frame);
  SendBytes(frame);
}

void RawPlugin::SendBytes(absl::string_view bytes) {
  const int link = process_.link->get();
  while (!bytes.empty() && Ready(link, POLLOUT)) {
    const ssize_t sent = send(link, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) return;  // it has ended; Receive tells
    if (sent > 0) bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

void RawPlugin::EndLink() { static_cast<void>(shutdown(process_.link->get(), SHUT_WR)); }

std::optional<plugin::v1::FromPlugin> RawPlugin::Receive() {
  std::array<char, 4096> bytes;
  for (;;) {
    std::string text;
    const FrameReader::Result result = reader_.Next(text);
    plugin::v1::FromPlugin message;
    if (result == FrameReader::Result::kMessage && message.ParseFromString(text)) return message;
    if (result != FrameReader::Result::kNothing && result != FrameReader::Result::kPartial) break;
    if (!Ready(process_.link->get(), POLLIN)) break;
    const ssize_t got = recv(process_.link->get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got <= 0) break;
    reader_.Add(absl::string_view(bytes.data(), static_cast<size_t>(got)));
  }
  return std::nullopt;
}

std::optional<int> RawPlugin::AwaitEnd() {
  while (launcher_.alive() && !launcher_.EndOf(process_.id).has_value() &&
         Ready(launcher_.control(), POLLIN)) {
    launcher_.ReadNotices();
  }
  return launcher_.EndOf(process_.id);
}

uint64_t RawPlugin::resident_bytes_max() const {
  std::ifstream status(absl::StrCat("/proc/", process_.pid, "/status"));
  for (std::string line; std::getline(status, line);) {
    absl::string_view value = line;
    uint64_t kib = 0;
    if (!absl::ConsumePrefix(&value, "VmHWM:") || !absl::ConsumeSuffix(&value, " kB")) continue;
    if (absl::SimpleAtoi(value, &kib)) return kib << 10;
  }
  return 0;
}

}  // namespace liaison
