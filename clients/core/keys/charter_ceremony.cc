#include "clients/core/keys/charter_ceremony.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/amendment.h"
#include "proto/rules/directory.h"
#include "proto/text/names.h"
#include "proto/text/verified_note.h"

namespace liaison {
namespace {

constexpr absl::string_view kFirstSignature = "\n\n\xE2\x80\x94 ";

// A charter on its way from root to root: the text and the lines so far, all verified.
struct OpenCharter {
  Note note;
  CharterSignatures signatures;
};

absl::StatusOr<Note> ReadNote(absl::string_view bytes) {
  if (absl::StrContains(bytes, kFirstSignature)) return ParseNote(bytes, kMaxPublicNoteBytes);
  // A draft has no signature line yet.
  RETURN_IF_ERROR(CheckNoteText(bytes));
  return Note{.text = std::string(bytes), .signatures = {}};
}

// Of the founding charter every root signs, in the order of its offices.
absl::StatusOr<CharterSignatures> SlotsOf(const Charter& charter, const Charter* in_force,
                                          const PublicCrypto& crypto) {
  CharterSignatures signatures;
  if ((charter.serial == 1) != (in_force == nullptr)) {
    return Malformed("serial", "BASE",
                     "an amendment is judged beside the charter in force, the founding charter "
                     "alone");
  }
  if (in_force == nullptr) {
    for (const OfficeRoot& line : charter.offices) {
      signatures.slots.push_back({.line = line, .must = true});
    }
    return signatures;
  }
  RETURN_IF_ERROR(CheckFollows(charter, *in_force, crypto.Sha256(PrintCharter(*in_force))));
  for (const AmendmentSigner& signer : AmendmentSigners(*in_force, charter)) {
    signatures.slots.push_back({.line = signer.line, .counts = signer.counts, .must = signer.must});
  }
  signatures.needed = in_force->amend;
  return signatures;
}

// Index of the slot whose root makes this line.
absl::StatusOr<size_t> SlotOfLine(const CharterSignatures& signatures, const SignatureLine& line) {
  for (size_t i = 0; i < signatures.slots.size(); ++i) {
    const VKey& root = signatures.slots[i].line.root;
    if (root.name == line.name && root.key_id == line.key_id) return i;
  }
  return Malformed("signature", "SIGNERS",
                   absl::StrCat(line.name, " is no root of this charter; remove its line"));
}

absl::Status VerifySoFar(const Note& note, CharterSignatures& signatures,
                         const PublicCrypto& crypto) {
  if (note.signatures.empty()) return absl::OkStatus();
  std::vector<VKey> signers;
  size_t next = 0;
  for (const SignatureLine& line : note.signatures) {
    ASSIGN_OR_RETURN(const size_t slot, SlotOfLine(signatures, line));
    if (slot < next) {
      return Malformed("signature", "ORDER", "the lines must stand in the order of the offices");
    }
    signers.push_back(signatures.slots[slot].line.root);
    signatures.slots[slot].has_signed = true;
    next = slot + 1;
  }
  return Verify(note, signers, crypto).status();
}

absl::StatusOr<OpenCharter> ReadCharter(absl::string_view ns, absl::string_view bytes,
                                        const Charter* in_force, const PublicCrypto& crypto) {
  OpenCharter open;
  ASSIGN_OR_RETURN(open.note, ReadNote(bytes));
  ASSIGN_OR_RETURN(const Charter charter, ParseCharter(ns, open.note.text, crypto));
  ASSIGN_OR_RETURN(open.signatures, SlotsOf(charter, in_force, crypto));
  RETURN_IF_ERROR(VerifySoFar(open.note, open.signatures, crypto));
  return open;
}

absl::StatusOr<OfficeRoot> OfficeOf(const VKey& root, const PublicCrypto& crypto) {
  ASSIGN_OR_RETURN(const DeviceName name, ParseDeviceName(root.name));
  RETURN_IF_ERROR(CheckPoint(root, crypto));
  return OfficeRoot{name.office, root};
}

void SortOffices(Charter& charter) {
  std::sort(charter.offices.begin(), charter.offices.end(),
            [](const OfficeRoot& a, const OfficeRoot& b) { return a.office < b.office; });
}

// CRYPTO 1.10, for one witness an office.
uint64_t QuorumFor(size_t offices) { return offices * 2 / 3 + 1; }

// The strict parser is the one judge of what a charter may say.
absl::StatusOr<std::string> PrintChecked(const Charter& charter, const PublicCrypto& crypto) {
  std::string text = PrintCharter(charter);
  RETURN_IF_ERROR(ParseCharter(charter.ns, text, crypto).status());
  ASSIGN_OR_RETURN(const Mission mission, ParseMission(charter.mission));
  RETURN_IF_ERROR(CheckParties(charter, mission));
  return text;
}

absl::Status ChangeOffices(const CharterChanges& changes, const PublicCrypto& crypto,
                           Charter& next) {
  const size_t before = next.offices.size();
  const auto take_out = [&](absl::string_view office) {
    return std::erase_if(next.offices,
                         [&](const OfficeRoot& line) { return line.office == office; });
  };
  for (const std::string& office : changes.leaving) {
    if (take_out(office) > 0) continue;
    return MakeError(absl::StatusCode::kInvalidArgument,
                     absl::StrCat(office, " is no office of the charter in force"),
                     {.reason = "UNKNOWN_OFFICE", .subject = office, .field = "office"});
  }
  for (const VKey& root : changes.roots) {
    ASSIGN_OR_RETURN(OfficeRoot line, OfficeOf(root, crypto));
    take_out(line.office);
    next.offices.push_back(std::move(line));
  }
  SortOffices(next);
  if (next.offices.size() != before) next.quorum = QuorumFor(next.offices.size());
  return absl::OkStatus();
}

void ChangeHub(const CharterChanges& changes, Charter& next) {
  if (!changes.hub.has_value()) return;
  next.log = changes.hub->log;
  next.hub = changes.hub->hub;
  if (changes.drop_other_pins) next.tls.clear();
  const auto place = std::lower_bound(next.tls.begin(), next.tls.end(), changes.hub->tls);
  if (place == next.tls.end() || *place != changes.hub->tls) {
    next.tls.insert(place, changes.hub->tls);
  }
}

}  // namespace

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
    ASSIGN_OR_RETURN(OfficeRoot line, OfficeOf(root, crypto));
    charter.offices.push_back(std::move(line));
  }
  SortOffices(charter);
  charter.quorum = QuorumFor(roots.size());
  charter.amend = amend;
  charter.mission = std::string(mission);
  return PrintChecked(charter, crypto);
}

absl::StatusOr<std::string> DraftAmendment(const Charter& in_force, const CharterChanges& changes,
                                           const PublicCrypto& crypto) {
  Charter next = in_force;
  RETURN_IF_ERROR(ChangeOffices(changes, crypto, next));
  ChangeHub(changes, next);
  if (changes.mission.has_value()) {
    next.mission = std::string(absl::StripSuffix(*changes.mission, "\n"));
  }
  if (changes.amend.has_value()) next.amend = *changes.amend;
  if (next == in_force) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     "the amendment would say what the charter says already",
                     {.reason = "NOTHING_CHANGED", .subject = "", .field = ""});
  }
  next.serial = in_force.serial + 1;
  next.prev = crypto.Sha256(PrintCharter(in_force));
  return PrintChecked(next, crypto);
}

absl::StatusOr<Charter> ReadCharterText(absl::string_view ns, absl::string_view bytes,
                                        const PublicCrypto& crypto) {
  ASSIGN_OR_RETURN(const Note note, ReadNote(bytes));
  return ParseCharter(ns, note.text, crypto);
}

uint64_t CharterSignatures::StillNeeded() const {
  const auto counted =
      static_cast<uint64_t>(std::count_if(slots.begin(), slots.end(), [](const CharterSlot& slot) {
        return slot.counts && slot.has_signed;
      }));
  return counted < needed ? needed - counted : 0;
}

bool CharterSignatures::complete() const {
  return StillNeeded() == 0 &&
         std::none_of(slots.begin(), slots.end(),
                      [](const CharterSlot& slot) { return slot.must && !slot.has_signed; });
}

absl::StatusOr<CharterSignatures> SignaturesOf(absl::string_view ns, absl::string_view charter,
                                               const Charter* in_force,
                                               const PublicCrypto& crypto) {
  ASSIGN_OR_RETURN(OpenCharter open, ReadCharter(ns, charter, in_force, crypto));
  return std::move(open.signatures);
}

absl::StatusOr<std::string> AddCharterSignature(absl::string_view ns, absl::string_view charter,
                                                const Charter* in_force, const NoteSigner& root,
                                                const PublicCrypto& crypto) {
  ASSIGN_OR_RETURN(OpenCharter open, ReadCharter(ns, charter, in_force, crypto));
  SignatureLine own = root.SignText(open.note.text);
  const absl::StatusOr<size_t> slot = SlotOfLine(open.signatures, own);
  if (!slot.ok() || open.signatures.slots[*slot].line.root != root.vkey()) {
    return MakeError(absl::StatusCode::kPermissionDenied,
                     absl::StrCat(root.vkey().name,
                                  " with this key is no root of this charter; compare the vkeys"),
                     {.reason = "NOT_A_ROOT", .subject = root.vkey().name, .field = "office"});
  }
  if (open.signatures.slots[*slot].has_signed) {
    return MakeError(absl::StatusCode::kAlreadyExists,
                     absl::StrCat(root.vkey().name, " has signed this charter already"),
                     {.reason = "SIGNED", .subject = root.vkey().name, .field = "signature"});
  }
  const auto before =
      std::count_if(open.signatures.slots.begin(), open.signatures.slots.begin() + *slot,
                    [](const CharterSlot& one) { return one.has_signed; });
  open.note.signatures.insert(open.note.signatures.begin() + before, std::move(own));
  return PrintNote(open.note);
}

}  // namespace liaison
