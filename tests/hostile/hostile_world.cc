#include "tests/hostile/hostile_world.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/core/outgoing/compose.h"
#include "clients/core/sealing/seal.h"
#include "gtest/gtest.h"
#include "proto/base/check.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

constexpr uint64_t kSeed = 1;
constexpr uint64_t kSeedOfPrekeys = 2;  // else desks would make them once more
constexpr int64_t kWeek_s = int64_t{7} * 24 * 3600;

TestMissionOptions MissionWith(FoundingPrekeys& prekeys) {
  TestMissionOptions options;
  options.recipient = prekeys.Maker();
  return options;
}

}  // namespace

NoticeDraft DraftOf(const MailboxId& as, std::vector<MailboxId> to, absl::string_view subject) {
  return {.as = as,
          .to = std::move(to),
          .precedence = Precedence::kFlash,
          .kind = "administrative",
          .lang = "en",
          .form = Json(Json::Object{{"label", "mission"},
                                    {"subject", std::string(subject)},
                                    {"text", "said under a hostile hub"},
                                    {"zone", "south"}})};
}

Victim::Victim(const SimDeskWorld& world, absl::string_view device, absl::string_view folder,
               HubConnection& hub)
    : home_(world, device, folder, absl::ZeroDuration()), hub_(&hub) {
  absl::StatusOr<std::unique_ptr<Desk>> desk =
      Desk::Open(folder, Secret::CopyOf("six words that nobody would guess"),
                 {.clock = world.clock,
                  .random = world.random,
                  .files = home_.files(),
                  .crypto = SodiumCrypto(),
                  .forms = world.forms},
                 [this](const HubAddress&) -> absl::StatusOr<std::unique_ptr<HubConnection>> {
                   return ConnectLying(hub_, lies);
                 });
  LIAISON_CHECK(desk.ok());
  desk_ = *std::move(desk);
  LIAISON_CHECK(Sync().ok());
}

OutboxItem Victim::Say(const MailboxId& as, const MailboxId& to, absl::string_view subject) {
  return desk_->outbox().Enqueue(DraftOf(as, {to}, subject)).value();
}

absl::Status Victim::Sync() {
  return desk_->Sync({.on_event = [this](const InboxEvent& event) { events_.push_back(event); }})
      .status();
}

std::vector<std::string> Victim::Alarms() const {
  std::vector<std::string> codes;
  for (const InboxEvent& event : events_) {
    if (event.alarm.has_value()) codes.push_back(event.alarm->code);
  }
  return codes;
}

std::vector<ArchivedNotice> Victim::Notices() {
  std::vector<ArchivedNotice> notices = desk_->archive().List({}).value();
  std::reverse(notices.begin(), notices.end());
  return notices;
}

std::vector<ReceiptState> Victim::Receipts() {
  std::vector<ReceiptState> states;
  const std::vector<OutboxItem> items = desk_->outbox().List(std::nullopt).value();
  for (const OutboxItem& item : items) {
    if (item.receipt.has_value()) states.push_back(item.receipt->state);
  }
  return states;
}

Room::Room()
    : folder_(absl::StrCat(testing::TempDir(), "/liaison_hostile_", ::getpid())),
      phrases_(Phrasebook::BuiltIn()),
      forms_(FormLibrary::BuiltIn(phrases_)) {
  std::filesystem::remove_all(folder_);
  std::filesystem::create_directories(folder_);
}

Room::~Room() {
  victims_.clear();
  std::filesystem::remove_all(folder_);
}

Victim& Room::Seat(const SimDeskWorld& world, absl::string_view device, HubConnection& hub) {
  const std::string home = absl::StrCat(folder_, "/", absl::StrReplaceAll(device, {{"/", "-"}}));
  LIAISON_CHECK(::mkdir(home.c_str(), S_IRWXU) == 0);
  victims_.push_back(std::make_unique<Victim>(world, device, home, hub));
  return *victims_.back();
}

HonestHub::HonestHub()
    : prekeys_(kSeedOfPrekeys),
      hub_(kSeed, MissionWith(prekeys_)),
      other_(kSeed, MissionWith(prekeys_)),
      line_(&hub_.hub()),
      other_line_(&other_.hub()) {}

HubConnection& HonestHub::LineTo(TestHub& hub, absl::string_view device) {
  connections_.push_back(ConnectLocally(&hub == &hub_ ? line_ : other_line_,
                                        SpkiPinOf(hub.mission().tls_key(device).public_key())));
  return *connections_.back();
}

Victim& HonestHub::Join(absl::string_view device) {
  return room_.Seat({.mission = hub_.mission(),
                     .prekeys = prekeys_,
                     .forms = room_.forms(),
                     .clock = hub_.clock(),
                     .random = hub_.random(),
                     .line = line_},
                    device, LineTo(hub_, device));
}

CorruptHub::CorruptHub()
    : random_(kSeed),
      prekeys_(kSeedOfPrekeys),
      mission_(random_, MissionWith(prekeys_)),
      clock_(absl::FromUnixSeconds(mission_.founded_s())),
      hub_(mission_),
      no_line_(nullptr) {}

Victim& CorruptHub::Join(absl::string_view device) {
  return room_.Seat({.mission = mission_,
                     .prekeys = prekeys_,
                     .forms = room_.forms(),
                     .clock = clock_,
                     .random = random_,
                     .line = no_line_},
                    device, hub_);
}

Seen CorruptHub::Newest() const {
  const SignedCheckpoint head = OpenCheckpoint(hub_.Head(), mission_.charter().log).value();
  return {.size = head.size(), .root = head.root()};
}

ComposedNotice CorruptHub::Compose(const NoteSigner& author, const MailboxId& as,
                                   std::vector<MailboxId> to) const {
  const DeviceName name = ParseDeviceName(author.vkey().name).value();
  ComposedNotice composed =
      liaison::Compose(
          DraftOf(as, std::move(to), "made by hand"),
          {.ns = mission_.ns(),
           .id = {1},
           .serial = {.office = name.office, .device = name.label, .year = 2017, .number = 1},
           .time_s = mission_.founded_s()},
          ParseMission(mission_.charter().mission).value(), author,
          [](const Hash&) -> absl::StatusOr<std::optional<Hash>> { return std::nullopt; })
          .value();
  composed.header = WithPlaceholders(std::move(composed.header));
  composed.header.seen = Newest();
  composed.header.expires_s = mission_.founded_s() + kWeek_s;
  return composed;
}

std::vector<AgeRecipient> CorruptHub::KeysOf(const std::vector<std::string>& devices) const {
  std::vector<AgeRecipient> keys;
  for (const std::string& device : devices) {
    keys.push_back(prekeys_.Of(mission_.FullName(device)).begin()->second.recipient());
  }
  return keys;
}

std::string CorruptHub::SealTo(const std::vector<std::string>& devices, absl::string_view notice) {
  return SealNotice(notice, {}, KeysOf(devices), random_).value();
}

void CorruptHub::Log(EnvelopeHeader header, absl::string_view sealed, const NoteSigner& device) {
  header.from = device.vkey().name;
  header.sealed = Sha256(sealed);
  header.sealed_size = sealed.size();
  const absl::StatusOr<SubmitAnswer> answer =
      hub_.Submit({.kind = RecordKind::kEnvelope,
                   .note = device.SignNote(PrintHeader(header)),
                   .sealed = std::string(sealed)});
  LIAISON_CHECK(answer.ok() && answer->accepted);
}

}  // namespace liaison
