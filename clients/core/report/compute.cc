#include "clients/core/report/compute.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/core/report/acks.h"
#include "clients/core/report/events.h"
#include "clients/core/report/identities.h"
#include "clients/core/report/passages.h"
#include "clients/core/report/period_rules.h"
#include "clients/core/report/posts.h"
#include "clients/core/report/replay.h"
#include "clients/core/report/violation_figures.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr absl::string_view kObligations = "O1";
constexpr absl::string_view kAnomalies = "N1";

absl::Status CheckRowOrder(const std::vector<ModelRow>& rows) {
  const auto wrong = std::adjacent_find(
      rows.begin(), rows.end(),
      [](const ModelRow& a, const ModelRow& b) { return !IsBefore(a.row, b.row); });
  if (wrong == rows.end()) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument,
                   "rows are not in their order, or two of them have one serial",
                   {.reason = "ROW_ORDER", .subject = wrong->row.serial});
}

// One leaf is one notice, and lies below the cut. Whether its time is true the log tells (level 3).
absl::Status CheckLeaves(const ReportModel& model) {
  std::vector<std::pair<LeafIndex, RowId>> leaves;
  leaves.reserve(model.rows.size());
  for (const ModelRow& row : model.rows) {
    if (row.row.index >= model.cut) {
      return MakeError(absl::StatusCode::kInvalidArgument, "a row lies after the cut",
                       {.reason = "ROW_PLACE", .subject = row.row.serial});
    }
    leaves.emplace_back(row.row.index, static_cast<RowId>(leaves.size()));
  }
  std::sort(leaves.begin(), leaves.end());
  const auto same =
      std::adjacent_find(leaves.begin(), leaves.end(),
                         [](const auto& one, const auto& next) { return one.first == next.first; });
  if (same == leaves.end()) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument,
                   "two rows claim one place in the log: one leaf is one notice",
                   {.reason = "SAME_LEAF",
                    .subject = model.rows[same->second].row.serial,
                    .field = model.rows[std::next(same)->second].row.serial});
}

// SHA-256 over sorted lines `serial SP notice-hash SP index LF`. Serials differ, so they decide.
Hash InputOf(const std::vector<ModelRow>& rows) {
  std::vector<const ReportRow*> sorted;
  sorted.reserve(rows.size());
  for (const ModelRow& row : rows) sorted.push_back(&row.row);
  const auto is_before = [](const ReportRow* a, const ReportRow* b) {
    return a->serial < b->serial;
  };
  // Mostly they are: rows stand by office and serial, and a serial begins with its office.
  if (!std::is_sorted(sorted.begin(), sorted.end(), is_before)) {
    std::sort(sorted.begin(), sorted.end(), is_before);
  }
  Sha256Stream stream;
  for (const ReportRow* row : sorted) {
    stream.Update(
        absl::StrCat(row->serial, " ", ToBase64(row->notice), " ", row->index.value(), "\n"));
  }
  return stream.Finish();
}

void FindMissing(ReportModel& model) {
  for (const ModelOffice& office : model.offices) {
    if (office.owes && !office.sheet) model.missing.push_back(office.office);
  }
}

void SortAnomalies(ReportModel& model) {
  const auto key = [](const ModelAnomaly& anomaly) {
    return std::tie(anomaly.office, anomaly.serial, anomaly.code, anomaly.detail);
  };
  std::sort(model.anomalies.begin(), model.anomalies.end(),
            [&key](const ModelAnomaly& a, const ModelAnomaly& b) { return key(a) < key(b); });
}

void CountObligations(const ReportModel& model, FigureBook& book) {
  for (const absl::string_view state : {"met", "late_met", "breached", "pending", "waived"}) {
    book.Begin(absl::StrCat("o.", state), kObligations, {}, true);
  }
  for (const ModelObligation& obligation : model.obligations) {
    book.At(absl::StrCat("o.", obligation.state), kObligations).Add(1);
  }
}

void CountAnomalies(const ReportModel& model, FigureBook& book) {
  for (const ModelAnomaly& anomaly : model.anomalies) {
    Tally& tally =
        book.At(absl::StrCat("n.", anomaly.code), kAnomalies, {{"office", anomaly.office}});
    const ReportRow sought{.office = anomaly.office, .serial = anomaly.serial};
    const auto row = std::partition_point(
        model.rows.begin(), model.rows.end(),
        [&sought](const ModelRow& candidate) { return IsBefore(candidate.row, sought); });
    if (row == model.rows.end()) continue;
    tally.AddRow(static_cast<RowId>(row - model.rows.begin()));
  }
}

// What is found out about rows, once, and then told of them and counted.
struct Findings {
  Events events;
  Passages passages;
  Posts posts;
};

// Of a model whose rows have their fates.
absl::StatusOr<Findings> FindAll(const ReportModel& model, const Replay& replay) {
  ASSIGN_OR_RETURN(Events events, Events::Find(model, replay));
  ASSIGN_OR_RETURN(Passages passages, Passages::Find(model, replay));
  ASSIGN_OR_RETURN(Posts posts, Posts::Find(model));
  return Findings{std::move(events), std::move(passages), std::move(posts)};
}

// Of a model whose rows are judged.
absl::StatusOr<FigureBook> CountAll(const ReportModel& model, const Replay& replay,
                                    const Findings& found) {
  FigureBook book;
  RETURN_IF_ERROR(CountViolations(model, book));
  found.events.Count(model, book);
  found.passages.Count(model, replay, book);
  found.posts.Count(model, book);
  CountAcks(model, replay, book);
  CountObligations(model, book);
  CountAnomalies(model, book);
  return book;
}

absl::StatusOr<Findings> Judge(const Replay& replay, ReportModel& model) {
  replay.ApplyTo(model);
  for (ModelRow& row : model.rows) JudgeTimes(model, row);
  CollectLinks(model);
  ASSIGN_OR_RETURN(Findings found, FindAll(model, replay));
  found.events.ApplyTo(model);
  found.posts.ApplyTo(model);
  CompleteAcks(replay, model);
  SortAnomalies(model);
  return found;
}

}  // namespace

absl::Status Compute(ReportModel& model) {
  RETURN_IF_ERROR(CheckRowOrder(model.rows));
  RETURN_IF_ERROR(CheckLeaves(model));
  const Replay replay(model.rows);
  RETURN_IF_ERROR(replay.index().CheckUnique());
  ASSIGN_OR_RETURN(const Findings found, Judge(replay, model));
  FindMissing(model);
  model.input = InputOf(model.rows);
  ASSIGN_OR_RETURN(FigureBook book, CountAll(model, replay, found));
  model.figures = std::move(book).Finish(model.rows);
  return CheckIdentities(model);
}

absl::StatusOr<FigureBook> CountFigures(const ReportModel& model) {
  RETURN_IF_ERROR(CheckRowOrder(model.rows));
  RETURN_IF_ERROR(CheckLeaves(model));
  const Replay replay(model.rows);
  RETURN_IF_ERROR(replay.index().CheckUnique());
  ASSIGN_OR_RETURN(const Findings found, FindAll(model, replay));
  return CountAll(model, replay, found);
}

}  // namespace liaison
