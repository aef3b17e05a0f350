#include "clients/core/outgoing/draft.h"

#include <utility>

#include "clients/core/outgoing/tags.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::StatusOr<std::string> Decoded(const Json& form, absl::string_view field, size_t max_bytes) {
  const std::string coded = form.StringOr(field, "");
  absl::StatusOr<std::string> bytes = DecodeBase64(coded);
  if (bytes.ok() && bytes->size() <= max_bytes) return bytes;
  return Malformed(field, "BASE64", "not the base64 of a frozen notice");
}

}  // namespace

Json DraftForm(absl::string_view stable, const Note& note) {
  return Json::Object{{"label", "addressees"},
                      {"stable", EncodeBase64(stable)},
                      {"note", EncodeBase64(PrintNote(note))}};
}

absl::StatusOr<FrozenNotice> ReadDraft(const Notice& carrier, const PublicCrypto& crypto) {
  ASSIGN_OR_RETURN(const Json json, ParseCanonicalJson(carrier.form));
  ASSIGN_OR_RETURN(const std::string stable, Decoded(json, "stable", kMaxHeaderBytes));
  ASSIGN_OR_RETURN(const std::string bytes, Decoded(json, "note", kMaxNoticeBytes));
  FrozenNotice frozen;
  ASSIGN_OR_RETURN(frozen.note, ParseNote(bytes, kMaxNoticeBytes));
  ASSIGN_OR_RETURN(frozen.header, ParseStablePart(carrier.ns, stable));
  ASSIGN_OR_RETURN(frozen.notice, ParseNotice(carrier.ns, frozen.note.text));
  if (frozen.notice.context != crypto.Sha256(stable)) {
    return MakeError(absl::StatusCode::kDataLoss, "the notice was signed for another envelope",
                     {.reason = "CONTEXT", .subject = frozen.notice.author, .field = "context"});
  }
  frozen.notice_hash = crypto.Sha256(frozen.note.text);
  return frozen;
}

absl::StatusOr<FrozenNotice> FrozenIn(absl::string_view ns, absl::string_view carrier,
                                      const PublicCrypto& crypto) {
  ASSIGN_OR_RETURN(const Note note, ParseNote(carrier, kMaxNoticeBytes));
  ASSIGN_OR_RETURN(const Notice notice, ParseNotice(ns, note.text));
  return ReadDraft(notice, crypto);
}

int64_t DraftLapses_s(const Notice& notice) { return TagsReach_s(notice.time_s); }

}  // namespace liaison
