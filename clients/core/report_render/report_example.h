// A report about May 2017 for tests, with something in each of its parts: three offices of which
// one is silent, reservations in two directions, a map, gaps and anomalies.
#ifndef LIAISON_CLIENTS_CORE_REPORT_RENDER_REPORT_EXAMPLE_H_
#define LIAISON_CLIENTS_CORE_REPORT_RENDER_REPORT_EXAMPLE_H_

#include <cstddef>
#include <map>
#include <string>

#include "clients/core/map_document/document.h"
#include "clients/core/report_render/render.h"

namespace liaison {

// Rows of two offices, half each, and the figures they give.
ReportModel ExampleModel(size_t rows);

// Owns what a request borrows.
class ExampleReport {
 public:
  // `map`: canonical bytes; empty: none. `outcome`: empty makes a draft.
  ExampleReport(size_t rows, const std::string& map, const std::string& outcome);

  RenderRequest Request(Language language, bool latin_digits = false) const;
  // All files of all formats by name: "report.pdf", "report.html", "rows.csv"...
  static absl::StatusOr<std::map<std::string, std::string>> Render(const RenderRequest& request);

 private:
  ReportModel model_;
  MapDocument map_;
  bool has_map_;
  std::string outcome_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_RENDER_REPORT_EXAMPLE_H_
