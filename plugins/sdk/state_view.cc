#include "plugins/sdk/state_view.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/match.h"

namespace liaison::plugin {
namespace {

// Of one request, by the contract.
constexpr size_t kScanRowsMax = 1000;
constexpr int kGetKeysMax = 256;

}  // namespace

State::State(CommittedState& committed, const v1::Batch& batch) : committed_(committed) {
  for (const v1::StateEntry& row : batch.eager()) read_[row.key()] = row.value();
  for (const std::string& key : batch.absent()) read_[key] = std::nullopt;
}

std::optional<std::string> State::Get(absl::string_view key) {
  if (const auto row = written_.find(key); row != written_.end()) return row->second;
  const auto row = read_.find(key);
  if (row != read_.end()) return row->second;
  Fetch({std::string(key)});
  return read_.find(key)->second;
}

void State::Fetch(const std::vector<std::string>& keys) {
  v1::StateGet get;
  for (const std::string& key : keys) {
    if (written_.contains(key) || !read_.try_emplace(key).second) continue;
    get.add_keys(key);
    if (get.keys_size() == kGetKeysMax) {
      Ask(get);
      get.clear_keys();
    }
  }
  if (!get.keys().empty()) Ask(get);
}

void State::Ask(const v1::StateGet& get) {
  const v1::StateReply reply = committed_.Get(get);
  for (const v1::StateEntry& row : reply.entries()) {
    const auto asked = read_.find(row.key());
    if (asked != read_.end()) asked->second = row.value();
  }
}

std::vector<Row> State::Scan(absl::string_view prefix, absl::string_view after, size_t limit) {
  std::vector<Row> rows;
  auto written = after < prefix ? written_.lower_bound(prefix) : written_.upper_bound(after);
  // Written rows before `end`, the next committed one; all that are left when there is none.
  const auto take_written = [&](const std::string* end) {
    for (; written != written_.end() && rows.size() < limit; ++written) {
      if (!absl::StartsWith(written->first, prefix) || (end != nullptr && written->first >= *end)) {
        return;
      }
      if (written->second.has_value()) rows.push_back({written->first, *written->second});
    }
  };
  v1::StateScan scan;
  scan.set_prefix(std::string(prefix));
  scan.set_after(std::string(after));
  bool more = true;
  while (more && rows.size() < limit) {
    // Rows that the batch deleted make a page shorter than asked for: then another one follows.
    scan.set_limit(static_cast<uint32_t>(std::min(limit - rows.size(), kScanRowsMax)));
    const v1::StateReply page = committed_.Scan(scan);
    for (const v1::StateEntry& row : page.entries()) {
      take_written(&row.key());
      if (rows.size() >= limit) return rows;
      if (!written_.contains(row.key())) rows.push_back({row.key(), row.value()});
    }
    more = page.more() && !page.entries().empty();
    if (more) scan.set_after(page.entries().rbegin()->key());
  }
  take_written(nullptr);
  return rows;
}

void State::Write(absl::string_view key, std::optional<std::string> value) {
  written_[std::string(key)] = std::move(value);
}

}  // namespace liaison::plugin
