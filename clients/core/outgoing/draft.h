// Two persons: the author freezes and signs a notice, a second officer of his office adds his
// signature, either submits. Between them it travels as a notice of kind `draft` inside the office;
// one signature asks, two answer. Source: CRYPTO 1.3.
#ifndef LIAISON_CLIENTS_CORE_OUTGOING_DRAFT_H_
#define LIAISON_CLIENTS_CORE_OUTGOING_DRAFT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/text/canonical_json.h"
#include "proto/text/crypto.h"
#include "proto/text/hash.h"
#include "proto/text/header.h"
#include "proto/text/note.h"
#include "proto/text/notice.h"

namespace liaison {

inline constexpr char kDraftKind[] = "draft";
inline constexpr uint32_t kDraftVersion = 1;

// What a draft carries. A claim: whose signatures these are is checked by CheckNoticeSigners.
struct FrozenNotice {
  EnvelopeHeader header;  // stable part only
  Note note;              // the author's line, then perhaps the releaser's
  Notice notice;
  Hash notice_hash;
};

// The form of a draft. `stable` is a header's stable part.
Json DraftForm(absl::string_view stable, const Note& note);

// `carrier` is of kind `draft`. Errors: InvalidArgument with the field of the form, header or
// notice and the rule; DataLoss CONTEXT (the notice was signed for another envelope).
absl::StatusOr<FrozenNotice> ReadDraft(const Notice& carrier, const PublicCrypto& crypto);

// The same, of a signed notice's bytes.
absl::StatusOr<FrozenNotice> FrozenIn(absl::string_view ns, absl::string_view carrier,
                                      const PublicCrypto& crypto);

// The moment from which a draft is void, in Unix seconds: a day after the epoch of its blind tags,
// so that no pattern's window of 24 h is cut.
int64_t DraftLapses_s(const Notice& notice);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_OUTGOING_DRAFT_H_
