#include "tests/fakes/test_mission.h"

#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "proto/base/check.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

constexpr int64_t kDay_s = 24 * 3600;
constexpr int64_t kWeek_s = 7 * kDay_s;
constexpr int64_t kRegistrarDays = 180;
constexpr const char* kOffices[] = {"irn", "jor", "rus", "tur", "un"};  // sorted, as in the charter

std::string MissionJson(absl::string_view operated_by) {
  return absl::StrCat(
      R"({"flash_per_hour":20,"name":"Demonstration mission","operator":")", operated_by,
      R"(","parties":[{"kind":"guarantor","office":"irn"},)"
      R"({"kind":"concerned","office":"jor","zones":["south"]},)"
      R"({"kind":"guarantor","office":"rus"},{"kind":"guarantor","office":"tur"},)"
      R"({"kind":"observer","kinds":["administrative"],"office":"un"}],)"
      R"("precedence_goals":{"flash":600,"immediate":1800,"priority":10800,"routine":21600},)"
      R"("zones":[{"established_by":["irn","rus","tur"],"id":"east-ghouta"},)"
      R"({"established_by":["irn","rus","tur"],"id":"homs-north"},)"
      R"({"established_by":["irn","rus","tur"],"id":"idlib"},)"
      R"({"established_by":["irn","jor","rus","tur"],"id":"south"}]})");
}

}  // namespace

std::string FakeRecipient(absl::string_view owner, uint64_t serial) {
  constexpr absl::string_view kAlphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  const Hash first = Sha256(absl::StrCat(owner, "#", serial));
  const Hash second = Sha256(first.view());
  std::string recipient = "age1";
  for (size_t i = 0; i < 58; ++i) {
    recipient += kAlphabet[(i < 32 ? first.bytes[i] : second.bytes[i - 32]) % kAlphabet.size()];
  }
  return recipient;
}

Hash SpkiPinOf(const PublicKey& key) {
  // SEQUENCE { SEQUENCE { OID 1.3.101.112 }, BIT STRING }: RFC 8410 section 4.
  static constexpr char kPrefix[] = "\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";
  return Sha256(absl::StrCat(absl::string_view(kPrefix, 12), key.view()));
}

std::string SignNoteBy(absl::string_view text, const std::vector<const NoteSigner*>& signers) {
  Note note;
  note.text = std::string(text);
  for (const NoteSigner* signer : signers) note.signatures.push_back(signer->SignText(text));
  return PrintNote(note);
}

TestMission::TestMission(Random& random, TestMissionOptions options)
    : random_(random), options_(std::move(options)) {
  Found();
  for (const char* office : kOffices) {
    CertifyRegistrar(office, "r01");
    CertifyRegistrar(office, "r02");
  }
  for (const char* office : kOffices) {
    CertifyDevice(office, "d01", Role::kDuty);
    CertifyDevice(office, "d02", Role::kHead);
    CertifyDevice(office, "d03", Role::kJwg);
    if (absl::string_view(office) == "irn") CertifyDevice(office, "d04", Role::kDuty);
  }
  PublishKeys();
}

std::string TestMission::FullName(absl::string_view short_name) const {
  return absl::StrCat(ns(), "/", short_name);
}

const NoteSigner& TestMission::signer(absl::string_view short_name) const {
  const auto found = signers_.find(std::string(short_name));
  LIAISON_CHECK(found != signers_.end());
  return found->second;
}

const NoteSigner& TestMission::log_signer() const { return signer("log"); }
const NoteSigner& TestMission::hub_signer() const { return signer("hub"); }

const SigningKey& TestMission::tls_key(absl::string_view short_name) const {
  const auto found = tls_keys_.find(std::string(short_name));
  LIAISON_CHECK(found != tls_keys_.end());
  return found->second;
}

void TestMission::AddSigner(absl::string_view short_name, absl::string_view full_name) {
  signers_.emplace(short_name, NoteSigner(full_name, SigningKey::Generate(random_)));
}

void TestMission::Found() {
  charter_.ns = ns();
  if (options_.hub.has_value()) {
    charter_.log = options_.hub->log;
    charter_.hub = options_.hub->hub;
    charter_.tls = {options_.hub->tls};
  } else {
    AddSigner("log", FullName("log"));
    AddSigner("hub", FullName("hub"));
    tls_keys_.emplace("hub", SigningKey::Generate(random_));
    charter_.log = log_signer().vkey();
    charter_.hub = hub_signer().vkey();
    charter_.tls = {SpkiPinOf(tls_key("hub").public_key())};
  }
  std::vector<const NoteSigner*> roots;
  for (const char* office : kOffices) {
    const std::string short_name = absl::StrCat(office, "/root");
    AddSigner(short_name, FullName(short_name));
    roots.push_back(&signer(short_name));
    charter_.offices.push_back({office, roots.back()->vkey()});
  }
  charter_.quorum = 3;
  charter_.amend = 3;
  charter_.mission = MissionJson(options_.operated_by);
  const std::string text = PrintCharter(charter_);
  charter_hash_ = Sha256(text);
  notes_.push_back(SignNoteBy(text, roots));
}

Certificate TestMission::CertificateFor(absl::string_view short_name, absl::string_view holder,
                                        CertRole role, std::vector<Role> mailboxes,
                                        const PublicKey& key) const {
  Certificate certificate;
  certificate.ns = ns();
  certificate.charter = charter_hash_;
  certificate.office = std::string(short_name.substr(0, short_name.find('/')));
  certificate.subject = FullName(short_name);
  certificate.holder = std::string(holder);
  certificate.role = role;
  certificate.mailboxes = std::move(mailboxes);
  certificate.key = MakeVKey(certificate.subject, key, kTypeEd25519, SodiumCrypto());
  certificate.not_before_s = founded_s();
  const int64_t days = role == CertRole::kRegistrar ? kRegistrarDays : options_.device_days;
  certificate.not_after_s = founded_s() + days * kDay_s;
  return certificate;
}

Prekey TestMission::PrekeyFor(absl::string_view short_name, uint64_t serial) const {
  Prekey prekey;
  prekey.ns = ns();
  prekey.charter = charter_hash_;
  prekey.subject = FullName(short_name);
  prekey.serial = serial;
  prekey.recipient = options_.recipient(prekey.subject, serial);
  prekey.not_before_s = founded_s() + (static_cast<int64_t>(serial) - 1) * kWeek_s;
  prekey.not_after_s = prekey.not_before_s + kWeek_s;
  return prekey;
}

void TestMission::CertifyRegistrar(absl::string_view office, absl::string_view label) {
  const std::string short_name = absl::StrCat(office, "/", label);
  AddSigner(short_name, FullName(short_name));
  const Certificate certificate =
      CertificateFor(short_name, absl::StrFormat("p%02d", ++holders_), CertRole::kRegistrar, {},
                     signer(short_name).vkey().key);
  notes_.push_back(SignNoteBy(PrintCertificate(certificate),
                              {&signer(absl::StrCat(office, "/root")), &signer(short_name)}));
}

void TestMission::CertifyDevice(absl::string_view office, absl::string_view label, Role role) {
  const std::string short_name = absl::StrCat(office, "/", label);
  AddSigner(short_name, FullName(short_name));
  tls_keys_.emplace(short_name, SigningKey::Generate(random_));
  notes_.push_back(SignDevice(CertificateOf(short_name, role), short_name));
  devices_.push_back(short_name);
}

// Its keys are there.
Certificate TestMission::CertificateOf(absl::string_view short_name, Role role) {
  Certificate certificate =
      CertificateFor(short_name, absl::StrFormat("p%02d", ++holders_), CertRole::kDevice, {role},
                     signer(short_name).vkey().key);
  certificate.tls = SpkiPinOf(tls_key(short_name).public_key());
  return certificate;
}

std::string TestMission::SignDevice(const Certificate& certificate,
                                    absl::string_view short_name) const {
  const NoteSigner& registrar = signer(absl::StrCat(certificate.office, "/r01"));
  return SignNoteBy(PrintCertificate(certificate), {&registrar, &signer(short_name)});
}

std::vector<std::string> TestMission::AddDevice(absl::string_view short_name, Role role,
                                                int64_t from_s) {
  const Hash seed = Sha256(short_name);
  uint64_t number = 0;
  std::memcpy(&number, seed.bytes.data(), sizeof(number));
  SeededRandom random(number);
  signers_.emplace(short_name, NoteSigner(FullName(short_name), SigningKey::Generate(random)));
  tls_keys_.emplace(short_name, SigningKey::Generate(random));
  Certificate certificate = CertificateOf(short_name, role);
  certificate.not_before_s = from_s;
  std::vector<std::string> notes = {SignDevice(certificate, short_name)};
  for (uint64_t serial = 1; serial <= options_.prekey_weeks; ++serial) {
    Prekey prekey = PrekeyFor(short_name, serial);
    prekey.not_before_s += from_s - founded_s();
    prekey.not_after_s += from_s - founded_s();
    notes.push_back(signer(short_name).SignNote(PrintPrekey(prekey)));
  }
  devices_.emplace_back(short_name);
  return notes;
}

void TestMission::PublishKeys() {
  for (const char* office : kOffices) {
    ArchiveRecipient archive;
    archive.ns = ns();
    archive.charter = charter_hash_;
    archive.office = office;
    archive.serial = 1;
    archive.recipient = options_.recipient(FullName(absl::StrCat(office, "/archive")), 1);
    archive.not_before_s = founded_s();
    notes_.push_back(
        SignNoteBy(PrintArchiveRecipient(archive), {&signer(absl::StrCat(office, "/r01"))}));
  }
  for (const std::string& device : devices_) {
    for (uint64_t serial = 1; serial <= options_.prekey_weeks; ++serial) {
      notes_.push_back(signer(device).SignNote(PrintPrekey(PrekeyFor(device, serial))));
    }
  }
}

}  // namespace liaison
