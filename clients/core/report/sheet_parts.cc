#include "clients/core/report/sheet_parts.h"

#include <algorithm>

#include "clients/core/report/words.h"
#include "proto/text/act.h"
#include "proto/text/names.h"
#include "proto/text/notice.h"
#include "proto/text/values.h"

namespace liaison {
namespace {

constexpr uint64_t kMaxYear = 9999;
// A desk that counts further would make everybody look for the serials in between.

bool IsReceiptState(absl::string_view word) { return ParseReceiptState(word).ok(); }

}  // namespace

bool AreDesksOf(absl::string_view office, const std::vector<SheetDesk>& desks,
                const std::vector<SheetRange>& ranges) {
  const auto is_own = [office](const auto& part) { return IsDeskOf(office, part.desk); };
  return std::all_of(desks.begin(), desks.end(), is_own) &&
         std::all_of(ranges.begin(), ranges.end(), is_own);
}

void Write(const SheetDesk& desk, JsonWriter& out) {
  out.Text("desk", desk.desk);
  out.Count("last", desk.last);
  out.Number("year", desk.year);
}

void ReadSheetDesk(MemberReader& in, SheetDesk& desk) {
  in.Word("desk", desk.desk, IsDesk);
  in.Count("last", 0, kMaxSerial, desk.last);
  in.Count("year", 0, kMaxYear, desk.year);
}

void Write(const SheetRange& range, JsonWriter& out) {
  out.Text("desk", range.desk);
  out.Count("first", range.first);
  out.Count("last", range.last);
  out.Text("why", range.why);
  out.Number("year", range.year);
}

void ReadSheetRange(MemberReader& in, SheetRange& range) {
  in.Word("desk", range.desk, IsDesk);
  in.Count("first", 1, kMaxSerial, range.first);
  in.Count("last", 1, kMaxSerial, range.last);
  in.Check(range.first <= range.last, "last", "lies before first");
  in.Word("why", range.why, IsRangeWord);
  in.Count("year", 0, kMaxYear, range.year);
}

void Write(const SheetAct& act, JsonWriter& out) {
  out.Base64("act", act.act);
  out.Index("index", act.index);
  out.Text("mailbox", act.mailbox);
  out.Base64("notice", act.notice);
  out.Text("state", act.state);
  out.Number("time_ms", act.time_ms);
}

void ReadSheetAct(MemberReader& in, SheetAct& act) {
  in.Base64("act", act.act);
  in.Index("index", act.index);
  in.Text("mailbox", act.mailbox);
  in.Base64("notice", act.notice);
  in.Word("state", act.state, IsReceiptState);
  in.Time("time_ms", act.time_ms);
  in.Take("mailbox", ParseMailbox(act.mailbox).status());
}

void Write(const SheetLink& link, JsonWriter& out) {
  out.Base64("a", link.a);
  out.Base64("b", link.b);
}

void ReadSheetLink(MemberReader& in, SheetLink& link) {
  in.Base64("a", link.a);
  in.Base64("b", link.b);
}

void Write(const SheetPosition& position, JsonWriter& out) {
  out.Text("position", position.position);
  out.Base64("row", position.row);
}

void ReadSheetPosition(MemberReader& in, SheetPosition& position) {
  in.Word("position", position.position, IsPositionWord);
  in.Base64("row", position.row);
}

void Write(const SheetUnlisted& unlisted, JsonWriter& out) {
  out.Index("index", unlisted.index);
  out.Base64("notice", unlisted.notice);
  out.Text("serial", unlisted.serial);
}

void ReadSheetUnlisted(MemberReader& in, SheetUnlisted& unlisted) {
  in.Index("index", unlisted.index);
  in.Base64("notice", unlisted.notice);
  in.Text("serial", unlisted.serial);
  in.Take("serial", ParseSerial(unlisted.serial).status());
}

}  // namespace liaison
