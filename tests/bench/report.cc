#include "tests/bench/report.h"

#include <sys/statfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cmath>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "nlohmann/json.hpp"

namespace liaison {
namespace {

std::string Processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const size_t colon = line.find(": ");
    if (absl::StartsWith(line, "model name") && colon != std::string::npos) {
      return line.substr(colon + 2);
    }
  }
  return "unknown processor";
}

const Figures::Row* FindRow(const Figures& figures, const std::string& name) {
  for (const Figures::Row& row : figures.rows()) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

// Three digits are all that a loaded machine can say.
std::string Short(double value) {
  if (value >= 100) return absl::StrFormat("%.0f", value);
  return absl::StrFormat(value >= 10 ? "%.1f" : "%.2f", value);
}

}  // namespace

std::string DescribeMachine() {
  utsname kernel{};
  static_cast<void>(uname(&kernel));
  const double gib = static_cast<double>(sysconf(_SC_PHYS_PAGES)) *
                     static_cast<double>(sysconf(_SC_PAGESIZE)) / std::pow(2, 30);
  return absl::StrFormat("%s, %d cores, %.0f GiB, %s %s", Processor(),
                         sysconf(_SC_NPROCESSORS_ONLN), gib, kernel.sysname, kernel.release);
}

std::string DescribeDisk(const std::string& folder) {
  struct statfs disk {};
  static_cast<void>(statfs(folder.c_str(), &disk));
  constexpr decltype(disk.f_type) kExt4 = 0xEF53;
  return disk.f_type == kExt4 ? "ext4" : absl::StrCat("file system 0x", absl::Hex(disk.f_type));
}

std::string PrintTable(const Setting& setting, const Figures& figures,
                       const std::vector<Bar>& bars) {
  std::string table = absl::StrFormat(
      "%s; database on %s\n%s\n%d interleaved rounds; the median of the rounds, and their least "
      "and "
      "most\n\n",
      DescribeMachine(), setting.database, setting.description, setting.rounds);
  for (const Figures::Row& row : figures.rows()) {
    const Spread spread = SpreadOf(row.rounds);
    absl::StrAppend(&table,
                    absl::StrFormat("%-50s %8s %-9s %8s .. %s\n", row.name, Short(spread.median),
                                    row.unit, Short(spread.least), Short(spread.most)));
  }
  absl::StrAppend(&table, "\n");
  for (const Bar& bar : bars) {
    const Figures::Row* row = FindRow(figures, bar.figure);
    if (row == nullptr) continue;
    const double median = SpreadOf(row->rounds).median;
    absl::StrAppend(&table, absl::StrFormat("bar: %s %s %.2f: %.2f, %s\n", bar.figure,
                                            bar.at_most ? "at most" : "at least", bar.limit, median,
                                            bar.IsMet(median) ? "met" : "NOT MET"));
  }
  return table;
}

std::string PrintJson(const Setting& setting, const Figures& figures,
                      const std::vector<Bar>& bars) {
  nlohmann::ordered_json json;
  json["benchmark"] = setting.benchmark;
  json["machine"] = DescribeMachine();
  json["database"] = setting.database;
  json["rounds"] = setting.rounds;
  json["load_seconds"] = setting.seconds;
  for (const auto& [name, value] : setting.numbers) json[name] = value;
  for (const Figures::Row& row : figures.rows()) {
    const Spread spread = SpreadOf(row.rounds);
    json["figures"].push_back({{"name", row.name},
                               {"unit", row.unit},
                               {"median", spread.median},
                               {"least", spread.least},
                               {"most", spread.most},
                               {"rounds", row.rounds}});
  }
  for (const Bar& bar : bars) {
    const Figures::Row* row = FindRow(figures, bar.figure);
    if (row == nullptr) continue;
    const double median = SpreadOf(row->rounds).median;
    json["bars"].push_back({{"figure", bar.figure},
                            {bar.at_most ? "at_most" : "at_least", bar.limit},
                            {"median", median},
                            {"met", bar.IsMet(median)}});
  }
  return json.dump(2) + "\n";
}

}  // namespace liaison
