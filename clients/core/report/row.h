// One notice as a report knows it: coded fields only, no free text, with the hashes that bind it to
// what was signed and logged. Source: REPORTS section A 4.
#ifndef LIAISON_CLIENTS_CORE_REPORT_ROW_H_
#define LIAISON_CLIENTS_CORE_REPORT_ROW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/core/report/json_text.h"
#include "clients/core/report/json_writer.h"
#include "proto/base/strong_int.h"
#include "proto/text/canonical_json.h"
#include "proto/text/hash.h"

namespace liaison {

class MemberReader;

struct ReportRef {
  std::string verb;  // "corrects"
  Hash notice;       // text hash
  friend bool operator==(const ReportRef&, const ReportRef&) = default;
};

// The map version that a notice names.
struct ReportMapRef {
  std::string id;
  uint64_t version = 0;
  Hash digest;
  friend bool operator==(const ReportMapRef&, const ReportMapRef&) = default;
};

struct ReportRow {
  std::string office;  // whose notice it is: its serial says so too
  std::string serial;  // "TUR-d07-2017-000042"
  Hash notice;         // of the notice's text
  Hash header;         // of the envelope's header text: what the leaf at `index` holds
  LeafIndex index;
  int64_t logged_ms = 0;  // hub time of that leaf
  std::string kind;       // "violation"
  // Of the event, as stated; without one the claimed time of the notice.
  int64_t event_ms = 0;
  int64_t accuracy_ms = 0;
  bool exercise = false;
  std::string precedence;       // "flash"
  std::string zone;             // empty: none stated
  std::string province;         // of `place`, empty: none stated
  std::vector<ReportRef> refs;  // as signed, in order
  // Offices that owe an acknowledgement, sorted; within so many seconds of acceptance.
  std::vector<std::string> owed_by;
  std::optional<uint32_t> ack_within_s;
  std::optional<ReportMapRef> map;
  // Of the kind's own fields those that figures use, spelled as in its schema and in its form:
  //   violation            kind, count, side (= from.side), designated (=
  //   designated_group.alleged),
  //                        casualties
  //   observation          post, from_s, to_s, gaps [{from_s, to_s, reason}], counts
  //   checkpoint_status    checkpoint, state, from_s, until_s
  //   humanitarian_access, medical_aid, civilian_supply, civil_return
  //                        stage, clearances_wanted
  //   clearance            decision
  // Others: none.
  JsonText fields;
  friend bool operator==(const ReportRow&, const ReportRow&) = default;
};

// As in sheets and in the model, where a row takes 500 bytes and not more: absent members are left
// out, and so are `exercise` where it is false, an accuracy of 0, empty lists, and the office,
// which the serial names; a map is "id version digest".
void WriteRow(const ReportRow& row, JsonWriter& out);
Json RowJson(const ReportRow& row);
// Its members; the brackets are the caller's. The reader refuses what is wrong, with the serial as
// subject: also fields that the kind cannot have (row_fields.h).
void ReadRow(MemberReader& in, ReportRow& row);
void ReadRef(MemberReader& in, ReportRef& ref);
// What ReadRow asks of members beyond their types: coded words, offices in their order, at most
// kMaxListed of each, times that there can be, the kind's own fields. Errors: InvalidArgument ROW
// or FIELDS with the member as field.
absl::Status CheckRow(const ReportRow& row);

// Rows stand by office, then serial.
bool IsBefore(const ReportRow& a, const ReportRow& b);
// The part of a serial before year and number: "TUR-d07". Empty: none.
absl::string_view DeskOf(absl::string_view serial);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_ROW_H_
