#include "clients/core/report_desk/sheet_maker.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "clients/core/outgoing/draft.h"
#include "clients/core/report/extract.h"
#include "clients/core/report_desk/held_records.h"
#include "clients/core/report_desk/office_scopes.h"
#include "clients/core/report_desk/sheet_claims.h"
#include "clients/core/report_desk/sheet_scope.h"
#include "proto/base/status_macros.h"
#include "proto/text/unanswered.h"

namespace liaison {
namespace {

constexpr char kVoid[] = "void";
constexpr char kGap[] = "gap";

// Serials of the own desks, each with what became of it; empty: it is a row.
using Accounts = std::map<DeskYear, std::map<uint64_t, std::string>>;

class SheetMaker {
 public:
  SheetMaker(Archive& archive, const PublicCrypto& crypto, const SheetRequest& request)
      : archive_(archive),
        crypto_(crypto),
        request_(request),
        scope_(request.open.period),
        others_(request.others, request.below),
        their_scopes_(request.open.period, request.others) {}

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
    RETURN_IF_ERROR(
        archive_.ScanNotices({.below = request_.below}, [&](const ScannedNotice& scanned) {
          const std::optional<HeldNotice> read = ReadHeld(request_.ns, scanned);
          if (!read.has_value()) {
            // Only the own office's have that mark; whose a closed one is nobody else can tell.
            made_.closed += scanned.sent ? 1 : 0;
            return;
          }
          scope_.Add(read->row);
          their_scopes_.Add(*read);
        }));
    scope_.Close();
    their_scopes_.Close();
    return absl::OkStatus();
  }

  absl::Status TakeOwn() {
    return archive_.ScanNotices({.below = request_.below}, [&](const ScannedNotice& scanned) {
      std::optional<HeldNotice> read = ReadHeld(request_.ns, scanned);
      if (!read.has_value()) return;
      if (TheirSheetMisses(*read)) {
        made_.sheet.unlisted.push_back(
            {.serial = read->row.serial, .notice = read->hash, .index = scanned.index});
      }
      if (read->notice.serial.office != request_.office) return;
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

  // A notice that its office's sheet, which is here, should know and does not. What carries a sheet
  // comes after it.
  bool TheirSheetMisses(const HeldNotice& read) const {
    if (read.notice.kind == kReportSheetKind) return false;
    const SheetClaim claim = others_.Of(read);
    return claim == SheetClaim::kIsUnknown ||
           (claim == SheetClaim::kIsOutOfScope && their_scopes_.Touch(read));
  }

  std::string WhyNoRow(const HeldNotice& read) {
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
          !IsAnswerState(act.state)) {
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
  const SheetClaims others_;
  OfficeScopes their_scopes_;
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
