// Questions about the `index` family in the language of the hub. Reads what is committed; what a
// group adds before its commit is the sequencer's business.
#ifndef LIAISON_HUB_STORE_INDEX_H_
#define LIAISON_HUB_STORE_INDEX_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "hub/store/keys.h"
#include "hub/store/store.h"

namespace liaison {

// One row that a record adds to the `index` family.
struct IndexRow {
  std::string key;
  std::string value;
  friend bool operator==(const IndexRow&, const IndexRow&) = default;
};

// Errors of all: DataLoss, Unavailable. Thread: any.
class Index {
 public:
  // `store` outlives it.
  explicit Index(const Store& store) : store_(store) {}

  // Where the record with this body hash lies.
  absl::StatusOr<std::optional<LeafIndex>> FindBody(const Hash& body) const;
  // Whether any record names this blob, and whether this one does.
  absl::StatusOr<bool> NamesBlob(const Hash& sha256) const;
  absl::StatusOr<bool> NamesBlob(const Hash& sha256, const Hash& body) const;
  absl::StatusOr<std::optional<EnvelopeRow>> FindEnvelope(const std::array<uint8_t, 16>& id) const;
  absl::StatusOr<std::optional<StreamRow>> FindStream(absl::string_view device,
                                                      absl::string_view to) const;
  absl::StatusOr<bool> WasDelivered(const Hash& target, absl::string_view device) const;
  absl::StatusOr<std::map<std::string, int64_t>> OfficesHeard() const;
  absl::StatusOr<std::optional<std::string>> Meta(absl::string_view name) const;

 private:
  const Store& store_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_STORE_INDEX_H_
