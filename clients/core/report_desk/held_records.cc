#include "clients/core/report_desk/held_records.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/core/report/extract.h"
#include "clients/core/report/row_fields.h"
#include "proto/text/act.h"
#include "proto/text/canonical_json.h"
#include "proto/text/header.h"
#include "proto/text/note.h"

namespace liaison {

std::optional<HeldNotice> ReadHeld(absl::string_view ns, const ScannedNotice& scanned) {
  const absl::StatusOr<Note> note = ParseNote(scanned.notice, kMaxNoticeBytes);
  const absl::StatusOr<Note> envelope = ParseNote(scanned.header, kMaxHeaderBytes);
  if (!note.ok() || !envelope.ok()) return std::nullopt;
  const absl::StatusOr<EnvelopeHeader> header = ParseHeader(ns, envelope->text);
  absl::StatusOr<Notice> notice = ParseNotice(ns, note->text);
  if (!header.ok() || !notice.ok()) return std::nullopt;
  absl::StatusOr<ReportRow> row = ExtractRow({.notice = *notice,
                                              .notice_hash = scanned.notice_hash,
                                              .header = *header,
                                              .header_hash = scanned.header_hash,
                                              .index = scanned.index,
                                              .logged_ms = scanned.time_ms});
  if (!row.ok() || !CheckRowFields(row->kind, row->fields).ok()) return std::nullopt;
  const absl::StatusOr<Json> form = ParseCanonicalJson(notice->form);
  return HeldNotice{.notice = *std::move(notice),
                    .hash = scanned.notice_hash,
                    .row = *std::move(row),
                    .label = form.ok() ? form->StringOr("label", "") : "",
                    .resealed = header->reseal.has_value()};
}

DeskYear DeskYearOf(const Serial& serial) {
  return {absl::StrCat(absl::AsciiStrToUpper(serial.office), "-", serial.device), serial.year};
}

bool IsAnswerState(absl::string_view state) {
  return state == ReceiptStateName(ReceiptState::kAcknowledged) ||
         state == ReceiptStateName(ReceiptState::kPassedOn) ||
         state == ReceiptStateName(ReceiptState::kResolved) ||
         state == ReceiptStateName(ReceiptState::kRefused);
}

}  // namespace liaison
