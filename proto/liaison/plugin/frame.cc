#include "proto/liaison/plugin/frame.h"

#include <array>

namespace liaison {
namespace {

constexpr uint32_t kPolynomial = 0x82F63B78;  // Castagnoli, reversed
constexpr size_t kSlices = 8;
using Tables = std::array<std::array<uint32_t, 256>, kSlices>;

// Eight tables take eight bytes a step: a batch of 64 records is 40 KiB and more.
constexpr Tables MakeTables() {
  Tables tables{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? kPolynomial : 0);
    tables[0][byte] = crc;
  }
  for (size_t slice = 1; slice < kSlices; ++slice) {
    for (size_t byte = 0; byte < 256; ++byte) {
      const uint32_t before = tables[slice - 1][byte];
      tables[slice][byte] = (before >> 8) ^ tables[0][before & 0xFF];
    }
  }
  return tables;
}
constexpr Tables kTables = MakeTables();

uint32_t Byte(absl::string_view bytes, size_t at) { return static_cast<uint8_t>(bytes[at]); }

uint32_t ReadBigEndian(absl::string_view bytes, size_t at) {
  return Byte(bytes, at) << 24 | Byte(bytes, at + 1) << 16 | Byte(bytes, at + 2) << 8 |
         Byte(bytes, at + 3);
}

void AppendBigEndian(uint32_t value, std::string& to) {
  for (int shift = 24; shift >= 0; shift -= 8) to.push_back(static_cast<char>(value >> shift));
}

}  // namespace

uint32_t Crc32c(absl::string_view bytes) {
  uint32_t crc = ~uint32_t{0};
  size_t at = 0;
  for (; at + kSlices <= bytes.size(); at += kSlices) {
    uint32_t next = 0;
    for (size_t i = 0; i < kSlices; ++i) {
      const uint32_t mixed = i < 4 ? (crc >> (8 * i)) & 0xFF : 0;
      next ^= kTables[kSlices - 1 - i][Byte(bytes, at + i) ^ mixed];
    }
    crc = next;
  }
  for (; at < bytes.size(); ++at) crc = (crc >> 8) ^ kTables[0][(crc ^ Byte(bytes, at)) & 0xFF];
  return ~crc;
}

void AppendFrame(absl::string_view message, std::string& to) {
  AppendBigEndian(static_cast<uint32_t>(message.size()), to);
  AppendBigEndian(Crc32c(message), to);
  to.append(message.data(), message.size());
}

FrameReader::Result FrameReader::Next(std::string& message) {
  const absl::string_view rest = absl::string_view(buffer_).substr(taken_);
  if (rest.empty()) {
    buffer_.clear();
    taken_ = 0;
    return Result::kNothing;
  }
  if (rest.size() < kFrameHeadBytes) return Result::kPartial;
  const size_t length = ReadBigEndian(rest, 0);
  if (length > message_bytes_max_) return Result::kTooLong;
  if (rest.size() < kFrameHeadBytes + length) {
    // What was taken is dropped before the buffer grows on.
    buffer_.erase(0, taken_);
    taken_ = 0;
    return Result::kPartial;
  }
  const absl::string_view found = rest.substr(kFrameHeadBytes, length);
  if (Crc32c(found) != ReadBigEndian(rest, 4)) return Result::kBadChecksum;
  message.assign(found.data(), found.size());
  taken_ += kFrameHeadBytes + length;
  return Result::kMessage;
}

}  // namespace liaison
