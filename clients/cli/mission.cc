// liaison mission draft|amend|sign|show|join|tags: the charter and its amendments, a desk's way in,
// and the seed of the blind tags.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/core/keys/charter_ceremony.h"
#include "clients/core/keys/secret_names.h"
#include "clients/core/keys/tag_seed.h"
#include "clients/core/language/data_json.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/charter_changes.h"
#include "proto/rules/directory.h"
#include "proto/text/canonical_json.h"

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

absl::StatusOr<std::vector<VKey>> ReadRoots(Context& context,
                                            const std::vector<std::string>& paths) {
  std::vector<VKey> roots;
  for (const std::string& path : paths) {
    ASSIGN_OR_RETURN(const std::string text, context.ReadFile(path));
    ASSIGN_OR_RETURN(VKey root, ParseVKey(absl::StripAsciiWhitespace(text), context.world.crypto));
    roots.push_back(std::move(root));
  }
  return roots;
}

absl::StatusOr<std::string> ReadMissionJson(Context& context, const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, context.ReadFile(path));
  ASSIGN_OR_RETURN(const Json mission, ParseDataJson("mission", text));
  RETURN_IF_ERROR(context.world.forms.ValidateMission(mission));
  return PrintCanonicalJson(mission);
}

absl::StatusOr<HubPublic> ReadHubPublic(Context& context, absl::string_view ns,
                                        const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, context.ReadFile(path));
  return ParseHubPublic(ns, text, context.world.crypto);
}

absl::Status WriteDraft(Context& context, const std::string& draft, const std::string& out) {
  RETURN_IF_ERROR(context.world.files.Create(out, draft));
  const std::string pin = PrintPin(context.world.crypto.Sha256(draft));
  if (context.output.json()) {
    context.output.Value(Json::Object{{"charter", pin}, {"file", out}});
    return absl::OkStatus();
  }
  context.output.Line(context.output.Say("mission.drafted", {out}));
  context.output.Line(pin, Colour::kBold);
  return absl::OkStatus();
}

absl::Status Draft(Context& context, const DraftOptions& options) {
  ASSIGN_OR_RETURN(const HubPublic hub, ReadHubPublic(context, options.ns, options.hub));
  ASSIGN_OR_RETURN(const std::vector<VKey> roots, ReadRoots(context, options.roots));
  ASSIGN_OR_RETURN(const std::string mission, ReadMissionJson(context, options.mission));
  ASSIGN_OR_RETURN(const std::string draft, DraftCharter(options.ns, hub, roots, options.amend,
                                                         mission, context.world.crypto));
  return WriteDraft(context, draft, options.out);
}

// The charter in force: the file that was named (a root's machine is offline and has no log), else
// the one in this home's copy of the log.
absl::StatusOr<Charter> CharterInForce(Context& context, absl::string_view ns,
                                       const std::string& from) {
  if (!from.empty()) {
    ASSIGN_OR_RETURN(const std::string bytes, context.ReadFile(from));
    return ReadCharterText(ns, bytes, context.world.crypto);
  }
  const HomePaths paths(context.home);
  const absl::StatusOr<HomeConfig> config = ReadHomeConfig(paths, context.world.files);
  if (config.ok() && config->ns == ns) {
    const absl::StatusOr<JoinedMission> mission =
        ReadMission(*config, paths, context.world.files, context.world.crypto);
    if (mission.ok()) {
      ASSIGN_OR_RETURN(
          const std::unique_ptr<Mirror> mirror,
          Mirror::Open(paths.mirror, ns, mission->pin, context.world.crypto, context.world.files));
      RETURN_IF_ERROR(mirror->Usable());
      if (!mirror->empty()) return mirror->directory().charter();
    }
  }
  return MakeError(absl::StatusCode::kNotFound,
                   "an amendment is made, signed and read beside the charter in force; name it "
                   "with --from",
                   {.reason = "NO_CHARTER_IN_FORCE", .subject = "", .field = "from"});
}

struct AmendOptions {
  std::string ns;
  std::string from;
  std::string hub;
  bool drop_other_pins = false;
  std::vector<std::string> roots;
  std::vector<std::string> leaving;
  std::string mission;
  uint64_t amend = 0;
  std::string out;
};

absl::Status Amend(Context& context, const AmendOptions& options) {
  ASSIGN_OR_RETURN(const Charter in_force, CharterInForce(context, options.ns, options.from));
  CharterChanges changes{.leaving = options.leaving, .drop_other_pins = options.drop_other_pins};
  ASSIGN_OR_RETURN(changes.roots, ReadRoots(context, options.roots));
  if (!options.mission.empty()) {
    ASSIGN_OR_RETURN(changes.mission, ReadMissionJson(context, options.mission));
  }
  if (!options.hub.empty()) {
    ASSIGN_OR_RETURN(changes.hub, ReadHubPublic(context, options.ns, options.hub));
  }
  if (options.amend != 0) changes.amend = options.amend;
  ASSIGN_OR_RETURN(const std::string draft,
                   DraftAmendment(in_force, changes, context.world.crypto));
  return WriteDraft(context, draft, options.out);
}

// What is shown of a charter, or of an amendment beside the charter in force.
struct CharterView {
  Charter charter;
  Mission mission;
  std::string pin;
  CharterSignatures signatures;
  std::vector<CharterChange> changes;
};

absl::StatusOr<CharterView> ReadView(Context& context, absl::string_view ns,
                                     const std::string& bytes, const std::string& from) {
  const PublicCrypto& crypto = context.world.crypto;
  CharterView view;
  ASSIGN_OR_RETURN(view.charter, ReadCharterText(ns, bytes, crypto));
  ASSIGN_OR_RETURN(view.mission, ParseMission(view.charter.mission));
  view.pin = PrintPin(crypto.Sha256(PrintCharter(view.charter)));
  std::optional<Charter> in_force;
  if (view.charter.serial != 1) {
    ASSIGN_OR_RETURN(in_force, CharterInForce(context, ns, from));
    ASSIGN_OR_RETURN(view.changes, ChangesBetween(*in_force, view.charter));
  }
  ASSIGN_OR_RETURN(view.signatures,
                   SignaturesOf(ns, bytes, in_force.has_value() ? &*in_force : nullptr, crypto));
  return view;
}

// Offices whose signature is there, must still come, or may still come to make up the number.
struct SignerNames {
  std::vector<std::string> done;
  std::vector<std::string> must;
  std::vector<std::string> may;
};
SignerNames NamesOf(const CharterSignatures& signatures) {
  SignerNames names;
  for (const CharterSlot& slot : signatures.slots) {
    if (slot.has_signed) {
      names.done.push_back(slot.line.office);
    } else if (slot.must) {
      names.must.push_back(slot.line.office);
    } else if (slot.counts) {
      names.may.push_back(slot.line.office);
    }
  }
  return names;
}

Json::Array TextsJson(const std::vector<std::string>& texts) {
  Json::Array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

Json ViewJson(const CharterView& view) {
  Json::Array parties;
  for (const Party& party : view.mission.parties) {
    parties.emplace_back(
        Json::Object{{"office", party.office}, {"kind", std::string(PartyKindName(party.kind))}});
  }
  const SignerNames names = NamesOf(view.signatures);
  Json::Object value{{"charter", view.pin},
                     {"name", view.mission.name},
                     {"parties", std::move(parties)},
                     {"missing_signatures", TextsJson(names.must)}};
  if (view.charter.serial == 1) return value;
  Json::Array changes;
  for (const CharterChange& change : view.changes) {
    changes.emplace_back(Json::Object{{"what", change.what},
                                      {"subject", change.subject},
                                      {"before", change.before},
                                      {"after", change.after}});
  }
  value["serial"] = static_cast<int64_t>(view.charter.serial);
  value["changes"] = std::move(changes);
  value["signed_by"] = TextsJson(names.done);
  value["may_sign"] = TextsJson(names.may);
  value["still_needed"] = static_cast<int64_t>(view.signatures.StillNeeded());
  return value;
}

void ShowChanges(Context& context, const CharterView& view) {
  Output& output = context.output;
  output.Line(output.Say("amend.title", {static_cast<int64_t>(view.charter.serial)}),
              Colour::kBold);
  for (const CharterChange& change : view.changes) {
    const char* const how = change.before.empty() ? ".new" : (change.after.empty() ? ".gone" : "");
    const std::string key = absl::StrCat("amend.", change.what);
    const std::string exact = absl::StrCat(key, how);
    output.Line(absl::StrCat("  ", output.Say(context.phrases.HasMessage(exact) ? exact : key,
                                              {change.subject, change.before, change.after})),
                Colour::kYellow);
  }
}

void ShowSignatures(Context& context, const CharterView& view) {
  Output& output = context.output;
  const SignerNames names = NamesOf(view.signatures);
  if (view.signatures.complete()) {
    output.Line(output.Say(view.charter.serial == 1 ? "mission.signed_by_all" : "amend.complete"),
                Colour::kGreen);
    return;
  }
  if (!names.must.empty()) {
    output.Line(output.Say("mission.not_signed_by", {absl::StrJoin(names.must, " ")}),
                Colour::kYellow);
  }
  if (view.signatures.StillNeeded() > 0) {
    output.Line(output.Say("amend.still_needed",
                           {view.signatures.StillNeeded(), absl::StrJoin(names.may, " ")}),
                Colour::kYellow);
  }
}

absl::Status ShowCharter(Context& context, absl::string_view ns, const std::string& bytes,
                         const std::string& from) {
  ASSIGN_OR_RETURN(const CharterView view, ReadView(context, ns, bytes, from));
  Output& output = context.output;
  if (output.json()) {
    output.Value(ViewJson(view));
    return absl::OkStatus();
  }
  output.Line(view.mission.name, Colour::kBold);
  for (const Party& party : view.mission.parties) {
    output.Line(absl::StrCat(
        "  ", context.phrases.Label(output.language(), "office", party.office), " · ",
        context.phrases.Label(output.language(), "party_kind", PartyKindName(party.kind)),
        party.zones.empty() ? "" : absl::StrCat(" · ", absl::StrJoin(party.zones, " "))));
  }
  if (view.charter.serial != 1) ShowChanges(context, view);
  output.Line(output.Say("mission.read_aloud"));
  output.Line(view.pin, Colour::kBold);
  ShowSignatures(context, view);
  return absl::OkStatus();
}

struct SignOptions {
  std::string in;
  std::string from;
  std::string out;
};

absl::Status Sign(Context& context, const SignOptions& options) {
  const PublicCrypto& crypto = context.world.crypto;
  ASSIGN_OR_RETURN(const std::string bytes, context.ReadFile(options.in));
  ASSIGN_OR_RETURN(const HomeConfig config,
                   ReadHomeConfig(HomePaths(context.home), context.world.files));
  ASSIGN_OR_RETURN(const NoteSigner root, context.OpenSigner(kSecretOfficeRoot));
  ASSIGN_OR_RETURN(const Charter charter, ReadCharterText(config.ns, bytes, crypto));
  std::optional<Charter> in_force;
  if (charter.serial != 1) {
    ASSIGN_OR_RETURN(in_force, CharterInForce(context, config.ns, options.from));
  }
  ASSIGN_OR_RETURN(const std::string signed_charter,
                   AddCharterSignature(config.ns, bytes,
                                       in_force.has_value() ? &*in_force : nullptr, root, crypto));
  RETURN_IF_ERROR(context.world.files.Write(options.out, signed_charter));
  return ShowCharter(context, config.ns, signed_charter, options.from);
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

// At the ceremony, once for the mission. The groups are copied onto each office's paper; a machine
// that reads along gets the file's name only.
absl::Status MakeTags(Context& context, const std::string& out) {
  const Secret paper = PrintTagSeed(MakeTagSeed(context.world.random));
  RETURN_IF_ERROR(context.world.files.Create(out, paper.view()));
  if (context.output.json()) {
    context.output.Value(Json::Object{{"file", out}});
    return absl::OkStatus();
  }
  context.output.Line(context.output.Say("mission.tags_made", {out}));
  context.output.Raw(paper.view());
  return absl::OkStatus();
}

void AddDraft(CommandAdder& noun) {
  const auto draft = std::make_shared<DraftOptions>();
  CLI::App& verb = noun.Verb("draft", "mission.draft",
                             [draft](Context& context) { return Draft(context, *draft); });
  noun.Text(verb, "--ns", draft->ns, "ns").required();
  noun.Text(verb, "--hub", draft->hub, "hub_public").required();
  noun.Texts(verb, "--root", draft->roots, "root_vkey").required();
  noun.Text(verb, "--mission", draft->mission, "mission_json").required();
  noun.Number(verb, "--amend", draft->amend, "amend").required();
  noun.Text(verb, "--out", draft->out, "out").required();
}

void AddAmend(CommandAdder& noun) {
  const auto amend = std::make_shared<AmendOptions>();
  CLI::App& verb = noun.Verb("amend", "mission.amend",
                             [amend](Context& context) { return Amend(context, *amend); });
  noun.Text(verb, "--ns", amend->ns, "ns").required();
  noun.Text(verb, "--from", amend->from, "charter_from");
  noun.Texts(verb, "--root", amend->roots, "root_joins");
  noun.Texts(verb, "--leaves", amend->leaving, "office_leaves");
  noun.Text(verb, "--mission", amend->mission, "mission_json");
  noun.Text(verb, "--hub", amend->hub, "hub_new");
  noun.Flag(verb, "--drop-other-pins", amend->drop_other_pins, "drop_other_pins");
  noun.Number(verb, "--amend", amend->amend, "amend");
  noun.Text(verb, "--out", amend->out, "out").required();
}

}  // namespace

void AddMissionCommands(CommandAdder& adder) {
  CommandAdder noun = adder.Noun("mission");
  AddDraft(noun);
  AddAmend(noun);

  const auto sign = std::make_shared<SignOptions>();
  CLI::App& sign_verb =
      noun.Verb("sign", "mission.sign", [sign](Context& context) { return Sign(context, *sign); });
  noun.Text(sign_verb, "--in", sign->in, "charter_in").required();
  noun.Text(sign_verb, "--from", sign->from, "charter_from");
  noun.Text(sign_verb, "--out", sign->out, "out").required();

  struct ShowOptions {
    std::string charter;
    std::string ns;
    std::string from;
  };
  const auto show = std::make_shared<ShowOptions>();
  CLI::App& show_verb = noun.Verb("show", "mission.show", [show](Context& context) -> absl::Status {
    ASSIGN_OR_RETURN(const std::string charter, context.ReadFile(show->charter));
    return ShowCharter(context, show->ns, charter, show->from);
  });
  noun.Text(show_verb, "charter", show->charter, "charter_in").required();
  noun.Text(show_verb, "--ns", show->ns, "ns").required();
  noun.Text(show_verb, "--from", show->from, "charter_from");

  const auto join = std::make_shared<JoinOptions>();
  CLI::App& join_verb =
      noun.Verb("join", "mission.join", [join](Context& context) { return Join(context, *join); });
  noun.Text(join_verb, "--charter", join->charter, "charter_in").required();
  noun.Text(join_verb, "--pin", join->pin, "pin").required();
  noun.Text(join_verb, "--hub", join->hub, "hub_address").required();

  const auto tags = std::make_shared<std::string>();
  CLI::App& tags_verb = noun.Verb("tags", "mission.tags",
                                  [tags](Context& context) { return MakeTags(context, *tags); });
  noun.Text(tags_verb, "--out", *tags, "out").required();
}

}  // namespace liaison
