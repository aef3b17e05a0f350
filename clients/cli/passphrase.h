// Passphrases come from a file or from the terminal with echo off; never from the command line or
// the environment.
#ifndef LIAISON_CLIENTS_CLI_PASSPHRASE_H_
#define LIAISON_CLIENTS_CLI_PASSPHRASE_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/notification.h"
#include "proto/base/secret.h"

namespace liaison {

// The first line, without its line end; at most 1 KiB. Errors: NotFound, PermissionDenied
// NO_PASSPHRASE (empty, or others may read the file).
absl::StatusOr<Secret> ReadPassphraseFile(absl::string_view path);

// Errors: PermissionDenied NO_PASSPHRASE where there is no terminal.
absl::StatusOr<Secret> AskPassphrase(absl::string_view prompt);
// Gives up when `stop` is notified.
absl::StatusOr<Secret> AskPassphrase(absl::string_view prompt, const absl::Notification& stop);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_PASSPHRASE_H_
