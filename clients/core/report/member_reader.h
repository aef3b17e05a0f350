// Reads a large canonical JSON document from its beginning to its end: each byte is looked at once,
// and nothing of it is ever a tree of values. So members are asked for in the order of their names,
// as they stand; those that nobody asks for are passed over, or refused. Texts are one line of what
// people can read, in NFC. It is lenient about what a canonical
// text may look like, since its callers print what they read and compare. Latches its first
// refusal, and then reads nothing more.
#ifndef LIAISON_CLIENTS_CORE_REPORT_MEMBER_READER_H_
#define LIAISON_CLIENTS_CORE_REPORT_MEMBER_READER_H_

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
#include "clients/core/report/words.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"

namespace liaison {

// Errors it latches: InvalidArgument with the reason given to it and the member's place as field.
class MemberReader {
 public:
  // At the members of `object`, which outlives it.
  MemberReader(absl::string_view reason, absl::string_view object);
  // From here on what nobody asks for is refused.
  void RefuseOthers() { refuses_others_ = true; }

  // Whether the object that is being read has this member, which is then the next one.
  bool Has(absl::string_view name);
  bool HasObject(absl::string_view name) {
    return Has(name) && at_ < text_.size() && text_[at_] == '{';
  }
  // The name of the next member, whatever it is, which is to be read before the one behind it is
  // asked for; false: there is none.
  bool Next(absl::string_view& name) {
    name = name_;
    return ok() && has_member_;
  }
  // Members that must be there.
  void Text(absl::string_view name, std::string& out);  // not empty
  void Word(absl::string_view name, std::string& out, WordRule is_one);
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
  // At most kMaxListed: a word takes ten times as much memory as text.
  void Words(absl::string_view name, std::vector<std::string>& out, WordRule is_one);
  // An object of its own: `read` asks this reader for its members.
  void Object(absl::string_view name, absl::FunctionRef<void()> read);
  // Its text, where that is kept or is nobody's business.
  absl::string_view Value(absl::string_view name);
  // An array of objects: `read(reader, value)` fills each.
  template <typename T, typename Read>
  void List(absl::string_view name, std::vector<T>& out, const Read& read) {
    Items(name, [&] { ReadObject([&] { read(*this, out.emplace_back()); }); });
  }
  // One that may be most of the document. Room is made for as many more as the first one would fit
  // into what is left, so that they are not moved again and again; what is too much is never
  // touched.
  template <typename T, typename Read>
  void LongList(absl::string_view name, std::vector<T>& out, const Read& read) {
    Items(name, [&] {
      const size_t begin = at_;
      ReadObject([&] { read(*this, out.emplace_back()); });
      if (ok() && out.size() == 1) out.reserve(1 + (text_.size() - at_) / (at_ - begin));
    });
  }
  // An array of pairs of integers.
  void Pairs(absl::string_view name, absl::FunctionRef<void(int64_t, int64_t)> take);
  // Those that may be absent.
  void FreeText(absl::string_view name, std::string& out);  // or empty
  void TextIfAny(absl::string_view name, std::string& out);
  void WordIfAny(absl::string_view name, std::string& out, WordRule is_one) {
    if (Has(name)) Word(name, out, is_one);
  }
  void TimeIfAny(absl::string_view name, std::optional<int64_t>& out);
  void Base64IfAny(absl::string_view name, std::optional<Hash>& out);
  void Flag(absl::string_view name, bool& out);
  void ObjectIfAny(absl::string_view name, JsonText& out);
  void WordsIfAny(absl::string_view name, std::vector<std::string>& out, WordRule is_one) {
    if (Has(name)) Words(name, out, is_one);
  }
  template <typename T, typename Read>
  void ListIfAny(absl::string_view name, std::vector<T>& out, const Read& read) {
    if (Has(name)) List(name, out, read);
  }

  void Check(bool condition, absl::string_view name, absl::string_view why);
  // Takes over the refusal of a part.
  void Take(absl::string_view name, const absl::Status& status);
  bool ok() const { return status_.ok(); }
  // The document from the bracket on that the object being read begins with. Asked for before its
  // first member.
  absl::string_view FromObject() const { return text_.substr(object_); }
  // What a refusal, if there is one, is about.
  void SetSubject(const std::string& subject);
  // Behind the document's last member: what nobody asked for up to there is passed over too.
  void Close();
  template <typename T>
  absl::StatusOr<T> Finish(T value) const {
    if (!status_.ok()) return status_;
    return value;
  }

 private:
  // On to the value of a member that must be there.
  bool Begin(absl::string_view name);
  // Behind that value, or where it was refused.
  void End(absl::string_view name);
  void ReadName();  // of the next member, up to its value
  void PassOver();  // a member that nobody asked for
  bool Consume(char c);
  void Refuse(absl::string_view why) { Check(false, "", why); }

  // Values, without what stands around them.
  void ReadObject(absl::FunctionRef<void()> read);
  void ReadArray(absl::FunctionRef<void()> read);
  void ReadText(std::string& out);
  void ReadNumber(int64_t min, int64_t max, int64_t& out);
  // Without what needs an escape or stands in another script; nullopt: not that, and nothing is
  // read.
  std::optional<absl::string_view> ReadPlainText();
  absl::string_view ReadAny();

  template <typename ReadItem>
  void Items(absl::string_view name, const ReadItem& read) {
    if (!Begin(name)) return;
    ReadArray(read);
    End(name);
  }

  const absl::string_view reason_;
  const absl::string_view text_;
  size_t at_ = 0;      // what is read next: a member's value
  size_t object_ = 0;  // the bracket of the object being read
  absl::string_view name_;
  bool has_member_ = false;
  bool refuses_others_ = false;
  absl::Status status_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_MEMBER_READER_H_
