#include "proto/text/bag.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"
#include "proto/text/reader.h"
#include "proto/text/values.h"

namespace liaison {
namespace {

constexpr size_t kMaxBagHeadBytes = 64 * 1024;  // a thousand entries have about 30 KiB
constexpr absl::string_view kEndOfHead = "\n\n";
constexpr absl::string_view kEnvelope = "envelope";
constexpr absl::string_view kAct = "act";

// An `entry` line.
struct Lengths {
  uint64_t number = 0;
  RecordKind kind = RecordKind::kEnvelope;
  size_t note = 0;
  size_t sealed = 0;
};

struct Head {
  std::string from;
  int64_t time_s = 0;
  size_t checkpoint = 0;
  std::vector<Lengths> entries;
};

absl::StatusOr<Lengths> ParseLengths(absl::string_view text) {
  ASSIGN_OR_RETURN(const auto words, Words<4>(text));
  const bool envelope = words[1] == kEnvelope;
  if (!envelope && words[1] != kAct) return Malformed("", "KIND", "neither envelope nor act");
  Lengths lengths{.kind = envelope ? RecordKind::kEnvelope : RecordKind::kAct};
  ASSIGN_OR_RETURN(lengths.number, Integer<uint64_t>(1, kMaxBagEntries)(words[0]));
  const size_t note_max = envelope ? kMaxHeaderBytes : kMaxActBytes;
  ASSIGN_OR_RETURN(lengths.note, Integer<size_t>(1, note_max)(words[2]));
  const auto sealed = envelope ? Integer<size_t>(1, kMaxSealedBytes) : Integer<size_t>(0, 0);
  ASSIGN_OR_RETURN(lengths.sealed, sealed(words[3]));
  return lengths;
}

absl::StatusOr<Head> ParseHead(absl::string_view ns, absl::string_view text) {
  Head head;
  FieldReader in(ns, "bag", text, kMaxBagHeadBytes);
  in.Required("from", head.from, DeviceIn(ns));
  in.Required("time", head.time_s, ParseTime_s);
  in.Required("checkpoint", head.checkpoint, Integer<size_t>(1, kMaxBagCheckpointBytes));
  in.Sorted("entry", head.entries, ParseLengths, &Lengths::number);
  in.Check(head.entries.empty() || head.entries.back().number == head.entries.size(), "entry",
           "NUMBER", "entries are numbered 1, 2, 3 without a gap");
  return in.Finish(std::move(head));
}

absl::Status CheckLength(const Head& head, size_t length) {
  size_t said = head.checkpoint;
  for (const Lengths& entry : head.entries) said += entry.note + entry.sealed;
  if (said == length) return absl::OkStatus();
  return Malformed(said > length ? "entry" : "end", "LENGTH",
                   absl::StrCat("the head promises ", said, " bytes, ", length,
                                " follow it: the copy is damaged or cut off"));
}

}  // namespace

absl::StatusOr<Bag> ParseBag(absl::string_view ns, absl::string_view bytes) {
  if (bytes.size() > kMaxBagBytes) return Malformed("", "SIZE", "a bag has at most 64 MiB");
  const size_t end = bytes.substr(0, kMaxBagHeadBytes + kEndOfHead.size()).find(kEndOfHead);
  // Without its end a head is read all the same: what is wrong with it says more.
  const absl::string_view text = bytes.substr(0, end == absl::string_view::npos ? end : end + 1);
  ASSIGN_OR_RETURN(const Head head, ParseHead(ns, text));
  if (end == absl::string_view::npos) {
    return Malformed("end", "MISSING", "a blank line ends the head of a bag");
  }
  absl::string_view rest = bytes.substr(end + kEndOfHead.size());
  RETURN_IF_ERROR(CheckLength(head, rest.size()));
  const auto take = [&rest](size_t length) {
    std::string part(rest.substr(0, length));
    rest.remove_prefix(length);
    return part;
  };
  Bag bag{.ns = std::string(ns), .from = head.from, .time_s = head.time_s};
  bag.checkpoint = take(head.checkpoint);
  bag.entries.reserve(head.entries.size());
  for (const Lengths& entry : head.entries) {
    bag.entries.push_back({.kind = entry.kind, .note = take(entry.note)});
    bag.entries.back().sealed = take(entry.sealed);
  }
  std::set<absl::string_view> notes;
  for (const BagEntry& entry : bag.entries) {
    if (!notes.insert(entry.note).second) {
      return Malformed("entry", "DUPLICATE", "the same note stands in it twice");
    }
  }
  return bag;
}

std::string PrintBag(const Bag& bag) {
  FieldWriter out(bag.ns, "bag");
  out.Line("from", bag.from).Line("time", bag.time_s).Line("checkpoint", bag.checkpoint.size());
  size_t number = 0;
  for (const BagEntry& entry : bag.entries) {
    out.Line("entry", ++number, entry.kind == RecordKind::kEnvelope ? kEnvelope : kAct,
             entry.note.size(), entry.sealed.size());
  }
  std::string bytes = absl::StrCat(out.Take(), "\n", bag.checkpoint);
  for (const BagEntry& entry : bag.entries) absl::StrAppend(&bytes, entry.note, entry.sealed);
  return bytes;
}

}  // namespace liaison
