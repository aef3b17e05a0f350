#include "plugins/plugkit/compare.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace liaison {
namespace {

std::vector<plugkit::Record> Wanted(const plugkit::Script& script,
                                    std::vector<plugkit::Record> records) {
  if (script.only().empty()) return records;
  std::erase_if(records, [&](const plugkit::Record& record) {
    return std::find(script.only().begin(), script.only().end(), record.kind()) ==
           script.only().end();
  });
  return records;
}

}  // namespace

Difference Compare(const plugkit::Script& script, const std::vector<plugkit::Record>& all) {
  const std::vector<plugkit::Record> records = Wanted(script, all);
  Difference difference;
  auto next = records.begin();
  const auto add_unexpected = [&](auto end) {
    for (; next != end; ++next) {
      difference.any = true;
      difference.lines.push_back(absl::StrCat("+ ", PrintRecord(*next)));
    }
  };
  for (const plugkit::Record& expected : script.expect()) {
    const auto found = std::find_if(
        next, records.end(), [&](const plugkit::Record& record) { return Fits(expected, record); });
    if (found == records.end()) {
      difference.any = true;
      difference.lines.push_back(absl::StrCat("- ", PrintRecord(expected)));
      continue;
    }
    add_unexpected(found);
    difference.lines.push_back(absl::StrCat("  ", PrintRecord(*next++)));
  }
  add_unexpected(records.end());
  return difference;
}

}  // namespace liaison
