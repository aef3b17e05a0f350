#include "clients/core/keys/ceremony.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/names.h"
#include "proto/text/verified_note.h"

namespace liaison {
namespace {

constexpr absl::string_view kRootLabel = "root";

std::string RootName(absl::string_view ns, absl::string_view office) {
  return absl::StrCat(ns, "/", office, "/", kRootLabel);
}

// "key value" -> value.
absl::StatusOr<absl::string_view> ValueOfLine(absl::string_view line, absl::string_view key) {
  if (!absl::ConsumePrefix(&line, key) || !absl::ConsumePrefix(&line, " ")) {
    return Malformed(key, "MISSING",
                     absl::StrCat("the hub's public file has the lines log, hub and tls, and ", key,
                                  " is not in its place; copy the file again"));
  }
  return line;
}

absl::StatusOr<VKey> ParseHubKey(absl::string_view line, absl::string_view key,
                                 absl::string_view ns, const PublicCrypto& crypto) {
  ASSIGN_OR_RETURN(const absl::string_view value, ValueOfLine(line, key));
  ASSIGN_OR_RETURN(VKey vkey, ParseVKey(value, crypto));
  if (vkey.name != absl::StrCat(ns, "/", key) || vkey.type != kTypeEd25519) {
    return Malformed(key, "NAME", absl::StrCat("this key is not ", ns, "/", key));
  }
  RETURN_IF_ERROR(CheckPoint(vkey, crypto));
  return vkey;
}

absl::Status NotIssuer(absl::string_view issuer, absl::string_view subject) {
  return MakeError(absl::StatusCode::kPermissionDenied,
                   absl::StrCat(issuer, " may not certify ", subject,
                                ": registrars certify devices of their office, roots the rest"),
                   {.reason = "NOT_ISSUER", .subject = std::string(issuer), .field = "subject"});
}

absl::Status CheckIssuer(const Certificate& certificate, const VKey& issuer) {
  ASSIGN_OR_RETURN(const DeviceName name, ParseDeviceName(issuer.name));
  const bool same_office = name.ns == certificate.ns && name.office == certificate.office;
  const bool entitled = name.label == kRootLabel ||
                        (IsRegistrarLabel(name.label) && certificate.role == CertRole::kDevice);
  if (same_office && entitled) return absl::OkStatus();
  return NotIssuer(issuer.name, certificate.subject);
}

struct CheckedRequest {
  Certificate certificate;
  Note note;
};
absl::StatusOr<CheckedRequest> ReadRequest(absl::string_view ns, absl::string_view request,
                                           const PublicCrypto& crypto) {
  CheckedRequest out;
  ASSIGN_OR_RETURN(out.note, ParseNote(request, kMaxPublicNoteBytes));
  ASSIGN_OR_RETURN(out.certificate, ParseCertificate(ns, out.note.text, crypto));
  RETURN_IF_ERROR(CheckPoint(out.certificate.key, crypto));
  RETURN_IF_ERROR(Verify(out.note, {out.certificate.key}, crypto).status());
  return out;
}

}  // namespace

absl::Status CheckPoint(const VKey& vkey, const PublicCrypto& crypto) {
  if (crypto.IsValidPoint(vkey.key)) return absl::OkStatus();
  return Malformed("key", "POINT",
                   absl::StrCat("the key of ", vkey.name, " is weak: make a new one"));
}

absl::StatusOr<HubPublic> ParseHubPublic(absl::string_view ns, absl::string_view text,
                                         const PublicCrypto& crypto) {
  const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  if (lines.size() != 4 || !lines[3].empty()) {
    return Malformed("hub", "LINES",
                     "the hub's public file has exactly three lines; copy it again");
  }
  HubPublic hub;
  ASSIGN_OR_RETURN(hub.log, ParseHubKey(lines[0], "log", ns, crypto));
  ASSIGN_OR_RETURN(hub.hub, ParseHubKey(lines[1], "hub", ns, crypto));
  ASSIGN_OR_RETURN(const absl::string_view tls, ValueOfLine(lines[2], "tls"));
  const absl::StatusOr<Hash> pin = FixedFromBase64<Hash>(tls);
  if (!pin.ok()) return Malformed("tls", "BASE64", "the hub's TLS pin is cut; copy the file again");
  hub.tls = *pin;
  return hub;
}

std::string PrintHubPublic(const HubPublic& hub) {
  return absl::StrCat("log ", PrintVKey(hub.log), "\nhub ", PrintVKey(hub.hub), "\ntls ",
                      ToBase64(hub.tls), "\n");
}

absl::StatusOr<NoteSigner> MakeOfficeRoot(absl::string_view ns, absl::string_view office,
                                          Random& random) {
  const std::string name = RootName(ns, office);
  if (!IsOffice(office) || !IsName(name)) {
    return Malformed("office", "NAME", "an office is 1-16 of a-z, 0-9 and '-'");
  }
  return NoteSigner(name, SigningKey::Generate(random));
}

absl::StatusOr<std::string> RequestCertificate(Certificate proposal, const NoteSigner& subject,
                                               const PublicCrypto& crypto) {
  proposal.subject = subject.vkey().name;
  proposal.key = subject.vkey();
  const std::string text = PrintCertificate(proposal);
  RETURN_IF_ERROR(ParseCertificate(proposal.ns, text, crypto).status());
  return subject.SignNote(text);
}

absl::StatusOr<Certificate> CheckRequest(absl::string_view ns, absl::string_view request,
                                         const PublicCrypto& crypto) {
  ASSIGN_OR_RETURN(CheckedRequest checked, ReadRequest(ns, request, crypto));
  return std::move(checked.certificate);
}

absl::StatusOr<std::string> Certify(absl::string_view ns, absl::string_view request,
                                    const NoteSigner& issuer, const PublicCrypto& crypto) {
  ASSIGN_OR_RETURN(CheckedRequest checked, ReadRequest(ns, request, crypto));
  RETURN_IF_ERROR(CheckIssuer(checked.certificate, issuer.vkey()));
  checked.note.signatures.insert(checked.note.signatures.begin(),
                                 issuer.SignText(checked.note.text));
  return PrintNote(checked.note);
}

absl::StatusOr<std::string> MakeArchiveNote(const ArchiveRecipient& archive,
                                            const NoteSigner& signer) {
  RETURN_IF_ERROR(AgeRecipient::Parse(archive.recipient).status());
  const std::string text = PrintArchiveRecipient(archive);
  RETURN_IF_ERROR(ParseArchiveRecipient(archive.ns, text).status());
  return signer.SignNote(text);
}

absl::StatusOr<std::string> MakeRevocation(absl::string_view ns, const Hash& charter,
                                           const Hash& cert, RevokeReason reason,
                                           const NoteSigner& signer) {
  const Revocation revocation{.ns = std::string(ns),
                              .charter = charter,
                              .cert = cert,
                              .reason = reason,
                              .by = signer.vkey().name};
  const std::string text = PrintRevocation(revocation);
  RETURN_IF_ERROR(ParseRevocation(ns, text).status());
  return signer.SignNote(text);
}

}  // namespace liaison
