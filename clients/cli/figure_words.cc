#include "clients/cli/figure_words.h"

#include <iterator>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace liaison {
namespace {

// How often something is a violation of a kind, a side or a day, is a number of violations.
constexpr absl::string_view kRegisteredBy[] = {"kind", "side", "province", "day"};
// Members of a figure's `where` and the tables of their words; others are names as they are.
constexpr std::pair<absl::string_view, absl::string_view> kTables[] = {{"office", "office"},
                                                                       {"zone", "zone"},
                                                                       {"province", "province"},
                                                                       {"side", "side"},
                                                                       {"kind", "violation_kind"}};

std::string MessageOf(const Figure& figure) {
  const std::vector<absl::string_view> parts = absl::StrSplit(figure.id, absl::MaxSplits('.', 2));
  if (parts.size() < 2) return "";
  const bool registered = parts[0] == "v" && absl::c_linear_search(kRegisteredBy, parts[1]);
  return absl::StrCat("report.figure.", parts[0], ".", registered ? "reg" : parts[1]);
}

std::string WordOf(const Context& context, absl::string_view member, const std::string& value) {
  const Language language = context.language();
  if (value == "none") return context.output.Say("reportpage.not_stated");
  if (member == "class") {
    const LabelSet* const labels = context.phrases.FindSet("violation.1");
    const Translations* label =
        labels == nullptr ? nullptr : labels->FindValue("victim_class", value);
    return label == nullptr ? value : In(*label, language);
  }
  const auto* table =
      absl::c_find_if(kTables, [&](const auto& one) { return one.first == member; });
  return table == std::end(kTables) ? value : context.phrases.Label(language, table->second, value);
}

}  // namespace

std::string FigureWords(const Context& context, const Figure& figure) {
  const Json where = figure.where.Value();
  std::vector<std::string> places;
  for (const auto& [member, value] : *where.object()) {
    const std::string word = Isolate(context.language(), WordOf(context, member, *value.string()));
    places.insert(member == "office" ? places.begin() : places.end(), word);
  }
  const std::string words = context.output.Say(MessageOf(figure));
  return places.empty()
             ? words
             : absl::StrCat(words, ": ",
                            absl::StrJoin(places, context.output.Say("reportpage.list_comma")));
}

}  // namespace liaison
