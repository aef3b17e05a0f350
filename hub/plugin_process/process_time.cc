#include "hub/plugin_process/process_time.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proto/base/descriptor.h"

namespace liaison {

std::optional<ProcessTimes> ParseProcessTimes(absl::string_view line, int64_t ticks_per_second) {
  // The second field is the program's name, which may hold anything, also brackets and spaces.
  const size_t name_end = line.rfind(") ");
  if (name_end == absl::string_view::npos) return std::nullopt;
  const std::vector<absl::string_view> fields = absl::StrSplit(line.substr(name_end + 2), ' ');
  constexpr size_t kUser = 11;  // fields 14, 15 and 22 of the manual, which counts from 1
  constexpr size_t kSystem = 12;
  constexpr size_t kStart = 19;
  int64_t user = 0;
  int64_t system = 0;
  ProcessTimes times;
  if (fields.size() <= kStart || !absl::SimpleAtoi(fields[kUser], &user) ||
      !absl::SimpleAtoi(fields[kSystem], &system) ||
      !absl::SimpleAtoi(fields[kStart], &times.start_ticks)) {
    return std::nullopt;
  }
  times.used = absl::Seconds(user + system) / ticks_per_second;
  return times;
}

std::optional<ProcessTimes> ReadProcessTimes(pid_t pid) {
  const Descriptor file(open(absl::StrCat("/proc/", pid, "/stat").c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return std::nullopt;
  std::array<char, 1024> line;
  const ssize_t size = read(file.get(), line.data(), line.size());
  if (size <= 0) return std::nullopt;
  return ParseProcessTimes({line.data(), static_cast<size_t>(size)}, sysconf(_SC_CLK_TCK));
}

}  // namespace liaison
