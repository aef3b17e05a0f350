#include "clients/core/report/figure_book.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

absl::string_view WordOf(absl::string_view value) { return value.empty() ? "none" : value; }

void SortOnce(std::vector<RowId>& rows) {
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
}

// The notice hashes as lines, made once: a row stands behind ten figures.
class NoticeLines {
 public:
  explicit NoticeLines(const std::vector<ModelRow>& rows) {
    lines_.reserve(rows.size() * kLineBytes);
    for (const ModelRow& row : rows) absl::StrAppend(&lines_, ToBase64(row.row.notice), "\n");
  }
  Hash DigestOf(const std::vector<RowId>& rows) {
    text_.clear();
    for (const RowId row : rows) text_.append(lines_, row * kLineBytes, kLineBytes);
    return Sha256(text_);
  }

 private:
  static constexpr size_t kLineBytes = 45;
  std::string lines_;
  std::string text_;
};

}  // namespace

void Tally::Add(int64_t amount) {
  if (std::holds_alternative<std::monostate>(value)) value = int64_t{0};
  std::get<int64_t>(value) += amount;
}

Tally& FigureBook::At(absl::string_view name, absl::string_view rule, FigurePlace place) {
  id_.assign(name.data(), name.size());
  for (const auto& [member, value] : place) absl::StrAppend(&id_, ".", WordOf(value));
  const auto found = tallies_.find(id_);
  if (found != tallies_.end()) return found->second;
  Json::Object where;
  for (const auto& [member, value] : place) {
    where.emplace(std::string(member), std::string(WordOf(value)));
  }
  return tallies_
      .emplace(id_, Tally{.rule = std::string(rule), .where = JsonText(std::move(where))})
      .first->second;
}

std::vector<Figure> FigureBook::Finish(const std::vector<ModelRow>& rows) && {
  NoticeLines lines(rows);
  std::vector<Figure> figures;
  figures.reserve(tallies_.size());
  for (auto& [id, tally] : tallies_) {
    SortOnce(tally.rows);
    figures.push_back({.id = id,
                       .value = tally.value,
                       .rule = std::move(tally.rule),
                       .where = std::move(tally.where),
                       .n = tally.rows.size(),
                       .rows_digest = lines.DigestOf(tally.rows)});
  }
  std::sort(figures.begin(), figures.end(),
            [](const Figure& a, const Figure& b) { return a.id < b.id; });
  return figures;
}

std::vector<RowId> FigureBook::RowsOf(absl::string_view id) const {
  const auto found = tallies_.find(id);
  if (found == tallies_.end()) return {};
  std::vector<RowId> rows = found->second.rows;
  SortOnce(rows);
  return rows;
}

}  // namespace liaison
