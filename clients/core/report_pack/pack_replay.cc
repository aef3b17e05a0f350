#include "clients/core/report_pack/pack_replay.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/core/report_book/report_announcement.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/directory.h"
#include "proto/text/note.h"
#include "proto/text/record.h"
#include "proto/text/report_note.h"

namespace liaison {
namespace {

// The devices and parties of the directory as it stands: the machine asks while leaves go in.
class DirectoryWorld final : public ReportWorld {
 public:
  explicit DirectoryWorld(const Directory& directory) : directory_(directory) {}

  std::optional<ReportDevice> FindDevice(absl::string_view name) override {
    std::optional<ReportDevice> device;
    std::optional<int64_t> ended_ms;
    for (const CertFact* fact : directory_.Certificates()) {
      const Certificate& certificate = fact->certificate;
      if (certificate.subject != name) continue;
      const auto holds = [&](Role role) {
        return std::count(certificate.mailboxes.begin(), certificate.mailboxes.end(), role) > 0;
      };
      device = ReportDevice{.name = std::string(name),
                            .office = certificate.office,
                            .holder = certificate.holder,
                            .jwg = holds(Role::kJwg),
                            .editor = holds(Role::kEditor)};
      if (fact->revoked.has_value() && fact->revoke_reason != RevokeReason::kReplaced) {
        ended_ms = directory_.TimeAt(SizeThrough(*fact->revoked));
      }
    }
    if (device.has_value()) device->ended_ms = ended_ms;
    return device;
  }
  bool IsGuarantor(absl::string_view office) override {
    const Party* party = directory_.mission().FindParty(office);
    return party != nullptr && party->kind == PartyKind::kGuarantor;
  }
  uint32_t GuarantorThreshold() override { return directory_.mission().policy_threshold; }
  // A pack tells of one report, and only of notes that had effect.
  bool IsTaken(absl::string_view, const ReportPeriod&) override { return false; }

 private:
  const Directory& directory_;
};

class Replayer {
 public:
  Replayer(const PackLog& log, const Json& manifest, const PublicCrypto& crypto)
      : log_(log),
        report_(manifest.StringOr("report", "")),
        opened_(manifest.IntegerOr("opened", -1)),
        crypto_(crypto),
        directory_(log.ns, crypto),
        world_(directory_) {}

  PackReplay Run() {
    for (const auto& [index, leaf] : log_.leaves) {
      SkipTo(index);
      const Instant now{.index = index, .time_ms = leaf.time_ms};
      if (!leaf.is_public || !TakePublic(now, leaf.body)) directory_.Skip(index, leaf.time_ms);
      Hear(index, leaf);
      last_ms_ = leaf.time_ms;
      With([now](ReportMachine& machine) { machine.AdvanceTo(now); });
    }
    for (const CertFact* fact : directory_.Certificates()) {
      replay_.certificates_logged.push_back(fact->certificate);
    }
    return std::move(replay_);
  }

 private:
  // What lies between is not here; its times do not matter, only its places.
  void SkipTo(LeafIndex index) {
    while (directory_.size() < SizeBefore(index)) {
      directory_.Skip(LeafIndex(directory_.size().value()), last_ms_);
    }
  }

  template <typename Act>
  void With(const Act& act) {
    std::vector<ReportSaying> unheard;
    ReportMachine machine(replay_.state, world_, unheard);
    act(machine);
  }

  // Whether the directory has taken it.
  bool TakePublic(Instant now, const std::string& body) {
    const absl::StatusOr<std::string> kind = NoteKind(log_.ns, body);
    if (!kind.ok() || *kind == "alert") return false;
    const bool about_report = *kind == kReportKind;
    if (about_report && !IsOurs(now.index, body)) return false;
    const absl::Status taken = Apply(now, body, about_report);
    if (taken.ok()) return true;
    if (!about_report && !IsAboutKeys(*kind)) return false;
    absl::Status& first = about_report ? replay_.signatures : replay_.certificates;
    if (first.ok()) first = AtLeaf(now.index, taken);
    return false;
  }

  static bool IsAboutKeys(absl::string_view kind) {
    return kind == "charter" || kind == "cert" || kind == "revoke";
  }
  // What cannot be read is, so that it is told.
  bool IsOurs(LeafIndex index, const std::string& body) const {
    const absl::StatusOr<Note> note = ParseNote(body, kMaxPublicNoteBytes);
    if (!note.ok()) return true;
    const absl::StatusOr<ReportNote> said = ParseReportNote(log_.ns, note->text);
    if (!said.ok()) return true;
    const bool opens = std::holds_alternative<ReportOpen>(said->act);
    return said->head.report == report_ &&
           (!opens || static_cast<int64_t>(index.value()) == opened_);
  }

  absl::Status Apply(Instant now, const std::string& body, bool about_report) {
    ASSIGN_OR_RETURN(const Note note, ParseNote(body, kMaxPublicNoteBytes));
    RETURN_IF_ERROR(directory_.Apply(now.index, now.time_ms, note));
    if (about_report) return TakeReport(now, note);
    With([&](ReportMachine& machine) {
      for (const CertFact* fact : directory_.Certificates()) {
        if (fact->revoked != now.index) continue;
        machine.Revoked(now, fact->certificate.subject, fact->revoke_reason);
      }
    });
    replay_.zones[now.index] = directory_.mission().zones;
    return absl::OkStatus();
  }

  absl::Status TakeReport(Instant now, const Note& note) {
    ASSIGN_OR_RETURN(const ReportNote said, ParseReportNote(log_.ns, note.text));
    std::vector<std::string> signers;
    for (const SignatureLine& line : note.signatures) signers.push_back(line.name);
    With([&](ReportMachine& machine) {
      machine.Take(now, said, crypto_.Sha256(note.text), signers);
    });
    return absl::OkStatus();
  }

  // The hub's word, which is only compared.
  void Hear(LeafIndex index, const LeafEntry& leaf) {
    const std::optional<ReportAnnouncement> said = ReportAnnouncementOf(log_.ns, leaf, index);
    if (!said.has_value() || !replay_.state.has_value()) return;
    const bool about_it = said->report == report_;
    if (about_it && said->said.kind == ReportSaying::Kind::kFinal)
      replay_.announced = said->manifest;
  }

  static absl::Status AtLeaf(LeafIndex index, const absl::Status& status) {
    ErrorDetail detail = DetailOf(status).value_or(ErrorDetail());
    detail.subject = absl::StrCat(index.value());
    return MakeError(status.code(), status.message(), std::move(detail));
  }

  const PackLog& log_;
  const std::string report_;
  const int64_t opened_;
  const PublicCrypto& crypto_;
  Directory directory_;
  DirectoryWorld world_;
  int64_t last_ms_ = 0;
  PackReplay replay_;
};

}  // namespace

PackReplay ReplayPack(const PackLog& log, const Json& manifest, const PublicCrypto& crypto) {
  return Replayer(log, manifest, crypto).Run();
}

}  // namespace liaison
