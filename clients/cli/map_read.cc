// liaison map list|show|diff|held|where: what counts, by the own copy of the log.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/map.h"
#include "clients/cli/map_change_view.h"
#include "clients/cli/map_checks.h"
#include "clients/cli/map_drawing.h"
#include "clients/cli/map_session.h"
#include "clients/cli/map_view.h"
#include "clients/core/geometry/difference.h"
#include "clients/core/maps/map_keeper.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

struct ReadOptions {
  std::string handle;
  std::string other;  // diff
  std::string map;
  std::string picture;
};

absl::Status ListMaps(Context& context, MapSession& session) {
  for (const auto& [map, record] : session.book.maps) {
    if (context.output.json()) {
      ASSIGN_OR_RETURN(const Json value, MapLineJson(session, record));
      context.output.Value(value);
    } else {
      RETURN_IF_ERROR(ShowMapLine(context, session, record));
    }
  }
  if (session.book.maps.empty() && !context.output.json()) {
    context.output.Line(context.output.Say("map.none"));
  }
  return absl::OkStatus();
}

// The text of a step lies in a sealed notice of its own.
absl::Status ShowReasons(Context& context, Desk& desk, const MapEntry& entry) {
  for (const MapRemark& remark : entry.remarks) {
    if (!remark.text.has_value()) continue;
    ASSIGN_OR_RETURN(const std::optional<ArchivedNotice> notice,
                     desk.archive().FindHeader(*remark.text));
    if (!notice.has_value() || notice->notice.empty()) continue;
    context.output.Line(context.output.Say("map.show.reason_in", {notice->serial}));
  }
  return absl::OkStatus();
}

absl::Status ShowVersion(Context& context, MapSession& session, const ReadOptions& options) {
  ASSIGN_OR_RETURN(const FoundMap found, FindMapEntry(session.book, options.handle, options.map));
  const absl::StatusOr<MapDocument> document = HeldDocument(session, *found.entry);
  if (!document.ok() && ReasonOf(document.status()) != "NOT_HELD") return document.status();
  std::optional<CheckedMap> checked;
  if (document.ok()) {
    ASSIGN_OR_RETURN(checked, CheckMap(session, *found.record, *document));
  }
  if (context.output.json()) {
    Json::Object value = EntryJson(*found.record, *found.entry);
    value["held"] = document.ok();
    if (checked.has_value()) value["findings"] = FindingsJson(context, checked->findings);
    context.output.Value(std::move(value));
  } else {
    ShowEntry(context, session, *found.record, *found.entry);
    RETURN_IF_ERROR(ShowReasons(context, *session.desk, *found.entry));
    if (checked.has_value()) {
      ShowChecked(context, *document, *checked);
    } else {
      context.output.Line(context.output.Say("map.not_held_yet"), Colour::kYellow);
    }
  }
  return ShowDisagreements(context, session, found.record->state.map);
}

absl::Status QueueSeen(MapSession& session, const MapEntry& entry) {
  const std::vector<MailboxId> own = session.desk->reader().mailboxes;
  if (own.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(session.desk->keeper().QueueSeen(entry, own.front()));
  // Where there is no line it goes with the next that there is.
  return session.line.ok() ? session.desk->FlushNotes().status() : absl::OkStatus();
}

absl::Status ShowDiff(Context& context, MapSession& session, const ReadOptions& options) {
  ASSIGN_OR_RETURN(const FoundMap was, FindMapEntry(session.book, options.handle, options.map));
  ASSIGN_OR_RETURN(const FoundMap now,
                   FindMapEntry(session.book, options.other, was.record->state.map));
  ASSIGN_OR_RETURN(const MapDocument before, HeldDocument(session, *was.entry));
  ASSIGN_OR_RETURN(const MapDocument after, HeldDocument(session, *now.entry));
  ASSIGN_OR_RETURN(const MapDifference difference, DifferenceOf(before, after));
  if (context.output.json()) {
    context.output.Value(DifferenceJson(difference));
  } else {
    ShowDifference(context, difference);
  }
  if (!options.picture.empty()) {
    RETURN_IF_ERROR(DrawToFile(
        context, session,
        {.was = was.entry, .was_document = &before, .now = now.entry, .now_document = &after},
        options.picture));
  }
  return QueueSeen(session, *now.entry);
}

absl::Status ShowHeld(Context& context, MapSession& session, const ReadOptions& options) {
  ASSIGN_OR_RETURN(const MapRecord* record, FindMap(session.book, options.handle));
  if (!context.output.json()) {
    ShowHolders(context, session, *record);
    return absl::OkStatus();
  }
  for (const MapHolder& holder : HoldersOf(session, *record)) {
    context.output.Value(HolderJson(holder));
  }
  return absl::OkStatus();
}

}  // namespace

void AddMapReadVerbs(CommandAdder& noun) {
  noun.Verb("list", "map.list", [](Context& context) {
    return WithMaps(context, [&](MapSession& session) { return ListMaps(context, session); });
  });
  const auto add = [&noun](const std::string& name, const char* what, auto run) {
    const auto options = std::make_shared<ReadOptions>();
    CLI::App& app = noun.Verb(name, "map." + name, [options, run](Context& context) {
      return WithMaps(context,
                      [&](MapSession& session) { return run(context, session, *options); });
    });
    noun.Text(app, what, options->handle, absl::StrCat("map_", what)).required();
    return std::pair<CLI::App*, std::shared_ptr<ReadOptions>>(&app, options);
  };
  const auto [show, showing] = add("show", "version", ShowVersion);
  noun.Text(*show, "--map", showing->map, "map");
  const auto [diff, differing] = add("diff", "from", ShowDiff);
  noun.Text(*diff, "to", differing->other, "map_to").required();
  noun.Text(*diff, "--map", differing->map, "map");
  noun.Text(*diff, "--picture", differing->picture, "map_picture");
  add("held", "name", ShowHeld);
}

}  // namespace liaison
