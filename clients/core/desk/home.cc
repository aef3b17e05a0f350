#include "clients/core/desk/home.h"

#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"
#include "proto/text/verified_note.h"
#include "toml++/toml.h"

namespace liaison {
namespace {

constexpr size_t kMaxConfigBytes = 64 * 1024;
constexpr size_t kPinGroups = 8;
constexpr size_t kPinGroupDigits = 8;

absl::StatusOr<Charter> CheckCharterNote(absl::string_view ns, absl::string_view bytes,
                                         const Hash& pin, const PublicCrypto& crypto) {
  ASSIGN_OR_RETURN(const Note note, ParseNote(bytes, kMaxPublicNoteBytes));
  if (crypto.Sha256(note.text) != pin) {
    return MakeError(absl::StatusCode::kDataLoss,
                     "this charter is not the one whose 8 groups were typed; compare both on paper",
                     {.reason = "CHARTER_MISMATCH", .subject = "charter.note", .field = ""});
  }
  ASSIGN_OR_RETURN(Charter charter, ParseCharter(ns, note.text, crypto));
  std::vector<VKey> roots;
  for (const OfficeRoot& office : charter.offices) roots.push_back(office.root);
  RETURN_IF_ERROR(Verify(note, roots, crypto).status());
  return charter;
}

absl::Status ConfigError(absl::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument, absl::StrCat("config.toml: ", message),
                   {.reason = "CONFIG", .subject = "config.toml", .field = std::string(message)});
}

}  // namespace

HomePaths::HomePaths(absl::string_view home)
    : folder(home),
      config(JoinPath(home, "config.toml")),
      charter(JoinPath(home, "charter.note")),
      pin(JoinPath(home, "charter.pin")),
      keys(JoinPath(home, "keys")),
      database(JoinPath(home, "desk.db")),
      mirror(JoinPath(home, "mirror")),
      outbox_lock(JoinPath(home, "outbox.lock")),
      upload_lock(JoinPath(home, "upload.lock")),
      session(JoinPath(home, "session.sock")) {}

absl::StatusOr<HomeConfig> ReadHomeConfig(const HomePaths& paths, FileSystem& files) {
  const absl::StatusOr<std::string> text = files.Read(paths.config, kMaxConfigBytes);
  if (text.status().code() == absl::StatusCode::kNotFound) {
    return MakeError(absl::StatusCode::kNotFound,
                     "no desk in this folder; `liaison key request` makes one",
                     {.reason = "NO_HOME", .subject = paths.folder, .field = ""});
  }
  RETURN_IF_ERROR(text.status());
  try {
    const toml::table table = toml::parse(*text);
    HomeConfig config;
    const std::pair<const char*, std::string*> keys[] = {{"ns", &config.ns},
                                                         {"device", &config.device},
                                                         {"hub", &config.hub},
                                                         {"alarm", &config.alarm}};
    for (const auto& [key, node] : table) {
      bool known = false;
      for (const auto& [name, value] : keys) {
        if (key.str() != name) continue;
        const std::optional<std::string> read = node.value<std::string>();
        if (!read.has_value()) {
          return ConfigError(absl::StrCat("line ", node.source().begin.line, ": ", name,
                                          " must be text in quotes"));
        }
        *value = *read;
        known = true;
      }
      if (!known) {
        return ConfigError(absl::StrCat("line ", node.source().begin.line, ": unknown key ",
                                        std::string(key.str())));
      }
    }
    if (config.ns.empty() || config.device.empty()) return ConfigError("ns and device are needed");
    return config;
  } catch (const toml::parse_error& error) {
    return ConfigError(
        absl::StrCat("line ", error.source().begin.line, ": ", std::string(error.description())));
  }
}

absl::Status WriteHomeConfig(const HomeConfig& config, const HomePaths& paths, FileSystem& files) {
  RETURN_IF_ERROR(files.MakeDirectories(paths.folder));
  toml::table table{{"ns", config.ns}, {"device", config.device}, {"hub", config.hub}};
  if (!config.alarm.empty()) table.insert("alarm", config.alarm);
  std::ostringstream text;
  text << table << "\n";
  return files.Write(paths.config, text.str());
}

std::string PrintPin(const Hash& charter) {
  const std::string hex = ToHex(charter);
  std::string text;
  for (size_t group = 0; group < kPinGroups; ++group) {
    absl::StrAppend(&text, group == 0 ? "" : " ",
                    hex.substr(group * kPinGroupDigits, kPinGroupDigits));
  }
  return text;
}

absl::StatusOr<Hash> ParsePin(absl::string_view text) {
  const std::string digits =
      absl::AsciiStrToLower(absl::StrReplaceAll(text, {{" ", ""}, {"\n", ""}}));
  const absl::StatusOr<std::string> bytes = DecodeHex(digits);
  if (!bytes.ok() || bytes->size() != Hash::kSize) {
    return Malformed("pin", "PIN", "the charter's hash is 8 groups of 8 hexadecimal digits");
  }
  return FixedFromBytes<Hash>(*bytes);
}

absl::Status JoinMission(absl::string_view charter_note, const Hash& pin, absl::string_view hub,
                         const HomePaths& paths, FileSystem& files, const PublicCrypto& crypto) {
  ASSIGN_OR_RETURN(HomeConfig config, ReadHomeConfig(paths, files));
  RETURN_IF_ERROR(CheckCharterNote(config.ns, charter_note, pin, crypto).status());
  ASSIGN_OR_RETURN(const bool joined, files.Exists(paths.pin));
  if (joined) {
    ASSIGN_OR_RETURN(const JoinedMission mission, ReadMission(config, paths, files, crypto));
    if (mission.pin != pin) {
      return MakeError(absl::StatusCode::kAlreadyExists,
                       "this desk belongs to another mission; use a new home folder",
                       {.reason = "JOINED", .subject = "charter.pin", .field = ""});
    }
  }
  RETURN_IF_ERROR(files.Write(paths.charter, charter_note));
  RETURN_IF_ERROR(files.Write(paths.pin, absl::StrCat(PrintPin(pin), "\n")));
  config.hub = std::string(hub);
  return WriteHomeConfig(config, paths, files);
}

absl::StatusOr<JoinedMission> ReadMission(const HomeConfig& config, const HomePaths& paths,
                                          FileSystem& files, const PublicCrypto& crypto) {
  const absl::StatusOr<std::string> typed = files.Read(paths.pin, kMaxConfigBytes);
  if (typed.status().code() == absl::StatusCode::kNotFound) {
    return MakeError(absl::StatusCode::kNotFound,
                     "this desk has not joined a mission; `liaison mission join` does it",
                     {.reason = "NOT_JOINED", .subject = "charter.pin", .field = ""});
  }
  RETURN_IF_ERROR(typed.status());
  ASSIGN_OR_RETURN(const Hash pin, ParsePin(*typed));
  ASSIGN_OR_RETURN(const std::string note, files.Read(paths.charter, kMaxPublicNoteBytes));
  ASSIGN_OR_RETURN(Charter charter, CheckCharterNote(config.ns, note, pin, crypto));
  return JoinedMission{.charter = std::move(charter), .pin = pin};
}

}  // namespace liaison
