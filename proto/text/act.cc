#include "proto/text/act.h"

#include <algorithm>
#include <utility>

#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/envelope_values.h"
#include "proto/text/note.h"
#include "proto/text/reader.h"

namespace liaison {
namespace {

// In the order of the enum values.
constexpr std::array<absl::string_view, 7> kStateNames = {
    "delivered", "read", "acknowledged", "passed_on", "resolved", "refused", "cannot_open"};

}  // namespace

bool IsReceipt(absl::string_view ns, absl::string_view text) {
  return NoteKind(ns, text).value_or("") == kReceiptKind;
}

const MailboxId& ActingMailbox(const Receipt& receipt) {
  return receipt.on_behalf.has_value() ? receipt.on_behalf->mailbox : receipt.as;
}

absl::string_view ReceiptStateName(ReceiptState state) {
  return kStateNames.at(static_cast<size_t>(state));
}

absl::StatusOr<ReceiptState> ParseReceiptState(absl::string_view text) {
  const auto* found = std::find(kStateNames.begin(), kStateNames.end(), text);
  if (found == kStateNames.end()) {
    return Malformed("", "STATE",
                     "not a state: delivered, read, acknowledged, passed_on, resolved, refused or "
                     "cannot_open");
  }
  return static_cast<ReceiptState>(found - kStateNames.begin());
}

absl::StatusOr<OnBehalf> ParseOnBehalf(absl::string_view text) {
  ASSIGN_OR_RETURN(const auto words, Words<2>(text));
  OnBehalf on_behalf;
  ASSIGN_OR_RETURN(on_behalf.mailbox, ParseMailbox(words[0]));
  ASSIGN_OR_RETURN(on_behalf.delegation, ParseHash(words[1]));
  return on_behalf;
}

std::string TextOf(const OnBehalf& on_behalf) {
  return absl::StrCat(on_behalf.mailbox.ToString(), " ", ToBase64(on_behalf.delegation));
}

absl::StatusOr<Receipt> ParseReceipt(absl::string_view ns, absl::string_view text) {
  Receipt receipt;
  receipt.ns = std::string(ns);
  std::optional<std::string> reason;
  FieldReader in(ns, kReceiptKind, text, kMaxActBytes);
  in.Required("hub", receipt.hub, HubOf(ns));
  in.Required("nonce", receipt.nonce, ParseNonce);
  in.Required("from", receipt.from, DeviceIn(ns));
  in.Required("as", receipt.as, ParseMailbox);
  in.Optional("on-behalf", receipt.on_behalf, ParseOnBehalf);
  in.Required("target", receipt.target, ParseHash);
  in.OrDash("index", receipt.index, ParseLeafIndex);
  in.Required("state", receipt.state, ParseReceiptState);
  in.Optional("reason", reason, ParseLowerCode);
  in.Optional("detail", receipt.detail, ParseHash);
  in.Required("stream", receipt.stream, ParseActStream);
  in.Required("seen", receipt.seen, ParseSeen);
  receipt.reason = std::move(reason).value_or("");
  return in.Finish(std::move(receipt));
}

std::string PrintReceipt(const Receipt& receipt) {
  FieldWriter out(receipt.ns, kReceiptKind);
  out.Line("hub", receipt.hub).Line("nonce", receipt.nonce).Line("from", receipt.from);
  out.Line("as", receipt.as);
  out.Optional("on-behalf", receipt.on_behalf);
  out.Line("target", receipt.target).Line("index", receipt.index);
  out.Line("state", ReceiptStateName(receipt.state));
  if (!receipt.reason.empty()) out.Line("reason", receipt.reason);
  out.Optional("detail", receipt.detail);
  out.Line("stream", receipt.stream).Line("seen", receipt.seen);
  return out.Take();
}

}  // namespace liaison
