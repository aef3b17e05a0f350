// Made-up missions for oracle.py, one JSON object a line: what the offices wrote, and the figures
// that the engine makes of it.
//   report_missions COUNT
#include <cstdio>
#include <map>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/core/report/assemble.h"
#include "proto/base/check.h"
#include "tests/report_figures/figure_scenario.h"
#include "tests/report_figures/random_report.h"

namespace liaison {
namespace {

Json FrameJson(const ReportFrame& frame) {
  return Json::Object{{"cut", static_cast<int64_t>(frame.cut.value())},
                      {"cut_ms", frame.cut_ms},
                      {"end_ms", frame.open.period.end_ms},
                      {"late_ms", frame.late_after_ms},
                      {"start_ms", frame.open.period.start_ms}};
}

Json NoticeJson(const RandomNotice& notice) {
  Json::Object out = {{"form", notice.form},
                      {"hash", ToBase64(notice.hash)},
                      {"index", static_cast<int64_t>(notice.index.value())},
                      {"kind", notice.kind},
                      {"logged_ms", notice.logged_ms},
                      {"office", notice.office},
                      {"time_s", notice.time_s},
                      {"to", Json::Array(notice.to.begin(), notice.to.end())}};
  if (notice.ack_within_s) out.emplace("ack_within_s", int64_t{*notice.ack_within_s});
  return out;
}

std::string MissionLine(uint64_t seed) {
  const RandomReport made = MakeRandomReport(seed);
  const absl::StatusOr<ReportModel> model = Assemble(made.frame, made.sheets);
  LIAISON_CHECK(model.ok());
  Json::Object figures;
  for (const Figure& figure : model->figures) {
    if (figure.id[0] != 'n' && figure.id[0] != 'o' && figure.id[0] != 'c') {
      figures.emplace(figure.id, ValueText(figure.value));
    }
  }
  Json::Array notices;
  for (const RandomNotice& notice : made.notices) notices.push_back(NoticeJson(notice));
  // The statements only: rows are what the engine read out of the notices.
  std::string sheets;
  for (ReportSheet sheet : made.sheets) {
    sheet.rows.clear();
    absl::StrAppend(&sheets, sheets.empty() ? "" : ",", PrintSheet(sheet));
  }
  return absl::StrCat("{\"seed\":", seed, ",\"frame\":", PrintCanonicalJson(FrameJson(made.frame)),
                      ",\"notices\":", PrintCanonicalJson(notices), ",\"sheets\":[", sheets,
                      "],\"figures\":", PrintCanonicalJson(figures), "}");
}

}  // namespace
}  // namespace liaison

int main(int argc, char** argv) {
  uint64_t count = 0;
  if (argc != 2 || !absl::SimpleAtoi(argv[1], &count)) return 2;
  for (uint64_t seed = 1; seed <= count; ++seed) {
    std::printf("%s\n", liaison::MissionLine(seed).c_str());
  }
  return 0;
}
