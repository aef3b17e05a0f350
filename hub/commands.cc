#include "hub/commands.h"

#include <cstddef>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "hub/gateway/admin_client.h"
#include "hub/hub.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr size_t kNoteBytesMax = 64 * 1024;

void Print(const CommandWorld& world, absl::string_view text) {
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), world.out));
}

void PrintJson(const CommandWorld& world, const Json& json) {
  Print(world, absl::StrCat(PrintCanonicalJson(json), "\n"));
}

AdminClient Admin(const HubConfig& config) {
  return AdminClient(JoinPath(config.hub.data_path, "admin.sock"));
}

absl::StatusOr<std::vector<std::string>> ReadNotes(FileSystem& files,
                                                   const std::vector<std::string>& paths) {
  std::vector<std::string> notes;
  for (const std::string& path : paths) {
    absl::StatusOr<std::string> note = files.Read(path, kNoteBytesMax);
    if (!note.ok()) {
      return MakeError(note.status().code(),
                       absl::StrCat("cannot read ", path, ": ", note.status().message()),
                       {.reason = "NOTE_FILE", .subject = path, .field = ""});
    }
    notes.push_back(*std::move(note));
  }
  return notes;
}

std::string HeardText(int64_t heard_ms) {
  if (heard_ms == 0) return "never";
  return absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", absl::FromUnixMillis(heard_ms),
                          absl::UTCTimeZone());
}

void PrintStatus(const CommandWorld& world, const v1::StatusResponse& status) {
  if (!world.json) {
    Print(world, absl::StrCat("state    ", status.state(), "\nrecords  ", status.size(),
                              "\ntime     ", HeardText(status.time_ms()), "\nversion  ",
                              status.version(), "\nblobs    ", status.blob_bytes(), " bytes, ",
                              status.partial_blob_bytes(), " on their way in\n"));
    for (const v1::OfficeHeard& office : status.offices()) {
      Print(world, absl::StrCat("office   ", office.office(), " last heard ",
                                HeardText(office.last_heard_ms()), "\n"));
    }
    return;
  }
  Json::Array offices;
  for (const v1::OfficeHeard& office : status.offices()) {
    offices.push_back(Json::Object{{"office", office.office()},
                                   {"last_heard_ms", int64_t{office.last_heard_ms()}}});
  }
  PrintJson(world,
            Json::Object{{"state", status.state()},
                         {"size", static_cast<int64_t>(status.size())},
                         {"time_ms", int64_t{status.time_ms()}},
                         {"checkpoint", status.checkpoint()},
                         {"version", status.version()},
                         {"blob_bytes", static_cast<int64_t>(status.blob_bytes())},
                         {"partial_blob_bytes", static_cast<int64_t>(status.partial_blob_bytes())},
                         {"offices", std::move(offices)}});
}

}  // namespace

void Answer(const CommandWorld& world, absl::string_view text, const Json& json) {
  if (world.json) {
    PrintJson(world, json);
  } else {
    Print(world, absl::StrCat(text, "\n"));
  }
}

absl::Status ExplainDataFolder(const absl::Status& status, const HubConfig& config) {
  if (status.code() != absl::StatusCode::kPermissionDenied) return status;
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   absl::StrCat("the data folder ", config.hub.data_path,
                                " cannot be written; give it to the user the hub runs as, or mount "
                                "it writable"),
                   {.reason = "DATA_FOLDER_READ_ONLY", .subject = "data", .field = "data"});
}

absl::Status InitCommand(const CommandWorld& world, const HubConfig& config) {
  RETURN_IF_ERROR(ExplainDataFolder(
      InitHub(config.hub, config.tls_name, world.clock, world.random, world.files), config));
  ASSIGN_OR_RETURN(const std::string keys,
                   world.files.Read(JoinPath(config.hub.data_path, "public.txt"), kNoteBytesMax));
  Answer(world, absl::StripSuffix(keys, "\n"), Json::Object{{"public", keys}});
  return absl::OkStatus();
}

absl::Status FoundCommand(const CommandWorld& world, const HubConfig& config,
                          const std::vector<std::string>& note_files) {
  ASSIGN_OR_RETURN(const std::vector<std::string> notes, ReadNotes(world.files, note_files));
  RETURN_IF_ERROR(ExplainDataFolder(
      FoundHub(config.hub, notes, world.clock, world.random, world.files, /*env=*/nullptr),
      config));
  Answer(world, absl::StrCat("founded: ", notes.size(), " notes logged"),
         Json::Object{{"records", static_cast<int64_t>(notes.size())}});
  return absl::OkStatus();
}

absl::Status CheckCommand(const CommandWorld& world, const HubConfig& config) {
  RETURN_IF_ERROR(ExplainDataFolder(
      CheckHub(config.hub, world.clock, world.random, world.files, /*env=*/nullptr), config));
  Answer(world, "checked: log, tree, checkpoint, directory and mailboxes agree",
         Json::Object{{"ok", true}});
  return absl::OkStatus();
}

absl::Status ExportLogCommand(const CommandWorld& world, const HubConfig& config,
                              absl::string_view directory) {
  const absl::StatusOr<std::unique_ptr<Hub>> hub =
      Hub::Open(config.hub, world.clock, world.random, world.files, /*env=*/nullptr);
  if (!hub.ok()) return ExplainDataFolder(hub.status(), config);
  RETURN_IF_ERROR(ExportLog(**hub, directory, world.files));
  const uint64_t records = (*hub)->GetStatus().size.value();
  Answer(
      world, absl::StrCat("exported ", records, " records to ", directory),
      Json::Object{{"folder", std::string(directory)}, {"records", static_cast<int64_t>(records)}});
  return absl::OkStatus();
}

absl::Status StatusCommand(const CommandWorld& world, const HubConfig& config) {
  ASSIGN_OR_RETURN(const v1::StatusResponse status, Admin(config).GetStatus());
  PrintStatus(world, status);
  return absl::OkStatus();
}

absl::Status SubmitCommand(const CommandWorld& world, const HubConfig& config,
                           const std::vector<std::string>& note_files) {
  ASSIGN_OR_RETURN(const std::vector<std::string> notes, ReadNotes(world.files, note_files));
  AdminClient admin = Admin(config);
  for (size_t i = 0; i < notes.size(); ++i) {
    ASSIGN_OR_RETURN(const v1::SubmitResponse response, admin.SubmitNote(notes[i]));
    if (!response.has_accepted()) {
      return MakeError(absl::StatusCode::kInvalidArgument,
                       absl::StrCat(note_files[i], " was refused:\n", response.refusal()),
                       {.reason = "REFUSED", .subject = note_files[i], .field = ""});
    }
    const uint64_t index = response.accepted().index();
    Answer(world, absl::StrCat(note_files[i], " is record ", index),
           Json::Object{{"file", note_files[i]}, {"index", static_cast<int64_t>(index)}});
  }
  return absl::OkStatus();
}

absl::Status StopCommand(const CommandWorld& world, const HubConfig& config) {
  RETURN_IF_ERROR(Admin(config).Stop());
  Answer(world, "stopping", Json::Object{{"stopping", true}});
  return absl::OkStatus();
}

}  // namespace liaison
