// read_records CONFIG SCRIPT NAMES: what the plugin has made the stopped hub write since the
// script's beginning, compared with what the script expects, as `plugkit run` compares it. NAMES
// holds the script's name of an envelope and its header's hash in hex, a line each; where "carried"
// stands behind them, what is about that envelope alone is left out: it has its ladder for the sake
// of its tags. CONFIG names the hub. With --json: all records as JSON lines, and no comparison.
// Exit status 1: others came out.
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "hub/config.h"
#include "hub/data_folder.h"
#include "plugins/plugkit/compare.h"
#include "plugins/plugkit/script_file.h"
#include "plugins/plugkit/stage_log.h"
#include "proto/base/status_macros.h"
#include "proto/system/posix_file_system.h"
#include "proto/text/hash.h"

namespace liaison {
namespace {

constexpr size_t kNamesBytesMax = 1 << 20;

struct Names {
  std::map<Hash, std::string> all;
  std::set<std::string> carried;
};

absl::StatusOr<Names> ReadNames(FileSystem& files, const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, files.Read(path, kNamesBytesMax));
  Names names;
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> words = absl::StrSplit(line, ' ');
    if (words.size() < 2) return absl::InvalidArgumentError("NAMES: a name and a hash a line");
    ASSIGN_OR_RETURN(const std::string bytes, DecodeHex(words[1]));
    ASSIGN_OR_RETURN(const Hash hash, FixedFromBytes<Hash>(bytes));
    names.all[hash] = words[0];
    if (words.size() > 2) names.carried.insert(words[0]);
  }
  return names;
}

// Where the script's time begins in the log: what was founded lies before it.
absl::StatusOr<LeafIndex> FirstSince(const DataFolder& folder, absl::Time begin) {
  std::optional<LeafIndex> first;
  RETURN_IF_ERROR(folder.log->ReadRange(
      LeafIndex(0), folder.log->head().size,
      [&](LeafIndex index, const RecordHead& head, absl::string_view) -> absl::Status {
        if (!first.has_value() && head.time_ms >= absl::ToUnixMillis(begin)) first = index;
        return absl::OkStatus();
      }));
  return first.value_or(LeafIndex(folder.log->head().size.value()));
}

absl::StatusOr<bool> Run(const std::vector<std::string>& words, bool json) {
  PosixFileSystem files;
  ASSIGN_OR_RETURN(const HubConfig config, ReadHubConfig(files, words[0]));
  ASSIGN_OR_RETURN(const plugkit::Script script, ReadScript(files, words[1]));
  ASSIGN_OR_RETURN(const Names names, ReadNames(files, words[2]));
  ASSIGN_OR_RETURN(const std::unique_ptr<DataFolder> folder,
                   OpenDataFolder(config.hub, /*create=*/false, files, /*env=*/nullptr));
  const absl::Time begin = BeginOf(script);
  ASSIGN_OR_RETURN(const LeafIndex first, FirstSince(*folder, begin));
  ASSIGN_OR_RETURN(
      std::vector<plugkit::Record> records,
      ReadRecords(*folder,
                  {.first = first, .began = begin, .ns = config.hub.ns, .names = names.all}));
  std::erase_if(records, [&](const plugkit::Record& record) {
    return record.refs_size() == 1 && names.carried.contains(record.refs(0));
  });
  const Difference difference = Compare(script, records);
  if (!json) {
    for (const std::string& line : difference.lines) std::puts(line.c_str());
    return !difference.any;
  }
  for (const plugkit::Record& record : records) std::puts(RecordJson(record).c_str());
  return true;
}

}  // namespace
}  // namespace liaison

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  const bool json = std::erase(words, "--json") > 0;
  const absl::StatusOr<bool> fits =
      words.size() == 3 ? liaison::Run(words, json)
                        : absl::InvalidArgumentError("read_records CONFIG SCRIPT NAMES [--json]");
  if (fits.ok()) return *fits ? 0 : 1;
  static_cast<void>(std::fprintf(stderr, "%s\n", std::string(fits.status().message()).c_str()));
  return 2;
}
