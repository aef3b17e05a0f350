#include "clients/cli/practice.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/core/desk/home.h"
#include "clients/core/keys/key_store.h"
#include "clients/core/keys/tag_seed.h"
#include "clients/core/language/data_json.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/hash.h"

namespace liaison {
namespace {

constexpr size_t kMaxOutputBytes = size_t{1} << 22;
// Below the ports that systems give to clients: one of those could have the hub's port while the
// hub is away.
constexpr uint32_t kFirstPort = 10000;
constexpr uint32_t kPorts = 20000;
constexpr int kPortTries = 100;
constexpr char kDevice[] = "d01";
constexpr char kHolder[] = "p11";
// 256 random bits are the passphrase: work against guessing would only keep the officer waiting.
constexpr int kScryptLogNOfRandom = 1;

bool IsFree(uint32_t port) {
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool free =
      ::bind(probe, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  static_cast<void>(::close(probe));
  return free;
}

absl::StatusOr<uint32_t> FreePort(Random& random) {
  for (int i = 0; i < kPortTries; ++i) {
    const auto bytes = random.Bytes<2>();
    const uint32_t port = kFirstPort + (uint32_t{bytes[0]} << 8 | bytes[1]) % kPorts;
    if (IsFree(port)) return port;
  }
  return absl::FailedPreconditionError("no free port was found on this machine");
}

// What a program said when it failed, or its name.
absl::Status Failed(absl::string_view said) {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "a program of the practice mission failed",
                   {.reason = "PRACTICE",
                    .subject = std::string(absl::StripAsciiWhitespace(said)),
                    .field = ""});
}

}  // namespace

PracticeMission::PracticeMission(Context& context, const Lesson& lesson, std::string folder,
                                 Programs programs, const absl::Notification& stop)
    : context_(context),
      lesson_(lesson),
      folder_(std::move(folder)),
      programs_(std::move(programs)),
      stop_(stop),
      offices_({lesson.officer, lesson.counterpart}) {}

absl::StatusOr<std::string> PracticeMission::Output(const std::vector<std::string>& words) {
  const std::string file = Path("said");
  ASSIGN_OR_RETURN(const std::unique_ptr<Child> child, Child::Start(words, {.file = file}));
  ASSIGN_OR_RETURN(const int code, child->Wait(stop_));
  ASSIGN_OR_RETURN(std::string said, context_.world.files.Read(file, kMaxOutputBytes));
  if (code != 0) return Failed(said.empty() ? words[0] : said);
  step_();
  return said;
}

std::vector<std::string> PracticeMission::DeskWords(absl::string_view office,
                                                    const std::vector<std::string>& command) const {
  std::vector<std::string> words = {programs_.liaison,
                                    "--home",
                                    Path(absl::StrCat("desks/", office)),
                                    "--passphrase-file",
                                    Path("passphrase"),
                                    "--lang",
                                    std::string(LanguageCode(context_.language()))};
  words.insert(words.end(), command.begin(), command.end());
  return words;
}

absl::StatusOr<Json> PracticeMission::Quietly(absl::string_view office,
                                              const std::vector<std::string>& command) {
  std::vector<std::string> words = DeskWords(office, command);
  words.emplace_back("--json");
  ASSIGN_OR_RETURN(const std::string said, Output(words));
  for (absl::string_view line : absl::StrSplit(said, '\n')) {
    if (absl::StartsWith(line, "{")) return ParseDataJson(command[0], line);
  }
  return Json();
}

absl::StatusOr<std::string> PracticeMission::NewestSerial(absl::string_view office, bool sent) {
  std::vector<std::string> words = DeskWords(office, {"--json", "inbox"});
  ASSIGN_OR_RETURN(const std::string said, Output(words));
  for (absl::string_view line : absl::StrSplit(said, '\n')) {  // the newest first
    if (!absl::StartsWith(line, "{")) continue;
    ASSIGN_OR_RETURN(const Json notice, ParseDataJson("inbox", line));
    const Json* const own = notice.Find("sent");
    if (own != nullptr && own->boolean() != nullptr && *own->boolean() == sent) {
      return notice.StringOr("serial", "");
    }
  }
  return Failed("there is no such notice yet");
}

absl::Status PracticeMission::WriteFiles() {
  FileSystem& files = context_.world.files;
  for (const char* name : {"hub", "desks", "founding"}) {
    RETURN_IF_ERROR(files.MakeDirectories(Path(name)));
  }
  const auto bytes = context_.world.random.Bytes<32>();
  const std::string passphrase =
      EncodeHex(absl::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  RETURN_IF_ERROR(files.Create(Path("passphrase"), absl::StrCat(passphrase, "\n")));
  passphrase_ = Secret::CopyOf(passphrase);
  const Secret seed = PrintTagSeed(MakeTagSeed(context_.world.random));
  RETURN_IF_ERROR(files.Create(Path("founding/tag-seed"), seed.view()));
  RETURN_IF_ERROR(files.Create(Path("founding/mission.json"), PrintCanonicalJson(lesson_.mission)));
  ASSIGN_OR_RETURN(const uint32_t port, FreePort(context_.world.random));
  address_ = absl::StrCat("127.0.0.1:", port);
  return files.Create(
      Path("hub/hub.toml"),
      absl::StrCat("ns = \"", lesson_.ns, "\"\ndata = \"data\"\n[listen]\naddress = \"", address_,
                   "\"\n"));
}

// The command that makes its keys takes it up.
absl::Status PracticeMission::MakeKeyStore(const std::string& desk) {
  const HomePaths home(Path(absl::StrCat("desks/", desk)));
  return KeyStore::Create(home.keys, passphrase_, kScryptLogNOfRandom, context_.world.files,
                          context_.world.random)
      .status();
}

// Its digest.
absl::StatusOr<std::string> PracticeMission::MakeCharter() {
  ASSIGN_OR_RETURN(const std::string hub_public,
                   Output({programs_.hub, "init", "--config", Path("hub/hub.toml")}));
  RETURN_IF_ERROR(context_.world.files.Create(Path("founding/public.txt"), hub_public));
  std::vector<std::string> draft = {"mission",   "draft",
                                    "--ns",      lesson_.ns,
                                    "--hub",     Path("founding/public.txt"),
                                    "--mission", Path("founding/mission.json"),
                                    "--amend",   absl::StrCat(offices_.size()),
                                    "--out",     Path("founding/charter-0")};
  for (const std::string& office : offices_) {
    const std::string key = Path(absl::StrCat("founding/", office, ".vkey"));
    RETURN_IF_ERROR(MakeKeyStore(absl::StrCat(office, "-root")));
    RETURN_IF_ERROR(Quietly(absl::StrCat(office, "-root"), {"office", "root", "--ns", lesson_.ns,
                                                            "--office", office, "--out", key})
                        .status());
    draft.insert(draft.end(), {"--root", key});
  }
  RETURN_IF_ERROR(Quietly("nobody", draft).status());
  Json shown;
  for (size_t i = 0; i < offices_.size(); ++i) {
    const std::string out = i + 1 == offices_.size() ? "founding/charter.note"
                                                     : absl::StrCat("founding/charter-", i + 1);
    ASSIGN_OR_RETURN(shown,
                     Quietly(absl::StrCat(offices_[i], "-root"),
                             {"mission", "sign", "--in", Path(absl::StrCat("founding/charter-", i)),
                              "--out", Path(out)}));
  }
  return shown.StringOr("charter", "");
}

absl::Status PracticeMission::MakeDesk(const std::string& office, const std::string& pin,
                                       std::vector<std::string>& notes) {
  const std::string request = Path(absl::StrCat("founding/", office, ".request"));
  notes.push_back(Path(absl::StrCat("founding/", office, ".cert")));
  RETURN_IF_ERROR(MakeKeyStore(office));
  RETURN_IF_ERROR(
      Quietly(office, {"key", "request", "--ns", lesson_.ns, "--charter", pin, "--office", office,
                       "--device", kDevice, "--holder", kHolder, "--mailbox", "duty",
                       "--tag-seed-file", Path("founding/tag-seed"), "--out", request})
          .status());
  RETURN_IF_ERROR(Quietly(absl::StrCat(office, "-root"),
                          {"office", "certify", "--in", request, "--out", notes.back()})
                      .status());
  RETURN_IF_ERROR(Quietly(office, {"mission", "join", "--charter", Path("founding/charter.note"),
                                   "--pin", pin, "--hub", address_})
                      .status());
  ASSIGN_OR_RETURN(const Json made, Quietly(office, {"key", "prekeys", "--charter", pin,
                                                     "--out-folder", Path("founding")}));
  const Json* const files = made.Find("files");
  if (files == nullptr || files->array() == nullptr) return absl::OkStatus();
  for (const Json& file : *files->array()) notes.push_back(Path("founding/" + *file.string()));
  return absl::OkStatus();
}

absl::Status PracticeMission::Found(const std::function<void()>& step) {
  step_ = step;
  RETURN_IF_ERROR(WriteFiles());
  ASSIGN_OR_RETURN(const std::string pin, MakeCharter());
  std::vector<std::string> notes = {Path("founding/charter.note")};
  for (const std::string& office : offices_) RETURN_IF_ERROR(MakeDesk(office, pin, notes));
  std::vector<std::string> found = {programs_.hub, "found", "--config", Path("hub/hub.toml")};
  found.insert(found.end(), notes.begin(), notes.end());
  RETURN_IF_ERROR(Output(found).status());
  step_ = [] {};
  return StartHub();
}

absl::Status PracticeMission::StartHub() {
  const std::string log = Path("hub/log");
  const std::vector<std::string> words = {programs_.hub, "run", "--config", Path("hub/hub.toml")};
  ASSIGN_OR_RETURN(hub_, Child::Start(words, {.file = log, .apart = true}));
  while (true) {
    ASSIGN_OR_RETURN(const std::string said, context_.world.files.Read(log, kMaxOutputBytes));
    if (absl::StrContains(said, "ready port=")) return absl::OkStatus();
    if (hub_->Ended()) return Failed(said);
    RETURN_IF_ERROR(Pause(stop_));
  }
}

}  // namespace liaison
