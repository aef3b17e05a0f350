#include "plugins/shared/long_row.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "plugins/shared/rows.pb.h"

namespace liaison::shared {
namespace {

constexpr uint32_t kPiecesMax = 8;
constexpr size_t kPieceBytesMax = size_t{60} * 1024;

}  // namespace

LongRow::LongRow(plugin::State& state, std::string key) : state_(state), key_(std::move(key)) {
  const std::optional<std::string> first = state_.Get(key_);
  if (!first.has_value()) return;
  Piece piece;
  piece.ParseFromString(*first);
  bytes_ = piece.bytes();
  pieces_ = 1 + piece.more();
  std::vector<std::string> others;
  for (uint32_t i = 1; i < pieces_; ++i) others.push_back(KeyOf(i));
  state_.Fetch(others);
  for (const std::string& other : others) {
    piece.ParseFromString(state_.Get(other).value_or(""));
    bytes_->append(piece.bytes());
  }
}

void LongRow::Put(absl::string_view bytes, absl::string_view what, plugin::Effects& effects) {
  const auto count = static_cast<uint32_t>((bytes.size() + kPieceBytesMax - 1) / kPieceBytesMax);
  if (count > kPiecesMax) {
    return effects.CannotProcess(absl::StrCat(what, " takes ", bytes.size(), " bytes"));
  }
  for (uint32_t i = 0; i < std::max(count, pieces_); ++i) {
    const std::string key = KeyOf(i);
    if (i >= count) {
      effects.Erase(key);
      continue;
    }
    Piece piece;
    piece.set_bytes(std::string(bytes.substr(i * kPieceBytesMax, kPieceBytesMax)));
    if (i == 0) piece.set_more(count - 1);
    const std::string value = piece.SerializeAsString();
    if (state_.Get(key) != value) effects.Put(key, value);
  }
}

std::string LongRow::KeyOf(uint32_t number) const {
  return number == 0 ? key_ : absl::StrCat(key_, "/", number);
}

}  // namespace liaison::shared
