// A device's secrets at rest. root.age is the store's identity in an age passphrase file (scrypt);
// every other secret is an age file to that identity, so that new prekeys can be written while the
// store is locked, and a stock age opens everything on a clean machine. Source: CRYPTO 1.12.
//
//   root.age      passphrase file: the store's identity, one line
//   root.pub      its recipient, one line, for `age -R`
//   <name>.age    the secret's bytes; names of ours stand in secret_names.h
#ifndef LIAISON_CLIENTS_CORE_KEYS_KEY_STORE_H_
#define LIAISON_CLIENTS_CORE_KEYS_KEY_STORE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/file_system.h"
#include "proto/base/random.h"
#include "proto/base/secret.h"

namespace liaison {

inline constexpr int kScryptLogN = 18;  // 256 MiB, 0.8 s; for what a person remembers

inline constexpr size_t kMaxSecretBytes = 64 * 1024;

// Thread: one at a time.
class KeyStore {
 public:
  // Makes the folder and root.age. One that holds no secret yet is taken up instead, as it is: who
  // made it was interrupted. Errors: AlreadyExists KEY_STORE_EXISTS; of what is taken up, as Open.
  static absl::StatusOr<std::unique_ptr<KeyStore>> Create(absl::string_view folder,
                                                          const Secret& passphrase, int log_n,
                                                          FileSystem& files, Random& random);
  // `opener`: the passphrase, or what `Identity` of an open store gave. Errors: NotFound
  // NO_KEY_STORE; PermissionDenied WRONG_PASSPHRASE; DataLoss KEY_STORE_DAMAGED
  // (names the file and what can be done).
  static absl::StatusOr<std::unique_ptr<KeyStore>> Open(absl::string_view folder,
                                                        const Secret& opener, FileSystem& files,
                                                        Random& random);
  virtual ~KeyStore() = default;

  // The store's identity, as age prints it: opens this store without passphrase and without its
  // 0.8 s. For a session that its officer has unlocked; never for a file.
  virtual Secret Identity() const = 0;

  // Secrets by name ([a-z0-9-]+, at most 64; not "root", which is the store itself), e.g.
  // "signing", "tls", "prekey-17", "database", "tag-seed". At most kMaxSecretBytes. Errors of all:
  // InvalidArgument NAME. Errors: NotFound NO_SECRET, DataLoss KEY_STORE_DAMAGED.
  virtual absl::StatusOr<Secret> Get(absl::string_view name) = 0;
  // Replaces. Durable when it returns.
  virtual absl::Status Put(absl::string_view name, const Secret& secret) = 0;
  // Overwrites and removes. Errors: NotFound NO_SECRET.
  virtual absl::Status Destroy(absl::string_view name) = 0;
  // Sorted.
  virtual absl::StatusOr<std::vector<std::string>> Names() = 0;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_KEYS_KEY_STORE_H_
