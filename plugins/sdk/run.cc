#include <unistd.h>

#include <cerrno>
#include <string>

#include "absl/strings/str_cat.h"
#include "plugins/sdk/frame_loop.h"

namespace liaison::plugin {
namespace {

constexpr int kLinkDescriptor = 3;

bool WriteAll(int descriptor, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

class DescriptorStream final : public Stream {
 public:
  size_t Read(char* into, size_t size) override {
    ssize_t count = -1;
    do {
      count = read(kLinkDescriptor, into, size);
    } while (count < 0 && errno == EINTR);
    return count < 0 ? 0 : static_cast<size_t>(count);
  }
  bool Write(absl::string_view bytes) override { return WriteAll(kLinkDescriptor, bytes); }
  // What cannot be written to stderr is lost: there is nowhere else to complain.
  void Complain(absl::string_view line) override {
    static_cast<void>(WriteAll(STDERR_FILENO, absl::StrCat(line, "\n")));
  }
};

}  // namespace

int Run(Plugin& plugin, const About& about) {
  DescriptorStream stream;
  return Serve(plugin, about, stream);
}

}  // namespace liaison::plugin
