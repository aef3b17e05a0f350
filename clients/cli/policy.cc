#include "clients/cli/policy.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/carry_note.h"
#include "clients/cli/fresh_desk.h"
#include "clients/cli/policy_view.h"
#include "clients/core/keys/policy_ceremony.h"
#include "clients/core/language/data_json.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

Json::Array OfficesJson(const std::vector<std::string>& texts) {
  return Json::Array(texts.begin(), texts.end());
}

void ShowSignatures(Context& context, const OpenPolicy& open, const std::string& file) {
  Output& output = context.output;
  output.Line(output.Say("policy.signed_by", {absl::StrJoin(open.signed_by, " ")}));
  if (open.StillNeeded() > 0) {
    output.Line(output.Say("policy.still_needed", {static_cast<int64_t>(open.StillNeeded()),
                                                   absl::StrJoin(open.may_sign, " ")}),
                Colour::kYellow);
  } else {
    output.Line(
        output.Say("policy.complete", {std::string(PolicyKindName(open.policy.kind)), file}),
        Colour::kGreen);
  }
}

Json OpenPolicyJson(const OpenPolicy& open) {
  Json::Object value = PolicyJson(open.policy);
  value["signed_by"] = OfficesJson(open.signed_by);
  value["may_sign"] = OfficesJson(open.may_sign);
  value["still_needed"] = static_cast<int64_t>(open.StillNeeded());
  return value;
}

// What it says, then who stands behind it.
absl::Status ShowOpen(Context& context, const OpenPolicy& open, const std::string& file) {
  if (context.output.json()) {
    context.output.Value(OpenPolicyJson(open));
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(ShowPolicy(context, open.policy));
  ShowSignatures(context, open, file);
  return absl::OkStatus();
}

absl::StatusOr<OpenPolicy> ReadOpen(Context& context, const Desk& desk, PolicyKind kind,
                                    absl::string_view bytes) {
  ASSIGN_OR_RETURN(OpenPolicy open,
                   ReadPolicy(bytes, desk.mirror().directory(), context.world.crypto));
  if (open.policy.kind == kind) return open;
  return MakeError(absl::StatusCode::kInvalidArgument, "it is a policy of another kind",
                   {.reason = "POLICY_KIND",
                    .subject = std::string(PolicyKindName(open.policy.kind)),
                    .field = "text"});
}

struct DraftRulesOptions {
  std::string id;
  std::string file;
  std::string out;
};

absl::Status Define(Context& context, PolicyKind kind, const DraftRulesOptions& options) {
  ASSIGN_OR_RETURN(const std::string text, context.ReadFile(options.file));
  ASSIGN_OR_RETURN(const Json json, ParseDataJson("rules", text));
  const std::string rules = PrintCanonicalJson(json);
  RETURN_IF_ERROR(CheckPolicyRules(kind, rules));
  absl::Status line;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, OpenFreshDesk(context, line));
  RETURN_IF_ERROR(desk->outbox().CheckSynced());
  ASSIGN_OR_RETURN(const std::string note,
                   DraftPolicy(kind, options.id, rules, desk->mirror().directory(),
                               desk->mirror().seen(), desk->signer(), context.world.random));
  RETURN_IF_ERROR(context.world.files.Create(options.out, note));
  ASSIGN_OR_RETURN(const OpenPolicy open, ReadOpen(context, *desk, kind, note));
  RETURN_IF_ERROR(ShowOpen(context, open, options.out));
  return line;
}

struct ApproveOptions {
  std::string note;
  std::string out;  // empty: into the same file
};

// Shown before it is signed: who signs must have seen what.
absl::Status Approve(Context& context, PolicyKind kind, const ApproveOptions& options) {
  ASSIGN_OR_RETURN(const std::string bytes, context.ReadFile(options.note));
  absl::Status line;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, OpenFreshDesk(context, line));
  RETURN_IF_ERROR(desk->outbox().CheckSynced());
  ASSIGN_OR_RETURN(const OpenPolicy before, ReadOpen(context, *desk, kind, bytes));
  if (!context.output.json()) RETURN_IF_ERROR(ShowPolicy(context, before.policy));
  ASSIGN_OR_RETURN(const std::string note,
                   AddPolicySignature(before, desk->mirror().directory(), desk->signer()));
  ASSIGN_OR_RETURN(const OpenPolicy after, ReadOpen(context, *desk, kind, note));
  const std::string& out = options.out.empty() ? options.note : options.out;
  RETURN_IF_ERROR(context.world.files.Write(out, note));
  if (context.output.json()) {
    context.output.Value(OpenPolicyJson(after));
  } else {
    ShowSignatures(context, after, out);
  }
  return line;
}

bool IsInForce(const Directory& directory, const PolicyFact& fact) {
  return directory.PolicyInForce(fact.policy.kind, fact.policy.policy.id, directory.size()) ==
         &fact;
}

void ShowFactLine(Context& context, const Directory& directory, const PolicyFact& fact) {
  Output& output = context.output;
  const int64_t time_ms = directory.TimeAt(TreeSize(fact.index.value() + 1));
  const auto index = static_cast<int64_t>(fact.index.value());
  const bool in_force = IsInForce(directory, fact);
  if (output.json()) {
    Json::Object value = PolicyJson(fact.policy);
    value.erase("rules");
    value["in_force"] = in_force;
    value["index"] = index;
    value["time_ms"] = time_ms;
    output.Value(std::move(value));
    return;
  }
  output.Line(absl::StrCat(PolicyTitle(context, fact.policy), "  ",
                           output.Say(in_force ? "policy.in_force" : "policy.older",
                                      {FormatUtcMs(time_ms), index})),
              in_force ? Colour::kGreen : Colour::kNone);
}

absl::Status ListAll(Context& context, PolicyKind kind) {
  absl::Status line;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, OpenFreshDesk(context, line));
  RETURN_IF_ERROR(desk->outbox().CheckSynced());
  const Directory& directory = desk->mirror().directory();
  bool any = false;
  for (const PolicyFact* fact : directory.Policies()) {
    if (fact->policy.kind != kind) continue;
    any = true;
    ShowFactLine(context, directory, *fact);
  }
  if (!any && !context.output.json()) {
    context.output.Line(context.output.Say(absl::StrCat("policy.none.", PolicyKindName(kind))));
  }
  return line;
}

struct ShowPolicyOptions {
  std::string id;
  uint64_t version = 0;
  std::string in;
};

absl::Status ShowLogged(Context& context, const Desk& desk, PolicyKind kind,
                        const ShowPolicyOptions& options) {
  const Directory& directory = desk.mirror().directory();
  ASSIGN_OR_RETURN(const PolicyFact* fact,
                   FindPolicy(directory, kind, options.id, options.version));
  if (context.output.json()) {
    Json::Object value = PolicyJson(fact->policy);
    value["index"] = static_cast<int64_t>(fact->index.value());
    value["in_force"] = IsInForce(directory, *fact);
    value["policy"] = ToHex(fact->hash);
    context.output.Value(std::move(value));
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(ShowPolicy(context, fact->policy));
  const int64_t time_ms = directory.TimeAt(TreeSize(fact->index.value() + 1));
  context.output.Line(
      context.output.Say(IsInForce(directory, *fact) ? "policy.in_force" : "policy.older",
                         {FormatUtcMs(time_ms), static_cast<int64_t>(fact->index.value())}));
  return absl::OkStatus();
}

// One that is logged, by its id, or one that still gathers signatures, by its file.
absl::Status Show(Context& context, PolicyKind kind, const ShowPolicyOptions& options) {
  if (options.id.empty() == options.in.empty()) {
    return Usage("policy-show", options.id, "name an id, or a file with --in");
  }
  absl::Status line;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, OpenFreshDesk(context, line));
  RETURN_IF_ERROR(desk->outbox().CheckSynced());
  if (options.in.empty()) {
    RETURN_IF_ERROR(ShowLogged(context, *desk, kind, options));
    return line;
  }
  ASSIGN_OR_RETURN(const std::string bytes, context.ReadFile(options.in));
  ASSIGN_OR_RETURN(const OpenPolicy open, ReadOpen(context, *desk, kind, bytes));
  RETURN_IF_ERROR(ShowOpen(context, open, options.in));
  return line;
}

}  // namespace

absl::StatusOr<const PolicyFact*> FindPolicy(const Directory& directory, PolicyKind kind,
                                             const std::string& id, uint64_t version) {
  const PolicyFact* fact = version == 0
                               ? directory.PolicyInForce(kind, id, directory.size())
                               : directory.FindPolicy(kind, {.id = id, .version = version});
  if (fact != nullptr) return fact;
  return MakeError(absl::StatusCode::kNotFound, "the log has no such policy",
                   {.reason = "NO_SUCH_POLICY",
                    .subject = version == 0 ? id : absl::StrCat(id, " ", version),
                    .field = std::string(PolicyKindName(kind))});
}

void AddPolicyVerbs(CommandAdder& noun, PolicyKind kind) {
  const auto define = std::make_shared<DraftRulesOptions>();
  CLI::App& define_verb = noun.Verb("define", "policy.define", [define, kind](Context& context) {
    return Define(context, kind, *define);
  });
  noun.Text(define_verb, "id", define->id, "policy_id").required();
  noun.Text(define_verb, "file", define->file, "policy_file").required();
  noun.Text(define_verb, "--out", define->out, "out").required();

  const auto approve = std::make_shared<ApproveOptions>();
  CLI::App& approve_verb =
      noun.Verb("approve", "policy.approve",
                [approve, kind](Context& context) { return Approve(context, kind, *approve); });
  noun.Text(approve_verb, "note", approve->note, "note_in").required();
  noun.Text(approve_verb, "--out", approve->out, "out_other");

  const auto submit = std::make_shared<std::string>();
  CLI::App& submit_verb = noun.Verb("submit", "policy.submit", [submit](Context& context) {
    return CarryNoteFile(context, *submit);
  });
  noun.Text(submit_verb, "note", *submit, "note_in").required();

  noun.Verb("list", "policy.list", [kind](Context& context) { return ListAll(context, kind); });

  const auto show = std::make_shared<ShowPolicyOptions>();
  CLI::App& show_verb = noun.Verb(
      "show", "policy.show", [show, kind](Context& context) { return Show(context, kind, *show); });
  noun.Text(show_verb, "id", show->id, "policy_id");
  noun.Number(show_verb, "version", show->version, "policy_version");
  noun.Text(show_verb, "--in", show->in, "note_in");
}

void AddPatternCommands(CommandAdder& adder) {
  CommandAdder noun = adder.Noun("pattern");
  AddPolicyVerbs(noun, PolicyKind::kPattern);
}

}  // namespace liaison
