#include "hub/plugin_host/logged_envelope.h"

#include <utility>

#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// Its signatures were checked before it came into the log. Empty, which is no header: not a note.
absl::string_view SignedText(absl::string_view note) {
  return note.substr(0, note.rfind("\n\n") + 1);
}

}  // namespace

absl::StatusOr<std::shared_ptr<const LoggedEnvelope>> ReadEnvelope(absl::string_view ns,
                                                                   LeafIndex index,
                                                                   const StoredRecord& record) {
  if (record.head.kind != RecordKind::kEnvelope) return nullptr;
  ASSIGN_OR_RETURN(EnvelopeHeader header, ParseHeader(ns, SignedText(record.body)));
  return std::make_shared<const LoggedEnvelope>(
      LoggedEnvelope{index, record.head.time_ms, std::move(header)});
}

}  // namespace liaison
