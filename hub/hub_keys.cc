#include "hub/hub_keys.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "hub/data_folder.h"
#include "hub/hub.h"
#include "proto/base/error.h"
#include "proto/base/secret.h"
#include "proto/base/status_macros.h"
#include "proto/wire/certificate.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

constexpr absl::string_view kLogSeed = "log.seed";
constexpr absl::string_view kHubSeed = "hub.seed";
constexpr absl::string_view kTlsKey = "tls.key.pem";
constexpr absl::string_view kTlsCertificate = "tls.cert.pem";
constexpr absl::string_view kPublicFile = "public.txt";
constexpr size_t kMaxKeyFileBytes = 16 * 1024;

// The TLS key is pinned by the charter, so its end is an amendment of the charter, not a date.
constexpr absl::Duration kTlsLife = absl::Hours(24 * 365 * 10);
// Clients whose clock is a little slow must not find the certificate in the future.
constexpr absl::Duration kTlsBackdate = absl::Hours(24);

std::string KeysPath(const HubOptions& options) { return JoinPath(options.data_path, "keys"); }

absl::Status DamagedKeyFile(absl::string_view name) {
  return MakeError(absl::StatusCode::kDataLoss,
                   absl::StrCat("the hub's key file ", name, " is damaged: restore it from backup"),
                   {.reason = "KEY_FILE", .subject = std::string(name), .field = ""});
}

absl::StatusOr<SigningKey> LoadSeed(const HubOptions& options, absl::string_view name,
                                    FileSystem& files) {
  absl::StatusOr<std::string> bytes =
      files.Read(JoinPath(KeysPath(options), name), kMaxKeyFileBytes);
  if (absl::IsNotFound(bytes.status())) {
    return MakeError(absl::StatusCode::kNotFound,
                     "the data folder is not initialised: run `liaison-hub init`",
                     {.reason = "NOT_INITIALISED", .subject = std::string(name), .field = ""});
  }
  RETURN_IF_ERROR(bytes.status());
  const Secret seed = Secret::CopyOf(*bytes);
  Wipe(bytes->data(), bytes->size());
  absl::StatusOr<SigningKey> key = SigningKey::FromSeed(seed);
  if (!key.ok()) return DamagedKeyFile(name);
  return key;
}

// A second run must not cost a hub its keys: a log that nobody can continue is a lost mission, and
// a folder that was restored without public.txt looks unfinished.
absl::Status CheckNothingThere(const HubOptions& options, FileSystem& files) {
  const std::string keys = KeysPath(options);
  for (const std::string& path :
       {JoinPath(options.data_path, kPublicFile), JoinPath(options.data_path, "log"),
        JoinPath(keys, kLogSeed), JoinPath(keys, kHubSeed), JoinPath(keys, kTlsKey),
        JoinPath(keys, kTlsCertificate)}) {
    ASSIGN_OR_RETURN(const bool exists, files.Exists(path));
    if (!exists) continue;
    return MakeError(absl::StatusCode::kAlreadyExists,
                     absl::StrCat("the data folder is in use or was initialised before (", path,
                                  "): nothing was changed; take an empty folder"),
                     {.reason = "INITIALISED", .subject = path, .field = ""});
  }
  return absl::OkStatus();
}

absl::Status WriteKeys(const HubOptions& options, const NoteSigner& log, const NoteSigner& hub,
                       const TlsIdentity& tls, FileSystem& files) {
  const std::string keys = KeysPath(options);
  RETURN_IF_ERROR(files.MakeDirectories(keys));
  RETURN_IF_ERROR(files.Create(JoinPath(keys, kLogSeed), log.key().seed().view()));
  RETURN_IF_ERROR(files.Create(JoinPath(keys, kHubSeed), hub.key().seed().view()));
  RETURN_IF_ERROR(files.Create(JoinPath(keys, kTlsKey), tls.key_pem.view()));
  return files.Create(JoinPath(keys, kTlsCertificate), tls.certificate_pem);
}

}  // namespace

absl::StatusOr<HubKeys> LoadHubKeys(const HubOptions& options, FileSystem& files) {
  ASSIGN_OR_RETURN(SigningKey log, LoadSeed(options, kLogSeed, files));
  ASSIGN_OR_RETURN(SigningKey hub, LoadSeed(options, kHubSeed, files));
  ASSIGN_OR_RETURN(const std::string certificate,
                   files.Read(JoinPath(KeysPath(options), kTlsCertificate), kMaxKeyFileBytes));
  const absl::StatusOr<Hash> tls = SpkiSha256OfPem(certificate);
  if (!tls.ok()) return DamagedKeyFile(kTlsCertificate);
  return HubKeys{.log = NoteSigner(absl::StrCat(options.ns, "/log"), std::move(log)),
                 .hub = NoteSigner(absl::StrCat(options.ns, "/hub"), std::move(hub)),
                 .tls = *tls};
}

absl::Status InitHub(const HubOptions& options, absl::string_view dns_name, Clock& clock,
                     Random& random, FileSystem& files) {
  RETURN_IF_ERROR(files.MakeDirectories(options.data_path));
  ASSIGN_OR_RETURN(const std::unique_ptr<FileLock> lock, LockFolder(options, files));
  RETURN_IF_ERROR(CheckNothingThere(options, files));
  const NoteSigner log(absl::StrCat(options.ns, "/log"), SigningKey::Generate(random));
  const NoteSigner hub(absl::StrCat(options.ns, "/hub"), SigningKey::Generate(random));
  const SigningKey tls_key = SigningKey::Generate(random);
  const absl::Time now = clock.Now();
  ASSIGN_OR_RETURN(const TlsIdentity tls,
                   MakeTlsIdentity(tls_key, dns_name, now - kTlsBackdate, now + kTlsLife, random));
  RETURN_IF_ERROR(WriteKeys(options, log, hub, tls, files));
  // Last: its presence says that the others are complete.
  return files.Create(JoinPath(options.data_path, kPublicFile),
                      absl::StrCat("log ", PrintVKey(log.vkey()), "\nhub ", PrintVKey(hub.vkey()),
                                   "\ntls ", ToBase64(tls.spki_sha256), "\n"));
}

}  // namespace liaison
