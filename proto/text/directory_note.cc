#include "proto/text/directory_note.h"

#include <algorithm>
#include <array>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/reader.h"

namespace liaison {
namespace {

constexpr size_t kMaxHolderDigits = 6;

// In the order of the enum values.
constexpr std::array<absl::string_view, 3> kCertRoleNames = {"device", "registrar", "witness"};
constexpr std::array<absl::string_view, 4> kReasonNames = {"lost", "left", "compromise",
                                                           "replaced"};

absl::StatusOr<CertRole> ParseCertRole(absl::string_view text) {
  const auto* found = std::find(kCertRoleNames.begin(), kCertRoleNames.end(), text);
  if (found == kCertRoleNames.end()) {
    return Malformed("", "ROLE", "not a role of a key: device, registrar or witness");
  }
  return static_cast<CertRole>(found - kCertRoleNames.begin());
}

absl::StatusOr<std::string> ParseHolder(absl::string_view text) {
  const bool good = text.size() >= 2 && text.size() <= 1 + kMaxHolderDigits && text[0] == 'p' &&
                    text.find_first_not_of("0123456789", 1) == absl::string_view::npos;
  if (!good) {
    return Malformed("", "HOLDER", "not a pseudonym such as p17: persons are never named here");
  }
  return std::string(text);
}

// "tur <vkey>": an office and its key, for the `office` and `witness` lines.
template <typename Line>
ValueParser<Line> OfficeKey(VKey Line::*key, const PublicCrypto& crypto) {
  return [key, &crypto](absl::string_view text) -> absl::StatusOr<Line> {
    ASSIGN_OR_RETURN(const auto words, Words<2>(text));
    Line line;
    ASSIGN_OR_RETURN(line.office, ParseOffice(words[0]));
    ASSIGN_OR_RETURN(line.*key, ParseVKey(words[1], crypto));
    return line;
  };
}

// A key that enters the charter or a certificate has its place's name and type, and is a point that
// every verifier treats alike (CRYPTO 1.1).
void CheckKey(FieldReader& in, absl::string_view field, const VKey& vkey, absl::string_view name,
              uint8_t type, const PublicCrypto& crypto) {
  if (!in.ok()) return;
  in.Check(vkey.name == name, field, "VKEY", absl::StrCat("the key's name must be ", name));
  in.Check(vkey.type == type, field, "VKEY", "the key has the type of another purpose");
  in.Check(crypto.IsValidPoint(vkey.key), field, "POINT", "not a usable Ed25519 key");
}

// The one rule for ends of validity: the first second is inside, the last is not before it.
void CheckPeriod(FieldReader& in, int64_t not_before_s, int64_t not_after_s) {
  in.Check(not_before_s < not_after_s, "not-after", "PERIOD", "must lie after 'not-before'");
}

void CheckCharterKeys(FieldReader& in, const Charter& charter, const PublicCrypto& crypto) {
  CheckKey(in, "log", charter.log, absl::StrCat(charter.ns, "/log"), kTypeEd25519, crypto);
  CheckKey(in, "hub", charter.hub, absl::StrCat(charter.ns, "/hub"), kTypeEd25519, crypto);
  std::set<PublicKey> keys = {charter.log.key, charter.hub.key};
  for (const OfficeRoot& office : charter.offices) {
    CheckKey(in, "office", office.root, absl::StrCat(charter.ns, "/", office.office, "/root"),
             kTypeEd25519, crypto);
    keys.insert(office.root.key);
  }
  for (const WitnessLine& witness : charter.witnesses) {
    CheckKey(in, "witness", witness.vkey, absl::StrCat(charter.ns, "/", witness.office, "/witness"),
             kTypeCosignature, crypto);
    keys.insert(witness.vkey.key);
  }
  // Signatures do not commit to the key's name: one key under two names would be ambiguous.
  in.Check(keys.size() == 2 + charter.offices.size() + charter.witnesses.size(), "office",
           "KEY_REUSED", "a key stands here under two names; every name needs its own");
}

void CheckCharter(FieldReader& in, const Charter& charter, const PublicCrypto& crypto) {
  in.Check((charter.serial == 1) == !charter.prev.has_value(), "prev", "SERIAL",
           "- with serial 1; the hash of the charter before, with any other");
  in.Check(!charter.tls.empty(), "tls", "MISSING", "no TLS key of the hub");
  in.Check(!charter.offices.empty(), "office", "MISSING", "a charter needs offices");
  // Without witness lines the number is a place in the format only (CRYPTO 1.9: "later").
  in.Check(charter.witnesses.empty() || charter.quorum <= charter.witnesses.size(), "quorum",
           "COUNT", "more than there are witnesses");
  in.Check(charter.amend >= 1 && charter.amend <= charter.offices.size(), "amend", "COUNT",
           "from 1 to the number of offices");
  CheckCharterKeys(in, charter, crypto);
}

// The label that a key of this role has, so that a name tells what its key may do.
bool LabelFitsRole(absl::string_view label, CertRole role) {
  switch (role) {
    case CertRole::kDevice:
      return IsDeviceLabel(label);
    case CertRole::kRegistrar:
      return IsRegistrarLabel(label);
    case CertRole::kWitness:
      return label == "witness";
  }
  return false;
}

void CheckCertificate(FieldReader& in, const Certificate& certificate, const PublicCrypto& crypto) {
  if (!in.ok()) return;
  const absl::StatusOr<DeviceName> subject = ParseDeviceName(certificate.subject);
  in.Check(subject.ok() && subject->office == certificate.office, "subject", "MISMATCH",
           "a key of another office than 'office'");
  in.Check(subject.ok() && LabelFitsRole(subject->label, certificate.role), "role", "MISMATCH",
           "names are d07 for a device, r01 for a registrar, witness for a witness");
  in.Check(certificate.role == CertRole::kDevice || certificate.mailboxes.empty(), "mailbox",
           "ROLE", "only devices have mailboxes");
  CheckKey(in, "key", certificate.key, certificate.subject,
           certificate.role == CertRole::kWitness ? kTypeCosignature : kTypeEd25519, crypto);
  CheckPeriod(in, certificate.not_before_s, certificate.not_after_s);
}

}  // namespace

absl::string_view CertRoleName(CertRole role) {
  return kCertRoleNames.at(static_cast<size_t>(role));
}

absl::string_view RevokeReasonName(RevokeReason reason) {
  return kReasonNames.at(static_cast<size_t>(reason));
}

absl::StatusOr<RevokeReason> ParseRevokeReason(absl::string_view text) {
  const auto* found = std::find(kReasonNames.begin(), kReasonNames.end(), text);
  if (found == kReasonNames.end()) {
    return Malformed("", "REASON", "not a reason: lost, left, compromise or replaced");
  }
  return static_cast<RevokeReason>(found - kReasonNames.begin());
}

absl::StatusOr<Charter> ParseCharter(absl::string_view ns, absl::string_view text,
                                     const PublicCrypto& crypto) {
  Charter charter;
  charter.ns = std::string(ns);
  FieldReader in(ns, "charter", text, kMaxPublicNoteBytes);
  in.Required("serial", charter.serial, ParseSize);
  in.OrDash("prev", charter.prev, ParseHash);
  in.Required("log", charter.log, VKeyBy(crypto));
  in.Required("hub", charter.hub, VKeyBy(crypto));
  in.Sorted("tls", charter.tls, ParseHash);
  in.Sorted("office", charter.offices, OfficeKey(&OfficeRoot::root, crypto), &OfficeRoot::office);
  in.Sorted("witness", charter.witnesses, OfficeKey(&WitnessLine::vkey, crypto),
            &WitnessLine::office);
  in.Required("quorum", charter.quorum, ParseCount);
  in.Required("amend", charter.amend, ParseCount);
  in.JsonTail("mission", charter.mission);
  CheckCharter(in, charter, crypto);
  return in.Finish(std::move(charter));
}

std::string PrintCharter(const Charter& charter) {
  FieldWriter out(charter.ns, "charter");
  out.Line("serial", charter.serial).Line("prev", charter.prev);
  out.Line("log", charter.log).Line("hub", charter.hub).Repeated("tls", charter.tls);
  for (const OfficeRoot& office : charter.offices) out.Line("office", office.office, office.root);
  for (const WitnessLine& line : charter.witnesses) out.Line("witness", line.office, line.vkey);
  out.Line("quorum", charter.quorum).Line("amend", charter.amend).JsonTail(charter.mission);
  return out.Take();
}

absl::StatusOr<Certificate> ParseCertificate(absl::string_view ns, absl::string_view text,
                                             const PublicCrypto& crypto) {
  Certificate certificate;
  certificate.ns = std::string(ns);
  FieldReader in(ns, "cert", text, kMaxPublicNoteBytes);
  in.Required("charter", certificate.charter, ParseHash);
  in.Required("office", certificate.office, ParseOffice);
  in.Required("subject", certificate.subject, KeyNameIn(ns));
  in.Required("holder", certificate.holder, ParseHolder);
  in.Required("role", certificate.role, ParseCertRole);
  in.Sorted("mailbox", certificate.mailboxes, ParseRole, RoleName);
  in.Required("key", certificate.key, VKeyBy(crypto));
  in.Optional("tls", certificate.tls, ParseHash);
  in.Required("not-before", certificate.not_before_s, ParseTime_s);
  in.Required("not-after", certificate.not_after_s, ParseTime_s);
  in.OrDash("prev", certificate.prev, ParseHash);
  CheckCertificate(in, certificate, crypto);
  return in.Finish(std::move(certificate));
}

std::string PrintCertificate(const Certificate& certificate) {
  FieldWriter out(certificate.ns, "cert");
  out.Line("charter", certificate.charter).Line("office", certificate.office);
  out.Line("subject", certificate.subject).Line("holder", certificate.holder);
  out.Line("role", CertRoleName(certificate.role)).Repeated("mailbox", certificate.mailboxes);
  out.Line("key", certificate.key).Optional("tls", certificate.tls);
  out.Line("not-before", certificate.not_before_s).Line("not-after", certificate.not_after_s);
  out.Line("prev", certificate.prev);
  return out.Take();
}

absl::StatusOr<Prekey> ParsePrekey(absl::string_view ns, absl::string_view text) {
  Prekey prekey;
  prekey.ns = std::string(ns);
  FieldReader in(ns, "prekey", text, kMaxPublicNoteBytes);
  in.Required("charter", prekey.charter, ParseHash);
  in.Required("subject", prekey.subject, DeviceIn(ns));
  in.Required("serial", prekey.serial, ParseCount);
  in.Required("recipient", prekey.recipient, ParseRecipient);
  in.Required("not-before", prekey.not_before_s, ParseTime_s);
  in.Required("not-after", prekey.not_after_s, ParseTime_s);
  CheckPeriod(in, prekey.not_before_s, prekey.not_after_s);
  return in.Finish(std::move(prekey));
}

std::string PrintPrekey(const Prekey& prekey) {
  FieldWriter out(prekey.ns, "prekey");
  out.Line("charter", prekey.charter).Line("subject", prekey.subject);
  out.Line("serial", prekey.serial).Line("recipient", prekey.recipient);
  out.Line("not-before", prekey.not_before_s).Line("not-after", prekey.not_after_s);
  return out.Take();
}

absl::StatusOr<ArchiveRecipient> ParseArchiveRecipient(absl::string_view ns,
                                                       absl::string_view text) {
  ArchiveRecipient archive;
  archive.ns = std::string(ns);
  FieldReader in(ns, "archive", text, kMaxPublicNoteBytes);
  in.Required("charter", archive.charter, ParseHash);
  in.Required("office", archive.office, ParseOffice);
  in.Required("serial", archive.serial, ParseCount);
  in.Required("recipient", archive.recipient, ParseRecipient);
  in.Required("not-before", archive.not_before_s, ParseTime_s);
  return in.Finish(std::move(archive));
}

std::string PrintArchiveRecipient(const ArchiveRecipient& archive) {
  FieldWriter out(archive.ns, "archive");
  out.Line("charter", archive.charter).Line("office", archive.office);
  out.Line("serial", archive.serial).Line("recipient", archive.recipient);
  out.Line("not-before", archive.not_before_s);
  return out.Take();
}

absl::StatusOr<Revocation> ParseRevocation(absl::string_view ns, absl::string_view text) {
  Revocation revocation;
  revocation.ns = std::string(ns);
  FieldReader in(ns, "revoke", text, kMaxPublicNoteBytes);
  in.Required("charter", revocation.charter, ParseHash);
  in.Required("cert", revocation.cert, ParseHash);
  in.Required("reason", revocation.reason, ParseRevokeReason);
  in.Required("by", revocation.by, KeyNameIn(ns));
  return in.Finish(std::move(revocation));
}

std::string PrintRevocation(const Revocation& revocation) {
  FieldWriter out(revocation.ns, "revoke");
  out.Line("charter", revocation.charter).Line("cert", revocation.cert);
  out.Line("reason", RevokeReasonName(revocation.reason)).Line("by", revocation.by);
  return out.Take();
}

absl::StatusOr<Dispute> ParseDispute(absl::string_view ns, absl::string_view text) {
  Dispute dispute;
  dispute.ns = std::string(ns);
  FieldReader in(ns, "dispute", text, kMaxPublicNoteBytes);
  in.Required("charter", dispute.charter, ParseHash);
  in.Required("office", dispute.office, ParseOffice);
  in.Sorted("envelope", dispute.envelopes, ParseHash);
  in.Required("since", dispute.since, ParseLeafIndex);
  in.Required("reason", dispute.reason, ParseLowerCode);
  return in.Finish(std::move(dispute));
}

std::string PrintDispute(const Dispute& dispute) {
  FieldWriter out(dispute.ns, "dispute");
  out.Line("charter", dispute.charter).Line("office", dispute.office);
  out.Repeated("envelope", dispute.envelopes).Line("since", dispute.since);
  out.Line("reason", dispute.reason);
  return out.Take();
}

}  // namespace liaison
