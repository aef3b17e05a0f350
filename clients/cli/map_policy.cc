// liaison map policy define|approve|submit|show: under which policy a map stands.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/carry_note.h"
#include "clients/cli/fresh_desk.h"
#include "clients/cli/map.h"
#include "clients/cli/map_change_view.h"
#include "clients/cli/time_text.h"
#include "clients/core/keys/map_policy_ceremony.h"
#include "clients/core/keys/policy_ceremony.h"
#include "clients/core/language/data_json.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

struct MapPolicyOptions {
  std::string map;
  std::string file;
  std::string note;
  std::string out;
};

Json::Object MapPolicyJson(const MapPolicy& policy) {
  Json::Object concerned;
  for (const MapConcerned& one : policy.concerned) {
    concerned[one.party] = one.required ? "required" : "consulted";
  }
  return {{"map", policy.head.map},
          {"serial", static_cast<int64_t>(policy.serial)},
          {"approve", TextsJson(policy.approve)},
          {"threshold", int64_t{policy.threshold}},
          {"concerned", std::move(concerned)},
          {"propose", TextsJson(policy.propose)},
          {"persons", int64_t{policy.persons}},
          {"revert_threshold", int64_t{policy.revert_threshold}},
          {"held_by_s", int64_t{policy.held_by_s}},
          {"max_age_s", int64_t{policy.max_age_s}},
          {"public", policy.is_public},
          {"readers", TextsJson(policy.readers)},
          {"neighbours", TextsJson(policy.neighbours)},
          {"from", policy.head.from}};
}

std::string OrNone(const std::vector<std::string>& texts) {
  return texts.empty() ? "-" : absl::StrJoin(texts, " ");
}

void ShowMapPolicy(Context& context, const MapPolicy& policy) {
  Output& output = context.output;
  const auto line = [&output](const char* key, const std::vector<MessageArg>& args) {
    output.Line(absl::StrCat("  ", output.Say(key, args)));
  };
  output.Line(output.Say("map.policy.title",
                         {policy.head.map, static_cast<int64_t>(policy.serial), policy.head.from}),
              Colour::kBold);
  line("map.policy.approve", {int64_t{policy.threshold}, OrNone(policy.approve)});
  line("map.policy.propose", {OrNone(policy.propose)});
  for (const MapConcerned& one : policy.concerned) {
    line(one.required ? "map.policy.required" : "map.policy.consulted", {one.party});
  }
  line("map.policy.readers", {OrNone(policy.readers)});
  if (policy.persons > 1) line("map.policy.persons", {int64_t{policy.persons}});
  line("map.policy.held_by", {MessageArg::Composed(SpanText(context, policy.held_by_s * 1000LL))});
  line("map.policy.max_age", {MessageArg::Composed(SpanText(context, policy.max_age_s * 1000LL))});
  if (!policy.neighbours.empty()) line("map.policy.neighbours", {OrNone(policy.neighbours)});
}

void ShowOpenPolicy(Context& context, const OpenMapPolicy& open, const std::string& file) {
  Output& output = context.output;
  if (output.json()) {
    Json::Object value = MapPolicyJson(open.policy);
    value["signed_by"] = TextsJson(open.signed_by);
    value["missing"] = TextsJson(open.missing);
    return output.Value(std::move(value));
  }
  ShowMapPolicy(context, open.policy);
  output.Line(output.Say("policy.signed_by", {absl::StrJoin(open.signed_by, " ")}));
  if (open.missing.empty()) {
    output.Line(output.Say("map.policy.complete", {file}), Colour::kGreen);
  } else {
    output.Line(output.Say("policy.still_needed", {static_cast<int64_t>(open.missing.size()),
                                                   absl::StrJoin(open.missing, " ")}),
                Colour::kYellow);
  }
}

absl::Status DefineMapPolicy(Context& context, Desk& desk, const MapPolicyOptions& options) {
  ASSIGN_OR_RETURN(const std::string text, context.ReadFile(options.file));
  ASSIGN_OR_RETURN(const Json rules, ParseDataJson("rules", text));
  const Directory& directory = desk.mirror().directory();
  ASSIGN_OR_RETURN(const std::string note,
                   DraftMapPolicy(options.map, PrintCanonicalJson(rules), directory,
                                  desk.mirror().seen(), desk.signer(), context.world.random));
  RETURN_IF_ERROR(context.world.files.Create(options.out, note));
  ASSIGN_OR_RETURN(const OpenMapPolicy open, ReadMapPolicy(note, directory, context.world.crypto));
  ShowOpenPolicy(context, open, options.out);
  return absl::OkStatus();
}

// Shown before it is signed: who signs must have seen what.
absl::Status ApproveMapPolicy(Context& context, Desk& desk, const MapPolicyOptions& options) {
  ASSIGN_OR_RETURN(const std::string bytes, context.ReadFile(options.note));
  const Directory& directory = desk.mirror().directory();
  ASSIGN_OR_RETURN(const OpenMapPolicy before,
                   ReadMapPolicy(bytes, directory, context.world.crypto));
  ASSIGN_OR_RETURN(const std::string note,
                   AddGuarantorLine(before.note, before.signed_by, directory, desk.signer()));
  ASSIGN_OR_RETURN(const OpenMapPolicy after, ReadMapPolicy(note, directory, context.world.crypto));
  const std::string& out = options.out.empty() ? options.note : options.out;
  RETURN_IF_ERROR(context.world.files.Write(out, note));
  ShowOpenPolicy(context, after, out);
  return absl::OkStatus();
}

void ShowPolicyFact(Context& context, const MapPolicyFact& fact) {
  Output& output = context.output;
  if (output.json()) {
    Json::Object value = MapPolicyJson(fact.policy);
    value["policy"] = ToHex(fact.hash);
    value["index"] = static_cast<int64_t>(fact.index.value());
    return output.Value(std::move(value));
  }
  ShowMapPolicy(context, fact.policy);
  output.Line(absl::StrCat(
      "  ", output.Say("map.policy.logged", {static_cast<int64_t>(fact.index.value())})));
}

// Of one map or all that are logged; or one that still gathers signatures, by its file.
absl::Status ShowMapPolicies(Context& context, Desk& desk, const MapPolicyOptions& options) {
  const Directory& directory = desk.mirror().directory();
  if (!options.note.empty()) {
    ASSIGN_OR_RETURN(const std::string bytes, context.ReadFile(options.note));
    ASSIGN_OR_RETURN(const OpenMapPolicy open,
                     ReadMapPolicy(bytes, directory, context.world.crypto));
    ShowOpenPolicy(context, open, options.note);
    return absl::OkStatus();
  }
  if (!options.map.empty()) {
    const MapPolicyFact* const fact = directory.FindMapPolicy(options.map);
    if (fact == nullptr) {
      return MakeError(absl::StatusCode::kNotFound, "no policy names this map",
                       {.reason = "NO_SUCH_MAP", .subject = options.map, .field = ""});
    }
    ShowPolicyFact(context, *fact);
    return absl::OkStatus();
  }
  const std::vector<const MapPolicyFact*> facts = directory.MapPolicies();
  for (const MapPolicyFact* fact : facts) ShowPolicyFact(context, *fact);
  if (facts.empty() && !context.output.json()) {
    context.output.Line(context.output.Say("map.none"));
  }
  return absl::OkStatus();
}

absl::Status WithDesk(Context& context, absl::FunctionRef<absl::Status(Desk&)> run) {
  absl::Status line;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, OpenFreshDesk(context, line));
  RETURN_IF_ERROR(desk->outbox().CheckSynced());
  RETURN_IF_ERROR(run(*desk));
  return line;
}

}  // namespace

void AddMapPolicyVerbs(CommandAdder& noun) {
  CommandAdder policy = noun.Noun("policy", "map.policy");
  const auto add = [&policy](const std::string& name, auto run) {
    const auto options = std::make_shared<MapPolicyOptions>();
    CLI::App& app = policy.Verb(name, "map.policy." + name, [options, run](Context& context) {
      return WithDesk(context, [&](Desk& desk) { return run(context, desk, *options); });
    });
    return std::pair<CLI::App*, std::shared_ptr<MapPolicyOptions>>(&app, options);
  };
  const auto [define, defining] = add("define", DefineMapPolicy);
  policy.Text(*define, "map", defining->map, "map_name").required();
  policy.Text(*define, "file", defining->file, "map_policy_file").required();
  policy.Text(*define, "--out", defining->out, "out").required();
  const auto [approve, approving] = add("approve", ApproveMapPolicy);
  policy.Text(*approve, "note", approving->note, "note_in").required();
  policy.Text(*approve, "--out", approving->out, "out_other");
  const auto [show, showing] = add("show", ShowMapPolicies);
  policy.Text(*show, "map", showing->map, "map_name");
  policy.Text(*show, "--in", showing->note, "note_in");

  const auto submitted = std::make_shared<std::string>();
  CLI::App& submit = policy.Verb("submit", "map.policy.submit", [submitted](Context& context) {
    return CarryNoteFile(context, *submitted);
  });
  policy.Text(submit, "note", *submitted, "note_in").required();
}

}  // namespace liaison
