// liaison officer list|switch|unlock|lock: several officers at one desk, each with his own key
// store; whoever sits there types his passphrase once, and the desk locks itself when it is left
// alone.
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/time/time.h"
#include "clients/cli/commands.h"
#include "clients/cli/session.h"
#include "clients/core/desk/shared_desk.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

struct UnlockOptions {
  std::string officer;
  std::string lock_after = "10m";
};

absl::StatusOr<absl::Duration> IdleOf(const std::string& text) {
  absl::Duration idle;
  if (absl::ParseDuration(text, &idle) && idle >= absl::Seconds(1) && idle <= kLongestSession) {
    return idle;
  }
  return Usage("lock_after", text, "a time span from one second to 12 hours, as 10m");
}

absl::Status UnlockHome(Context& context, const std::string& home, absl::Duration idle) {
  const HomePaths paths(home);
  ASSIGN_OR_RETURN(const HomeConfig config, ReadHomeConfig(paths, context.world.files));
  // Always asked: an open session is no reason to stay unlocked longer.
  EndSession(paths.session);
  ASSIGN_OR_RETURN(const Secret passphrase, context.Passphrase(/*confirm=*/false));
  ASSIGN_OR_RETURN(
      const std::unique_ptr<KeyStore> store,
      KeyStore::Open(paths.keys, passphrase, context.world.files, context.world.random));
  RETURN_IF_ERROR(StartSession(paths.session, store->Identity(), idle, context.world.clock));
  Output& output = context.output;
  if (output.json()) {
    output.Value(Json::Object{{"device", config.device},
                              {"unlocked", true},
                              {"lock_after_s", absl::ToInt64Seconds(idle)}});
  } else {
    output.Line(output.Say("officer.unlocked", {config.device, absl::FormatDuration(idle)}),
                Colour::kGreen);
  }
  return absl::OkStatus();
}

absl::Status Unlock(Context& context, const UnlockOptions& options) {
  ASSIGN_OR_RETURN(const absl::Duration idle, IdleOf(options.lock_after));
  ASSIGN_OR_RETURN(const std::string home, HomeOf(context.desk, context.world.files));
  return UnlockHome(context, home, idle);
}

// The one who goes is locked before the next one sits down.
absl::Status Switch(Context& context, const UnlockOptions& options) {
  ASSIGN_OR_RETURN(const absl::Duration idle, IdleOf(options.lock_after));
  FileSystem& files = context.world.files;
  const std::string before = SeatedOfficer(context.desk, files);
  if (!before.empty()) EndSession(HomePaths(JoinPath(context.desk, before)).session);
  RETURN_IF_ERROR(SeatOfficer(context.desk, options.officer, files));
  context.home = JoinPath(context.desk, options.officer);
  return UnlockHome(context, context.home, idle);
}

absl::Status Lock(Context& context) {
  ASSIGN_OR_RETURN(const std::string home, HomeOf(context.desk, context.world.files));
  const bool was_open = EndSession(HomePaths(home).session);
  if (context.output.json()) {
    context.output.Value(Json::Object{{"unlocked", false}, {"was_unlocked", was_open}});
  } else {
    context.output.Line(context.output.Say("officer.locked"));
  }
  return absl::OkStatus();
}

absl::Status ListOfficers(Context& context) {
  FileSystem& files = context.world.files;
  ASSIGN_OR_RETURN(const std::vector<std::string> names, OfficersOf(context.desk, files));
  const std::string seated = SeatedOfficer(context.desk, files);
  Output& output = context.output;
  for (const std::string& name : names) {
    const HomePaths paths(JoinPath(context.desk, name));
    ASSIGN_OR_RETURN(const HomeConfig config, ReadHomeConfig(paths, files));
    const bool unlocked = SessionIdentity(paths.session).ok();
    if (output.json()) {
      output.Value(Json::Object{{"officer", name},
                                {"device", config.device},
                                {"seated", name == seated},
                                {"unlocked", unlocked}});
      continue;
    }
    output.Line(absl::StrCat(name == seated ? "* " : "  ", name, "  ",
                             Isolate(context.language(), config.device), "  ",
                             output.Say(unlocked ? "officer.is_unlocked" : "officer.is_locked")),
                unlocked ? Colour::kYellow : Colour::kNone);
  }
  if (names.empty() && !output.json()) output.Line(output.Say("officer.none", {context.desk}));
  return absl::OkStatus();
}

}  // namespace

void AddOfficerCommands(CommandAdder& adder) {
  CommandAdder noun = adder.Noun("officer");
  noun.Verb("list", "officer.list", ListOfficers);
  const auto change = std::make_shared<UnlockOptions>();
  CLI::App& switch_verb = noun.Verb(
      "switch", "officer.switch", [change](Context& context) { return Switch(context, *change); });
  noun.Text(switch_verb, "officer", change->officer, "officer").required();
  noun.Text(switch_verb, "--lock-after", change->lock_after, "lock_after");
  const auto unlock = std::make_shared<UnlockOptions>();
  CLI::App& unlock_verb = noun.Verb(
      "unlock", "officer.unlock", [unlock](Context& context) { return Unlock(context, *unlock); });
  noun.Text(unlock_verb, "--lock-after", unlock->lock_after, "lock_after");
  noun.Verb("lock", "officer.lock", Lock);
}

}  // namespace liaison
