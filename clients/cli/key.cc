// liaison key request|renew|prekeys|tags: what a device does with its own keys.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/notice_view.h"
#include "clients/core/keys/ceremony.h"
#include "clients/core/keys/prekeys.h"
#include "clients/core/keys/secret_names.h"
#include "clients/core/keys/tag_seed.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/wire/certificate.h"
#include "proto/wire/sign.h"

namespace liaison {
namespace {

constexpr uint64_t kDaySeconds = 24 * 3600;
constexpr uint64_t kDeviceDays = 365;
constexpr uint64_t kRegistrarDays = 180;

struct RequestOptions {
  std::string ns;
  std::string charter_pin;
  std::string office;
  std::string label;
  std::string holder;
  std::vector<std::string> mailboxes;
  bool registrar = false;
  uint64_t days = 0;
  std::string tag_seed;
  std::string out;
};

absl::StatusOr<Secret> ReadTagSeed(Context& context, const std::string& path) {
  ASSIGN_OR_RETURN(std::string paper, context.ReadFile(path));
  absl::StatusOr<Secret> seed = ParseTagSeed(paper);
  Wipe(paper.data(), paper.size());
  if (seed.ok()) return seed;
  return Usage("tag-seed-file", path, seed.status().message());
}

absl::Status FillStore(Context& context, const RequestOptions& options, const SigningKey& signing,
                       const SigningKey& tls) {
  const DeskWorld& world = context.world;
  const HomePaths paths(context.home);
  ASSIGN_OR_RETURN(const Secret passphrase, context.Passphrase(/*confirm=*/true));
  ASSIGN_OR_RETURN(
      const std::unique_ptr<KeyStore> store,
      KeyStore::Create(paths.keys, passphrase, kScryptLogN, world.files, world.random));
  RETURN_IF_ERROR(store->Put(kSecretSigning, signing.seed()));
  RETURN_IF_ERROR(store->Put(kSecretTls, tls.seed()));
  Secret database(32);
  world.random.Fill(database.data(), database.size());
  RETURN_IF_ERROR(store->Put(kSecretDatabase, database));
  if (options.tag_seed.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Secret seed, ReadTagSeed(context, options.tag_seed));
  return store->Put(kSecretTagSeed, seed);
}

// `days`: 0 for as long as the role may.
void SetPeriod(uint64_t days, int64_t now_s, Certificate& proposal) {
  if (days == 0) {
    days = proposal.role == CertRole::kRegistrar ? kRegistrarDays : kDeviceDays;
  }
  proposal.not_before_s = now_s;
  proposal.not_after_s = now_s + static_cast<int64_t>(days * kDaySeconds);
}

absl::Status Request(Context& context, const RequestOptions& options) {
  const DeskWorld& world = context.world;
  Certificate proposal{.ns = options.ns, .office = options.office, .holder = options.holder};
  ASSIGN_OR_RETURN(proposal.charter, ParsePin(options.charter_pin));
  proposal.role = options.registrar ? CertRole::kRegistrar : CertRole::kDevice;
  for (const std::string& name : options.mailboxes) {
    ASSIGN_OR_RETURN(const Role role, ParseRole(name));
    proposal.mailboxes.push_back(role);
  }
  SetPeriod(options.days, absl::ToUnixSeconds(world.clock.Now()), proposal);

  const SigningKey tls = SigningKey::Generate(world.random);
  ASSIGN_OR_RETURN(const TlsIdentity identity,
                   MakeTlsIdentity(tls, "liaison", absl::FromUnixSeconds(proposal.not_before_s),
                                   absl::FromUnixSeconds(proposal.not_after_s), world.random));
  proposal.tls = identity.spki_sha256;
  const NoteSigner subject(absl::StrCat(options.ns, "/", options.office, "/", options.label),
                           SigningKey::Generate(world.random));
  ASSIGN_OR_RETURN(const std::string request, RequestCertificate(proposal, subject, world.crypto));
  RETURN_IF_ERROR(FillStore(context, options, subject.key(), tls));
  RETURN_IF_ERROR(WriteHomeConfig({.ns = options.ns, .device = subject.vkey().name},
                                  HomePaths(context.home), world.files));
  RETURN_IF_ERROR(world.files.Create(options.out, request));
  if (context.output.json()) {
    context.output.Value(Json::Object{{"device", subject.vkey().name}, {"file", options.out}});
  } else {
    context.output.Line(context.output.Say("key.requested", {subject.vkey().name, options.out}),
                        Colour::kGreen);
  }
  return absl::OkStatus();
}

struct RenewOptions {
  uint64_t days = 0;
  std::string out;
};

// The same device, the same keys, another period. Works without a line, so also where the
// certificate is over and no hub lets this device in any more.
absl::Status Renew(Context& context, const RenewOptions& options) {
  const DeskWorld& world = context.world;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, context.OpenDesk());
  // Whoever needs a renewal may be let in no more: what the own copy of the log says must do.
  const absl::StatusOr<HubConnection*> hub = desk->hub();
  const absl::Status updated = hub.ok() ? desk->mirror().Update(**hub) : hub.status();
  const bool kept_out = absl::IsUnavailable(updated) || absl::IsUnauthenticated(updated);
  if (!kept_out || desk->mirror().empty()) RETURN_IF_ERROR(updated);
  const Directory& directory = desk->mirror().directory();
  const std::string& device = desk->config().device;
  const CertFact* latest = nullptr;
  bool revoked = false;
  for (const CertFact* fact : directory.Certificates()) {
    if (fact->certificate.subject != device) continue;
    latest = fact;
    revoked |= fact->revoked.has_value() && fact->revoke_reason != RevokeReason::kReplaced;
  }
  // A name that was revoked for cause is not used again.
  if (latest == nullptr || revoked) {
    return directory
        .SignerAt(device, LeafIndex(directory.size().value()), directory.TimeAt(directory.size()))
        .status();
  }
  Certificate proposal = latest->certificate;
  proposal.prev = latest->hash;
  SetPeriod(options.days, absl::ToUnixSeconds(world.clock.Now()), proposal);
  ASSIGN_OR_RETURN(const std::string request,
                   RequestCertificate(proposal, desk->signer(), world.crypto));
  RETURN_IF_ERROR(world.files.Create(options.out, request));
  if (context.output.json()) {
    context.output.Value(Json::Object{{"device", device},
                                      {"ends_ms", latest->certificate.not_after_s * 1000},
                                      {"file", options.out}});
    return absl::OkStatus();
  }
  context.output.Line(context.output.Say(
      "key.renewal", {device, FormatUtc(latest->certificate.not_after_s), options.out}));
  return absl::OkStatus();
}

struct PrekeyOptions {
  std::string charter_pin;
  std::string out_folder;
};

// Before the hub runs: notes into a folder, for the founding. Afterwards every fetch does it.
absl::Status MakeFoundingPrekeys(Context& context, const PrekeyOptions& options) {
  const DeskWorld& world = context.world;
  const HomePaths paths(context.home);
  ASSIGN_OR_RETURN(const HomeConfig config, ReadHomeConfig(paths, world.files));
  ASSIGN_OR_RETURN(const Hash charter, ParsePin(options.charter_pin));
  ASSIGN_OR_RETURN(const Secret passphrase, context.Passphrase(/*confirm=*/false));
  ASSIGN_OR_RETURN(const std::unique_ptr<KeyStore> store,
                   KeyStore::Open(paths.keys, passphrase, world.files, world.random));
  ASSIGN_OR_RETURN(const Secret seed, store->Get(kSecretSigning));
  ASSIGN_OR_RETURN(SigningKey key, SigningKey::FromSeed(seed));
  const NoteSigner device(config.device, std::move(key));
  ASSIGN_OR_RETURN(const DeviceName name, ParseDeviceName(config.device));
  ASSIGN_OR_RETURN(const std::vector<std::string> notes,
                   MakePrekeys(config.ns, charter, device, {},
                               absl::ToUnixSeconds(world.clock.Now()), *store, world.random));
  RETURN_IF_ERROR(world.files.MakeDirectories(options.out_folder));
  Json::Array names;
  for (size_t i = 0; i < notes.size(); ++i) {
    const std::string file =
        absl::StrCat("prekey-", name.office, "-", name.label, "-", i + 1, ".note");
    RETURN_IF_ERROR(world.files.Create(JoinPath(options.out_folder, file), notes[i]));
    names.emplace_back(file);
  }
  if (context.output.json()) {
    context.output.Value(Json::Object{{"files", std::move(names)}});
  } else {
    context.output.Line(context.output.Say(
        "key.prekeys_made", {static_cast<int64_t>(notes.size()), options.out_folder}));
  }
  return absl::OkStatus();
}

// The seed of the founding paper, for a device that was made without it. One seed a mission: with
// another one its tags would never equal those of the others.
absl::Status TakeTagSeed(Context& context, const std::string& path) {
  const HomePaths paths(context.home);
  ASSIGN_OR_RETURN(const HomeConfig config, ReadHomeConfig(paths, context.world.files));
  ASSIGN_OR_RETURN(const Secret seed, ReadTagSeed(context, path));
  ASSIGN_OR_RETURN(const Secret passphrase, context.Passphrase(/*confirm=*/false));
  ASSIGN_OR_RETURN(
      const std::unique_ptr<KeyStore> store,
      KeyStore::Open(paths.keys, passphrase, context.world.files, context.world.random));
  const absl::StatusOr<Secret> held = store->Get(kSecretTagSeed);
  if (held.ok() && !(*held == seed)) {
    return MakeError(absl::StatusCode::kAlreadyExists,
                     "this key store holds another seed; compare the papers of the founding",
                     {.reason = "TAG_SEED_HELD", .subject = config.device, .field = ""});
  }
  if (!held.ok()) {
    if (!absl::IsNotFound(held.status())) return held.status();
    RETURN_IF_ERROR(store->Put(kSecretTagSeed, seed));
  }
  if (context.output.json()) {
    context.output.Value(Json::Object{{"device", config.device}});
  } else {
    context.output.Line(context.output.Say("key.tags_held", {config.device}), Colour::kGreen);
  }
  return absl::OkStatus();
}

}  // namespace

void AddKeyCommands(CommandAdder& adder) {
  CommandAdder noun = adder.Noun("key");
  const auto request = std::make_shared<RequestOptions>();
  CLI::App& request_verb = noun.Verb(
      "request", "key.request", [request](Context& context) { return Request(context, *request); });
  noun.Text(request_verb, "--ns", request->ns, "ns").required();
  noun.Text(request_verb, "--charter", request->charter_pin, "pin").required();
  noun.Text(request_verb, "--office", request->office, "office").required();
  noun.Text(request_verb, "--device", request->label, "device_label").required();
  noun.Text(request_verb, "--holder", request->holder, "holder").required();
  noun.Texts(request_verb, "--mailbox", request->mailboxes, "mailbox_role");
  noun.Flag(request_verb, "--registrar", request->registrar, "registrar");
  noun.Number(request_verb, "--days", request->days, "days");
  noun.Text(request_verb, "--tag-seed-file", request->tag_seed, "tag_seed");
  noun.Text(request_verb, "--out", request->out, "out").required();

  const auto renew = std::make_shared<RenewOptions>();
  CLI::App& renew_verb =
      noun.Verb("renew", "key.renew", [renew](Context& context) { return Renew(context, *renew); });
  noun.Number(renew_verb, "--days", renew->days, "days");
  noun.Text(renew_verb, "--out", renew->out, "out").required();

  const auto prekeys = std::make_shared<PrekeyOptions>();
  CLI::App& prekey_verb = noun.Verb("prekeys", "key.prekeys", [prekeys](Context& context) {
    return MakeFoundingPrekeys(context, *prekeys);
  });
  noun.Text(prekey_verb, "--charter", prekeys->charter_pin, "pin").required();
  noun.Text(prekey_verb, "--out-folder", prekeys->out_folder, "out_folder").required();

  const auto tags = std::make_shared<std::string>();
  CLI::App& tags_verb = noun.Verb("tags", "key.tags",
                                  [tags](Context& context) { return TakeTagSeed(context, *tags); });
  noun.Text(tags_verb, "--in", *tags, "tag_seed").required();
}

}  // namespace liaison
