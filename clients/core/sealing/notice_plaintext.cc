#include "clients/core/sealing/notice_plaintext.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr absl::string_view kKeylineStart = "attach-key ";
constexpr size_t kBase64HashChars = 44;
constexpr size_t kIdentityChars = 74;
constexpr size_t kKeylineBytes = kKeylineStart.size() + kBase64HashChars + 1 + kIdentityChars + 1;
constexpr char kSeparator = '\0';

absl::Status Damaged(absl::string_view field, absl::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss,
                   absl::StrCat("opened, but what is inside is not a notice: ", what),
                   {.reason = "PLAINTEXT", .subject = "age file", .field = std::string(field)});
}

// Appends within a buffer that was sized beforehand.
class Writer {
 public:
  explicit Writer(Secret& out) : out_(out) {}
  void Append(absl::string_view bytes) {
    LIAISON_CHECK(bytes.size() <= out_.size() - at_);
    std::memcpy(out_.data() + at_, bytes.data(), bytes.size());
    at_ += bytes.size();
  }

 private:
  Secret& out_;
  size_t at_ = 0;
};

absl::StatusOr<AttachmentKey> ParseKeyline(absl::string_view line) {
  if (line.size() != kKeylineBytes - 1 || !absl::ConsumePrefix(&line, kKeylineStart) ||
      line[kBase64HashChars] != ' ') {
    return Damaged("attach-key", "a key of an attachment is malformed");
  }
  const absl::StatusOr<Hash> hash = FixedFromBase64<Hash>(line.substr(0, kBase64HashChars));
  absl::StatusOr<AgeIdentity> identity = AgeIdentity::Parse(line.substr(kBase64HashChars + 1));
  if (!hash.ok() || !identity.ok()) {
    return Damaged("attach-key", "a key of an attachment is malformed");
  }
  return AttachmentKey{*hash, *std::move(identity)};
}

absl::StatusOr<std::vector<AttachmentKey>> ParseKeylines(absl::string_view lines) {
  if (lines.size() % kKeylineBytes != 0 || lines.size() / kKeylineBytes > kMaxAttachmentKeys) {
    return Damaged("attach-key", "the keys of the attachments are cut or too many");
  }
  std::vector<AttachmentKey> keys;
  for (size_t at = 0; at < lines.size(); at += kKeylineBytes) {
    const absl::string_view line = lines.substr(at, kKeylineBytes);
    if (line.back() != '\n') return Damaged("attach-key", "a key of an attachment is malformed");
    ASSIGN_OR_RETURN(AttachmentKey key, ParseKeyline(line.substr(0, line.size() - 1)));
    keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace

size_t UnpaddedSize(absl::string_view note, size_t keys) {
  return note.size() + (keys == 0 ? 0 : 1 + keys * kKeylineBytes);
}

Secret PrintNoticePlaintext(absl::string_view note, absl::Span<const AttachmentKey> keys,
                            size_t size) {
  LIAISON_CHECK(size >= UnpaddedSize(note, keys.size()));
  Secret out(size);
  Writer writer(out);
  writer.Append(note);
  if (!keys.empty()) writer.Append({&kSeparator, 1});
  for (const AttachmentKey& key : keys) {
    writer.Append(kKeylineStart);
    writer.Append(ToBase64(key.ciphertext_sha256));
    writer.Append(" ");
    writer.Append(key.identity.ToText().view());
    writer.Append("\n");
  }
  return out;
}

absl::StatusOr<NoticePlaintext> ParseNoticePlaintext(absl::string_view plaintext) {
  const absl::string_view note = plaintext.substr(0, plaintext.find(kSeparator));
  if (note.empty()) return Damaged("note", "it is empty");
  absl::string_view rest = plaintext.substr(note.size());
  NoticePlaintext out;
  if (rest.size() > 1 && rest[1] != kSeparator) {
    rest.remove_prefix(1);
    const absl::string_view lines = rest.substr(0, rest.find(kSeparator));
    ASSIGN_OR_RETURN(out.attachment_keys, ParseKeylines(lines));
    rest.remove_prefix(lines.size());
  }
  if (rest.find_first_not_of(kSeparator) != absl::string_view::npos) {
    return Damaged("padding", "something follows where only padding may");
  }
  out.note = std::string(note);
  return out;
}

}  // namespace liaison
