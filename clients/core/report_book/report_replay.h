// One report's machine, with all that the machine itself forgets. Internal to report_book.
#ifndef LIAISON_CLIENTS_CORE_REPORT_BOOK_REPORT_REPLAY_H_
#define LIAISON_CLIENTS_CORE_REPORT_BOOK_REPORT_REPLAY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "clients/core/report_book/report_book.h"
#include "proto/rules/report_machine.h"

namespace liaison {

class ReportReplay {
 public:
  // `world` outlives it.
  explicit ReportReplay(ReportWorld& world) : world_(world) {}

  // `signers`: devices whose lines the note carries, `from` first.
  void Take(Instant now, const ReportNote& note, const Hash& hash,
            const std::vector<std::string>& signers);
  void Revoked(Instant now, absl::string_view device, RevokeReason reason);
  // Everything due before `now`.
  void AdvanceTo(Instant now);

  std::optional<int64_t> NextDue_ms();
  const std::optional<ReportState>& state() const { return state_; }
  // Why this note has no effect; empty: it has, or is not known here.
  std::string ErrorOf(const Hash& note) const;
  // Requires a state.
  ReportRecord Record() const;

 private:
  void Run(absl::FunctionRef<void(ReportMachine&)> act);

  ReportWorld& world_;
  std::optional<ReportState> state_;
  std::vector<ReportRemark> remarks_;
  std::vector<ReportSaying> sayings_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_BOOK_REPORT_REPLAY_H_
