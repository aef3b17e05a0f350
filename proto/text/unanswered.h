// The kinds of notices by which programs carry documents with their keys: those of maps (MAPS
// section 3) and of reports (REPORTS section B). Nobody answers them, no ladder tells anybody of
// them: what is to be done the signed public notes say.
#ifndef LIAISON_PROTO_TEXT_UNANSWERED_H_
#define LIAISON_PROTO_TEXT_UNANSWERED_H_

#include <algorithm>
#include <array>

#include "absl/strings/string_view.h"
#include "proto/text/notice.h"

namespace liaison {

inline constexpr char kReportSheetKind[] = "report_sheet";
inline constexpr std::array<absl::string_view, 2> kUnansweredKinds = {kMapContentKind,
                                                                      kReportSheetKind};

inline bool IsUnanswered(absl::string_view kind) {
  return std::find(kUnansweredKinds.begin(), kUnansweredKinds.end(), kind) !=
         kUnansweredKinds.end();
}

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_UNANSWERED_H_
