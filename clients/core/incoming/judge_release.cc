#include "clients/core/incoming/judge_release.h"

#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"
#include "proto/text/record.h"

namespace liaison {
namespace {

// One reason a lie, so that each has its own words.
absl::Status NamedLie(const absl::Status& status) {
  const std::optional<ErrorDetail> detail = DetailOf(status);
  if (!detail.has_value() || detail->reason != "RELEASE_FORGED") return status;
  return MakeError(status.code(), status.message(),
                   {.reason = absl::StrCat("RELEASE_", absl::AsciiStrToUpper(detail->field)),
                    .subject = detail->subject,
                    .field = detail->field});
}

absl::StatusOr<std::optional<EvidenceRecord>> KnownAt(LeafIndex index, Archive& archive,
                                                      const Mirror& mirror) {
  if (!Contains(mirror.size(), index)) return std::nullopt;
  ASSIGN_OR_RETURN(const std::string entry, mirror.EntryAt(index));
  ASSIGN_OR_RETURN(const LeafEntry leaf, ParseLeafEntry(mirror.directory().ns(), entry));
  if (!leaf.is_public) return archive.RecordAt(index);
  return EvidenceRecord{.kind = RecordKind::kNote, .time_ms = leaf.time_ms};
}

}  // namespace

absl::Status JudgeRung(const Release& release, const EnvelopeHeader& header) {
  return NamedLie(CheckReleaseRung(release, header));
}

absl::StatusOr<ReleaseVerdict> JudgeRelease(const ArchivedRelease& release,
                                            const EnvelopeHeader& header, const LogPlace& envelope,
                                            Archive& archive, const Mirror& mirror) {
  ASSIGN_OR_RETURN(const std::optional<TimeZones> zones, archive.TimeZonesInForce());
  absl::StatusOr<ReleaseVerdict> verdict = CheckRelease(
      release.release, {.index = release.index, .time_ms = release.time_ms}, header,
      {.index = envelope.index, .time_ms = envelope.time_ms}, mirror.directory(),
      [&](LeafIndex index) -> absl::StatusOr<std::optional<EvidenceRecord>> {
        // It may be in the archive only after this.
        if (index != envelope.index) return KnownAt(index, archive, mirror);
        return EvidenceRecord{.kind = RecordKind::kEnvelope, .time_ms = envelope.time_ms};
      },
      zones.has_value() ? &*zones : nullptr);
  if (!verdict.ok()) return NamedLie(verdict.status());
  return verdict;
}

absl::StatusOr<std::vector<JudgedRelease>> JudgedReleasesOf(const ArchivedNotice& notice,
                                                            Archive& archive,
                                                            const Mirror& mirror) {
  std::vector<JudgedRelease> judged;
  const std::string& ns = mirror.directory().ns();
  ASSIGN_OR_RETURN(std::vector<ArchivedRelease> releases,
                   archive.ReleasesOf(ns, notice.header_hash));
  if (releases.empty() || !notice.index.has_value()) return judged;
  ASSIGN_OR_RETURN(const Note note, ParseNote(notice.header, kMaxHeaderBytes));
  ASSIGN_OR_RETURN(const EnvelopeHeader header, ParseHeader(ns, note.text));
  for (ArchivedRelease& release : releases) {
    const absl::StatusOr<ReleaseVerdict> verdict = JudgeRelease(
        release, header, {.index = *notice.index, .time_ms = notice.time_ms}, archive, mirror);
    if (!verdict.ok() && !absl::IsDataLoss(verdict.status())) return verdict.status();
    judged.push_back({.said = std::move(release),
                      .unchecked = verdict.ok() ? verdict->unchecked : "",
                      .lie = ReasonOf(verdict.status())});
  }
  return judged;
}

}  // namespace liaison
