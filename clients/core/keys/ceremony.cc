#include "clients/core/keys/ceremony.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/directory.h"
#include "proto/text/names.h"
#include "proto/text/verified_note.h"

namespace liaison {
namespace {

constexpr absl::string_view kRootLabel = "root";
constexpr absl::string_view kFirstSignature = "\n\n\xE2\x80\x94 ";

std::string RootName(absl::string_view ns, absl::string_view office) {
  return absl::StrCat(ns, "/", office, "/", kRootLabel);
}

absl::Status CheckPoint(const VKey& vkey, const PublicCrypto& crypto) {
  if (crypto.IsValidPoint(vkey.key)) return absl::OkStatus();
  return Malformed("key", "POINT",
                   absl::StrCat("the key of ", vkey.name, " is weak: make a new one"));
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

// A charter on its way from root to root: the text and the lines so far, all verified.
struct OpenCharter {
  Charter charter;
  Note note;
};

// Index of the office whose root made `line`.
absl::StatusOr<size_t> OfficeOfLine(const Charter& charter, const SignatureLine& line) {
  for (size_t i = 0; i < charter.offices.size(); ++i) {
    const VKey& root = charter.offices[i].root;
    if (root.name == line.name && root.key_id == line.key_id) return i;
  }
  return Malformed("signature", "SIGNERS",
                   absl::StrCat(line.name, " is no root of this charter; remove its line"));
}

absl::Status VerifySoFar(const OpenCharter& open, const PublicCrypto& crypto) {
  if (open.note.signatures.empty()) return absl::OkStatus();
  std::vector<VKey> signers;
  size_t next = 0;
  for (const SignatureLine& line : open.note.signatures) {
    ASSIGN_OR_RETURN(const size_t office, OfficeOfLine(open.charter, line));
    if (office < next) {
      return Malformed("signature", "ORDER", "the lines must stand in the order of the offices");
    }
    signers.push_back(open.charter.offices[office].root);
    next = office + 1;
  }
  return Verify(open.note, signers, crypto).status();
}

absl::StatusOr<OpenCharter> ReadCharter(absl::string_view ns, absl::string_view bytes,
                                        const PublicCrypto& crypto) {
  OpenCharter open;
  if (absl::StrContains(bytes, kFirstSignature)) {
    ASSIGN_OR_RETURN(open.note, ParseNote(bytes, kMaxPublicNoteBytes));
  } else {
    RETURN_IF_ERROR(CheckNoteText(bytes));
    open.note.text = std::string(bytes);
  }
  ASSIGN_OR_RETURN(open.charter, ParseCharter(ns, open.note.text, crypto));
  if (open.charter.serial != 1) {
    return Malformed("serial", "SERIAL", "this is an amendment, not the founding charter");
  }
  RETURN_IF_ERROR(VerifySoFar(open, crypto));
  return open;
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

absl::StatusOr<std::string> DraftCharter(absl::string_view ns, const HubPublic& hub,
                                         absl::Span<const VKey> roots, uint64_t amend,
                                         absl::string_view mission, const PublicCrypto& crypto) {
  absl::ConsumeSuffix(&mission, "\n");
  Charter charter;
  charter.ns = std::string(ns);
  charter.log = hub.log;
  charter.hub = hub.hub;
  charter.tls = {hub.tls};
  for (const VKey& root : roots) {
    ASSIGN_OR_RETURN(const DeviceName name, ParseDeviceName(root.name));
    RETURN_IF_ERROR(CheckPoint(root, crypto));
    charter.offices.push_back({name.office, root});
  }
  std::sort(charter.offices.begin(), charter.offices.end(),
            [](const OfficeRoot& a, const OfficeRoot& b) { return a.office < b.office; });
  charter.quorum = roots.size() * 2 / 3 + 1;  // CRYPTO 1.10, for one witness an office
  charter.amend = amend;
  charter.mission = std::string(mission);
  // The strict parser is the one judge of what a charter may say.
  std::string text = PrintCharter(charter);
  RETURN_IF_ERROR(ParseCharter(ns, text, crypto).status());
  RETURN_IF_ERROR(ParseMission(charter.mission).status());
  return text;
}

absl::StatusOr<std::string> AddCharterSignature(absl::string_view ns, absl::string_view charter,
                                                const NoteSigner& root,
                                                const PublicCrypto& crypto) {
  ASSIGN_OR_RETURN(OpenCharter open, ReadCharter(ns, charter, crypto));
  SignatureLine own = root.SignText(open.note.text);
  const absl::StatusOr<size_t> office = OfficeOfLine(open.charter, own);
  if (!office.ok() || open.charter.offices[*office].root != root.vkey()) {
    return MakeError(absl::StatusCode::kPermissionDenied,
                     absl::StrCat(root.vkey().name,
                                  " with this key is no root of this charter; compare the vkeys"),
                     {.reason = "NOT_A_ROOT", .subject = root.vkey().name, .field = "office"});
  }
  auto place = open.note.signatures.begin();
  for (; place != open.note.signatures.end(); ++place) {
    ASSIGN_OR_RETURN(const size_t other, OfficeOfLine(open.charter, *place));
    if (other == *office) {
      return MakeError(absl::StatusCode::kAlreadyExists,
                       absl::StrCat(root.vkey().name, " has signed this charter already"),
                       {.reason = "SIGNED", .subject = root.vkey().name, .field = "signature"});
    }
    if (other > *office) break;
  }
  open.note.signatures.insert(place, std::move(own));
  return PrintNote(open.note);
}

absl::StatusOr<std::vector<std::string>> MissingSignatures(absl::string_view ns,
                                                           absl::string_view charter,
                                                           const PublicCrypto& crypto) {
  ASSIGN_OR_RETURN(const OpenCharter open, ReadCharter(ns, charter, crypto));
  std::vector<std::string> missing;
  for (const OfficeRoot& office : open.charter.offices) {
    const bool signed_already =
        std::any_of(open.note.signatures.begin(), open.note.signatures.end(),
                    [&](const SignatureLine& line) { return line.name == office.root.name; });
    if (!signed_already) missing.push_back(office.office);
  }
  return missing;
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
