#include "clients/core/forms/interview.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr char kMore[] = "#more.";

bool IsContainer(const SchemaNode& node) {
  return node.type == SchemaNode::Type::kObject || node.type == SchemaNode::Type::kArray;
}

bool IsAccuracy(const std::vector<SchemaMember>& members, size_t index) {
  return index < members.size() && members[index].required &&
         absl::StartsWith(members[index].name, "accuracy_");
}

bool IsUnit(const std::vector<SchemaMember>& members, size_t index, SchemaNode::Unit unit) {
  return index < members.size() && members[index].required && members[index].node.unit == unit;
}

// Whether another time stands before it in the same object: an end is seldom now.
bool FollowsTime(const SchemaNode& node, size_t index) {
  return std::any_of(node.members.begin(), node.members.begin() + static_cast<ptrdiff_t>(index),
                     [](const SchemaMember& member) {
                       return member.node.unit == SchemaNode::Unit::kUnixSeconds;
                     });
}

// "1..16" -> 1, 16; a bound that is not there is `otherwise`.
size_t Bound(const SchemaNode& node, bool high, size_t otherwise) {
  const std::vector<std::string> bounds = absl::StrSplit(node.limits, "..");
  size_t bound = 0;
  return bounds.size() == 2 && absl::SimpleAtoi(bounds[high ? 1 : 0], &bound) ? bound : otherwise;
}

// A value alone is judged as the first entry of its list: the entries before it are elsewhere.
std::string AsFirstEntry(absl::string_view path) {
  std::string first;
  bool inside = false;
  for (const char letter : path) {
    if (letter == ']') {
      first += '0';
      inside = false;
    }
    if (!inside) first += letter;
    if (letter == '[') inside = true;
  }
  return first;
}

absl::Status CheckValues(const FormValidator& validator, const FormAssignments& values) {
  FormAssignments alone;
  for (const auto& [path, value] : values) alone.emplace_back(AsFirstEntry(path), value);
  ASSIGN_OR_RETURN(const Json form, BuildJson(validator.root(), alone));
  for (const auto& [path, value] : alone) RETURN_IF_ERROR(validator.ValidateAt(form, path));
  return absl::OkStatus();
}

}  // namespace

Interview::Interview(const FormValidator& validator, const FormTexts& texts, InterviewSetup setup,
                     const FormAssignments& given)
    : validator_(validator), texts_(texts), setup_(std::move(setup)) {
  for (const auto& [path, value] : given) {
    // Enough of a question to ask for a single field again; an entry of a list is not one.
    Question question{.id = path, .paths = {path}};
    FieldPosition at;
    const SchemaNode* node = &validator_.root();
    for (absl::string_view name : absl::StrSplit(path, '.')) {
      const SchemaMember* const member = node->FindMember(name);
      if (member == nullptr) break;
      at = PositionOf(at, *node, *member);
      node = &member->node;
    }
    if (at.path == path && !IsContainer(*node)) question = LeafQuestion(at, *node);
    said_.push_back({question, {value, {{path, value}}}, /*asked=*/false});
  }
}

std::optional<Question> Interview::Next() const {
  for (const Question& question : setup_.first) {
    if (std::optional<Question> open = Unless(question)) return open;
  }
  const FieldPosition root;
  std::optional<Question> question = AskObject(root, validator_.root(), /*all=*/false);
  return question.has_value() ? question : AskSections();
}

absl::Status Interview::Answer(const Question& question, absl::string_view typed) {
  ASSIGN_OR_RETURN(Reading reading, ReadAnswer(question, typed, setup_.reading));
  RETURN_IF_ERROR(CheckValues(validator_, reading.values));
  said_.push_back({question, std::move(reading)});
  return absl::OkStatus();
}

bool Interview::Back() {
  const auto last =
      std::find_if(said_.rbegin(), said_.rend(), [](const Entry& entry) { return entry.asked; });
  if (last == said_.rend()) return false;
  Forget(std::string(last->question.id));
  return true;
}

std::string Interview::Said(absl::string_view id) const {
  const Entry* const entry = Find(id);
  return entry == nullptr ? "" : entry->reading.said;
}

FormAssignments Interview::Assignments() const {
  FormAssignments all;
  for (const Entry& entry : said_) {
    all.insert(all.end(), entry.reading.values.begin(), entry.reading.values.end());
  }
  return all;
}

std::vector<Question> Interview::Answered() const {
  std::vector<Question> answered;
  for (const Entry& entry : said_) {
    const bool field = entry.question.about == Question::About::kField;
    const bool end = entry.question.about == Question::About::kMore && entry.reading.said.empty();
    if ((field && !entry.question.label.empty()) || end) answered.push_back(entry.question);
  }
  return answered;
}

void Interview::Forget(absl::string_view id) {
  const auto entry =
      absl::c_find_if(said_, [id](const Entry& said) { return said.question.id == id; });
  if (entry == said_.end()) return;
  if (!entry->asked) forgotten_.emplace_back(id);
  said_.erase(entry);
}

const Interview::Entry* Interview::Find(absl::string_view id) const {
  const auto entry =
      absl::c_find_if(said_, [id](const Entry& said) { return said.question.id == id; });
  return entry == said_.end() ? nullptr : &*entry;
}

std::optional<Question> Interview::Unless(Question question) const {
  if (Find(question.id) != nullptr) return std::nullopt;
  return question;
}

bool Interview::Has(absl::string_view path) const {
  return absl::c_any_of(said_, [path](const Entry& entry) {
    return absl::c_any_of(entry.reading.values, [path](const auto& value) {
      absl::string_view below = value.first;
      return absl::ConsumePrefix(&below, path) &&
             (below.empty() || below[0] == '.' || below[0] == '[');
    });
  });
}

bool Interview::Given(absl::string_view path) const {
  return absl::c_any_of(said_, [path](const Entry& entry) {
    return !entry.asked && absl::StartsWith(entry.question.id, path);
  });
}

FieldPosition Interview::PositionOf(const FieldPosition& parent, const SchemaNode& node,
                                    const SchemaMember& member) const {
  FieldPosition at = MemberPosition(texts_, parent, node, member);
  at.label = LabelUnder(parent.label, at.label);
  at.required = member.required;
  return at;
}

std::optional<Question> Interview::AskObject(const FieldPosition& at, const SchemaNode& node,
                                             bool all) const {
  if (!node.member_table.empty()) return AskCoded(at, node);
  for (size_t i = 0; i < node.members.size(); ++i) {
    Question joined;
    std::optional<Question> question;
    if (const size_t count = Joined(at, node, i, joined); count > 0) {
      question = Unless(std::move(joined));
      i += count - 1;
    } else {
      question = AskMember(at, node, i, all);
    }
    if (question.has_value()) return question;
  }
  return std::nullopt;
}

std::optional<Question> Interview::AskMember(const FieldPosition& parent, const SchemaNode& node,
                                             size_t index, bool all) const {
  const SchemaMember& member = node.members[index];
  const FieldPosition at = PositionOf(parent, node, member);
  const bool wanted = member.required || Has(at.path) || absl::c_linear_search(forgotten_, at.path);
  if (!wanted && !all) return std::nullopt;
  if (!IsContainer(member.node)) {
    Question question = LeafQuestion(at, member.node);
    if (question.type == Question::Type::kTime && FollowsTime(node, index)) {
      question.fallback.clear();
    }
    return Unless(std::move(question));
  }
  if (!wanted) {
    const Question section{.id = absl::StrCat(at.path, "?"),
                           .type = Question::Type::kYesNo,
                           .about = Question::About::kSection,
                           .label = at.label,
                           .help = at.help,
                           .fallback = setup_.reading.no.front()};
    if (Find(section.id) == nullptr) return section;
    if (Said(section.id) != "true") return std::nullopt;
  }
  return AskPart(at, member.node, all && !member.required);
}

std::optional<Question> Interview::AskPart(const FieldPosition& at, const SchemaNode& node,
                                           bool all) const {
  if (node.type == SchemaNode::Type::kArray) return AskItems(at, node);
  if (node.type == SchemaNode::Type::kObject) return AskObject(at, node, all);
  return Unless(LeafQuestion(at, node));
}

std::optional<Question> Interview::AskItems(const FieldPosition& at, const SchemaNode& node) const {
  if (Given(absl::StrCat(at.path, "["))) return std::nullopt;
  const size_t fewest = Bound(node, /*high=*/false, 1);
  const size_t most = Bound(node, /*high=*/true, 1000);
  for (size_t i = 0; i < most; ++i) {
    FieldPosition item = at;
    item.path = ItemPath(at.path, i);
    item.label = absl::StrCat(at.label, " ", i + 1);
    item.required = true;
    if (std::optional<Question> question = AskPart(item, node.items[0], /*all=*/true)) {
      return question;
    }
    if (i + 1 < fewest || i + 1 == most) continue;
    Question another{.id = absl::StrCat(item.path, "?"),
                     .type = Question::Type::kYesNo,
                     .about = Question::About::kEntry,
                     .label = at.label,
                     .help = at.help,
                     .fallback = setup_.reading.no.front()};
    if (Find(another.id) == nullptr) return another;
    if (Said(another.id) != "true") break;
  }
  return std::nullopt;
}

std::optional<Question> Interview::AskCoded(const FieldPosition& at, const SchemaNode& node) const {
  if (Given(absl::StrCat(at.path, "."))) return std::nullopt;
  std::vector<const SchemaMember*> left;
  for (const SchemaMember& member : node.members) left.push_back(&member);
  for (size_t n = 0; !left.empty(); ++n) {
    Question which{.id = absl::StrCat(at.path, ".#", n),
                   .type = Question::Type::kChoice,
                   .about = Question::About::kMember,
                   .label = at.label,
                   .help = at.help,
                   .optional = n > 0 || !at.required};
    for (const SchemaMember* member : left) {
      which.choices.push_back({member->name, MemberPosition(texts_, at, node, *member).label});
    }
    if (Find(which.id) == nullptr) return which;
    const std::string name = Said(which.id);
    const auto chosen =
        absl::c_find_if(left, [&name](const SchemaMember* member) { return member->name == name; });
    if (chosen == left.end()) return std::nullopt;
    FieldPosition child = PositionOf(at, node, **chosen);
    child.required = true;
    if (auto question = AskPart(child, (*chosen)->node, /*all=*/true)) return question;
    left.erase(chosen);
  }
  return std::nullopt;
}

void Interview::CollectSections(const FieldPosition& at, const SchemaNode& node,
                                std::vector<Section>& out) const {
  for (const SchemaMember& member : node.members) {
    const FieldPosition child = PositionOf(at, node, member);
    if (!member.required) {
      out.push_back({child, &member.node});
    } else if (member.node.type == SchemaNode::Type::kObject && member.node.member_table.empty()) {
      CollectSections(child, member.node, out);
    }
  }
}

std::optional<Question> Interview::AskSections() const {
  std::vector<Section> sections;
  CollectSections(FieldPosition(), validator_.root(), sections);
  std::vector<std::string> opened;
  for (size_t n = 0;; ++n) {
    const std::string id = absl::StrCat(kMore, n);
    if (Find(id) == nullptr) {
      Question more{.id = id,
                    .type = Question::Type::kChoice,
                    .about = Question::About::kMore,
                    .optional = true};
      for (const Section& section : sections) {
        if (Has(section.at.path) || absl::c_linear_search(opened, section.at.path)) continue;
        more.choices.push_back({section.at.path, section.at.label});
      }
      if (more.choices.empty()) return std::nullopt;
      return more;
    }
    opened.push_back(Said(id));
    const auto section = absl::c_find_if(
        sections, [&opened](const Section& s) { return s.at.path == opened.back(); });
    if (section == sections.end()) return std::nullopt;
    if (auto question = AskPart(section->at, *section->node, /*all=*/true)) return question;
  }
}

Question Interview::LeafQuestion(const FieldPosition& at, const SchemaNode& node) const {
  Question question{.id = at.path,
                    .label = at.label,
                    .help = at.help,
                    .paths = {at.path},
                    .limits = node.limits,
                    .optional = !at.required};
  for (const std::string& choice : node.choices) {
    question.choices.push_back({choice, ValueLabel(texts_, node.table, choice)});
  }
  if (const auto table = setup_.tables.find(node.table); table != setup_.tables.end()) {
    question.choices = table->second;
  }
  if (!question.choices.empty()) {
    question.type = Question::Type::kChoice;
  } else if (node.table == "hash") {
    question.type = Question::Type::kReference;
  } else if (node.unit == SchemaNode::Unit::kLines) {
    question.type = Question::Type::kLines;
  } else if (node.unit == SchemaNode::Unit::kUnixSeconds) {
    question.type = Question::Type::kTime;
    if (at.required) question.fallback = "now";
  } else if (node.unit == SchemaNode::Unit::kDegreeE7) {
    question.type = Question::Type::kPoint;
  } else if (node.type == SchemaNode::Type::kInteger) {
    question.type = Question::Type::kNumber;
  } else if (node.type == SchemaNode::Type::kBoolean) {
    question.type = Question::Type::kYesNo;
  }
  if (const auto usual = setup_.defaults.find(at.path); usual != setup_.defaults.end()) {
    question.fallback = usual->second;
  }
  return question;
}

size_t Interview::Joined(const FieldPosition& at, const SchemaNode& node, size_t index,
                         Question& question) const {
  const std::vector<SchemaMember>& members = node.members;
  size_t count = 0;
  if (IsUnit(members, index, SchemaNode::Unit::kDegreeE7) &&
      IsUnit(members, index + 1, SchemaNode::Unit::kDegreeE7)) {
    count = IsAccuracy(members, index + 2) ? 3 : 2;
  } else if (IsUnit(members, index, SchemaNode::Unit::kUnixSeconds) &&
             IsAccuracy(members, index + 1)) {
    count = 2;
  }
  for (size_t i = index; i < index + count; ++i) {
    const FieldPosition part = PositionOf(at, node, members[i]);
    if (Given(part.path)) return 0;
    if (i == index) {
      question = LeafQuestion(part, members[i].node);
      continue;
    }
    question.paths.push_back(part.path);
    // The accuracy goes without saying.
    if (IsAccuracy(members, i)) continue;
    absl::StrAppend(&question.label, IsRightToLeft(texts_.language) ? "، " : ", ",
                    MemberPosition(texts_, at, node, members[i]).label);
    question.help = at.help;
  }
  return count;
}

}  // namespace liaison
