#include "hub/store/index.h"

#include <utility>

#include "absl/strings/match.h"
#include "proto/base/status_macros.h"

namespace liaison {

absl::StatusOr<std::optional<LeafIndex>> Index::FindBody(const Hash& body) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> row, store_.Get(Family::kIndex, BodyKey(body)));
  if (!row.has_value()) return std::optional<LeafIndex>();
  ASSIGN_OR_RETURN(const uint64_t index, ParseNumber(*row));
  return std::optional<LeafIndex>(LeafIndex(index));
}

absl::StatusOr<bool> Index::NamesBlob(const Hash& sha256) const {
  const std::string from = BlobKey(sha256, "");
  bool named = false;
  RETURN_IF_ERROR(store_.Scan(Family::kIndex, from, RowLimit(Row::kBlob),
                              [&](absl::string_view key, absl::string_view) {
                                named = absl::StartsWith(key, from);
                                return false;
                              }));
  return named;
}

absl::StatusOr<bool> Index::NamesBlob(const Hash& sha256, const Hash& body) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> row,
                   store_.Get(Family::kIndex, BlobKey(sha256, body.view())));
  return row.has_value();
}

absl::StatusOr<std::optional<EnvelopeRow>> Index::FindEnvelope(
    const std::array<uint8_t, 16>& id) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> row,
                   store_.Get(Family::kIndex, EnvelopeKey(id)));
  if (!row.has_value()) return std::optional<EnvelopeRow>();
  ASSIGN_OR_RETURN(const EnvelopeRow envelope, ParseEnvelopeRow(*row));
  return std::optional<EnvelopeRow>(envelope);
}

absl::StatusOr<std::optional<StreamRow>> Index::FindStream(absl::string_view device,
                                                           absl::string_view to) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> row,
                   store_.Get(Family::kIndex, StreamKey(device, to)));
  if (!row.has_value()) return std::optional<StreamRow>();
  ASSIGN_OR_RETURN(const StreamRow stream, ParseStreamRow(*row));
  return std::optional<StreamRow>(stream);
}

absl::StatusOr<bool> Index::WasDelivered(const Hash& target, absl::string_view device) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> row,
                   store_.Get(Family::kIndex, DeliveredKey(target, device)));
  return row.has_value();
}

absl::StatusOr<std::map<std::string, int64_t>> Index::OfficesHeard() const {
  std::map<std::string, int64_t> heard;
  absl::Status damaged;
  RETURN_IF_ERROR(store_.Scan(Family::kIndex, HeardKey(""), RowLimit(Row::kHeard),
                              [&](absl::string_view key, absl::string_view value) {
                                const absl::StatusOr<std::string> office = ParseHeardOffice(key);
                                const absl::StatusOr<uint64_t> time_ms = ParseNumber(value);
                                if (!office.ok() || !time_ms.ok()) {
                                  damaged = office.ok() ? time_ms.status() : office.status();
                                  return false;
                                }
                                heard[*office] = static_cast<int64_t>(*time_ms);
                                return true;
                              }));
  RETURN_IF_ERROR(damaged);
  return heard;
}

absl::StatusOr<std::optional<std::string>> Index::Meta(absl::string_view name) const {
  return store_.Get(Family::kIndex, MetaKey(name));
}

}  // namespace liaison
