#include "proto/text/record.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/envelope_values.h"
#include "proto/text/note.h"
#include "proto/text/reader.h"

namespace liaison {
namespace {

constexpr size_t kMaxEntryBytes = 0xFFFF;  // tlog-tiles: uint16 length before each entry
constexpr uint32_t kMaxLoop = 9999;
constexpr size_t kMaxTimerKeyBytes = 256;
constexpr size_t kMaxParamBytes = 256;

// In the order of the enum values, which start at 1.
constexpr std::array<absl::string_view, 7> kKindNames = {"ENVELOPE", "ACT",   "NOTE",   "RELEASE",
                                                         "ALERT",    "TIMER", "CONTROL"};

absl::StatusOr<By> ParseBy(absl::string_view text) {
  if (text == "hub") return By();
  ASSIGN_OR_RETURN(const auto words, Words<3>(text));
  By by;
  ASSIGN_OR_RETURN(by.plugin, ParsePluginId(words[0]));
  if (!IsName(words[1])) return Malformed("", "NAME", "not a version such as 1.2.0");
  by.version = std::string(words[1]);
  ASSIGN_OR_RETURN(by.bundle, ParseHash(words[2]));
  return by;
}

std::string PrintBy(const By& by) {
  return by.plugin.empty() ? "hub"
                           : absl::StrCat(by.plugin, " ", by.version, " ", ToBase64(by.bundle));
}

// Decimal with a minus sign where it is negative.
absl::StatusOr<int64_t> ParseSignedInteger(absl::string_view text) {
  const bool negative = absl::ConsumePrefix(&text, "-");
  ASSIGN_OR_RETURN(const uint64_t magnitude, ParseCount(text));
  if (negative && magnitude == 0) return Malformed("", "INTEGER", "zero has no sign");
  const int64_t value = static_cast<int64_t>(magnitude);
  return negative ? -value : value;
}

// "ago i 42", "place t north road": only the last part may hold spaces.
absl::StatusOr<AlertParam> ParseParam(absl::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(text, absl::MaxSplits(' ', 2));
  if (parts.size() != 3) return Malformed("", "WORDS", "must be name, i or t, and value");
  AlertParam param;
  ASSIGN_OR_RETURN(param.name, ParseLowerCode(parts[0]));
  if (parts[1] == "i") {
    ASSIGN_OR_RETURN(param.value, ParseSignedInteger(parts[2]));
  } else if (parts[1] == "t" && !parts[2].empty() && parts[2].size() <= kMaxParamBytes) {
    param.value = parts[2];
  } else {
    return Malformed("", "PARAM", "must be i and an integer, or t and a text of 1 to 256 bytes");
  }
  return param;
}

std::string PrintParam(const AlertParam& param) {
  if (const int64_t* integer = std::get_if<int64_t>(&param.value)) {
    return absl::StrCat(param.name, " i ", *integer);
  }
  return absl::StrCat(param.name, " t ", std::get<std::string>(param.value));
}

// Reasons of releases come in both spellings: handover, UNDELIVERABLE.
absl::StatusOr<std::string> ParseReason(absl::string_view text) {
  absl::StatusOr<std::string> upper = ParseUpperCode(text);
  return upper.ok() ? upper : ParseLowerCode(text);
}

absl::StatusOr<std::string> ParseTimerKey(absl::string_view text) {
  ASSIGN_OR_RETURN(std::string key, DecodeBase64(text));
  if (key.size() > kMaxTimerKeyBytes) return Malformed("", "LENGTH", "at most 256 bytes");
  return key;
}

void ReadHead(FieldReader& in, HubRecordHead& head) {
  in.Required("nonce", head.nonce, ParseNonce);
  in.OrDash("cause", head.cause, ParseLeafIndex);
  in.Required("by", head.by, ParseBy);
}

void WriteHead(FieldWriter& out, const HubRecordHead& head) {
  out.Line("nonce", head.nonce).Line("cause", head.cause).Line("by", PrintBy(head.by));
}

// `rest` is what follows `time`: a blank line and the body.
absl::StatusOr<LeafEntry> ParsePublicBody(absl::string_view ns, absl::string_view rest,
                                          LeafEntry leaf) {
  RETURN_IF_ERROR(NoteKind(ns, rest).status());
  RETURN_IF_ERROR(CheckNoteText(rest));
  leaf.is_public = true;
  leaf.body = std::string(rest);
  return leaf;
}

}  // namespace

absl::string_view RecordKindName(RecordKind kind) {
  return kKindNames.at(static_cast<size_t>(kind) - 1);
}

absl::StatusOr<LeafEntry> ParseLeafEntry(absl::string_view ns, absl::string_view entry) {
  const std::string public_start = absl::StrCat(ns, "/public/v1\n");
  LeafEntry leaf;
  if (!absl::StartsWith(entry, public_start)) {
    FieldReader in(ns, "sealed", entry, kMaxEntryBytes);
    in.Required("time", leaf.time_ms, ParseTime_ms);
    in.Required("hash", leaf.body_hash, ParseHash);
    return in.Finish(std::move(leaf));
  }
  if (entry.size() > kMaxEntryBytes) {
    return Malformed("text", "SIZE", "an entry is at most 65535 bytes");
  }
  // The body is a text of its own; the reader gets only the lines before it.
  const size_t blank = entry.find("\n\n");
  if (blank == absl::string_view::npos) {
    return Malformed("text", "NEWLINE", "no blank line between 'time' and the body");
  }
  FieldReader in(ns, "public", entry.substr(0, blank + 1), kMaxEntryBytes);
  in.Required("time", leaf.time_ms, ParseTime_ms);
  ASSIGN_OR_RETURN(leaf, in.Finish(std::move(leaf)));
  return ParsePublicBody(ns, entry.substr(blank + 2), std::move(leaf));
}

std::string PrintLeafEntry(absl::string_view ns, const LeafEntry& entry) {
  FieldWriter out(ns, entry.is_public ? "public" : "sealed");
  out.Line("time", entry.time_ms);
  if (!entry.is_public) return out.Line("hash", entry.body_hash).Take();
  return absl::StrCat(out.Take(), "\n", entry.body);
}

absl::StatusOr<Release> ParseRelease(absl::string_view ns, absl::string_view text) {
  Release release;
  release.head.ns = std::string(ns);
  FieldReader in(ns, "release", text, kMaxActBytes);
  ReadHead(in, release.head);
  in.Required("envelope", release.envelope, ParseHash);
  in.Required("office", release.office, ParseOffice);
  in.Required("rung", release.rung, Integer<uint32_t>(1, kMaxRung));
  in.Required("loop", release.loop, Integer<uint32_t>(0, kMaxLoop));
  in.Sorted("mailbox", release.mailboxes, ParseMailbox);
  in.Required("due", release.due_ms, ParseTime_ms);
  in.Required("reason", release.reason, ParseReason);
  in.OrDash("evidence", release.evidence, ParseLeafIndex);
  return in.Finish(std::move(release));
}

std::string PrintRelease(const Release& release) {
  FieldWriter out(release.head.ns, "release");
  WriteHead(out, release.head);
  out.Line("envelope", release.envelope).Line("office", release.office);
  out.Line("rung", release.rung).Line("loop", release.loop).Repeated("mailbox", release.mailboxes);
  out.Line("due", release.due_ms).Line("reason", release.reason);
  out.Line("evidence", release.evidence);
  return out.Take();
}

absl::StatusOr<Alert> ParseAlert(absl::string_view ns, absl::string_view text) {
  Alert alert;
  alert.head.ns = std::string(ns);
  FieldReader in(ns, "alert", text, kMaxActBytes);
  ReadHead(in, alert.head);
  in.Required("code", alert.code, ParseUpperCode);
  in.Required("precedence", alert.precedence, ParsePrecedence);
  in.Sorted("mailbox", alert.mailboxes, ParseMailbox);
  in.Sorted("device", alert.devices, DeviceIn(ns));
  in.Sorted("ref", alert.refs, ParseHash);
  in.Sorted("param", alert.params, ParseParam, &AlertParam::name);
  in.Optional("ladder", alert.ladder, ParsePolicyRef);
  return in.Finish(std::move(alert));
}

std::string PrintAlert(const Alert& alert) {
  FieldWriter out(alert.head.ns, "alert");
  WriteHead(out, alert.head);
  out.Line("code", alert.code).Line("precedence", alert.precedence);
  out.Repeated("mailbox", alert.mailboxes).Repeated("device", alert.devices);
  out.Repeated("ref", alert.refs);
  for (const AlertParam& param : alert.params) out.Line("param", PrintParam(param));
  out.Optional("ladder", alert.ladder);
  return out.Take();
}

absl::StatusOr<Timer> ParseTimer(absl::string_view ns, absl::string_view text) {
  Timer timer;
  timer.head.ns = std::string(ns);
  FieldReader in(ns, "timer", text, kMaxActBytes);
  ReadHead(in, timer.head);
  in.Required("plugin", timer.plugin, ParsePluginId);
  in.Required("key", timer.key, ParseTimerKey);
  in.Required("generation", timer.generation, ParseCount);
  in.Required("due", timer.due_ms, ParseTime_ms);
  in.Required("payload", timer.payload, ParseHash);
  return in.Finish(std::move(timer));
}

std::string PrintTimer(const Timer& timer) {
  FieldWriter out(timer.head.ns, "timer");
  WriteHead(out, timer.head);
  out.Line("plugin", timer.plugin).Line("key", EncodeBase64(timer.key));
  out.Line("generation", timer.generation).Line("due", timer.due_ms);
  out.Line("payload", timer.payload);
  return out.Take();
}

absl::StatusOr<Control> ParseControl(absl::string_view ns, absl::string_view text) {
  Control control;
  control.head.ns = std::string(ns);
  HeaderAttachment data;
  FieldReader in(ns, "control", text, kMaxActBytes);
  ReadHead(in, control.head);
  in.Required("kind", control.kind, ParseUpperCode);
  in.Required("data", data, ParseAttachment);
  control.data = data.sha256;
  control.data_size = data.size;
  return in.Finish(std::move(control));
}

std::string PrintControl(const Control& control) {
  FieldWriter out(control.head.ns, "control");
  WriteHead(out, control.head);
  out.Line("kind", control.kind).Line("data", control.data, control.data_size);
  return out.Take();
}

}  // namespace liaison
