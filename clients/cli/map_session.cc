#include "clients/cli/map_session.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/map_view.h"
#include "clients/core/maps/map_error.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {

absl::StatusOr<MapSession> OpenMaps(Context& context) {
  MapSession session;
  RETURN_IF_ERROR(OpenDeskSession(context, session));
  ASSIGN_OR_RETURN(session.book, ReadMapBook(session.desk->mirror(), session.now_ms));
  return session;
}

absl::Status WithMaps(Context& context, absl::FunctionRef<absl::Status(MapSession&)> run) {
  ASSIGN_OR_RETURN(MapSession session, OpenMaps(context));
  const absl::Status done = run(session);
  return EndMaps(context, session, done);
}

absl::Status EndMaps(Context& context, MapSession& session, const absl::Status& done) {
  std::string map;
  for (const MapAnnouncement& announcement : session.book.disagreements) {
    ASSIGN_OR_RETURN(const bool seen, session.desk->maps().WasSeen(announcement.index));
    if (seen) continue;
    map = announcement.map;
    context.output.Note(AnnouncementText(context, announcement), Colour::kRed);
  }
  RETURN_IF_ERROR(done);
  if (map.empty()) return session.line;
  return MakeError(absl::StatusCode::kDataLoss,
                   "the hub has announced about a map what the log does not give",
                   {.reason = "HUB_DISAGREES", .subject = map, .field = ""});
}

absl::Status ShowDisagreements(Context& context, MapSession& session, const std::string& map) {
  absl::Status found;
  for (const MapAnnouncement& announcement : session.book.disagreements) {
    if (announcement.map != map) continue;
    context.output.Note(AnnouncementText(context, announcement), Colour::kRed);
    RETURN_IF_ERROR(session.desk->maps().MarkSeen(announcement.index));
    found = MakeError(absl::StatusCode::kDataLoss,
                      "the hub has announced about a map what the log does not give",
                      {.reason = "HUB_DISAGREES", .subject = map, .field = ""});
  }
  return found;
}

absl::StatusOr<MapDocument> HeldDocument(MapSession& session, const MapEntry& entry) {
  MapStore& store = session.desk->maps();
  ASSIGN_OR_RETURN(const std::string bad, store.WhyBad(entry.proposal()));
  if (!bad.empty()) {
    return MakeError(
        absl::StatusCode::kDataLoss, "its content is not what was signed for",
        {.reason = bad, .subject = absl::StrCat(entry.note().head.map, " ", entry.Name())});
  }
  ASSIGN_OR_RETURN(std::optional<MapDocument> document,
                   store.Document(entry.note().content.sha256));
  if (document.has_value()) return *std::move(document);
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "this desk has not got its content",
      {.reason = "NOT_HELD", .subject = absl::StrCat(entry.note().head.map, " ", entry.Name())});
}

absl::StatusOr<MapSigner> JwgSigner(Context& context, MapSession& session) {
  for (const MailboxId& mailbox : session.desk->reader().mailboxes) {
    if (mailbox.role != Role::kJwg) continue;
    return MapSigner{.mirror = session.desk->mirror(),
                     .device = session.desk->signer(),
                     .as = mailbox,
                     .random = context.world.random};
  }
  return MakeError(
      absl::StatusCode::kPermissionDenied, "maps are decided by devices of a working group",
      {.reason = "NOT_MAP_JWG", .subject = session.desk->config().device, .field = "as"});
}

}  // namespace liaison
