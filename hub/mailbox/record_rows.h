// The rows that follow from a record: the hub's whole index is a function of its log, so a check
// can compute it again. An inbox is the list of positions of what concerns a mailbox, or of what an
// office sent itself ("tur/sent"). Source: CRYPTO 1.8, 1.11.
#ifndef LIAISON_HUB_MAILBOX_RECORD_ROWS_H_
#define LIAISON_HUB_MAILBOX_RECORD_ROWS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "hub/store/index.h"
#include "proto/base/strong_int.h"
#include "proto/rules/directory.h"
#include "proto/rules/receipt_target.h"
#include "proto/text/act.h"
#include "proto/text/hash.h"
#include "proto/text/header.h"
#include "proto/text/names.h"
#include "proto/text/office_act.h"
#include "proto/text/record.h"

namespace liaison {

// The inbox of what the office sent; no role is called so.
std::string SentInbox(absl::string_view office);

// The inbox that every device reads, also what was there before it; no office is called so.
inline constexpr char kEverybodysInbox[] = "*";

// Where a record lies.
struct RecordPlace {
  LeafIndex index;
  int64_t time_ms = 0;
  Hash hash;  // of the body's text
};

// Where a record is delivered.
struct Delivery {
  std::vector<std::string> inboxes;  // sorted, unique
  Precedence precedence = Precedence::kRoutine;
};
// A re-sealed envelope reaches an `escalate` mailbox with that rung's release, and its sender's
// office at once.
Delivery DeliveryOf(const EnvelopeHeader& header);
Delivery DeliveryOf(const Receipt& receipt, const ReceiptTarget& target);
// What an office says to itself: every desk of it, and nobody else. Of an incident: who acts, who
// spoke in it, and the addressees in the office that the act names. Of an obligation: who acts, and
// the joint working group of every guarantor. `find` gives what an incident's hash names. Errors:
// those of `find`.
absl::StatusOr<Delivery> DeliveryOf(
    const OfficeAct& act, const Mission& mission,
    absl::FunctionRef<absl::StatusOr<ReceiptTarget>(const Hash&)> find);
// Whom it opens the envelope to, who sent that, and whose rung let it slip. `envelope` is the
// header of the first envelope that it names.
Delivery DeliveryOf(const Release& release, const EnvelopeHeader& envelope);
Delivery DeliveryOf(const Alert& alert);
// Time zones concern everybody, other controls nobody.
Delivery DeliveryOf(const Control& control);

// `stable` is the hash of the header's stable part.
std::vector<IndexRow> RowsOf(const EnvelopeHeader& header, const Hash& stable,
                             const RecordPlace& place);
std::vector<IndexRow> RowsOf(const Receipt& receipt, const ReceiptTarget& target,
                             const RecordPlace& place);
std::vector<IndexRow> RowsOf(const OfficeAct& act, const Delivery& delivery,
                             const RecordPlace& place);
// The hub's own records are in nobody's stream, and no office was heard by them.
std::vector<IndexRow> RowsOf(const Release& release, const EnvelopeHeader& envelope,
                             const RecordPlace& place);
std::vector<IndexRow> RowsOf(const Alert& alert, const RecordPlace& place);
std::vector<IndexRow> RowsOf(const Control& control, const RecordPlace& place);
// What lies in nobody's inbox: the hub's timers.
std::vector<IndexRow> RowsOfSilent(const RecordPlace& place);
// A public note lies in nobody's inbox either, for every mirror has it; it may name blobs.
std::vector<IndexRow> RowsOfNote(absl::string_view ns, absl::string_view text,
                                 const RecordPlace& place);

// The blobs that a public note names: a map's sealed document and its deltas. Of another note, or
// text that is none: no blobs.
std::vector<HeaderAttachment> BlobsOfNote(absl::string_view ns, absl::string_view text);

}  // namespace liaison

#endif  // LIAISON_HUB_MAILBOX_RECORD_ROWS_H_
