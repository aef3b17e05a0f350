// Pulls values out of JSON text as it comes in: nothing is kept but the value being read, limits
// hold before memory is taken, and the line is known. White space is allowed and NaN and Infinity
// are numbers that have no value, because people's files have them. Source: RFC 8259.
//
//   in.Object([&](absl::string_view key) { if (key == "id") id = in.String(); else in.Skip(); });
#ifndef LIAISON_CLIENTS_CORE_MAP_DOCUMENT_JSON_STREAM_H_
#define LIAISON_CLIENTS_CORE_MAP_DOCUMENT_JSON_STREAM_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace liaison {

// Fills the buffer and gives how many bytes; 0: the end.
using ReadBytes = std::function<absl::StatusOr<size_t>(char* buffer, size_t size)>;
// From text that is in memory already, which must outlive it.
ReadBytes BytesOf(absl::string_view text);

// What value comes next; kNone: none, because the text ends, or was refused.
enum class JsonKind : uint8_t { kNone, kObject, kArray, kString, kNumber, kBool, kNull };

// The first refusal latches: from then on every kind is kNone and no callback is called, so that a
// reader needs to ask for the status only once.
class JsonStream {
 public:
  static constexpr size_t kMaxDepth = 32;
  static constexpr size_t kMaxStringBytes = size_t{1} << 20;

  // More than `max_bytes` are refused as TOO_BIG.
  JsonStream(ReadBytes read, size_t max_bytes) : read_(std::move(read)), max_bytes_(max_bytes) {}

  // UTF-8's byte order mark, which some editors put at the front.
  void SkipByteOrderMark();
  JsonKind Next();
  // Each reads the value that comes next, which must be of that kind. The callbacks must read
  // exactly one value each.
  void Object(absl::FunctionRef<void(absl::string_view key)> member);
  void Array(absl::FunctionRef<void()> item);
  std::string String();
  absl::string_view Number();  // as written, valid until the next call; "NaN" and the like too
  bool Bool();
  void Skip();  // whatever it is
  // Nothing but white space may follow.
  void End();

  // Of the value that came last, from 1.
  size_t line() const { return line_; }
  size_t offset() const { return consumed_ + position_; }  // bytes read

  // Errors: InvalidArgument SYNTAX, TOO_BIG, TOO_DEEP, UTF8, DUPLICATE (a member twice), or
  // whatever Fail was told; those of `read`.
  const absl::Status& status() const { return status_; }
  bool ok() const { return status_.ok(); }
  void Fail(absl::string_view rule, absl::string_view message);

 private:
  // The next byte, or -1 at the end.
  int Peek() { return position_ < size_ ? static_cast<unsigned char>(buffer_[position_]) : More(); }
  int More();
  void SkipSpace();
  bool Enter();
  bool Take(char expected);
  void Items(char close, absl::FunctionRef<void()> item);
  void ReadWord(size_t max_bytes);
  void ReadEscape(std::string& text);
  uint32_t ReadHex();
  void FailSyntax(absl::string_view expected);

  const ReadBytes read_;
  const size_t max_bytes_;
  std::array<char, 65536> buffer_{};
  size_t size_ = 0;
  size_t position_ = 0;
  size_t consumed_ = 0;  // bytes before the buffer
  size_t line_ = 1;
  size_t depth_ = 0;
  std::string word_;    // true, false, null, NaN, Infinity, read by Next
  std::string number_;  // kept, so that reading a million of them takes no memory anew
  absl::Status status_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_DOCUMENT_JSON_STREAM_H_
