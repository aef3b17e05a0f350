// What admission hands to the sequencer: a record whose form, signer and signature were checked, in
// parallel, against a published view. What depends on the order is still open.
#ifndef LIAISON_HUB_SEQUENCER_ADMITTED_H_
#define LIAISON_HUB_SEQUENCER_ADMITTED_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "hub/hub_types.h"
#include "proto/rules/receipt_target.h"
#include "proto/text/act.h"
#include "proto/text/hash.h"
#include "proto/text/header.h"
#include "proto/text/note.h"
#include "proto/text/office_act.h"

namespace liaison {

struct AdmittedEnvelope {
  EnvelopeHeader header;
  Hash stable;  // of the header's stable part
  Hash cert;    // the certificate under which the signature was checked
};
struct AdmittedReceipt {
  Receipt receipt;
  Hash cert;
  std::optional<ReceiptTarget> target;     // nullopt: not in the log when it was admitted
  std::optional<Delegation> delegation{};  // the one that on-behalf names
};
struct AdmittedOfficeAct {
  OfficeAct act;
  std::vector<std::pair<std::string, Hash>> certs;  // device, certificate: as AdmittedEnvelope
};
struct AdmittedNote {
  Note note;  // its signatures are the directory's business, at its place in the log
};

struct Admitted {
  Hash hash;           // of the note's text
  std::string note{};  // as submitted
  std::string sealed{};
  std::variant<AdmittedEnvelope, AdmittedReceipt, AdmittedOfficeAct, AdmittedNote> content{};
  // Keeps the blobs that it names until its rows are in the log, or it is refused.
  std::vector<std::shared_ptr<const void>> blobs{};

  RecordKind kind() const {
    if (std::holds_alternative<AdmittedEnvelope>(content)) return RecordKind::kEnvelope;
    if (std::holds_alternative<AdmittedNote>(content)) return RecordKind::kNote;
    return RecordKind::kAct;
  }
  size_t bytes() const { return note.size() + sealed.size(); }
};

// Who handed it in, and with whom the answer goes.
struct Waiting {
  std::string payer;  // whose share of the queue it takes
  Admitted admitted;
  std::function<void(Outcome)> done;
};

}  // namespace liaison

#endif  // LIAISON_HUB_SEQUENCER_ADMITTED_H_
