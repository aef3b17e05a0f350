// Random notes, valid and not, against a second, naive implementation: a list of what was logged,
// and questions answered by walking all of it. The seed is printed with every failure.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "proto/rules/directory_testing.h"

namespace liaison {
namespace {

// What the model remembers of a logged certificate, revocation or prekey.
struct Entry {
  enum class What : uint8_t { kCert, kRevoke, kPrekey } what;
  uint64_t index;
  std::string name;       // short name, "irn/d10"
  std::string recipient;  // kPrekey
  uint64_t number;        // kCert: its own number; kRevoke: the certificate's; kPrekey: serial
  int64_t from_s;
  int64_t to_s;
  VKey key;                // kCert
  bool for_cause = false;  // kRevoke: not `replaced`
};

class Model {
 public:
  void Add(Entry entry) { entries_.push_back(std::move(entry)); }
  void AddTime(int64_t time_ms) { times_.push_back(time_ms); }
  int64_t TimeAt(uint64_t size) const { return times_[std::min(size, times_.size()) - 1]; }

  // The answer of SignerAt: "" and the key, or the reason.
  std::string Signer(absl::string_view name, uint64_t index, int64_t time_ms, VKey* key) const {
    std::string answer = "UNKNOWN_SIGNER";
    bool ended_for_cause = false;
    for (const Entry& cert : entries_) {
      if (cert.what != Entry::What::kCert || cert.name != name || cert.index >= index) continue;
      for (const Entry& revoke : entries_) {
        ended_for_cause = ended_for_cause ||
                          (revoke.what == Entry::What::kRevoke && revoke.number == cert.number &&
                           revoke.index < index && revoke.for_cause);
      }
      if (time_ms < cert.from_s * 1000) {
        if (answer == "UNKNOWN_SIGNER") answer = "NOT_YET_VALID";
        continue;
      }
      answer = time_ms > cert.to_s * 1000 ? "EXPIRED" : "";
      for (const Entry& revoke : entries_) {
        if (revoke.what == Entry::What::kRevoke && revoke.number == cert.number &&
            revoke.index < index) {
          answer = "REVOKED";
        }
      }
      if (key != nullptr) *key = cert.key;
    }
    return ended_for_cause ? "REVOKED" : answer;
  }

  std::string Recipient(absl::string_view name, uint64_t seen) const {
    if (!Signer(name, seen, TimeAt(seen), nullptr).empty()) return "";
    std::string recipient;
    uint64_t highest = 0;
    for (const Entry& prekey : entries_) {
      const int64_t time_ms = TimeAt(seen);
      if (prekey.what == Entry::What::kPrekey && prekey.name == name && prekey.index < seen &&
          prekey.from_s * 1000 <= time_ms && time_ms < prekey.to_s * 1000 &&
          prekey.number > highest) {
        highest = prekey.number;
        recipient = prekey.recipient;
      }
    }
    return recipient;
  }

 private:
  std::vector<Entry> entries_;
  std::vector<int64_t> times_;
};

// Drives a founded mission and the model with the same random steps.
class Walk {
 public:
  explicit Walk(uint64_t seed) : dice_(seed), world_(seed) {
    for (uint64_t i = 0; i < world_.directory().size().value(); ++i) {
      model_.AddTime(world_.now_ms());
    }
    for (int i = 10; i < 16; ++i) names_.push_back(absl::StrFormat("tur/d%d", i));
  }

  void Step() {
    if (dice_.Below(2) == 0) world_.Advance(static_cast<int64_t>(dice_.Below(6 * kTestDay_ms)));
    switch (dice_.Below(6)) {
      case 0:
        return StepCertify();
      case 1:
        return StepRevoke();
      case 2:
      case 3:
        return StepPrekey();
      default:
        world_.Skip();
        model_.AddTime(world_.now_ms());
    }
  }

  void Compare() {
    const uint64_t size = world_.directory().size().value();
    const std::string name = AnyName();
    const LeafIndex index(1 + dice_.Below(size + 1));
    const int64_t time_ms =
        world_.mission().founded_ms() + static_cast<int64_t>(dice_.Below(200 * kTestDay_ms));
    VKey expected;
    const std::string reason = model_.Signer(name, index.value(), time_ms, &expected);
    absl::StatusOr<const CertFact*> signer =
        world_.directory().SignerAt(world_.mission().FullName(name), index, time_ms);
    ASSERT_EQ(ReasonOf(signer.status()), reason) << name << " at " << index.value();
    if (signer.ok()) {
      ASSERT_EQ((*signer)->certificate.key, expected);
    }

    const TreeSize seen(1 + dice_.Below(size));
    std::map<std::string, std::string> sealed;
    for (const DeviceKey& key : world_.directory().Resolve(*ParseMailbox("tur/head"), seen)) {
      sealed[key.device] = key.recipient;
    }
    for (const std::string& device : names_) {
      const auto found = sealed.find(world_.mission().FullName(device));
      ASSERT_EQ(found == sealed.end() ? "" : found->second, model_.Recipient(device, seen.value()))
          << device << " seen " << seen.value();
    }
  }

 private:
  std::string AnyName() { return names_[dice_.Below(names_.size())]; }
  int64_t Below(int64_t limit) {
    return static_cast<int64_t>(dice_.Below(static_cast<uint64_t>(limit)));
  }

  // Logs `note`; it must be accepted exactly if `valid`.
  void Log(const std::string& note, bool valid, Entry entry) {
    entry.index = world_.directory().size().value();
    const absl::Status status = world_.Log(note);
    ASSERT_EQ(status.ok(), valid) << status << "\n" << note;
    if (!valid) return;
    model_.Add(std::move(entry));
    model_.AddTime(world_.now_ms());
  }

  // A first certificate or a renewal of a device with the head's mailbox, sometimes by a registrar
  // of another office, sometimes with a wrong `prev`.
  void StepCertify() {
    const std::string name = AnyName();
    auto signer = std::make_unique<NoteSigner>(world_.NewSigner(name));
    Certificate certificate = world_.NewDevice(*signer);
    certificate.mailboxes = {Role::kHead};
    certificate.not_before_s += Below(20) - 10;
    certificate.not_after_s = world_.now_s() + 5 + Below(40 * 86400);
    const bool other_office = dice_.Below(8) == 0;
    const bool wrong_prev = dice_.Below(8) == 0;
    const auto previous = latest_.find(name);
    if (previous != latest_.end()) certificate.prev = certs_[previous->second].hash;
    if (wrong_prev) certificate.prev = Sha256("somebody else's");
    const bool may_renew = std::none_of(certs_.begin(), certs_.end(), [&](const Cert& cert) {
      return cert.name == name && cert.ended_for_cause;
    });
    const bool valid = !other_office && !wrong_prev && may_renew && RegistrarIsValid();
    const std::string text = PrintCertificate(certificate);
    const std::string issuer = other_office ? "rus/r01" : "tur/r01";
    Log(SignNoteBy(text, {&world_.mission().signer(issuer), signer.get()}), valid,
        {Entry::What::kCert, 0, name, "", certs_.size(), certificate.not_before_s,
         certificate.not_after_s, signer->vkey()});
    if (!valid) return;
    latest_[name] = certs_.size();
    certs_.push_back({name, Sha256(text), false, false, std::move(signer)});
  }

  // By the registrar or by the device itself; for a random certificate, also one that is revoked.
  void StepRevoke() {
    if (certs_.empty()) return;
    const size_t number = dice_.Below(certs_.size());
    Cert& cert = certs_[number];
    const bool by_itself = dice_.Below(2) == 0;
    const auto reason = static_cast<RevokeReason>(dice_.Below(4));
    const std::string text =
        world_.RevokeText(cert.hash, reason, by_itself ? cert.name : "tur/r02");
    const NoteSigner& signer = by_itself ? *cert.signer : world_.mission().signer("tur/r02");
    const bool valid = !cert.revoked && (by_itself || RegistrarIsValid());
    const bool for_cause = reason != RevokeReason::kReplaced;
    Log(signer.SignNote(text), valid,
        {Entry::What::kRevoke, 0, "", "", number, 0, 0, {}, for_cause});
    if (!valid) return;
    cert.revoked = true;
    cert.ended_for_cause = for_cause;
  }

  // The next prekey of a device, sometimes with a wrong serial or too long.
  void StepPrekey() {
    const std::string name = AnyName();
    const auto latest = latest_.find(name);
    if (latest == latest_.end()) return;
    VKey current;
    const bool may_sign =
        model_.Signer(name, world_.next().value(), world_.now_ms(), &current).empty();
    const NoteSigner* signer = certs_[latest->second].signer.get();
    const Published last = published_[name];
    const bool wrong_serial = dice_.Below(8) == 0;
    const bool too_long = dice_.Below(8) == 0;
    Prekey prekey = world_.mission().PrekeyFor(name, last.serial + (wrong_serial ? 2 : 1));
    const bool running = last.to_s * 1000 > world_.now_ms();
    prekey.not_before_s = running ? last.to_s : world_.now_s();
    prekey.not_after_s = prekey.not_before_s + 7 * 86400 + (too_long ? 1 : 0);
    const bool too_far = prekey.not_before_s > world_.now_s() + 70 * 86400;
    const bool valid =
        may_sign && signer->vkey() == current && !wrong_serial && !too_long && !too_far;
    Log(signer->SignNote(PrintPrekey(prekey)), valid,
        {Entry::What::kPrekey,
         0,
         name,
         prekey.recipient,
         prekey.serial,
         prekey.not_before_s,
         prekey.not_after_s,
         {}});
    if (valid) published_[name] = {prekey.serial, prekey.not_after_s};
  }

  // The founding's registrars live 180 days.
  bool RegistrarIsValid() {
    return world_.now_ms() <= world_.mission().founded_ms() + 180 * kTestDay_ms;
  }

  struct Cert {
    std::string name;
    Hash hash;
    bool revoked;
    bool ended_for_cause;
    std::unique_ptr<NoteSigner> signer;
  };
  struct Published {
    uint64_t serial = 0;
    int64_t to_s = 0;
  };

  SeededRandom dice_;
  FoundedMission world_;
  Model model_;
  std::vector<std::string> names_;
  std::vector<Cert> certs_;
  std::map<std::string, size_t> latest_;
  std::map<std::string, Published> published_;
};

TEST(DirectoryModel, AgreesWithANaiveListOverRandomNotes) {
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    Walk walk(seed);
    for (int step = 0; step < 150; ++step) {
      walk.Step();
      if (!HasFatalFailure()) walk.Compare();
      if (HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace liaison
