// ops/bench report: what a report of 100,000 notices costs, beside five group-bys over the same
// rows. README.md says how to read the table.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/core/report/assemble.h"
#include "proto/base/status_macros.h"
#include "proto/system/posix_file_system.h"
#include "proto/wire/hash.h"
#include "tests/bench/bench_notices.h"
#include "tests/bench/bench_program.h"
#include "tests/bench/peak_memory.h"
#include "tests/bench/print_part.h"
#include "tests/bench/sql_group_bys.h"

namespace liaison {
namespace {

constexpr absl::string_view kMemoryRun = "--assemble";
constexpr absl::string_view kAssemblePart = "assemble";
constexpr absl::string_view kPrintPart = "print";
constexpr double kMiB = 1 << 20;
const std::vector<std::string> kSheetOffices = {"irn", "rus", "tur"};

std::string SheetPath(const std::string& folder, const std::string& office) {
  return absl::StrCat(folder, "/", office, ".sheet.json");
}

absl::Status ExtractRows(const BenchMission& mission, std::map<std::string, ReportSheet>& sheets) {
  for (const BenchNotice& notice : mission.notices) {
    ASSIGN_OR_RETURN(ReportRow row, ExtractRow({.notice = notice.notice,
                                                .notice_hash = notice.hash,
                                                .header = notice.header,
                                                .header_hash = notice.header_hash,
                                                .index = notice.index,
                                                .logged_ms = notice.logged_ms}));
    sheets[row.office].rows.push_back(std::move(row));
  }
  for (auto& [office, sheet] : sheets) NormaliseSheet(sheet);
  return absl::OkStatus();
}

// Sheets out of files, one after the other, as they come out of attachments.
absl::StatusOr<std::vector<ReportSheet>> ReadSheets(const std::string& folder) {
  std::vector<ReportSheet> sheets;
  PosixFileSystem files;
  for (const std::string& office : kSheetOffices) {
    ASSIGN_OR_RETURN(const std::string bytes,
                     files.Read(SheetPath(folder, office), kMaxSheetBytes));
    ASSIGN_OR_RETURN(sheets.emplace_back(), ParseSheet(bytes));
  }
  return sheets;
}

absl::Status Round(const BenchMission& mission, const CommandLine& line, Figures& figures) {
  PosixFileSystem files;
  std::map<std::string, ReportSheet> made = mission.sheets;
  double begin_us = ThreadUs();
  RETURN_IF_ERROR(ExtractRows(mission, made));
  const double extract_us = ThreadUs() - begin_us;

  begin_us = ThreadUs();
  std::vector<std::string> texts;
  for (const auto& [office, sheet] : made) texts.push_back(PrintSheet(sheet));
  const double write_us = ThreadUs() - begin_us;
  size_t largest = 0;
  for (size_t i = 0; i < texts.size(); ++i) {
    RETURN_IF_ERROR(files.Write(SheetPath(line.folder, kSheetOffices[i]), texts[i]));
    largest = std::max(largest, texts[i].size());
  }

  begin_us = ThreadUs();
  ASSIGN_OR_RETURN(std::vector<ReportSheet> sheets, ReadSheets(line.folder));
  const double read_us = ThreadUs() - begin_us;

  begin_us = ThreadUs();
  ASSIGN_OR_RETURN(const ReportModel model, Assemble(mission.frame, std::move(sheets)));
  const double assemble_us = ThreadUs() - begin_us;

  begin_us = ThreadUs();
  const std::string text = PrintModel(model);
  const Hash digest = Sha256(text);
  const double print_us = ThreadUs() - begin_us;

  ASSIGN_OR_RETURN(const std::unique_ptr<Database> database, LoadRows(model));
  begin_us = ThreadUs();
  RETURN_IF_ERROR(RunGroupBys(*database, model));
  const double sql_us = ThreadUs() - begin_us;

  begin_us = ThreadUs();
  ASSIGN_OR_RETURN(const ReportModel parsed, ParseModel(text));
  ASSIGN_OR_RETURN(const ReportModel again, Recompute(parsed, mission.frame));
  if (HashOfModel(again) != digest) return absl::InternalError("another digest");
  const double verify_us = ThreadUs() - begin_us;

  ASSIGN_OR_RETURN(const double peak, PeakBytes(line, kMemoryRun, line.folder));
  figures.Add("extract rows", "ms", extract_us / 1000);
  figures.Add("write sheets", "ms", write_us / 1000);
  figures.Add("read sheets", "ms", read_us / 1000);
  figures.Add("assemble", "ms", assemble_us / 1000);
  figures.Add("write model + digest", "ms", print_us / 1000);
  figures.Add("five group-bys", "ms", sql_us / 1000);
  const double all_us = extract_us + write_us + read_us + assemble_us + print_us;
  figures.Add("all steps / group-bys", "", all_us / sql_us);
  figures.Add("read, assemble, write / group-bys", "", (read_us + assemble_us + print_us) / sql_us);
  figures.Add("read and compute again", "ms", verify_us / 1000);
  figures.Add("peak memory", "MiB", peak / kMiB);
  figures.Add("largest sheet", "MiB", static_cast<double>(largest) / kMiB);
  figures.Add("model", "MB", static_cast<double>(text.size()) / 1e6);
  return absl::OkStatus();
}

bool IsAsked(const CommandLine& line, absl::string_view part) {
  return line.part.empty() || line.part == part;
}

absl::Status RoundOfParts(const BenchMission& mission, const CommandLine& line, Figures& figures) {
  if (IsAsked(line, kAssemblePart)) RETURN_IF_ERROR(Round(mission, line, figures));
  if (IsAsked(line, kPrintPart)) RETURN_IF_ERROR(PrintRound(figures));
  return absl::OkStatus();
}

std::vector<Bar> BarsOfParts(const CommandLine& line) {
  std::vector<Bar> bars;
  if (IsAsked(line, kAssemblePart)) {
    bars = {{.figure = "all steps / group-bys", .limit = 10},
            {.figure = "peak memory", .limit = 256},
            {.figure = "model", .limit = 60}};
  }
  if (IsAsked(line, kPrintPart)) {
    for (const Bar& bar : PrintBars()) bars.push_back(bar);
  }
  return bars;
}

absl::Status RunReport(const CommandLine& line) {
  const BenchMission mission = MakeBenchMission();
  Figures warm_up;
  RETURN_IF_ERROR(RoundOfParts(mission, line, warm_up));
  Figures figures;
  for (int round = 1; round <= line.rounds; ++round) {
    RETURN_IF_ERROR(RoundOfParts(mission, line, figures));
    TellRound(round, line);
  }
  return Publish(line,
                 {.benchmark = "report",
                  .database = "SQLite in memory",
                  .rounds = line.rounds,
                  .seconds = line.seconds,
                  .description = absl::StrCat(mission.notices.size(), " notices of three offices")},
                 figures, BarsOfParts(line));
}

// Reads the sheets of the folder, assembles and writes the model; prints the peak.
int RunMemoryRun(const char* folder) {
  absl::StatusOr<std::vector<ReportSheet>> sheets = ReadSheets(folder);
  if (!sheets.ok()) return 1;
  const absl::StatusOr<ReportModel> model = Assemble(MakeBenchFrame(), *std::move(sheets));
  if (!model.ok()) return 1;
  const std::string text = PrintModel(*model);
  return !text.empty() && PrintPeakBytes() ? 0 : 1;
}

}  // namespace
}  // namespace liaison

int main(int argc, char** argv) {
  if (argc == 3 && argv[1] == liaison::kMemoryRun) return liaison::RunMemoryRun(argv[2]);
  return liaison::RunBenchProgram(
      argc, argv, {std::string(liaison::kAssemblePart), std::string(liaison::kPrintPart)},
      liaison::RunReport);
}
