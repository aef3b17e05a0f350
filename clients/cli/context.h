// What every command gets: the world, the way to the hub, where to talk, and what was said on the
// command line before the command's own words.
#ifndef LIAISON_CLIENTS_CLI_CONTEXT_H_
#define LIAISON_CLIENTS_CLI_CONTEXT_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/notification.h"
#include "clients/cli/output.h"
#include "clients/core/desk/desk.h"
#include "clients/core/forms/form_library.h"
#include "clients/core/language/phrasebook.h"
#include "proto/base/secret.h"

namespace liaison {

struct Context {
  const DeskWorld& world;
  const Phrasebook& phrases;
  Output& output;
  HubConnector connector;
  std::string desk;  // as it was named: a home, or a folder with a home for each officer
  std::string home;
  std::string passphrase_file;  // empty: ask on the terminal
  // Runs `body` with a notification that Ctrl-C, SIGTERM and SIGHUP set.
  std::function<absl::Status(std::function<absl::Status(absl::Notification&)>)> until_stopped;

  Language language() const { return output.language(); }

  // What opens the key store: the file's first line, what an unlocked session hands on, or what is
  // typed. `confirm`: a new passphrase, typed twice.
  // Errors: PermissionDenied NO_PASSPHRASE, PASSPHRASE_MISMATCH; InvalidArgument PASSPHRASE_SHORT.
  absl::StatusOr<Secret> Passphrase(bool confirm) const;
  absl::StatusOr<std::unique_ptr<Desk>> OpenDesk() const;
  // The key store of `home` with the name that it signs under: a desk, a registrar, or an office
  // root (`secret`: kSecretSigning or kSecretOfficeRoot).
  absl::StatusOr<NoteSigner> OpenSigner(absl::string_view secret) const;

  // Reads a file that the person named. At most 60 KiB, as every public note.
  absl::StatusOr<std::string> ReadFile(absl::string_view path) const;

  // "Iran, duty officer" for a mailbox.
  std::string Mailbox(const MailboxId& mailbox) const {
    return phrases.MailboxLabel(language(), mailbox.ToString());
  }
};

// A usage error: exit code 2. `field` chooses the text, error.USAGE.FIELD; `subject` is what was
// typed.
absl::Status Usage(absl::string_view field, absl::string_view subject, absl::string_view message);
// The officer went before it was done: by `q`, by Ctrl-C, by closing the input.
absl::Status LeftError();

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_CONTEXT_H_
