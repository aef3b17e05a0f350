#include "clients/core/attachments/attachment_keys.h"

#include <optional>
#include <utility>

#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {

absl::StatusOr<AttachmentKeys> AttachmentKeys::Open(Database& database) {
  RETURN_IF_ERROR(
      database.Run("CREATE TABLE IF NOT EXISTS attachment_key("
                   "sha256 BLOB PRIMARY KEY, identity BLOB NOT NULL) WITHOUT ROWID"));
  return AttachmentKeys(database);
}

absl::Status AttachmentKeys::Add(const AttachmentKey& key) {
  const Secret text = key.identity.ToText();
  return database_->Run("INSERT OR IGNORE INTO attachment_key(sha256, identity) VALUES(?,?)",
                        {SqlBlob{key.ciphertext_sha256.view()}, SqlBlob{text.view()}});
}

absl::StatusOr<AgeIdentity> AttachmentKeys::Find(const Hash& sha256) {
  std::optional<absl::StatusOr<AgeIdentity>> found;
  RETURN_IF_ERROR(database_->Query(
      "SELECT identity FROM attachment_key WHERE sha256=?", {SqlBlob{sha256.view()}},
      [&](const SqlRow& row) { found.emplace(AgeIdentity::Parse(row.Text(0))); }));
  if (found.has_value()) return *std::move(found);
  return MakeError(absl::StatusCode::kNotFound, "this desk has no key for the attachment",
                   {.reason = "NO_KEY", .subject = ToHex(sha256).substr(0, 16), .field = ""});
}

absl::StatusOr<std::vector<AttachmentKey>> AttachmentKeys::Of(
    absl::Span<const HeaderAttachment> attachments) {
  std::vector<AttachmentKey> keys;
  for (const HeaderAttachment& attachment : attachments) {
    absl::StatusOr<AgeIdentity> identity = Find(attachment.sha256);
    if (absl::IsNotFound(identity.status())) continue;
    RETURN_IF_ERROR(identity.status());
    keys.push_back({attachment.sha256, *std::move(identity)});
  }
  return keys;
}

}  // namespace liaison
