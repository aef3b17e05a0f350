// What the parts of a paper are made of, and what they add to it: internal to this folder.
#ifndef LIAISON_CLIENTS_CORE_REPORT_RENDER_PAPER_SOURCE_H_
#define LIAISON_CLIENTS_CORE_REPORT_RENDER_PAPER_SOURCE_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/core/report_render/paper.h"
#include "clients/core/report_render/render.h"
#include "clients/core/report_render/wording.h"

namespace liaison {

// Thread: any. Borrows the request.
class PaperSource {
 public:
  PaperSource(const RenderRequest& request, const Phrasebook& phrases);

  const RenderRequest& request;
  const ReportModel& model;
  const Wording say;

  bool Contributed(absl::string_view office) const { return contributed_.contains(office); }
  // nullptr: there is none of this id.
  const Figure* Find(absl::string_view id) const;
  // A figure of an office, in words. A count is zero where it contributed and nobody states another
  // number; a time is none where nothing was measured.
  std::string Shown(absl::string_view id, absl::string_view office, Unit unit) const;
  std::string Shown(absl::string_view id, Unit unit) const;
  // Words that stand behind "<prefix>.<office>." in figures of any office, sorted.
  std::vector<std::string> WordsOf(absl::string_view prefix) const;

 private:
  std::map<std::string, const Figure*, std::less<>> figures_;
  std::set<std::string, std::less<>> contributed_;
};

// Rows of a table with a column for each office, never one for all of them. Where there are too
// many for a page, the table is repeated for the others.
struct OfficeRow {
  std::string name;
  std::string before;  // figure id before the office, "v.reg."
  std::string after;   // and after it, ".idlib"; may be empty
};
void AddOfficeTable(const PaperSource& source, const std::string& title,
                    const std::vector<OfficeRow>& rows, Unit unit, Paper& paper);

// As a table shows it: the first 16 hex digits.
inline std::string ShortHash(const Hash& hash) { return ToHex(hash).substr(0, 16); }

inline void AddText(Paper& paper, TextRole role, std::string text) {
  paper.blocks.push_back(PaperText{.role = role, .text = std::move(text)});
}

// The paper, in this order.
void AddCover(const PaperSource& source, Paper& paper);
void AddViolations(const PaperSource& source, Paper& paper);
void AddOtherFigures(const PaperSource& source, Paper& paper);
void AddMaps(const PaperSource& source, Paper& paper);
void AddFindings(const PaperSource& source, Paper& paper);  // gaps, anomalies, what is missing
void AddReservations(const PaperSource& source, Paper& paper);
void AddMapPicture(const PaperSource& source, Paper& paper);
void AddAnnex(const PaperSource& source, Paper& paper);

// Rows up to here are printed; of more there is an index, and all of them in the attached table.
inline constexpr size_t kMostPrintedRows = 5000;

// The files' date: the cut's, never the drawing's.
inline int64_t CutTime_s(const ReportModel& model) { return model.cut_ms / 1000; }

Paper MakePaper(const RenderRequest& request, const Phrasebook& phrases);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_RENDER_PAPER_SOURCE_H_
