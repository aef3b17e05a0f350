// Writes canonical JSON piece by piece, so that a large document need not lie in memory as a tree,
// nor at all where only its hash or its sameness is asked for. The caller writes members in the
// order of their names; tests read everything back with ParseCanonicalJson.
#ifndef LIAISON_CLIENTS_CORE_REPORT_JSON_WRITER_H_
#define LIAISON_CLIENTS_CORE_REPORT_JSON_WRITER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"

namespace liaison {

class JsonWriter {
 public:
  using Sink = absl::FunctionRef<void(absl::string_view)>;
  // What is written goes to `sink` in parts; the last one with the destructor.
  explicit JsonWriter(Sink sink) : sink_(sink) {}
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;
  ~JsonWriter() { sink_(buffer_); }

  void Open(char bracket);
  void Close(char bracket);
  void Key(absl::string_view name);
  // Values, as items or behind a key.
  void Text(absl::string_view value);
  void Number(int64_t value);
  void Bool(bool value);
  void Canonical(absl::string_view json);

  // Members.
  void Text(absl::string_view name, absl::string_view value) { Key(name), Text(value); }
  void Number(absl::string_view name, int64_t value) { Key(name), Number(value); }
  void Count(absl::string_view name, uint64_t value) { Number(name, static_cast<int64_t>(value)); }
  void Index(absl::string_view name, LeafIndex value) { Count(name, value.value()); }
  void Bool(absl::string_view name, bool value) { Key(name), Bool(value); }
  void Base64(absl::string_view name, const Hash& value);
  // Left out where there is nothing to say.
  void TextIfAny(absl::string_view name, absl::string_view value) {
    if (!value.empty()) Text(name, value);
  }
  void NumberIfAny(absl::string_view name, std::optional<int64_t> value) {
    if (value) Number(name, *value);
  }
  void Flag(absl::string_view name, bool value) {
    if (value) Bool(name, true);
  }
  template <typename Items, typename WriteItem>
  void List(absl::string_view name, const Items& items, const WriteItem& write_item) {
    Key(name);
    Open('[');
    for (const auto& item : items) write_item(item);
    Close(']');
  }
  template <typename Items, typename WriteItem>
  void ListIfAny(absl::string_view name, const Items& items, const WriteItem& write_item) {
    if (!items.empty()) List(name, items, write_item);
  }
  template <typename WriteMembers>
  void Object(const WriteMembers& write_members) {
    Open('{');
    write_members();
    Close('}');
  }
  template <typename Items>
  void Words(absl::string_view name, const Items& words) {
    List(name, words, [this](absl::string_view word) { Text(word); });
  }

 private:
  void BeginValue();

  Sink sink_;
  std::string buffer_;
  std::string base64_;
  bool needs_comma_ = false;
};

// The whole text. With a guess that is not too small no second copy of it is ever in memory; what
// is too much is never touched.
std::string WholeText(size_t guess, absl::FunctionRef<void(JsonWriter::Sink)> print);
Hash HashOfText(absl::FunctionRef<void(JsonWriter::Sink)> print);
bool IsWholeText(absl::string_view expected, absl::FunctionRef<void(JsonWriter::Sink)> print);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_JSON_WRITER_H_
