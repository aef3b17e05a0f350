#include "clients/core/report_desk/sheet_check.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "clients/core/report_desk/held_records.h"
#include "clients/core/report_desk/office_scopes.h"
#include "clients/core/report_desk/sheet_claims.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/record.h"
#include "proto/wire/leaf.h"

namespace liaison {
namespace {

// Rows of any sheet by one of their hashes; several may claim the same.
using RowsBy = std::vector<std::pair<Hash, const ReportRow*>>;

void Sort(RowsBy& rows) {
  absl::c_sort(rows, [](const auto& a, const auto& b) { return a.first < b.first; });
}

template <typename Take>
void ForEach(const RowsBy& rows, const Hash& hash, const Take& take) {
  auto row =
      std::lower_bound(rows.begin(), rows.end(), hash,
                       [](const auto& one, const Hash& sought) { return one.first < sought; });
  for (; row != rows.end() && row->first == hash; ++row) take(*row->second);
}

// An answer that a sheet tells of.
struct ToldAnswer {
  const ReportSheet* sheet = nullptr;
  const SheetAct* act = nullptr;
  std::string serial;
  bool is_here = false;
};

// A notice that is here and has no row, though it is not withheld: maybe it is out of scope.
struct LeftOut {
  Hash notice;
  std::string office;
  std::string serial;
  LeafIndex index;
};

class SheetsCheck {
 public:
  SheetsCheck(const SheetWitness& here, const std::vector<ReportSheet>& sheets)
      : here_(here),
        directory_(here.mirror.directory()),
        below_(TreeSize(here.cut.value())),
        sheets_(sheets),
        claims_(sheets, below_),
        scopes_(here.open.period, sheets) {}

  absl::StatusOr<std::vector<SheetFault>> Run() {
    for (const ReportSheet& sheet : sheets_) TakeSheet(sheet);
    Sort(by_header_);
    Sort(by_notice_);
    ASSIGN_OR_RETURN(const uint64_t total, here_.archive.CountNotices(below_));
    uint64_t done = 0;
    RETURN_IF_ERROR(here_.archive.ScanNotices({.below = below_}, [&](const ScannedNotice& scanned) {
      Hold(scanned);
      here_.progress(++done, total);
    }));
    scopes_.Close();
    TellOmitted();
    RETURN_IF_ERROR(here_.archive.ScanReceipts(
        below_, [this](const ScannedReceipt& receipt) { Hold(receipt); }));
    if (here_.synced) TellUnheard();
    return Sorted();
  }

 private:
  void Fault(SheetFaultKind kind, absl::string_view office, absl::string_view serial) {
    faults_.push_back({.kind = kind, .office = std::string(office), .serial = std::string(serial)});
  }
  void Omission(SheetFaultKind kind, const std::string& office, absl::string_view serial,
                LeafIndex index) {
    Fault(kind, office, serial);
    const auto contributed = here_.contributed.find(office);
    faults_.back().later = contributed != here_.contributed.end() && contributed->second < index;
  }

  void TakeSheet(const ReportSheet& sheet) {
    absl::flat_hash_map<Hash, absl::string_view> serials;
    for (const ReportRow& row : sheet.rows) {
      if (!LiesThere(row.index, row.logged_ms, row.header)) {
        Fault(SheetFaultKind::kLeaf, sheet.office, row.serial);
      }
      serials.emplace(row.notice, row.serial);
      by_header_.emplace_back(row.header, &row);
      by_notice_.emplace_back(row.notice, &row);
    }
    for (const SheetAct& act : sheet.acts) {
      const auto about = serials.find(act.notice);
      const std::string serial(about == serials.end() ? act.mailbox : about->second);
      if (!LiesThere(act.index, act.time_ms, act.act)) {
        Fault(SheetFaultKind::kLeaf, sheet.office, serial);
      }
      const ToldAnswer told{.sheet = &sheet, .act = &act, .serial = serial};
      // One record is one answer.
      if (!answers_.try_emplace(act.act, told).second) {
        Fault(SheetFaultKind::kAnswer, sheet.office, serial);
      }
    }
  }

  // Whatever lies beyond the own copy of the log cannot have been there when the sheet was made.
  bool LiesThere(LeafIndex index, int64_t time_ms, const Hash& body) const {
    const absl::StatusOr<Hash> there = here_.mirror.LeafHashAt(index);
    const LeafEntry stated{.time_ms = time_ms, .is_public = false, .body_hash = body};
    return there.ok() && *there == LeafHash(PrintLeafEntry(directory_.ns(), stated));
  }

  void Hold(const ScannedNotice& scanned) {
    // An envelope is nobody's answer.
    if (const auto told = answers_.find(scanned.header_hash); told != answers_.end()) {
      Fault(SheetFaultKind::kAnswer, told->second.sheet->office, told->second.serial);
    }
    if (scanned.notice.empty()) return;
    const std::optional<HeldNotice> held = ReadHeld(directory_.ns(), scanned);
    const auto compare = [&](const ReportRow& row) {
      if (!held.has_value() || !IsRowOf(row, *held)) {
        Fault(SheetFaultKind::kRow, row.office, row.serial);
      }
    };
    ForEach(by_header_, scanned.header_hash, compare);
    ForEach(by_notice_, scanned.notice_hash, compare);
    if (!held.has_value()) return;
    notices_[scanned.header_hash] = held->hash;
    scopes_.Add(*held);
    const SheetClaim claim = claims_.Of(*held);
    if (claim == SheetClaim::kIsOutOfScope || claim == SheetClaim::kIsUnknown) {
      left_out_.push_back(
          {held->hash, held->notice.serial.office, held->row.serial, scanned.index});
    }
  }

  // A notice may lie in the log twice, sealed anew: its place is the log's to judge.
  static bool IsRowOf(const ReportRow& row, const HeldNotice& held) {
    ReportRow made = held.row;
    made.header = row.header;
    made.index = row.index;
    made.logged_ms = row.logged_ms;
    return row == made;
  }

  void TellOmitted() {
    for (const LeftOut& one : left_out_) {
      if (!scopes_.Touch(one.office, one.notice)) continue;
      Omission(SheetFaultKind::kOmitsNotice, one.office, one.serial, one.index);
    }
  }

  void Hold(const ScannedReceipt& receipt) {
    ForEach(by_header_, receipt.hash,
            [this](const ReportRow& row) { Fault(SheetFaultKind::kRow, row.office, row.serial); });
    const auto target = notices_.find(receipt.target);
    const auto told = answers_.find(receipt.hash);
    if (told != answers_.end()) {
      told->second.is_here = true;
      const bool about_another =
          target != notices_.end() && target->second != told->second.act->notice;
      if (about_another || !IsSame(*told->second.act, receipt)) {
        Fault(SheetFaultKind::kAnswer, told->second.sheet->office, told->second.serial);
      }
      return;
    }
    const absl::StatusOr<MailboxId> mailbox = ParseMailbox(receipt.mailbox);
    if (target == notices_.end() || !mailbox.ok() || !IsAnswerState(receipt.state)) return;
    ForEach(by_notice_, target->second, [&](const ReportRow& row) {
      if (row.office == mailbox->office || !Contains(below_, row.index)) return;
      Omission(SheetFaultKind::kOmitsAnswer, row.office, row.serial, receipt.index);
    });
  }

  static bool IsSame(const SheetAct& act, const ScannedReceipt& receipt) {
    return act.index == receipt.index && act.time_ms == receipt.time_ms &&
           act.mailbox == receipt.mailbox && act.state == receipt.state;
  }

  // Answers that this desk would have got as well, because it speaks for whoever gave them, and
  // has not: nobody did.
  void TellUnheard() {
    for (const auto& [hash, told] : answers_) {
      if (told.is_here || !Contains(below_, told.act->index)) continue;
      const absl::StatusOr<MailboxId> mailbox = ParseMailbox(told.act->mailbox);
      if (!mailbox.ok() || !Reads(*mailbox, told.act->index)) continue;
      bool has_notice = false;
      ForEach(by_notice_, told.act->notice, [&](const ReportRow& row) {
        has_notice = has_notice || (notices_.contains(row.header) && Reads(*mailbox, row.index));
      });
      if (has_notice) Fault(SheetFaultKind::kAnswer, told.sheet->office, told.serial);
    }
  }

  bool Reads(const MailboxId& mailbox, LeafIndex at) const {
    return absl::c_linear_search(directory_.DevicesOf(mailbox, TreeSize(at.value())), here_.device);
  }

  std::vector<SheetFault> Sorted() {
    const auto key = [](const SheetFault& fault) {
      return std::tie(fault.office, fault.serial, fault.kind, fault.later);
    };
    absl::c_sort(faults_,
                 [&key](const SheetFault& a, const SheetFault& b) { return key(a) < key(b); });
    faults_.erase(std::unique(faults_.begin(), faults_.end()), faults_.end());
    return std::move(faults_);
  }

  const SheetWitness& here_;
  const Directory& directory_;
  const TreeSize below_;
  const std::vector<ReportSheet>& sheets_;
  const SheetClaims claims_;
  OfficeScopes scopes_;
  RowsBy by_header_;
  RowsBy by_notice_;
  absl::flat_hash_map<Hash, ToldAnswer> answers_;  // by the receipt's hash
  absl::flat_hash_map<Hash, Hash> notices_;        // that are open here: header -> notice
  std::vector<LeftOut> left_out_;
  std::vector<SheetFault> faults_;
};

absl::string_view ReasonFor(SheetFaultKind kind) {
  switch (kind) {
    case SheetFaultKind::kLeaf:
      return "SHEET_LEAF";
    case SheetFaultKind::kRow:
      return "SHEET_ROW";
    case SheetFaultKind::kAnswer:
      return "SHEET_ANSWER";
    case SheetFaultKind::kOmitsNotice:
      return "SHEET_OMITS";
    case SheetFaultKind::kOmitsAnswer:
      return "SHEET_OMITS_ANSWER";
  }
  return "";
}

}  // namespace

absl::Status SheetFaultError(const SheetFault& fault) {
  return MakeError(absl::StatusCode::kDataLoss, "what this desk holds contradicts a sheet",
                   {.reason = std::string(fault.later ? "SHEET_LATER" : ReasonFor(fault.kind)),
                    .subject = fault.serial,
                    .field = fault.office});
}

absl::StatusOr<std::vector<SheetFault>> CheckSheets(const SheetWitness& here,
                                                    const std::vector<ReportSheet>& sheets) {
  return SheetsCheck(here, sheets).Run();
}

}  // namespace liaison
