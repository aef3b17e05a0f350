#include "clients/core/report_desk/sheet_maker.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/core/outgoing/draft.h"
#include "clients/core/report/extract.h"
#include "clients/core/report/row_fields.h"
#include "clients/core/report_desk/sheet_scope.h"
#include "proto/base/status_macros.h"
#include "proto/text/header.h"
#include "proto/text/note.h"
#include "proto/text/notice.h"

namespace liaison {
namespace {

constexpr char kOutOfScope[] = "out_of_scope";
constexpr char kVoid[] = "void";
constexpr char kGap[] = "gap";

// A desk's year, as sheets name it.
using DeskYear = std::pair<std::string, int>;

DeskYear DeskYearOf(const Serial& serial) {
  return {absl::StrCat(absl::AsciiStrToUpper(serial.office), "-", serial.device), serial.year};
}

// A notice of the archive, read.
struct ReadNotice {
  Notice notice;
  Hash hash;
  ReportRow row;
  std::string label;
};

// nullopt: it cannot be opened here, or what is in it is none of its kind.
std::optional<ReadNotice> Read(absl::string_view ns, const ScannedNotice& scanned) {
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
  return ReadNotice{.notice = *std::move(notice),
                    .hash = scanned.notice_hash,
                    .row = *std::move(row),
                    .label = form.ok() ? form->StringOr("label", "") : ""};
}

// What the sheets of other offices say of their notices.
class OtherSheets {
 public:
  explicit OtherSheets(const std::vector<ReportSheet>& sheets) : sheets_(sheets) {
    for (const ReportSheet& sheet : sheets) {
      for (const ReportRow& row : sheet.rows) rows_.insert(row.notice);
    }
  }

  // A notice that its office's sheet, which is here, should know and does not. That a serial is
  // void says that there is no such notice. What carries a sheet comes after it.
  bool Misses(const ReadNotice& read) const {
    if (read.notice.kind == kReportSheetKind) return false;
    const Serial& serial = read.notice.serial;
    const auto sheet = absl::c_find_if(
        sheets_, [&](const ReportSheet& one) { return one.office == serial.office; });
    if (sheet == sheets_.end() || rows_.contains(read.hash)) return false;
    const DeskYear desk = DeskYearOf(serial);
    return absl::c_none_of(sheet->ranges, [&](const SheetRange& range) {
      return DeskYear(range.desk, range.year) == desk && range.why != kVoid &&
             range.first <= serial.number && serial.number <= range.last;
    });
  }

 private:
  const std::vector<ReportSheet>& sheets_;
  absl::flat_hash_set<Hash> rows_;
};

// Serials of the own desks, each with what became of it; empty: it is a row.
using Accounts = std::map<DeskYear, std::map<uint64_t, std::string>>;

class SheetMaker {
 public:
  SheetMaker(Archive& archive, const PublicCrypto& crypto, const SheetRequest& request)
      : archive_(archive), crypto_(crypto), request_(request), scope_(request.open.period) {}

  absl::StatusOr<MadeSheet> Make() {
    made_.sheet.report = std::string(request_.report);
    made_.sheet.office = std::string(request_.office);
    made_.sheet.links = request_.said.links;
    made_.sheet.positions = request_.said.positions;
    RETURN_IF_ERROR(FindScope());
    RETURN_IF_ERROR(TakeOwn());
    RETURN_IF_ERROR(TakeActs());
    Account();
    NormaliseSheet(made_.sheet);
    return std::move(made_);
  }

 private:
  absl::Status FindScope() {
    const OtherSheets others(request_.others);
    RETURN_IF_ERROR(
        archive_.ScanNotices({.below = request_.below}, [&](const ScannedNotice& scanned) {
          const std::optional<ReadNotice> read = Read(request_.ns, scanned);
          if (!read.has_value()) {
            // Only the own office's have that mark; whose a closed one is nobody else can tell.
            made_.closed += scanned.sent ? 1 : 0;
            return;
          }
          scope_.Add(read->row);
          if (others.Misses(*read)) {
            made_.sheet.unlisted.push_back(
                {.serial = read->row.serial, .notice = read->hash, .index = scanned.index});
          }
        }));
    scope_.Close();
    return absl::OkStatus();
  }

  absl::Status TakeOwn() {
    return archive_.ScanNotices({.below = request_.below}, [&](const ScannedNotice& scanned) {
      std::optional<ReadNotice> read = Read(request_.ns, scanned);
      if (!read.has_value() || read->notice.serial.office != request_.office) return;
      if (read->notice.kind == kDraftKind) TakeDraft(read->notice);
      const std::string why = WhyNoRow(*read);
      const Serial& serial = read->notice.serial;
      accounts_[DeskYearOf(serial)][serial.number] = why;
      if (read->notice.kind != kReportSheetKind) RaiseLast(serial);
      if (!why.empty()) return;
      envelopes_[scanned.header_hash] = read->hash;
      made_.sheet.rows.push_back(std::move(read->row));
    });
  }

  std::string WhyNoRow(const ReadNotice& read) {
    if (!scope_.Holds(read.hash)) return kOutOfScope;
    if (!MayGo(read.label, request_.open.label)) {
      made_.barred.insert(read.row.serial);
      return kWithheld;
    }
    const bool chosen = absl::c_linear_search(request_.said.withheld, read.row.serial);
    return chosen ? kWithheld : "";
  }

  // The serial that was frozen for a second officer is void unless it is logged: whichever of the
  // two comes first here.
  void TakeDraft(const Notice& carrier) {
    const absl::StatusOr<FrozenNotice> frozen = ReadDraft(carrier, crypto_);
    if (!frozen.ok() || frozen->notice.serial.office != request_.office) return;
    const Serial& serial = frozen->notice.serial;
    accounts_[DeskYearOf(serial)].try_emplace(serial.number, kVoid);
    RaiseLast(serial);
  }

  void RaiseLast(const Serial& serial) {
    uint64_t& last = last_[DeskYearOf(serial)];
    last = std::max(last, serial.number);
  }

  absl::Status TakeActs() {
    return archive_.ScanReceipts(request_.below, [&](const ScannedReceipt& act) {
      const auto envelope = envelopes_.find(act.target);
      const absl::StatusOr<MailboxId> mailbox = ParseMailbox(act.mailbox);
      if (envelope == envelopes_.end() || !mailbox.ok() || mailbox->office == request_.office ||
          !Answers(act.state)) {
        return;
      }
      made_.sheet.acts.push_back({.notice = envelope->second,
                                  .act = act.hash,
                                  .index = act.index,
                                  .time_ms = act.time_ms,
                                  .mailbox = std::string(act.mailbox),
                                  .state = std::string(act.state)});
    });
  }

  static bool Answers(absl::string_view state) {
    return state == ReceiptStateName(ReceiptState::kAcknowledged) ||
           state == ReceiptStateName(ReceiptState::kPassedOn) ||
           state == ReceiptStateName(ReceiptState::kResolved) ||
           state == ReceiptStateName(ReceiptState::kRefused);
  }

  // Up to the last notice that is no part of the work on reports: a sheet would else never be the
  // same again, because it was sent.
  void Account() {
    for (const auto& [desk, last] : last_) {
      made_.sheet.desks.push_back({.desk = desk.first, .year = desk.second, .last = last});
      uint64_t next = 1;
      for (const auto& [number, why] : accounts_[desk]) {
        if (number > last) break;
        if (next < number) AddRange(desk, next, number - 1, kGap, made_.gaps);
        if (!why.empty()) AddRange(desk, number, number, why, made_.sheet.ranges);
        next = number + 1;
      }
    }
  }

  // Joined with the range before it where it goes on.
  static void AddRange(const DeskYear& desk, uint64_t first, uint64_t last, const std::string& why,
                       std::vector<SheetRange>& ranges) {
    if (!ranges.empty()) {
      SheetRange& before = ranges.back();
      if (before.desk == desk.first && before.year == desk.second && before.why == why &&
          before.last + 1 == first) {
        before.last = last;
        return;
      }
    }
    ranges.push_back(
        {.desk = desk.first, .year = desk.second, .first = first, .last = last, .why = why});
  }

  Archive& archive_;
  const PublicCrypto& crypto_;
  const SheetRequest& request_;
  SheetScope scope_;
  Accounts accounts_;
  std::map<DeskYear, uint64_t> last_;
  absl::flat_hash_map<Hash, Hash> envelopes_;  // of the rows: header hash -> notice hash
  MadeSheet made_;
};

}  // namespace

absl::StatusOr<MadeSheet> MakeSheet(Archive& archive, const PublicCrypto& crypto,
                                    const SheetRequest& request) {
  return SheetMaker(archive, crypto, request).Make();
}

}  // namespace liaison
