#include "hub/config.h"

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/names.h"
#include "toml++/toml.h"

namespace liaison {
namespace {

constexpr size_t kConfigBytesMax = 64 * 1024;
constexpr size_t kTlsNameBytesMax = 253;
// A Unix socket's path has 107 bytes (sun_path); "/admin.sock" is added to the data folder's.
constexpr size_t kDataPathBytesMax = 107 - sizeof("/admin.sock");
constexpr uint64_t kKiB = 1024;
constexpr uint64_t kMiB = 1024 * kKiB;
constexpr uint64_t kGiB = 1024 * kMiB;

// What went wrong with one value, or "".
using Problem = std::string;

struct Key {
  std::string section;  // "" for the top of the file
  std::string name;
  bool required = false;
  std::function<Problem(const toml::node&)> set;
  std::string FullName() const { return section.empty() ? name : absl::StrCat(section, ".", name); }
};

std::function<Problem(const toml::node&)> Text(std::function<Problem(const std::string&)> set) {
  return [set = std::move(set)](const toml::node& node) -> Problem {
    const auto* text = node.as_string();
    if (text == nullptr) return "must be a text in quotes";
    return set(text->get());
  };
}

template <typename Number>
std::function<Problem(const toml::node&)> Count(uint64_t min, uint64_t max, uint64_t unit,
                                                Number& out) {
  return [min, max, unit, &out](const toml::node& node) -> Problem {
    const auto* number = node.as_integer();
    if (number == nullptr || number->get() < static_cast<int64_t>(min) ||
        number->get() > static_cast<int64_t>(max)) {
      return absl::StrCat("must be a whole number from ", min, " to ", max);
    }
    out = static_cast<Number>(static_cast<uint64_t>(number->get()) * unit);
    return "";
  };
}

Problem SetNs(const std::string& text, HubConfig& config) {
  if (!IsName(text) || absl::StrContains(text, '/')) {
    return "must be the mission's name space as the charter has it, for example \"levant.example\"";
  }
  config.hub.ns = text;
  return "";
}

Problem SetData(const std::string& text, absl::string_view file, HubConfig& config) {
  if (text.empty()) return "must name a folder";
  const size_t slash = file.rfind('/');
  config.hub.data_path = text[0] == '/' || slash == absl::string_view::npos
                             ? text
                             : JoinPath(file.substr(0, slash), text);
  if (config.hub.data_path.size() > kDataPathBytesMax) {
    return absl::StrCat("is too long for the socket in it: at most ", kDataPathBytesMax, " bytes");
  }
  return "";
}

Problem SetTlsName(const std::string& text, HubConfig& config) {
  if (!IsName(text) || absl::StrContains(text, '/') || text.size() > kTlsNameBytesMax) {
    return "must be a host name in lower case, for example \"hub.example\"";
  }
  config.tls_name = text;
  return "";
}

Problem SetAddress(const std::string& text, HubConfig& config) {
  absl::StatusOr<ListenAddress> address = ParseListenAddress(text);
  if (!address.ok()) return std::string(address.status().message());
  config.listen = *std::move(address);
  return "";
}

Problem SetLevel(const std::string& text, HubConfig& config) {
  const absl::StatusOr<LogLevel> level = ParseLogLevel(text);
  if (!level.ok()) return "must be \"error\", \"warning\", \"info\" or \"debug\"";
  config.log_level = *level;
  return "";
}

std::vector<Key> KeysOf(absl::string_view file, HubConfig& config) {
  HubOptions& hub = config.hub;
  const auto ns = [&config](const std::string& text) { return SetNs(text, config); };
  const auto data = [file, &config](const std::string& text) {
    return SetData(text, file, config);
  };
  const auto address = [&config](const std::string& text) { return SetAddress(text, config); };
  const auto tls_name = [&config](const std::string& text) { return SetTlsName(text, config); };
  const auto level = [&config](const std::string& text) { return SetLevel(text, config); };
  return {
      {.section = "", .name = "ns", .required = true, .set = Text(ns)},
      {.section = "", .name = "data", .required = true, .set = Text(data)},
      {.section = "listen", .name = "address", .required = true, .set = Text(address)},
      {.section = "listen", .name = "tls_name", .required = false, .set = Text(tls_name)},
      {.section = "limits",
       .name = "submits_per_minute",
       .set = Count(1, 1'000'000, 1, hub.submits_per_minute_max)},
      {.section = "limits",
       .name = "group_records",
       .set = Count(1, 1024, 1, hub.group_records_max)},
      {.section = "limits", .name = "group_kib", .set = Count(64, 4096, kKiB, hub.group_bytes_max)},
      {.section = "limits",
       .name = "queue_records",
       .set = Count(1, 1'000'000, 1, hub.queue_records_max)},
      {.section = "limits", .name = "sealed_kib", .set = Count(4, 512, kKiB, hub.sealed_bytes_max)},
      {.section = "limits", .name = "reserve_mib", .set = Count(1, 65536, kMiB, hub.reserve_bytes)},
      {.section = "limits",
       .name = "blob_mib",
       .set = Count(1, uint64_t{1} << 20, kMiB, hub.blob_bytes_max)},
      {.section = "limits",
       .name = "blobs_gib",
       .set = Count(1, uint64_t{1} << 20, kGiB, hub.blobs_bytes_max)},
      {.section = "limits",
       .name = "blob_gib_per_day",
       .set = Count(1, uint64_t{1} << 20, kGiB, hub.blob_bytes_per_day_max)},
      {.section = "limits", .name = "blob_parts", .set = Count(1, 1024, 1, hub.blob_parts_max)},
      {.section = "log", .name = "level", .required = false, .set = Text(level)},
  };
}

absl::Status Fault(absl::string_view file, const toml::source_region& source, absl::string_view key,
                   absl::string_view problem) {
  return MakeError(
      absl::StatusCode::kInvalidArgument,
      absl::StrCat(file, ":", source.begin.line, ": ", key, key.empty() ? "" : " ", problem),
      {.reason = "CONFIG", .subject = std::string(file), .field = std::string(key)});
}

// Every key of the file must be one of `keys`; each is given to its setter.
absl::Status Apply(absl::string_view file, absl::string_view section, const toml::table& table,
                   const std::vector<Key>& keys) {
  for (auto&& [toml_key, node] : table) {
    const std::string name(toml_key.str());
    const std::string full = section.empty() ? name : absl::StrCat(section, ".", name);
    std::vector<std::string> known;
    const Key* found = nullptr;
    bool is_section = false;
    for (const Key& key : keys) {
      if (section.empty() && key.section == name) is_section = true;
      if (key.section != section) continue;
      known.push_back(key.name);
      if (key.name == name) found = &key;
    }
    if (is_section && node.is_table()) {
      RETURN_IF_ERROR(Apply(file, name, *node.as_table(), keys));
    } else if (is_section) {
      return Fault(file, node.source(), full, absl::StrCat("is a section: write [", name, "]"));
    } else if (found == nullptr) {
      return Fault(file, node.source(), full,
                   absl::StrCat("is not a key", section.empty() ? "" : " of this section",
                                "; known here: ", absl::StrJoin(known, ", ")));
    } else if (const Problem problem = found->set(node); !problem.empty()) {
      return Fault(file, node.source(), full, problem);
    }
  }
  return absl::OkStatus();
}

bool Has(const toml::table& table, const Key& key) {
  if (key.section.empty()) return table.contains(key.name);
  const toml::table* section = table[key.section].as_table();
  return section != nullptr && section->contains(key.name);
}

}  // namespace

std::string ListenAddress::ToString() const {
  return absl::StrContains(host, ':') ? absl::StrCat("[", host, "]:", port)
                                      : absl::StrCat(host, ":", port);
}

absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text) {
  const absl::Status malformed =
      Malformed("listen.address", "ADDRESS", "must be \"host:port\", for example \"0.0.0.0:7443\"");
  const size_t colon = text.rfind(':');
  if (colon == absl::string_view::npos || colon == 0) return malformed;
  absl::string_view host = text.substr(0, colon);
  const bool bracketed = host.front() == '[' && host.back() == ']' && host.size() > 2;
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (bracketed != absl::StrContains(host, ':')) return malformed;
  for (const char c : host) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && !absl::StrContains("-.:", c)) {
      return malformed;
    }
  }
  const absl::StatusOr<uint64_t> port = ParseDecimal(text.substr(colon + 1), 65535);
  if (!port.ok()) return malformed;
  return ListenAddress{.host = std::string(host), .port = static_cast<uint16_t>(*port)};
}

absl::StatusOr<HubConfig> ParseHubConfig(absl::string_view toml, absl::string_view file) {
  HubConfig config;
  config.tls_name = "hub.liaison";
  const std::vector<Key> keys = KeysOf(file, config);
  try {
    const toml::table table =
        toml::parse(std::string_view(toml.data(), toml.size()), std::string_view("configuration"));
    RETURN_IF_ERROR(Apply(file, "", table, keys));
    for (const Key& key : keys) {
      if (key.required && !Has(table, key)) {
        return Fault(file, table.source(), key.FullName(), "is missing");
      }
    }
  } catch (const toml::parse_error& error) {
    return Fault(file, error.source(), "",
                 absl::StrCat("not TOML: ", std::string(error.description())));
  } catch (const std::exception& error) {
    return Malformed("", "CONFIG", absl::StrCat(file, ": cannot be read: ", error.what()));
  }
  return config;
}

absl::StatusOr<HubConfig> ReadHubConfig(FileSystem& files, absl::string_view file) {
  const absl::StatusOr<std::string> toml = files.Read(file, kConfigBytesMax);
  if (!toml.ok()) {
    return MakeError(toml.status().code(),
                     absl::StrCat("cannot read the configuration ", file, ": ",
                                  toml.status().message(), "; name it with --config FILE"),
                     {.reason = "CONFIG", .subject = std::string(file), .field = ""});
  }
  return ParseHubConfig(*toml, file);
}

}  // namespace liaison
