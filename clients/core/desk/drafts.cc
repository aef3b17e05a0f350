#include "clients/core/desk/drafts.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "clients/core/forms/authority.h"
#include "clients/core/incoming/check_frozen.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr size_t kDraftsLooked = 1000;
constexpr char kVoidReason[] = "void";

LogPlace Now(Desk& desk) {
  return {.index = LeafIndex(desk.mirror().size().value()),
          .time_ms = desk.mirror().directory().TimeAt(desk.mirror().size())};
}

absl::StatusOr<OfficeDraft> ReadCarrier(Desk& desk, const DeskWorld& world,
                                        const ArchivedNotice& carrier) {
  OfficeDraft draft{.carrier = carrier};
  ASSIGN_OR_RETURN(const Note header_note, ParseNote(carrier.header, kMaxHeaderBytes));
  ASSIGN_OR_RETURN(draft.carrier_header, ParseHeader(desk.config().ns, header_note.text));
  ASSIGN_OR_RETURN(draft.frozen, FrozenIn(desk.config().ns, carrier.notice, world.crypto));
  return draft;
}

// The request is its author's own: nobody asks for a signature under another's words.
bool IsRequest(const OfficeDraft& draft) {
  return draft.frozen.note.signatures.size() == 1 &&
         draft.frozen.notice.author == draft.carrier_header.from;
}

absl::StatusOr<DraftState> StateOf(Desk& desk, const OfficeDraft& draft) {
  const std::string digits = ToHex(draft.frozen.notice_hash);
  if (desk.archive().Find(digits).ok()) return DraftState::kReleased;
  if (desk.outbox().FindNotice(draft.frozen.notice_hash).ok()) return DraftState::kReleased;
  ASSIGN_OR_RETURN(const std::vector<ArchivedReceipt> receipts,
                   desk.archive().ReceiptsOf(draft.carrier.header_hash));
  const auto said = [&](ReceiptState state) {
    return std::any_of(receipts.begin(), receipts.end(),
                       [&](const ArchivedReceipt& receipt) { return receipt.state == state; });
  };
  if (said(ReceiptState::kResolved)) return DraftState::kVoid;
  if (said(ReceiptState::kRefused)) return DraftState::kReturned;
  const bool late = desk.hub_time_ms() / 1000 >= DraftLapses_s(draft.frozen.notice);
  return late ? DraftState::kLapsed : DraftState::kWaiting;
}

absl::Status WrongState(const OfficeDraft& draft) {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   absl::StrCat("this draft is ", DraftStateName(draft.state)),
                   {.reason = "DRAFT_STATE",
                    .subject = draft.frozen.notice.serial.ToString(),
                    .field = std::string(DraftStateName(draft.state))});
}

// The answer to the author: the same draft, with both signatures.
absl::StatusOr<OutboxItem> Answer(Desk& desk, const OfficeDraft& draft, const Note& signed_note) {
  const std::optional<MailboxId> own = ReceivingMailbox(draft.carrier_header, desk.reader());
  if (!own.has_value()) {
    return MakeError(absl::StatusCode::kPermissionDenied,
                     "this draft was not sent to this desk for release",
                     {.reason = "NOT_ADDRESSED", .subject = draft.carrier.serial, .field = "to"});
  }
  NoticeDraft answer{.as = *own,
                     .to = {draft.carrier_header.as},
                     .precedence = draft.carrier_header.precedence,
                     .kind = kDraftKind,
                     .kind_version = kDraftVersion,
                     .lang = draft.frozen.notice.lang,
                     .form = DraftForm(PrintStablePart(draft.frozen.header), signed_note)};
  (*answer.form.mutable_object())["refs"] = Json::Array{
      Json::Object{{"verb", "reply_to"}, {"hash", EncodeBase64(draft.carrier.notice_hash.view())}}};
  return desk.outbox().Enqueue(std::move(answer));
}

}  // namespace

absl::string_view DraftStateName(DraftState state) {
  static constexpr std::array<absl::string_view, 5> kNames = {"waiting", "returned", "released",
                                                              "void", "lapsed"};
  return kNames.at(static_cast<size_t>(state));
}

absl::StatusOr<std::vector<OfficeDraft>> ListDrafts(Desk& desk, const DeskWorld& world) {
  ASSIGN_OR_RETURN(const std::vector<ArchivedNotice> carriers,
                   desk.archive().List({.kind = kDraftKind, .limit = kDraftsLooked}));
  std::vector<OfficeDraft> drafts;
  absl::flat_hash_set<Hash> answered;
  for (const ArchivedNotice& carrier : carriers) {
    absl::StatusOr<OfficeDraft> draft = ReadCarrier(desk, world, carrier);
    if (!draft.ok()) continue;
    if (draft->frozen.note.signatures.size() == 2) answered.insert(draft->frozen.notice_hash);
    if (IsRequest(*draft)) drafts.push_back(*std::move(draft));
  }
  for (OfficeDraft& draft : drafts) {
    ASSIGN_OR_RETURN(draft.state, StateOf(desk, draft));
    // Signed, and on its way to its author's desk.
    if (draft.state == DraftState::kWaiting && answered.contains(draft.frozen.notice_hash)) {
      draft.state = DraftState::kReleased;
    }
  }
  return drafts;
}

absl::StatusOr<OfficeDraft> FindDraft(Desk& desk, const DeskWorld& world,
                                      absl::string_view handle) {
  ASSIGN_OR_RETURN(std::vector<OfficeDraft> drafts, ListDrafts(desk, world));
  const absl::StatusOr<ArchivedNotice> named = desk.archive().Find(handle);
  for (OfficeDraft& draft : drafts) {
    const Serial& serial = draft.frozen.notice.serial;
    const bool carrier = named.ok() && named->header_hash == draft.carrier.header_hash;
    if (carrier || handle == serial.ToString() || handle == serial.ShortForm() ||
        handle == ToHex(draft.frozen.notice_hash)) {
      return std::move(draft);
    }
  }
  return MakeError(absl::StatusCode::kNotFound,
                   "this office has no draft of that serial or hash here",
                   {.reason = "NO_SUCH_DRAFT", .subject = std::string(handle), .field = "notice"});
}

absl::StatusOr<OutboxItem> ReleaseDraft(Desk& desk, const DeskWorld& world,
                                        const OfficeDraft& draft) {
  if (draft.state != DraftState::kWaiting) return WrongState(draft);
  const Notice& notice = draft.frozen.notice;
  ASSIGN_OR_RETURN(const Json form, ParseCanonicalJson(notice.form));
  RETURN_IF_ERROR(world.forms.ValidateForm({notice.kind, notice.kind_version}, form));
  RETURN_IF_ERROR(CheckMaySend(desk.mirror().directory().mission(),
                               {notice.as, notice.to, notice.info}, notice.kind, form));
  FrozenNotice released = draft.frozen;
  released.note.signatures.push_back(desk.signer().SignText(released.note.text));
  const std::vector<MailboxId> own = desk.reader().mailboxes;
  const bool speaks = std::find(own.begin(), own.end(), notice.as) != own.end();
  const absl::Status valid = CheckFrozen(released, speaks ? desk.config().device : notice.author,
                                         Now(desk), desk.mirror().directory(), world.crypto);
  if (ReasonOf(valid) == "HOLDER") {  // nobody lies: it is the wrong officer
    return MakeError(absl::StatusCode::kPermissionDenied, valid.message(), *DetailOf(valid));
  }
  RETURN_IF_ERROR(valid);
  ASSIGN_OR_RETURN(OutboxItem item, speaks ? desk.outbox().EnqueueReleased(released)
                                           : Answer(desk, draft, released.note));
  // A desk that merely sees the draft, being its author's neighbour, owes no answer to it.
  if (ReceivingMailbox(draft.carrier_header, desk.reader()).has_value()) {
    RETURN_IF_ERROR(desk.QueueReceipt(draft.carrier, ReceiptState::kAcknowledged, "").status());
  }
  return item;
}

absl::StatusOr<OutboxItem> VoidDraft(Desk& desk, const OfficeDraft& draft) {
  if (draft.state == DraftState::kReleased || draft.state == DraftState::kVoid) {
    return WrongState(draft);
  }
  return desk.QueueReceipt(draft.carrier, ReceiptState::kResolved, kVoidReason);
}

}  // namespace liaison
