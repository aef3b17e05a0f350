// A founded mission in memory: the ceremony of CRYPTO 4.1 with deterministic keys. Guarantors rus,
// irn, tur; concerned party jor, limited to zone south; observer un. Each office has a root, two
// registrars (r01, r02) and three devices: d01 duty, d02 head, d03 jwg; irn has a second duty
// device, d04. Every device has prekeys for eight weeks, every office an archive recipient.
#ifndef LIAISON_TESTS_FAKES_TEST_MISSION_H_
#define LIAISON_TESTS_FAKES_TEST_MISSION_H_

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "proto/base/random.h"
#include "proto/text/directory_note.h"
#include "proto/text/hash.h"
#include "proto/text/names.h"
#include "proto/text/note.h"
#include "proto/wire/sign.h"

namespace liaison {

// The age recipient that `owner` (a device's name, or "NS/irn/archive") publishes under `serial`.
// Who wants to open envelopes makes the identity here and keeps it.
using RecipientMaker = std::function<std::string(absl::string_view owner, uint64_t serial)>;
// The alphabet and length of a recipient, not its bech32 checksum: for tests that never seal.
std::string FakeRecipient(absl::string_view owner, uint64_t serial);

struct TestHubKeys {  // what `liaison-hub init` prints
  VKey log;
  VKey hub;
  Hash tls;
};

struct TestMissionOptions {
  std::string ns = "deescalation.example";
  absl::Time founded = absl::FromUnixSeconds(1493942400);  // 2017-05-05 00:00 UTC
  std::string operated_by = "neutral";
  uint64_t prekey_weeks = 8;
  int64_t device_days = 180;
  std::optional<TestHubKeys> hub;  // nullopt: keys are made here (log_signer, hub_signer)
  RecipientMaker recipient = FakeRecipient;
};

// SHA-256 of an Ed25519 key's SubjectPublicKeyInfo (RFC 8410), as a certificate pins it.
Hash SpkiPinOf(const PublicKey& key);

// One note with a line of each signer, in this order.
std::string SignNoteBy(absl::string_view text, const std::vector<const NoteSigner*>& signers);

class TestMission {
 public:
  explicit TestMission(Random& random, TestMissionOptions options = {});
  TestMission(const TestMission&) = delete;
  TestMission& operator=(const TestMission&) = delete;

  const std::string& ns() const { return options_.ns; }
  int64_t founded_s() const { return absl::ToUnixSeconds(options_.founded); }
  int64_t founded_ms() const { return absl::ToUnixMillis(options_.founded); }
  // The signed notes in the order in which they are logged: charter, registrars, devices, archive
  // recipients, prekeys.
  const std::vector<std::string>& notes() const { return notes_; }
  const Charter& charter() const { return charter_; }
  const Hash& charter_hash() const { return charter_hash_; }

  // By short name: "irn/root", "irn/r01", "irn/d01".
  const NoteSigner& signer(absl::string_view short_name) const;
  const NoteSigner& log_signer() const;  // only without TestMissionOptions::hub
  const NoteSigner& hub_signer() const;
  // A device's TLS key: its certificate carries SpkiPinOf(tls_key(...).public_key()).
  const SigningKey& tls_key(absl::string_view short_name) const;
  // "irn/d01", ... in log order.
  const std::vector<std::string>& devices() const { return devices_; }
  std::string FullName(absl::string_view short_name) const;  // "NS/irn/d01"

  // One more device, with keys that hang on its name alone, certified from `from_s` on: the signed
  // notes of its certificate and prekeys, which are not logged yet.
  std::vector<std::string> AddDevice(absl::string_view short_name, Role role, int64_t from_s);

  // For tests that go on: a certificate or prekey as the founding made it, to be changed and
  // signed.
  Certificate CertificateFor(absl::string_view short_name, absl::string_view holder, CertRole role,
                             std::vector<Role> mailboxes, const PublicKey& key) const;
  Prekey PrekeyFor(absl::string_view short_name, uint64_t serial) const;

 private:
  void AddSigner(absl::string_view short_name, absl::string_view full_name);
  void Found();
  void CertifyRegistrar(absl::string_view office, absl::string_view label);
  void CertifyDevice(absl::string_view office, absl::string_view label, Role role);
  std::string SignDevice(const Certificate& certificate, absl::string_view short_name) const;
  Certificate CertificateOf(absl::string_view short_name, Role role);
  void PublishKeys();

  Random& random_;
  const TestMissionOptions options_;
  std::map<std::string, NoteSigner, std::less<>> signers_;
  std::map<std::string, SigningKey, std::less<>> tls_keys_;
  std::vector<std::string> devices_;
  std::vector<std::string> notes_;
  Charter charter_;
  Hash charter_hash_;
  int holders_ = 0;
};

}  // namespace liaison

#endif  // LIAISON_TESTS_FAKES_TEST_MISSION_H_
