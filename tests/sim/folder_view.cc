#include "tests/sim/folder_view.h"

#include <rocksdb/env.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "hub/data_folder.h"
#include "hub/plugin_host/plugin_rows.h"
#include "proto/base/check.h"
#include "proto/text/note.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr char kEnd[] = "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF";

// Values that depend on content, as bytes and as they are written in texts.
class Numbers {
 public:
  void Add(absl::string_view value) {
    const std::string number = absl::StrCat("<", values_.size() / 2, ">");
    if (!values_.emplace(std::string(value), number).second) return;
    values_.emplace(EncodeBase64(value), number);
  }
  std::string In(absl::string_view text) const { return absl::StrReplaceAll(text, values_); }

 private:
  std::map<std::string, std::string> values_;
};

Note WithoutSignatures(const std::string& bytes) {
  Note note = ParseNote(bytes, kMaxPublicNoteBytes).value();
  for (SignatureLine& line : note.signatures) line.signature.clear();
  return note;
}

std::string ReadableNote(const std::string& bytes) {
  const Note note = WithoutSignatures(bytes);
  std::string text = note.text;
  for (const SignatureLine& line : note.signatures) {
    absl::StrAppend(&text, "signed by ", line.name, "\n");
  }
  return text;
}

bool IsNote(RecordKind kind) {
  return kind == RecordKind::kEnvelope || kind == RecordKind::kAct || kind == RecordKind::kNote;
}

// Of lines of headers and acts that name something by its hash: which word does.
const std::map<std::string, size_t> kHashWords = {{"seen", 2}, {"sealed", 1}, {"tag", 2}};

class Viewer {
 public:
  Viewer(TestHub& hub, const DataFolder& folder) : hub_(hub), folder_(folder) {}

  FolderView View() {
    numbers_.Add(folder_.log->head().root.view());
    EachRow(Family::kLog, [this](absl::string_view, absl::string_view value) { Collect(value); });
    for (const Family family : kFamilies) {
      EachRow(family, [this, family](absl::string_view key, absl::string_view value) {
        view_.rows.push_back({absl::StrCat(FamilyName(family), " ", numbers_.In(key)),
                              numbers_.In(Readable(family, key, value))});
      });
    }
    // Keys with a hash lie where their hash puts them.
    std::sort(view_.rows.begin(), view_.rows.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    for (FolderView::Row& row : view_.rows) row.name = absl::CHexEscape(row.name);
    return std::move(view_);
  }

 private:
  template <typename Function>
  void EachRow(Family family, Function function) {
    LIAISON_CHECK(folder_.store
                      ->Scan(family, "", kEnd,
                             [&](absl::string_view key, absl::string_view value) {
                               function(key, value);
                               return true;
                             })
                      .ok());
  }

  void Collect(absl::string_view row) {
    const RecordHead head = ParseRecordHead(row).value();
    numbers_.Add(head.body_hash.view());
    const std::string body(row.substr(kRecordHeadBytes));
    if (head.kind != RecordKind::kEnvelope && head.kind != RecordKind::kAct) return;
    const Note note = ParseNote(body, kMaxPublicNoteBytes).value();
    for (const absl::string_view line : absl::StrSplit(note.text, '\n')) {
      const std::vector<std::string> words = absl::StrSplit(line, ' ');
      const auto place = kHashWords.find(words.front());
      if (place != kHashWords.end()) numbers_.Add(DecodeBase64(words.at(place->second)).value());
    }
    if (head.kind != RecordKind::kEnvelope) return;
    view_.headers.push_back(ParseHeader(hub_.options().ns, note.text).value());
    numbers_.Add(Sha256(StablePartOf(note.text)).view());
  }

  static std::string Readable(Family family, absl::string_view key, absl::string_view value) {
    switch (family) {
      case Family::kLog:
        return ReadableRecord(value);
      case Family::kSealed:
        return absl::StrCat(value.size(), " bytes");
      case Family::kTree:
        return absl::StrCat("a hash of ", value.size());
      case Family::kIndex:
        return key == MetaKey("checkpoint") ? ReadableNote(std::string(value)) : std::string(value);
      case Family::kPlugin:
        return key.front() == 'c' ? ReadableTrack(value) : std::string(value);
      case Family::kTimer:
        break;
    }
    return std::string(value);
  }

  static std::string ReadableTrack(absl::string_view value) {
    rows::Track track = ParseRow<rows::Track>(value, "track").value();
    track.clear_effect_chain();
    return track.SerializeAsString();
  }

  static std::string ReadableRecord(absl::string_view row) {
    const RecordHead head = ParseRecordHead(row).value();
    std::string body(row.substr(kRecordHeadBytes));
    if (IsNote(head.kind)) body = ReadableNote(body);
    if (head.kind == RecordKind::kTimer) {
      // Its key is written so that no hash can be found in it.
      const size_t key = body.find("\nkey ") + 5;
      const size_t end = body.find('\n', key);
      body.replace(key, end - key, DecodeBase64(body.substr(key, end - key)).value());
    }
    return absl::StrCat(row.substr(0, kRecordHeadBytes), body);
  }

  TestHub& hub_;
  const DataFolder& folder_;
  Numbers numbers_;
  FolderView view_;
};

std::string RawBytes(TestHub& hub) {
  std::string raw;
  for (const auto& [path, bytes] : hub.files().files()) {
    if (!absl::StrContains(path, "/keys/")) absl::StrAppend(&raw, path, bytes);
  }
  rocksdb::Env& disk = *hub.disk().env();
  const std::string folder = absl::StrCat(hub.options().data_path, "/log");
  std::vector<std::string> names;
  LIAISON_CHECK(disk.GetChildren(folder, &names).ok());
  LIAISON_CHECK(!names.empty());
  for (const std::string& name : names) {
    std::string bytes;
    if (rocksdb::ReadFileToString(&disk, absl::StrCat(folder, "/", name), &bytes).ok()) {
      absl::StrAppend(&raw, bytes);
    }
  }
  return raw;
}

}  // namespace

FolderView ViewFolder(TestHub& hub) {
  hub.Close();
  FolderView view;
  {
    const std::unique_ptr<DataFolder> folder =
        OpenDataFolder(hub.options(), /*create=*/false, hub.files(), hub.disk().env()).value();
    view = Viewer(hub, *folder).View();
  }
  view.raw = RawBytes(hub);
  return view;
}

}  // namespace liaison
