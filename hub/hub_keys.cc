#include "hub/hub_keys.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
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

absl::Status WriteKeys(const HubOptions& options, const NoteSigner& log, const NoteSigner& hub,
                       const TlsIdentity& tls, FileSystem& files) {
  const std::string keys = KeysPath(options);
  RETURN_IF_ERROR(files.MakeDirectories(keys));
  RETURN_IF_ERROR(files.Write(JoinPath(keys, kLogSeed), log.key().seed().view()));
  RETURN_IF_ERROR(files.Write(JoinPath(keys, kHubSeed), hub.key().seed().view()));
  RETURN_IF_ERROR(files.Write(JoinPath(keys, kTlsKey), tls.key_pem.view()));
  return files.Write(JoinPath(keys, kTlsCertificate), tls.certificate_pem);
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
  // public.txt is written last: a folder without it was not finished and holds nothing of use.
  const std::string public_path = JoinPath(options.data_path, kPublicFile);
  ASSIGN_OR_RETURN(const bool initialised, files.Exists(public_path));
  if (initialised) {
    return MakeError(absl::StatusCode::kAlreadyExists,
                     "the data folder is initialised: its keys are in public.txt",
                     {.reason = "INITIALISED", .subject = std::string(kPublicFile), .field = ""});
  }
  const NoteSigner log(absl::StrCat(options.ns, "/log"), SigningKey::Generate(random));
  const NoteSigner hub(absl::StrCat(options.ns, "/hub"), SigningKey::Generate(random));
  const SigningKey tls_key = SigningKey::Generate(random);
  const absl::Time now = clock.Now();
  ASSIGN_OR_RETURN(const TlsIdentity tls,
                   MakeTlsIdentity(tls_key, dns_name, now - kTlsBackdate, now + kTlsLife, random));
  RETURN_IF_ERROR(WriteKeys(options, log, hub, tls, files));
  return files.Create(public_path,
                      absl::StrCat("log ", PrintVKey(log.vkey()), "\nhub ", PrintVKey(hub.vkey()),
                                   "\ntls ", ToBase64(tls.spki_sha256), "\n"));
}

}  // namespace liaison
