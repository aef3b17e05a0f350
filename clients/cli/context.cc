#include "clients/cli/context.h"

#include <utility>

#include "clients/cli/passphrase.h"
#include "clients/cli/session.h"
#include "clients/core/desk/shared_desk.h"
#include "clients/core/keys/secret_names.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"

namespace liaison {
namespace {

constexpr size_t kMinPassphraseBytes = 12;

}  // namespace

absl::Status Usage(absl::string_view field, absl::string_view subject, absl::string_view message) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, message,
      {.reason = "USAGE", .subject = std::string(subject), .field = std::string(field)});
}

absl::Status LeftError() {
  return MakeError(absl::StatusCode::kAborted, "left before it was done",
                   {.reason = "LEFT", .subject = "", .field = ""});
}

absl::StatusOr<Secret> Context::Passphrase(bool confirm) const {
  if (!passphrase_file.empty()) return ReadPassphraseFile(passphrase_file);
  if (!confirm) {
    absl::StatusOr<Secret> unlocked = SessionIdentity(HomePaths(home).session);
    if (unlocked.ok()) return unlocked;
  }
  ASSIGN_OR_RETURN(Secret passphrase, AskPassphrase(output.Say("prompt.passphrase")));
  if (!confirm) return passphrase;
  if (passphrase.size() < kMinPassphraseBytes) {
    return Malformed("passphrase", "PASSPHRASE_SHORT",
                     "take at least six words, 12 characters at the very least");
  }
  ASSIGN_OR_RETURN(const Secret again, AskPassphrase(output.Say("prompt.repeat_passphrase")));
  if (passphrase == again) return passphrase;
  return MakeError(absl::StatusCode::kPermissionDenied, "the two passphrases differ; start again",
                   {.reason = "PASSPHRASE_MISMATCH", .subject = "", .field = ""});
}

absl::StatusOr<std::unique_ptr<Desk>> Context::OpenDesk() const {
  // Before the passphrase is asked for, so that nobody types it in vain.
  RETURN_IF_ERROR(HomeOf(desk, world.files).status());
  RETURN_IF_ERROR(ReadHomeConfig(HomePaths(home), world.files).status());
  ASSIGN_OR_RETURN(const Secret passphrase, Passphrase(/*confirm=*/false));
  return Desk::Open(home, passphrase, world, connector);
}

absl::StatusOr<NoteSigner> Context::OpenSigner(absl::string_view secret) const {
  const HomePaths paths(home);
  ASSIGN_OR_RETURN(const HomeConfig config, ReadHomeConfig(paths, world.files));
  ASSIGN_OR_RETURN(const Secret passphrase, Passphrase(/*confirm=*/false));
  ASSIGN_OR_RETURN(const std::unique_ptr<KeyStore> store,
                   KeyStore::Open(paths.keys, passphrase, world.files, world.random));
  ASSIGN_OR_RETURN(const Secret seed, store->Get(secret));
  ASSIGN_OR_RETURN(SigningKey key, SigningKey::FromSeed(seed));
  return NoteSigner(config.device, std::move(key));
}

absl::StatusOr<std::string> Context::ReadFile(absl::string_view path) const {
  return world.files.Read(path, kMaxPublicNoteBytes);
}

}  // namespace liaison
