// liaison office root|certify|archive|revoke: what an office's root and registrars do.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/carry_note.h"
#include "clients/cli/commands.h"
#include "clients/core/keys/ceremony.h"
#include "clients/core/keys/secret_names.h"
#include "clients/core/sealing/age_key.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"

namespace liaison {
namespace {

struct RootOptions {
  std::string ns;
  std::string office;
  std::string out;
};

absl::Status MakeRoot(Context& context, const RootOptions& options) {
  const HomePaths paths(context.home);
  FileSystem& files = context.world.files;
  ASSIGN_OR_RETURN(const NoteSigner root,
                   MakeOfficeRoot(options.ns, options.office, context.world.random));
  ASSIGN_OR_RETURN(const Secret passphrase, context.Passphrase(/*confirm=*/true));
  ASSIGN_OR_RETURN(
      const std::unique_ptr<KeyStore> store,
      KeyStore::Create(paths.keys, passphrase, kScryptLogN, files, context.world.random));
  RETURN_IF_ERROR(store->Put(kSecretOfficeRoot, root.key().seed()));
  RETURN_IF_ERROR(WriteHomeConfig({.ns = options.ns, .device = root.vkey().name}, paths, files));
  const std::string vkey = PrintVKey(root.vkey());
  RETURN_IF_ERROR(files.Write(options.out, absl::StrCat(vkey, "\n")));
  if (context.output.json()) {
    context.output.Value(Json::Object{{"vkey", vkey}, {"file", options.out}});
  } else {
    context.output.Line(context.output.Say("office.root_made", {options.out}));
    context.output.Line(vkey, Colour::kBold);
  }
  return absl::OkStatus();
}

// The issuer of certificates and archive notes: the office's root, or a registrar.
absl::StatusOr<NoteSigner> OpenIssuer(const Context& context) {
  ASSIGN_OR_RETURN(const HomeConfig config,
                   ReadHomeConfig(HomePaths(context.home), context.world.files));
  return context.OpenSigner(absl::EndsWith(config.device, "/root") ? kSecretOfficeRoot
                                                                   : kSecretSigning);
}

struct CertifyOptions {
  std::string in;
  std::string out;
};

void ShowCertificate(Context& context, const Certificate& certificate) {
  std::vector<std::string> mailboxes;
  for (const Role role : certificate.mailboxes) {
    mailboxes.push_back(context.Mailbox({.office = certificate.office, .role = role}));
  }
  context.output.Line(context.output.Say(
      "office.certificate",
      {certificate.subject, certificate.holder, absl::StrJoin(mailboxes, ", "),
       FormatUtc(certificate.not_before_s), FormatUtc(certificate.not_after_s)}));
}

absl::Status CertifyRequest(Context& context, const CertifyOptions& options) {
  const PublicCrypto& crypto = context.world.crypto;
  ASSIGN_OR_RETURN(const std::string request, context.ReadFile(options.in));
  ASSIGN_OR_RETURN(const HomeConfig config,
                   ReadHomeConfig(HomePaths(context.home), context.world.files));
  ASSIGN_OR_RETURN(const Certificate certificate, CheckRequest(config.ns, request, crypto));
  ASSIGN_OR_RETURN(const NoteSigner issuer, OpenIssuer(context));
  ASSIGN_OR_RETURN(const std::string note, Certify(config.ns, request, issuer, crypto));
  RETURN_IF_ERROR(context.world.files.Create(options.out, note));
  if (context.output.json()) {
    context.output.Value(Json::Object{{"subject", certificate.subject}, {"file", options.out}});
    return absl::OkStatus();
  }
  ShowCertificate(context, certificate);
  if (certificate.prev.has_value()) {
    context.output.Line(context.output.Say("office.renewal", {certificate.subject}));
  }
  context.output.Line(context.output.Say("office.certified", {options.out}), Colour::kGreen);
  return absl::OkStatus();
}

struct ArchiveOptions {
  std::string charter_pin;
  uint64_t serial = 1;
  std::string out;
};

// The identity stays in the key store of this home, which is kept offline.
absl::Status MakeArchive(Context& context, const ArchiveOptions& options) {
  const HomePaths paths(context.home);
  const DeskWorld& world = context.world;
  ASSIGN_OR_RETURN(const HomeConfig config, ReadHomeConfig(paths, world.files));
  ASSIGN_OR_RETURN(const DeviceName name, ParseDeviceName(config.device));
  ASSIGN_OR_RETURN(const Hash charter, ParsePin(options.charter_pin));
  ASSIGN_OR_RETURN(const Secret passphrase, context.Passphrase(/*confirm=*/false));
  ASSIGN_OR_RETURN(const std::unique_ptr<KeyStore> store,
                   KeyStore::Open(paths.keys, passphrase, world.files, world.random));
  const char* const secret = name.label == "root" ? kSecretOfficeRoot : kSecretSigning;
  ASSIGN_OR_RETURN(const Secret seed, store->Get(secret));
  ASSIGN_OR_RETURN(SigningKey key, SigningKey::FromSeed(seed));
  // One name a serial: a new archive key must never replace the one that opens the years before.
  const std::string secret_name = absl::StrCat(kSecretArchive, "-", options.serial);
  if (store->Get(secret_name).status().code() != absl::StatusCode::kNotFound) {
    return MakeError(absl::StatusCode::kAlreadyExists,
                     "this key store has an archive identity of that serial; give the next one",
                     {.reason = "ARCHIVE_SERIAL", .subject = secret_name, .field = "serial"});
  }
  const AgeIdentity identity = AgeIdentity::Generate(world.random);
  RETURN_IF_ERROR(store->Put(secret_name, identity.ToText()));
  ASSIGN_OR_RETURN(const std::string note,
                   MakeArchiveNote({.ns = config.ns,
                                    .charter = charter,
                                    .office = name.office,
                                    .serial = options.serial,
                                    .recipient = identity.recipient().ToString(),
                                    .not_before_s = absl::ToUnixSeconds(world.clock.Now())},
                                   NoteSigner(config.device, std::move(key))));
  RETURN_IF_ERROR(world.files.Create(options.out, note));
  if (context.output.json()) {
    context.output.Value(
        Json::Object{{"recipient", identity.recipient().ToString()}, {"file", options.out}});
  } else {
    context.output.Line(context.output.Say("office.archive_made", {options.out}));
  }
  return absl::OkStatus();
}

struct RevokeOptions {
  std::string device;
  std::string reason;
  std::string certificate;
  std::string out;
};

const CertFact* FindCertificate(const Directory& directory, absl::string_view device) {
  const CertFact* found = nullptr;
  for (const CertFact* fact : directory.Certificates()) {
    if (fact->certificate.subject == device && !fact->revoked.has_value()) found = fact;
  }
  return found;
}

absl::Status NoCertificate(const std::string& device) {
  return MakeError(absl::StatusCode::kNotFound, "it has no certificate that could be revoked",
                   {.reason = "NO_CERTIFICATE", .subject = device, .field = "device"});
}

std::string FullName(absl::string_view ns, const std::string& device) {
  return absl::StrContains(device, '/') ? absl::StrCat(ns, "/", device) : device;
}

// A root's machine has neither log nor line: it signs, others carry.
absl::Status RevokeByRoot(Context& context, const HomeConfig& config,
                          const RevokeOptions& options) {
  if (options.certificate.empty()) {
    return Usage("certificate", config.device, "a root names the certificate by its file");
  }
  const PublicCrypto& crypto = context.world.crypto;
  ASSIGN_OR_RETURN(const RevokeReason reason, ParseRevokeReason(options.reason));
  ASSIGN_OR_RETURN(const std::string bytes, context.ReadFile(options.certificate));
  ASSIGN_OR_RETURN(const Note note, ParseNote(bytes, kMaxPublicNoteBytes));
  ASSIGN_OR_RETURN(const Certificate certificate, ParseCertificate(config.ns, note.text, crypto));
  const std::string device = FullName(config.ns, options.device);
  if (certificate.subject != device) return NoCertificate(options.device);
  ASSIGN_OR_RETURN(const NoteSigner root, context.OpenSigner(kSecretOfficeRoot));
  ASSIGN_OR_RETURN(
      const std::string revocation,
      MakeRevocation(config.ns, certificate.charter, crypto.Sha256(note.text), reason, root));
  RETURN_IF_ERROR(context.world.files.Create(options.out, revocation));
  if (context.output.json()) {
    context.output.Value(Json::Object{{"device", device}, {"file", options.out}});
  } else {
    context.output.Line(context.output.Say("office.revoked_by_root", {device, options.out}));
  }
  return absl::OkStatus();
}

// Signed by whoever's home this is: the office's root or registrar, or the device itself. Submitted
// at once where there is a line.
absl::Status Revoke(Context& context, const RevokeOptions& options) {
  ASSIGN_OR_RETURN(const HomeConfig config,
                   ReadHomeConfig(HomePaths(context.home), context.world.files));
  if (absl::EndsWith(config.device, "/root")) return RevokeByRoot(context, config, options);
  ASSIGN_OR_RETURN(const RevokeReason reason, ParseRevokeReason(options.reason));
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, context.OpenDesk());
  if (desk->mirror().empty()) {
    ASSIGN_OR_RETURN(HubConnection * hub, desk->hub());
    RETURN_IF_ERROR(desk->mirror().Update(*hub));
  }
  const std::string device = FullName(config.ns, options.device);
  const CertFact* fact = FindCertificate(desk->mirror().directory(), device);
  if (fact == nullptr) return NoCertificate(options.device);
  ASSIGN_OR_RETURN(const std::string note, MakeRevocation(config.ns, desk->mission().pin,
                                                          fact->hash, reason, desk->signer()));
  RETURN_IF_ERROR(context.world.files.Create(options.out, note));
  return CarryNote(context, *desk, note, [&](int64_t index) {
    if (context.output.json()) {
      context.output.Value(
          Json::Object{{"device", device}, {"index", index}, {"file", options.out}});
    } else {
      context.output.Line(context.output.Say("office.revoked", {device, index, options.out}));
    }
  });
}

}  // namespace

void AddOfficeCommands(CommandAdder& adder) {
  CommandAdder noun = adder.Noun("office");
  const auto root = std::make_shared<RootOptions>();
  CLI::App& root_verb = noun.Verb("root", "office.root",
                                  [root](Context& context) { return MakeRoot(context, *root); });
  noun.Text(root_verb, "--ns", root->ns, "ns").required();
  noun.Text(root_verb, "--office", root->office, "office").required();
  noun.Text(root_verb, "--out", root->out, "out").required();

  const auto certify = std::make_shared<CertifyOptions>();
  CLI::App& certify_verb = noun.Verb("certify", "office.certify", [certify](Context& context) {
    return CertifyRequest(context, *certify);
  });
  noun.Text(certify_verb, "--in", certify->in, "request_in").required();
  noun.Text(certify_verb, "--out", certify->out, "out").required();

  const auto archive = std::make_shared<ArchiveOptions>();
  CLI::App& archive_verb = noun.Verb("archive", "office.archive", [archive](Context& context) {
    return MakeArchive(context, *archive);
  });
  noun.Text(archive_verb, "--charter", archive->charter_pin, "pin").required();
  noun.Number(archive_verb, "--serial", archive->serial, "serial");
  noun.Text(archive_verb, "--out", archive->out, "out").required();

  const auto revoke = std::make_shared<RevokeOptions>();
  CLI::App& revoke_verb = noun.Verb(
      "revoke", "office.revoke", [revoke](Context& context) { return Revoke(context, *revoke); });
  noun.Text(revoke_verb, "device", revoke->device, "device").required();
  noun.Text(revoke_verb, "--reason", revoke->reason, "revoke_reason").required();
  noun.Text(revoke_verb, "--certificate", revoke->certificate, "revoke_certificate");
  noun.Text(revoke_verb, "--out", revoke->out, "out").required();

  const auto submit = std::make_shared<std::string>();
  CLI::App& submit_verb = noun.Verb("submit", "office.submit", [submit](Context& context) {
    return CarryNoteFile(context, *submit);
  });
  noun.Text(submit_verb, "note", *submit, "note_in").required();
}

}  // namespace liaison
