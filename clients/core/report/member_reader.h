// Reads a large JSON document member by member out of its text: only one small piece of it is ever
// a tree of values. It is lenient about what a canonical text may look like, since its callers
// print what they read and compare. Latches its first refusal.
#ifndef LIAISON_CLIENTS_CORE_REPORT_MEMBER_READER_H_
#define LIAISON_CLIENTS_CORE_REPORT_MEMBER_READER_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/report/json_text.h"
#include "proto/base/status_macros.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"

namespace liaison {

// Errors it latches: InvalidArgument with the reason given to it and the member's name as field.
class MemberReader {
 public:
  // `object` outlives it.
  MemberReader(absl::string_view reason, absl::string_view object);

  bool Has(absl::string_view name) const { return Find(name) != nullptr; }
  // Members that must be there.
  void Text(absl::string_view name, std::string& out);  // not empty
  void Number(absl::string_view name, int64_t min, int64_t max, int64_t& out);
  template <typename Integer>
  void Count(absl::string_view name, uint64_t min, uint64_t max, Integer& out) {
    int64_t value = 0;
    Number(name, static_cast<int64_t>(min), static_cast<int64_t>(max), value);
    out = static_cast<Integer>(value);
  }
  void Index(absl::string_view name, LeafIndex& out);
  void Time(absl::string_view name, int64_t& out);  // milliseconds of Unix time; may be before it
  void Base64(absl::string_view name, Hash& out);
  void Bool(absl::string_view name, bool& out);
  // Those that may be absent.
  void TextIfAny(absl::string_view name, std::string& out);
  void TimeIfAny(absl::string_view name, std::optional<int64_t>& out);
  void Base64IfAny(absl::string_view name, std::optional<Hash>& out);
  void Flag(absl::string_view name, bool& out);
  void ObjectIfAny(absl::string_view name, JsonText& out);
  // The items of an array, each as its text.
  void Items(absl::string_view name, absl::FunctionRef<absl::Status(absl::string_view)> read);
  void ItemsIfAny(absl::string_view name, absl::FunctionRef<absl::Status(absl::string_view)> read);
  template <typename T, typename Parse>
  void List(absl::string_view name, std::vector<T>& out, const Parse& parse) {
    // Never more memory than a few times what the text takes, whatever is in it.
    out.reserve(std::min(CountItems(name), 2 * Raw(name).size() / sizeof(T) + 1));
    Items(name, [&](absl::string_view item) -> absl::Status {
      ASSIGN_OR_RETURN(T value, parse(item));
      out.push_back(std::move(value));
      return absl::OkStatus();
    });
  }
  template <typename T, typename Parse>
  void ListIfAny(absl::string_view name, std::vector<T>& out, const Parse& parse) {
    if (Has(name)) List(name, out, parse);
  }
  void Words(absl::string_view name, std::vector<std::string>& out);
  void WordsIfAny(absl::string_view name, std::vector<std::string>& out) {
    if (Has(name)) Words(name, out);
  }
  // The member's text where it is a part of its own; nothing was refused.
  absl::string_view Raw(absl::string_view name);

  void Check(bool condition, absl::string_view name, absl::string_view why);
  // Takes over the refusal of a part.
  void Take(absl::string_view name, const absl::Status& status);
  bool ok() const { return status_.ok(); }
  template <typename T>
  absl::StatusOr<T> Finish(T value) const {
    if (!status_.ok()) return status_;
    return value;
  }

 private:
  const absl::string_view* Find(absl::string_view name) const;
  const absl::string_view* Required(absl::string_view name);
  size_t CountItems(absl::string_view name);

  const absl::string_view reason_;
  std::vector<std::pair<absl::string_view, absl::string_view>> members_;
  absl::Status status_;
};

// Of one string. Errors: InvalidArgument.
absl::StatusOr<std::string> ReadJsonText(absl::string_view json);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_MEMBER_READER_H_
