// What a key store's secrets are called. One table, so that no two places disagree.
#ifndef LIAISON_CLIENTS_CORE_KEYS_SECRET_NAMES_H_
#define LIAISON_CLIENTS_CORE_KEYS_SECRET_NAMES_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace liaison {

inline constexpr char kSecretSigning[] = "signing";    // seed of a device's or registrar's key
inline constexpr char kSecretTls[] = "tls";            // seed
inline constexpr char kSecretTlsCert[] = "tls-cert";   // PEM
inline constexpr char kSecretDatabase[] = "database";  // 32 bytes
inline constexpr char kSecretTagSeed[] = "tag-seed";   // 32 bytes, CRYPTO 1.13
inline constexpr char kSecretArchive[] = "archive";    // identity text
// Seed of the office root, in the store that is made for the ceremony and kept offline. Not "root":
// root.age is the store itself.
inline constexpr char kSecretOfficeRoot[] = "office-root";

// 17 -> "prekey-17": identity text.
std::string PrekeySecretName(uint64_t serial);
// The inverse; nullopt for other names and other spellings.
std::optional<uint64_t> PrekeySerialOf(absl::string_view secret_name);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_KEYS_SECRET_NAMES_H_
