// liaison mission draft|sign|show|join: the founding paper, and a desk's way into it.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/core/keys/ceremony.h"
#include "clients/core/keys/secret_names.h"
#include "clients/core/language/data_json.h"
#include "proto/base/status_macros.h"
#include "proto/rules/directory.h"
#include "proto/text/canonical_json.h"
#include "proto/text/note.h"

namespace liaison {
namespace {

struct DraftOptions {
  std::string ns;
  std::string hub;
  std::vector<std::string> roots;
  std::string mission;
  uint64_t amend = 0;
  std::string out;
};

absl::Status Draft(Context& context, const DraftOptions& options) {
  const PublicCrypto& crypto = context.world.crypto;
  ASSIGN_OR_RETURN(const std::string hub_text, context.ReadFile(options.hub));
  ASSIGN_OR_RETURN(const HubPublic hub, ParseHubPublic(options.ns, hub_text, crypto));
  std::vector<VKey> roots;
  for (const std::string& path : options.roots) {
    ASSIGN_OR_RETURN(const std::string text, context.ReadFile(path));
    ASSIGN_OR_RETURN(VKey root, ParseVKey(absl::StripAsciiWhitespace(text), crypto));
    roots.push_back(std::move(root));
  }
  ASSIGN_OR_RETURN(const std::string mission_text, context.ReadFile(options.mission));
  ASSIGN_OR_RETURN(const Json mission, ParseDataJson("mission", mission_text));
  RETURN_IF_ERROR(context.world.forms.ValidateMission(mission));
  ASSIGN_OR_RETURN(const std::string draft, DraftCharter(options.ns, hub, roots, options.amend,
                                                         PrintCanonicalJson(mission), crypto));
  RETURN_IF_ERROR(context.world.files.Create(options.out, draft));
  const std::string pin = PrintPin(crypto.Sha256(draft));
  if (context.output.json()) {
    context.output.Value(Json::Object{{"charter", pin}, {"file", options.out}});
    return absl::OkStatus();
  }
  context.output.Line(context.output.Say("mission.drafted", {options.out}));
  context.output.Line(pin, Colour::kBold);
  return absl::OkStatus();
}

absl::Status ShowCharter(Context& context, absl::string_view ns, const std::string& bytes) {
  const PublicCrypto& crypto = context.world.crypto;
  // A draft has no signature line yet.
  const absl::StatusOr<Note> note = ParseNote(bytes, kMaxPublicNoteBytes);
  const std::string text = note.ok() ? note->text : bytes;
  ASSIGN_OR_RETURN(const Charter charter, ParseCharter(ns, text, crypto));
  ASSIGN_OR_RETURN(const Mission mission, ParseMission(charter.mission));
  ASSIGN_OR_RETURN(const std::vector<std::string> missing, MissingSignatures(ns, bytes, crypto));
  const std::string pin = PrintPin(crypto.Sha256(text));
  Output& output = context.output;
  if (output.json()) {
    Json::Array parties;
    for (const Party& party : mission.parties) {
      parties.emplace_back(
          Json::Object{{"office", party.office}, {"kind", std::string(PartyKindName(party.kind))}});
    }
    Json::Array unsigned_offices;
    for (const std::string& office : missing) unsigned_offices.emplace_back(office);
    output.Value(Json::Object{{"charter", pin},
                              {"name", mission.name},
                              {"parties", std::move(parties)},
                              {"missing_signatures", std::move(unsigned_offices)}});
    return absl::OkStatus();
  }
  output.Line(mission.name, Colour::kBold);
  for (const Party& party : mission.parties) {
    output.Line(absl::StrCat(
        "  ", context.phrases.Label(output.language(), "office", party.office), " · ",
        context.phrases.Label(output.language(), "party_kind", PartyKindName(party.kind)),
        party.zones.empty() ? "" : absl::StrCat(" · ", absl::StrJoin(party.zones, " "))));
  }
  output.Line(output.Say("mission.read_aloud"));
  output.Line(pin, Colour::kBold);
  if (missing.empty()) {
    output.Line(output.Say("mission.signed_by_all"), Colour::kGreen);
  } else {
    output.Line(output.Say("mission.not_signed_by", {absl::StrJoin(missing, " ")}),
                Colour::kYellow);
  }
  return absl::OkStatus();
}

struct SignOptions {
  std::string in;
  std::string out;
};

absl::Status Sign(Context& context, const SignOptions& options) {
  ASSIGN_OR_RETURN(const std::string charter, context.ReadFile(options.in));
  ASSIGN_OR_RETURN(const HomeConfig config,
                   ReadHomeConfig(HomePaths(context.home), context.world.files));
  ASSIGN_OR_RETURN(const NoteSigner root, context.OpenSigner(kSecretOfficeRoot));
  ASSIGN_OR_RETURN(const std::string signed_charter,
                   AddCharterSignature(config.ns, charter, root, context.world.crypto));
  RETURN_IF_ERROR(context.world.files.Write(options.out, signed_charter));
  return ShowCharter(context, config.ns, signed_charter);
}

struct JoinOptions {
  std::string charter;
  std::string pin;
  std::string hub;
};

absl::Status Join(Context& context, const JoinOptions& options) {
  ASSIGN_OR_RETURN(const std::string charter, context.ReadFile(options.charter));
  ASSIGN_OR_RETURN(const Hash pin, ParsePin(options.pin));
  RETURN_IF_ERROR(JoinMission(charter, pin, options.hub, HomePaths(context.home),
                              context.world.files, context.world.crypto));
  if (context.output.json()) {
    context.output.Value(Json::Object{{"charter", PrintPin(pin)}, {"hub", options.hub}});
  } else {
    context.output.Line(context.output.Say("mission.joined", {options.hub}), Colour::kGreen);
  }
  return absl::OkStatus();
}

}  // namespace

void AddMissionCommands(CommandAdder& adder) {
  CommandAdder noun = adder.Noun("mission");
  const auto draft = std::make_shared<DraftOptions>();
  CLI::App& draft_verb = noun.Verb("draft", "mission.draft",
                                   [draft](Context& context) { return Draft(context, *draft); });
  noun.Text(draft_verb, "--ns", draft->ns, "ns").required();
  noun.Text(draft_verb, "--hub", draft->hub, "hub_public").required();
  noun.Texts(draft_verb, "--root", draft->roots, "root_vkey").required();
  noun.Text(draft_verb, "--mission", draft->mission, "mission_json").required();
  noun.Number(draft_verb, "--amend", draft->amend, "amend").required();
  noun.Text(draft_verb, "--out", draft->out, "out").required();

  const auto sign = std::make_shared<SignOptions>();
  CLI::App& sign_verb =
      noun.Verb("sign", "mission.sign", [sign](Context& context) { return Sign(context, *sign); });
  noun.Text(sign_verb, "--in", sign->in, "charter_in").required();
  noun.Text(sign_verb, "--out", sign->out, "out").required();

  const auto show = std::make_shared<std::pair<std::string, std::string>>();
  CLI::App& show_verb = noun.Verb("show", "mission.show", [show](Context& context) -> absl::Status {
    ASSIGN_OR_RETURN(const std::string charter, context.ReadFile(show->first));
    return ShowCharter(context, show->second, charter);
  });
  noun.Text(show_verb, "charter", show->first, "charter_in").required();
  noun.Text(show_verb, "--ns", show->second, "ns").required();

  const auto join = std::make_shared<JoinOptions>();
  CLI::App& join_verb =
      noun.Verb("join", "mission.join", [join](Context& context) { return Join(context, *join); });
  noun.Text(join_verb, "--charter", join->charter, "charter_in").required();
  noun.Text(join_verb, "--pin", join->pin, "pin").required();
  noun.Text(join_verb, "--hub", join->hub, "hub_address").required();
}

}  // namespace liaison
