#include "clients/core/keys/key_store.h"

#include <algorithm>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/core/sealing/age_derive.h"
#include "clients/core/sealing/age_header.h"
#include "clients/core/sealing/age_key.h"
#include "clients/core/sealing/open.h"
#include "clients/core/sealing/seal.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr absl::string_view kRootName = "root";
constexpr absl::string_view kRootFile = "root.age";
constexpr absl::string_view kRecipientFile = "root.pub";
constexpr absl::string_view kSuffix = ".age";
constexpr size_t kMaxNameChars = 64;
// Header, tags and the stanzas that a later edition may add.
constexpr size_t kMaxFileBytes = kMaxSecretBytes + 16 * 1024;

absl::Status StoreDamaged(absl::string_view file, absl::string_view what,
                          absl::string_view advice) {
  return MakeError(absl::StatusCode::kDataLoss,
                   absl::StrCat("key store: ", file, " ", what, "; keep the file, then ", advice),
                   {.reason = "KEY_STORE_DAMAGED", .subject = std::string(file), .field = ""});
}

absl::Status RootDamaged(absl::string_view file) {
  return StoreDamaged(
      file, "is damaged",
      "restore the key folder from its copy, or ask your registrar for a new device");
}

bool IsSecretName(absl::string_view name) {
  return !name.empty() && name.size() <= kMaxNameChars && name != kRootName &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
         });
}

absl::Status CheckName(absl::string_view name) {
  if (IsSecretName(name)) return absl::OkStatus();
  return Malformed("name", "NAME",
                   "a secret's name is 1-64 of a-z, 0-9 and '-', and not \"root\", which is the "
                   "store itself");
}

// One line, its LF taken off if it is there.
absl::string_view FirstLine(absl::string_view text) {
  absl::ConsumeSuffix(&text, "\n");
  return text;
}

absl::StatusOr<std::vector<std::string>> NamesIn(const std::string& folder, FileSystem& files) {
  ASSIGN_OR_RETURN(const std::vector<std::string> entries, files.List(folder));
  std::vector<std::string> names;
  for (absl::string_view entry : entries) {
    if (absl::ConsumeSuffix(&entry, kSuffix) && IsSecretName(entry)) names.emplace_back(entry);
  }
  std::sort(names.begin(), names.end());
  return names;
}

class AgeKeyStore final : public KeyStore {
 public:
  AgeKeyStore(absl::string_view folder, AgeIdentity root, FileSystem& files, Random& random)
      : folder_(folder), root_(MakeList(std::move(root))), files_(files), random_(random) {}

  Secret Identity() const override { return root_.front().ToText(); }

  absl::StatusOr<Secret> Get(absl::string_view name) override {
    RETURN_IF_ERROR(CheckName(name));
    const absl::StatusOr<std::string> file = files_.Read(PathOf(name), kMaxFileBytes);
    if (absl::IsNotFound(file.status())) return NoSecret(name);
    if (absl::IsInvalidArgument(file.status())) return SecretDamaged(name);
    RETURN_IF_ERROR(file.status());
    absl::StatusOr<OpenedFile> opened = liaison::Open(*file, root_);
    if (!opened.ok()) return SecretDamaged(name);
    return std::move(opened->plaintext);
  }

  absl::Status Put(absl::string_view name, const Secret& secret) override {
    RETURN_IF_ERROR(CheckName(name));
    if (secret.size() > kMaxSecretBytes) {
      return Malformed("secret", "SIZE",
                       absl::StrCat("a secret has at most ", kMaxSecretBytes, " bytes"));
    }
    ASSIGN_OR_RETURN(const std::string file,
                     Seal(secret.view(), {root_.front().recipient()}, random_));
    return files_.Write(PathOf(name), file);
  }

  absl::Status Destroy(absl::string_view name) override {
    RETURN_IF_ERROR(CheckName(name));
    const absl::Status status = files_.Shred(PathOf(name));
    return absl::IsNotFound(status) ? NoSecret(name) : status;
  }

  absl::StatusOr<std::vector<std::string>> Names() override { return NamesIn(folder_, files_); }

 private:
  static std::vector<AgeIdentity> MakeList(AgeIdentity identity) {
    std::vector<AgeIdentity> list;
    list.push_back(std::move(identity));
    return list;
  }
  std::string PathOf(absl::string_view name) const {
    return JoinPath(folder_, absl::StrCat(name, kSuffix));
  }
  static absl::Status NoSecret(absl::string_view name) {
    return MakeError(absl::StatusCode::kNotFound,
                     absl::StrCat("the key store has no secret named ", name),
                     {.reason = "NO_SECRET", .subject = std::string(name), .field = ""});
  }
  static absl::Status SecretDamaged(absl::string_view name) {
    return StoreDamaged(absl::StrCat(name, kSuffix), "is damaged or belongs to another store",
                        "restore it from the copy of the key folder, or make the key anew");
  }

  const std::string folder_;
  const std::vector<AgeIdentity> root_;  // exactly one, as Open wants it
  FileSystem& files_;
  Random& random_;
};

// The file under the passphrase -> the store's identity.
absl::StatusOr<AgeIdentity> OpenRoot(absl::string_view file, const Secret& passphrase) {
  const absl::StatusOr<AgeFile> parsed = ParseAgeFile(file);
  // Asked here, because to OpenWithPassphrase a file without passphrase is just one that it does
  // not open, and a person would be told to try other passphrases for ever.
  if (!parsed.ok() || parsed->header.stanzas.front().type != kScryptStanzaType) {
    return RootDamaged(kRootFile);
  }
  const absl::StatusOr<Secret> text = OpenWithPassphrase(file, passphrase, kMaxScryptLogN);
  if (absl::IsResourceExhausted(text.status())) return text.status();
  if (absl::IsNotFound(text.status())) {
    return MakeError(
        absl::StatusCode::kPermissionDenied,
        "this passphrase does not open the key store; check keyboard layout and caps "
        "lock, then type it again",
        {.reason = "WRONG_PASSPHRASE", .subject = std::string(kRootFile), .field = ""});
  }
  if (!text.ok()) return RootDamaged(kRootFile);
  absl::StatusOr<AgeIdentity> root = AgeIdentity::Parse(FirstLine(text->view()));
  if (!root.ok()) return RootDamaged(kRootFile);
  return root;
}

// A recipient file that was exchanged would make stock tools seal to a stranger.
absl::Status CheckRecipientFile(absl::string_view folder, const AgeRecipient& recipient,
                                FileSystem& files) {
  const absl::StatusOr<std::string> text =
      files.Read(JoinPath(folder, kRecipientFile), kMaxFileBytes);
  if (absl::IsNotFound(text.status())) return absl::OkStatus();  // a copy; we do not read it
  if (!text.ok() && !absl::IsInvalidArgument(text.status())) return text.status();
  if (text.ok() && FirstLine(*text) == recipient.ToString()) return absl::OkStatus();
  return StoreDamaged(kRecipientFile, "does not belong to root.age",
                      "find out who changed it, and move it away");
}

absl::Status StoreExists() {
  return MakeError(absl::StatusCode::kAlreadyExists,
                   "there is a key store in this folder already; open it, or choose another",
                   {.reason = "KEY_STORE_EXISTS", .subject = std::string(kRootFile), .field = ""});
}

}  // namespace

absl::StatusOr<std::unique_ptr<KeyStore>> KeyStore::Create(absl::string_view folder,
                                                           const Secret& passphrase, int log_n,
                                                           FileSystem& files, Random& random) {
  RETURN_IF_ERROR(files.MakeDirectories(folder));
  ASSIGN_OR_RETURN(const bool exists, files.Exists(JoinPath(folder, kRootFile)));
  if (exists) {
    ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(std::string(folder), files));
    if (!names.empty()) return StoreExists();
    return Open(folder, passphrase, files, random);
  }
  AgeIdentity root = AgeIdentity::Generate(random);
  const Secret text = root.ToText();
  Secret line(text.size() + 1);
  std::copy_n(text.data(), text.size(), line.data());
  line.data()[text.size()] = '\n';
  ASSIGN_OR_RETURN(const std::string file,
                   SealWithPassphrase(line.view(), passphrase, log_n, random));
  const absl::Status created = files.Create(JoinPath(folder, kRootFile), file);
  if (absl::IsAlreadyExists(created)) return StoreExists();
  RETURN_IF_ERROR(created);
  RETURN_IF_ERROR(files.Write(JoinPath(folder, kRecipientFile),
                              absl::StrCat(root.recipient().ToString(), "\n")));
  return absl::make_unique<AgeKeyStore>(folder, std::move(root), files, random);
}

absl::StatusOr<std::unique_ptr<KeyStore>> KeyStore::Open(absl::string_view folder,
                                                         const Secret& opener, FileSystem& files,
                                                         Random& random) {
  const absl::StatusOr<std::string> file = files.Read(JoinPath(folder, kRootFile), kMaxFileBytes);
  if (absl::IsNotFound(file.status())) {
    return MakeError(absl::StatusCode::kNotFound,
                     "there is no key store in this folder; make one, or name the right folder",
                     {.reason = "NO_KEY_STORE", .subject = std::string(kRootFile), .field = ""});
  }
  if (absl::IsInvalidArgument(file.status())) return RootDamaged(kRootFile);
  RETURN_IF_ERROR(file.status());
  absl::StatusOr<AgeIdentity> handed_on = AgeIdentity::Parse(opener.view());
  ASSIGN_OR_RETURN(AgeIdentity root,
                   handed_on.ok() ? std::move(handed_on) : OpenRoot(*file, opener));
  RETURN_IF_ERROR(CheckRecipientFile(folder, root.recipient(), files));
  return absl::make_unique<AgeKeyStore>(folder, std::move(root), files, random);
}

}  // namespace liaison
