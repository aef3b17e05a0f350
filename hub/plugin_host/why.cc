#include "hub/plugin_host/why.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/act.h"
#include "proto/text/header.h"
#include "proto/text/note.h"
#include "proto/text/record.h"

namespace liaison {
namespace {

// The hub writes a cause below its effect, so a chain ends; this bounds what one answer reads.
constexpr int kStepsMax = 1000;

struct Step {
  Json::Object json;
  std::optional<LeafIndex> cause;
};

Json Mailboxes(const std::vector<MailboxId>& mailboxes) {
  Json::Array names;
  for (const MailboxId& mailbox : mailboxes) names.emplace_back(mailbox.ToString());
  return names;
}

// A key of a plugin may be any bytes.
std::string Printable(absl::string_view key) {
  for (const char c : key) {
    if (!absl::ascii_isprint(static_cast<unsigned char>(c))) return EncodeHex(key);
  }
  return std::string(key);
}

void AddHead(const HubRecordHead& head, Step& step) {
  step.cause = head.cause;
  step.json["by"] = head.by.plugin.empty() ? std::string("hub")
                                           : absl::StrCat(head.by.plugin, " ", head.by.version, " ",
                                                          ToHex(head.by.bundle).substr(0, 16));
}

absl::Status DescribeEnvelope(absl::string_view ns, absl::string_view body, Step& step) {
  ASSIGN_OR_RETURN(const Note note, ParseNote(body, kMaxPublicNoteBytes));
  ASSIGN_OR_RETURN(const EnvelopeHeader header, ParseHeader(ns, note.text));
  step.json["from"] = header.from;
  step.json["as"] = header.as.ToString();
  step.json["to"] = Mailboxes(header.to);
  step.json["precedence"] = std::string(PrecedenceName(header.precedence));
  if (header.ladder.has_value()) {
    step.json["ladder"] = absl::StrCat(header.ladder->id, " ", header.ladder->version);
  }
  return absl::OkStatus();
}

absl::Status DescribeAct(absl::string_view ns, absl::string_view body, Step& step) {
  ASSIGN_OR_RETURN(const Note note, ParseNote(body, kMaxPublicNoteBytes));
  ASSIGN_OR_RETURN(const std::string type, NoteKind(ns, note.text));
  step.json["type"] = type;
  if (type != kReceiptKind) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Receipt receipt, ParseReceipt(ns, note.text));
  step.json["from"] = receipt.from;
  step.json["as"] = receipt.as.ToString();
  step.json["state"] = std::string(ReceiptStateName(receipt.state));
  step.json["target"] = ToHex(receipt.target);
  return absl::OkStatus();
}

absl::Status DescribeRelease(absl::string_view ns, absl::string_view body, Step& step) {
  ASSIGN_OR_RETURN(const Release release, ParseRelease(ns, body));
  AddHead(release.head, step);
  step.json["envelope"] = ToHex(release.envelope);
  step.json["office"] = release.office;
  step.json["rung"] = static_cast<int64_t>(release.rung);
  step.json["mailboxes"] = Mailboxes(release.mailboxes);
  step.json["due_ms"] = release.due_ms;
  step.json["reason"] = release.reason;
  if (release.evidence.has_value()) {
    step.json["evidence"] = static_cast<int64_t>(release.evidence->value());
  }
  return absl::OkStatus();
}

absl::Status DescribeAlert(absl::string_view ns, absl::string_view body, Step& step) {
  ASSIGN_OR_RETURN(const Alert alert, ParseAlert(ns, body));
  AddHead(alert.head, step);
  step.json["code"] = alert.code;
  step.json["mailboxes"] = Mailboxes(alert.mailboxes);
  return absl::OkStatus();
}

absl::Status DescribeTimer(absl::string_view ns, absl::string_view body, int64_t time_ms,
                           Step& step) {
  ASSIGN_OR_RETURN(const Timer timer, ParseTimer(ns, body));
  AddHead(timer.head, step);
  step.json["plugin"] = timer.plugin;
  step.json["key"] = Printable(timer.key);
  step.json["due_ms"] = timer.due_ms;
  step.json["late_ms"] = time_ms - timer.due_ms;
  return absl::OkStatus();
}

absl::StatusOr<Step> Describe(absl::string_view ns, const Log& log, LeafIndex index) {
  ASSIGN_OR_RETURN(const StoredRecord record, log.Read(index));
  Step step;
  step.json["record"] = static_cast<int64_t>(index.value());
  step.json["kind"] = std::string(RecordKindName(record.head.kind));
  step.json["time_ms"] = record.head.time_ms;
  step.json["hash"] = ToHex(record.head.body_hash);
  switch (record.head.kind) {
    case RecordKind::kEnvelope:
      RETURN_IF_ERROR(DescribeEnvelope(ns, record.body, step));
      break;
    case RecordKind::kAct:
      RETURN_IF_ERROR(DescribeAct(ns, record.body, step));
      break;
    case RecordKind::kNote: {
      ASSIGN_OR_RETURN(std::string type, NoteKind(ns, record.body));
      step.json["type"] = std::move(type);
      break;
    }
    case RecordKind::kRelease:
      RETURN_IF_ERROR(DescribeRelease(ns, record.body, step));
      break;
    case RecordKind::kAlert:
      RETURN_IF_ERROR(DescribeAlert(ns, record.body, step));
      break;
    case RecordKind::kTimer:
      RETURN_IF_ERROR(DescribeTimer(ns, record.body, record.head.time_ms, step));
      break;
    case RecordKind::kControl: {
      ASSIGN_OR_RETURN(const Control control, ParseControl(ns, record.body));
      AddHead(control.head, step);
      step.json["control"] = control.kind;
      ASSIGN_OR_RETURN(const std::optional<std::string> data, log.ReadSealed(index));
      step.json["data"] = data.value_or("");
      break;
    }
  }
  return step;
}

}  // namespace

absl::StatusOr<Json> ExplainRecord(absl::string_view ns, const Log& log, TreeSize size,
                                   LeafIndex record) {
  if (!Contains(size, record)) {
    return MakeError(
        absl::StatusCode::kNotFound,
        absl::StrCat("there is no record ", record.value(), ": the log has ", size.value()),
        {.reason = "RECORD", .subject = absl::StrCat(record.value()), .field = ""});
  }
  Json::Array chain;
  std::optional<LeafIndex> at = record;
  for (int steps = 0; at.has_value() && steps < kStepsMax; ++steps) {
    ASSIGN_OR_RETURN(Step step, Describe(ns, log, *at));
    chain.emplace_back(std::move(step.json));
    at = step.cause;
  }
  return Json(Json::Object{{"chain", std::move(chain)}});
}

}  // namespace liaison
