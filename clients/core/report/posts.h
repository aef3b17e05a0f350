// Hours that observation posts observed, declared as not observed, and did not report. Source:
// REPORTS section A 12.
#ifndef LIAISON_CLIENTS_CORE_REPORT_POSTS_H_
#define LIAISON_CLIENTS_CORE_REPORT_POSTS_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/core/report/figure_book.h"
#include "clients/core/report/model.h"
#include "clients/core/report/spans.h"

namespace liaison {

class Posts {
 public:
  // Of live returns, clipped to the period. Errors: those of ReadObservation.
  static absl::StatusOr<Posts> Find(const ReportModel& model);

  // Sets the flag OVERLAP and lists which times are told twice.
  void ApplyTo(ReportModel& model) const;
  void Count(const ReportModel& model, FigureBook& book) const;

 private:
  struct Return {
    Span_ms span;
    RowId row = 0;
    std::vector<Span_ms> observed;
  };

  std::map<std::pair<std::string, std::string>, std::vector<Return>> returns_;  // by office, post
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_POSTS_H_
