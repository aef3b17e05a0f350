// What the directory's tests share: a founded mission, a directory that replays it, and short forms
// for notes that follow.
#ifndef LIAISON_PROTO_RULES_DIRECTORY_TESTING_H_
#define LIAISON_PROTO_RULES_DIRECTORY_TESTING_H_

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/rules/directory.h"
#include "proto/text/note.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/fakes/seeded_random.h"
#include "tests/fakes/test_mission.h"

namespace liaison {

inline constexpr int64_t kTestDay_ms = int64_t{24} * 3600 * 1000;

class FoundedMission {
 public:
  explicit FoundedMission(uint64_t seed = 1)
      : random_(seed), mission_(random_), directory_(mission_.ns(), SodiumCrypto()) {
    now_ms_ = mission_.founded_ms();
    for (const std::string& note : mission_.notes()) {
      const absl::Status status = Log(note);
      EXPECT_TRUE(status.ok()) << status << "\n" << note;
    }
  }

  TestMission& mission() { return mission_; }
  Directory& directory() { return directory_; }
  SeededRandom& random() { return random_; }
  int64_t now_ms() const { return now_ms_; }
  int64_t now_s() const { return now_ms_ / 1000; }
  void Advance(int64_t milliseconds) { now_ms_ += milliseconds; }

  // The next leaf.
  LeafIndex next() const { return LeafIndex(directory_.size().value()); }
  absl::Status Log(const std::string& note) {
    absl::StatusOr<Note> parsed = ParseNote(note, kMaxPublicNoteBytes);
    if (!parsed.ok()) return parsed.status();
    return directory_.Apply(next(), now_ms_, *parsed);
  }
  // A leaf that is not the directory's business.
  void Skip() { directory_.Skip(next(), now_ms_); }

  NoteSigner NewSigner(absl::string_view short_name) {
    return NoteSigner(mission_.FullName(short_name), SigningKey::Generate(random_));
  }
  // "irn/d01" -> the text hash of its latest certificate.
  Hash CertHash(absl::string_view short_name) {
    Hash hash;
    for (const CertFact* fact : directory_.Certificates()) {
      if (fact->certificate.subject == mission_.FullName(short_name)) hash = fact->hash;
    }
    return hash;
  }
  // A device certificate with the duty role that begins now, unsigned.
  Certificate NewDevice(const NoteSigner& subject) {
    const std::string name = subject.vkey().name.substr(mission_.ns().size() + 1);
    Certificate certificate =
        mission_.CertificateFor(name, "p90", CertRole::kDevice, {Role::kDuty}, subject.vkey().key);
    certificate.not_before_s = now_s();
    certificate.not_after_s = now_s() + 90 * kTestDay_ms / 1000;
    return certificate;
  }
  std::string RevokeText(const Hash& cert, RevokeReason reason, absl::string_view by) {
    Revocation revocation;
    revocation.ns = mission_.ns();
    revocation.charter = mission_.charter_hash();
    revocation.cert = cert;
    revocation.reason = reason;
    revocation.by = mission_.FullName(by);
    return PrintRevocation(revocation);
  }
  std::string Revoke(absl::string_view target, RevokeReason reason, absl::string_view by) {
    return mission_.signer(by).SignNote(RevokeText(CertHash(target), reason, by));
  }
  std::string SignBy(absl::string_view text, const std::vector<std::string>& short_names) {
    std::vector<const NoteSigner*> signers;
    for (const std::string& name : short_names) signers.push_back(&mission_.signer(name));
    return SignNoteBy(text, signers);
  }
  // "" if `name` may sign in the next leaf, else the reason.
  std::string WhyNot(absl::string_view short_name) {
    return ReasonOf(directory_.SignerAt(mission_.FullName(short_name), next(), now_ms_).status());
  }
  std::vector<std::string> Sealed(absl::string_view mailbox, TreeSize seen) {
    std::vector<std::string> devices;
    for (const DeviceKey& key : directory_.Resolve(*ParseMailbox(mailbox), seen)) {
      devices.push_back(key.device.substr(mission_.ns().size() + 1));
    }
    return devices;
  }

 private:
  SeededRandom random_;
  TestMission mission_;
  Directory directory_;
  int64_t now_ms_ = 0;
};

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_DIRECTORY_TESTING_H_
