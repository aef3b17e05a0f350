#include "clients/core/report_desk/opened_row.h"

#include "clients/core/report/extract.h"
#include "proto/base/status_macros.h"
#include "proto/text/header.h"
#include "proto/text/note.h"
#include "proto/text/notice.h"

namespace liaison {

absl::StatusOr<std::optional<ReportRow>> OpenedRow(Archive& archive, absl::string_view ns,
                                                   const ReportRow& row) {
  ASSIGN_OR_RETURN(const std::optional<ArchivedNotice> found, archive.FindHeader(row.header));
  if (!found.has_value() || !found->index.has_value() || !found->why_closed.empty()) {
    return std::optional<ReportRow>();
  }
  ASSIGN_OR_RETURN(const Note note, ParseNote(found->notice, kMaxNoticeBytes));
  ASSIGN_OR_RETURN(const Notice notice, ParseNotice(ns, note.text));
  ASSIGN_OR_RETURN(const Note envelope, ParseNote(found->header, kMaxHeaderBytes));
  ASSIGN_OR_RETURN(const EnvelopeHeader header, ParseHeader(ns, envelope.text));
  ASSIGN_OR_RETURN(ReportRow made, ExtractRow({.notice = notice,
                                               .notice_hash = found->notice_hash,
                                               .header = header,
                                               .header_hash = found->header_hash,
                                               .index = *found->index,
                                               .logged_ms = found->time_ms}));
  return std::optional<ReportRow>(std::move(made));
}

}  // namespace liaison
